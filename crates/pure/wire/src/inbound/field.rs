//! A field that is read without failing, so that the check can name it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, IgnoredAny, Visitor};
use serde_json::value::RawValue;

use super::error::InboundError;
use domain::money::{Currency, Money};

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Field<T> {
    /// Nothing, or null.
    #[default]
    Absent,
    /// Something that is not a `T`.
    Wrong,
    /// A `T`.
    Here(T),
}

impl<T> Field<T> {
    /// The value; an error where it is absent or wrong.
    pub(super) fn required(self, field: &str, remedy: &'static str) -> Result<T, InboundError> {
        match self {
            Self::Here(value) => Ok(value),
            Self::Absent => Err(InboundError::Missing { field: field.to_owned(), remedy }),
            Self::Wrong => Err(unusable(field, remedy)),
        }
    }

    /// The value, if there is one; an error where it is wrong.
    pub(super) fn optional(
        self,
        field: &str,
        remedy: &'static str,
    ) -> Result<Option<T>, InboundError> {
        match self {
            Self::Here(value) => Ok(Some(value)),
            Self::Absent => Ok(None),
            Self::Wrong => Err(unusable(field, remedy)),
        }
    }
}

/// A field that has a value it cannot have.
pub(super) fn unusable(field: &str, remedy: &'static str) -> InboundError {
    InboundError::Unusable { field: field.to_owned(), remedy }
}

/// Reads `data`; its fields are checked one by one afterwards.
pub(super) fn read<'a, T: Deserialize<'a>>(data: &'a RawValue) -> Result<T, InboundError> {
    // A wire type also reads from a JSON array, which nobody means.
    if !data.get().starts_with('{') {
        return Err(InboundError::Data);
    }
    serde_json::from_str(data.get()).or(Err(InboundError::Data))
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seen<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Seen<T> {
            type Value = Field<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field")
            }

            fn visit_none<E>(self) -> Result<Field<T>, E> {
                Ok(Field::Absent)
            }

            fn visit_unit<E>(self) -> Result<Field<T>, E> {
                Ok(Field::Absent)
            }

            fn visit_some<D: Deserializer<'de>>(self, value: D) -> Result<Field<T>, D::Error> {
                let raw = <&'de RawValue>::deserialize(value)?;
                Ok(serde_json::from_str(raw.get()).map_or(Field::Wrong, Field::Here))
            }
        }

        // An option, because serde asks for one where the field is absent.
        deserializer.deserialize_option(Seen(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Field<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Something that is accepted and dropped where it stands: it is never copied out of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped;

impl<'de> Deserialize<'de> for Dropped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

impl JsonSchema for Dropped {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Dropped".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<String>::json_schema(generator)
    }
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, JsonSchema)]
#[schemars(rename = "Money")]
pub struct WireMoney {
    /// Minor units of ISO 4217: cents for USD, yen for JPY, fils for KWD.
    #[schemars(range(min = 0))]
    minor: Field<i64>,
    /// The ISO 4217 code.
    #[schemars(regex(pattern = r"^[A-Za-z]{3}$"))]
    currency: Field<String>,
}

const MINOR: &str = "an integer of minor units (4900 for 49.00 USD), at least 0";
const CURRENCY: &str = "a currency code of ISO 4217, such as USD";

impl WireMoney {
    /// The amount, at least 0; `field` is the path of the object.
    pub(super) fn admit(self, field: &str) -> Result<Money, InboundError> {
        let (minor_field, currency_field) = (format!("{field}.minor"), format!("{field}.currency"));
        let minor = self.minor.required(&minor_field, MINOR)?;
        let code = self.currency.required(&currency_field, CURRENCY)?;
        let currency = Currency::parse(&code).or(Err(unusable(&currency_field, CURRENCY)))?;
        if minor < 0 {
            return Err(unusable(&minor_field, MINOR));
        }
        Ok(Money::new(minor, currency))
    }
}
