//! The words with which other languages compare, and what they say in ours.

use super::said::Said;
use crate::language::condition::TextTest;
use crate::language::syntax::Comparison;

/// What stands between the two sides of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    Compare(Comparison),
    /// Whether the left side is known, or is not.
    Known(bool),
    In(bool),
    Between(bool),
    /// A pattern of SQL.
    Like(bool),
    Test(TextTest, bool),
}

use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
use Phrase::{Between, Compare, In, Known, Like, Test};
use TextTest::{Contains, EndsWith, StartsWith};

/// Rows of words; of those that fit, the longest is meant.
pub(super) const PHRASES: [(&str, Phrase); 78] = [
    ("is", Compare(Equal)),
    ("is not", Compare(NotEqual)),
    ("isnt", Compare(NotEqual)),
    ("eq", Compare(Equal)),
    ("equals", Compare(Equal)),
    ("is equal to", Compare(Equal)),
    ("equal to", Compare(Equal)),
    ("ne", Compare(NotEqual)),
    ("neq", Compare(NotEqual)),
    ("is not equal to", Compare(NotEqual)),
    ("does not equal", Compare(NotEqual)),
    ("lt", Compare(Less)),
    ("is less than", Compare(Less)),
    ("less than", Compare(Less)),
    ("is fewer than", Compare(Less)),
    ("fewer than", Compare(Less)),
    ("is below", Compare(Less)),
    ("below", Compare(Less)),
    ("is under", Compare(Less)),
    ("under", Compare(Less)),
    ("is smaller than", Compare(Less)),
    ("is lower than", Compare(Less)),
    ("le", Compare(LessOrEqual)),
    ("lte", Compare(LessOrEqual)),
    ("is less than or equal to", Compare(LessOrEqual)),
    ("less than or equal to", Compare(LessOrEqual)),
    ("is at most", Compare(LessOrEqual)),
    ("at most", Compare(LessOrEqual)),
    ("is no more than", Compare(LessOrEqual)),
    ("no more than", Compare(LessOrEqual)),
    ("is not more than", Compare(LessOrEqual)),
    ("is up to", Compare(LessOrEqual)),
    ("up to", Compare(LessOrEqual)),
    ("does not exceed", Compare(LessOrEqual)),
    ("gt", Compare(Greater)),
    ("is greater than", Compare(Greater)),
    ("greater than", Compare(Greater)),
    ("is more than", Compare(Greater)),
    ("more than", Compare(Greater)),
    ("is above", Compare(Greater)),
    ("above", Compare(Greater)),
    ("is over", Compare(Greater)),
    ("over", Compare(Greater)),
    ("is larger than", Compare(Greater)),
    ("is higher than", Compare(Greater)),
    ("exceeds", Compare(Greater)),
    ("ge", Compare(GreaterOrEqual)),
    ("gte", Compare(GreaterOrEqual)),
    ("is greater than or equal to", Compare(GreaterOrEqual)),
    ("greater than or equal to", Compare(GreaterOrEqual)),
    ("is at least", Compare(GreaterOrEqual)),
    ("at least", Compare(GreaterOrEqual)),
    ("is not less than", Compare(GreaterOrEqual)),
    ("is not null", Known(true)),
    ("is not none", Known(true)),
    ("is not empty", Known(true)),
    ("is known", Known(true)),
    ("is not unknown", Known(true)),
    ("notnull", Known(true)),
    ("is null", Known(false)),
    ("is none", Known(false)),
    ("is empty", Known(false)),
    ("is unknown", Known(false)),
    ("is not known", Known(false)),
    ("isnull", Known(false)),
    ("in", In(true)),
    ("is in", In(true)),
    ("is one of", In(true)),
    ("is any of", In(true)),
    ("not in", In(false)),
    ("is not in", In(false)),
    ("is not one of", In(false)),
    ("is none of", In(false)),
    ("between", Between(true)),
    ("is between", Between(true)),
    ("not between", Between(false)),
    ("like", Like(true)),
    ("not like", Like(false)),
];

/// The same for texts, and for what is there.
pub(super) const TESTS: [(&str, Phrase); 16] = [
    ("startswith", Test(StartsWith, true)),
    ("starts with", Test(StartsWith, true)),
    ("begins with", Test(StartsWith, true)),
    ("does not start with", Test(StartsWith, false)),
    ("endswith", Test(EndsWith, true)),
    ("ends with", Test(EndsWith, true)),
    ("does not end with", Test(EndsWith, false)),
    ("contains", Test(Contains, true)),
    ("includes", Test(Contains, true)),
    ("does not contain", Test(Contains, false)),
    ("exists", Known(true)),
    ("is set", Known(true)),
    ("is present", Known(true)),
    ("does not exist", Known(false)),
    ("is not set", Known(false)),
    ("is missing", Known(false)),
];

/// The comparison of a sign.
pub(super) fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Equal,
        "!=" => NotEqual,
        "<" => Less,
        "<=" => LessOrEqual,
        ">" => Greater,
        ">=" => GreaterOrEqual,
        _ => return None,
    })
}

/// The unit that a word behind a number names.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "d" | "day" | "days" => "days",
        "week" | "weeks" => "weeks",
        "h" | "hour" | "hours" => "hours",
        "minute" | "minutes" => "minutes",
        "s" | "second" | "seconds" => "seconds",
        "month" | "months" => "months",
        "year" | "years" => "years",
        "percent" => "%",
        "cents" | "cent" => "cents",
        "usd" => "usd",
        "eur" | "euro" | "euros" => "eur",
        "gbp" => "gbp",
        "jpy" | "yen" => "jpy",
        "chf" => "chf",
        _ => return None,
    })
}

/// What a pattern of SQL asks of a text; `None` where ours cannot say it.
pub(super) fn like(left: Said, pattern: &str) -> Option<Said> {
    let starts_open = pattern.starts_with('%');
    let ends_open = pattern.len() > 1 && pattern.ends_with('%');
    let inner = pattern.strip_prefix('%').unwrap_or(pattern);
    let inner = if ends_open { inner.strip_suffix('%').unwrap_or(inner) } else { inner };
    if inner.is_empty() || inner.contains(['%', '_']) {
        return None;
    }
    let part = Said::Text(inner.to_owned());
    Some(match (starts_open, ends_open) {
        (true, true) => left.passes(Contains, part),
        (false, true) => left.passes(StartsWith, part),
        (true, false) => left.passes(EndsWith, part),
        (false, false) => left.is(Equal, part),
    })
}

/// Whether it can be one of several values that are listed without brackets.
pub(super) fn is_word(said: &Said) -> bool {
    match said {
        Said::Text(_) | Said::Int(_) => true,
        Said::Name(name) => !name.contains('.'),
        _ => false,
    }
}

/// The left side of the last comparison.
pub(super) fn subject(said: &Said) -> Option<Said> {
    match said {
        Said::Compare(_, subject, _) | Said::In(subject, _) => Some((**subject).clone()),
        Said::And(_, right) | Said::Or(_, right) => subject(right),
        _ => None,
    }
}

/// Joins two conditions. Of `x == 'a' or 'b'` the second side belongs to the comparison.
pub(super) fn joined(left: Said, right: Said, all: bool) -> Said {
    let value = matches!(right, Said::Text(_) | Said::Int(_));
    let wanted = if all { NotEqual } else { Equal };
    match left {
        Said::Compare(comparison, subject, first) if value && comparison == wanted => {
            let is_in = subject.in_list(Said::List(vec![*first, right]));
            if all { is_in.not() } else { is_in }
        }
        Said::In(subject, list) if value && !all => match *list {
            Said::List(mut values) => {
                values.push(right);
                subject.in_list(Said::List(values))
            }
            other => subject.in_list(other).or(right),
        },
        left if all => left.and(right),
        left => left.or(right),
    }
}
