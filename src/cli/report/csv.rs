//! The report as CSV, one line for each figure: what a spreadsheet or a warehouse reads.
//!
//! The columns are described in `docs/report.md`. A figure that is not there has no line.

use std::collections::BTreeMap;

use super::beside;
use crate::app::report::{Before, Report};
use domain::money::Currency;
use trends::Dimension;
use trends::tally::{AmountSums, Tally};

const HEAD: &str = "dimension,key,period,currency,measure,count,amount_minor,seconds\n";

/// One line; what is `None` is empty.
#[derive(Debug, Clone, Default)]
struct Line<'a> {
    dimension: &'a str,
    key: &'a str,
    period: String,
    currency: Option<Currency>,
    measure: &'a str,
    count: Option<u64>,
    amount: Option<i64>,
    seconds: Option<u64>,
}

struct Csv(String);

impl Csv {
    fn line(&mut self, line: &Line<'_>) {
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let fields = [
            line.dimension.to_owned(),
            line.key.to_owned(),
            line.period.clone(),
            line.currency.map(|currency| currency.code().to_owned()).unwrap_or_default(),
            line.measure.to_owned(),
            number(line.count).unwrap_or_default(),
            line.amount.map(|minor| minor.to_string()).unwrap_or_default(),
            number(line.seconds).unwrap_or_default(),
        ];
        self.0.push_str(&fields.map(|field| quoted(&field)).join(","));
        self.0.push('\n');
    }

    fn tally(&mut self, dimension: &str, key: &str, tally: &Tally) {
        let of = |measure, count| Line { dimension, key, measure, count, ..Line::default() };
        self.line(&of("requests", Some(tally.requests)));
        self.line(&of("decided", Some(tally.decided())));
        self.line(&of("decided_by_machine", Some(tally.by_machine)));
        for (outcome, count) in &tally.outcomes {
            self.line(&of(outcome.as_str(), Some(*count)));
        }
        for (currency, AmountSums { asked, approved, refunded }) in &tally.money {
            for (measure, minor) in
                [("asked", asked), ("approved", approved), ("refunded", refunded)]
            {
                let (currency, amount) = (Some(*currency), Some(*minor));
                self.line(&Line { currency, amount, ..of(measure, None) });
            }
        }
    }
}

/// A field. What a spreadsheet would take for a formula is marked as text: names come from outside.
fn quoted(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '@', '\t', '\r'])
        || (field.starts_with('-') && field.parse::<i64>().is_err());
    let field = if formula { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}

pub(super) fn write(report: &Report) -> String {
    let mut csv = Csv(HEAD.to_owned());
    about(&mut csv, report);
    before(&mut csv, report);
    csv.tally("all", "", &report.figures.requests);
    for (dimension, name) in Dimension::ALL {
        let Some(keys) = report.figures.by.get(&dimension) else { continue };
        for (key, tally) in keys.ranked() {
            csv.tally(name, key.unwrap_or_default(), tally);
        }
    }
    periods(&mut csv, report);
    waits(&mut csv, report);
    money(&mut csv, report);
    rest(&mut csv, report);
    csv.0
}

/// How far the figures can be relied on.
fn about(csv: &mut Csv, report: &Report) {
    let at =
        |measure, period: String| Line { dimension: "report", measure, period, ..Line::default() };
    let span = &report.frame.span;
    csv.line(&at("since", span.since().to_string()));
    csv.line(&at("until", span.until().to_string()));
    csv.line(&at("complete_from", report.complete_from.to_string()));
    for (measure, count) in [
        ("complete", u64::from(report.is_complete())),
        ("cases", report.figures.cases),
        ("unusable_records", report.unusable_count),
    ] {
        csv.line(&Line { count: Some(count), ..at(measure, String::new()) });
    }
    let mut counted = |measure, count| {
        csv.line(&Line { count: Some(count), ..at(measure, String::new()) });
    };
    counted("refunds_made", report.figures.refunds_made());
    if let Some((payments, rate)) = report.payments.zip(beside::per_ten_thousand(report)) {
        counted("payments", payments);
        counted("refunds_per_10000_payments", u64::try_from(rate).unwrap_or(u64::MAX));
    }
}

/// The span before.
fn before(csv: &mut Csv, report: &Report) {
    let Some(Before { frame, figures }) = &report.before else { return };
    let dimension = "before";
    let line = |measure| Line { dimension, measure, ..Line::default() };
    for (measure, at) in [("since", frame.span.since()), ("until", frame.span.until())] {
        csv.line(&Line { period: at.to_string(), ..line(measure) });
    }
    for (measure, count) in [
        ("complete", u64::from(report.comparable().is_some())),
        ("refunds_made", figures.refunds_made()),
        ("disputes", figures.disputes_opened()),
    ] {
        csv.line(&Line { count: Some(count), ..line(measure) });
    }
    if let Some(seconds) = beside::median(figures) {
        csv.line(&Line { seconds: Some(seconds), ..line("decided_median") });
    }
    csv.tally(dimension, "", &figures.requests);
    for (currency, flow) in figures.flows() {
        for (measure, minor) in [
            ("refunds_made", flow.refunded),
            ("refunded_elsewhere", flow.adopted),
            ("disputed", flow.disputed),
        ] {
            let (currency, amount) = (Some(currency), Some(minor));
            csv.line(&Line { currency, amount, ..line(measure) });
        }
    }
}

fn periods(csv: &mut Csv, report: &Report) {
    let dimension = "period";
    for day in report.frame.span.periods() {
        let period = report.figures.periods.get(&day).cloned().unwrap_or_default();
        let of = |key, measure, count| Line {
            dimension,
            key,
            measure,
            period: day.to_string(),
            count,
            ..Line::default()
        };
        csv.line(&of("", "whole", Some(u64::from(report.frame.span.is_whole(day)))));
        csv.line(&of("", "requests", Some(period.requests())));
        for (outcome, count) in &period.outcomes {
            csv.line(&of("", outcome.as_str(), Some(*count)));
        }
        for (reason, count) in &period.reasons {
            csv.line(&of(reason, "requests", Some(*count)));
        }
        csv.line(&of("", "disputes", Some(period.disputes)));
        for (currency, flow) in &period.flows {
            for (measure, minor) in [
                ("refunded", flow.refunded),
                ("refunded_elsewhere", flow.adopted),
                ("disputed", flow.disputed),
            ] {
                let (currency, amount) = (Some(*currency), Some(minor));
                csv.line(&Line { currency, amount, ..of("", measure, None) });
            }
        }
    }
}

fn waits(csv: &mut Csv, report: &Report) {
    for (stage, wait) in &report.figures.waits {
        let of =
            |measure| Line { dimension: "stage", key: stage.as_str(), measure, ..Line::default() };
        for (measure, count) in
            [("reached", wait.took.count()), ("missed", wait.missed), ("open", wait.open)]
        {
            csv.line(&Line { count: Some(count), ..of(measure) });
        }
        for (measure, seconds) in [
            ("median", wait.took.median()),
            ("ninth_tenth", wait.took.ninth_tenth()),
            ("longest", wait.took.longest()),
        ] {
            if seconds.is_some() {
                csv.line(&Line { seconds, ..of(measure) });
            }
        }
    }
}

fn money(csv: &mut Csv, report: &Report) {
    let figures = &report.figures;
    let refunds = figures
        .refunds
        .iter()
        .map(|((end, currency), amount)| (("refund", end.as_str(), *currency), amount));
    let disputes = figures
        .disputes
        .iter()
        .map(|((end, currency), amount)| (("dispute", end.as_str(), *currency), amount));
    let of_refunds: BTreeMap<_, _> = refunds.chain(disputes).collect();
    for ((dimension, key, currency), amount) in of_refunds {
        csv.line(&Line {
            dimension,
            key,
            currency: Some(currency),
            measure: "amount",
            count: Some(amount.count),
            amount: Some(amount.minor),
            ..Line::default()
        });
    }
    for (currency, sums) in &figures.costs {
        for (measure, minor) in [("fees", sums.fees), ("disputes_spared", sums.disputes_spared)] {
            csv.line(&Line {
                dimension: "cost",
                currency: Some(*currency),
                measure,
                count: Some(sums.count),
                amount: Some(minor),
                ..Line::default()
            });
        }
    }
    for (currency, sums) in &figures.commissions {
        for (measure, minor) in [
            ("earned", sums.earned),
            ("clawed_back", sums.clawed_back),
            ("given_back", sums.given_back),
        ] {
            csv.line(&Line {
                dimension: "commission",
                currency: Some(*currency),
                measure,
                count: Some(sums.count),
                amount: Some(minor),
                ..Line::default()
            });
        }
    }
}

fn rest(csv: &mut Csv, report: &Report) {
    let reviews = &report.figures.reviews;
    let of = |measure| Line { dimension: "open_review", measure, ..Line::default() };
    csv.line(&Line { count: Some(reviews.ages.count()), ..of("reviews") });
    csv.line(&Line { count: Some(reviews.overdue), ..of("overdue") });
    for (measure, seconds) in
        [("median_age", reviews.ages.median()), ("oldest", reviews.ages.longest())]
    {
        if seconds.is_some() {
            csv.line(&Line { seconds, ..of(measure) });
        }
    }
    for (currency, amount) in &reviews.proposed {
        let (count, amount) = (Some(amount.count), Some(amount.minor));
        csv.line(&Line { currency: Some(*currency), count, amount, ..of("proposed") });
    }
    for (said, rehearsed) in &report.figures.rehearsals {
        for (measure, count) in [
            ("requests", rehearsed.count),
            ("agreed", rehearsed.agreed),
            ("differed", rehearsed.differed),
        ] {
            csv.line(&Line {
                dimension: "rehearsal",
                key: said.as_str(),
                measure,
                count: Some(count),
                ..Line::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_text_and_no_formula() {
        for (field, written) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1),2", "\"'@SUM(A1),2\""),
            ("-cmd", "'-cmd"),
            ("-5", "-5"),
            ("", ""),
        ] {
            assert_eq!(quoted(field), written);
        }
    }
}
