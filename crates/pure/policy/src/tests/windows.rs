//! Time frames: days of the calendar in the merchant's time zone, and their last instant.

use jiff::Timestamp;

use super::sample::{Sample, full_policy};
use crate::document::leaf::Frame;
use crate::language::anchor::Anchor;
use crate::language::length::Unit;
use domain::request::Reason;

/// The rule that decides a request at `asked` about a payment at `paid`.
fn rule(zone: &str, frame: &str, (paid, asked): (&str, &str), change: fn(&mut Sample)) -> String {
    let head = format!("time_zone = \"{zone}\"\n");
    let rule = format!("{frame}\nunknown = \"skip\"\napprove = \"full\"");
    let policy = full_policy(&head, &[("[]", &rule)], "");
    let mut sample = Sample::new(Reason::Other);
    sample.payment.charged_at = paid.parse().unwrap();
    sample = sample.asked_at(asked.parse().unwrap());
    change(&mut sample);
    policy.decide(&sample.facts()).decision.by.to_string()
}

fn nothing(_: &mut Sample) {}

#[test]
fn a_frame_closes_with_the_last_instant_of_its_last_day_where_the_merchant_is() {
    let open = "within = \"14 days of purchase\"";
    let closed = "after = \"14 days of purchase\"";
    let mut tried = 0;
    for (zone, paid, last, first_after) in [
        // Day 0 is the day of the purchase, however late in the day.
        ("UTC", "2026-03-01T23:59:59Z", "2026-03-15T23:59:59.999999999Z", "2026-03-16T00:00:00Z"),
        ("UTC", "2026-03-01T00:00:00Z", "2026-03-15T23:59:59Z", "2026-03-16T00:00:00Z"),
        // 23:30 UTC is the next day in Berlin, and the clocks go forward on 29 March.
        ("Europe/Berlin", "2026-03-15T23:30:00Z", "2026-03-30T21:59:59Z", "2026-03-30T22:00:00Z"),
        // 02:00 UTC is still the evening before in New York, in winter and in summer.
        (
            "America/New_York",
            "2026-03-01T02:00:00Z",
            "2026-03-15T03:59:59Z",
            "2026-03-15T04:00:00Z",
        ),
        ("Asia/Tokyo", "2026-02-14T15:00:00Z", "2026-03-01T14:59:59Z", "2026-03-01T15:00:00Z"),
        // Where clocks are put forward over midnight, the day begins at one o'clock.
        (
            "America/Asuncion",
            "2023-09-16T12:00:00Z",
            "2023-10-01T03:59:59Z",
            "2023-10-01T04:00:00Z",
        ),
        // A leap day is a day.
        ("UTC", "2028-02-20T10:00:00Z", "2028-03-05T23:59:59Z", "2028-03-06T00:00:00Z"),
    ] {
        assert_eq!(rule(zone, open, (paid, last), nothing), "r0", "{zone} {last}");
        assert_eq!(rule(zone, open, (paid, first_after), nothing), "default", "{first_after}");
        assert_eq!(rule(zone, closed, (paid, last), nothing), "default", "{zone} {last}");
        assert_eq!(rule(zone, closed, (paid, first_after), nothing), "r0", "{first_after}");
        tried += 1;
    }
    assert_eq!(tried, 7);
}

#[test]
fn a_frame_of_no_days_is_the_day_itself() {
    let frame = "within = \"0 days of purchase\"";
    let paid = "2026-03-01T10:00:00Z";
    assert_eq!(rule("UTC", frame, (paid, "2026-03-01T23:59:59Z"), nothing), "r0");
    assert_eq!(rule("UTC", frame, (paid, "2026-03-02T00:00:00Z"), nothing), "default");
}

#[test]
fn frames_are_counted_from_purchase_renewal_or_delivery() {
    let renewal = "within = \"14 days of renewal\"";
    let delivery = "within = \"14 days of delivery\"";
    let late = "after = \"14 days of delivery\"";
    let renewed = |sample: &mut Sample| sample.payment.purchase.renewal = Some(true);
    let first = |sample: &mut Sample| sample.payment.purchase.renewal = Some(false);
    let delivered = |sample: &mut Sample| {
        let at: Timestamp = "2026-03-10T09:00:00Z".parse().unwrap();
        sample.payment.purchase.delivered_at = Some(at);
    };
    let (paid, early, asked) =
        ("2026-03-01T09:00:00Z", "2026-03-05T09:00:00Z", "2026-03-24T23:00:00Z");
    assert_eq!(rule("UTC", renewal, (paid, early), renewed), "r0");
    assert_eq!(rule("UTC", renewal, (paid, early), first), "default", "nothing was renewed");
    assert_eq!(rule("UTC", renewal, (paid, early), nothing), "default", "nobody knows: skipped");
    assert_eq!(rule("UTC", renewal, (paid, asked), renewed), "default", "too late");
    assert_eq!(rule("UTC", delivery, (paid, asked), delivered), "r0");
    assert_eq!(rule("UTC", delivery, (paid, early), delivered), "r0", "not yet delivered");
    assert_eq!(rule("UTC", delivery, (paid, asked), nothing), "default", "nobody knows: skipped");
    assert_eq!(rule("UTC", late, (paid, asked), delivered), "default");
    assert_eq!(rule("UTC", late, (paid, "2026-03-25T00:00:00Z"), delivered), "r0");
}

#[test]
fn a_request_from_before_the_purchase_is_in_no_frame() {
    let before = ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z");
    let policy =
        full_policy("", &[("[]", "within = \"14 days of purchase\"\napprove = \"full\"")], "");
    let mut sample = Sample::new(Reason::Other);
    sample.payment.charged_at = before.0.parse().unwrap();
    sample = sample.asked_at(before.1.parse().unwrap());
    let decision = policy.decide(&sample.facts()).decision;
    assert_eq!(super::sample::text_of(&decision.verdict), "review facts_contradict");
}

#[test]
fn the_account_of_a_frame_says_when_it_closes() {
    let policy = full_policy(
        "time_zone = \"Europe/Berlin\"\n",
        &[("[]", "within = \"30 days of purchase\"\napprove = \"full\"")],
        "",
    );
    let mut sample = Sample::new(Reason::Other);
    sample.payment.charged_at = "2026-03-01T09:00:00Z".parse().unwrap();
    sample = sample.asked_at("2026-03-02T09:00:00Z".parse().unwrap());
    let ruling = policy.decide(&sample.facts());
    let condition = &ruling.trace[0].conditions[0];
    assert_eq!(condition.text, "within 30 days of purchase");
    let closes =
        ("purchase.closes".to_owned(), "2026-04-01T00:00:00+02:00[Europe/Berlin]".to_owned());
    assert!(condition.values.contains(&closes), "{condition:?}");
}

/// The last instant within a frame and the first one after it, in Berlin.
#[test]
fn w11_frames_are_counted_in_the_words_of_terms() {
    const BERLIN: &str = "Europe/Berlin";
    let mut tried = 0;
    for (frame, paid, last, first_after) in [
        // Hours are hours, over a change of the clocks as well.
        ("48 hours", "2026-03-28T10:30:00Z", "2026-03-30T10:29:59Z", "2026-03-30T10:30:00Z"),
        ("36 hours", "2026-06-01T22:00:00Z", "2026-06-03T09:59:59Z", "2026-06-03T10:00:00Z"),
        ("1 hour", "2026-06-01T22:00:00Z", "2026-06-01T22:59:59Z", "2026-06-01T23:00:00Z"),
        ("2 weeks", "2026-06-01T10:00:00Z", "2026-06-15T21:59:59Z", "2026-06-15T22:00:00Z"),
        // The same day of the month, however long the months are, and winter or summer.
        ("3 months", "2026-01-15T10:00:00Z", "2026-04-15T21:59:59Z", "2026-04-15T22:00:00Z"),
        ("3 months", "2026-09-15T10:00:00Z", "2026-12-15T22:59:59Z", "2026-12-15T23:00:00Z"),
        // Or the last day, where the month has no such day.
        ("1 month", "2026-01-31T10:00:00Z", "2026-02-28T22:59:59Z", "2026-02-28T23:00:00Z"),
        ("1 month", "2028-01-31T10:00:00Z", "2028-02-29T22:59:59Z", "2028-02-29T23:00:00Z"),
        ("6 months", "2026-08-31T10:00:00Z", "2027-02-28T22:59:59Z", "2027-02-28T23:00:00Z"),
        ("1 year", "2028-02-29T10:00:00Z", "2029-02-28T22:59:59Z", "2029-02-28T23:00:00Z"),
        ("2 years", "2026-06-01T10:00:00Z", "2028-06-01T21:59:59Z", "2028-06-01T22:00:00Z"),
        // Late in the evening in London is the next day in Berlin.
        ("1 month", "2026-01-30T23:30:00Z", "2026-02-28T22:59:59Z", "2026-02-28T23:00:00Z"),
    ] {
        for (word, at_last, after) in [("within", "r0", "default"), ("after", "default", "r0")] {
            let frame = format!("{word} = \"{frame} of purchase\"");
            assert_eq!(rule(BERLIN, &frame, (paid, last), nothing), at_last, "{frame} {last}");
            assert_eq!(rule(BERLIN, &frame, (paid, first_after), nothing), after, "{frame}");
        }
        tried += 1;
    }
    assert_eq!(tried, 12);
}

/// The rule that decides where the head lists holidays.
fn on_business_days(holidays: &str, days: i64, (paid, asked): (&str, &str)) -> String {
    let head = format!("time_zone = \"Europe/Berlin\"\n{holidays}");
    let frame = format!("within = \"{days} business days of purchase\"\napprove = \"full\"");
    let policy = full_policy(&head, &[("[]", &frame)], "");
    let mut sample = Sample::new(Reason::Other);
    sample.payment.charged_at = paid.parse().unwrap();
    let decision = policy.decide(&sample.asked_at(asked.parse().unwrap()).facts()).decision;
    format!("{} {}", decision.by, super::sample::text_of(&decision.verdict))
}

#[test]
fn w11_business_days_are_monday_to_friday_without_the_holidays_of_the_policy() {
    const NONE: &str = "";
    const CHRISTMAS: &str = "holidays = [2026-12-25, \"2026-12-28\", 2026-12-26, 2027-01-01]\n";
    const THIS_YEAR: &str = "holidays = [2026-12-25, 2026-12-26]\n";
    let within = "r0 approve 49.00 USD";
    let (over, unclear) = ("default review none", "r0 review not_computable");
    let mut tried = 0;
    for (holidays, days, paid, asked, expected) in [
        // A Friday: one business day ends with Monday.
        (NONE, 1, "2026-06-05T10:00:00Z", "2026-06-08T21:59:59Z", within),
        (NONE, 1, "2026-06-05T10:00:00Z", "2026-06-08T22:00:00Z", over),
        (NONE, 10, "2026-06-01T10:00:00Z", "2026-06-15T21:59:59Z", within),
        (NONE, 10, "2026-06-01T10:00:00Z", "2026-06-15T22:00:00Z", over),
        // From a Sunday the week's five days are counted.
        (NONE, 5, "2026-06-07T10:00:00Z", "2026-06-12T21:59:59Z", within),
        (NONE, 5, "2026-06-07T10:00:00Z", "2026-06-12T22:00:00Z", over),
        // Wednesday 23 December; Thursday counts, Friday and Monday are holidays.
        (CHRISTMAS, 2, "2026-12-23T10:00:00Z", "2026-12-29T22:59:59Z", within),
        (CHRISTMAS, 2, "2026-12-23T10:00:00Z", "2026-12-29T23:00:00Z", over),
        (CHRISTMAS, 5, "2026-12-23T10:00:00Z", "2027-01-04T22:59:59Z", within),
        (CHRISTMAS, 5, "2026-12-23T10:00:00Z", "2027-01-04T23:00:00Z", over),
        // Nobody has said what the holidays of 2027 are.
        (THIS_YEAR, 3, "2026-12-23T10:00:00Z", "2026-12-24T10:00:00Z", within),
        (THIS_YEAR, 9, "2026-12-23T10:00:00Z", "2026-12-24T10:00:00Z", unclear),
        (THIS_YEAR, 2, "2025-06-01T10:00:00Z", "2025-06-01T10:00:00Z", unclear),
    ] {
        let found = on_business_days(holidays, days, (paid, asked));
        assert_eq!(found, expected, "{holidays} {days} {paid} {asked}");
        tried += 1;
    }
    assert_eq!(tried, 13);
}

#[test]
fn w11_frames_are_counted_from_a_cancellation_and_from_instants_of_the_merchant() {
    const HEAD: &str = "[facts.trial_ended]\ntype = \"instant\"\n";
    let frame =
        "within = \"7 days of merchant.trial_ended\"\nunknown = \"skip\"\napprove = \"full\"";
    let policy = full_policy(HEAD, &[("[]", frame)], "");
    assert_eq!(policy.warnings(), [], "the declared fact is read by the frame");
    let by = |ended: Option<&str>, asked: &str| {
        let mut facts = Sample::new(Reason::Other).asked_at(asked.parse().unwrap()).facts();
        let told = ended.map(|at| domain::facts::FactValue::Text(at.to_owned()));
        facts.merchant.extend(told.map(|at| ("trial_ended".to_owned(), at)));
        let ruling = policy.decide(&facts);
        (ruling.decision.by.to_string(), ruling.trace[0].conditions[0].values.clone())
    };
    let ended = Some("2026-03-01T10:00:00+01:00");
    let (decided, values) = by(ended, "2026-03-08T23:59:59Z");
    assert_eq!(decided, "r0");
    let shown = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = [
        shown("merchant.trial_ended", "2026-03-01T09:00:00Z"),
        shown("merchant.trial_ended.closes", "2026-03-09T00:00:00+00:00[UTC]"),
    ];
    assert_eq!(values, expected);
    assert_eq!(by(ended, "2026-03-09T00:00:00Z").0, "default");
    assert_eq!(by(ended, "2026-02-01T00:00:00Z").0, "r0", "before the trial has ended");
    assert_eq!(by(None, "2026-03-08T00:00:00Z").0, "default", "nobody knows: skipped");
    assert_eq!(by(Some("soon"), "2026-03-08T00:00:00Z").0, "default", "no instant is unknown");
    let cancelled = |sample: &mut Sample| {
        let at: Timestamp = "2026-03-10T09:00:00Z".parse().unwrap();
        sample.payment.purchase.cancelled_at = Some(at);
    };
    let frame = "within = \"48 hours of cancellation\"";
    let paid = "2026-03-01T09:00:00Z";
    assert_eq!(rule("UTC", frame, (paid, "2026-03-12T08:59:59Z"), cancelled), "r0");
    assert_eq!(rule("UTC", frame, (paid, "2026-03-12T09:00:00Z"), cancelled), "default");
    assert_eq!(rule("UTC", frame, (paid, "2026-03-11T09:00:00Z"), nothing), "default");
}

/// What is said of a frame, in short.
fn told(frame: &str) -> String {
    let rule = format!("within = \"{frame}\"\napprove = \"full\"");
    match crate::Policy::parse(&super::sample::policy_text(&[("[]", &rule)])) {
        Ok(_) => "right".to_owned(),
        Err(mistakes) => mistakes[0].remedy.clone(),
    }
}

#[test]
fn w11_a_remedy_for_a_frame_says_the_same_time() {
    let mut tried = 0;
    for (frame, expected) in [
        ("48 hours of purchase", "right"),
        ("1 year of purchase", "right"),
        ("10 business days of purchase", "right"),
        ("30d of purchase", "write \"30 days of purchase\""),
        ("36h from purchase", "write \"36 hours of purchase\""),
        ("172800 seconds of purchase", "write \"48 hours of purchase\""),
        ("three months of purchase", "write \"3 months of purchase\""),
        ("3 calendar months after the purchase", "write \"3 months of purchase\""),
        ("a year since renewal", "write \"1 year of renewal\""),
        ("10 working days of delivery", "write \"10 business days of delivery\""),
        ("2 fortnights of purchase", "write \"4 weeks of purchase\""),
        ("30 Days of Purchase", "write \"30 days of purchase\""),
        ("14-day of payment", "write \"14 days of purchase\""),
        ("30 days", "write \"30 days of purchase\", or of renewal, delivery, cancellation"),
        (
            "2 quarters of purchase",
            "write \"6 months of …\": no frame ends with a quarter of the calendar",
        ),
        (
            "90 minutes of purchase",
            "the smallest unit is the hour, and this is no whole number of them",
        ),
        ("4000 days of purchase", "write a number from 0 to 3660"),
        ("0 months of purchase", "write a number from 1 to 120"),
        ("30 moons of purchase", "use hours, days, business days, weeks, months, years"),
        (
            "7 days of the trial's end",
            "declare it: `[facts.trial_ended]` and below it `type = \"instant\"`; then write \"7 days \
             of merchant.trial_ended\"",
        ),
        (
            "365 days since last refund",
            "declare it: `[facts.last_refund]` and below it `type = \"instant\"`; then write \"365 days \
             of merchant.last_refund\"",
        ),
        (
            "7 days of merchant.trial_ended",
            "declare it: `[facts.trial_ended]` and below it `type = \"instant\"`",
        ),
    ] {
        assert_eq!(told(frame), expected, "{frame}");
        tried += 1;
    }
    assert_eq!(tried, 22);
}

#[test]
fn w11_business_days_without_holidays_are_warned_of() {
    let warnings = |head: &str, frame: &str| {
        let rule = format!("within = \"{frame}\"\napprove = \"full\"");
        let policy = full_policy(head, &[("[]", &rule)], "");
        policy.warnings().iter().map(|found| found.message.clone()).collect::<Vec<_>>()
    };
    let counted = "10 business days of purchase";
    let listed = "holidays = [2026-12-25]\n";
    assert_eq!(
        warnings("", counted),
        ["every day from Monday to Friday is a business day here: the policy lists no holidays"]
    );
    assert_eq!(warnings(listed, counted), [""; 0]);
    assert_eq!(warnings(listed, "10 days of purchase"), ["no rule counts business days"]);
    let twice = "holidays = [2026-12-25, \"2026-12-25\"]\n";
    assert_eq!(warnings(twice, counted), ["this day is in `holidays` twice"]);
    for wrong in ["[\"Christmas\"]", "[2026-13-01]", "2026-12-25", "[20261225]", "[0206-12-25]"] {
        let rule = ("[]", "within = \"10 business days of purchase\"\napprove = \"full\"");
        let text = super::sample::full_text(&format!("holidays = {wrong}\n"), &[rule], "");
        assert!(crate::Policy::parse(&text).is_err(), "{wrong}");
    }
}

/// Editors that check a policy by its schema know the same frames.
#[test]
fn w11_the_schema_names_every_unit_and_every_event() {
    let schema = schemars::schema_for!(Frame);
    let pattern = schema.get("pattern").and_then(|pattern| pattern.as_str()).unwrap();
    let words: Vec<&str> = pattern.split(['(', ')', '|']).collect();
    for (_, one, several, _) in Unit::ALL {
        assert_eq!(several, format!("{one}s"));
        assert!(words.contains(&format!("{several}?").as_str()), "{several}");
    }
    for (_, name) in Anchor::ALL {
        assert!(words.contains(&name), "{name}");
    }
}
