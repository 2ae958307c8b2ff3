//! Time frames: days of the calendar in the merchant's time zone, and their last instant.

use jiff::Timestamp;

use super::sample::{Sample, full_policy};
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
