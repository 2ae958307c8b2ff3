//! Lengths of time frames: which of two never outlasts the other.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::sample::policy_text;
use crate::Policy;
use crate::language::head::Head;
use crate::language::holidays::Holidays;
use crate::language::length::{Length, Unit};
use domain::time::seconds_between;

#[test]
fn w11_frames_of_different_units_are_compared_where_that_is_certain() {
    let tell = |first: &str, second: &str| {
        let rule = |frame: &str| format!("{frame}\napprove = \"full\"");
        let (first, second) = (rule(first), rule(second));
        let text = policy_text(&[("[]", &first), ("[]", &second)]);
        let reached = Policy::parse(&text);
        reached.is_ok_and(|policy| policy.rules().count() == 2)
    };
    for (first, second, reached) in [
        ("within = \"3 months of purchase\"", "within = \"8 weeks of purchase\"", false),
        ("within = \"1 year of purchase\"", "within = \"12 months of purchase\"", false),
        ("within = \"72 hours of purchase\"", "within = \"1 day of purchase\"", false),
        ("within = \"30 days of purchase\"", "within = \"1 month of purchase\"", true),
        ("within = \"1 month of purchase\"", "within = \"30 days of purchase\"", true),
        ("within = \"48 hours of purchase\"", "within = \"2 days of purchase\"", true),
        // It has hardly begun, or a whole week of holidays is between.
        ("within = \"14 days of purchase\"", "within = \"10 business days of purchase\"", true),
        ("after = \"10 business days of purchase\"", "after = \"4 days of purchase\"", true),
        ("after = \"4 days of purchase\"", "after = \"10 business days of purchase\"", false),
    ] {
        assert_eq!(tell(first, second), reached, "{first} {second}");
    }
    let both =
        "after = \"3 months of purchase\"\nwithin = \"60 days of purchase\"\napprove = \"full\"";
    let mistakes = Policy::parse(&policy_text(&[("[]", both)])).unwrap_err();
    assert!(mistakes[0].message.contains("exclude each other"), "{mistakes:?}");
}

/// A length of any unit, as often near to others as not.
fn any_length() -> impl Strategy<Value = Length> {
    prop::sample::select(Unit::ALL.to_vec()).prop_flat_map(|(unit, ..)| {
        let least = unit.bounds().0;
        let most = match unit {
            Unit::Hours => 2400,
            Unit::Days => 800,
            Unit::Weeks => 110,
            Unit::Months => 26,
            Unit::Years => 3,
            Unit::BusinessDays => 300,
        };
        (least..=most).prop_map(move |count| Length { count, unit })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    /// By this a rule is said to be never reached, so it must hold whenever and wherever.
    #[test]
    fn w11_what_never_outlasts_another_frame_closes_first(
        (one, other) in (any_length(), any_length()),
        second in 1_700_000_000_i64..1_900_000_000,
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
        rests in any::<bool>(),
    ) {
        // Two weeks without a business day, in each year.
        let days = (2023..=2035).flat_map(|year| (1..=14).map(move |day| date(year, 8, day)));
        let holidays = Holidays(days.filter(|_| rests).collect());
        let head = Head { zone: TimeZone::get(zone).unwrap(), holidays, ..Head::default() };
        let begins = Timestamp::from_second(second).unwrap();
        let (closes, other_closes) = (one.closes_at(begins, &head).unwrap(), other.closes_at(begins, &head));
        if one.never_outlasts(other) {
            prop_assert!(closes <= other_closes.unwrap());
        }
        // The last hour that closes earlier, and the first that closes later.
        let open = seconds_between(begins, closes);
        let hours = |count| Length { count, unit: Unit::Hours };
        prop_assert!(!one.never_outlasts(hours((open - 1) / 3600)));
        prop_assert!(!hours(open / 3600 + 1).never_outlasts(one));
    }
}
