//! What happens in the run: payments, requests about them, refunds made by hand, disputes.
//!
//! The same in every run, in the same order. Amounts divide evenly, so that commissions do.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sandbox::{NewPayment, Sandbox};
use serde_json::{Value, json};

use crate::daemon::client::refund_requested;

/// Captured, in cents, of each payment.
pub const CAPTURED: i64 = 4_000;
/// Earned by the partner on each payment, in cents.
pub const EARNED: i64 = 400;
/// The order of events.
const SEED: u64 = 0x5eed_0001;

/// What is known about a request before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The policy approves it and nothing gets in the way.
    Approved,
    /// The policy denies it.
    Denied,
    /// A person has to look.
    Reviewed,
    /// One of two for the same goods: it joins the other, or comes after it.
    Joined,
    /// Somebody refunds by hand at the same time: whoever is first.
    Raced,
}

/// One thing that somebody does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Asks over HTTP.
    Post(Value),
    /// Asks over AMQP.
    Publish(Value),
    /// Refunds by hand.
    Dashboard { payment: String, amount: Option<i64> },
    /// Takes the money back through the bank, and loses or wins.
    Dispute { payment: String, won: bool },
}

/// Everything that happens.
pub struct Scenario {
    pub acts: Vec<Act>,
    pub requests: BTreeMap<String, Fate>,
    pub duplicates: usize,
    pub payments: usize,
}

/// Groups of payments: their name, their number, requests per payment, and the requests' fate.
const GROUPS: [(&str, usize, usize, Option<Fate>); 8] = [
    ("full", 330, 1, Some(Fate::Approved)),
    ("part", 80, 3, Some(Fate::Approved)),
    ("twice", 60, 2, Some(Fate::Joined)),
    ("late", 80, 1, Some(Fate::Denied)),
    ("fraud", 50, 1, Some(Fate::Reviewed)),
    ("race", 80, 1, Some(Fate::Raced)),
    ("hand", 90, 0, None),
    ("bank", 30, 0, None),
];

impl Scenario {
    /// Sets the payments up and shuffles what will happen.
    pub fn new(sandbox: &Sandbox) -> Self {
        let mut scenario =
            Self { acts: Vec::new(), requests: BTreeMap::new(), duplicates: 0, payments: 0 };
        for (group, payments, requests, fate) in GROUPS {
            for number in 0..payments {
                let name = format!("{group}{number:03}");
                let (intent, charge) = set_up(sandbox, &name, fate);
                scenario.payments += 1;
                // Some callers know the charge only; the processor has to be asked for the payment.
                let known_as = if number % 7 == 3 { charge } else { intent.clone() };
                for part in 0..requests {
                    let id = format!("{name}-{part}");
                    let amount = (group == "part").then_some(CAPTURED / 4);
                    let fate = fate.expect("a group with requests has a fate");
                    scenario.ask(&id, &known_as, amount, fate);
                }
                scenario.act_elsewhere(group, number, intent);
            }
        }
        shuffle(&mut scenario.acts);
        scenario
    }

    /// Every ninth request is sent a second time, on the other way.
    fn ask(&mut self, id: &str, payment: &str, amount: Option<i64>, fate: Fate) {
        let number = self.requests.len();
        let body = request(id, payment, amount, fate);
        let ways: [fn(Value) -> Act; 2] = if number.is_multiple_of(2) {
            [Act::Post, Act::Publish]
        } else {
            [Act::Publish, Act::Post]
        };
        let [first, second] = ways;
        if number.is_multiple_of(9) {
            self.acts.push(second(body.clone()));
            self.duplicates += 1;
        }
        self.acts.push(first(body));
        self.requests.insert(id.to_owned(), fate);
    }

    fn act_elsewhere(&mut self, group: &str, number: usize, payment: String) {
        match group {
            "race" => self.acts.push(Act::Dashboard { payment, amount: None }),
            "hand" => {
                let amount = number.is_multiple_of(2).then_some(CAPTURED / 2);
                self.acts.push(Act::Dashboard { payment, amount });
            }
            "bank" => self.acts.push(Act::Dispute { payment, won: number.is_multiple_of(2) }),
            _ => {}
        }
    }
}

/// The name of the payment that a complaint is about, as in `pi_full007`.
pub fn subject(complaint: &str) -> Option<&str> {
    let words = complaint.split(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().find(|word| {
        let group = word.trim_end_matches(|c: char| c.is_ascii_digit());
        group.len() + 3 == word.len() && GROUPS.iter().any(|(name, ..)| *name == group)
    })
}

fn set_up(sandbox: &Sandbox, name: &str, fate: Option<Fate>) -> (String, String) {
    let days = if fate == Some(Fate::Denied) { 90 } else { 10 };
    let created = Timestamp::now() - SignedDuration::from_hours(days * 24);
    let metadata = [
        ("commission_id", format!("com-{name}")),
        ("commission_partner", "partner-1".to_owned()),
        ("commission_minor", EARNED.to_string()),
    ];
    let new = NewPayment {
        id: Some(format!("pi_{name}")),
        charge: Some(format!("ch_{name}")),
        customer: Some(format!("cus_{name}")),
        metadata: metadata.map(|(name, value)| (name.to_owned(), value)).into(),
        created: Some(created.as_second()),
        ..NewPayment::of(CAPTURED, "usd")
    };
    let payment = sandbox.create_payment(new).expect("a good payment");
    (payment.payment_intent, payment.charge)
}

fn request(id: &str, payment: &str, amount: Option<i64>, fate: Fate) -> Value {
    let reason = match fate {
        Fate::Approved | Fate::Joined | Fate::Raced => "technical_problem",
        Fate::Denied => "change_of_mind",
        Fate::Reviewed => "fraudulent",
    };
    let mut event = refund_requested(id, payment, reason);
    if let Some(minor) = amount {
        event["data"]["amount"] = json!({"minor": minor, "currency": "USD"});
    }
    event
}

/// Fisher and Yates with the generator of Knuth's MMIX.
fn shuffle<T>(items: &mut [T]) {
    let mut state = SEED;
    for last in (1..items.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let below = u64::try_from(last).expect("a short list") + 1;
        let at = usize::try_from((state >> 33) % below).expect("an index");
        items.swap(last, at);
    }
}
