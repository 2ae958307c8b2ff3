//! What a replay came to, as one page.

use super::Titles;
use super::flows;
use super::sum::{difference, shown};
use super::tally::{Example, HistoryPlace, Outcomes, ReplayTally, ShortDecision};
use super::text::{RULES_MAX, by_change, signed, way};
use crate::expectation::VerdictWord;
use page::{Colour, Figure, Headline, Page, Row, Rows, Section, Series, escape};
use page::{grouped, percent};

/// Writes the page.
pub fn page(titles: &Titles, tally: &ReplayTally) -> String {
    let Titles { current, candidate, history } = titles;
    let mut sections = vec![
        Section::new("verdicts", "Verdicts", flows::draw(titles, tally)),
        Section::new("money", "Money that machines give", money(tally)),
        Section::new("rules", "Rules", rules(tally)),
        Section::new("changes", "Decided differently", changes(tally)),
    ];
    if tally.unreadable > 0 {
        sections.push(Section::new("unread", "What could not be read", unread(tally)));
    }
    let page = Page {
        title: "What another policy would decide",
        lead: &format!(
            "{candidate} against {current}: what would change on {history}. Nothing was decided by \
             this, and no money moved."
        ),
        warnings: &[],
        headlines: &headlines(tally),
        sections: &sections,
        foot: "",
        style: include_str!("page.css"),
    };
    page.write()
}

fn headlines(tally: &ReplayTally) -> Vec<Headline> {
    let all = tally.requests;
    let share = |count| percent(count, all).unwrap_or_default();
    let line = |what: &str, count: u64, word| Headline {
        what: what.to_owned(),
        value: grouped(count),
        word,
    };
    vec![
        line("Requests", all, String::new()),
        line("Decided the same", tally.same, share(tally.same)),
        line("The same, by another rule or clause", tally.otherwise, share(tally.otherwise)),
        line("Decided differently", tally.changed(), share(tally.changed())),
    ]
}

fn money(tally: &ReplayTally) -> String {
    let plot = |(currency, before, after)| {
        let row = |name: &str, sum: i128| Row {
            name: name.to_owned(),
            values: vec![u64::try_from(sum).unwrap_or(u64::MAX)],
            end: shown(sum, currency),
            more: Vec::new(),
        };
        let plot = Rows {
            id: &format!("money-{currency}"),
            title: &format!("{} {currency}", difference(before, after, currency)),
            about: "",
            of: "Under",
            series: &[Series::new("Given", Colour::Blue)],
            legend: false,
            bars: &[row("now", before), row("then", after)],
            most: 2,
            more: &[],
            full: &|minor| shown(minor.into(), currency),
        };
        plot.draw()
    };
    let plots: String = tally.money.all().map(plot).collect();
    if plots.is_empty() {
        let none = Figure { title: "None", about: "No machine gives any.", class: "" };
        return none.holding("");
    }
    plots
}

fn rules(tally: &ReplayTally) -> String {
    let row = |(id, counts): (&str, Outcomes)| {
        let Outcomes { before, after } = counts;
        Row {
            name: id.to_owned(),
            values: vec![before.saturating_sub(after), after.saturating_sub(before)],
            end: signed(before, after),
            more: vec![grouped(before), grouped(after)],
        }
    };
    let rows: Vec<Row> = by_change(tally).into_iter().map(row).collect();
    let plot = Rows {
        id: "by-rule",
        title: "What each rule decides",
        about: "By how many requests it decides fewer or more; first those of which most changes.",
        of: "Rule",
        series: &[Series::new("Fewer", Colour::Grey), Series::new("More", Colour::Sky)],
        legend: true,
        bars: &rows,
        most: RULES_MAX,
        more: &["Now", "Then"],
        full: &|count| grouped(count),
    };
    wide(&plot.draw())
}

/// A drawing across the whole page.
fn wide(figure: &str) -> String {
    format!("<div class=\"wide\">\n{figure}</div>\n")
}

fn changes(tally: &ReplayTally) -> String {
    let given = |sums: &super::ReplaySums| {
        let sums = sums.all().map(|(currency, before, after)| {
            format!("{} {currency}", difference(before, after, currency))
        });
        sums.collect::<Vec<_>>().join(", ")
    };
    let row = |((was, is), transition): (&(VerdictWord, VerdictWord), &super::Transition)| Row {
        name: way(*was, *is),
        values: vec![transition.requests],
        end: grouped(transition.requests),
        more: vec![given(&transition.money)],
    };
    let rows: Vec<Row> = tally.transitions.iter().map(row).collect();
    let about = if rows.is_empty() { "Every request is decided as it was." } else { "" };
    let plot = Rows {
        id: "ways",
        title: "By what becomes of what",
        about,
        of: "Now and then",
        series: &[Series::new("Requests", Colour::Blue)],
        legend: false,
        bars: &rows,
        most: rows.len(),
        more: &["Given"],
        full: &|count| grouped(count),
    };
    let examples = tally.transitions.iter().map(|((was, is), transition)| {
        let examples: String = transition.examples.iter().map(example).collect();
        let about = match given(&transition.money).as_str() {
            "" => grouped(transition.requests),
            given => format!("{}, {given}", grouped(transition.requests)),
        };
        Figure { title: &way(*was, *is), about: &about, class: "" }
            .holding(&format!("<ul class=\"examples\">\n{examples}</ul>\n"))
    });
    wide(&plot.draw()) + &examples.collect::<String>()
}

fn example((place, example): (&HistoryPlace, &Example)) -> String {
    let said = |ShortDecision { headline, rule }: &ShortDecision| {
        format!("{} <code>{}</code>", escape(headline), escape(rule))
    };
    format!(
        "<li><span>{}</span><dl><div><dt>now</dt><dd>{}</dd></div>\
         <div><dt>then</dt><dd>{}</dd></div></dl></li>\n",
        escape(&place.to_string()),
        said(&example.before),
        said(&example.after)
    )
}

fn unread(tally: &ReplayTally) -> String {
    let first = tally.unread.iter().map(|(place, why)| {
        format!("<li><span>{}</span> {}</li>\n", escape(&place.to_string()), escape(why))
    });
    let title = format!("{} could not be read", grouped(tally.unreadable));
    Figure { title: &title, about: "What cannot be read counts nowhere. The first:", class: "wide" }
        .holding(&format!("<ul class=\"examples\">\n{}</ul>\n", first.collect::<String>()))
}
