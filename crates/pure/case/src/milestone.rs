//! What marks an announcement as made, and what its event's id is made of.

use uuid::Uuid;

use super::stage::Stage;
use super::trouble::Trouble;
use domain::ids::{
    AnswerId, CaseId, CommissionId, DisputeId, EventId, RefundId, RequestId, WarningId,
};
use domain::key::IdempotencyKey;

macro_rules! milestones {
    ($($(#[$doc:meta])* $variant:ident($($part:ident: $type:ty),+) = $prefix:literal,)+) => {
        /// What marks an announcement as made: one per transition.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Milestone {
            $($(#[$doc])* $variant($($type),+),)+
        }

        impl Milestone {
            /// The text that an event's id is made of. Frozen: consumers drop repeats by it.
            pub fn text(&self) -> String {
                match self {
                    $(Self::$variant($($part),+) => {
                        [$prefix.to_owned(), $($part.written()),+].join(":")
                    })+
                }
            }

            /// Reads its text.
            pub fn parse(text: &str) -> Option<Self> {
                let (prefix, mut rest) = text.split_once(':')?;
                let read = match prefix {
                    $($prefix => {
                        $(let $part = Part::take(&mut rest)?;)+
                        Self::$variant($($part),+)
                    })+
                    _ => return None,
                };
                rest.is_empty().then_some(read)
            }
        }
    };
}

milestones! {
    /// A request was acknowledged.
    Acknowledged(request: RequestId) = "acknowledged",
    /// Its answer was put off, for that time.
    AnswerDelayed(time: u32, request: RequestId) = "answer_delayed",
    /// A request was approved.
    Approved(request: RequestId) = "approved",
    /// A request was denied.
    Denied(request: RequestId) = "denied",
    /// A person was asked, in the first round.
    Review(request: RequestId) = "review",
    /// A person was asked, in that later round.
    ReviewAgain(round: u32, request: RequestId) = "review_again",
    /// The customer was asked, in that round.
    Asked(round: u32, request: RequestId) = "asked",
    /// The customer was reminded, in that round.
    Reminded(round: u32, request: RequestId) = "reminded",
    /// An answer of a reviewer was refused.
    ReviewRefused(answer: AnswerId) = "review_refused",
    /// A stage was missed.
    Missed(stage: Stage, request: RequestId) = "missed",
    /// A refund went through.
    Succeeded(refund: RefundId) = "succeeded",
    /// The end of the subscription behind a request was suggested.
    CancelSuggested(request: RequestId) = "cancel_suggested",
    /// A refund was seen to wait for the customer.
    ActionRequired(refund: RefundId) = "action_required",
    /// A refund came back, or lapsed.
    Failed(refund: RefundId) = "failed",
    /// The call for a refund was refused.
    Refused(key: IdempotencyKey) = "refused",
    /// A refund made elsewhere was seen.
    Adopted(refund: RefundId) = "adopted",
    /// A credit note has followed a refund.
    Credited(refund: RefundId) = "credited",
    /// A commission was clawed back: which time, and the total after it.
    Clawback(ordinal: u32, total: i64, commission: CommissionId) = "clawback",
    /// The customer is to be asked for feedback.
    Feedback(refund: RefundId) = "feedback",
    /// The card network warned.
    Warned(warning: WarningId) = "warned",
    /// A dispute was opened.
    Opened(dispute: DisputeId) = "opened",
    /// A dispute was won.
    Won(dispute: DisputeId) = "won",
    /// A dispute was lost.
    Lost(dispute: DisputeId) = "lost",
    /// A dispute that had been decided otherwise since was won, for that time.
    WonAgain(time: u32, dispute: DisputeId) = "won_again",
    /// A dispute that had been decided otherwise since was lost, for that time.
    LostAgain(time: u32, dispute: DisputeId) = "lost_again",
    /// A person must look.
    Parked(trouble: Trouble) = "parked",
}

impl Milestone {
    /// The id of the event that tells of this milestone: the same on every repetition.
    ///
    /// A clawback's id has the sequence number in it, because its number and total can come again
    /// with another meaning after the store was lost; it is saved with the case before it is
    /// published, so it too is the same on every repetition.
    pub fn event_id(&self, case: &CaseId, sequence: u64) -> EventId {
        let mut name = format!("refundd|{case}|{}", self.text());
        if matches!(self, Self::Clawback(..)) {
            name = format!("{name}|{sequence}");
        }
        let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string();
        // A UUID is printable ASCII without separators, so this cannot fail.
        EventId::parse(id).unwrap_or_else(|_| unreachable!("a UUID is a usable event id"))
    }
}

/// A part of a milestone's text. Numbers and words of ours end at a colon; what comes from outside
/// may have colons in it, stands last and takes all that is left.
trait Part: Sized {
    fn written(&self) -> String;
    fn take(rest: &mut &str) -> Option<Self>;
}

fn word<'a>(rest: &mut &'a str) -> &'a str {
    let (word, left) = rest.split_once(':').unwrap_or((rest, ""));
    *rest = left;
    word
}

macro_rules! parts {
    ($($type:ty: $write:expr, $taken:expr, $read:expr;)+) => {$(
        impl Part for $type {
            fn written(&self) -> String {
                $write(self)
            }

            fn take(rest: &mut &str) -> Option<Self> {
                $read($taken(rest))
            }
        }
    )+};
}

parts! {
    u32: u32::to_string, word, |text: &str| text.parse().ok();
    i64: i64::to_string, word, |text: &str| text.parse().ok();
    Stage: |stage: &Stage| stage.as_str().to_owned(), word, Stage::parse;
    RequestId: RequestId::to_string, std::mem::take, |text| RequestId::parse(text).ok();
    AnswerId: AnswerId::to_string, std::mem::take, |text| AnswerId::parse(text).ok();
    RefundId: RefundId::to_string, std::mem::take, |text| RefundId::parse(text).ok();
    WarningId: WarningId::to_string, std::mem::take, |text| WarningId::parse(text).ok();
    DisputeId: DisputeId::to_string, std::mem::take, |text| DisputeId::parse(text).ok();
    CommissionId: CommissionId::to_string, std::mem::take, |text| CommissionId::parse(text).ok();
    IdempotencyKey: IdempotencyKey::to_string, std::mem::take, IdempotencyKey::recognise;
    Trouble: Trouble::text, std::mem::take, Trouble::parse;
}
