//! Every counter at zero, before anything has happened: an alarm on the first event needs something that
//! it rose from, and who looks for a metric finds it.

use metrics::{counter, gauge};

use super::connections::Connection;
use super::metrics as names;
use domain::billing::BillingError;
use domain::ids::{AccountName, SenderName};
use domain::processor::Processor;
use domain::sale_field::SaleField;
use processors::profile;

/// What a process may count about.
#[derive(Debug, Clone, Default)]
pub struct Beginning<'a> {
    pub version: &'a str,
    /// What the process does: `ingress`, `worker` or `all`.
    pub role: &'a str,
    pub accounts: Vec<(&'a AccountName, Processor)>,
    pub senders: Vec<&'a SenderName>,
    /// The types of events, without their prefix.
    pub events: Vec<&'a str>,
}

/// Counters without labels.
const PLAIN: [&str; 4] =
    [names::PUBLISHES_FAILED, names::PUBLISHES_IN_VAIN, names::ACKS_LOST, names::LETTERS_FAILED];

/// Counters with one label of ours, and its values.
const LABELLED: [(&str, &str, &[&str]); 6] = [
    (names::DELIVERIES, "settlement", &["settled", "noted", "later", "quarantined", "parked"]),
    (names::CALLS_WITHHELD, "why", &["list", "switch"]),
    (names::ORDERS_REFUSED, "why", &["differs", "not_covered", "unproven"]),
    (names::STORE_FAILED, "reason", &["unavailable", "corrupt", "forged", "conflict", "outlay"]),
    (names::TEXTS_RELOADED, "result", &["taken", "refused"]),
    (names::DEFECTS, "kind", &["invariant", "panic", "call"]),
];

/// Why something is not read.
const UNREAD: [&str; 8] = [
    "silence",
    "busy",
    "unavailable",
    "misconfigured",
    "forbidden",
    "missing",
    "refused",
    "unreadable",
];

/// What became of a call that orders something.
const OUTCOMES: [&str; 6] = ["done", "refused", "busy", "unknown", "key_conflict", "misconfigured"];

/// What a decision can do without.
const OPTIONAL: [&str; 5] = ["customer", "card", "email", "invoice", "address"];

/// Counters of each account with one label more, and its values.
const OF_ACCOUNTS: [(&str, &str, &[&str]); 8] = [
    (names::WEBHOOKS, "answer", &["accepted", "unauthorized", "unconfirmed", "overloaded"]),
    (names::CLOCKS_MISSED, "stage", &["acknowledged", "decided", "refunded", "followed_up"]),
    (names::REFUND_CALLS, "outcome", &OUTCOMES),
    (names::CREDIT_NOTES, "outcome", &OUTCOMES),
    (names::READS_FAILED, "reason", &UNREAD),
    (
        names::FACTS_ASKED,
        "outcome",
        &["answered", "remembered", "unreachable", "timeout", "refused", "failed"],
    ),
    (names::POLICIES_RELOADED, "result", &["taken", "refused"]),
    (
        names::VERSIONS_MISSING,
        "reason",
        &["policy_version_unknown", "policy_version_not_in_force", "policy_version_before_first"],
    ),
];

/// Counters of each sender with one label more, and its values.
const OF_SENDERS: [(&str, &str, &[&str]); 3] = [
    (names::MESSAGES, "answer", &["accepted", "unauthorized", "unprocessable", "unconfirmed"]),
    (names::QUOTAS_REACHED, "window", &["hour", "day"]),
    (
        names::OVERREACHES,
        "reason",
        &[
            "may_not_request",
            "may_not_answer",
            "may_not_commission",
            "may_not_review",
            "other_account",
            "unsigned_review",
            "other_person",
            "unknown_reason",
        ],
    ),
];

impl Beginning<'_> {
    pub fn emit(&self) {
        let (version, role) = (self.version.to_owned(), self.role.to_owned());
        gauge!(names::BUILD_INFO, "version" => version, "role" => role).set(1.0);
        for name in PLAIN {
            counter!(name).absolute(0);
        }
        for (name, label, values) in LABELLED {
            for value in values {
                counter!(name, label => *value).absolute(0);
            }
        }
        for what in OPTIONAL {
            for reason in UNREAD {
                counter!(names::FACTS_NOT_HAD, "what" => what, "reason" => reason).absolute(0);
            }
        }
        for connection in Connection::ALL {
            counter!(names::CONNECTIONS_LOST, "connection" => connection.as_str()).absolute(0);
        }
        for event in &self.events {
            counter!(names::EVENTS, "type" => (*event).to_owned()).absolute(0);
        }
        for verdict in ["approve", "deny", "need_info", "review"] {
            counter!(names::DECISIONS, "verdict" => verdict, "rule" => "default").absolute(0);
        }
        for (account, processor) in &self.accounts {
            of_account(account, *processor);
        }
        for sender in &self.senders {
            for (name, label, values) in OF_SENDERS {
                for value in values {
                    let sender = sender.to_string();
                    counter!(name, "sender" => sender, label => *value).absolute(0);
                }
            }
        }
    }
}

fn of_account(account: &AccountName, processor: Processor) {
    let account = account.as_str();
    for (name, label, values) in OF_ACCOUNTS {
        for value in values {
            counter!(name, "account" => account.to_owned(), label => *value).absolute(0);
        }
    }
    for (_, field) in SaleField::ALL {
        for how in ["unreadable", "respelt"] {
            let labels = [
                ("account", account.to_owned()),
                ("field", field.to_owned()),
                ("how", how.to_owned()),
            ];
            counter!(names::METADATA_AMISS, &labels).absolute(0);
        }
    }
    for (_, error) in BillingError::ALL {
        let account = account.to_owned();
        counter!(names::BILLING_ERRORS, "account" => account, "error" => error).absolute(0);
    }
    for name in [names::NOT_UNDERSTOOD, names::FACTS_IGNORED] {
        counter!(name, "account" => account.to_owned()).absolute(0);
    }
    for place in ["ingress", "worker"] {
        let (account, reason) = (account.to_owned(), "bad_signature");
        let labels =
            [("account", account), ("place", place.to_owned()), ("reason", reason.to_owned())];
        counter!(names::SIGNATURES_REJECTED, &labels).absolute(0);
    }
    for kind in profile(processor).event_kinds {
        let processor = processor.as_str();
        counter!(
            names::WEBHOOKS_DECODED,
            "processor" => processor, "kind" => *kind, "effect" => "relevant"
        )
        .absolute(0);
    }
}
