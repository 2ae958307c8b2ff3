//! What is said to whoever signs with something that is no id of staff, and what a sheet says of the
//! subscription.

use super::*;
use crate::app::review::ReviewSheet;
use domain::subscription::{CancelWhen, Subscription};
use trends::sample;

#[test]
fn w21_a_sheet_says_in_a_row_of_its_own_what_is_to_become_of_the_subscription() {
    let mut sheet = sample::cases(600).iter().flat_map(ReviewSheet::all_of).next().unwrap();
    for (outcome, row, name) in [
        (None, "afterwards  -", serde_json::Value::Null),
        (
            Some(Subscription::Cancel(CancelWhen::Now)),
            "afterwards  the subscription is to end at once",
            "cancel_now".into(),
        ),
        (
            Some(Subscription::Cancel(CancelWhen::AtPeriodEnd)),
            "afterwards  the subscription is to end with its period",
            "cancel_at_period_end".into(),
        ),
        (Some(Subscription::Keep), "afterwards  the subscription goes on", "keep".into()),
    ] {
        sheet.decision.subscription = outcome;
        let text = render::text(&sheet, &render::Known::default(), sample::present());
        assert_eq!(text.lines().filter(|line| *line == row).count(), 1, "{text}");
        assert_eq!(render::value(&sheet)["subscription"], name);
    }
}

#[test]
fn o16_who_signs_with_a_name_is_shown_the_id_that_was_perhaps_meant() {
    for (text, meant) in [
        ("Jane Doe", "jane-doe"),
        ("  Jane   Doe ", "jane-doe"),
        ("Jane O'Neil", "jane-oneil"),
        ("jane doe 2", "jane-doe-2"),
        ("JANE\tDOE", "jane-doe"),
        ("Zoë", "zo"),
    ] {
        assert!(StaffId::parse(text).is_err(), "{text}");
        let said = no_staff_id("--as", text);
        assert!(said.ends_with(&format!("; did you mean `{meant}`?")), "{said}");
        assert!(said.contains("has no blanks") && said.contains("[reviewers.<id>]"), "{said}");
    }
    // Of what has no letters of an id nothing is guessed, and nothing is repeated.
    for text in ["", "   ", "葉月", "–"] {
        let said = no_staff_id("--as", text);
        assert!(said.ends_with("below `[reviewers.<id>]`"), "{said}");
    }
}
