//! The text of the tests beside a drafted policy: at least one case for every rule, and the edges of
//! its frames and amounts.

use jiff::{SignedDuration, Timestamp};

use super::answers::{Above, Answers, Renewals};
use super::rules::{ONE_PERSON, RENEWAL_DAYS};

/// When every case is asked, in seconds: 2026-03-10T12:00:00Z.
const ASKED: i64 = 1_773_144_000;
const HOURS: i64 = 24;
/// A customer with a past, and no refund in it.
const LOYAL: &str = "customer = { all = { payments = 5 } }\n";

/// The rule for the later of two equal charges.
const TWICE: &str = "charged-twice";

/// An approval that is held because it is too little.
const BELOW_SMALLEST: &str =
    "verdict = \"review\", rule = \"guard.below_smallest\", why = \"below_smallest\"";

/// The tests as they are written.
struct Cases<'a> {
    answers: &'a Answers,
    text: String,
}

pub(super) fn text(answers: &Answers) -> String {
    let mut cases = Cases { answers, text: String::new() };
    cases.base();
    cases.of_people();
    cases.of_renewals();
    cases.of_the_promise();
    cases.of_amounts();
    cases.text
}

impl Cases<'_> {
    fn base(&mut self) {
        let (code, largest) = (self.answers.currency.code(), self.answers.largest);
        let asked = instant(0);
        let facts = [
            self.answers.renewals.map(|_| "payment.renewal = false\n"),
            self.answers.used.then_some("merchant.used = false\n"),
        ];
        let facts: String = facts.into_iter().flatten().collect();
        self.text.push_str(&format!(
            "# The tests beside the policy. They run whenever it is read; docs/policy-tools.md describes them.\n\n\
             [base]\nage_days = 1\nrequest = {{ reason = \"change_of_mind\", requested_at = {asked} }}\n\
             payment.captured = {{ minor = {largest}, currency = \"{code}\" }}\n\
             payment.step = 1\n{LOYAL}{facts}"
        ));
    }

    fn case(&mut self, name: &str, facts: &str, expect: &str) {
        self.text
            .push_str(&format!("\n[[case]]\nname = \"{name}\"\n{facts}expect = {{ {expect} }}\n"));
    }

    /// All of the base's payment is given back by this rule.
    fn full(&self, rule: &str) -> String {
        self.gives(rule, self.answers.largest)
    }

    /// So much is given, or held because it is too little.
    fn gives(&self, rule: &str, minor: i64) -> String {
        if minor < self.answers.smallest {
            return BELOW_SMALLEST.to_owned();
        }
        let code = self.answers.currency.code();
        // Of two charges for one thing, the first one stands, and what it pays for goes on.
        let ends = self.answers.renewals.is_some() && rule != TWICE;
        let ends = if ends { ", subscription = \"cancel_now\"" } else { "" };
        format!(
            "verdict = \"approve\", rule = \"{rule}\", amount = {{ minor = {minor}, currency = \"{code}\" }}{ends}"
        )
    }

    fn denied(&self, rule: &str) -> String {
        let offered = self.answers.instead.join("\", \"");
        format!("verdict = \"deny\", rule = \"{rule}\", alternatives = [\"{offered}\"]")
    }

    fn of_people(&mut self) {
        let review = |rule: &str, why: &str| {
            format!("verdict = \"review\", rule = \"{rule}\", why = \"{why}\"")
        };
        self.case(
            "the card network warned of fraud",
            "ledger.fraud_warning = true\n",
            &review("fraud-warning", "fraud_warning"),
        );
        self.case(
            "that was not me",
            "request.reason = \"fraudulent\"\n",
            &review("not-my-purchase", "customer_reports_fraud"),
        );
        self.case(
            "the customer writes from another address than they paid with",
            "request.claimed_email_matches = false\n",
            &review("contradiction", "request_contradicts_payment"),
        );
        let twins = "request.reason = \"duplicate\"\ncustomer = { twins_3d = { before = 1 } }\n";
        let later = if self.answers.twins_by_machine {
            self.full(TWICE)
        } else {
            review("charged-wrongly", "charged_wrongly")
        };
        self.case("the later of two equal charges", twins, &later);
        self.case(
            "charged wrongly",
            "request.reason = \"wrong_charge\"\n",
            &review("charged-wrongly", "charged_wrongly"),
        );
        self.case(
            "three refunds in the past",
            "customer.all.refunds = 3\n",
            &review("repeated-refunds", "repeated_refunds"),
        );
        self.case(
            "a customer of whom nothing is known",
            "without = [\"customer\"]\n",
            &review("repeated-refunds", "fact_unknown"),
        );
    }

    fn of_renewals(&mut self) {
        const RENEWAL: &str = "payment.renewal = true\n";
        match self.answers.renewals {
            None => {}
            Some(Renewals::Never) => self.case("a renewal", RENEWAL, &self.denied("renewal")),
            Some(Renewals::FourteenDays) => {
                let aged = |days: i64| format!("{RENEWAL}age_days = {days}\n");
                let late = RENEWAL_DAYS.saturating_add(1);
                let full = self.full("renewal");
                self.case("the last day of a renewal", &aged(RENEWAL_DAYS), &full);
                if self.answers.rest_of_term {
                    let half = self.half("renewal-rest-of-term");
                    let facts = format!("{}{}", aged(late), term(late, late));
                    self.case("half of the term of a renewal is left", &facts, &half);
                }
                let over = if self.answers.rest_of_term { term(late, -1) } else { String::new() };
                let denied = self.denied("other-renewals");
                self.case("a renewal that is too old", &format!("{}{over}", aged(late)), &denied);
                if self.answers.used {
                    let over = if self.answers.rest_of_term { term(1, 0) } else { String::new() };
                    let facts = format!("{RENEWAL}merchant.used = true\n{over}");
                    self.case("a renewal that was used", &facts, &denied);
                }
            }
        }
        if self.answers.renewals.is_some() {
            let unknown = "verdict = \"review\", rule = \"renewal\", why = \"fact_unknown\"";
            self.case(
                "nobody knows whether it is a renewal",
                "without = [\"payment.renewal\"]\n",
                unknown,
            );
        }
    }

    fn of_the_promise(&mut self) {
        let days = self.answers.days;
        let late = days.saturating_add(1);
        let aged = |days: i64| format!("age_days = {days}\n");
        let full = self.full("money-back");
        self.case("the first day", &aged(0), &full);
        self.case("the last day", &aged(days), &full);
        if self.answers.used {
            let unknown = "verdict = \"review\", rule = \"money-back\", why = \"fact_unknown\"";
            let facts = "without = [\"merchant.used\"]\n";
            self.case("nobody knows whether it was used", facts, unknown);
            let over = if self.answers.rest_of_term { term(1, 0) } else { String::new() };
            let denied = self.denied("used");
            self.case("what was used", &format!("merchant.used = true\n{over}"), &denied);
        }
        if self.answers.rest_of_term {
            let half = self.half("rest-of-term");
            let facts = format!("{}{}", aged(late), term(late, late));
            self.case("half of the term is left", &facts, &half);
            let unknown = "verdict = \"review\", rule = \"rest-of-term\", why = \"fact_unknown\"";
            self.case("nobody knows the term", &aged(late), unknown);
        }
        let over = if self.answers.rest_of_term { term(late, -1) } else { String::new() };
        let denied = self.denied("too-late");
        self.case("the day after the last", &format!("{}{over}", aged(late)), &denied);
    }

    /// Half of what was paid, a half minor unit rounded up.
    fn half(&self, rule: &str) -> String {
        self.gives(rule, self.answers.largest.saturating_add(1).div_euclid(2))
    }

    fn of_amounts(&mut self) {
        let code = self.answers.currency.code();
        let captured = |minor: i64, code: &str| {
            format!("payment.captured = {{ minor = {minor}, currency = \"{code}\" }}\n")
        };
        let held =
            |why: &str| format!("verdict = \"review\", rule = \"money-back\", why = \"{why}\"");
        let (largest, smallest) = (self.answers.largest, self.answers.smallest);
        let first = match self.answers.above {
            Above::One | Above::OneThenTwo => "band_one",
            Above::Two => "band_two",
        };
        self.case(
            "more than a machine gives",
            &captured(largest.saturating_add(1), code),
            &held(first),
        );
        if self.answers.above == Above::OneThenTwo {
            let above = largest.saturating_mul(ONE_PERSON).saturating_add(1);
            self.case("more than one person gives", &captured(above, code), &held("band_two"));
        }
        if smallest > 1 {
            let below = captured(smallest.saturating_sub(1), code);
            self.case("less than a machine gives at once", &below, BELOW_SMALLEST);
        }
        let other = if code == "USD" { "EUR" } else { "USD" };
        self.case("another currency", &captured(largest, other), &held("band_missing"));
    }
}

/// A term that began so many days before the request, and ends so many after it.
fn term(before: i64, after: i64) -> String {
    let (begins, ends) = (instant(before.saturating_neg()), instant(after));
    format!("payment.term_begins_at = {begins}\npayment.term_ends_at = {ends}\n")
}

/// So many days after the request.
fn instant(days: i64) -> Timestamp {
    let asked = Timestamp::from_second(ASKED).unwrap_or_default();
    let later = SignedDuration::from_hours(days.saturating_mul(HOURS));
    asked.checked_add(later).unwrap_or(asked)
}
