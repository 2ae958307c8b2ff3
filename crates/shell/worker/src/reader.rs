//! Asks one account's processor.
//!
//! What went wrong is for whoever has asked to weigh: the truth about money is waited for, and what
//! a decision can do without is not waited for longer than it is worth.

use std::error::Error;

use super::account::Account;
use super::reach::Reach;
use super::session::{Session, Step};
use super::settlement::Settlement;
use domain::http::{HttpRequest, HttpResponse};
use domain::ids::{AccountName, CaseId};
use domain::processor::Processor;
use domain::time::{after, seconds_between};
use futures_util::future::join_all;
use jiff::Timestamp;
use ports::Ports;
use ports::clock::Clock;
use ports::gateway::{Gateway, GatewayError};
use processors::{Question, ReadError, Setup};
use telemetry::events::ReadFailed;
use telemetry::facts::FactsNotHad;

/// Questions that are asked side by side: those about one payment.
const AT_ONCE: usize = 4;

/// Why something was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// No answer.
    Silence(GatewayError),
    /// An answer that is none to the question.
    Answer(ReadError),
}

impl From<ReadError> for Unread {
    fn from(error: ReadError) -> Self {
        Self::Answer(error)
    }
}

impl Unread {
    /// A short code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Silence(_) => "silence",
            Self::Answer(ReadError::Busy { .. }) => "busy",
            Self::Answer(ReadError::Unavailable) => "unavailable",
            Self::Answer(ReadError::Misconfigured) => "misconfigured",
            Self::Answer(ReadError::Forbidden) => "forbidden",
            Self::Answer(ReadError::Missing) => "missing",
            Self::Answer(ReadError::Refused(_)) => "refused",
            Self::Answer(ReadError::Unreadable(_)) => "unreadable",
        }
    }

    /// Whether the same question will get the same answer.
    pub(super) fn is_final(&self) -> bool {
        match self {
            Self::Silence(_) => false,
            Self::Answer(error) => error.is_final(),
        }
    }

    /// Whether it says nothing of the question: the processor answers nobody of us just now. An answer
    /// that is not understood is one all the same.
    fn is_of_all(&self) -> bool {
        match self {
            Self::Silence(_)
            | Self::Answer(
                ReadError::Busy { .. } | ReadError::Unavailable | ReadError::Misconfigured,
            ) => true,
            Self::Answer(
                ReadError::Forbidden
                | ReadError::Missing
                | ReadError::Refused(_)
                | ReadError::Unreadable(_),
            ) => false,
        }
    }

    fn error(&self) -> &(dyn Error + 'static) {
        match self {
            Self::Silence(error) => error,
            Self::Answer(error) => error,
        }
    }

    /// Seconds that the processor asks to wait.
    pub(super) fn asked(&self) -> Option<i64> {
        match self {
            Self::Answer(ReadError::Busy { retry_after }) => retry_after.map(i64::from),
            Self::Silence(_)
            | Self::Answer(
                ReadError::Unavailable
                | ReadError::Misconfigured
                | ReadError::Forbidden
                | ReadError::Missing
                | ReadError::Refused(_)
                | ReadError::Unreadable(_),
            ) => None,
        }
    }
}

/// Asks one account's processor.
pub(super) struct Reader<'a> {
    pub(super) gateway: &'a dyn Gateway,
    pub(super) account: &'a AccountName,
    /// What it is asked about, once that is known.
    pub(super) case: Option<&'a CaseId>,
    pub(super) processor: Processor,
    pub(super) setup: &'a Setup,
    pub(super) clock: &'a dyn Clock,
    /// Where it is noted whether there was an answer.
    pub(super) reach: &'a Reach,
    /// Seconds after which the message comes back if the answer cannot be had.
    pub(super) wait: i64,
}

impl<'a> Reader<'a> {
    /// Asks for a message that was deferred `attempt` times.
    pub(super) fn of(
        ports: &'a Ports,
        (name, account): (&'a AccountName, &'a Account),
        attempt: u32,
    ) -> Self {
        Self {
            gateway: ports.gateway.as_ref(),
            account: name,
            case: None,
            processor: account.processor,
            setup: &account.setup,
            clock: ports.clock.as_ref(),
            reach: &account.reach,
            wait: account.terms.backoff(attempt.saturating_add(1)),
        }
    }

    /// Asks what is open, hears the answers in the order of the questions, and goes on with what comes
    /// of them; `None` if that takes more than `most` answers.
    pub(super) async fn hear<Heard: Default>(
        &self,
        questions: Vec<Question<'_, Heard>>,
        most: usize,
    ) -> Result<Option<Heard>, Unread> {
        let (mut heard, mut asked, mut open) = (Heard::default(), 0, questions);
        while !open.is_empty() {
            asked += open.len();
            if asked > most {
                return Ok(None);
            }
            let mut next = Vec::new();
            for some in open.chunks(AT_ONCE) {
                let requests: Vec<_> = some.iter().map(|it| self.ask(&it.request)).collect();
                for (question, answer) in some.iter().zip(join_all(requests).await) {
                    next.extend(self.heard(question, answer, &mut heard)?);
                }
            }
            open = next;
        }
        Ok(Some(heard))
    }

    async fn ask(&self, request: &HttpRequest) -> Result<HttpResponse, Unread> {
        let response = self.gateway.send(self.account, request, None).await;
        let response = response.map_err(Unread::Silence)?;
        self.setup.admits(self.processor, &response)?;
        Ok(response)
    }

    /// Hears one answer; what cannot be had is done without where it can be.
    fn heard<'q, Heard>(
        &self,
        question: &Question<'q, Heard>,
        answer: Result<HttpResponse, Unread>,
        heard: &mut Heard,
    ) -> Result<Vec<Question<'q, Heard>>, Unread> {
        let read = answer.and_then(|response| Ok(question.hear(&response, heard)?));
        let is_lost = read.as_ref().is_err_and(Unread::is_of_all);
        self.reach.note(!is_lost, self.clock.elapsed());
        let unread = match read {
            Ok(next) => return Ok(next),
            Err(unread) => unread,
        };
        let Some(what) = question.miss(unread.is_final(), heard) else { return Err(unread) };
        self.tell(&unread);
        if let Some(case) = self.case.filter(|_| unread.is_final()) {
            FactsNotHad { case, what, reason: unread.code() }.emit();
        }
        Ok(Vec::new())
    }

    /// What becomes of a delivery that cannot go on without it.
    pub(super) fn failed(&self, unread: &Unread) -> Settlement {
        self.tell(unread);
        Settlement::trouble(self.wait.max(unread.asked().unwrap_or_default()))
    }

    /// Says that it was not read.
    pub(super) fn tell(&self, unread: &Unread) {
        ReadFailed { account: self.account, reason: unread.code(), error: unread.error() }.emit();
    }
}

impl Session<'_> {
    pub(super) fn reader(&self) -> Reader<'_> {
        let of_account =
            Reader::of(self.ports, (&self.case.id.account, self.account), self.attempt);
        Reader { case: Some(&self.case.id), ..of_account }
    }

    /// What was read of `what`, which a decision can do without: it is unknown at once where the
    /// answer is final, and else once the request, seen at `seen_at`, has waited long enough for it.
    pub(super) fn optional<T>(
        &self,
        what: &'static str,
        seen_at: Timestamp,
        read: Result<Option<T>, Unread>,
    ) -> Step<Option<T>> {
        let unread = match read {
            Ok(found) => return Ok(found),
            Err(unread) => unread,
        };
        let (now, reader) = (self.ports.clock.now(), self.reader());
        let patience = seconds_between(now, after(seen_at, self.account.terms.facts_within));
        if !unread.is_final() && patience > 0 {
            return Err(reader.failed(&unread).within(patience));
        }
        reader.tell(&unread);
        FactsNotHad { case: &self.case.id, what, reason: unread.code() }.emit();
        Ok(None)
    }
}
