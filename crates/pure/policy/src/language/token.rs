//! Cuts a condition into tokens, after the lexical rules of CEL.
//!
//! What CEL has and a policy must not use (decimals, unsigned numbers, raw and byte strings) is
//! refused here, with advice; so is what people type who do not know CEL (`=`, `and`, `30d`).

use diagnostics::Mistake;
use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Word(String),
    Int(i64),
    Text(String),
    /// An operator, bracket or separator.
    Sign(&'static str),
    End,
}

/// A token and its bytes in the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
}

/// Every sign; longer ones first, so that `<=` is not read as `<`.
const SIGNS: [&str; 24] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "-", "+", "*", "/", "%", "(", ")", "[", "]",
    ",", ".", "?", ":", "{", "}",
];

/// Signs of other languages, and what CEL writes instead.
const FOREIGN_SIGNS: [(&str, &str); 9] = [
    ("===", "compare with `==`"),
    ("!==", "compare with `!=`"),
    ("=>", "greater or equal is written `>=`"),
    ("=<", "less or equal is written `<=`"),
    ("<>", "not equal is written `!=`"),
    ("=", "compare with `==`"),
    ("&", "\"and\" is written `&&`; or use two conditions"),
    ("|", "\"or\" is written `||`"),
    ("≤", "less or equal is written `<=`"),
];

/// Cuts the text into tokens; the last one is `End`.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    let mut cutter = Cutter { text, rest: text.char_indices().peekable() };
    let mut found = Vec::new();
    while let Some(token) = cutter.next_token()? {
        found.push(token);
    }
    found.push(Token { kind: Kind::End, span: text.len()..text.len() });
    Ok(found)
}

/// Whether a text begins as `2026-01-01` does, which would be a subtraction.
pub(crate) fn is_date(text: &str) -> bool {
    let date = text.as_bytes().first_chunk::<10>();
    date.is_some_and(|date| {
        date.iter().zip(b"0000-00-00").all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        })
    })
}

struct Cutter<'t> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
}

impl<'t> Cutter<'t> {
    fn next_token(&mut self) -> Result<Option<Token>, Mistake> {
        while self.rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some((start, first)) = self.rest.peek().copied() else { return Ok(None) };
        let kind = if first.is_ascii_digit() {
            self.number(start)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            Kind::Word(self.take_while(|c| c.is_ascii_alphanumeric() || c == '_').to_owned())
        } else if first == '"' || first == '\'' {
            self.quoted(start, first)?
        } else {
            self.sign(start, first)?
        };
        Ok(Some(Token { kind, span: start..self.position() }))
    }

    fn position(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn take_while(&mut self, mut wanted: impl FnMut(char) -> bool) -> &'t str {
        let start = self.position();
        while self.rest.next_if(|(_, c)| wanted(*c)).is_some() {}
        let end = self.position();
        self.text.get(start..end).unwrap_or_default()
    }

    fn number(&mut self, start: usize) -> Result<Kind, Mistake> {
        // Everything that sticks to the digits belongs to one slip: `1.50`, `49,00`, `30d`, `10%x`.
        let mut previous = '0';
        let word = self.take_while(|c| {
            let belongs = c.is_alphanumeric() || c == '_' || c == '.' && previous != '.';
            previous = c;
            belongs
        });
        let span = start..start.saturating_add(word.len());
        if is_date(self.text.get(start..).unwrap_or_default()) {
            return Err(Mistake::error(
                start..start.saturating_add("2026-01-01".len()),
                "a condition compares no dates",
                "count from an event, `within = \"30 days of purchase\"`, or let a version of the \
                 policy begin on a day: `in_force_from = 2026-01-01`",
            ));
        }
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        if digits == word.len() {
            // Digits alone can only be too many.
            let Ok(number) = word.parse() else {
                return Err(Mistake::error(
                    span,
                    format!("the number {word} is too large"),
                    "numbers go up to 9223372036854775807",
                ));
            };
            return Ok(Kind::Int(number));
        }
        let (message, remedy) = if word.contains('.') {
            (
                "a policy has no decimal numbers",
                "amounts are whole minor units (4900 for 49.00 USD), ages are whole days",
            )
        } else {
            (
                "a number is written with digits only",
                "the unit is part of the fact's name: `payment.age_days <= 30`, \
                 `payment.amount_minor <= 4900`",
            )
        };
        Err(Mistake::error(span, message, remedy))
    }

    fn quoted(&mut self, start: usize, quote: char) -> Result<Kind, Mistake> {
        let mut value = String::new();
        self.rest.next();
        while let Some((at, c)) = self.rest.next() {
            match c {
                _ if c == quote => return Ok(Kind::Text(value)),
                '\\' => {
                    let Some((_, escaped @ ('\\' | '"' | '\''))) = self.rest.next() else {
                        let end = self.position();
                        return Err(Mistake::error(
                            at..end,
                            "this escape is not known",
                            "only \\\\, \\\" and \\' can be escaped",
                        ));
                    };
                    value.push(escaped);
                }
                '\n' | '\r' => break,
                _ => value.push(c),
            }
        }
        Err(Mistake::error(
            start..self.text.len(),
            "this text does not end",
            format!("close it with {quote}"),
        ))
    }

    fn sign(&mut self, start: usize, first: char) -> Result<Kind, Mistake> {
        let rest = self.text.get(start..).unwrap_or_default();
        let foreign = FOREIGN_SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
        let known = SIGNS.iter().find(|sign| rest.starts_with(**sign)).copied();
        match (foreign, known) {
            // `==` begins with the foreign `=`, `&&` with `&`: the longer reading is meant.
            (Some((sign, remedy)), known) if known.is_none_or(|own| own.len() < sign.len()) => {
                let span = start..start.saturating_add(sign.len());
                Err(Mistake::error(span, format!("`{sign}` is not an operator"), *remedy))
            }
            (_, Some(sign)) => {
                for _ in sign.chars() {
                    self.rest.next();
                }
                Ok(Kind::Sign(sign))
            }
            (_, None) => {
                let span = start..start.saturating_add(first.len_utf8());
                let remedy = match first {
                    '“' | '”' | '„' | '‘' | '’' | '«' | '»' => {
                        "text stands between straight quotes: 'duplicate'"
                    }
                    '$' | '€' | '£' | '¥' => {
                        "write the amount in minor units and compare `payment.currency`"
                    }
                    _ => "remove it",
                };
                Err(Mistake::error(
                    span,
                    format!("the character {first:?} means nothing in a condition"),
                    remedy,
                ))
            }
        }
    }
}
