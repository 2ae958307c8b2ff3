//! What is said to whoever signs with something that is no id of staff.

use super::*;

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
