//! Every form of a report of the sample cases, as it was looked at and agreed:
//! `tests/golden/report`, written with `REFUNDD_GOLDEN=write cargo test --lib report`.

use serde_json::Value;

use super::{csv, json, page, text};
use crate::app::report::{Before, Report};
use domain::ids::CaseId;
use trends::{Figures, sample};

fn report(cases: u64) -> Report {
    let frame = sample::frame();
    let mut report = Report {
        before: Before::of(&frame),
        figures: Figures::default(),
        payments: None,
        policies: [("b07c".repeat(16), "thirty-days 2026-01".to_owned())].into(),
        keep_days: 400,
        complete_from: sample::at("2025-10-19T15:00:00Z"),
        cases: 0,
        unusable: Vec::new(),
        unusable_count: 0,
        frame,
    };
    for case in &sample::cases(cases) {
        report.add(case);
    }
    report
}

/// Every form of it.
fn forms(report: &Report) -> [String; 4] {
    [text::write(report), page::write(report), csv::write(report), json::write(report)]
}

/// A report that cannot be relied on in every respect.
fn doubtful() -> Report {
    let complete_from = sample::at("2026-10-24T15:00:00Z");
    let unusable = vec![CaseId::parse("stripe-eu/pi_bad").unwrap()];
    Report { keep_days: 30, complete_from, unusable, unusable_count: 1, ..report(40) }
}

fn hold(name: &str, text: &str) {
    golden::hold(&format!("tests/golden/report/{name}"), text);
}

#[test]
fn every_form_is_as_it_was_agreed() {
    let report = report(600);
    hold("report.txt", &text::write(&report));
    hold("report.csv", &csv::write(&report));
    hold("report.json", &json::write(&report));
    hold("report.html", &page::write(&report));
    hold("doubtful.txt", &text::write(&doubtful()));
    hold("doubtful.html", &page::write(&doubtful()));
    hold("empty.txt", &text::write(&self::report(0)));
    hold("empty.html", &page::write(&self::report(0)));
}

#[test]
fn text_fits_a_hundred_columns() {
    let mut lines = 0;
    for report in [report(0), report(600), doubtful()] {
        for line in text::write(&report).lines() {
            assert!(line.chars().count() <= 100, "{line}");
            lines += 1;
        }
    }
    assert!(lines > 150, "{lines}");
}

#[test]
fn every_line_of_csv_has_every_column_and_adds_up() {
    let report = report(600);
    let csv = csv::write(&report);
    let mut reasons = 0;
    let mut lines = 0;
    for line in csv.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 8, "{line}");
        if fields[0] == "reason" && fields[4] == "requests" {
            reasons += fields[5].parse::<u64>().unwrap();
        }
        lines += 1;
    }
    assert!(lines > 400, "{lines}");
    assert_eq!(reasons, report.figures.requests.requests);
}

#[test]
fn json_says_its_version_and_whether_it_is_complete() {
    let whole: Value = serde_json::from_str(&json::write(&report(600))).unwrap();
    assert_eq!((&whole["schema_version"], &whole["complete"]), (&1.into(), &true.into()));
    assert_eq!(whole["periods"].as_array().unwrap().len(), 13);
    assert_eq!(whole["by"].as_object().unwrap().len(), 14);
    let policies = whole["by"]["policy"]["keys"].as_array().unwrap();
    let named = policies.iter().find(|of| of["key"] == "b07c".repeat(16)).unwrap();
    assert_eq!(named["name"], "thirty-days 2026-01", "{named}");
    let part: Value = serde_json::from_str(&json::write(&doubtful())).unwrap();
    assert_eq!((&part["complete"], &part["unusable_records"]), (&false.into(), &1.into()));
}

#[test]
fn what_is_not_complete_says_so_in_every_form() {
    let said = "Before 24 Oct 2026 these figures are not complete";
    for form in [text::write(&doubtful()), page::write(&doubtful())] {
        assert!(form.contains(said) && form.contains("stripe-eu/pi_bad"), "{form}");
    }
    assert!(csv::write(&doubtful()).contains("report,,,,complete,0,,"));
    assert!(!text::write(&report(600)).contains("not complete"));
}

#[test]
fn the_page_loads_nothing_runs_nothing_and_can_be_read_aloud() {
    let page = page::write(&report(600));
    for remote in ["http:", "https:", "url(", "src=", "<link", "@import", "<script"] {
        assert!(!page.contains(remote), "{remote}");
    }
    let count = |what: &str| page.matches(what).count();
    assert_eq!(count("<svg "), count("role=\"img\""));
    assert_eq!(count("<svg "), count("aria-labelledby=\"") - count("<section "));
    assert!(count("<svg ") > 60, "{}", count("<svg "));
    assert_eq!(count("<figure "), count("<table>"));
    assert!(page.contains("Archive &amp; Search") && !page.contains("Archive & Search"));
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all > 60), (all, true), "every id is there once");
}

#[test]
fn no_form_names_a_payment_a_request_or_a_partner() {
    let report = report(600);
    let forms =
        [text::write(&report), csv::write(&report), json::write(&report), page::write(&report)];
    for form in &forms {
        for named in ["pi_0", "req-1", "partner-1", "com_1", "re_1", "dp_"] {
            assert!(!form.contains(named), "{named}");
        }
    }
    assert_eq!(forms.len(), 4);
}

#[test]
fn w17_a_share_says_of_what_it_is_one_and_nothing_is_praised_for_nothing() {
    for (cases, kept) in [(0, false), (1, false), (600, true)] {
        let report = report(cases);
        let (text, page) = (text::write(&report), page::write(&report));
        let all = &report.figures.requests;
        let open = all.requests - all.decided();
        let said = match open {
            _ if cases == 0 => super::words::NOTHING.to_owned(),
            0 => format!("of {} decided", all.decided()),
            open => format!("of {} decided; {open} are not", all.decided()),
        };
        for form in [&text, &page] {
            assert!(form.contains(&said), "{said}: {form}");
        }
        assert!(!page.contains("always kept"));
        assert_eq!(
            page.contains(" was kept all ") || page.contains(" was missed "),
            kept,
            "{cases}"
        );
    }
}

#[test]
fn report_refunds_per_100_payments_are_told_of_payments_that_somebody_has_counted() {
    let mut report = report(600);
    let made = report.figures.refunds_made();
    assert!(made > 100, "{made}");
    for form in forms(&report) {
        let says = ["Refunds per 100", "payments:", ",payments,", "\"payments\": 1"];
        assert!(!says.iter().any(|says| form.contains(says)), "{form}");
    }
    report.payments = Some(made * 40);
    let [text, page, csv, json] = forms(&report);
    let said = format!("payments: {made} of {}", super::words::grouped(made * 40));
    assert!(text.contains("Refunds per 100             2.50   payments: "), "{text}");
    assert!(text.contains(&said) && page.contains(&said), "{said}");
    assert!(csv.contains("\nreport,,,,refunds_per_10000_payments,250,,\n"), "{csv}");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["refunds_per_10000_payments"], 250);
    assert_eq!((&json["payments"], &json["refunds_made"]), (&(made * 40).into(), &made.into()));
    // Of no payments there is no rate.
    report.payments = Some(0);
    assert!(!text::write(&report).contains("Refunds per 100"));
}

#[test]
fn report_the_span_before_stands_beside_with_its_change() {
    let report = report(600);
    let before = report.comparable().unwrap();
    assert!(before.figures.requests.requests > 0, "the sample has something before");
    let [text, page, csv, json] = forms(&report);
    let (now, then) = (report.figures.requests.requests, before.figures.requests.requests);
    let rows = super::beside::rows(&report).unwrap();
    assert_eq!(
        (rows[0].now.as_str(), rows[0].before.as_str()),
        (&*now.to_string(), &*then.to_string())
    );
    for row in &rows {
        assert!(text.contains(&row.change) && page.contains(&row.change), "{row:?}");
    }
    assert!(csv.contains(&format!("\nbefore,,,,requests,{then},,\n")), "{csv}");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["before"]["requests"]["count"], then);
    assert_eq!(json["before"]["complete"], true);
    assert_eq!(json["before"]["until"], before.frame.span.until().to_string());
}

#[test]
fn report_nothing_is_compared_with_days_of_which_cases_are_gone() {
    let report = doubtful();
    assert!(super::beside::rows(&report).is_none());
    let [text, page, csv, json] = forms(&report);
    for form in [text, page] {
        assert!(form.contains("Nothing is compared"), "{form}");
        assert!(!form.contains(" points"), "{form}");
    }
    assert!(csv.contains("\nbefore,,,,complete,0,,\n"), "{csv}");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["before"]["complete"], false);
}

#[test]
fn report_a_week_that_is_not_over_is_marked_in_every_form() {
    let report = report(40);
    let last = *report.frame.span.periods().last().unwrap();
    assert!(!report.frame.span.is_whole(last), "the sample ends within a week");
    let [text, page, csv, json] = forms(&report);
    let day = super::words::day(last);
    assert_eq!(text.matches(&format!("{day}*")).count(), 1, "{text}");
    assert!(text.contains("  * only a part of that week\n"), "{text}");
    assert!(page.contains(&format!("7 days from {day}, only a part of it")), "{page}");
    assert!(page.contains("Of a week with * only a part is in it."), "{page}");
    assert!(csv.contains(&format!("\nperiod,,{last},,whole,0,,\n")), "{csv}");
    let json: Value = serde_json::from_str(&json).unwrap();
    let whole: Vec<bool> = json["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|period| period["whole"].as_bool().unwrap())
        .collect();
    assert_eq!(whole.iter().filter(|whole| !**whole).count(), 1);
    assert_eq!(whole.last(), Some(&false));
}
