//! The report for a terminal, at most 100 characters wide.

use std::fmt::Write as _;

use super::beside::{self, Beside};
use super::{NOT_COMPARED, accounts_in_words, before_in_words, span_in_words, warnings, words};
use crate::app::report::Report;
use case::stage::Stage;
use domain::money::Currency;
use page::{bar, percent, stacked};
use trends::Dimension;
use trends::figures::Period;
use trends::outcome::RequestOutcome;
use trends::tally::{Keys, Tally};

/// The width of the page.
const WIDTH: usize = 100;
/// Rows of a dimension; the other forms have all.
const ROWS: usize = 8;
/// How many characters of a name are shown.
const NAME: usize = 30;

/// The page as it grows.
struct Sheet(String);

impl Sheet {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.0.write_fmt(line).unwrap_or_else(|_| unreachable!("a string can be written"));
        while self.0.ends_with(' ') {
            self.0.pop();
        }
        self.0.push('\n');
    }

    fn heading(&mut self, heading: &str, word: &str) {
        let used = heading.chars().count().saturating_add(word.chars().count());
        let gap = " ".repeat(WIDTH.saturating_sub(used).max(2));
        let gap = if word.is_empty() { String::new() } else { gap };
        self.line(format_args!("\n{heading}{gap}{word}"));
        self.line(format_args!("{}", "─".repeat(WIDTH)));
    }

    /// Breaks a sentence where it would be too wide.
    fn sentence(&mut self, first: &str, sentence: &str) {
        let mut line = first.to_owned();
        for word in sentence.split(' ') {
            if line.chars().count().saturating_add(word.chars().count()) >= WIDTH {
                self.line(format_args!("{line}"));
                line = " ".repeat(first.chars().count());
            }
            line.push_str(word);
            line.push(' ');
        }
        self.line(format_args!("{line}"));
    }
}

pub(super) fn write(report: &Report) -> String {
    let mut sheet = Sheet(String::new());
    sheet.line(format_args!("REFUNDS AND DISPUTES"));
    sheet.line(format_args!("{} · {}", span_in_words(report), accounts_in_words(report)));
    for warning in warnings(report) {
        sheet.sentence("! ", &warning);
    }
    if report.is_empty() {
        sheet.line(format_args!(""));
        sheet.sentence("  ", words::NOTHING);
    } else {
        headlines(&mut sheet, report);
    }
    before(&mut sheet, report);
    if report.figures.requests.requests > 0 {
        periods(&mut sheet, report);
        outcomes(&mut sheet, &report.figures.requests);
    }
    money(&mut sheet, report);
    waits(&mut sheet, report);
    for (dimension, _) in Dimension::ALL {
        if let Some(keys) = report.figures.by.get(&dimension) {
            ranking(&mut sheet, report, dimension, keys);
        }
    }
    rest(&mut sheet, report);
    sheet.0
}

fn headlines(sheet: &mut Sheet, report: &Report) {
    let (figures, all) = (&report.figures, &report.figures.requests);
    let share = |part, whole| percent(part, whole).unwrap_or_else(|| "–".to_owned());
    let decided = all.decided();
    sheet.line(format_args!(""));
    let mut line = |name: &str, value: &str, word: String| {
        sheet.line(format_args!("  {name:<22}{value:>10}   {word}"));
    };
    line(
        "Requests",
        &words::grouped(all.requests),
        format!("of {} payments", words::grouped(figures.cases)),
    );
    line(
        "Approved",
        &share(all.approved(), decided),
        format!("of {} that were decided", words::grouped(decided)),
    );
    line("Decided by machine", &share(all.by_machine, decided), words::of_decided(all));
    if let Some(wait) = figures.waits.get(&Stage::Decided)
        && let (Some(median), Some(ninth)) = (wait.took.median(), wait.took.ninth_tenth())
    {
        let ninth = format!("in the middle; nine of ten within {}", words::duration(ninth));
        line("Time to the decision", &words::duration(median), ninth);
    }
    if let Some((rate, payments)) = beside::rate(report) {
        line("Refunds per 100", &rate, payments);
    }
    let open = &figures.reviews;
    let oldest = open.ages.longest().map_or_else(
        || "nothing waits for a person".to_owned(),
        |oldest| format!("the oldest for {}, {} overdue", words::duration(oldest), open.overdue),
    );
    line("Open reviews", &words::grouped(open.ages.count()), oldest);
}

/// The figures beside those of the span before.
fn before(sheet: &mut Sheet, report: &Report) {
    let Some(span) = before_in_words(report) else { return };
    sheet.heading("Beside the days before", &span);
    let Some(rows) = beside::rows(report) else {
        sheet.sentence("  ", NOT_COMPARED);
        return;
    };
    let mut row = |cells: [&str; 4]| {
        let [name, now, before, change] = cells;
        sheet.line(format_args!("  {name:<NAME$} {now:>20} {before:>20} {change:>20}"));
    };
    row(["", "now", "before", "change"]);
    for Beside { name, now, before, change } in &rows {
        row([name, now, before, change]);
    }
}

fn periods(sheet: &mut Sheet, report: &Report) {
    let span = &report.frame.span;
    let unit = span.unit().as_str();
    let heading = format!("Requests by {unit}");
    sheet.heading(&heading, "█ approved   ▒ denied   ░ open");
    let of = |day| report.figures.periods.get(&day);
    let most = report.figures.periods.values().map(Period::requests).max().unwrap_or(0);
    for day in span.periods() {
        let requests = of(day).map_or(0, Period::requests);
        let parts = of(day).map(|period| words::thirds(&period.outcomes)).unwrap_or_default();
        let bar = stacked(parts, most, 70);
        let count = words::grouped(requests);
        let mark = if span.is_whole(day) { "" } else { "*" };
        let day = words::day(day) + mark;
        sheet.line(format_args!("  {day:<12} {count:>7}  {bar}"));
    }
    if !span.periods().into_iter().all(|day| span.is_whole(day)) {
        sheet.line(format_args!("  * only a part of that {unit}"));
    }
}

fn outcomes(sheet: &mut Sheet, all: &Tally) {
    sheet.heading("What became of them", "");
    for outcome in RequestOutcome::ALL {
        let Some(count) = all.outcomes.get(outcome) else { continue };
        let (name, number) = (words::outcome(*outcome), words::grouped(*count));
        let share = percent(*count, all.requests).unwrap_or_default();
        let bar = bar(*count, all.requests, 46);
        sheet.line(format_args!("  {name:<NAME$} {number:>7} {share:>9}  {bar}"));
    }
}

fn money(sheet: &mut Sheet, report: &Report) {
    let figures = &report.figures;
    let flows = figures.flows();
    let mut currencies: Vec<Currency> = flows.keys().copied().collect();
    currencies.extend(figures.requests.money.keys());
    currencies.sort();
    currencies.dedup();
    if currencies.is_empty() {
        return;
    }
    sheet.heading("Money", "each currency by itself");
    let mut row = |cells: [&str; 6]| {
        let [currency, asked, approved, refunded, adopted, disputed] = cells;
        sheet.line(format_args!(
            "  {currency:<9} {asked:>16} {approved:>16} {refunded:>16} {adopted:>16} {disputed:>16}"
        ));
    };
    row(["", "asked for", "approved", "refunded", "by hand", "by disputes"]);
    for currency in currencies {
        let sums = figures.requests.money.get(&currency).copied().unwrap_or_default();
        let flow = flows.get(&currency).copied().unwrap_or_default();
        let of = |minor| words::amount(minor, currency);
        let (asked, approved) = (of(sums.asked), of(sums.approved));
        let (refunded, adopted, disputed) =
            (of(flow.refunded), of(flow.adopted), of(flow.disputed));
        row([currency.code(), &asked, &approved, &refunded, &adopted, &disputed]);
    }
}

fn waits(sheet: &mut Sheet, report: &Report) {
    if report.figures.waits.is_empty() {
        return;
    }
    sheet.heading("Time to each stage", "");
    let mut row = |cells: [&str; 6]| {
        let [stage, reached, median, ninth, missed, open] = cells;
        sheet.line(format_args!(
            "  {stage:<NAME$} {reached:>9} {median:>12} {ninth:>16} {missed:>12} {open:>9}"
        ));
    };
    row(["", "reached", "median", "nine of ten", "too late", "open"]);
    for (stage, wait) in &report.figures.waits {
        let time = |seconds: Option<u64>| seconds.map_or_else(|| "–".to_owned(), words::duration);
        let (median, ninth) = (time(wait.took.median()), time(wait.took.ninth_tenth()));
        let [reached, missed, open] =
            [wait.took.count(), wait.missed, wait.open].map(words::grouped);
        row([words::stage(*stage), &reached, &median, &ninth, &missed, &open]);
    }
}

fn ranking(sheet: &mut Sheet, report: &Report, dimension: Dimension, keys: &Keys) {
    let ranked = keys.ranked();
    // One key alone says what the reader knows.
    let says = ranked.len() > 1 || dimension == Dimension::Feedback;
    if !says && !keys.are_too_many() {
        return;
    }
    let (heading, _) = words::dimension(dimension);
    sheet.heading(heading, "requests · approved of those decided");
    if keys.are_too_many() {
        sheet.line(format_args!("  more different values than can be told apart"));
        return;
    }
    let most = ranked.iter().map(|(_, tally)| tally.requests).max().unwrap_or(0);
    for (key, tally) in ranked.iter().take(ROWS) {
        let name = fitting(&words::key_in(report, dimension, *key));
        let number = words::grouped(tally.requests);
        let approved = percent(tally.approved(), tally.decided()).unwrap_or_else(|| "–".to_owned());
        let bar = stacked(words::thirds(&tally.outcomes), most, 46);
        sheet.line(format_args!("  {name} {number:>7} {approved:>9}  {bar}"));
    }
    let left_out = ranked.len().saturating_sub(ROWS);
    if left_out > 0 {
        sheet.line(format_args!("  {left_out} more: --output csv, json, or --html"));
    }
}

/// A name cut or filled to its column. Ideographs are two columns wide.
fn fitting(name: &str) -> String {
    let wide = |c: char| if ('\u{1100}'..='\u{ffef}').contains(&c) { 2 } else { 1 };
    let mut fitting = String::new();
    let mut width = 0_usize;
    let whole: usize = name.chars().map(wide).sum();
    for c in name.chars() {
        let next = width.saturating_add(wide(c));
        if whole > NAME && next >= NAME {
            fitting.push('…');
            width = width.saturating_add(1);
            break;
        }
        fitting.push(c);
        width = next;
    }
    fitting.push_str(&" ".repeat(NAME.saturating_sub(width)));
    fitting
}

fn rest(sheet: &mut Sheet, report: &Report) {
    let figures = &report.figures;
    if !figures.refunds.is_empty() {
        sheet.heading("Refunds made", "");
        for ((end, currency), amount) in &figures.refunds {
            amounts(sheet, words::refund(*end), amount.count, (amount.minor, *currency));
        }
    }
    if !figures.disputes.is_empty() {
        sheet.heading("Disputes opened", "");
        for ((end, currency), amount) in &figures.disputes {
            amounts(sheet, words::dispute(*end), amount.count, (amount.minor, *currency));
        }
    }
    if !figures.costs.is_empty() {
        sheet.heading("Costs of what was refunded", "besides the money, where a table says them");
        for (currency, sums) in &figures.costs {
            for (name, minor) in [
                ("Fees kept and taken", sums.fees),
                ("Dispute fees spared at most", sums.disputes_spared),
            ] {
                amounts(sheet, name, sums.count, (minor, *currency));
            }
        }
    }
    if !figures.commissions.is_empty() {
        sheet.heading("Commissions", "of payments of which something is gone");
        for (currency, sums) in &figures.commissions {
            for (name, minor) in [
                ("Earned", sums.earned),
                ("Clawed back", sums.clawed_back),
                ("Of that given back again", sums.given_back),
            ] {
                amounts(sheet, name, sums.count, (minor, *currency));
            }
        }
    }
    if !figures.rehearsals.is_empty() {
        sheet.heading("Rehearsals", "what people decided then");
        for (said, rehearsed) in &figures.rehearsals {
            let name = format!("Would have said {}", said.as_str().replace('_', " "));
            sheet.line(format_args!(
                "  {name:<NAME$} {:>7}   {} decided the same, {} otherwise",
                rehearsed.count, rehearsed.agreed, rehearsed.differed
            ));
        }
    }
}

fn amounts(sheet: &mut Sheet, name: &str, count: u64, (minor, currency): (i64, Currency)) {
    let (count, money) = (words::grouped(count), words::money(minor, currency));
    sheet.line(format_args!("  {name:<NAME$} {count:>7}  {money:>24}"));
}
