//! Which texts every language must have, and what is inserted into each.
//!
//! Clauses, alternatives and questions are open families: which there are is what the English file
//! has, and what a merchant adds in every language.

use super::letter::{Answered, Because, Covered, Extent};

/// One text that the code asks for by its id.
#[derive(Debug)]
pub(super) struct Text {
    /// Its id in the file.
    pub(super) id: &'static str,
    /// What it must insert.
    pub(super) inserts: &'static [&'static str],
    /// Those of `inserts` that a text of the merchant's may leave out.
    pub(super) spared: &'static [&'static str],
    /// What it must tell apart, as `yes` or `no`.
    pub(super) switches: &'static [&'static str],
    /// What else it must tell apart; a text of the merchant's need not.
    pub(super) choices: &'static [Choice],
    /// Numbers that it may use, for the plural forms of its words.
    pub(super) numbers: &'static [&'static str],
}

/// Something of which a letter has one of several kinds, and each has words of its own.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) name: &'static str,
    pub(super) variants: &'static [&'static str],
}

/// The two variants of a switch.
const YES_NO: &[&str] = &["yes", "no"];

/// How soon a request was answered.
pub(super) const ANSWERED: Choice = Choice { name: "answered", variants: &Answered::NAMES };

/// What a refund is given for.
pub(super) const BECAUSE: Choice = Choice { name: "because", variants: &Because::NAMES };

/// How much of the payment is given back.
pub(super) const EXTENT: Choice = Choice { name: "extent", variants: &Extent::NAMES };

/// Whether it is told how an amount came about.
pub(super) const HAS_SUM: Choice = Choice { name: "has-sum", variants: YES_NO };

/// What a sum comes to, and how it was rounded.
pub(super) const ROUNDED: Choice =
    Choice { name: "rounded", variants: &["exact", "nearest", "up", "down"] };

/// What is known of what was paid for.
pub(super) const COVERED: Choice = Choice { name: "covered", variants: &Covered::NAMES };

impl Text {
    /// Everything that it tells apart, with the variants of each.
    pub(super) fn told_apart(&self) -> Vec<(&'static str, &'static [&'static str])> {
        let switches = self.switches.iter().map(|name| (*name, YES_NO));
        switches.chain(self.choices.iter().map(|choice| (choice.name, choice.variants))).collect()
    }
}

const fn text(
    id: &'static str,
    inserts: &'static [&'static str],
    switches: &'static [&'static str],
) -> Text {
    Text { id, inserts, spared: &[], switches, choices: &[], numbers: &[] }
}

/// A text of a letter to a customer: a text of the merchant's may greet in words of its own.
const fn letter(
    id: &'static str,
    inserts: &'static [&'static str],
    switches: &'static [&'static str],
) -> Text {
    Text { id, inserts, spared: GREETED, switches, choices: &[], numbers: &[] }
}

/// A text about questions, of which there are one or several.
const fn asking(id: &'static str) -> Text {
    Text {
        id,
        inserts: &[
            "merchant",
            "product",
            "greeting",
            "questions",
            "answer-by",
            "answer-time",
            "zone",
        ],
        spared: GREETED,
        switches: &["has-product"],
        choices: &[],
        numbers: &["count"],
    }
}

/// What an acknowledgement inserts.
const ACKNOWLEDGED: [&str; 13] = [
    "merchant",
    "product",
    "greeting",
    "received-day",
    "received-time",
    "zone",
    "asked",
    "reason",
    "payment",
    "plan",
    "period-from",
    "period-to",
    "answer-by",
];

/// What of it makes a receipt, and the greeting: all but the names and the promise.
const RECEIPT: &[&str] = {
    let [_merchant, _product, receipt @ .., _answer_by] = &ACKNOWLEDGED;
    receipt
};

/// A text that stands for a word in another one.
const fn word(id: &'static str) -> Text {
    text(id, &[], &[])
}

/// Every text but the families and the one about business days.
pub(super) const TEXTS: [Text; 61] = [
    text("acknowledged-subject", &["product"], &["has-product"]),
    Text {
        id: "acknowledged-text",
        inserts: &ACKNOWLEDGED,
        spared: RECEIPT,
        switches: &["has-product"],
        choices: &[COVERED],
        numbers: &[],
    },
    text("delayed-subject", &["product"], &["has-product"]),
    letter("delayed-text", &["merchant", "product", "greeting", "answer-by"], &["has-product"]),
    Text {
        id: "info-requested-subject",
        inserts: &["product"],
        spared: &[],
        switches: &["has-product"],
        choices: &[],
        numbers: &["count"],
    },
    asking("info-requested-text"),
    text("info-reminder-subject", &["product"], &["has-product"]),
    asking("info-reminder-text"),
    Text {
        id: "approved-subject",
        inserts: &["amount"],
        spared: &[],
        switches: &[],
        choices: &[BECAUSE],
        numbers: &[],
    },
    Text {
        id: "approved-text",
        inserts: &[
            "merchant",
            "product",
            "greeting",
            "received-day",
            "received-time",
            "zone",
            "amount",
            "paid",
            "clause",
            "sum",
            "withdrawn-day",
            "days",
        ],
        spared: &["greeting", "received-day", "received-time", "zone", "sum", "withdrawn-day"],
        switches: &["has-product", "has-clause"],
        choices: &[ANSWERED, BECAUSE, EXTENT, HAS_SUM],
        numbers: &[],
    },
    text("billing-error-subject", &["product"], &["has-product"]),
    letter(
        "billing-error-text",
        &["merchant", "product", "greeting", "amount", "days"],
        &["has-product", "full"],
    ),
    text("denied-subject", &["product"], &["has-product"]),
    Text {
        id: "denied-text",
        inserts: &[
            "merchant",
            "product",
            "greeting",
            "received-day",
            "received-time",
            "zone",
            "clause",
            "alternatives",
        ],
        spared: &["greeting", "received-day", "received-time", "zone"],
        switches: &["has-product", "has-alternatives", "by-person"],
        choices: &[ANSWERED],
        numbers: &[],
    },
    text("action-required-subject", &["amount"], &[]),
    letter(
        "action-required-text",
        &["merchant", "product", "greeting", "amount", "act-by"],
        &["has-product", "has-date"],
    ),
    text("lapsed-subject", &["amount"], &[]),
    letter(
        "lapsed-text",
        &["merchant", "product", "greeting", "amount", "answer-by"],
        &["has-product"],
    ),
    text("refunded-subject", &["amount"], &[]),
    letter("refunded-text", &["merchant", "product", "greeting", "amount"], &["has-product"]),
    text("correction-subject", &["amount"], &[]),
    letter(
        "correction-text",
        &["merchant", "product", "greeting", "amount", "answer-by"],
        &["has-product"],
    ),
    text("feedback-subject", &["product"], &["has-product"]),
    letter("feedback-text", &["merchant", "product", "greeting", "amount"], &["has-product"]),
    text("dispute-opened-subject", &["amount", "due-day"], &["has-due"]),
    text(
        "dispute-opened-text",
        &["merchant", "product", "amount", "payment", "due-day", "due-time", "zone"],
        &["has-product", "has-due"],
    ),
    text("dispute-won-subject", &["amount"], &[]),
    text("dispute-won-text", &["merchant", "product", "amount", "payment"], &["has-product"]),
    text("dispute-lost-subject", &["amount"], &[]),
    text("dispute-lost-text", &["merchant", "product", "amount", "payment"], &["has-product"]),
    text(GREETING, &["name"], &["has-name"]),
    text(SUBJECT_WITH_REFERENCE, &["subject", "reference"], &[]),
    text(LIST_ITEM, &["item"], &[]),
    text(WHOLE_PAYMENT, &["price"], &["has-price"]),
    text("sum-paid", &["amount"], &[]),
    text("sum-lines", &["amount"], &[]),
    text("sum-fixed", &["amount"], &[]),
    text("sum-share", &["share"], &[]),
    text("sum-time", &["share"], &[]),
    text("sum-days", &["left", "term"], &[]),
    text("sum-months", &["left", "term"], &[]),
    text("sum-use", &["share"], &[]),
    text("sum-processor-fee", &["amount"], &[]),
    text("sum-kept", &["amount"], &[]),
    Text {
        id: "sum-result",
        inserts: &["amount"],
        spared: &[],
        switches: &[],
        choices: &[ROUNDED],
        numbers: &[],
    },
    text("sum-floor", &["amount"], &[]),
    text("sum-cap", &["amount"], &[]),
    text("sum-given", &["amount"], &[]),
    text("sum-asked", &["amount"], &[]),
    text("sum-left", &["amount"], &[]),
    text("sum-cut", &["step", "amount"], &[]),
    text(ABOUT, &["share"], &[]),
    word("reason-duplicate"),
    word("reason-wrong_charge"),
    word("reason-fraudulent"),
    word("reason-technical_problem"),
    word("reason-unused"),
    word("reason-accidental_renewal"),
    word("reason-not_as_expected"),
    word("reason-change_of_mind"),
    word("reason-other"),
];

/// The text that says how long the money takes, from `$from` to `$to`; `$same` where both are one.
/// The two are numbers, so that a language can use its plural forms.
pub(super) const BUSINESS_DAYS: Text = Text {
    id: "business-days",
    inserts: &[],
    spared: &[],
    switches: &["same"],
    choices: &[],
    numbers: &["from", "to"],
};

/// What a text of the merchant's may leave out of a letter.
const GREETED: &[&str] = &["greeting"];

/// The text that greets a customer.
pub(super) const GREETING: &str = "greeting";

/// The text of a subject with the id of the request.
pub(super) const SUBJECT_WITH_REFERENCE: &str = "subject-with-reference";

/// The text that is one line of a list in plain text.
pub(super) const LIST_ITEM: &str = "list-item";

/// The text that stands where no amount was asked for.
pub(super) const WHOLE_PAYMENT: &str = "whole-payment";

/// What the ids of the steps by which an amount came about start with.
pub(super) const SUM: &str = "sum-";

/// The text of a share that is not a whole number of hundredths of a percent.
pub(super) const ABOUT: &str = "about-share";

/// What the ids of reasons start with. There is one for each reason, and no other.
pub(super) const REASON: &str = "reason-";

/// What the ids of clauses start with.
pub(super) const CLAUSE: &str = "clause-";

/// What the ids of alternatives start with.
pub(super) const ALTERNATIVE: &str = "alternative-";

/// What the ids of questions start with.
pub(super) const QUESTION: &str = "question-";

/// The ids of all texts but the families.
pub(super) fn fixed() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|text| text.id).chain([BUSINESS_DAYS.id])
}

/// The variants that an insert hangs on in a text, if it is not always there.
pub(super) fn inserted_where(
    text: &Text,
    insert: &str,
) -> Option<(&'static str, &'static [&'static str])> {
    const YES: &[&str] = &["yes"];
    let told_apart = text.told_apart();
    let tells = |name| told_apart.iter().any(|(told, _)| *told == name);
    let (name, variants): (_, &[_]) = match insert {
        "product" => ("has-product", YES),
        "alternatives" => ("has-alternatives", YES),
        "received-day" | "received-time" => (ANSWERED.name, &["at-once"]),
        "zone" if tells(ANSWERED.name) => (ANSWERED.name, &["at-once"]),
        "due-day" | "due-time" | "zone" => ("has-due", YES),
        "act-by" => ("has-date", YES),
        "name" => ("has-name", YES),
        "price" => ("has-price", YES),
        "clause" => ("has-clause", YES),
        "sum" => (HAS_SUM.name, YES),
        "paid" => (EXTENT.name, &["part"]),
        "withdrawn-day" => (BECAUSE.name, &["right"]),
        "plan" => (COVERED.name, &["plan-and-period", "plan"]),
        "period-from" | "period-to" => (COVERED.name, &["plan-and-period", "period"]),
        _ => return None,
    };
    tells(name).then_some((name, variants))
}

/// Whether `id` belongs to an open family.
pub(super) fn is_of_family(id: &str) -> bool {
    [CLAUSE, ALTERNATIVE, QUESTION]
        .iter()
        .any(|family| id.len() > family.len() && id.starts_with(family))
}
