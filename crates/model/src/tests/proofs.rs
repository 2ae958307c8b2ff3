//! The three pure functions on which the protocol rests.

use crate::cap::is_capped_proof;
use crate::sight::{Listing, Sum};
use crate::verdict::{Verdict, verdict};
use crate::window::window;

#[test]
fn the_cap_proves_what_cannot_be_executed_twice_within_the_rest() {
    for captured in 0..12 {
        for refunded in 0..=captured {
            for amount in 1..12 {
                let fits = |sum: u8| refunded + sum <= captured;
                let proves = fits(amount) && !fits(2 * amount);
                assert_eq!(is_capped_proof(amount, captured, refunded), proves);
            }
        }
    }
}

#[test]
fn a_sum_is_believed_only_where_no_other_hand_is_needed_to_explain_it() {
    let summed = |least, most| Listing::Summed(Sum { least, most });
    assert_eq!(verdict(1, 2, summed(3, 3), true), Verdict::Made);
    assert_eq!(verdict(1, 2, summed(1, 1), true), Verdict::NotMade);
    assert_eq!(verdict(1, 2, summed(1, 1), false), Verdict::Unclear);
    assert_eq!(verdict(1, 2, summed(4, 4), true), Verdict::Unclear);
    assert_eq!(verdict(1, 2, summed(0, 5), true), Verdict::Unclear);
    assert_eq!(verdict(0, 2, Listing::Nothing, true), Verdict::Unclear);
    let named = |shown| Listing::Named { shown, refunded: 0 };
    assert_eq!(verdict(0, 2, named(true), false), Verdict::Made);
    assert_eq!(verdict(0, 2, named(false), false), Verdict::Unclear);
    assert_eq!(verdict(0, 2, named(false), true), Verdict::NotMade);
}

#[test]
fn a_window_is_as_long_as_the_wait_before_it() {
    assert_eq!(window(4), 4..8);
}
