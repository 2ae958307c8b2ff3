//! Which texts every language must have, and what is inserted into each.
//!
//! Clauses and alternatives are open families: which there are is what the English file has.

/// One text that the code asks for by its id.
#[derive(Debug)]
pub(super) struct Text {
    /// Its id in the file.
    pub(super) id: &'static str,
    /// What it must insert.
    pub(super) inserts: &'static [&'static str],
    /// What it must tell apart, as `yes` or `no`. An insert of [`inserted_where`] is there only
    /// where its switch says `yes`.
    pub(super) switches: &'static [&'static str],
}

const fn text(
    id: &'static str,
    inserts: &'static [&'static str],
    switches: &'static [&'static str],
) -> Text {
    Text { id, inserts, switches }
}

/// Every text but the families.
pub(super) const TEXTS: [Text; 12] = [
    text("acknowledged-subject", &["product"], &["has-product"]),
    text("acknowledged-text", &["merchant", "product", "answer-by"], &["has-product"]),
    text("approved-subject", &["amount"], &[]),
    text("approved-text", &["merchant", "product", "amount", "days"], &["has-product", "full"]),
    text("denied-subject", &["product"], &["has-product"]),
    text(
        "denied-text",
        &["merchant", "product", "clause", "alternatives"],
        &["has-product", "has-alternatives"],
    ),
    text("refunded-subject", &["amount"], &[]),
    text("refunded-text", &["merchant", "product", "amount"], &["has-product"]),
    text("correction-subject", &["amount"], &[]),
    text("correction-text", &["merchant", "product", "amount"], &["has-product"]),
    text("feedback-subject", &["product"], &["has-product"]),
    text("feedback-text", &["merchant", "product", "amount"], &["has-product"]),
];

/// The text that says how long the money takes, from `$from` to `$to`; `$same` where both are one.
/// The two are numbers, so that a language can use its plural forms.
pub(super) const BUSINESS_DAYS: &str = "business-days";

/// What the ids of clauses start with.
pub(super) const CLAUSE: &str = "clause-";

/// What the ids of alternatives start with.
pub(super) const ALTERNATIVE: &str = "alternative-";

/// The switch that an insert hangs on, if it is not always there.
pub(super) fn inserted_where(insert: &str) -> Option<&'static str> {
    match insert {
        "product" => Some("has-product"),
        "alternatives" => Some("has-alternatives"),
        _ => None,
    }
}

/// Whether `id` belongs to an open family.
pub(super) fn is_of_family(id: &str) -> bool {
    [CLAUSE, ALTERNATIVE].iter().any(|family| id.len() > family.len() && id.starts_with(family))
}
