//! The stored form of a credit note, and of how far the call for one has come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::RecordError;
use super::field::record;
use crate::leaf::Text;
use case::credit_note::{CreditDoubt, CreditStep};
use case::operation::Inconclusive;
use domain::credit_note::CreditNote;
use domain::ids::CreditNoteId;
use domain::key::IdempotencyKey;
use domain::money::Money;
use domain::outcome::Refusal;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CreditV1<'a> {
    key: Text<'a>,
    step: CreditStepV1<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CreditStepV1<'a> {
    InDoubt(CreditDoubtV1<'a>),
    /// The processor's code, or ours.
    Refused(Text<'a>),
    Issued(CreditNoteV1<'a>),
}

record! {
    CreditDoubtV1 stores CreditDoubt {
        attempt: u32,
        first_at: Timestamp,
        since: Timestamp,
        [default] answer: Option<Inconclusive>,
    }
}

record! {
    CreditNoteV1 stores CreditNote {
        id: CreditNoteId,
        amount: Money,
    }
}

impl<'a> CreditV1<'a> {
    pub(super) fn new((key, step): (&'a IdempotencyKey, &'a CreditStep)) -> Self {
        let step = match step {
            CreditStep::InDoubt(doubt) => CreditStepV1::InDoubt(doubt.into()),
            CreditStep::Refused(refusal) => CreditStepV1::Refused(refusal.as_str().into()),
            CreditStep::Issued(note) => CreditStepV1::Issued(note.into()),
        };
        Self { key: key.as_str().into(), step }
    }

    pub(super) fn restore(self) -> Result<(IdempotencyKey, CreditStep), RecordError> {
        let step = match self.step {
            CreditStepV1::InDoubt(doubt) => CreditStep::InDoubt(doubt.try_into()?),
            CreditStepV1::Refused(code) => CreditStep::Refused(Refusal::parse(code.as_str())),
            CreditStepV1::Issued(note) => CreditStep::Issued(note.try_into()?),
        };
        Ok((self.key.key()?, step))
    }
}
