//! What a letter inserts into its texts, worked out from what it tells.

use fluent_bundle::FluentArgs;
use jiff::Timestamp;

use super::body::{Insert, Item, mark};
use super::edition::Edition;
use super::error::MessageError;
use super::letter::{LetterContent, Recipient};
use super::text::{ALTERNATIVE, BUSINESS_DAYS, CLAUSE, LIST_ITEM, QUESTION, REASON, WHOLE_PAYMENT};
use super::{amount, day, plain};
use domain::money::Money;
use domain::request::Reason;

/// Names longer than this are cut.
const NAME_CHARACTERS_MAX: usize = 80;
/// Clause texts longer than this are cut.
const CLAUSE_CHARACTERS_MAX: usize = 600;
/// Ids of payments longer than this are cut.
const ID_CHARACTERS_MAX: usize = 255;

/// What a letter's texts are given: marks, switches and numbers; and what the marks stand for.
pub(super) struct Inserts<'e> {
    edition: &'e Edition,
    pub(super) args: FluentArgs<'static>,
    pub(super) marked: Vec<Insert>,
}

impl<'e> Inserts<'e> {
    pub(super) fn of(
        edition: &'e Edition,
        content: &LetterContent<'_>,
        to: &Recipient<'_>,
    ) -> Result<Self, MessageError> {
        let args = FluentArgs::with_capacity(12);
        let mut inserts = Self { edition, args, marked: Vec::new() };
        let merchant = plain::line(to.merchant, NAME_CHARACTERS_MAX);
        inserts.words("merchant", merchant.ok_or(MessageError::NoMerchant)?);
        let product = to.product.and_then(|name| plain::line(name, NAME_CHARACTERS_MAX));
        inserts.switch("has-product", product.is_some());
        if let Some(product) = product {
            inserts.words("product", product);
        }
        inserts.tell(content)?;
        Ok(inserts)
    }

    /// What the letter itself tells.
    fn tell(&mut self, content: &LetterContent<'_>) -> Result<(), MessageError> {
        match content {
            LetterContent::Acknowledged { received_at, amount, reason, payment, answer_by } => {
                self.day("received-day", *received_at)?;
                self.time("received-time", *received_at)?;
                self.asked(*amount)?;
                self.reason(*reason)?;
                self.payment(payment);
                self.day("answer-by", *answer_by)
            }
            LetterContent::InfoRequested { questions, answer_by }
            | LetterContent::InfoReminder { questions, answer_by } => {
                self.questions(questions)?;
                self.day("answer-by", *answer_by)?;
                self.time("answer-time", *answer_by)
            }
            LetterContent::BillingError { amount, full, business_days } => {
                self.amount(*amount)?;
                self.switch("full", *full);
                let days = days(self.edition, *business_days)?;
                self.words("days", days);
                Ok(())
            }
            LetterContent::Approved { amount, full, converted, business_days } => {
                self.amount(*amount)?;
                self.switch("full", *full);
                self.switch("converted", *converted);
                let days = days(self.edition, *business_days)?;
                self.words("days", days);
                Ok(())
            }
            LetterContent::Denied { clause, clause_text, alternatives } => {
                let clause = clause_words(self.edition, clause, *clause_text)?;
                self.words("clause", clause);
                self.alternatives(alternatives)
            }
            LetterContent::ActionRequired { amount, act_by } => {
                self.amount(*amount)?;
                self.switch("has-date", act_by.is_some());
                act_by.map_or(Ok(()), |act_by| self.day("act-by", act_by))
            }
            LetterContent::Refunded { amount }
            | LetterContent::Lapsed { amount }
            | LetterContent::Correction { amount }
            | LetterContent::Feedback { amount } => self.amount(*amount),
            LetterContent::DisputeOpened { payment, amount, evidence_due_at } => {
                self.payment(payment);
                self.amount(*amount)?;
                self.switch("has-due", evidence_due_at.is_some());
                let Some(due) = evidence_due_at else { return Ok(()) };
                self.day("due-day", *due)?;
                self.time("due-time", *due)
            }
            LetterContent::DisputeWon { payment, amount }
            | LetterContent::DisputeLost { payment, amount } => {
                self.payment(payment);
                self.amount(*amount)
            }
        }
    }

    fn mark(&mut self, name: &'static str, insert: Insert) {
        self.args.set(name, mark(self.marked.len()));
        self.marked.push(insert);
    }

    fn words(&mut self, name: &'static str, text: String) {
        self.mark(name, Insert::Words { text, strong: false });
    }

    fn strong(&mut self, name: &'static str, text: String) {
        self.mark(name, Insert::Words { text, strong: true });
    }

    fn switch(&mut self, name: &'static str, yes: bool) {
        self.args.set(name, if yes { "yes" } else { "no" });
    }

    fn amount(&mut self, amount: Money) -> Result<(), MessageError> {
        let text = amount::write(self.edition.locale, amount)?;
        self.strong("amount", text);
        Ok(())
    }

    fn asked(&mut self, amount: Option<Money>) -> Result<(), MessageError> {
        let text = match amount {
            Some(amount) => amount::write(self.edition.locale, amount)?,
            None => self.edition.write(WHOLE_PAYMENT, &FluentArgs::new())?,
        };
        self.strong("asked", text);
        Ok(())
    }

    fn reason(&mut self, reason: Reason) -> Result<(), MessageError> {
        let id = format!("{REASON}{}", reason.as_str());
        let text = self.edition.write(&id, &FluentArgs::new())?;
        self.words("reason", text);
        Ok(())
    }

    fn day(&mut self, name: &'static str, at: Timestamp) -> Result<(), MessageError> {
        let text = day::write(self.edition.locale, at)?;
        self.strong(name, text);
        Ok(())
    }

    fn time(&mut self, name: &'static str, at: Timestamp) -> Result<(), MessageError> {
        let text = day::time(self.edition.locale, at)?;
        self.strong(name, text);
        Ok(())
    }

    fn payment(&mut self, id: &str) {
        self.words("payment", plain::line(id, ID_CHARACTERS_MAX).unwrap_or_default());
    }

    fn questions(&mut self, keys: &[String]) -> Result<(), MessageError> {
        if keys.is_empty() {
            return Err(MessageError::NothingToAsk);
        }
        let mut items = Vec::with_capacity(keys.len());
        for (number, key) in (1_usize..).zip(keys) {
            let text = of_family(self.edition, QUESTION, key)
                .unwrap_or_else(|| Err(MessageError::NoQuestion(key.clone())))?;
            let line = format!("{number}. {text}");
            items.push(Item { text, line });
        }
        self.args.set("count", keys.len());
        self.mark("questions", Insert::List { items, numbered: true });
        Ok(())
    }

    fn alternatives(&mut self, keys: &[String]) -> Result<(), MessageError> {
        self.switch("has-alternatives", !keys.is_empty());
        if keys.is_empty() {
            return Ok(());
        }
        let mut items = Vec::with_capacity(keys.len());
        for key in keys {
            let text = of_family(self.edition, ALTERNATIVE, key)
                .unwrap_or_else(|| Err(MessageError::NoAlternative(key.clone())))?;
            let mut args = FluentArgs::with_capacity(1);
            args.set("item", text.clone());
            let line = self.edition.write(LIST_ITEM, &args)?;
            items.push(Item { text, line });
        }
        self.mark("alternatives", Insert::List { items, numbered: false });
        Ok(())
    }
}

/// A text of a family; `None` where the catalogue has none of that key.
fn of_family(edition: &Edition, family: &str, key: &str) -> Option<Result<String, MessageError>> {
    let id = format!("{family}{key}");
    edition.has(&id).then(|| edition.write(&id, &FluentArgs::new()))
}

fn days(edition: &Edition, (a, b): (u8, u8)) -> Result<String, MessageError> {
    let mut args = FluentArgs::with_capacity(3);
    args.set("from", a.min(b));
    args.set("to", a.max(b));
    args.set("same", if a == b { "yes" } else { "no" });
    edition.write(BUSINESS_DAYS.id, &args)
}

fn clause_words(edition: &Edition, key: &str, own: Option<&str>) -> Result<String, MessageError> {
    if let Some(text) = own.and_then(|text| plain::line(text, CLAUSE_CHARACTERS_MAX)) {
        return Ok(text);
    }
    of_family(edition, CLAUSE, key).unwrap_or_else(|| Err(MessageError::NoClause(key.to_owned())))
}
