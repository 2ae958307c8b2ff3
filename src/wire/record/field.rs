//! What a field of the case is stored as, so that a twin and both of its directions can be one row.

use jiff::Timestamp;

use super::commission::{ClawbackModeV1, CommissionV1};
use super::conversation::SheetV1;
use super::dispute::{DisputeV1, WarningV1};
use super::error::RecordError;
use super::failed::FailedV1;
use super::money::MoneyV1;
use super::refund::RefundV1;
use super::ruling::RulingV1;
use super::text::Text;
use crate::case::announcement::Failed;
use crate::case::clock::Stage;
use crate::case::review::{Refused, Sheet};
use crate::case::trouble::Trouble;
use crate::domain::commission::{ClawbackMode, Commission};
use crate::domain::decision::Ruling;
use crate::domain::dispute::{Dispute, FraudWarning};
use crate::domain::ids::{AnswerId, RefundId, RequestId, StaffId};
use crate::domain::key::IdempotencyKey;
use crate::domain::money::Money;
use crate::domain::refund::Refund;

pub(super) trait Field<'a>: Sized {
    /// The stored form.
    type Twin;

    fn stored(&'a self) -> Self::Twin;
    fn read(twin: Self::Twin) -> Result<Self, RecordError>;
}

macro_rules! fields {
    ($($type:ty => $twin:ty: $stored:expr, $read:expr;)+) => {$(
        impl<'a> Field<'a> for $type {
            type Twin = $twin;

            fn stored(&'a self) -> Self::Twin {
                $stored(self)
            }

            fn read(twin: Self::Twin) -> Result<Self, RecordError> {
                $read(twin)
            }
        }
    )+};
}

fields! {
    bool => bool: |flag: &bool| *flag, Ok;
    u32 => u32: |number: &u32| *number, Ok;
    i64 => i64: |number: &i64| *number, Ok;
    Timestamp => Timestamp: |at: &Timestamp| *at, Ok;
    String => Text<'a>: Text::from, |text: Text<'_>| Ok(text.into());
    RequestId => Text<'a>: Text::from, |text| Ok(RequestId::parse(text)?);
    RefundId => Text<'a>: Text::from, |text| Ok(RefundId::parse(text)?);
    AnswerId => Text<'a>: Text::from, |text| Ok(AnswerId::parse(text)?);
    StaffId => Text<'a>: Text::from, |text| Ok(StaffId::parse(text)?);
    IdempotencyKey => Text<'a>: Text::from, |text: Text<'_>| text.key();
    Stage => Text<'a>: |stage: &Stage| stage.as_str().into(), |text| word("stage", Stage::parse, &text);
    Refused => Text<'a>: |why: &Refused| why.as_str().into(), |text| word("judgement", Refused::parse, &text);
    Trouble => Text<'a>: |trouble: &Trouble| trouble.text().into(), |text| word("trouble", Trouble::parse, &text);
    Money => MoneyV1<'a>: |money: &Money| (*money).into(), Money::try_from;
    ClawbackMode => ClawbackModeV1: |mode: &ClawbackMode| (*mode).into(), |twin: ClawbackModeV1| Ok(twin.into());
    Commission => CommissionV1<'a>: CommissionV1::from, Commission::try_from;
    Ruling => RulingV1<'a>: RulingV1::from, Ruling::try_from;
    Sheet => SheetV1<'a>: SheetV1::from, Sheet::try_from;
    Refund => RefundV1<'a>: RefundV1::from, Refund::try_from;
    Failed => FailedV1<'a>: FailedV1::from, Failed::try_from;
    Dispute => DisputeV1<'a>: DisputeV1::from, Dispute::try_from;
    FraudWarning => WarningV1<'a>: WarningV1::from, FraudWarning::try_from;
}

impl<'a, T: Field<'a> + 'a> Field<'a> for Vec<T> {
    type Twin = Vec<T::Twin>;

    fn stored(&'a self) -> Self::Twin {
        self.iter().map(T::stored).collect()
    }

    fn read(twin: Self::Twin) -> Result<Self, RecordError> {
        twin.into_iter().map(T::read).collect()
    }
}

impl<'a, T: Field<'a> + 'a> Field<'a> for Option<T> {
    type Twin = Option<T::Twin>;

    fn stored(&'a self) -> Self::Twin {
        self.as_ref().map(T::stored)
    }

    fn read(twin: Self::Twin) -> Result<Self, RecordError> {
        twin.map(T::read).transpose()
    }
}

fn word<T>(
    what: &'static str,
    parse: fn(&str) -> Option<T>,
    text: &Text<'_>,
) -> Result<T, RecordError> {
    parse(text.as_str()).ok_or_else(|| RecordError::word(what, text.as_str()))
}
