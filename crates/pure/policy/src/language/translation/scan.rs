//! Cuts a foreign condition into tokens: the signs of other languages are read as ours, texts in any
//! quotes, numbers with separators and units.

use std::iter::Peekable;
use std::str::Chars;

use super::said::Measure;
use crate::language::token::is_date;

/// A token of a foreign condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Int(i64),
    Measure(Measure),
    Text(String),
    /// One of our signs, or a bracket or separator.
    Sign(&'static str),
}

/// Signs of other languages with ours; longer ones first.
const SIGNS: [(&str, &str); 46] = [
    ("===", "=="),
    ("!==", "!="),
    ("=!=", "!="),
    ("==", "=="),
    ("!=", "!="),
    ("<>", "!="),
    ("~=", "!="),
    ("/=", "!="),
    (":=", "=="),
    ("<=", "<="),
    ("=<", "<="),
    (">=", ">="),
    ("=>", ">="),
    ("&&", "&&"),
    ("||", "||"),
    ("?.", "."),
    ("->", "."),
    ("≠", "!="),
    ("≤", "<="),
    ("≥", ">="),
    ("⩽", "<="),
    ("⩾", ">="),
    ("∧", "&&"),
    ("∨", "||"),
    ("¬", "!"),
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("=", "=="),
    ("<", "<"),
    (">", ">"),
    ("&", "&&"),
    ("|", "||"),
    ("!", "!"),
    ("~", "!"),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("%", "%"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    (".", "."),
    ("?", "?"),
    (":", ":"),
];

/// Opening quotes with those that close them.
const QUOTES: [(char, &[char]); 8] = [
    ('\'', &['\'']),
    ('"', &['"']),
    ('“', &['”', '“']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('‘', &['’', '‘']),
    ('’', &['’']),
    ('«', &['»']),
];

/// The tokens of a text; `None` where something of it means nothing anywhere.
pub(super) fn scan(text: &str) -> Option<Vec<Token>> {
    // A formula of a spreadsheet begins with `=`, a statement ends with `;`.
    let text = text.trim().trim_start_matches('=').trim_end_matches(';').trim_end_matches('.');
    // An apostrophe that closes nothing is one of English.
    let is_odd = text.matches('\'').count() % 2 == 1;
    let spelt_out = text.replace("isn't ", "is not ").replace("doesn't ", "does not ");
    let text = if is_odd { spelt_out.as_str() } else { text };
    let mut scanner = Scanner { rest: text, tokens: Vec::new(), lists: Vec::new() };
    while scanner.next()? {}
    Some(scanner.tokens)
}

struct Scanner<'t> {
    rest: &'t str,
    tokens: Vec<Token>,
    /// Of every open bracket, whether commas separate in it.
    lists: Vec<bool>,
}

impl Scanner<'_> {
    /// Reads one token; false at the end.
    fn next(&mut self) -> Option<bool> {
        self.rest = self.rest.trim_start();
        let Some(first) = self.rest.chars().next() else { return Some(false) };
        let token = if first.is_ascii_digit() {
            self.number()?
        } else if first.is_alphabetic() || first == '_' {
            Token::Word(self.take_while(|c| c.is_alphanumeric() || c == '_'))
        } else if first == '`' {
            self.skip(1);
            let word = self.take_while(|c| c != '`');
            self.skip(1);
            Token::Word(word)
        } else if let Some((_, closing)) = QUOTES.iter().find(|(open, _)| *open == first) {
            self.quoted(closing)?
        } else if let Some(currency) = symbol(first) {
            self.skip(first.len_utf8());
            self.rest = self.rest.trim_start();
            let number = self.number()?;
            measured(number, currency)?
        } else {
            self.sign(first)?
        };
        self.tokens.push(token);
        Some(true)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn take_while(&mut self, mut wanted: impl FnMut(char) -> bool) -> String {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let taken = self.rest.get(..end).unwrap_or_default().to_owned();
        self.skip(end);
        taken
    }

    /// A sign as ours. Brackets of all kinds are brackets.
    fn sign(&mut self, first: char) -> Option<Token> {
        let sign = match first {
            '[' | '{' => "[",
            ']' | '}' => "]",
            // Spreadsheets separate arguments so, and statements end with it.
            ';' => ",",
            _ => {
                let (foreign, ours) = SIGNS.iter().find(|(sign, _)| self.rest.starts_with(sign))?;
                self.skip(foreign.len());
                self.note(ours);
                return Some(Token::Sign(ours));
            }
        };
        self.skip(first.len_utf8());
        self.note(sign);
        Some(Token::Sign(sign))
    }

    fn note(&mut self, sign: &str) {
        match sign {
            "[" => self.lists.push(true),
            "(" => {
                let after_word = matches!(self.tokens.last(), Some(Token::Word(_)));
                self.lists.push(after_word && !self.after_operator());
            }
            "]" | ")" => drop(self.lists.pop()),
            _ => {}
        }
    }

    /// Whether the last word joins conditions, so that a bracket behind it is no list.
    fn after_operator(&self) -> bool {
        let Some(Token::Word(word)) = self.tokens.last() else { return false };
        let word = word.to_lowercase();
        // `AND(a, b)` of spreadsheets has no left side.
        let leads = match self.tokens.len().checked_sub(2).and_then(|at| self.tokens.get(at)) {
            None | Some(Token::Sign("(" | "," | "[")) => true,
            Some(_) => false,
        };
        matches!(word.as_str(), "and" | "or" | "not" | "when" | "then" | "else") && !leads
    }

    fn quoted(&mut self, closing: &[char]) -> Option<Token> {
        let mut text = String::new();
        let mut rest: Peekable<Chars<'_>> = self.rest.chars().peekable();
        rest.next();
        loop {
            let c = rest.next()?;
            if c == '\\' {
                text.push(rest.next().filter(|c| matches!(c, '\\' | '\'' | '"'))?);
            } else if closing.contains(&c) {
                // SQL writes a quote within a text twice.
                let twice = matches!(c, '\'' | '"') && rest.next_if_eq(&c).is_some();
                if !twice {
                    break;
                }
                text.push(c);
            } else {
                text.push(c);
            }
        }
        let left: usize = rest.map(char::len_utf8).sum();
        self.skip(self.rest.len().saturating_sub(left));
        (!text.contains(char::is_control)).then_some(Token::Text(text))
    }

    fn number(&mut self) -> Option<Token> {
        if is_date(self.rest) {
            return None;
        }
        let mut digits = self.take_while(|c| c.is_ascii_digit());
        let separators = if self.lists.last() == Some(&true) { &['_'][..] } else { &['_', ','] };
        // `10,000`, `10_000`: groups of three digits behind one to three.
        let grouped = digits.len() <= 3 && !digits.starts_with('0');
        let is_digit = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
        while let Some(rest) = self.rest.strip_prefix(separators).filter(is_digit) {
            if !grouped || rest.chars().take_while(char::is_ascii_digit).count() != 3 {
                return None;
            }
            digits.push_str(rest.get(..3).unwrap_or_default());
            self.skip(4);
        }
        let mut decimals = String::new();
        let behind = self.rest.strip_prefix('.').unwrap_or_default();
        if behind.starts_with(|c: char| c.is_ascii_digit()) {
            self.skip(1);
            decimals = self.take_while(|c| c.is_ascii_digit());
        }
        let unit = if self.is_percent() {
            self.rest = self.rest.trim_start();
            self.skip(1);
            "%".to_owned()
        } else if let Some(currency) = self.rest.trim_start().chars().next().and_then(symbol) {
            self.rest = self.rest.trim_start();
            self.skip(self.rest.chars().next().map_or(0, char::len_utf8));
            currency.to_owned()
        } else {
            self.take_while(char::is_alphabetic).to_lowercase()
        };
        let whole = digits.parse().ok()?;
        if decimals.is_empty() && unit.is_empty() {
            return Some(Token::Int(whole));
        }
        Some(Token::Measure(Measure { whole, decimals, unit }))
    }

    /// Whether a per cent sign follows, and no number to divide by.
    fn is_percent(&self) -> bool {
        let Some(rest) = self.rest.trim_start().strip_prefix('%') else { return false };
        !rest.trim_start().starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '_')
            || rest.trim_start().to_lowercase().starts_with("and ")
            || rest.trim_start().to_lowercase().starts_with("or ")
    }
}

fn measured(number: Token, unit: &str) -> Option<Token> {
    let (whole, decimals) = match number {
        Token::Int(whole) => (whole, String::new()),
        Token::Measure(measure) if measure.unit.is_empty() => (measure.whole, measure.decimals),
        Token::Measure(_) | Token::Word(_) | Token::Text(_) | Token::Sign(_) => return None,
    };
    Some(Token::Measure(Measure { whole, decimals, unit: unit.to_owned() }))
}

/// The currency of a sign that only one currency has.
fn symbol(sign: char) -> Option<&'static str> {
    match sign {
        '€' => Some("eur"),
        '£' => Some("gbp"),
        _ => None,
    }
}
