//! The text of a drafted policy.

use super::answers::{Above, Answers, Renewals};
use super::words;

/// How much more than a machine one person gives.
pub(super) const ONE_PERSON: i64 = 5;
/// What machines give in an hour, in the largest of their amounts.
const PER_HOUR: i64 = 10;
/// What they give in a day.
const PER_DAY: i64 = 50;
/// The days of a renewal that is given back.
pub(super) const RENEWAL_DAYS: i64 = 14;

impl Answers {
    fn review(&self, why: &str, propose: bool) -> String {
        let people = match self.above {
            Above::Two => ", approvers = 2",
            Above::One | Above::OneThenTwo => "",
        };
        let propose = if propose { ", propose = \"full\"" } else { "" };
        format!("review = {{ why = \"{why}\"{people}{propose} }}")
    }

    /// The end of a subscription, where that is what is sold.
    fn ends(&self) -> &'static str {
        if self.renewals.is_some() { "\nsubscription = \"cancel_now\"" } else { "" }
    }

    /// The lines of a rule that gives back what a customer paid for, and ends it.
    fn gives(&self, approve: &str) -> String {
        format!("approve = \"{approve}\"{}", self.ends())
    }

    fn deny(&self) -> String {
        format!("deny = {{ alternatives = [\"{}\"] }}", self.instead.join("\", \""))
    }
}

/// One rule.
fn rule(about: &str, id: &str, lines: &[&str], clause: &str) -> String {
    let about: String = about.lines().map(|line| format!("# {line}\n")).collect();
    let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
    format!("{about}[[rule]]\nid = \"{id}\"\n{lines}clause = \"{clause}\"\n\n")
}

pub(super) fn text(answers: &Answers) -> String {
    let mut text = String::from(
        "# The refund policy, drafted from answers. Read it, change it, and change the tests beside it\n\
         # with it: `refundd policy test` runs them. docs/policy.md describes policies.\n\n\
         name = \"Refund policy\"\nversion = \"1\"\ntime_zone = \"UTC\"   # where days begin\n\n",
    );
    text.push_str(&seen_by_people(answers));
    text.push_str(&renewals(answers));
    text.push_str(&promise(answers));
    text.push_str(&bounds(answers));
    if answers.used {
        text.push_str(
            "# Your own system is asked for it: docs/facts-endpoint.md.\n[facts.used]\n\
             type = \"bool\"\nabout = \"whether what was paid for has been used\"\n\n",
        );
    }
    let default = answers.review("no_rule_applies", false);
    text.push_str(&format!("[default]\n{default}\nclause = \"case-by-case\"\n"));
    text.push_str(&words::clauses(answers));
    text
}

/// What comes before the promise.
fn seen_by_people(answers: &Answers) -> String {
    let mut text = rule(
        "The card network says that the card may be stolen.",
        "fraud-warning",
        &["when = [\"payment.fraud_warning\"]", &answers.review("fraud_warning", false)],
        "suspicious",
    );
    text.push_str(&rule(
        "The customer says that they did not buy it: never denied by a machine, and never paid by one.",
        "not-my-purchase",
        &[
            "when = [\"request.reason == 'fraudulent'\"]",
            &format!("{}{}", answers.review("customer_reports_fraud", true), answers.ends()),
        ],
        "suspicious",
    ));
    text.push_str(&rule(
        "What the request says is not what is known: another amount or address, no second charge.",
        "contradiction",
        &[
            "when = [\"findings.other_amount || findings.other_email || findings.no_second_charge\"]",
            &answers.review("request_contradicts_payment", true),
        ],
        "suspicious",
    ));
    if answers.twins_by_machine {
        text.push_str(&rule(
            "The later of two equal charges, and the first one stands: the processor's list shows it.",
            "charged-twice",
            &[
                "when = [\"request.reason == 'duplicate'\", \"customer.twins_3d >= 1\", \
                 \"customer.refunds_365d < 2\"]",
                "unknown = \"skip\"",
                "approve = \"full\"",
            ],
            "charged-wrongly",
        ));
    }
    text.push_str(&rule(
        "What is said to be our mistake, a person looks up.",
        "charged-wrongly",
        &[
            "when = [\"request.reason in ['duplicate', 'wrong_charge']\"]",
            &answers.review("charged_wrongly", true),
        ],
        "charged-wrongly",
    ));
    text.push_str(&rule(
        "Three refunds or a dispute in the past; and whoever has no history at the processor.",
        "repeated-refunds",
        &[
            "when = [\"customer.refunds >= 3 || customer.disputes >= 1\"]",
            "unknown = \"review\"",
            &answers.review("repeated_refunds", true),
        ],
        "suspicious",
    ));
    text
}

fn renewals(answers: &Answers) -> String {
    const RENEWAL: &str = "when = [\"payment.renewal\"]";
    const UNKNOWN: &str = "unknown = \"review\"";
    let deny = answers.deny();
    let (full, prorated) = (answers.gives("full"), answers.gives("prorated"));
    match answers.renewals {
        None => String::new(),
        Some(Renewals::FourteenDays) => {
            let within = format!("within = \"{RENEWAL_DAYS} days of purchase\"");
            let after = format!("after = \"{RENEWAL_DAYS} days of purchase\"");
            // What was used has no full refund, and what follows is for it from the first day on.
            let (when, after) = if answers.used {
                ("when = [\"payment.renewal\", \"!merchant.used\"]", None)
            } else {
                (RENEWAL, Some(after.as_str()))
            };
            let mut text = rule(
                "A renewal, if it is asked for in time. Which payments are one, the shop writes.",
                "renewal",
                &[when, &within, UNKNOWN, &full],
                "renewal",
            );
            if answers.rest_of_term {
                let when = "when = [\"payment.renewal\", \"payment.term_left_days >= 1\"]";
                let lines = [Some(when), after, Some(UNKNOWN), Some(prorated.as_str())];
                let lines: Vec<&str> = lines.into_iter().flatten().collect();
                let id = "renewal-rest-of-term";
                text.push_str(&rule("What remains of its term.", id, &lines, "rest-of-term"));
            }
            let lines = [Some(RENEWAL), after, Some(UNKNOWN), Some(deny.as_str())];
            let lines: Vec<&str> = lines.into_iter().flatten().collect();
            let clause = if answers.used { "renewal" } else { "renewal-too-late" };
            text.push_str(&rule("And then nothing.", "other-renewals", &lines, clause));
            text
        }
        Some(Renewals::Never) => rule(
            "Which payments are renewals, the shop writes.",
            "renewal",
            &[RENEWAL, UNKNOWN, &deny],
            "renewal",
        ),
    }
}

fn promise(answers: &Answers) -> String {
    let days = answers.days;
    let (within, after) = (
        format!("within = \"{days} days of purchase\""),
        format!("after = \"{days} days of purchase\""),
    );
    let deny = answers.deny();
    let (full, prorated) = (answers.gives("full"), answers.gives("prorated"));
    let about = "The promise, for any reason that is left.";
    let mut text = if answers.used {
        let lines = ["when = [\"!merchant.used\"]", &within, "unknown = \"review\"", &full];
        rule(about, "money-back", &lines, "money-back")
    } else {
        rule(about, "money-back", &[&within, &full], "money-back")
    };
    if answers.rest_of_term {
        let mut lines = vec!["when = [\"payment.term_left_days >= 1\"]"];
        // What was used has no full refund, and so the rest of its term from the first day on.
        if !answers.used {
            lines.push(&after);
        }
        lines.extend(["unknown = \"review\"", prorated.as_str()]);
        text.push_str(&rule("What remains of the term.", "rest-of-term", &lines, "rest-of-term"));
    }
    if answers.used {
        let lines = ["when = [\"merchant.used\"]", &within, "unknown = \"review\"", &deny];
        text.push_str(&rule("What was used.", "used", &lines, "money-back"));
    }
    text.push_str(&rule("And then nothing.", "too-late", &[&after, &deny], "too-late"));
    text
}

/// How much a machine may give, and who is asked above that.
fn bounds(answers: &Answers) -> String {
    let code = answers.currency.code();
    let times = |factor: i64| {
        let minor = answers.largest.saturating_mul(factor);
        format!("{{ {code} = {minor} }}")
    };
    let mut text = String::from(
        "# How much a machine may give, in minor units, and who decides above that.\n",
    );
    let mut band = |up_to: Option<i64>, who: &str| {
        let up_to = up_to.map(|factor| format!("up_to = {}\n", times(factor)));
        text.push_str(&format!("[[band]]\n{}who = \"{who}\"\n\n", up_to.unwrap_or_default()));
    };
    band(Some(1), "machine");
    match answers.above {
        Above::One => band(None, "one"),
        Above::OneThenTwo => {
            band(Some(ONE_PERSON), "one");
            band(None, "two");
        }
        Above::Two => band(None, "two"),
    }
    text.push_str(&format!(
        "[limits]\nper_hour = {}\nper_day = {}\n",
        times(PER_HOUR),
        times(PER_DAY)
    ));
    if answers.smallest > 0 {
        text.push_str(&format!("at_least = {{ {code} = {} }}\n", answers.smallest));
    }
    text.push('\n');
    text
}
