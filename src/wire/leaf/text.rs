//! Text in a wire type: borrowed from the case when writing, from the document when reading.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::ids::{AnswerId, RefundId, RequestId, StaffId};
use crate::domain::key::IdempotencyKey;

/// Text that is copied only where JSON escapes force it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Text<'a> {
    fn from(text: &'a String) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

impl<'a> From<Text<'a>> for Cow<'a, str> {
    fn from(text: Text<'a>) -> Self {
        text.0
    }
}

impl From<Text<'_>> for String {
    fn from(text: Text<'_>) -> Self {
        text.0.into_owned()
    }
}

macro_rules! borrowed_from {
    ($($id:ty),+) => {$(
        impl<'a> From<&'a $id> for Text<'a> {
            fn from(id: &'a $id) -> Self {
                id.as_str().into()
            }
        }
    )+};
}

borrowed_from!(RequestId, RefundId, IdempotencyKey, AnswerId, StaffId);
