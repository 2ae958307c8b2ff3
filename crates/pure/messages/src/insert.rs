//! What a letter inserts into its texts, worked out from what it tells.

use fluent_bundle::FluentArgs;
use jiff::Timestamp;

use super::addressing::Placeholder;
use super::body::{Insert, Item, Look, mark};
use super::edition::Edition;
use super::error::MessageError;
use super::letter::{Answered, Because, Covered, Extent, LetterContent, Recipient};
use super::text::{
    ALTERNATIVE, ANSWERED, BECAUSE, BUSINESS_DAYS, CLAUSE, COVERED, EXTENT, GREETING, HAS_SUM,
    LIST_ITEM, QUESTION, REASON, WHOLE_PAYMENT,
};
use super::{amount, day, plain, sum};
use domain::calculation::Calculation;
use domain::money::Money;
use domain::request::Reason;
use domain::zone::Zone;

/// Names longer than this are cut.
const NAME_CHARACTERS_MAX: usize = 80;
/// Ids longer than this are cut.
pub(super) const ID_CHARACTERS_MAX: usize = 255;

/// What a letter's texts are given: marks, switches and numbers; and what the marks stand for.
pub(super) struct Inserts<'e> {
    edition: &'e Edition,
    zone: &'e Zone,
    pub(super) args: FluentArgs<'static>,
    pub(super) marked: Vec<Insert>,
}

impl<'e> Inserts<'e> {
    pub(super) fn of(
        edition: &'e Edition,
        content: &LetterContent<'_>,
        to: &Recipient<'e>,
    ) -> Result<Self, MessageError> {
        let args = FluentArgs::with_capacity(12);
        let mut inserts = Self { edition, zone: to.zone, args, marked: Vec::new() };
        let merchant = plain::line(to.merchant, NAME_CHARACTERS_MAX);
        inserts.words("merchant", merchant.ok_or(MessageError::NoMerchant)?, Look::Name);
        let product = to.product.and_then(|name| plain::line(name, NAME_CHARACTERS_MAX));
        inserts.switch("has-product", product.is_some());
        if let Some(product) = product {
            inserts.words("product", product, Look::Name);
        }
        inserts.greet(to.placeholder)?;
        inserts.tell(content)?;
        Ok(inserts)
    }

    /// The placeholder goes out as it was written: another system looks for it.
    fn greet(&mut self, placeholder: Option<&Placeholder>) -> Result<(), MessageError> {
        let mut args = FluentArgs::with_capacity(2);
        args.set("has-name", if placeholder.is_some() { "yes" } else { "no" });
        if let Some(placeholder) = placeholder {
            args.set("name", mark(self.marked.len()));
            let text = placeholder.as_str().to_owned();
            self.marked.push(Insert::Words { text, look: Look::Name });
        }
        self.args.set(GREETING, self.edition.write(GREETING, &args)?);
        Ok(())
    }

    /// What the letter itself tells.
    fn tell(&mut self, content: &LetterContent<'_>) -> Result<(), MessageError> {
        match content {
            LetterContent::Acknowledged {
                received_at,
                amount,
                paid,
                reason,
                payment,
                covered,
                answer_by,
            } => {
                self.covered(*covered)?;
                self.day("received-day", *received_at)?;
                self.time("received-time", *received_at)?;
                self.asked(*amount, *paid)?;
                self.reason(*reason)?;
                self.payment(payment);
                self.day("answer-by", *answer_by)
            }
            LetterContent::Delayed { answer_by } => self.day("answer-by", *answer_by),
            LetterContent::InfoRequested { questions, answer_by }
            | LetterContent::InfoReminder { questions, answer_by } => {
                self.asking(questions, *answer_by)
            }
            LetterContent::BillingError { amount, full, business_days } => {
                self.amount(*amount)?;
                self.switch("full", *full);
                self.days(*business_days)
            }
            LetterContent::Approved {
                answered,
                because,
                amount,
                extent,
                calculation,
                clause,
                clause_text,
                business_days,
            } => {
                self.answered(*answered)?;
                self.because(*because)?;
                self.amount(*amount)?;
                self.extent(*extent, *amount, *calculation)?;
                self.reason_for_less(*clause, *clause_text)?;
                self.days(*business_days)
            }
            LetterContent::Denied { answered, clause, clause_text, alternatives, by_person } => {
                self.answered(*answered)?;
                self.clause(clause, *clause_text)?;
                self.switch("by-person", *by_person);
                self.alternatives(alternatives)
            }
            LetterContent::ActionRequired { amount, act_by } => {
                self.amount(*amount)?;
                self.switch("has-date", act_by.is_some());
                act_by.map_or(Ok(()), |act_by| self.day("act-by", act_by))
            }
            LetterContent::Refunded { amount } | LetterContent::Feedback { amount } => {
                self.amount(*amount)
            }
            LetterContent::Lapsed { amount, answer_by }
            | LetterContent::Correction { amount, answer_by } => {
                self.amount(*amount)?;
                self.day("answer-by", *answer_by)
            }
            LetterContent::DisputeOpened { payment, amount, evidence_due_at } => {
                self.payment(payment);
                self.amount(*amount)?;
                self.due(*evidence_due_at)
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

    fn words(&mut self, name: &'static str, text: String, look: Look) {
        self.mark(name, Insert::Words { text, look });
    }

    fn strong(&mut self, name: &'static str, text: String) {
        self.words(name, text, Look::Strong);
    }

    fn switch(&mut self, name: &'static str, yes: bool) {
        self.args.set(name, if yes { "yes" } else { "no" });
    }

    fn amount(&mut self, amount: Money) -> Result<(), MessageError> {
        let text = amount::write(self.edition.locale, amount)?;
        self.strong("amount", text);
        Ok(())
    }

    fn covered(&mut self, covered: Covered<'_>) -> Result<(), MessageError> {
        let plan = covered.plan.and_then(|name| plain::line(name, NAME_CHARACTERS_MAX));
        let name = Covered { plan: plan.as_deref(), ..covered }.as_str();
        self.args.set(COVERED.name, name);
        if let Some(plan) = plan {
            self.strong("plan", plan);
        }
        let Some((from, to)) = covered.period else { return Ok(()) };
        self.day("period-from", from)?;
        self.day("period-to", to)
    }

    fn asking(&mut self, questions: &[String], answer_by: Timestamp) -> Result<(), MessageError> {
        self.questions(questions)?;
        self.day("answer-by", answer_by)?;
        self.time("answer-time", answer_by)
    }

    fn answered(&mut self, answered: Answered) -> Result<(), MessageError> {
        self.args.set(ANSWERED.name, answered.as_str());
        let Answered::AtOnce { received_at } = answered else { return Ok(()) };
        self.day("received-day", received_at)?;
        self.time("received-time", received_at)
    }

    fn because(&mut self, because: Because) -> Result<(), MessageError> {
        self.args.set(BECAUSE.name, because.as_str());
        let Because::Right { received_at } = because else { return Ok(()) };
        self.day("withdrawn-day", received_at)
    }

    fn extent(
        &mut self,
        extent: Extent,
        amount: Money,
        calculation: Option<&Calculation>,
    ) -> Result<(), MessageError> {
        self.args.set(EXTENT.name, extent.as_str());
        let Extent::Part { paid } = extent else {
            self.args.set(HAS_SUM.name, "no");
            return Ok(());
        };
        let text = amount::write(self.edition.locale, paid)?;
        self.strong("paid", text);
        self.sum(calculation, amount, paid)
    }

    /// How a part came about, where every step of that can be told.
    fn sum(
        &mut self,
        calculation: Option<&Calculation>,
        amount: Money,
        paid: Money,
    ) -> Result<(), MessageError> {
        let lines = match calculation {
            Some(calculation) => sum::lines(self.edition, calculation, amount, paid)?,
            None => None,
        };
        self.args.set(HAS_SUM.name, if lines.is_some() { "yes" } else { "no" });
        if let Some(lines) = lines {
            self.mark("sum", Insert::Lines(lines));
        }
        Ok(())
    }

    fn clause(&mut self, key: &str, own: Option<&str>) -> Result<(), MessageError> {
        let words = clause_words(self.edition, key, own)
            .unwrap_or_else(|| Err(MessageError::NoClause(key.to_owned())))?;
        self.words("clause", words, Look::Words);
        Ok(())
    }

    /// The clause by which less is given than was asked for, where there is one that has words.
    fn reason_for_less(
        &mut self,
        key: Option<&str>,
        own: Option<&str>,
    ) -> Result<(), MessageError> {
        let words = key.and_then(|key| clause_words(self.edition, key, own)).transpose()?;
        self.switch("has-clause", words.is_some());
        if let Some(words) = words {
            self.words("clause", words, Look::Words);
        }
        Ok(())
    }

    /// The amount asked for; where that is all of it, how much it was, if that is known.
    fn asked(&mut self, amount: Option<Money>, paid: Option<Money>) -> Result<(), MessageError> {
        let text = match amount {
            Some(amount) => amount::write(self.edition.locale, amount)?,
            None => self.whole(paid)?,
        };
        self.strong("asked", text);
        Ok(())
    }

    fn whole(&self, paid: Option<Money>) -> Result<String, MessageError> {
        let mut args = FluentArgs::with_capacity(2);
        args.set("has-price", if paid.is_some() { "yes" } else { "no" });
        if let Some(paid) = paid {
            args.set("price", amount::write(self.edition.locale, paid)?);
        }
        self.edition.write(WHOLE_PAYMENT, &args)
    }

    fn reason(&mut self, reason: Reason) -> Result<(), MessageError> {
        let id = format!("{REASON}{}", reason.as_str());
        let text = self.edition.write(&id, &FluentArgs::new())?;
        self.strong("reason", text);
        Ok(())
    }

    fn day(&mut self, name: &'static str, at: Timestamp) -> Result<(), MessageError> {
        let text = day::write(self.edition.locale, self.zone, at)?;
        self.strong(name, text);
        Ok(())
    }

    fn time(&mut self, name: &'static str, at: Timestamp) -> Result<(), MessageError> {
        let text = day::time(self.edition.locale, self.zone, at)?;
        self.strong(name, text);
        self.words("zone", day::zone(self.edition.locale, self.zone, at), Look::Words);
        Ok(())
    }

    fn days(&mut self, (a, b): (u8, u8)) -> Result<(), MessageError> {
        let mut args = FluentArgs::with_capacity(3);
        args.set("from", a.min(b));
        args.set("to", a.max(b));
        args.set("same", if a == b { "yes" } else { "no" });
        let text = self.edition.write(BUSINESS_DAYS.id, &args)?;
        self.words("days", text, Look::Words);
        Ok(())
    }

    fn due(&mut self, at: Option<Timestamp>) -> Result<(), MessageError> {
        self.switch("has-due", at.is_some());
        let Some(at) = at else { return Ok(()) };
        self.day("due-day", at)?;
        self.time("due-time", at)
    }

    fn payment(&mut self, id: &str) {
        self.strong("payment", plain::line(id, ID_CHARACTERS_MAX).unwrap_or_default());
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

/// The words of a clause, if there are any. They are never cut: too long a clause is refused where it
/// is written.
fn clause_words(
    edition: &Edition,
    key: &str,
    own: Option<&str>,
) -> Option<Result<String, MessageError>> {
    let own = own.and_then(|text| plain::line(text, usize::MAX));
    own.map(Ok).or_else(|| of_family(edition, CLAUSE, key))
}
