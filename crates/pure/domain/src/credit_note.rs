//! A credit note: the document by which a part of an invoice is taken back. It moves no money.

use super::ids::CreditNoteId;
use super::money::Money;

/// A credit note at the processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditNote {
    /// The processor's id.
    pub id: CreditNoteId,
    /// How much of the invoice it takes back.
    pub amount: Money,
}
