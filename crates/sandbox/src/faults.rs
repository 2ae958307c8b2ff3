//! Fault switches: what goes wrong, for which kind of call, how often.
//!
//! Faults act in three places. At the gate, before anything is looked at: latency, plain server
//! errors, conflicts, rate limits, resets. In the execution of a refund under a key that has no
//! stored outcome: stored server errors, late lists, pending refunds. And on the way back of
//! whatever passed the gate: no answer, reset. Deliberately not here: acting on them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The kind of call that a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// `POST /v1/refunds`.
    RefundPost,
    /// Lists of refunds, disputes and charges.
    List,
    /// One object by its id.
    Read,
    /// `GET /v1/charges/search`.
    Search,
    /// Customers, by id or by e-mail address.
    Customers,
    /// `GET /v1/invoice_payments`, `GET /v1/credit_notes`.
    Invoices,
    /// `POST /v1/credit_notes`.
    CreditNotePost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Fault {
    /// The answer comes this much later. The call takes effect at once, and until the answer
    /// leaves its key is in flight.
    Latency {
        /// Real milliseconds.
        ms: u64,
    },
    /// 500, nothing executed, nothing stored.
    FailBeforeExecuting,
    /// 500 although the refund was made; the 500 is stored and replayed.
    FailStoredAfterExecuting,
    /// 500, no refund made; the 500 is stored and replayed.
    FailStoredWithoutExecuting,
    /// Takes effect, then says nothing for a while and closes the connection.
    HoldAfterExecuting {
        /// Real milliseconds.
        ms: u64,
    },
    /// Resets the connection, nothing executed.
    ResetBeforeExecuting,
    /// Takes effect, then resets the connection.
    ResetAfterExecuting,
    /// 409 `idempotency_key_in_use`.
    Conflict,
    /// A definitive no, nothing executed: 400 without a code, as for a search in a country without
    /// one; 403 as for a restricted key; 404 `resource_missing`.
    Refuse {
        /// 400, 403 or 404.
        status: u16,
    },
    /// 429 `rate_limit`.
    RateLimited {
        /// The `Retry-After` header in seconds, if there is to be one.
        retry_after_s: Option<u32>,
    },
    /// The new refund shows up in lists late. Reading it by id finds it at once.
    LateList {
        /// How late.
        until: Lateness,
    },
    /// The new refund stays `pending` (`insufficient_funds`) until it is released or moved.
    Pending,
    /// The new refund stays `requires_action` until it is moved: the customer is asked for a bank
    /// account, for 45 days.
    RequiresAction,
}

/// When a late refund begins to show up in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lateness {
    /// After this many milliseconds of sandbox time.
    Ms(i64),
    /// After this many list calls that would have shown it.
    Calls(u32),
}

/// How often a rule acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// On every call.
    Always,
    /// On the next n calls.
    Next(u32),
    /// On every n-th call, counted from the moment the rule was set.
    Every(u32),
}

/// One switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// For which calls.
    pub on: Target,
    pub fault: Fault,
    pub when: When,
}

impl FaultRule {
    /// Says why a rule makes no sense, if it makes none.
    pub(super) fn objection(&self) -> Option<&'static str> {
        if self.when == When::Every(0) {
            return Some("`every` must be at least 1");
        }
        match self.fault {
            Fault::Latency { .. }
            | Fault::FailBeforeExecuting
            | Fault::HoldAfterExecuting { .. }
            | Fault::ResetBeforeExecuting
            | Fault::ResetAfterExecuting
            | Fault::RateLimited { .. } => None,
            Fault::Refuse { status } => {
                (!matches!(status, 400 | 403 | 404)).then_some("`status` must be 400, 403 or 404")
            }
            Fault::FailStoredAfterExecuting
            | Fault::FailStoredWithoutExecuting
            | Fault::Conflict
            | Fault::LateList { .. }
            | Fault::Pending
            | Fault::RequiresAction => {
                (self.on != Target::RefundPost).then_some("this fault is about `refund_post` only")
            }
        }
    }
}

/// Why a call does not get past the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Barrier {
    Fail,
    /// Connection reset.
    Reset,
    Conflict,
    RateLimited(Option<u32>),
    /// A definitive no, with this status.
    Refuse(u16),
}

/// What happens before a call is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gate {
    /// How much later the answer leaves.
    pub(super) latency: Duration,
    /// What stops the call.
    pub(super) barrier: Option<Barrier>,
}

/// What happens to a refund in execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Execution {
    /// Answer with a stored 500; `true` where the refund is made nonetheless.
    pub(super) stored_failure: Option<bool>,
    /// Show it late in lists.
    pub(super) late: Option<Lateness>,
    /// Keep it pending.
    pub(super) pending: bool,
    /// Let it wait for the customer.
    pub(super) requires_action: bool,
}

/// What happens on the way back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Departure {
    /// The answer is sent.
    #[default]
    Send,
    /// Nothing is sent for this long, then the connection ends.
    Hold(Duration),
    /// The connection is reset.
    Reset,
}

#[derive(Debug)]
struct Switch {
    rule: FaultRule,
    calls: u32,
}

impl Switch {
    fn acts(&mut self) -> bool {
        self.calls = self.calls.saturating_add(1);
        match self.rule.when {
            When::Always => true,
            When::Next(n) => self.calls <= n,
            When::Every(n) => self.calls.checked_rem(n) == Some(0),
        }
    }
}

/// All switches, in the order they were set. Among rules that exclude each other the first acts.
#[derive(Debug, Default)]
pub(super) struct Faults {
    switches: Vec<Switch>,
}

impl Faults {
    pub(super) fn add(&mut self, rule: FaultRule) {
        self.switches.push(Switch { rule, calls: 0 });
    }

    /// Removes all rules.
    pub(super) fn clear(&mut self) {
        self.switches.clear();
    }

    /// The rules as they were set.
    pub(super) fn rules(&self) -> Vec<FaultRule> {
        self.switches.iter().map(|switch| switch.rule).collect()
    }

    /// What happens at the gate.
    pub(super) fn gate(&mut self, on: Target) -> Gate {
        let mut gate = Gate::default();
        for switch in self.switches.iter_mut().filter(|switch| switch.rule.on == on) {
            let barrier = match switch.rule.fault {
                Fault::Latency { ms } => {
                    if switch.acts() {
                        gate.latency = gate.latency.saturating_add(Duration::from_millis(ms));
                    }
                    continue;
                }
                Fault::FailBeforeExecuting => Barrier::Fail,
                Fault::ResetBeforeExecuting => Barrier::Reset,
                Fault::Conflict => Barrier::Conflict,
                Fault::RateLimited { retry_after_s } => Barrier::RateLimited(retry_after_s),
                Fault::Refuse { status } => Barrier::Refuse(status),
                Fault::FailStoredAfterExecuting
                | Fault::FailStoredWithoutExecuting
                | Fault::HoldAfterExecuting { .. }
                | Fault::ResetAfterExecuting
                | Fault::LateList { .. }
                | Fault::Pending
                | Fault::RequiresAction => continue,
            };
            if gate.barrier.is_none() && switch.acts() {
                gate.barrier = Some(barrier);
            }
        }
        gate
    }

    /// What happens to a refund in execution.
    pub(super) fn execution(&mut self) -> Execution {
        let mut execution = Execution::default();
        for switch in &mut self.switches {
            match switch.rule.fault {
                Fault::FailStoredAfterExecuting if execution.stored_failure.is_none() => {
                    execution.stored_failure = switch.acts().then_some(true);
                }
                Fault::FailStoredWithoutExecuting if execution.stored_failure.is_none() => {
                    execution.stored_failure = switch.acts().then_some(false);
                }
                Fault::LateList { until } if execution.late.is_none() => {
                    execution.late = switch.acts().then_some(until);
                }
                Fault::Pending => execution.pending |= switch.acts(),
                Fault::RequiresAction => execution.requires_action |= switch.acts(),
                Fault::FailStoredAfterExecuting
                | Fault::FailStoredWithoutExecuting
                | Fault::LateList { .. }
                | Fault::Latency { .. }
                | Fault::FailBeforeExecuting
                | Fault::HoldAfterExecuting { .. }
                | Fault::ResetBeforeExecuting
                | Fault::ResetAfterExecuting
                | Fault::Conflict
                | Fault::Refuse { .. }
                | Fault::RateLimited { .. } => {}
            }
        }
        execution
    }

    /// What happens on the way back.
    pub(super) fn departure(&mut self, on: Target) -> Departure {
        for switch in self.switches.iter_mut().filter(|switch| switch.rule.on == on) {
            let departure = match switch.rule.fault {
                Fault::HoldAfterExecuting { ms } => Departure::Hold(Duration::from_millis(ms)),
                Fault::ResetAfterExecuting => Departure::Reset,
                Fault::Latency { .. }
                | Fault::FailBeforeExecuting
                | Fault::FailStoredAfterExecuting
                | Fault::FailStoredWithoutExecuting
                | Fault::ResetBeforeExecuting
                | Fault::Conflict
                | Fault::Refuse { .. }
                | Fault::RateLimited { .. }
                | Fault::LateList { .. }
                | Fault::Pending
                | Fault::RequiresAction => continue,
            };
            if switch.acts() {
                return departure;
            }
        }
        Departure::Send
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn barriers(when: When) -> Vec<bool> {
        let mut faults = Faults::default();
        faults.add(FaultRule { on: Target::List, fault: Fault::FailBeforeExecuting, when });
        (0..6).map(|_| faults.gate(Target::List).barrier.is_some()).collect()
    }

    #[test]
    fn rules_act_as_often_as_they_say() {
        assert_eq!(barriers(When::Always), [true; 6]);
        assert_eq!(barriers(When::Next(2)), [true, true, false, false, false, false]);
        assert_eq!(barriers(When::Every(3)), [false, false, true, false, false, true]);
    }

    #[test]
    fn a_rule_leaves_other_calls_alone() {
        let mut faults = Faults::default();
        let fault = Fault::ResetAfterExecuting;
        faults.add(FaultRule { on: Target::RefundPost, fault, when: When::Always });
        assert_eq!(faults.departure(Target::Read), Departure::Send);
        assert_eq!(faults.departure(Target::RefundPost), Departure::Reset);
    }

    #[test]
    fn a_rule_that_cannot_act_is_objected_to() {
        let rule = FaultRule { on: Target::Read, fault: Fault::Pending, when: When::Always };
        assert!(rule.objection().is_some());
        assert!(FaultRule { on: Target::RefundPost, ..rule }.objection().is_none());
        let never = FaultRule { on: Target::RefundPost, when: When::Every(0), ..rule };
        assert!(never.objection().is_some());
    }

    #[test]
    fn a_rule_reads_the_way_it_is_documented() {
        let rule: FaultRule = serde_json::from_str(
            r#"{"on":"refund_post","fault":{"kind":"late_list","until":{"ms":500}},"when":{"next":2}}"#,
        )
        .unwrap();
        assert_eq!(rule.fault, Fault::LateList { until: Lateness::Ms(500) });
        assert_eq!(rule.when, When::Next(2));
    }
}
