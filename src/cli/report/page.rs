//! The report as one HTML page with plots.

use jiff::civil::Date;

use super::beside::{self, Beside};
use super::{
    BARS, NOT_COMPARED, accounts_in_words, aftermath, before_in_words, span_in_words, warnings,
    words,
};
use crate::app::report::Report;
use case::stage::Stage;
use case::terms::Targets;
use domain::money::Currency;
use page::{
    Colour, Column, Columns, Figure, Headline, Page, Row, Rows, Section, Series, Table, percent,
};
use trends::Dimension;
use trends::durations::{Durations, STEPS};
use trends::outcome::RequestOutcome;
use trends::span::Unit;

pub(super) fn write(report: &Report) -> String {
    let lead = format!("{} · {}", span_in_words(report), accounts_in_words(report));
    let sections = [
        ("before", "Beside the days before", before(report)),
        ("time", "Over time", if report.is_empty() { nothing() } else { over_time(report) }),
        (
            "why",
            "Why, and what was decided",
            dimensions(
                report,
                &[
                    Dimension::Reason,
                    Dimension::Rule,
                    Dimension::Clause,
                    Dimension::Path,
                    Dimension::DecidedBy,
                    Dimension::Because,
                    Dimension::Policy,
                ],
            ),
        ),
        ("money", "Money", money(report)),
        ("stages", "How long it took", stages(report)),
        (
            "sold",
            "What was sold, and where",
            dimensions(
                report,
                &[
                    Dimension::Product,
                    Dimension::ProductReason,
                    Dimension::Plan,
                    Dimension::Language,
                    Dimension::Account,
                    Dimension::Processor,
                ],
            ),
        ),
        ("after", "Disputes, partners, people", aftermath::write(report)),
    ];
    let sections: Vec<Section> = sections
        .into_iter()
        .filter(|(_, _, content)| !content.is_empty())
        .map(|(id, heading, content)| Section::new(id, heading, content))
        .collect();
    let made = report.frame.now.strftime("%-d %b %Y, %H:%M UTC");
    let foot = format!(
        "Made by refundd on {made} from {} stored cases. A request counts in the period in which \
         it was made, with what has become of it since; a refund or a dispute in that in which the \
         processor made it. Currencies are never added up. No customer and no member of staff is \
         named.",
        words::grouped(report.cases)
    );
    let page = Page {
        title: "Refunds and disputes",
        lead: &lead,
        warnings: &warnings(report),
        headlines: &headlines(report),
        sections: &sections,
        foot: &foot,
        style: "",
    };
    page.write()
}

fn headlines(report: &Report) -> Vec<Headline> {
    let (figures, all) = (&report.figures, &report.figures.requests);
    let share = |part| percent(part, all.decided()).unwrap_or_else(|| "–".to_owned());
    let decided = figures.waits.get(&Stage::Decided).map(|wait| &wait.took);
    let median = time(decided.and_then(Durations::median));
    let ninth = time(decided.and_then(Durations::ninth_tenth));
    let open = &figures.reviews;
    let oldest = open.ages.longest();
    let oldest = oldest.map(|oldest| format!("the oldest for {}", time(Some(oldest))));
    let line = |what: &str, value, word| Headline { what: what.to_owned(), value, word };
    if report.is_empty() {
        return Vec::new();
    }
    let mut headlines = vec![
        line(
            "Requests",
            words::grouped(all.requests),
            format!("{} decided", words::grouped(all.decided())),
        ),
        line("Approved", share(all.approved()), format!("{} denied", share(all.denied()))),
        line("Decided by machine", share(all.by_machine), words::of_decided(all)),
        line("Median decision", median, format!("nine of ten within {ninth}")),
        line(
            "Open reviews",
            words::grouped(open.ages.count()),
            oldest.unwrap_or_else(|| "nothing waits".to_owned()),
        ),
    ];
    if let Some((rate, payments)) = beside::rate(report) {
        headlines.push(line("Refunds per 100", rate, payments));
    }
    headlines
}

fn nothing() -> String {
    format!("<p>{}</p>\n", words::NOTHING)
}

/// The figures beside those of the span before.
fn before(report: &Report) -> String {
    let Some(span) = before_in_words(report) else { return String::new() };
    let rows = beside::rows(report);
    let about = match rows {
        Some(_) => {
            "As many days, up to the same time of day. What is younger has had less time to \
                    be decided."
        }
        None => NOT_COMPARED,
    };
    let cells = |Beside { name, now, before, change }| vec![name, now, before, change];
    let table = Table {
        head: ["", "Now", "Before", "Change"].map(str::to_owned).to_vec(),
        rows: rows.into_iter().flatten().map(cells).collect(),
    };
    Figure { title: &span, about, class: "wide" }.with(&table)
}

/// A duration, which no line breaks in two.
fn time(seconds: Option<u64>) -> String {
    seconds.map_or_else(|| "–".to_owned(), words::duration).replace(' ', "\u{a0}")
}

fn colour(outcome: RequestOutcome) -> Colour {
    match outcome {
        RequestOutcome::Full => Colour::Blue,
        RequestOutcome::Partial => Colour::Sky,
        RequestOutcome::Denied => Colour::Amber,
        RequestOutcome::Failed => Colour::Crimson,
        RequestOutcome::InReview => Colour::Violet,
        RequestOutcome::Asked => Colour::Lilac,
        RequestOutcome::Undecided => Colour::Grey,
        RequestOutcome::Elsewhere => Colour::Teal,
    }
}

/// The outcomes that there are, as series and in one order.
fn outcomes(report: &Report) -> Vec<(RequestOutcome, Series)> {
    let there = |outcome: &&RequestOutcome| report.figures.requests.outcomes.contains_key(outcome);
    let series = |outcome: &RequestOutcome| {
        (*outcome, Series::new(words::outcome(*outcome), colour(*outcome)))
    };
    RequestOutcome::ALL.iter().filter(there).map(series).collect()
}

/// A period's name under its column, and in full.
fn period(report: &Report, first: Date) -> (String, String) {
    let (label, name) = match report.frame.span.unit() {
        Unit::Day => (words::short_day(first), words::day(first)),
        Unit::Week => (words::short_day(first), format!("7 days from {}", words::day(first))),
        Unit::Month => {
            let month = |form| first.strftime(form).to_string();
            (month("%b %y"), month("%B %Y"))
        }
    };
    if report.frame.span.is_whole(first) {
        (label, name)
    } else {
        (label + "*", name + ", only a part of it")
    }
}

fn columns(report: &Report, values: impl Fn(Date) -> Vec<u64>) -> Vec<Column> {
    let column = |first: Date| {
        let (label, name) = period(report, first);
        Column { label, name, values: values(first) }
    };
    report.frame.span.periods().into_iter().map(column).collect()
}

fn over_time(report: &Report) -> String {
    let outcomes = outcomes(report);
    let series: Vec<Series> = outcomes.iter().map(|(_, series)| series.clone()).collect();
    let columns = columns(report, |first| {
        let counts = report.figures.periods.get(&first).map(|period| &period.outcomes);
        let count = |outcome| counts.and_then(|counts| counts.get(outcome)).copied();
        outcomes.iter().map(|(outcome, _)| count(outcome).unwrap_or(0)).collect()
    });
    let span = &report.frame.span;
    let unit = span.unit().as_str();
    let plot = Columns {
        id: "requests",
        title: &format!("Requests by {unit}"),
        about: &format!(
            "Each column is what was asked for in that time, by what has become of it since.{}",
            if span.periods().into_iter().all(|first| span.is_whole(first)) {
                String::new()
            } else {
                format!(" Of a {unit} with * only a part is in it.")
            }
        ),
        of: &words::sentence(unit),
        series: &series,
        stacks: &columns,
        class: "wide",
        full: &words::grouped,
        short: &words::short_count,
    };
    plot.draw()
}

fn dimensions(report: &Report, dimensions: &[Dimension]) -> String {
    let series = [
        Series::new("Approved", Colour::Blue),
        Series::new("Denied", Colour::Amber),
        Series::new("Open or elsewhere", Colour::Grey),
    ];
    let mut plots = String::new();
    for dimension in dimensions {
        let Some(keys) = report.figures.by.get(dimension) else { continue };
        let (title, about) = words::dimension(*dimension);
        if keys.are_too_many() {
            let about = "There are more different values than can be told apart.";
            plots.push_str(&Figure { title, about, class: "" }.with(&Table::default()));
            continue;
        }
        let currencies: Vec<Currency> = report.figures.requests.money.keys().copied().collect();
        let rows: Vec<Row> = keys
            .ranked()
            .into_iter()
            .map(|(key, tally)| {
                let share = percent(tally.requests, report.figures.requests.requests);
                let mut more = vec![share.unwrap_or_default()];
                more.extend(currencies.iter().map(|currency| {
                    let sums = tally.money.get(currency);
                    sums.map(|sums| words::amount(sums.approved, *currency)).unwrap_or_default()
                }));
                Row {
                    name: words::key_in(report, *dimension, key),
                    values: words::thirds(&tally.outcomes).to_vec(),
                    end: words::grouped(tally.requests),
                    more,
                }
            })
            .collect();
        let heads: Vec<String> =
            currencies.iter().map(|currency| format!("Approved, {currency}")).collect();
        let mut more = vec!["Share of all"];
        more.extend(heads.iter().map(String::as_str));
        let plot = Rows {
            id: dimension.as_str(),
            title,
            about,
            of: title,
            series: &series,
            legend: true,
            bars: &rows,
            most: BARS,
            more: &more,
            full: &words::grouped,
        };
        plots.push_str(&plot.draw());
    }
    plots
}

fn money(report: &Report) -> String {
    let figures = &report.figures;
    let series = [
        Series::new("Refunded here", Colour::Blue),
        Series::new("Refunded by hand", Colour::Teal),
        Series::new("Taken by disputes", Colour::Crimson),
    ];
    let mut plots = String::new();
    for (currency, flow) in figures.flows().iter().filter(|(_, flow)| flow.total() > 0) {
        let columns = columns(report, |first| {
            let period = figures.periods.get(&first);
            let flow = period.and_then(|period| period.flows.get(currency)).copied();
            let flow = flow.unwrap_or_default();
            let minor = |minor: i64| u64::try_from(minor).unwrap_or(0);
            vec![minor(flow.refunded), minor(flow.adopted), minor(flow.disputed)]
        });
        let id = format!("money-{currency}");
        let title = format!("{} went out", words::money(flow.total(), *currency));
        let plot = Columns {
            id: &id,
            title: &title,
            about: "By the day of the refund or the dispute; what disputes gave back is taken off.",
            of: &words::sentence(report.frame.span.unit().as_str()),
            series: &series,
            stacks: &columns,
            class: "",
            full: &|minor| words::money(i64::try_from(minor).unwrap_or(i64::MAX), *currency),
            short: &|minor| words::short_amount(minor, *currency),
        };
        plots.push_str(&plot.draw());
    }
    plots.push_str(&sums(report));
    plots
}

fn sums(report: &Report) -> String {
    let figures = &report.figures;
    let row = |(currency, sums): (&Currency, &trends::tally::AmountSums)| {
        let of = |minor| words::amount(minor, *currency);
        vec![currency.to_string(), of(sums.asked), of(sums.approved), of(sums.refunded)]
    };
    let rows: Vec<Vec<String>> = figures.requests.money.iter().map(row).collect();
    if rows.is_empty() {
        return String::new();
    }
    let head = ["Currency", "Asked for", "Approved", "Refunded"].map(str::to_owned).to_vec();
    let about = "The amounts of the requests of this time. Where no amount was named, the whole \
                 payment was asked for.";
    Figure { title: "What was asked for", about, class: "" }.with(&Table { head, rows })
}

fn stages(report: &Report) -> String {
    let mut plots = String::new();
    let series = [Series::new("Requests", Colour::Blue)];
    for (stage, wait) in &report.figures.waits {
        let row = |(name, count): &(&str, u64)| Row {
            name: (*name).to_owned(),
            values: vec![*count],
            end: words::grouped(*count),
            more: vec![percent(*count, wait.took.count()).unwrap_or_default()],
        };
        let rows: Vec<Row> = wait.took.filled().iter().map(row).collect();
        let about = format!(
            "{} Median {}, nine of ten within {}. {}",
            words::way(*stage),
            time(wait.took.median()),
            time(wait.took.ninth_tenth()),
            kept(report, *stage, wait.missed, wait.took.count())
        );
        let plot = Rows {
            id: stage.as_str(),
            title: words::stage(*stage),
            about: &about,
            of: "Time",
            series: &series,
            legend: false,
            bars: &rows,
            most: STEPS.len(),
            more: &["Share"],
            full: &words::grouped,
        };
        plots.push_str(&plot.draw());
    }
    plots
}

/// How a stage's target was kept, of so many requests that have reached it; those that missed it and have
/// not reached it count as well. Nothing is praised where there was nothing to keep.
fn kept(report: &Report, stage: Stage, missed: u64, reached: u64) -> String {
    let of = |targets: &Targets| match stage {
        Stage::Acknowledged => targets.acknowledged,
        Stage::Decided => targets.decided,
        Stage::Refunded => targets.refunded,
        Stage::FollowedUp => targets.followed_up,
    };
    let accounts = report.frame.accounts.iter();
    let looked_at = accounts
        .filter(|(name, _)| report.frame.account.as_ref().is_none_or(|account| account == *name));
    let mut targets: Vec<i64> = looked_at.filter_map(|(_, agreed)| of(&agreed.targets)).collect();
    targets.sort_unstable();
    targets.dedup();
    let target = match targets.as_slice() {
        [] => return "There is no target.".to_owned(),
        [one] => format!("The target of {}", time(u64::try_from(*one).ok())),
        _ => "The target, which differs by account,".to_owned(),
    };
    match (missed, reached) {
        (0, 0) => format!("{target} applied to nothing yet."),
        (0, 1) => format!("{target} was kept the one time."),
        (0, _) => format!("{target} was kept all {} times.", words::grouped(reached)),
        (1, _) => format!("{target} was missed once."),
        _ => format!("{target} was missed {} times.", words::grouped(missed)),
    }
}
