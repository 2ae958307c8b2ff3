//! Reads the tokens of a foreign condition: what SQL, spreadsheets, JavaScript, Python and plain
//! English have in common. What can be meant in two ways is not read.

use super::calls;
use super::phrase::{self, Phrase};
use super::said::{Measure, Said};
use super::scan::Token;
use crate::language::syntax::{Arithmetic, Comparison};

/// The deepest nesting that is followed.
const MAX_DEPTH: usize = 40;

/// Reads a whole condition.
pub(super) fn read(tokens: &[Token]) -> Option<Said> {
    let mut reader = Reader { tokens, at: 0, depth: 0 };
    let mut said = reader.choice()?;
    // Conditions that stand in one text, separated by commas, all hold.
    while reader.sign(",").is_some() {
        said = said.and(reader.choice()?);
    }
    (reader.at == tokens.len()).then_some(said)
}

pub(super) struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self) -> Option<&Token> {
        let token = self.tokens.get(self.at)?;
        self.at = self.at.saturating_add(1);
        Some(token)
    }

    fn sign(&mut self, sign: &str) -> Option<()> {
        let found = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        found.then(|| self.at = self.at.saturating_add(1))
    }

    /// Takes these words, whatever their case.
    fn words(&mut self, words: &[&str]) -> Option<()> {
        let ahead = self.tokens.get(self.at..)?;
        let alike = |(token, word): (&Token, &&str)| matches!(token, Token::Word(next) if next.eq_ignore_ascii_case(word));
        let found = ahead.len() >= words.len() && ahead.iter().zip(words).all(alike);
        found.then(|| self.at = self.at.saturating_add(words.len()))
    }

    /// Reads within bounds.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Option<Said>) -> Option<Said> {
        self.depth = self.depth.saturating_add(1);
        let said = if self.depth > MAX_DEPTH { None } else { read(self) };
        self.depth = self.depth.saturating_sub(1);
        said
    }

    /// `a ? b : c`, and `b if a else c`.
    fn choice(&mut self) -> Option<Said> {
        self.deeper(|reader| {
            let first = reader.either()?;
            if reader.sign("?").is_some() {
                let yes = reader.choice()?;
                reader.sign(":")?;
                return Some(first.choose(yes, reader.choice()?));
            }
            if reader.words(&["if"]).is_some() {
                let condition = reader.either()?;
                reader.words(&["else"])?;
                return Some(condition.choose(first, reader.choice()?));
            }
            Some(first)
        })
    }

    fn either(&mut self) -> Option<Said> {
        let mut left = self.both()?;
        while self.sign("||").or_else(|| self.words(&["or"])).is_some() {
            let right = match self.same_subject(&left) {
                Some(right) => right,
                None => self.both()?,
            };
            left = phrase::joined(left, right, false);
        }
        Some(left)
    }

    fn both(&mut self) -> Option<Said> {
        let mut left = self.negated()?;
        while self.sign("&&").or_else(|| self.words(&["and"])).is_some() {
            let right = match self.same_subject(&left) {
                Some(right) => right,
                None => self.negated()?,
            };
            left = phrase::joined(left, right, true);
        }
        Some(left)
    }

    /// A comparison without its left side, which is that of the one before: `x >= 14 and <= 30`.
    fn same_subject(&mut self, left: &Said) -> Option<Said> {
        let subject = phrase::subject(left)?;
        let phrase = self.phrase()?;
        self.linked(subject, phrase).map(|(said, _)| said)
    }

    /// `not` and `!` reach over the comparison behind them: `!x in [..]` cannot mean anything else.
    fn negated(&mut self) -> Option<Said> {
        self.deeper(|reader| {
            if reader.sign("!").is_some() || reader.words(&["not"]).is_some() {
                return reader.negated().map(Said::not);
            }
            reader.compared()
        })
    }

    /// Comparisons, which may form a chain: `14 < x <= 30`.
    fn compared(&mut self) -> Option<Said> {
        let mut left = self.sum()?;
        let mut chain: Option<Said> = None;
        loop {
            let Some(phrase) = self.phrase() else { return Some(chain.unwrap_or(left)) };
            let (link, next) = self.linked(left, phrase)?;
            chain = Some(match chain {
                Some(before) => before.and(link),
                None => link,
            });
            let Some(next) = next else { return chain };
            left = next;
        }
    }

    /// What a phrase says of its left side, and the right side where a chain can go on from it.
    fn linked(&mut self, left: Said, phrase: Phrase) -> Option<(Said, Option<Said>)> {
        Some(match phrase {
            Phrase::Compare(comparison) => {
                let right = self.sum()?;
                (left.is(comparison, right.clone()), Some(right))
            }
            Phrase::Known(known) => {
                let known_one = left.known();
                (if known { known_one } else { known_one.not() }, None)
            }
            Phrase::In(within) => {
                let list = self.list()?;
                let is_in = left.in_list(list);
                (if within { is_in } else { is_in.not() }, None)
            }
            Phrase::Between(within) => {
                let least = self.sum()?;
                self.words(&["and"]).or_else(|| self.sign("&&"))?;
                let most = self.sum()?;
                let said = if within {
                    let above = left.clone().is(Comparison::GreaterOrEqual, least);
                    above.and(left.is(Comparison::LessOrEqual, most))
                } else {
                    let below = left.clone().is(Comparison::Less, least);
                    below.or(left.is(Comparison::Greater, most))
                };
                (said, None)
            }
            Phrase::Like(alike) => {
                let Token::Text(pattern) = self.take()?.clone() else { return None };
                let like = phrase::like(left, &pattern)?;
                (if alike { like } else { like.not() }, None)
            }
            Phrase::Test(test, holds) => {
                let part = self.sum()?;
                let passes = left.passes(test, part);
                (if holds { passes } else { passes.not() }, None)
            }
        })
    }

    /// The phrase that comes next: a sign, or the longest row of words that is one.
    fn phrase(&mut self) -> Option<Phrase> {
        if let Some(Token::Sign(sign)) = self.peek() {
            let comparison = phrase::comparison(sign)?;
            self.at = self.at.saturating_add(1);
            return Some(Phrase::Compare(comparison));
        }
        let (words, phrase) = phrase::PHRASES
            .iter()
            .chain(&phrase::TESTS)
            .filter(|(words, _)| {
                let mut ahead = Self { tokens: self.tokens, at: self.at, depth: 0 };
                ahead.words(&words.split(' ').collect::<Vec<_>>()).is_some()
            })
            .max_by_key(|(words, _)| words.split(' ').count())?;
        self.at = self.at.saturating_add(words.split(' ').count());
        Some(*phrase)
    }

    fn sum(&mut self) -> Option<Said> {
        let mut left = self.product()?;
        loop {
            let operation = match self.peek() {
                Some(Token::Sign("+")) => Arithmetic::Add,
                Some(Token::Sign("-")) => Arithmetic::Subtract,
                _ => return Some(left),
            };
            self.take();
            left = Said::Arithmetic(operation, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Option<Said> {
        let mut left = self.single()?;
        loop {
            let operation = match self.peek() {
                Some(Token::Sign("*")) => Arithmetic::Multiply,
                Some(Token::Sign("/")) => Arithmetic::Divide,
                Some(Token::Sign("%")) => Arithmetic::Remainder,
                Some(Token::Word(word)) if word.eq_ignore_ascii_case("mod") => {
                    Arithmetic::Remainder
                }
                _ => return Some(left),
            };
            self.take();
            left = Said::Arithmetic(operation, Box::new(left), Box::new(self.single()?));
        }
    }

    fn single(&mut self) -> Option<Said> {
        self.deeper(|reader| {
            if reader.sign("-").is_some() {
                return Some(Said::Minus(Box::new(reader.single()?)));
            }
            let mut said = reader.primary()?;
            loop {
                if reader.sign(".").is_some() {
                    let Token::Word(name) = reader.take()?.clone() else { return None };
                    said = if reader.sign("(").is_some() {
                        let arguments = reader.arguments(")")?;
                        calls::method(said, &name, arguments)?
                    } else if let Said::Name(owner) = said {
                        Said::Name(format!("{owner}.{name}"))
                    } else {
                        return None;
                    };
                } else if let (Said::Name(owner), Some(Token::Sign("["))) = (&said, reader.peek()) {
                    // `payment['plan']` is looked up by name.
                    let owner = owner.clone();
                    reader.take();
                    let Token::Text(name) = reader.take()?.clone() else { return None };
                    reader.sign("]")?;
                    said = Said::Name(format!("{owner}.{name}"));
                } else {
                    return Some(said);
                }
            }
        })
    }

    fn primary(&mut self) -> Option<Said> {
        match self.take()?.clone() {
            Token::Int(number) => Some(self.counted(Measure {
                whole: number,
                decimals: String::new(),
                unit: String::new(),
            })),
            Token::Measure(measure) if measure.unit.is_empty() => Some(self.counted(measure)),
            Token::Measure(Measure { whole, decimals, unit }) => {
                let unit = if unit == "%" { "%" } else { phrase::unit(&unit)? };
                Some(Said::Measure(Measure { whole, decimals, unit: unit.to_owned() }))
            }
            Token::Text(text) => Some(Said::Text(text)),
            Token::Word(word) => self.word(word),
            Token::Sign("(") => self.bracket(),
            Token::Sign("[") => self.arguments("]").map(Said::List),
            Token::Sign(_) => None,
        }
    }

    /// A number with the unit that follows as a word.
    fn counted(&mut self, measure: Measure) -> Said {
        if let Some(Token::Word(word)) = self.peek()
            && let Some(unit) = phrase::unit(word)
        {
            self.at = self.at.saturating_add(1);
            return Said::Measure(Measure { unit: unit.to_owned(), ..measure });
        }
        if measure.decimals.is_empty() { Said::Int(measure.whole) } else { Said::Measure(measure) }
    }

    fn word(&mut self, word: String) -> Option<Said> {
        let lower = word.to_lowercase();
        if self.sign("(").is_some() {
            let arguments = self.arguments(")")?;
            return calls::function(&lower, arguments);
        }
        match lower.as_str() {
            "true" => Some(Said::Bool(true)),
            "false" => Some(Said::Bool(false)),
            "null" | "none" | "nil" | "undefined" => Some(Said::Nothing),
            "if" => {
                let condition = self.either()?;
                self.words(&["then"])?;
                let yes = self.choice()?;
                let no = if self.words(&["else"]).is_some() {
                    self.choice()?
                } else {
                    Said::Bool(false)
                };
                Some(condition.choose(yes, no))
            }
            "case" => self.cases(),
            "and" | "or" | "not" | "in" | "is" | "between" | "like" | "then" | "else" | "when"
            | "end" => None,
            _ => Some(Said::Name(word)),
        }
    }

    /// `case when a then b else c end`.
    fn cases(&mut self) -> Option<Said> {
        self.deeper(|reader| {
            if reader.words(&["when"]).is_some() {
                let condition = reader.either()?;
                reader.words(&["then"])?;
                let yes = reader.choice()?;
                return Some(condition.choose(yes, reader.cases()?));
            }
            if reader.words(&["else"]).is_some() {
                let last = reader.choice()?;
                reader.words(&["end"])?;
                return Some(last);
            }
            // Without a branch nothing holds.
            reader.words(&["end"]).map(|()| Said::Bool(false))
        })
    }

    /// Round brackets: around a condition, or a list of several.
    fn bracket(&mut self) -> Option<Said> {
        let mut inner = self.arguments(")")?;
        if inner.len() > 1 { Some(Said::List(inner)) } else { inner.pop() }
    }

    /// What stands before a closing bracket, separated by commas.
    fn arguments(&mut self, closing: &str) -> Option<Vec<Said>> {
        let mut found = Vec::new();
        while self.sign(closing).is_none() {
            found.push(self.choice()?);
            if self.sign(",").is_none() {
                self.sign(closing)?;
                break;
            }
        }
        Some(found)
    }

    /// What something is in: a list in any brackets or in none, or a name.
    fn list(&mut self) -> Option<Said> {
        if self.sign("(").is_some() {
            return self.arguments(")").map(Said::List);
        }
        let first = self.sum()?;
        if phrase::is_word(&first) && (self.words(&["or"]).is_some() || self.sign(",").is_some()) {
            // English: `is one of 'a', 'b' or 'c'`.
            let mut all = vec![first];
            loop {
                all.push(self.sum()?);
                let goes_on = self.sign(",").is_some();
                if self.words(&["or"]).is_none() && !goes_on {
                    return Some(Said::List(all));
                }
            }
        }
        Some(first)
    }
}
