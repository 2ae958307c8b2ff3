//! What was decided about a request, and how that came about.

use super::authority::{Authority, GuardCode, Why};
use super::calculation::Calculation;
use super::money::Money;
use super::subscription::Subscription;

/// What the policy, or a guard before it, says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Give this much back.
    Approve(Money),
    /// Give nothing back; offer these alternatives (keys of the message catalogue).
    Deny {
        /// What is offered instead, in order.
        alternatives: Vec<String>,
    },
    /// It cannot be decided without answers from the customer.
    NeedInfo(InfoNeeded),
    /// A person decides.
    Review {
        /// Why a machine must not.
        why: Why,
        /// How many different people must approve: 1 or 2.
        approvers: u8,
        /// The amount that is proposed to them, where there is a proposal.
        proposed: Option<Money>,
    },
}

/// What a verdict says, without what goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictKind {
    /// Money back.
    Approve,
    /// No money back.
    Deny,
    /// Answers first.
    NeedInfo,
    /// A person first.
    Review,
}

impl VerdictKind {
    /// Every kind with its name in records and reports.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Approve, "approve"),
        (Self::Deny, "deny"),
        (Self::NeedInfo, "need_info"),
        (Self::Review, "review"),
    ];

    /// The name in records and reports.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("review", |(_, name)| name)
    }

    /// Reads the name in records and reports.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind)
    }
}

impl Verdict {
    /// What it says.
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Approve(_) => VerdictKind::Approve,
            Self::Deny { .. } => VerdictKind::Deny,
            Self::NeedInfo(_) => VerdictKind::NeedInfo,
            Self::Review { .. } => VerdictKind::Review,
        }
    }

    /// A review by one person, without a proposal.
    pub fn review(why: impl Into<Why>) -> Self {
        Self::Review { why: why.into(), approvers: 1, proposed: None }
    }
}

/// What the customer is asked, how long the answers are waited for, and what silence means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InfoNeeded {
    /// What is asked, in order, as keys of the message catalogue.
    pub questions: Vec<String>,
    /// How long the answers are waited for, seconds.
    pub answer_within: i64,
    /// After how many seconds of silence the customer is reminded, once.
    pub remind_after: Option<i64>,
    /// What silence means.
    pub silence: Silence,
}

/// What becomes of a request whose questions were not answered in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Silence {
    /// It is denied.
    Deny {
        /// The clause that the denial rests on.
        clause: String,
        /// What is offered instead, in order.
        alternatives: Vec<String>,
    },
    /// A person decides.
    Review {
        /// Why.
        why: Why,
    },
}

/// A decision, frozen with the request that it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// Who decided.
    pub by: Authority,
    /// The clause of the refund terms that it rests on, as a key of the message catalogue.
    pub clause: String,
    /// The SHA-256 of the policy's text, in hex; `None` where no policy was asked.
    pub policy_hash: Option<String>,
    /// Whether it is a rehearsal: decided and published, and then a person decides. No money moves.
    pub shadow: bool,
    /// What the rule says is to become of the subscription, once the money has gone back; `None` where
    /// it says nothing. People who approve a review inherit it.
    pub subscription: Option<Subscription>,
    /// How the amount that it gives or proposes came about; says nothing where there is none.
    pub calculation: Calculation,
    /// What holds for the people who decide where this does not.
    pub bounds: Bounds,
}

impl Decision {
    /// The amount that it gives or proposes.
    pub fn amount(&self) -> Option<Money> {
        match self.verdict {
            Verdict::Approve(amount) => Some(amount),
            Verdict::Review { proposed, .. } => proposed,
            Verdict::Deny { .. } | Verdict::NeedInfo(_) => None,
        }
    }

    /// The decision, with what a machine must not do by itself put before a person: an approval is
    /// proposed to them. What was for people already stays with them.
    #[must_use]
    pub fn held(mut self, why: GuardCode) -> Self {
        let proposed = match self.verdict {
            Verdict::Approve(amount) => Some(amount),
            Verdict::Deny { .. } => None,
            Verdict::NeedInfo(_) | Verdict::Review { .. } => return self,
        };
        self.verdict = Verdict::Review { why: why.into(), approvers: 1, proposed };
        self.by = Authority::Guard(why);
        self
    }
}

/// What holds for the people who decide after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bounds {
    /// The hash of the facts that the decision was made on; empty where the payment was not known.
    pub facts: String,
    /// Two people must approve what brings the payment above this many minor units of its currency:
    /// what was given or promised before counts, and it does not matter what was proposed. `None`
    /// where the bands of the policy have no such amount.
    pub two_above: Option<i64>,
}

/// One condition as it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionTrace {
    /// The condition as it stands in the policy.
    pub text: String,
    /// Whether it held; `None` where it could not be evaluated.
    pub held: Option<bool>,
    /// Every fact that it names, with the value it saw.
    pub values: Vec<(String, String)>,
}

/// One rule as it was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTrace {
    /// The rule's id.
    pub rule: String,
    /// Its conditions up to the first that did not hold.
    pub conditions: Vec<ConditionTrace>,
}

/// A decision with every rule that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// What was decided.
    pub decision: Decision,
    /// How it came about.
    pub trace: Vec<RuleTrace>,
}

impl Ruling {
    /// [`Decision::held`], with the trace as it is.
    #[must_use]
    pub fn held(self, why: GuardCode) -> Self {
        Self { decision: self.decision.held(why), ..self }
    }
}
