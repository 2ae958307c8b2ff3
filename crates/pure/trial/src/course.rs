//! The whole way of a request, as a worker takes it: guards, then the policy on the ground of the law,
//! then what bounds machines. A trial that left a part out would say "deny" where money is given.

use case::guard::guard_facts;
use domain::authority::{Authority, GuardCode, Why};
use domain::decision::{Decision, Ruling, Verdict};
use domain::facts::Facts;
use domain::money::Money;
use domain::outlay::Given;
use domain::sender::beyond;
use policy::Policy;
use senders::Senders;

/// What decided, where several layers lie above one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// What leaves nothing to a policy.
    Guard,
    /// What the law grants.
    Statute,
    /// A rule, or the default.
    Policy,
    /// What is never denied by a machine.
    NeverOwed,
    /// Who may approve such an amount.
    Band,
    /// How far the date of a request is believed.
    Date,
    /// What machines give on the requests of a sender.
    Sender,
    /// What machines give in an hour, or in a day.
    Ceiling,
    /// Whether machines give money at all.
    Switch,
    /// People, or what they decided about the same goods.
    People,
}

impl Layer {
    /// Every layer with its name in explanations.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::Guard, "guard"),
        (Self::Statute, "statute"),
        (Self::Policy, "policy"),
        (Self::NeverOwed, "never_owed"),
        (Self::Band, "band"),
        (Self::Date, "date"),
        (Self::Sender, "sender"),
        (Self::Ceiling, "ceiling"),
        (Self::Switch, "switch"),
        (Self::People, "people"),
    ];

    /// The name in explanations.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(layer, _)| *layer == self).map_or("policy", |(_, name)| name)
    }

    /// The layer that has the last word in a decision.
    pub fn of(decision: &Decision) -> Self {
        let why = match &decision.verdict {
            Verdict::Review { why, .. } => Some(why),
            Verdict::Approve(_) | Verdict::Deny { .. } | Verdict::NeedInfo(_) => None,
        };
        match (&decision.by, why) {
            (_, Some(Why::BandOne | Why::BandTwo | Why::BandNever | Why::BandMissing)) => {
                Self::Band
            }
            (_, Some(Why::DenialNeedsPerson)) => Self::NeverOwed,
            (Authority::Guard(code), _) => Self::of_guard(*code),
            (Authority::Statute(_), _) => Self::Statute,
            (Authority::Rule(_) | Authority::Default, _) => Self::Policy,
            (
                Authority::Recovered | Authority::Joined | Authority::Approvers | Authority::Denier,
                _,
            ) => Self::People,
        }
    }

    fn of_guard(code: GuardCode) -> Self {
        match code {
            GuardCode::LateReport | GuardCode::DateDecides => Self::Date,
            GuardCode::Paused => Self::Switch,
            GuardCode::CeilingPerHour
            | GuardCode::CeilingPerDay
            | GuardCode::CeilingMissing
            | GuardCode::BelowSmallest
            | GuardCode::SumsUnknown => Self::Ceiling,
            GuardCode::SenderAmount | GuardCode::SenderAmountPerDay | GuardCode::SenderUnknown => {
                Self::Sender
            }
            GuardCode::PaymentUnknown
            | GuardCode::CurrencyMismatch
            | GuardCode::Disputed
            | GuardCode::Frozen
            | GuardCode::PaymentUnsettled
            | GuardCode::NothingTaken
            | GuardCode::AlreadyRefunded
            | GuardCode::AmountAboveRest
            | GuardCode::RefundRefusedBefore
            | GuardCode::RefundFailedBefore
            | GuardCode::BillingError
            | GuardCode::SplitPayment
            | GuardCode::InvoicePayment
            | GuardCode::StoreLost
            | GuardCode::PolicyVersionUnknown
            | GuardCode::PolicyVersionNotInForce
            | GuardCode::PolicyVersionBeforeFirst => Self::Guard,
        }
    }
}

/// The way of requests under one policy.
#[derive(Debug, Clone, Copy)]
pub struct Course<'p> {
    /// The policy, on the ground of what is laid under it.
    pub policy: &'p Policy,
    /// Who may send what; `None` where a policy is tried by itself.
    pub senders: Option<&'p Senders>,
}

impl<'p> Course<'p> {
    /// A policy that is tried by itself.
    pub fn alone(policy: &'p Policy) -> Self {
        Self { policy, senders: None }
    }

    /// Decides a request as a worker would that knows no more of it than these facts, and under whose
    /// account nothing was given in the last day.
    pub fn decide(self, facts: &Facts) -> Ruling {
        guard_facts(facts).unwrap_or_else(|| self.bounded(facts, self.policy.decide_dated(facts)))
    }

    /// The same without the account of it, which costs more than the decision does.
    pub fn decision(self, facts: &Facts) -> Decision {
        let ruling = guard_facts(facts).unwrap_or_else(|| {
            let decision = self.policy.decision_dated(facts);
            self.bounded(facts, Ruling { decision, trace: Vec::new() })
        });
        ruling.decision
    }

    /// What bounds machines, laid over an approval.
    fn bounded(self, facts: &Facts, ruling: Ruling) -> Ruling {
        let Verdict::Approve(amount) = ruling.decision.verdict else { return ruling };
        if ruling.decision.shadow {
            return ruling;
        }
        let after = facts.given_minor().saturating_add(amount.minor);
        let after = Money::new(after, amount.currency);
        if let (Some(known), Some(sender)) = (self.senders, &facts.request.sender)
            && let Some(why) = beyond(known.of(&sender.name).map(|known| &known.rights), after)
        {
            return ruling.held(why);
        }
        self.policy.limits().hold(ruling, Some(Given::default()), true)
    }
}

/// What a trial leaves out, for whoever reads it: only a case, a store or a processor can say it, or a
/// configuration that was not named.
pub fn left_out(senders: Option<&Senders>) -> Vec<&'static str> {
    const CONFIGURED: [&str; 2] =
        ["the statutes and costs of an account", "what senders are trusted with"];
    const OF_THE_MOMENT: [&str; 3] = [
        "the switch",
        "what was given in the last day",
        "what only the case knows: its other refunds, splits and invoices",
    ];
    CONFIGURED.into_iter().filter(|_| senders.is_none()).chain(OF_THE_MOMENT).collect()
}
