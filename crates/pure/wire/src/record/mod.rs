//! The stored case: one JSON document per payment, `{"v":1,…}`.
//!
//! Unknown fields are ignored, so that the previous build can read what the next one wrote;
//! unknown words of ours are errors, because a state that is half understood must not be acted
//! on. Nothing that is empty is written. Instants are RFC 3339 with up to nine decimals: lossless,
//! and an operator can read them. What is stored where is not known here.

mod announcement;
mod case;
mod commission;
mod conversation;
mod credit_note;
mod decision;
mod dispute;
mod error;
mod failed;
mod field;
mod http;
mod kept;
mod key;
mod operation;
mod outlay;
mod payment;
mod purchase;
mod refund;
mod request;
mod row;
mod ruling;
mod told;
mod verdict;

pub use decision::{Carried, DECISION_BYTES_MAX, decode_decision, encode_decision};
pub use error::{RecordError, UnusableRecord};
pub use outlay::{decode_outlay, encode_outlay};

use serde::Deserialize;

use self::case::CaseRecordV1;
use ::case::invariants;
use ::case::state::Case;
use domain::ids::CaseId;

/// The version that this build writes.
const VERSION: u32 = 1;

/// Writes the stored form.
pub fn encode(case: &Case) -> Vec<u8> {
    serde_json::to_vec(&CaseRecordV1::from(case))
        .unwrap_or_else(|_| unreachable!("wire types hold nothing that JSON cannot"))
}

/// Reads the stored form.
pub fn decode(bytes: &[u8]) -> Result<Case, RecordError> {
    match serde_json::from_slice::<CaseRecordV1<'_>>(bytes) {
        Ok(record) => {
            check(record.v)?;
            Case::try_from(record)
        }
        Err(source) => Err(explain(bytes, source)),
    }
}

/// Reads the record that is kept under `id`, and checks what it says: a record is data of a store
/// that others may be able to write.
pub fn read(id: &CaseId, bytes: &[u8]) -> Result<Case, UnusableRecord> {
    let case = decode(bytes)?;
    if case.id != *id {
        // What is done about a case is done about the payment that it names.
        return Err(UnusableRecord::OtherCase);
    }
    invariants::check(&case)?;
    Ok(case)
}

fn check(found: u32) -> Result<(), RecordError> {
    if found == VERSION { Ok(()) } else { Err(RecordError::Version { found }) }
}

/// A document of another version fails somewhere in its middle; its version says more.
fn explain(bytes: &[u8], source: serde_json::Error) -> RecordError {
    #[derive(Deserialize)]
    struct Head {
        v: u32,
    }
    match serde_json::from_slice::<Head>(bytes) {
        Ok(Head { v }) if v != VERSION => RecordError::Version { found: v },
        Ok(_) | Err(_) => RecordError::Syntax { source },
    }
}

#[cfg(test)]
mod tests;
