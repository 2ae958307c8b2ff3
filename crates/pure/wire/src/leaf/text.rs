//! Text in a wire type: borrowed from the case when it is written, owned when it was read, because
//! it becomes part of a case in the next step.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use domain::ids::{
    AnswerId, BookingId, CommissionId, CreditNoteId, DisputeId, PartnerId, RefundId, RequestId,
    SenderName, StaffId, SubscriptionId, WarningId,
};
use domain::key::IdempotencyKey;
use domain::reason_code::ReasonCode;

/// Text that is not copied to be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

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

borrowed_from!(
    RequestId,
    RefundId,
    CreditNoteId,
    IdempotencyKey,
    AnswerId,
    SenderName,
    StaffId,
    DisputeId,
    BookingId,
    WarningId,
    CommissionId,
    PartnerId,
    ReasonCode,
    SubscriptionId
);

/// Ids as published text, which is owned.
pub fn texts(ids: &[impl ToString]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
