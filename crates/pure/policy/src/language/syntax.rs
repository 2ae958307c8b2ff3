//! Reads a condition: the grammar of CEL without loops, objects and functions of one's own.
//!
//! A parser of our own and not the one of the `cel` crate, because that one overflows the stack on
//! deep input and so can kill the daemon; the crate stays as the judge of what an expression means
//! (a test runs both on the same expressions). Types are checked elsewhere.

use std::ops::Range;

use crate::language::token::{Kind, Token, tokens};
use diagnostics::Mistake;

/// The longest condition, in bytes.
pub(crate) const MAX_LENGTH: usize = 512;
/// The deepest nesting of brackets.
pub(crate) const MAX_BRACKETS: usize = 10;
/// The deepest tree; a chain such as `a && b && c` grows by one for each operator.
const MAX_DEPTH: usize = 64;

/// A part of a condition and its bytes in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) part: Part,
    pub(crate) span: Range<usize>,
    depth: usize,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Int(i64),
    Text(String),
    Bool(bool),
    /// A dotted name, with the names between the dots joined again.
    Name(String),
    List(Vec<Node>),
    /// `!x` and `-x`.
    Prefix(Prefix, Box<Node>),
    Infix(Infix, Box<Node>, Box<Node>),
    /// `has(x)`, and `x.startsWith(y)` with `x` first.
    Call(String, Vec<Node>),
}

/// An operator before its operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    Not,
    Minus,
}

/// An operator between its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Infix {
    Or,
    And,
    Compare(Comparison),
    In,
    Arithmetic(Arithmetic),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An operation on whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Infix {
    fn of(kind: &Kind) -> Option<Self> {
        let sign = match kind {
            Kind::Word(word) if word == "in" => return Some(Self::In),
            Kind::Sign(sign) => *sign,
            Kind::Word(_) | Kind::Int(_) | Kind::Text(_) | Kind::End => return None,
        };
        Some(match sign {
            "||" => Self::Or,
            "&&" => Self::And,
            "==" => Self::Compare(Comparison::Equal),
            "!=" => Self::Compare(Comparison::NotEqual),
            "<" => Self::Compare(Comparison::Less),
            "<=" => Self::Compare(Comparison::LessOrEqual),
            ">" => Self::Compare(Comparison::Greater),
            ">=" => Self::Compare(Comparison::GreaterOrEqual),
            "+" => Self::Arithmetic(Arithmetic::Add),
            "-" => Self::Arithmetic(Arithmetic::Subtract),
            "*" => Self::Arithmetic(Arithmetic::Multiply),
            "/" => Self::Arithmetic(Arithmetic::Divide),
            "%" => Self::Arithmetic(Arithmetic::Remainder),
            _ => return None,
        })
    }

    /// How tightly it binds; higher is tighter.
    fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Compare(_) | Self::In => 3,
            Self::Arithmetic(Arithmetic::Add | Arithmetic::Subtract) => 4,
            Self::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Remainder) => {
                5
            }
        }
    }
}

/// Reads a condition.
pub(crate) fn read(text: &str) -> Result<Node, Mistake> {
    let whole = 0..text.len();
    if text.len() > MAX_LENGTH {
        let message =
            format!("a condition has at most {MAX_LENGTH} bytes, this has {}", text.len());
        return Err(Mistake::error(whole, message, "split it into several conditions or rules"));
    }
    if text.trim().is_empty() {
        let remedy = "write a condition, or `when = []` for a rule that always applies";
        return Err(Mistake::error(whole, "the condition is empty", remedy));
    }
    let mut reader = Reader { tokens: tokens(text)?, at: 0, brackets: 0 };
    let node = reader.expression(1, 0)?;
    let next = reader.peek();
    if next.kind == Kind::End {
        return Ok(node);
    }
    Err(unexpected(&next))
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
    brackets: usize,
}

impl Reader {
    fn peek(&self) -> Token {
        // The last token is `End` and nothing goes past it.
        self.tokens
            .get(self.at)
            .or_else(|| self.tokens.last())
            .cloned()
            .unwrap_or(Token { kind: Kind::End, span: 0..0 })
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.at = self.at.saturating_add(1).min(self.tokens.len().saturating_sub(1));
        token
    }

    fn take_sign(&mut self, sign: &str) -> Option<Token> {
        (self.peek().kind == Kind::Sign(sign_of(sign)?)).then(|| self.take())
    }

    fn expect(&mut self, sign: &'static str) -> Result<Token, Mistake> {
        let found = self.peek();
        self.take_sign(sign).ok_or_else(|| {
            Mistake::error(found.span, format!("`{sign}` is missing here"), format!("add `{sign}`"))
        })
    }

    /// Reads operators at least as tight as `strength`. `depth` bounds the recursion between two
    /// brackets, their number the rest; the depth of the nodes bounds everything that walks the
    /// tree later.
    fn expression(&mut self, strength: u8, depth: usize) -> Result<Node, Mistake> {
        let mut left = self.prefixed(depth)?;
        loop {
            let token = self.peek();
            let Some(operator) = Infix::of(&token.kind) else { return Ok(left) };
            if operator.strength() < strength {
                return Ok(left);
            }
            self.take();
            let right =
                self.expression(operator.strength().saturating_add(1), depth.saturating_add(1))?;
            let span = left.span.start..right.span.end;
            left = node(Part::Infix(operator, Box::new(left), Box::new(right)), span)?;
        }
    }

    fn prefixed(&mut self, depth: usize) -> Result<Node, Mistake> {
        let token = self.peek();
        if depth > MAX_DEPTH {
            return Err(too_deep(token.span));
        }
        let prefix = match token.kind {
            Kind::Sign("!") => Prefix::Not,
            Kind::Sign("-") => Prefix::Minus,
            Kind::Sign(_) | Kind::Word(_) | Kind::Int(_) | Kind::Text(_) | Kind::End => {
                return self.member();
            }
        };
        self.take();
        let operand = self.prefixed(depth.saturating_add(1))?;
        let span = token.span.start..operand.span.end;
        node(Part::Prefix(prefix, Box::new(operand)), span)
    }

    /// A primary, and what follows it after dots.
    fn member(&mut self) -> Result<Node, Mistake> {
        let mut left = self.primary()?;
        loop {
            if let Some(bracket) = self.take_sign("[") {
                return Err(Mistake::error(
                    bracket.span,
                    "nothing can be looked up with brackets",
                    "facts are named with dots: `payment.plan`",
                ));
            }
            if self.take_sign(".").is_none() {
                return Ok(left);
            }
            let field = self.take();
            let Kind::Word(name) = field.kind else { return Err(unexpected(&field)) };
            let start = left.span.start;
            left = if self.peek().kind == Kind::Sign("(") {
                let mut arguments = vec![left];
                let end = self.arguments(&mut arguments)?;
                node(Part::Call(name, arguments), start..end)?
            } else if let Part::Name(owner) = left.part {
                node(Part::Name(format!("{owner}.{name}")), start..field.span.end)?
            } else {
                return Err(Mistake::error(
                    field.span,
                    format!("`.{name}` does not follow the name of a fact"),
                    "facts are named with dots: `payment.plan`",
                ));
            };
        }
    }

    fn primary(&mut self) -> Result<Node, Mistake> {
        let token = self.take();
        match token.kind {
            Kind::Int(number) => node(Part::Int(number), token.span),
            Kind::Text(text) => node(Part::Text(text), token.span),
            Kind::Word(word) => self.word(word, token.span),
            Kind::Sign("(") => {
                self.open(&token)?;
                let inner = self.expression(1, 0)?;
                let end = self.close(")")?;
                // The brackets belong to what is pointed at.
                Ok(Node { span: token.span.start..end, ..inner })
            }
            Kind::Sign("[") => {
                self.open(&token)?;
                let mut elements = Vec::new();
                while self.peek().kind != Kind::Sign("]") {
                    elements.push(self.expression(1, 0)?);
                    if self.take_sign(",").is_none() {
                        break;
                    }
                }
                let end = self.close("]")?;
                node(Part::List(elements), token.span.start..end)
            }
            Kind::Sign(_) | Kind::End => Err(unexpected(&token)),
        }
    }

    fn word(&mut self, word: String, span: Range<usize>) -> Result<Node, Mistake> {
        match word.as_str() {
            "true" => return node(Part::Bool(true), span),
            "false" => return node(Part::Bool(false), span),
            "and" | "or" | "not" | "in" | "is" | "null" => {
                return Err(unexpected(&Token { kind: Kind::Word(word), span }));
            }
            _ => {}
        }
        if self.peek().kind == Kind::Sign("(") {
            let mut arguments = Vec::new();
            let end = self.arguments(&mut arguments)?;
            return node(Part::Call(word, arguments), span.start..end);
        }
        node(Part::Name(word), span)
    }

    /// Reads `(a, b)`; returns where it ends.
    fn arguments(&mut self, arguments: &mut Vec<Node>) -> Result<usize, Mistake> {
        let bracket = self.take();
        self.open(&bracket)?;
        if self.peek().kind != Kind::Sign(")") {
            arguments.push(self.expression(1, 0)?);
            while self.take_sign(",").is_some() {
                arguments.push(self.expression(1, 0)?);
            }
        }
        self.close(")")
    }

    fn open(&mut self, bracket: &Token) -> Result<(), Mistake> {
        self.brackets = self.brackets.saturating_add(1);
        if self.brackets <= MAX_BRACKETS {
            return Ok(());
        }
        Err(Mistake::error(
            bracket.span.clone(),
            format!("brackets are nested deeper than {MAX_BRACKETS}"),
            "split it into several conditions or rules",
        ))
    }

    fn close(&mut self, sign: &'static str) -> Result<usize, Mistake> {
        self.brackets = self.brackets.saturating_sub(1);
        let next = self.peek();
        match next.kind {
            // A stray word says more than "`)` is missing".
            Kind::Word(_) | Kind::Sign("?" | "{" | "}" | ":") => Err(unexpected(&next)),
            Kind::Int(_) | Kind::Text(_) | Kind::Sign(_) | Kind::End => {
                Ok(self.expect(sign)?.span.end)
            }
        }
    }
}

fn sign_of(sign: &str) -> Option<&'static str> {
    [")", "]", ",", ".", "["].into_iter().find(|known| *known == sign)
}

fn node(part: Part, span: Range<usize>) -> Result<Node, Mistake> {
    let below = match &part {
        Part::Int(_) | Part::Text(_) | Part::Bool(_) | Part::Name(_) => 0,
        Part::Prefix(_, operand) => operand.depth,
        Part::Infix(_, left, right) => left.depth.max(right.depth),
        Part::List(nodes) | Part::Call(_, nodes) => {
            nodes.iter().map(|node| node.depth).max().unwrap_or_default()
        }
    };
    let depth = below.saturating_add(1);
    if depth > MAX_DEPTH { Err(too_deep(span)) } else { Ok(Node { part, span, depth }) }
}

fn too_deep(span: Range<usize>) -> Mistake {
    Mistake::error(
        span,
        format!("the condition has more than {MAX_DEPTH} operators on top of each other"),
        "split it into several conditions or rules, or use `in [..]`",
    )
}

fn unexpected(token: &Token) -> Mistake {
    let (message, remedy) = match &token.kind {
        Kind::End => ("the condition ends too early".to_owned(), "complete it"),
        Kind::Word(word) => (
            format!("`{word}` cannot stand here"),
            match word.as_str() {
                "and" => "\"and\" is written `&&`; or use two conditions",
                "or" => "\"or\" is written `||`",
                "not" => "\"not\" is written `!`",
                "is" => "compare with `==`",
                "null" => "ask with `has(…)` whether a fact is known",
                _ => "is an operator missing before it, or are quotes missing around it?",
            },
        ),
        Kind::Int(number) => {
            (format!("the number {number} cannot stand here"), "is an operator missing before it?")
        }
        Kind::Text(text) => {
            (format!("the text {text:?} cannot stand here"), "is an operator missing before it?")
        }
        Kind::Sign("?") => (
            "there is no `a ? b : c` in a condition".to_owned(),
            "write two rules, or `a && b || !a && c`",
        ),
        Kind::Sign("{" | "}") => {
            ("there are no objects in a condition".to_owned(), "compare single facts")
        }
        Kind::Sign(",") => (
            "`,` cannot stand here".to_owned(),
            "numbers are written with digits only, a list stands between `[` and `]`",
        ),
        Kind::Sign(sign) => {
            (format!("`{sign}` cannot stand here"), "is something missing before it?")
        }
    };
    Mistake::error(token.span.clone(), message, remedy)
}
