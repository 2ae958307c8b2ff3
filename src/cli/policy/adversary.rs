//! What an adversary gets of each test, as a table and as a document.

use serde_json::{Value, json};

use domain::money::Money;
use trial::{Gain, Played};

/// The ways in which is asked, as the columns are headed.
const WAYS: [&str; 3] = ["in parts", "dated", "claiming"];

/// A line per case in which a machine gives anything, those first in which somebody gets more, and a
/// sentence that sums it up.
pub(super) fn text(played: &[Played<'_>]) -> Vec<String> {
    let (more, as_much): (Vec<_>, Vec<_>) =
        played.iter().filter(|played| played.is_about_money()).partition(|played| played.is_more());
    let [parts, dated, claiming] = WAYS.map(|way| format!("{way:>14}"));
    let mut lines =
        vec![String::new(), format!("  what a machine gives:  at once{parts}{dated}{claiming}")];
    for (mark, rows) in [("MORE", &more), ("", &as_much)] {
        lines.extend(rows.iter().map(|played| row(mark, played)));
    }
    if lines.len() == 2 {
        lines.clear();
    }
    lines.push(match more.len() {
        0 => "nobody gets more in parts, by another date or by claiming more".to_owned(),
        1 => "warning: in 1 case somebody gets more than for the plain request".to_owned(),
        cases => format!("warning: in {cases} cases somebody gets more than for the plain request"),
    });
    lines
}

fn row(mark: &str, played: &Played<'_>) -> String {
    let amount = |minor| Money::new(minor, played.currency).to_string();
    let gain = |gain: Gain| {
        let mark = if gain.is_more { "!" } else { "" };
        format!("{:>14}", format!("{mark}{}", amount(gain.minor)))
    };
    let [parts, dated, claiming] = ways(played).map(gain);
    let at_once = format!("{:>22}", amount(played.at_once));
    format!("  {mark:<8}{at_once}{parts}{dated}{claiming}  {}", played.case.name)
}

/// The same for programs, in minor units.
pub(super) fn document(played: &Played<'_>) -> Value {
    let [parts, dated, claiming] =
        ways(played).map(|gain| json!({ "minor": gain.minor, "is_more": gain.is_more }));
    json!({
        "currency": played.currency.code(),
        "at_once_minor": played.at_once,
        "in_parts": parts,
        "dated": dated,
        "claiming": claiming,
    })
}

fn ways(played: &Played<'_>) -> [Gain; 3] {
    [played.in_parts, played.dated, played.claiming]
}
