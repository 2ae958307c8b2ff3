//! The types that fields of the case have, and how each is stored: one row each.

use jiff::Timestamp;

use super::commission::CommissionV1;
use super::conversation::SheetV1;
use super::dispute::{DisputeV1, WarningV1};
use super::error::RecordError;
use super::failed::FailedV1;
use super::field::Field;
use super::refund::RefundV1;
use super::ruling::RulingV1;
use crate::case::announcement::Failed;
use crate::case::reviewed::{Refused, Sheet};
use crate::case::stage::Stage;
use crate::case::trouble::Trouble;
use crate::domain::commission::{ClawbackMode, Commission};
use crate::domain::decision::Ruling;
use crate::domain::dispute::{Dispute, FraudWarning};
use crate::domain::ids::{AnswerId, RefundId, RequestId, StaffId};
use crate::domain::key::IdempotencyKey;
use crate::domain::money::Money;
use crate::domain::refund::Refund;
use crate::wire::leaf::{MoneyV1, Text, Word};

macro_rules! fields {
    ($($type:ty => $wire:ty: $stored:expr, $read:expr;)+) => {$(
        impl<'a> Field<'a> for $type {
            type Wire = $wire;

            fn stored(&'a self) -> Self::Wire {
                $stored(self)
            }

            fn read(wire: Self::Wire) -> Result<Self, RecordError> {
                $read(wire)
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
    Stage => Word<Stage>: |stage: &Stage| Word(*stage), |word: Word<Stage>| Ok(word.0);
    Refused => Word<Refused>: |why: &Refused| Word(*why), |word: Word<Refused>| Ok(word.0);
    Trouble => Text<'a>: |trouble: &Trouble| trouble.text().into(), |text: Text<'_>| trouble(&text);
    Money => MoneyV1: |money: &Money| (*money).into(), |wire: MoneyV1| Ok(wire.into());
    ClawbackMode => Word<ClawbackMode>: |mode: &ClawbackMode| Word(*mode), |word: Word<ClawbackMode>| Ok(word.0);
    Commission => CommissionV1<'a>: CommissionV1::from, Commission::try_from;
    Ruling => RulingV1<'a>: RulingV1::from, Ruling::try_from;
    Sheet => SheetV1<'a>: SheetV1::from, Sheet::try_from;
    Refund => RefundV1<'a>: RefundV1::from, Refund::try_from;
    Failed => FailedV1<'a>: FailedV1::from, Failed::try_from;
    Dispute => DisputeV1<'a>: DisputeV1::from, Dispute::try_from;
    FraudWarning => WarningV1<'a>: WarningV1::from, FraudWarning::try_from;
}

fn trouble(text: &Text<'_>) -> Result<Trouble, RecordError> {
    Trouble::parse(text.as_str()).ok_or_else(|| RecordError::word("trouble", text.as_str()))
}
