//! What a field of the case is stored as, so that a wire type and both of its directions can be one
//! row. The rows of types are in `row`.

use std::collections::BTreeSet;

use super::error::RecordError;

pub(super) trait Field<'a>: Sized {
    /// The stored form.
    type Wire;

    fn stored(&'a self) -> Self::Wire;
    fn read(wire: Self::Wire) -> Result<Self, RecordError>;
}

impl<'a, T: Field<'a> + 'a> Field<'a> for Vec<T> {
    type Wire = Vec<T::Wire>;

    fn stored(&'a self) -> Self::Wire {
        self.iter().map(T::stored).collect()
    }

    fn read(wire: Self::Wire) -> Result<Self, RecordError> {
        wire.into_iter().map(T::read).collect()
    }
}

impl<'a, T: Field<'a> + Ord + 'a> Field<'a> for BTreeSet<T> {
    type Wire = Vec<T::Wire>;

    fn stored(&'a self) -> Self::Wire {
        self.iter().map(T::stored).collect()
    }

    fn read(wire: Self::Wire) -> Result<Self, RecordError> {
        wire.into_iter().map(T::read).collect()
    }
}

impl<'a, T: Field<'a> + 'a> Field<'a> for Option<T> {
    type Wire = Option<T::Wire>;

    fn stored(&'a self) -> Self::Wire {
        self.as_ref().map(T::stored)
    }

    fn read(wire: Self::Wire) -> Result<Self, RecordError> {
        wire.map(T::read).transpose()
    }
}

impl<'a, A: Field<'a> + 'a, B: Field<'a> + 'a> Field<'a> for (A, B) {
    type Wire = (A::Wire, B::Wire);

    fn stored(&'a self) -> Self::Wire {
        (self.0.stored(), self.1.stored())
    }

    fn read(wire: Self::Wire) -> Result<Self, RecordError> {
        Ok((A::read(wire.0)?, B::read(wire.1)?))
    }
}

/// A field that is not written where it says nothing.
pub(super) trait Optional {
    fn is_empty(&self) -> bool;
}

impl Optional for bool {
    fn is_empty(&self) -> bool {
        !self
    }
}

impl<T> Optional for Option<T> {
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T> Optional for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

/// The wire type of what is stored field by field, one row each, written once for both directions.
/// A field with `[default]` is not written where it says nothing.
macro_rules! record {
    (
        $(#[$outer:meta])*
        $wire:ident stores $of:ident {
            $($(#[$meta:meta])* $([$default:ident])? $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$outer])*
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        pub(super) struct $wire<'a> {
            $(
                $(#[$meta])*
                $(#[serde(
                    $default,
                    skip_serializing_if = "crate::record::field::Optional::is_empty"
                )])?
                $field: <$type as super::field::Field<'a>>::Wire,
            )+
        }

        impl<'a> From<&'a $of> for $wire<'a> {
            fn from(of: &'a $of) -> Self {
                Self { $($field: super::field::Field::stored(&of.$field),)+ }
            }
        }

        impl TryFrom<$wire<'_>> for $of {
            type Error = super::error::RecordError;

            fn try_from(wire: $wire<'_>) -> Result<Self, Self::Error> {
                Ok(Self { $($field: super::field::Field::read(wire.$field)?,)+ })
            }
        }

        impl<'a> super::field::Field<'a> for $of {
            type Wire = $wire<'a>;

            fn stored(&'a self) -> Self::Wire {
                self.into()
            }

            fn read(wire: Self::Wire) -> Result<Self, super::error::RecordError> {
                wire.try_into()
            }
        }
    };
}

pub(super) use record;
