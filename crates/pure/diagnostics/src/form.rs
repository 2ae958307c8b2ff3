//! What is wrong with a text that is no TOML: where it first goes wrong, and nothing of what only
//! follows from that.
//!
//! A reader of TOML sees a quote that is missing when the next one opens what it should close, and
//! has thirty things to say of the rest. The line says better what was forgotten.

use super::mistake::Mistake;
use super::source::Span;

/// The most mistakes of form that are told of one text.
const MISTAKES_MAX: usize = 3;

/// What is said of a text that is no TOML, with what its reader says of it: the true mistake first, and
/// at most three.
pub fn not_toml(text: &str, errors: impl IntoIterator<Item = (Span, String)>) -> Vec<Mistake> {
    if let Some(found) = first_break(text) {
        return vec![found];
    }
    let mut errors: Vec<_> = errors.into_iter().collect();
    errors.sort_by_key(|(span, _)| (span.start, span.end));
    let told = errors.into_iter().take(MISTAKES_MAX);
    told.map(|(span, message)| {
        let message = format!("this is not TOML: {message}");
        Mistake::error(span, message, "fix it; the rest of the text was not looked at")
    })
    .collect()
}

/// A text with several lines is open.
struct Long {
    /// What it stands between three of; in `"` a backslash escapes.
    quote: char,
    at: usize,
}

/// The first line on which quotes or brackets do not fit together.
fn first_break(text: &str) -> Option<Mistake> {
    let (mut start, mut long) = (0_usize, None);
    let mut brackets = Brackets::default();
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start = start.saturating_add(line.len());
        let mut line = Line { text: line.trim_end(), at: 0, start: line_start };
        if long.is_none()
            && let Some(found) = brackets.left_open(line.text)
        {
            return Some(found);
        }
        if let Some(found) = line.read(&mut long, &mut brackets) {
            return Some(found);
        }
    }
    let Long { at, .. } = long?;
    let end = at.saturating_add(3);
    Some(Mistake::error(at..end, NO_END, "close it with the same three quotes"))
}

const NO_END: &str = "the text that begins here does not end";

struct Line<'t> {
    text: &'t str,
    at: usize,
    start: usize,
}

impl<'t> Line<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn place(&self, from: usize, to: usize) -> Span {
        self.start.saturating_add(from)..self.start.saturating_add(to)
    }

    fn read(&mut self, long: &mut Option<Long>, brackets: &mut Brackets) -> Option<Mistake> {
        loop {
            if let Some(Long { quote, .. }) = *long {
                self.at = self.at.saturating_add(end_of(self.rest(), &three(quote), quote == '"')?);
                *long = None;
            }
            let (skipped, quote) = self.rest().char_indices().find(|(_, c)| {
                matches!(c, '"' | '\'' | '#' | '[' | ']' | '{' | '}' | '“' | '”' | '‘' | '’' | '„')
            })?;
            self.at = self.at.saturating_add(skipped);
            let (here, opened) = (self.at, self.start.saturating_add(self.at));
            match quote {
                '#' => return None,
                '[' | '{' | ']' | '}' => {
                    brackets.see(quote, opened);
                    self.at = self.at.saturating_add(1);
                }
                '"' | '\'' => {
                    if self.rest().starts_with(&three(quote)) {
                        *long = Some(Long { quote, at: opened });
                        self.at = self.at.saturating_add(3);
                        continue;
                    }
                    self.at = self.at.saturating_add(1);
                    let Some(length) = end_of(self.rest(), &quote.to_string(), quote == '"') else {
                        return Some(self.no_end(here, quote));
                    };
                    self.at = self.at.saturating_add(length);
                    if let Some(found) = self.goes_on() {
                        return Some(found);
                    }
                }
                other => {
                    return Some(Mistake::error(
                        self.place(here, here.saturating_add(other.len_utf8())),
                        "texts do not stand between typographic quotes",
                        "write straight ones: `\"`",
                    ));
                }
            }
        }
    }

    /// A quote that opens what is not closed: or one that closes what was not opened.
    fn no_end(&self, here: usize, quote: char) -> Mistake {
        let before = self.text.get(..here).unwrap_or_default();
        let word = before.rsplit(['=', '[', ',', '{']).next().unwrap_or_default().trim_start();
        if self.rest().is_empty() && !word.is_empty() {
            let from = here.saturating_sub(word.len());
            let remedy = format!("begin it with {quote}; the rest of the text was not looked at");
            let message = "the text that ends here has no quote at its beginning";
            return Mistake::error(self.place(from, here.saturating_add(1)), message, remedy);
        }
        let remedy = format!(
            "close it with {quote} on the same line; the rest of the text was not looked at"
        );
        Mistake::error(self.place(here, self.text.len()), NO_END, remedy)
    }

    /// What stands behind a text although nothing can.
    fn goes_on(&self) -> Option<Mistake> {
        let rest = self.rest();
        let behind = rest.trim_start();
        let first = behind.chars().next()?;
        let from = self.text.len().saturating_sub(behind.len());
        let remedy = match first {
            '"' | '\'' if behind.len() < rest.len() => "add a comma between the two texts",
            c if c.is_alphanumeric() || matches!(c, '_' | '"' | '\'' | '&' | '|' | '<' | '>') => {
                "within a condition, texts stand between single quotes: `\"payment.plan == 'pro'\"`"
            }
            _ => return None,
        };
        let message = "a text has ended before this";
        Some(Mistake::error(self.place(from, self.text.len()), message, remedy))
    }
}

fn three(quote: char) -> String {
    [quote; 3].iter().collect()
}

/// Where a text ends that has begun: behind its closing quotes.
fn end_of(rest: &str, quotes: &str, escapes: bool) -> Option<usize> {
    let mut skip = false;
    for (at, c) in rest.char_indices() {
        if skip {
            skip = false;
        } else if escapes && c == '\\' {
            skip = true;
        } else if rest.get(at..).is_some_and(|rest| rest.starts_with(quotes)) {
            return at.checked_add(quotes.len());
        }
    }
    None
}

/// The brackets that are open.
#[derive(Default)]
struct Brackets(Vec<(char, usize)>);

impl Brackets {
    fn see(&mut self, bracket: char, at: usize) {
        match bracket {
            '[' | '{' => self.0.push((bracket, at)),
            _ => drop(self.0.pop()),
        }
    }

    /// A list that is still open where a line begins as only a key or a block does.
    fn left_open(&mut self, line: &str) -> Option<Mistake> {
        let (bracket, at) = *self.0.last()?;
        let line = line.trim_start();
        let name = line.trim_start_matches('[');
        let word = name.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c));
        let length = word.count();
        let behind = name.get(length..).unwrap_or_default().trim_start();
        let is_block = name.len() < line.len() && behind.starts_with(']');
        let is_key = behind.starts_with('=') && name.len() == line.len();
        let begins = length > 0 && (is_block || is_key && bracket == '[');
        // A block is no value, but a list of a number in a list is one.
        let number = name.chars().next().is_some_and(|c| c.is_ascii_digit());
        let closing = if bracket == '[' { ']' } else { '}' };
        (begins && !number).then(|| {
            let remedy =
                format!("close it with `{closing}`; the rest of the text was not looked at");
            Mistake::error(at..at.saturating_add(1), "this bracket is not closed", remedy)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in a text, and the part of it that is pointed at.
    fn found(text: &str) -> Option<(&str, String)> {
        let found = first_break(text)?;
        Some((text.get(found.span)?, found.message))
    }

    #[test]
    fn w19_the_line_says_which_quote_or_bracket_is_missing() {
        let mut tried = 0;
        for (text, part, message) in [
            ("id = \"a\nb = \"c\"\n", "\"a", NO_END),
            ("id = 'a\nb = \"c\"\n", "'a", NO_END),
            ("when = [\"x == 'y', \"z\"]\n", "z\"]", "a text has ended before this"),
            ("when = [\"x\", \"z]\nb = 1\n", "\"z]", NO_END),
            ("a = \"\"\"\nx\n", "\"\"\"", NO_END),
            (
                "id = money-back\"\n",
                "money-back\"",
                "the text that ends here has no quote at its beginning",
            ),
            ("when = [\"a == \"b\"\"]\n", "b\"\"]", "a text has ended before this"),
            ("when = [\"a\" \"b\"]\n", "\"b\"]", "a text has ended before this"),
            ("id = “a”\n", "“", "texts do not stand between typographic quotes"),
            ("when = [\"a\",\n\nclause = \"b\"\n", "[", "this bracket is not closed"),
            ("when = [\"a\"\n[[rule]]\n", "[", "this bracket is not closed"),
            ("a = { b = 1\n[default]\n", "{", "this bracket is not closed"),
        ] {
            assert_eq!(found(text), Some((part, message.to_owned())), "{text}");
            tried += 1;
        }
        assert_eq!(tried, 12);
    }

    #[test]
    fn w19_nothing_is_missing_in_what_is_right() {
        for text in [
            "a = \"x \\\" # y\" # it's\n[[rule]]\nb = 'x \\'\nc = [\n  \"d\", # e\n  'f',\n]\n",
            "a = \"\"\"\n\"b\" isn't\n\"\"\"\nc = '''d\"e'''\n[t]\n\"k\" = 1\nl = [[1], [2]]\n",
            "a = { b = \"c\", d = [\"e\"] }\n\n[x.'y z']\n\"q\".w = 1\n",
            "a = [\n  [1],\n  [2],\n]\n",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
