//! What a replay came to, as one page that loads nothing: light and dark, narrow and wide.

use super::Titles;
use super::plot::{self, Block, part};
use super::sum::{count, difference, shown};
use super::tally::{Example, Outcomes, Place, Tally};
use super::text::{most_changed, signed, way};

const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub fn page(titles: &Titles, tally: &Tally) -> String {
    let Titles { current, candidate, history } = titles;
    let (current, candidate) = (escape(current), escape(candidate));
    let body =
        [figures(tally), flows(tally), money(tally), rules(tally), changes(tally), unread(tally)];
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{candidate} against {current}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>What would change</h1>\n<p><b>{candidate}</b> against <b>{current}</b>, on \
         {}. Nothing was decided by this, and no money moved.</p>\n</header>\n<main>\n{}</main>\n\
         </body>\n</html>\n",
        escape(history),
        body.concat()
    )
}

/// Text in a page.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

fn section(title: &str, inside: &str) -> String {
    format!("<section>\n<h2>{title}</h2>\n{inside}</section>\n")
}

/// A share in per mille, as `12.3 %`.
fn percent(share: u64, whole: u64) -> String {
    let tenths = part(share, whole, 1000);
    format!("{}.{} %", tenths.div_euclid(10), tenths.rem_euclid(10))
}

fn figures(tally: &Tally) -> String {
    let all = tally.requests;
    let figures = [
        ("requests", all, ""),
        ("decided the same", tally.same, ""),
        ("the same, by another rule or clause", tally.otherwise, ""),
        ("decided differently", tally.changed(), " class=\"loud\""),
    ]
    .map(|(title, number, class)| {
        let share = if title == "requests" { String::new() } else { percent(number, all) };
        let number = count(number);
        format!("<div{class}><dt>{title}</dt><dd>{number}<small>{share}</small></dd></div>\n")
    });
    format!("<dl class=\"figures\">\n{}</dl>\n", figures.concat())
}

fn flows(tally: &Tally) -> String {
    let (left, right, drawing) = plot::flows(tally);
    let labels = |blocks: &[Block], class: &str, title: &str| {
        let label = |block: &Block| {
            let (place, verdict) = (block.middle(), block.verdict.as_str());
            let requests = count(block.requests);
            format!("<li style=\"top:{place}%\"><b>{verdict}</b><span>{requests}</span></li>")
        };
        let labels: Vec<String> = blocks.iter().map(label).collect();
        format!("<ul class=\"{class}\" aria-label=\"{title}\">{}</ul>", labels.concat())
    };
    let inside = format!(
        "<div class=\"sides\"><span>now</span><span>then</span></div>\n<div class=\"flows\">\n{}\n\
         {drawing}\n{}\n</div>\n<p class=\"note\">Small parts are drawn larger than they are; the \
         numbers are right.</p>\n",
        labels(&left, "left", "now"),
        labels(&right, "right", "then")
    );
    section("Verdicts", &inside)
}

fn money(tally: &Tally) -> String {
    let mut rows = String::new();
    for (currency, before, after) in tally.money.all() {
        let most = before.max(after).max(1);
        let hundredths = |sum: i128| {
            let part = sum.saturating_mul(100).checked_div(most).unwrap_or_default();
            u64::try_from(part).unwrap_or_default()
        };
        let bars = ["before", "after"].map(|class| {
            plot::bar(class, hundredths(if class == "before" { before } else { after }))
        });
        rows.push_str(&row(
            currency.code(),
            &bars.concat(),
            [shown(before, currency), shown(after, currency), difference(before, after, currency)],
        ));
    }
    if rows.is_empty() {
        return section("Money that machines give", "<p class=\"note\">None.</p>\n");
    }
    let inside =
        table(["currency", "now (above), then (below)", "now", "then", "difference"], &rows);
    section("Money that machines give", &inside)
}

/// A row of a table. Its numbers carry the heads of their columns, because a narrow screen has no
/// columns.
fn row(title: &str, plot: &str, [before, after, change]: [String; 3]) -> String {
    format!(
        "<tr><th scope=\"row\">{title}</th><td class=\"plot\">{plot}</td>\
         <td data-label=\"now\">{before}</td><td data-label=\"then\">{after}</td>\
         <td>{change}</td></tr>\n"
    )
}

fn table(heads: [&str; 5], rows: &str) -> String {
    let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>")).concat();
    format!(
        "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n\
         {rows}</tbody>\n</table></div>\n"
    )
}

fn rules(tally: &Tally) -> String {
    let (rules, others) = most_changed(tally);
    let apart = |counts: &Outcomes| counts.before.abs_diff(counts.after);
    let most = rules.iter().map(|(_, counts)| apart(counts)).max().unwrap_or_default().max(1);
    let mut rows = String::new();
    for (id, counts) in &rules {
        let Outcomes { before, after } = *counts;
        let lean = plot::leaning(after < before, part(apart(counts), most, 50));
        let numbers = [count(before), count(after), signed(before, after)];
        rows.push_str(&row(&escape(id), &lean, numbers));
    }
    let mut inside = table(["rule", "fewer · more requests", "now", "then", "difference"], &rows);
    if others > 0 {
        let note = format!("<p class=\"note\">And {others} more, of which less changes.</p>\n");
        inside.push_str(&note);
    }
    section("Rules", &inside)
}

fn changes(tally: &Tally) -> String {
    let most = tally.transitions.values().map(|one| one.requests).max().unwrap_or_default();
    let ways = tally.transitions.iter().map(|((was, is), transition)| {
        let sums = transition.money.all().map(|(currency, before, after)| {
            format!("{} {currency}", difference(before, after, currency))
        });
        let sums = sums.collect::<Vec<_>>().join(", ");
        let sums = if sums.is_empty() { String::new() } else { format!("<span>{sums}</span>") };
        let examples: String = transition.examples.iter().map(example).collect();
        let (way, requests) = (way(*was, *is), count(transition.requests));
        let bar = plot::bar(is.as_str(), part(transition.requests, most, 100).max(1));
        format!(
            "<details open>\n<summary><b>{way}</b><span>{requests}</span>{sums}{bar}</summary>\n\
             <ul class=\"examples\">\n{examples}</ul>\n</details>\n"
        )
    });
    let mut inside: String = ways.collect();
    if inside.is_empty() {
        inside.push_str("<p class=\"note\">Every request is decided as it was.</p>\n");
    }
    section("Decided differently", &inside)
}

fn example((place, example): (&Place, &Example)) -> String {
    let Example { before, after } = example;
    format!(
        "<li><span>{}</span><dl><div><dt>now</dt><dd>{} <code>{}</code></dd></div>\
         <div><dt>then</dt><dd>{} <code>{}</code></dd></div></dl></li>\n",
        escape(&place.to_string()),
        escape(&before.headline),
        escape(&before.rule),
        escape(&after.headline),
        escape(&after.rule)
    )
}

fn unread(tally: &Tally) -> String {
    if tally.unreadable == 0 {
        return String::new();
    }
    let first = tally.unread.iter().map(|(place, why)| {
        format!("<li><span>{}</span> {}</li>\n", escape(&place.to_string()), escape(why))
    });
    let inside = format!(
        "<p class=\"note\">{} could not be read and count nowhere. The first:</p>\n\
         <ul class=\"examples\">\n{}</ul>\n",
        count(tally.unreadable),
        first.collect::<Vec<_>>().concat()
    );
    section("What could not be read", &inside)
}
