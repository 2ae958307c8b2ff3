//! The last section of the page: what came of it for banks, partners and customers.

use super::{BARS, words};
use crate::app::report::Report;
use page::{Colour, Figure, Row, Rows, Series, Table};
use trends::Dimension;

/// Writes the section.
pub(super) fn write(report: &Report) -> String {
    let figures = &report.figures;
    let mut content = String::new();
    let disputes = figures.disputes.iter().map(|((end, currency), of)| {
        (words::dispute(*end), of.count, words::money(of.minor, *currency))
    });
    content.push_str(&counted(
        "Disputes opened",
        "By what has become of them since, with the disputed amounts.",
        disputes,
    ));
    let refunds = figures.refunds.iter().map(|((end, currency), of)| {
        (words::refund(*end), of.count, words::money(of.minor, *currency))
    });
    content.push_str(&counted(
        "Refunds made",
        "Whoever made them, by what has become of them.",
        refunds,
    ));
    if !figures.costs.is_empty() {
        let head = ["Currency", "Refunded requests", "Fees", "Dispute fees spared at most"];
        let rows = figures.costs.iter().map(|(currency, sums)| {
            let of = |minor| words::amount(minor, *currency);
            let count = words::grouped(sums.count);
            vec![currency.to_string(), count, of(sums.fees), of(sums.disputes_spared)]
        });
        let table = Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() };
        let about = "What processors kept and took besides the money, by the table of costs.";
        content.push_str(&Figure { title: "Costs", about, class: "wide" }.with(&table));
    }
    if !figures.commissions.is_empty() {
        let head = ["Currency", "Commissions", "Earned", "Clawed back", "Given back again"];
        let rows = figures.commissions.iter().map(|(currency, sums)| {
            let of = |minor| words::amount(minor, *currency);
            let count = words::grouped(sums.count);
            vec![
                currency.to_string(),
                count,
                of(sums.earned),
                of(sums.clawed_back),
                of(sums.given_back),
            ]
        });
        let table = Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() };
        let about = "Of payments whose first refund or dispute is in this time.";
        content.push_str(&Figure { title: "Commissions", about, class: "wide" }.with(&table));
    }
    if figures.by.contains_key(&Dimension::Feedback) {
        content.push_str(&feedback(report));
    }
    if !figures.rehearsals.is_empty() {
        let head = ["It would have said", "Requests", "People agreed", "People differed"];
        let rows = figures.rehearsals.iter().map(|(said, of)| {
            let counts = [of.count, of.agreed, of.differed].map(words::grouped);
            std::iter::once(words::sentence(said.as_str())).chain(counts).collect()
        });
        let table = Table { head: head.map(str::to_owned).to_vec(), rows: rows.collect() };
        let about = "Rules in rehearsal decide and move nothing; what people decided then.";
        content.push_str(&Figure { title: "Rehearsals", about, class: "" }.with(&table));
    }
    content
}

fn counted(
    title: &str,
    about: &str,
    counted: impl Iterator<Item = (&'static str, u64, String)>,
) -> String {
    let rows: Vec<Vec<String>> = counted
        .map(|(name, count, money)| vec![name.to_owned(), words::grouped(count), money])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let head = ["", "Count", "Amount"].map(str::to_owned).to_vec();
    Figure { title, about, class: "" }.with(&Table { head, rows })
}

fn feedback(report: &Report) -> String {
    let (title, about) = words::dimension(Dimension::Feedback);
    let keys = report.figures.by.get(&Dimension::Feedback).cloned().unwrap_or_default();
    let rows: Vec<Row> = keys
        .ranked()
        .into_iter()
        .map(|(key, tally)| Row {
            name: words::key(Dimension::Feedback, key),
            values: vec![tally.requests],
            end: words::grouped(tally.requests),
            more: Vec::new(),
        })
        .collect();
    let plot = Rows {
        id: "feedback",
        title,
        about,
        of: "Answer",
        series: &[Series::new("Requests", Colour::Teal)],
        legend: false,
        bars: &rows,
        most: BARS,
        more: &[],
        full: &words::grouped,
    };
    plot.draw()
}
