//! The acknowledgement as a receipt: what was asked for, when, why, and of what.

use std::collections::BTreeSet;

use super::{money, to};
use crate::catalogue::Catalogue;
use crate::letter::{Covered, LetterContent, Recipient};
use domain::locale::Locale;
use domain::request::Reason;
use domain::zone::Zone;

/// What a receipt on a durable medium has to say: the content of the request, its day and its time.
#[test]
fn an_acknowledgement_has_what_was_asked_for_when_and_why() {
    let catalogue = Catalogue::builtin().unwrap();
    let receipt = |locale, amount, paid, reason| {
        let letter = LetterContent::Acknowledged {
            received_at: "2027-01-05T22:59:59Z".parse().unwrap(),
            amount,
            paid,
            reason,
            payment: "pi_1",
            covered: Covered::default(),
            answer_by: "2027-01-07T23:00:00Z".parse().unwrap(),
        };
        catalogue.render(&letter, &to(locale, None)).unwrap()
    };
    // The price is told where it is known.
    let text = receipt(Locale::En, None, Some(money(4900, "EUR")), Reason::Other).text;
    assert!(text.contains("Amount: the full €49.00\n"), "{text}");
    let mut reasons = BTreeSet::new();
    for locale in Locale::ALL {
        for (reason, _) in Reason::ALL {
            let whole = receipt(locale, None, None, reason);
            let part = receipt(locale, Some(money(1230, "EUR")), None, reason);
            for form in [&whole.text, &whole.html, &part.text, &part.html] {
                for said in ["pi_1", "UTC", "2027", "59"] {
                    assert!(form.contains(said), "{locale} {reason:?}: {said} in {form}");
                }
            }
            assert!(!whole.text.contains("12"), "{locale}: {}", whole.text);
            assert!(part.text.contains("12,30") || part.text.contains("12.30"), "{}", part.text);
            let label = whole.text.split("\n\n").nth(2).unwrap().lines().nth(2).unwrap();
            reasons.insert(label.to_owned());
        }
    }
    assert_eq!(reasons.len(), 9 * 7);
    let text = receipt(Locale::En, None, None, Reason::Duplicate).text;
    let lines = "Received: January 5, 2027, 10:59\u{a0}PM (UTC)\nAmount: the full amount\n\
                 Reason: You say the same purchase was charged twice\nPayment: pi_1\n\n";
    assert!(text.contains(lines), "{text}");
    assert!(text.contains("send you our answer by January 7, 2027."), "{text}");
}

/// What was paid for is told with the receipt, as far as it is known, in the customer's days.
#[test]
fn w8_a_receipt_names_plan_and_period_where_they_are_known() {
    let catalogue = Catalogue::builtin().unwrap();
    let tokyo = Zone::of_name("Asia/Tokyo").unwrap();
    let told = |locale, covered| {
        let receipt = LetterContent::Acknowledged {
            received_at: "2027-01-05T09:00:00Z".parse().unwrap(),
            amount: None,
            paid: None,
            reason: Reason::Unused,
            payment: "pi_1",
            covered,
            answer_by: "2027-01-06T09:00:00Z".parse().unwrap(),
        };
        let to = Recipient { zone: &tokyo, ..to(locale, None) };
        catalogue.render(&receipt, &to).unwrap()
    };
    let day = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let period = Some((day("2026-12-31T16:00:00Z"), day("2027-12-31T16:00:00Z")));
    let plan = Some("Annual\nPro");
    let text = told(Locale::En, Covered { plan, period }).text;
    let lines = "Payment: pi_1\nPlan: Annual Pro\nPeriod: January 1, 2027 – January 1, 2028\n\nWe";
    assert!(text.contains(lines), "{text}");
    for locale in Locale::ALL {
        for (covered, rows) in [
            (Covered { plan, period }, 6),
            (Covered { plan, period: None }, 5),
            (Covered { plan: None, period }, 5),
            (Covered::default(), 4),
        ] {
            let message = told(locale, covered);
            assert_eq!(message.html.matches("<tr>").count(), rows, "{locale}: {}", message.text);
            assert!(!message.text.contains("\n\n\n"), "{locale}: {}", message.text);
        }
    }
}
