//! Checks the types of a condition that was read, and gives it the shape that is evaluated.
//!
//! All mistakes of one condition are found, not only the first. What is correct but unwise is the
//! business of `advice`.

use crate::language::condition::{Condition, Int, Text, TextTest};
use crate::language::fact::{Fact, Kind};
use crate::language::head::Head;
use crate::language::remedy::{self, an};
use crate::language::syntax::{Comparison, Infix, Node, Part, Prefix};
use crate::language::vocabulary;
use diagnostics::{Mistake, closest, instead};

/// A part of a condition with its type.
enum Typed {
    Bool(Condition),
    Int(Int),
    Text(Text),
    Ints(Vec<Int>),
    Texts(Vec<Text>),
    /// A list of nothing, of whatever type is wanted.
    Empty,
    /// Wrong, and already reported.
    Broken,
}

impl Typed {
    fn name(&self) -> &'static str {
        match self {
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Text(_) => "text",
            Self::Ints(_) | Self::Texts(_) | Self::Empty => "list",
            Self::Broken => "nothing",
        }
    }
}

/// Checks a condition; spans of mistakes are bytes of the condition.
pub(crate) fn check(node: &Node, head: &Head) -> Result<Condition, Vec<Mistake>> {
    let mut checker = Checker { head, mistakes: Vec::new() };
    let typed = checker.typed(node);
    if let Some(condition) = checker.bool(typed, node, "a condition is true or false") {
        if condition.facts().is_empty() {
            checker.report(
                node,
                "the condition names no fact, so it says the same of every request",
                "name a fact; `when = []` is a rule that always applies",
            );
        }
        if checker.mistakes.is_empty() {
            return Ok(condition);
        }
    }
    Err(checker.mistakes)
}

struct Checker<'h> {
    head: &'h Head,
    mistakes: Vec<Mistake>,
}

impl Checker<'_> {
    fn report(&mut self, node: &Node, message: impl Into<String>, remedy: impl Into<String>) {
        self.mistakes.push(Mistake::error(node.span.clone(), message, remedy));
    }

    fn broken(&mut self, node: &Node, message: impl Into<String>, remedy: &str) -> Typed {
        self.report(node, message, remedy);
        Typed::Broken
    }

    fn typed(&mut self, node: &Node) -> Typed {
        match &node.part {
            Part::Int(number) => Typed::Int(Int::Literal(*number)),
            Part::Text(text) => Typed::Text(Text::Literal(text.clone())),
            Part::Bool(truth) => Typed::Bool(Condition::Literal(*truth)),
            Part::Name(name) if name.starts_with("lists.") => self.roster(node, name),
            Part::Name(name) if name.starts_with("conditions.") => self.named(node, name),
            Part::Name(name) => {
                match self.fact(node, name).map(|fact| (fact, self.head.kind(fact))) {
                    Some((fact, _)) if self.head.is_written(fact) => self.written(node, name),
                    Some((fact, Kind::Int)) => Typed::Int(Int::Fact(fact)),
                    Some((fact, Kind::Bool)) => Typed::Bool(Condition::Fact(fact)),
                    Some((fact, Kind::Text)) => Typed::Text(Text::Fact(fact)),
                    Some((_, Kind::Moment)) => {
                        let message = format!("`{name}` is an instant, which is not compared");
                        let remedy = format!("count from it: `within = \"14 days of {name}\"`");
                        self.broken(node, message, &remedy)
                    }
                    None => Typed::Broken,
                }
            }
            Part::List(elements) => self.list(elements),
            Part::Prefix(prefix, operand) => self.prefix(*prefix, operand),
            Part::Infix(operator, left, right) => self.infix(*operator, left, right),
            Part::Call(name, arguments) => self.call(node, name, arguments),
        }
    }

    /// What a customer writes is for people.
    fn written(&mut self, node: &Node, name: &str) -> Typed {
        let key = name.split_once('.').map_or(name, |(_, key)| key);
        let message = format!("`{name}` is text that a customer writes, and no condition reads it");
        let remedy = format!(
            "ask whether it was answered, `has({name})`, or give the question another type: \
             `[questions.{key}]` and below it `type = \"yes_no\"`"
        );
        self.broken(node, message, &remedy)
    }

    fn fact(&mut self, node: &Node, name: &str) -> Option<Fact> {
        let found = self.head.fact(name);
        if found.is_none() && !self.head.broken.iter().any(|broken| broken == name) {
            let remedy = remedy::of_fact(self.head, name);
            self.report(node, format!("there is no fact `{name}`"), remedy);
        }
        found
    }

    /// A condition that the policy names stands for what it says.
    fn named(&mut self, node: &Node, name: &str) -> Typed {
        let known = &self.head.conditions;
        if let Some(named) = known.iter().find(|named| named.name == name) {
            return named.condition.clone().map_or(Typed::Broken, Typed::Bool);
        }
        let remedy = match closest(name, known.iter().map(|named| named.name.as_str())) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "declare it: `[conditions]`, and below it `fresh = \"payment.age_days <= 30\"`; one \
                     does not name another"
                .to_owned(),
        };
        self.broken(node, format!("there is no condition `{name}`"), &remedy)
    }

    fn roster(&mut self, node: &Node, name: &str) -> Typed {
        let rosters = &self.head.rosters;
        if let Some(roster) = rosters.iter().find(|roster| roster.name == name) {
            return Typed::Texts(roster.texts.iter().cloned().map(Text::Literal).collect());
        }
        let remedy = match closest(name, rosters.iter().map(|roster| roster.name.as_str())) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "declare it: `[lists]`, and below it `eu = [\"AT\", \"BE\"]`".to_owned(),
        };
        self.broken(node, format!("there is no list `{name}`"), &remedy)
    }

    fn bool(&mut self, typed: Typed, node: &Node, why: &str) -> Option<Condition> {
        match typed {
            Typed::Bool(condition) => Some(condition),
            Typed::Broken => None,
            Typed::Int(_) | Typed::Text(_) | Typed::Ints(_) | Typed::Texts(_) | Typed::Empty => {
                let message = format!("{why}, this is {}", an(typed.name()));
                self.report(node, message, "compare it with something: `… == …`");
                None
            }
        }
    }

    fn int(&mut self, typed: Typed, node: &Node) -> Option<Int> {
        match typed {
            Typed::Int(int) => Some(int),
            Typed::Broken => None,
            Typed::Bool(_) | Typed::Text(_) | Typed::Ints(_) | Typed::Texts(_) | Typed::Empty => {
                let message = format!("a number is needed here, this is {}", an(typed.name()));
                self.report(node, message, "numbers are written without quotes");
                None
            }
        }
    }

    fn list(&mut self, elements: &[Node]) -> Typed {
        let (mut ints, mut texts, mut whole) = (Vec::new(), Vec::new(), true);
        for element in elements {
            match self.typed(element) {
                Typed::Int(int) if texts.is_empty() => ints.push(int),
                Typed::Text(text) if ints.is_empty() => texts.push(text),
                Typed::Broken => whole = false,
                other @ (Typed::Int(_)
                | Typed::Text(_)
                | Typed::Bool(_)
                | Typed::Ints(_)
                | Typed::Texts(_)
                | Typed::Empty) => {
                    let message = format!("{} cannot stand in this list", an(other.name()));
                    self.report(element, message, "a list has only numbers or only texts");
                    whole = false;
                }
            }
        }
        match (whole, ints.is_empty(), texts.is_empty()) {
            (false, _, _) => Typed::Broken,
            (true, false, _) => Typed::Ints(ints),
            (true, true, false) => Typed::Texts(texts),
            (true, true, true) => Typed::Empty,
        }
    }

    fn prefix(&mut self, prefix: Prefix, operand: &Node) -> Typed {
        let typed = self.typed(operand);
        let result = match prefix {
            Prefix::Not => self
                .bool(typed, operand, "`!` needs true or false")
                .map(|inner| Typed::Bool(Condition::Not(Box::new(inner)))),
            Prefix::Minus => self.int(typed, operand).map(|inner| {
                Typed::Int(match inner {
                    // A literal is at least 0, so its negative exists.
                    Int::Literal(number) if number >= 0 => Int::Literal(number.saturating_neg()),
                    Int::Literal(_) | Int::Fact(_) | Int::Minus(_) | Int::Arithmetic(..) => {
                        Int::Minus(Box::new(inner))
                    }
                })
            }),
        };
        result.unwrap_or(Typed::Broken)
    }

    fn infix(&mut self, operator: Infix, left: &Node, right: &Node) -> Typed {
        let (a, b) = (self.typed(left), self.typed(right));
        let result = match operator {
            Infix::And | Infix::Or => {
                let why = "`&&` and `||` join what is true or false";
                let (a, b) = (self.bool(a, left, why), self.bool(b, right, why));
                a.zip(b).map(|(a, b)| {
                    let (a, b) = (Box::new(a), Box::new(b));
                    Typed::Bool(match operator {
                        Infix::And => Condition::And(a, b),
                        Infix::Or | Infix::Compare(_) | Infix::In | Infix::Arithmetic(_) => {
                            Condition::Or(a, b)
                        }
                    })
                })
            }
            Infix::Arithmetic(operation) => {
                let (a, b) = (self.int(a, left), self.int(b, right));
                a.zip(b)
                    .map(|(a, b)| Typed::Int(Int::Arithmetic(operation, Box::new(a), Box::new(b))))
            }
            Infix::Compare(comparison) => {
                return self.comparison(comparison, (a, left), (b, right));
            }
            Infix::In => return self.membership((a, left), (b, right)),
        };
        result.unwrap_or(Typed::Broken)
    }

    fn comparison(
        &mut self,
        comparison: Comparison,
        (a, left): (Typed, &Node),
        (b, right): (Typed, &Node),
    ) -> Typed {
        let negated = comparison == Comparison::NotEqual;
        let equality = match comparison {
            Comparison::Equal | Comparison::NotEqual => true,
            Comparison::Less
            | Comparison::LessOrEqual
            | Comparison::Greater
            | Comparison::GreaterOrEqual => false,
        };
        let equal = match (a, b) {
            (Typed::Broken, _) | (_, Typed::Broken) => return Typed::Broken,
            (Typed::Int(a), Typed::Int(b)) => {
                return Typed::Bool(Condition::Ints(comparison, a, b));
            }
            (Typed::Text(a), Typed::Text(b)) if equality => {
                self.vocabulary(&a, &b, right);
                self.vocabulary(&b, &a, left);
                Condition::TextsEqual(a, b)
            }
            (Typed::Bool(a), Typed::Bool(b)) if equality => {
                Condition::Same(Box::new(a), Box::new(b))
            }
            (a, b) => return self.incomparable(equality, (&a, left), (&b, right)),
        };
        Typed::Bool(if negated { Condition::Not(Box::new(equal)) } else { equal })
    }

    fn incomparable(
        &mut self,
        equality: bool,
        (a, left): (&Typed, &Node),
        (b, right): (&Typed, &Node),
    ) -> Typed {
        let whole = left.span.start..right.span.end;
        let (message, remedy) = if a.name() == b.name() {
            let message = format!("{} cannot be compared this way", an(a.name()));
            let remedy =
                if equality { "ask with `… in […]`" } else { "only numbers have an order" };
            (message, remedy)
        } else {
            let message =
                format!("{} and {} are never equal and have no order", an(a.name()), an(b.name()));
            let remedy = match (a, b) {
                (Typed::Int(_), Typed::Text(_)) | (Typed::Text(_), Typed::Int(_)) => {
                    "numbers stand without quotes, texts with them"
                }
                (Typed::Bool(_), _) | (_, Typed::Bool(_)) => {
                    "a truth value stands for itself: `payment.disputed`, `!payment.disputed`"
                }
                _ => "ask with `… in […]`",
            };
            (message, remedy)
        };
        self.mistakes.push(Mistake::error(whole, message, remedy));
        Typed::Broken
    }

    fn membership(&mut self, (a, left): (Typed, &Node), (b, right): (Typed, &Node)) -> Typed {
        match (a, b) {
            (Typed::Broken, _) | (_, Typed::Broken) => Typed::Broken,
            (Typed::Int(needle), Typed::Ints(list)) => Typed::Bool(Condition::IntIn(needle, list)),
            (Typed::Text(needle), Typed::Texts(list)) => {
                let nodes =
                    if let Part::List(nodes) = &right.part { nodes.as_slice() } else { &[] };
                for (place, element) in list.iter().enumerate() {
                    // What is wrong in a list with a name is told where it is used.
                    self.vocabulary(&needle, element, nodes.get(place).unwrap_or(right));
                }
                Typed::Bool(Condition::TextIn(needle, list))
            }
            (_, Typed::Empty) => {
                self.broken(right, "nothing is in an empty list", "list what is meant")
            }
            (_, Typed::Int(_) | Typed::Text(_) | Typed::Bool(_)) => {
                self.broken(right, "`in` needs a list", "write `… in ['a', 'b']`")
            }
            (needle, _) => {
                let message = format!("{} is never in this list", an(needle.name()));
                self.broken(left, message, "numbers stand without quotes, texts with them")
            }
        }
    }

    /// Checks a literal that is compared with a fact of a closed vocabulary.
    fn vocabulary(&mut self, fact: &Text, literal: &Text, node: &Node) {
        let (Text::Fact(fact), Text::Literal(word)) = (fact, literal) else { return };
        if let Fact::Answer(place) = *fact
            && let Some(question) = self.head.question(place)
            && !question.choices.contains(word)
        {
            let choices: Vec<&str> = question.choices.iter().map(String::as_str).collect();
            let message = format!("`{}` offers no choice {word:?}", question.key);
            self.report(node, message, instead(word, &choices));
            return;
        }
        let wrong = match self.head.name(*fact) {
            "request.reason" => vocabulary::reason_mistake(word),
            "payment.currency" => vocabulary::currency_mistake(word),
            "payment.processor" => vocabulary::processor_mistake(word),
            "payment.country" | "payment.card_country" => vocabulary::country_mistake(word),
            _ => None,
        };
        if let Some((message, remedy)) = wrong {
            self.report(node, message, remedy);
        }
    }

    fn call(&mut self, node: &Node, name: &str, arguments: &[Node]) -> Typed {
        let test = match name {
            "has" => return self.has(node, arguments),
            "startsWith" => TextTest::StartsWith,
            "endsWith" => TextTest::EndsWith,
            "contains" => TextTest::Contains,
            "all" | "exists" | "exists_one" | "filter" | "map" => {
                let remedy = "ask with `… in […]`";
                return self.broken(node, format!("a condition has no loops: `{name}`"), remedy);
            }
            _ => {
                let remedy = remedy::of_function(name);
                return self.broken(node, format!("there is no function `{name}`"), &remedy);
            }
        };
        let [whole, part] = arguments else {
            let remedy = format!("write `payment.plan.{name}('…')`");
            return self.broken(node, format!("`{name}` compares one text with one"), &remedy);
        };
        match (self.typed(whole), self.typed(part)) {
            (Typed::Text(a), Typed::Text(b)) => Typed::Bool(Condition::TextHas(test, a, b)),
            (Typed::Broken, _) | (_, Typed::Broken) => Typed::Broken,
            (a, _) => {
                let wrong = if a.name() == "text" { part } else { whole };
                self.broken(wrong, format!("`{name}` compares texts only"), "name a text fact")
            }
        }
    }

    fn has(&mut self, node: &Node, arguments: &[Node]) -> Typed {
        if let [argument] = arguments
            && let Part::Name(name) = &argument.part
        {
            return match self.fact(argument, name) {
                Some(fact) => Typed::Bool(Condition::Known(fact)),
                None => Typed::Broken,
            };
        }
        self.broken(node, "`has` asks for one fact", "write `has(payment.plan)`")
    }
}
