//! Requests, payments and policies to test with.

use proptest::prelude::*;

use crate::Policy;
use domain::decision::Verdict;
use domain::facts::{Counts, Facts, History, Ledger};
use domain::ids::RequestId;
use domain::money::{Currency, Money};
use domain::payment::{Payer, Payment, PaymentStatus};
use domain::processor::Processor;
use domain::receipt::Receipt;
use domain::request::{Claims, Reason, RefundRequest};
use domain::twins::Twins;

/// Everything that facts are gathered from, with the values of an unremarkable request.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) request: RefundRequest,
    pub(super) payment: Payment,
    pub(super) customer: Option<History>,
    pub(super) ledger: Ledger,
    pub(super) step: i64,
}

pub(super) const DAY: i64 = 86_400;
const CHARGED: i64 = 1_700_000_000;

pub(super) fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::parse(code).unwrap())
}

fn at(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(CHARGED + second).unwrap()
}

impl Sample {
    pub(super) fn new(reason: Reason) -> Self {
        Self {
            request: RefundRequest {
                id: RequestId::parse("r-1").unwrap(),
                reason,
                amount: None,
                locale: None,
                time_zone: None,
                requested_at: at(DAY),
                receipt: Receipt::of(at(DAY)),
                sender: None,
                requested_by: None,
                proof_of_purchase: false,
                claims: Claims::default(),
            },
            payment: Payment {
                status: PaymentStatus::Settled,
                captured: money(4900, "USD"),
                authorised: money(4900, "USD"),
                charged_at: at(0),
                customer: None,
                product: None,
                plan: None,
                term_ends_at: None,
                locale: None,
                commission: None,
                payer: Payer::default(),
                split: domain::split::Split::default(),
                purchase: Box::default(),
            },
            customer: None,
            ledger: Ledger {
                refunded_minor: 0,
                left_minor: 4900,
                disputed: false,
                fraud_warning: false,
            },
            step: 1,
        }
    }

    pub(super) fn captured(mut self, minor: i64, code: &str, step: i64) -> Self {
        self.payment.captured = money(minor, code);
        self.ledger.left_minor = minor;
        self.step = step;
        self
    }

    pub(super) fn asked(mut self, minor: i64, code: &str) -> Self {
        self.request.amount = Some(money(minor, code));
        self
    }

    pub(super) fn left(mut self, minor: i64) -> Self {
        self.ledger.left_minor = minor;
        self.ledger.refunded_minor = self.payment.captured.minor - minor;
        self
    }

    pub(super) fn age(self, seconds: i64) -> Self {
        self.asked_at(at(seconds))
    }

    /// Asked, and received, at `at`.
    pub(super) fn asked_at(mut self, at: jiff::Timestamp) -> Self {
        (self.request.requested_at, self.request.receipt) = (at, Receipt::of(at));
        self
    }

    pub(super) fn term(mut self, seconds: i64) -> Self {
        self.payment.term_ends_at = Some(at(seconds));
        self.payment.purchase.term_begins_at = Some(self.payment.charged_at);
        self
    }

    pub(super) fn plan(mut self, plan: &str) -> Self {
        self.payment.plan = Some(plan.to_owned());
        self
    }

    pub(super) fn proof(mut self) -> Self {
        self.request.proof_of_purchase = true;
        self
    }

    pub(super) fn history(mut self, payments: i64, refunds: i64, disputes: i64) -> Self {
        self.customer = Some(history((payments, refunds, disputes)));
        self
    }

    /// Gives the customer's history twins, charged before and after.
    pub(super) fn twins(mut self, before: i64, after: i64) -> Self {
        let history = self.customer.get_or_insert_default();
        history.twins = Some(Twins { before, after });
        self
    }

    pub(super) fn renewal(mut self, renewal: bool) -> Self {
        self.payment.purchase.renewal = Some(renewal);
        self
    }

    pub(super) fn facts(&self) -> Facts {
        let processor = Processor::Stripe;
        let mut facts = Facts::new(
            self.request.believed(DAY),
            &self.payment,
            self.ledger,
            processor,
            self.step,
        );
        facts.customer = self.customer;
        facts
    }
}

fn history((payments, refunds, disputes): (i64, i64, i64)) -> History {
    let all = Counts { payments, refunds, disputes };
    History { all, ..History::default() }
}

/// A policy of the given rules, each `when` and outcome in TOML.
pub(super) fn policy_text(rules: &[(&str, &str)]) -> String {
    full_text("", rules, "")
}

/// The same with a head, and with blocks such as bands behind the rules.
pub(super) fn full_text(head: &str, rules: &[(&str, &str)], blocks: &str) -> String {
    let rules: Vec<String> = rules
        .iter()
        .enumerate()
        .map(|(index, (when, outcome))| {
            format!("[[rule]]\nid = \"r{index}\"\nwhen = {when}\n{outcome}\nclause = \"c\"\n\n")
        })
        .collect();
    let rules = rules.concat();
    format!(
        "{head}{rules}{blocks}[default]\nreview = \"none\"\nclause = \"d\"\n\n[clauses]\nc = \"C.\"\nd = \"D.\"\n"
    )
}

/// A verdict in short.
pub(super) fn text_of(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Approve(money) => format!("approve {money}"),
        Verdict::Deny { alternatives } => format!("deny {}", alternatives.join("+")),
        Verdict::Review { why, .. } => format!("review {why}"),
        Verdict::NeedInfo(info) => format!("ask {}", info.questions.join("+")),
    }
}

pub(super) fn policy(rules: &[(&str, &str)]) -> Policy {
    full_policy("", rules, "")
}

pub(super) fn full_policy(head: &str, rules: &[(&str, &str)], blocks: &str) -> Policy {
    let text = full_text(head, rules, blocks);
    Policy::parse(&text).unwrap_or_else(|mistakes| {
        panic!("{}", diagnostics::render_mistakes("test", &text, &mistakes))
    })
}

/// Any request about any payment, contradictions and extremes included.
pub(super) fn any_sample() -> impl Strategy<Value = Sample> {
    let amount = prop_oneof![any::<i64>(), -10_i64..100_000, Just(0), Just(i64::MIN)];
    let seconds = prop_oneof![-100 * DAY..800 * DAY, Just(30 * DAY), Just(31 * DAY)];
    let code = prop::sample::select(vec!["USD", "EUR", "JPY", "KWD", "ISK"]);
    let plan = prop::option::of(prop::sample::select(vec!["annual", "annual-pro", "monthly", ""]));
    let request = (
        prop::sample::select(Reason::ALL.to_vec()),
        prop::option::of((amount.clone(), code.clone())),
        seconds.clone(),
        any::<bool>(),
    );
    let payment = (amount.clone(), code, plan.clone(), plan, prop::option::of(seconds), -1_i64..20);
    let counts = prop::option::of((0_i64..5, 0_i64..5, 0_i64..2));
    let ledger = (amount.clone(), amount, any::<bool>(), any::<bool>());
    (request, payment, counts, ledger).prop_map(|(request, payment, counts, ledger)| {
        let mut sample = Sample::new(request.0.0).age(request.2);
        sample.request.amount = request.1.map(|(minor, code)| money(minor, code));
        sample.request.proof_of_purchase = request.3;
        sample.payment.captured = money(payment.0, payment.1);
        sample.payment.product = payment.2.map(str::to_owned);
        sample.payment.plan = payment.3.map(str::to_owned);
        sample.payment.term_ends_at = payment.4.map(at);
        sample.payment.purchase.term_begins_at = Some(sample.payment.charged_at);
        sample.step = payment.5;
        sample.customer = counts.map(history);
        sample.ledger = Ledger {
            refunded_minor: ledger.0,
            left_minor: ledger.1,
            disputed: ledger.2,
            fraud_warning: ledger.3,
        };
        sample
    })
}
