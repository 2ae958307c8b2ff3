//! What a field of the case is stored as, so that a wire and both of its directions can be one row.
//! The rows are in `row`.

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

impl<'a, T: Field<'a> + 'a> Field<'a> for Option<T> {
    type Wire = Option<T::Wire>;

    fn stored(&'a self) -> Self::Wire {
        self.as_ref().map(T::stored)
    }

    fn read(wire: Self::Wire) -> Result<Self, RecordError> {
        wire.map(T::read).transpose()
    }
}
