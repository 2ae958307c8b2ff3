//! The types that fields of the case have, and how each is stored: one row each.

use jiff::Timestamp;

use super::conversation::SheetV1;
use super::dispute::BookingV1;
use super::error::RecordError;
use super::failed::FailedV1;
use super::field::Field;
use super::ruling::{RulingV1, authority};
use crate::leaf::{MoneyV1, Text, Word};
use case::announcement::Failed;
use case::claim::ClaimId;
use case::operation::InconclusiveKind;
use case::reviewed::{Refused, Sheet};
use case::stage::Stage;
use case::trouble::Trouble;
use domain::authority::Authority;
use domain::booking::{Booking, Bookings};
use domain::commission::ClawbackMode;
use domain::decision::{Ruling, VerdictKind};
use domain::dispute::DisputeStage;
use domain::http::Method;
use domain::ids::{
    AnswerId, BookingId, CommissionId, CreditNoteId, DisputeId, PartnerId, RefundId, RequestId,
    SenderName, StaffId, SubscriptionId, WarningId,
};
use domain::invoice::InvoiceReading;
use domain::key::IdempotencyKey;
use domain::money::{Currency, Money};
use domain::refund::RefundStatus;
use domain::reviewer::Voice;
use domain::sale_field::SaleField;
use domain::sender::SenderKind;
use domain::subscription::CancelWhen;

/// Each way in which a field is stored: as itself, as the text of an id, as a word of ours, or in a
/// form of its own.
macro_rules! rows {
    (
        itself {$($plain:ty,)+}
        ids {$($id:ty,)+}
        words {$($word:ty,)+}
        forms {$($type:ty => $wire:ty: $stored:expr, $read:expr;)+}
    ) => {
        $(rows!(@row $plain => $plain: <$plain>::clone, Ok);)+
        $(rows!(@row $id => Text<'a>: Text::from, |text| Ok(<$id>::parse(text)?));)+
        $(rows!(@row $word => Word<$word>: |word: &$word| Word(*word), |word: Word<$word>| Ok(word.0));)+
        $(rows!(@row $type => $wire: $stored, $read);)+
    };
    (@row $type:ty => $wire:ty: $stored:expr, $read:expr) => {
        impl<'a> Field<'a> for $type {
            type Wire = $wire;

            fn stored(&'a self) -> Self::Wire {
                $stored(self)
            }

            fn read(wire: Self::Wire) -> Result<Self, RecordError> {
                $read(wire)
            }
        }
    };
}

rows! {
    itself { bool, u32, i64, Timestamp, RefundStatus, DisputeStage, }
    ids {
        RequestId, RefundId, CreditNoteId, AnswerId, StaffId, SenderName, DisputeId, BookingId, WarningId, CommissionId,
        PartnerId, SubscriptionId,
    }
    words {
        Stage, Refused, Method, InconclusiveKind, ClawbackMode, VerdictKind, SenderKind, Voice,
        SaleField, Currency, CancelWhen,
    }
    forms {
        String => Text<'a>: Text::from, |text: Text<'_>| Ok(text.into());
        ClaimId => Text<'a>: |id: &'a ClaimId| id.as_str().into(), |id: Text<'_>| Ok(ClaimId::new(id));
        IdempotencyKey => Text<'a>: Text::from, |text: Text<'_>| text.key();
        Authority => Text<'a>: |by: &Authority| by.to_string().into(), |text: Text<'_>| authority(&text);
        Trouble => Text<'a>: |trouble: &Trouble| trouble.text().into(), |text: Text<'_>| trouble(&text);
        Money => MoneyV1: |money: &Money| (*money).into(), |wire: MoneyV1| Ok(wire.into());
        Bookings => Vec<BookingV1<'a>>: stored_bookings, bookings;
        Ruling => RulingV1<'a>: RulingV1::from, Ruling::try_from;
        Sheet => SheetV1<'a>: SheetV1::from, Sheet::try_from;
        InvoiceReading => Option<Word<InvoiceReading>>: |reading: &InvoiceReading| said(*reading), |wire: Option<Word<InvoiceReading>>| {
            Ok(wire.map_or_else(InvoiceReading::default, |word| word.0))
        };
        Failed => FailedV1<'a>: FailedV1::from, Failed::try_from;
    }
}

fn said(reading: InvoiceReading) -> Option<Word<InvoiceReading>> {
    (reading != InvoiceReading::default()).then_some(Word(reading))
}

fn stored_bookings(all: &Bookings) -> Vec<BookingV1<'_>> {
    all.iter().map(BookingV1::from).collect()
}

fn bookings(wire: Vec<BookingV1<'_>>) -> Result<Bookings, RecordError> {
    wire.into_iter().map(Booking::try_from).collect()
}

fn trouble(text: &Text<'_>) -> Result<Trouble, RecordError> {
    Trouble::parse(text.as_str()).ok_or_else(|| RecordError::word("trouble", text.as_str()))
}
