//! What can happen, as scripts.

use ports::message::Message;

use crate::inbound::{commission, request};
use crate::processor::{Fault, KEY_LIFETIME, Stand};
use domain::legs::{Legs, Sight};

/// One thing that happens at a second of the script.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "scripts are short")]
pub enum Happening {
    Message(Message),
    RefundByHand(i64),
    MoveRefund(usize, &'static str),
    Dispute(&'static str, &'static str, &'static [i64]),
    /// The webhook of the n-th refund in the books.
    OwnWebhook(usize),
    /// The payment goes on; a webhook of this kind has its intent.
    Stands(&'static str, Stand),
    /// The payment goes on, and nobody says so.
    StandsInSilence(Stand),
    /// A webhook of this kind with the charge as it stands.
    Charge(&'static str),
    /// A reviewer answers the review that was last put: id of the answer, reviewer, what is said.
    Reviews(&'static str, &'static str, Said),
    /// The customer answers this question.
    Answers(&'static str),
}

/// What a reviewer says.
#[derive(Debug, Clone, Copy)]
pub enum Said {
    Approve(i64),
    Deny,
    Ask(&'static str),
}

#[derive(Debug, Clone)]
pub struct Scenario {
    pub name: &'static str,
    pub captured: i64,
    /// Of the payment and of the commission, in lower case.
    pub currency: &'static str,
    /// Earned on the payment, by its metadata.
    pub commission: Option<i64>,
    /// The customer's language, by the payment's metadata.
    pub locale: Option<&'static str>,
    /// How late a new refund is in the list, seconds.
    pub lag: i64,
    /// What the processor offers against a second execution.
    pub legs: Legs,
    pub faults: Vec<Fault>,
    /// Whether the payment is for an invoice, whose refunds are followed by credit notes; and what goes
    /// wrong with those.
    pub credit_notes: Option<Vec<Fault>>,
    pub script: Vec<(i64, Happening)>,
    /// Whether everything that is told survives the loss of the store: not so for a commission
    /// that only a message knew.
    pub survives_loss: bool,
    /// A type of event that is told or not, depending on who is faster; either is right.
    pub either: Option<&'static str>,
}

/// Keys for a day, a list with names, no more than was captured.
pub const KEY_AND_NAMES: Legs = Legs { key: Some(KEY_LIFETIME), list: Sight::Named, capped: true };

/// A payment of 49.00 USD with a commission, and what happens to it.
pub fn scenario(name: &'static str, script: Vec<(i64, Happening)>) -> Scenario {
    Scenario {
        name,
        captured: 4900,
        currency: "usd",
        commission: Some(981),
        locale: None,
        lag: 60,
        legs: KEY_AND_NAMES,
        faults: Vec::new(),
        credit_notes: None,
        script,
        survives_loss: true,
        either: None,
    }
}

pub fn full(id: &str) -> Happening {
    Happening::Message(request(id, "unused", None, None))
}

pub fn partial(id: &str, minor: i64) -> Happening {
    Happening::Message(request(id, "unused", Some(minor), None))
}

/// A request that the policy leaves to a person.
fn doubtful(id: &str) -> Happening {
    Happening::Message(request(id, "other", None, None))
}

/// Every conversation of the enumeration.
pub fn talks() -> Vec<Scenario> {
    use Happening::{Answers, Reviews};
    use Said::{Approve, Ask, Deny};
    vec![
        scenario(
            "a reviewer approves",
            vec![(0, doubtful("r1")), (3600, Reviews("a1", "agent-1", Approve(4900)))],
        ),
        scenario(
            "a reviewer approves as soon as it is told",
            vec![(0, doubtful("r1")), (1, Reviews("a1", "agent-1", Approve(4900)))],
        ),
        Scenario {
            // That the money has gone back, the processor remembers; what a rule said with it, only
            // the store.
            survives_loss: false,
            ..scenario(
                "a reviewer approves a renewal whose subscription is to end",
                vec![
                    (0, Happening::Message(request("r1", "accidental_renewal", None, None))),
                    (3600, Reviews("a1", "agent-1", Approve(4900))),
                ],
            )
        },
        scenario(
            "a reviewer denies",
            vec![(0, doubtful("r1")), (3600, Reviews("a1", "agent-1", Deny))],
        ),
        scenario(
            "a reviewer asks, the customer answers, a reviewer approves",
            vec![
                (0, doubtful("r1")),
                (3600, Reviews("a1", "agent-1", Ask("was_it_used"))),
                (86_400, Answers("was_it_used")),
                (2 * 86_400, Reviews("a2", "agent-2", Approve(4900))),
            ],
        ),
        scenario(
            "a reviewer asks, the customer is silent, a reviewer denies",
            vec![
                (0, doubtful("r1")),
                (3600, Reviews("a1", "agent-1", Ask("was_it_used"))),
                (4 * 86_400, Reviews("a2", "agent-2", Deny)),
            ],
        ),
        scenario(
            "a review lapses, is asked again and approved",
            vec![(0, doubtful("r1")), (4 * 86_400, Reviews("a1", "agent-1", Approve(4900)))],
        ),
        Scenario {
            // Where the store forgets that the second one waits, it is decided by itself; the
            // review of the first is then asked again, because money has moved.
            survives_loss: false,
            ..scenario(
                "a further request waits for the review of another",
                vec![
                    (0, doubtful("r1")),
                    (60, partial("r2", 1000)),
                    (7200, Reviews("a1", "agent-1", Deny)),
                ],
            )
        },
        Scenario {
            // A late answer to a finished request that the store has lost is parked: nothing knows
            // any more what it is about.
            survives_loss: false,
            ..scenario(
                "an answer to a review that is no more",
                vec![
                    (0, doubtful("r1")),
                    (3600, Reviews("a1", "agent-1", Deny)),
                    (86_400, Reviews("a2", "agent-2", Approve(4900))),
                ],
            )
        },
    ]
}

/// Every scenario of the enumeration.
pub fn all() -> Vec<Scenario> {
    refunds().into_iter().chain(invoices()).chain(settling()).chain(disputes()).collect()
}

/// No keys; a list with names, and no more than was captured.
pub const NAMES_ONLY: Legs = Legs { key: None, ..KEY_AND_NAMES };

/// Keys, and a list that shows no refunds.
pub const KEY_ONLY: Legs = Legs { list: Sight::Blind, ..KEY_AND_NAMES };

/// Whole refunds at a processor that lacks a fact: the cap takes the place of the key, or the key that
/// of the list.
pub fn lacking(legs: Legs) -> Vec<Scenario> {
    let whole = |scenario: &Scenario| {
        let by_hand =
            ["denied", "two equal partial refunds", "made by hand", "a commission by message"];
        // What a list would confirm is left to a person, once it was in doubt.
        let unconfirmed = legs.list == Sight::Blind && scenario.name == "refused";
        !by_hand.contains(&scenario.name) && !unconfirmed
    };
    let all = refunds().into_iter().filter(whole);
    // What only the store knew of a refund, nobody can be asked for without a list.
    let known = |scenario: &Scenario| scenario.survives_loss && legs.list == Sight::Named;
    all.map(|it| Scenario { legs, survives_loss: known(&it), ..it }).collect()
}

/// Refunds that fit twice, at a processor that names them and has no keys: each is claimed.
pub fn claims() -> Vec<Scenario> {
    let with = |name, faults: &[Fault]| Scenario {
        faults: faults.to_vec(),
        ..scenario(name, vec![(0, partial("r1", 1000))])
    };
    let parts = [
        with("a part", &[]),
        with("a part whose answer is lost", &[Fault::AnswerLost]),
        with("a part, executed and answered with 500", &[Fault::ExecutedAnd500]),
        with("a part, not executed and answered with 500", &[Fault::Stored500]),
        with("a part, executed four minutes later", &[Fault::ExecutesLater(240)]),
        with("a part, busy three times", &[Fault::NotSent, Fault::Conflict, Fault::RateLimited]),
        with("a part, refused", &[Fault::BalanceInsufficient; 8]),
        scenario(
            "a part, asked for again",
            vec![(0, partial("r1", 1000)), (600, partial("r1", 1000))],
        ),
        scenario("two equal parts", vec![(0, partial("r1", 1000)), (1, partial("r2", 1000))]),
    ];
    let twice = Scenario {
        either: Some("refund.denied.v1"),
        ..scenario("all asked for twice, without a cap", vec![(0, full("r1")), (0, full("r2"))])
    };
    let uncapped = Legs { capped: false, ..NAMES_ONLY };
    let parts = parts.into_iter().map(|it| Scenario { legs: NAMES_ONLY, ..it });
    parts.chain([Scenario { legs: uncapped, ..twice }]).collect()
}

/// Payments whose money arrives, does not, or only in part.
fn settling() -> Vec<Scenario> {
    use Happening::{Stands, StandsInSilence};
    use Stand::{Authorised, Canceled, Captured, Failed, Processing, Settled};
    vec![
        scenario(
            "a debit arrives",
            vec![
                (0, StandsInSilence(Processing)),
                (1, full("r1")),
                (7200, Stands("payment_intent.succeeded", Settled)),
            ],
        ),
        scenario(
            "a debit fails",
            vec![
                (0, StandsInSilence(Processing)),
                (1, full("r1")),
                (7200, Stands("payment_intent.payment_failed", Failed)),
            ],
        ),
        scenario(
            "captured in two steps, and the rest released",
            vec![
                (0, StandsInSilence(Authorised(1000))),
                (1, full("r1")),
                (7200, Stands("payment_intent.succeeded", Captured(4000))),
            ],
        ),
        scenario(
            "voided",
            vec![
                (0, StandsInSilence(Authorised(0))),
                (1, full("r1")),
                (7200, Stands("payment_intent.canceled", Canceled)),
            ],
        ),
    ]
}

/// Payments for an invoice, whose refunds are followed by credit notes.
fn invoices() -> Vec<Scenario> {
    let billed = |name, faults: &[Fault], script| Scenario {
        commission: None,
        credit_notes: Some(faults.to_vec()),
        ..scenario(name, script)
    };
    vec![
        billed("an invoice is credited", &[], vec![(0, full("r1"))]),
        billed("the answer to a credit note is lost", &[Fault::AnswerLost], vec![(0, full("r1"))]),
        billed(
            "a credit note is refused",
            // As often as it is tried, also after the processor has forgotten the key.
            &[Fault::BalanceInsufficient; 8],
            vec![(0, partial("r1", 1000))],
        ),
    ]
}

/// What a bank claims in a currency of three decimals need not end in 0, as refunds must.
const CLAIMED: i64 = 48_125;

fn disputes() -> Vec<Scenario> {
    let dispute = |status, kind| Happening::Dispute(kind, status, &[-4900]);
    let won = vec![
        (0, Happening::Dispute("charge.dispute.created", "needs_response", &[])),
        (60, dispute("needs_response", "charge.dispute.funds_withdrawn")),
        (600, dispute("won", "charge.dispute.closed")),
        (601, Happening::Dispute("charge.dispute.funds_reinstated", "won", &[-4900, 4900])),
    ];
    let lost_after_all = vec![
        (0, Happening::Dispute("charge.dispute.created", "needs_response", &[-4865])),
        (60, Happening::Dispute("charge.dispute.updated", "under_review", &[-4865, -35])),
        (600, Happening::Dispute("charge.dispute.closed", "won", &[-4865, -35, 4900])),
        (86_400, Happening::Dispute("charge.dispute.updated", "lost", &[-4865, -35, 4900, -4900])),
    ];
    let lost = vec![
        (0, dispute("needs_response", "charge.dispute.created")),
        (600, dispute("lost", "charge.dispute.closed")),
    ];
    let off_step = vec![
        (0, Happening::Dispute("charge.dispute.created", "needs_response", &[-CLAIMED])),
        (60, Happening::Dispute("charge.dispute.closed", "lost", &[-CLAIMED])),
    ];
    vec![
        Scenario {
            captured: CLAIMED,
            currency: "kwd",
            ..scenario("a dispute in a currency of three decimals is lost", off_step)
        },
        scenario("a dispute is won", won),
        scenario("a dispute is lost", lost),
        Scenario {
            // A verdict that a later one has replaced stands in no list.
            survives_loss: false,
            ..scenario(
                "a withdrawal is corrected, and the dispute lost after it was won",
                lost_after_all,
            )
        },
    ]
}

/// Refunds, by us and by hand.
fn refunds() -> Vec<Scenario> {
    let late_failure = vec![(0, full("r1")), (5 * 86_400, Happening::MoveRefund(0, "failed"))];
    let with =
        |faults: &[Fault], scenario: Scenario| Scenario { faults: faults.to_vec(), ..scenario };
    vec![
        scenario("approved", vec![(0, full("r1"))]),
        scenario(
            "approved, own webhook at once",
            vec![(0, full("r1")), (1, Happening::OwnWebhook(0))],
        ),
        scenario(
            "denied",
            vec![(0, Happening::Message(request("r1", "change_of_mind", None, None)))],
        ),
        with(&[Fault::AnswerLost], scenario("the answer is lost", vec![(0, full("r1"))])),
        with(&[Fault::ExecutedAnd500], scenario("executed, 500 stored", vec![(0, full("r1"))])),
        with(&[Fault::Stored500], scenario("not executed, 500 stored", vec![(0, full("r1"))])),
        with(
            &[Fault::ExecutesLater(240)],
            scenario("executes four minutes later", vec![(0, full("r1"))]),
        ),
        with(
            &[Fault::NotSent, Fault::Conflict, Fault::RateLimited],
            scenario("busy three times", vec![(0, full("r1"))]),
        ),
        with(
            &[Fault::Pending],
            scenario(
                "pending, then paid",
                vec![(0, full("r1")), (7200, Happening::MoveRefund(0, "succeeded"))],
            ),
        ),
        with(
            &[Fault::RequiresAction],
            scenario(
                "the customer acts, then it is paid",
                vec![(0, full("r1")), (7200, Happening::MoveRefund(0, "succeeded"))],
            ),
        ),
        with(
            &[Fault::RequiresAction],
            scenario(
                "the customer does not act",
                vec![(0, full("r1")), (7200, Happening::MoveRefund(0, "canceled"))],
            ),
        ),
        // Refused as often as it is tried, also after the processor has forgotten the key.
        with(&[Fault::BalanceInsufficient; 8], scenario("refused", vec![(0, full("r1"))])),
        scenario(
            "two equal partial refunds",
            vec![(0, partial("r1", 1000)), (1, partial("r2", 1000))],
        ),
        Scenario {
            // The second request joins the first, or is told that it was refunded already.
            either: Some("refund.denied.v1"),
            ..scenario("asked twice for all", vec![(0, full("r1")), (1, full("r2"))])
        },
        scenario(
            "made by hand",
            vec![(0, Happening::RefundByHand(1633)), (10, Happening::RefundByHand(1633))],
        ),
        scenario("fails five days later", late_failure),
        Scenario {
            commission: None,
            survives_loss: false,
            ..scenario(
                "a commission by message",
                vec![(0, Happening::Message(commission(981))), (5, Happening::RefundByHand(1000))],
            )
        },
    ]
}
