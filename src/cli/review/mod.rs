//! `refundd review`: open reviews, and a person's answers to them.

mod bulk;
mod columns;
mod letters;
mod list;
mod render;
mod show;
mod taking;
#[cfg(test)]
mod tests;
mod words;

use clap::{Args, Subcommand};

use self::words::Words;
use super::ConfigFile;
use super::exit::{Done, Undone};
use super::session::{self, print};
use crate::app::clock::SystemClock;
use crate::app::config::{Role, Settings};
use crate::app::review::{self, AnswerError, Reply, ReviewDesk, ReviewSheet};
use crate::app::run::instance;
use case::reviewed::Refused;
use case::state::Case;
use diagnostics::quoted;
use domain::conversation::ReviewerSaid;
use domain::ids::{CaseId, StaffId};
use domain::money::Money;
use domain::reason_code::{BuiltInReason, ReasonCode};
use ports::clock::Clock as _;
use senders::Senders;

/// See what waits for a person, and decide it.
#[derive(Debug, Args)]
pub(super) struct Review {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List what waits, the review that runs out first at the top; or what people have decided.
    List(list::List),
    /// Show a review: what is asked, what is known, what would be given, who has said what.
    Show(show::Show),
    /// Say that you are on a review, for the others to see; it keeps nobody from answering.
    Take(taking::Take),
    /// Say that nobody is on it any more.
    Release(taking::Release),
    /// Say that somebody else is on it from here on.
    HandOver(taking::HandOver),
    /// Give money back.
    Approve(Approve),
    /// Show what would be approved of many reviews as it is proposed, and approve it.
    ApproveAll(bulk::ApproveAll),
    /// Give nothing back, on a clause, with alternatives.
    Deny(Deny),
    /// Ask the customer first.
    Ask(Ask),
}

/// Which review.
#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    file: ConfigFile,
    /// The case: `<account>/<payment>`, as events have it in `subject`.
    case: String,
    /// The request, where more than one of the payment is under review.
    #[arg(long, value_name = "ID")]
    request: Option<String>,
}

/// Who answers which review, and what they saw.
#[derive(Debug, Args)]
struct Answer {
    #[command(flatten)]
    which: Which,
    /// Who decides: the id of a member of staff. No name, no address.
    #[arg(long = "as", value_name = "STAFF-ID")]
    reviewer: String,
    /// The binding that `show` showed. Without it the review is answered as it is now.
    #[arg(long, value_name = "BINDING")]
    binding: Option<String>,
    /// Why: one of the built-in codes of docs/reviews.md, or of `[review] reasons`. Needed where it is
    /// not what was proposed.
    #[arg(long, value_name = "CODE")]
    because: Option<String>,
}

#[derive(Debug, Args)]
struct Approve {
    #[command(flatten)]
    answer: Answer,
    /// How much, with all decimals of the payment's currency, such as `450.00` or `"450.00 USD"`. The
    /// amount proposed if left out.
    #[arg(long, value_name = "AMOUNT")]
    amount: Option<String>,
}

#[derive(Debug, Args)]
struct Deny {
    #[command(flatten)]
    answer: Answer,
    /// The clause that it rests on: one of the policy's or of the message catalogue's.
    #[arg(long)]
    clause: String,
    /// What is offered instead, at least one thing; may be given several times, in order.
    #[arg(long = "offer", value_name = "ALTERNATIVE", required = true)]
    alternatives: Vec<String>,
    /// Deny although a statute may grant it: whoever says so has looked at whether it does.
    #[arg(long)]
    despite_law: bool,
}

#[derive(Debug, Args)]
struct Ask {
    #[command(flatten)]
    answer: Answer,
    /// What is asked, as a key of the message catalogue; may be given several times, in order.
    #[arg(long = "question", value_name = "KEY", required = true)]
    questions: Vec<String>,
}

impl Review {
    pub(super) fn execute(self) -> Done {
        let file = match &self.verb {
            Verb::List(list) => &list.file,
            Verb::ApproveAll(all) => &all.file,
            Verb::Show(show::Show { which, .. })
            | Verb::Take(taking::Take { which, .. })
            | Verb::Release(taking::Release { which })
            | Verb::HandOver(taking::HandOver { which, .. })
            | Verb::Approve(Approve { answer: Answer { which, .. }, .. })
            | Verb::Deny(Deny { answer: Answer { which, .. }, .. })
            | Verb::Ask(Ask { answer: Answer { which, .. }, .. }) => &which.file,
        };
        let settings = session::open(file, Role::Operator)?;
        session::block_on(async {
            let desk = review::open(&settings, &instance()).await?;
            self.verb.perform(&desk, &settings).await
        })
    }
}

impl Verb {
    async fn perform(self, desk: &ReviewDesk, settings: &Settings) -> Done {
        match self {
            Self::List(list) => list.perform(desk).await,
            Self::Show(show) => show.perform(desk, settings).await,
            Self::Take(take) => take.perform(desk, settings).await,
            Self::Release(release) => release.perform(desk).await,
            Self::HandOver(hand_over) => hand_over.perform(desk, settings).await,
            Self::Approve(Approve { answer, amount }) => {
                let (_, sheet) = answer.which.find(desk).await?;
                let said = ReviewerSaid::Approve(amount_of(&sheet, amount.as_deref())?);
                answer.give(desk, &sheet, settings, said).await
            }
            Self::ApproveAll(all) => all.perform(desk, settings).await,
            Self::Deny(Deny { answer, clause, alternatives, despite_law }) => {
                let (_, sheet) = answer.which.find(desk).await?;
                let words = Words { settings, sheet: &sheet };
                words.clause(&clause)?;
                if !despite_law {
                    words.law()?;
                }
                words.alternatives(&alternatives)?;
                let said = ReviewerSaid::Deny { clause, alternatives };
                answer.give(desk, &sheet, settings, said).await
            }
            Self::Ask(Ask { answer, questions }) => {
                let (_, sheet) = answer.which.find(desk).await?;
                Words { settings, sheet: &sheet }.questions(&questions)?;
                answer.give(desk, &sheet, settings, ReviewerSaid::Ask { questions }).await
            }
        }
    }
}

impl Which {
    async fn find(&self, desk: &ReviewDesk) -> Result<(Case, ReviewSheet), Undone> {
        let id = CaseId::parse(&self.case).map_err(|error| Undone::Usage(error.to_string()))?;
        let found = desk.case(&id).await.map_err(Undone::failed)?;
        let case = found.ok_or_else(|| {
            Undone::NotFound(format!("the store has no case {id}: events have it in `subject`"))
        })?;
        let wanted = |sheet: &ReviewSheet| {
            self.request.as_ref().is_none_or(|request| sheet.request.id.as_str() == request)
        };
        let open = ReviewSheet::all_of(&case).into_iter();
        let mut open: Vec<ReviewSheet> = open.filter(wanted).collect();
        match (open.pop(), open.is_empty()) {
            (Some(mut sheet), true) => {
                sheet.taken = desk.taker(&sheet.case).await.map_err(Undone::failed)?;
                Ok((case, sheet))
            }
            (Some(_), false) => {
                let what = "more than one request of this payment is under review: name it with \
                            --request";
                Err(Undone::Usage(what.to_owned()))
            }
            (None, _) => Err(Undone::NotFound(format!("no review of {id} is open"))),
        }
    }
}

impl Answer {
    async fn give(
        &self,
        desk: &ReviewDesk,
        sheet: &ReviewSheet,
        settings: &Settings,
        said: ReviewerSaid,
    ) -> Done {
        let reviewer = StaffId::parse(self.reviewer.as_str())
            .map_err(|_unfit| Undone::Usage(no_staff_id("--as", &self.reviewer)))?;
        if self.binding.as_ref().is_some_and(|binding| *binding != sheet.sheet.binding) {
            let what = "the review has changed since: look at it again with `refundd review show`";
            return Err(Undone::Usage(what.to_owned()));
        }
        let because = reason_code(self.because.as_ref(), &settings.senders)?;
        let reply = Reply { reviewer, at: SystemClock.now(), said, because };
        match desk.answer(sheet, reply).await {
            Err(AnswerError::WouldNotCount(Refused::NoReason)) => {
                let codes = reasons(&settings.senders);
                let what =
                    format!("it is not what was proposed: say why with --because, of {codes}");
                Err(Undone::Usage(what))
            }
            Ok(id) => print(format!("sent {id}; the worker judges it\n")),
            Err(error) => Err(undone(error)),
        }
    }
}

/// What is said of an answer that was not sent.
fn undone(error: AnswerError) -> Undone {
    match error {
        AnswerError::WouldNotCount(why) => Undone::Usage(remedy(why).to_owned()),
        error @ AnswerError::NoSecret(_) => Undone::Misconfigured(format!("refundd: {error}")),
        error @ AnswerError::NotTheirs(_) => Undone::Usage(error.to_string()),
        AnswerError::Gone => Undone::NotFound(AnswerError::Gone.to_string()),
        AnswerError::Store(error) => Undone::failed(error),
        AnswerError::Publish(error) => Undone::failed(error),
    }
}

/// Why, as one of the codes that are known here.
fn reason_code(written: Option<&String>, senders: &Senders) -> Result<Option<ReasonCode>, Undone> {
    let Some(code) = written else { return Ok(None) };
    let known = ReasonCode::parse(code.as_str()).filter(|code| senders.knows_reason(code));
    known.map(Some).ok_or_else(|| {
        let codes = reasons(senders);
        let what = format!("--because: {} is no code; there are {codes}", quoted(code));
        Undone::Usage(what)
    })
}

/// The codes that reviewers may give as their reason.
fn reasons(senders: &Senders) -> String {
    let own = senders.reasons.iter().map(ReasonCode::as_str);
    let built_in = BuiltInReason::ALL.into_iter().map(|(_, code)| code);
    built_in.chain(own).collect::<Vec<_>>().join(", ")
}

/// What an id of staff is, and what the text that is none was perhaps meant to be.
fn no_staff_id(option: &str, text: &str) -> String {
    let kept =
        |c: char| if c.is_ascii_alphanumeric() { Some(c.to_ascii_lowercase()) } else { None };
    let words =
        text.split_whitespace().map(|word| word.chars().filter_map(kept).collect::<String>());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    let guess = words.join("-");
    let meant = match StaffId::parse(guess.as_str()) {
        Ok(id) => format!("; did you mean `{id}`?"),
        Err(_) => String::new(),
    };
    format!(
        "{option}: the id of a member of staff has no blanks, and of letters only a to z: it is one of \
         those below `[reviewers.<id>]`{meant}"
    )
}

/// What to do about an answer that would not count.
fn remedy(why: Refused) -> &'static str {
    match why {
        Refused::NotOpen => "the review is not open any more: it was decided, or put anew",
        Refused::Joined => "the request has joined another review of the payment: answer that one",
        Refused::Unbound | Refused::Stale => {
            "what the review is about has changed since: look at it again with `refundd review \
             show`; an old answer to it has it put anew"
        }
        Refused::Expired => "the review's time is over: it is put anew with the facts of the day",
        Refused::Requester => "who filed the request does not decide it: another person must",
        Refused::SamePerson => "this person has approved already: another one must",
        Refused::Amount => "the amount must be above 0 and at most what is left and was asked for",
        Refused::Unlisted => "they are not on the roster: add them as `[reviewers.<id>]`",
        Refused::AboveReviewer => {
            "it would bring the payment above what this reviewer may approve (`approve_max`): another \
             person must"
        }
        Refused::NoSecond => {
            "two must approve, and neither of these two may be the second: somebody with `voice = \
             \"second\"` must"
        }
        Refused::KeySpent => {
            "a refund of the same goods was refused or has come back, so none can follow under its key: \
             make it by hand at the processor, or deny"
        }
        Refused::NoReason => "it is not what was proposed: say why with --because",
        Refused::OtherAmount => "the first person approved another amount: both must be the same",
    }
}

fn amount_of(sheet: &ReviewSheet, written: Option<&str>) -> Result<Money, Undone> {
    let currency = sheet.payment.as_ref().map(|payment| payment.captured.currency);
    let Some(written) = written else {
        return sheet.sheet.proposed.ok_or_else(|| {
            Undone::Usage("nothing is proposed: say how much with --amount, as `450.00`".to_owned())
        });
    };
    let Some(currency) = currency else {
        let what = "the payment is not known, so that no amount of it can be approved";
        return Err(Undone::Usage(what.to_owned()));
    };
    let full =
        if written.contains(' ') { written.to_owned() } else { format!("{written} {currency}") };
    Money::parse(&full).ok_or_else(|| {
        let example = Money::new(45_000, currency);
        let what = format!(
            "--amount: `{written}` is no amount: write it with a point and all decimals of the \
             currency, such as `{example}`"
        );
        Undone::Usage(what)
    })
}
