//! The paths that a source names: in `use` trees of any shape, and inline.

use std::collections::BTreeSet;

use crate::source::Source;
use crate::token::{Kind, Token};

/// A path as it is meant, after `crate`, `self` and `super` are resolved.
#[derive(Debug)]
pub struct Named {
    /// Whether it leads into this crate; the first segment is then a top-level module.
    pub inside: bool,
    pub segments: Vec<String>,
    pub line: usize,
    pub in_test: bool,
}

/// Every path of the source.
pub fn named(source: &Source) -> Vec<Named> {
    let mut walk = Walk { tokens: &source.tokens, module: source.module(), found: Vec::new() };
    walk.run();
    walk.found
}

/// The names that the source itself gives to something: modules it declares, what it imports from
/// deeper than a crate's root.
pub fn own_names(source: &Source) -> BTreeSet<String> {
    let mut own = BTreeSet::new();
    let tokens = &source.tokens;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        if (token.is("mod") || token.is("as")) && next.is_some_and(|next| next.kind == Kind::Word) {
            own.extend(next.map(|next| next.text.clone()));
        }
    }
    for path in imports(source) {
        if path.inside || path.segments.len() > 1 {
            // `a::{self}` brings in `a`.
            own.extend(path.segments.iter().rfind(|segment| *segment != "self").cloned());
        }
    }
    own
}

fn imports(source: &Source) -> Vec<Named> {
    let mut walk = Walk { tokens: &source.tokens, module: source.module(), found: Vec::new() };
    for at in 0..source.tokens.len() {
        if walk.is_import(at) {
            walk.tree(at + 1, &[]);
        }
    }
    walk.found
}

struct Walk<'a> {
    tokens: &'a [Token],
    module: Vec<String>,
    found: Vec<Named>,
}

impl Walk<'_> {
    fn run(&mut self) {
        let (mut at, mut depth) = (0, 0_usize);
        // Where each inline module began.
        let mut inline = Vec::new();
        while at < self.tokens.len() {
            let token = &self.tokens[at];
            if token.is("mod") && self.sign(at + 2, "{") {
                self.module.push(self.tokens[at + 1].text.clone());
                inline.push(depth);
                at += 2;
                continue;
            }
            if token.is("{") {
                depth += 1;
            } else if token.is("}") {
                depth = depth.saturating_sub(1);
                if inline.last() == Some(&depth) {
                    inline.pop();
                    self.module.pop();
                }
            }
            at = if self.is_import(at) {
                self.tree(at + 1, &[])
            } else if self.begins_path(at) {
                self.inline(at)
            } else {
                at + 1
            };
        }
    }

    fn sign(&self, at: usize, sign: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(sign))
    }

    /// `use` as an item; `use<'a>` is a bound.
    fn is_import(&self, at: usize) -> bool {
        self.tokens[at].is("use") && !self.sign(at + 1, "<")
    }

    fn begins_path(&self, at: usize) -> bool {
        let goes_on = at > 0 && self.sign(at - 1, "::");
        self.tokens[at].kind == Kind::Word && self.sign(at + 1, "::") && !goes_on
    }

    fn inline(&mut self, from: usize) -> usize {
        let mut segments = vec![self.tokens[from].text.clone()];
        let mut at = from + 1;
        while self.sign(at, "::")
            && self.tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Word)
        {
            segments.push(self.tokens[at + 1].text.clone());
            at += 2;
        }
        self.add(&segments, from);
        at
    }

    /// Reads one branch of a `use` tree, and says where it ends.
    fn tree(&mut self, from: usize, before: &[String]) -> usize {
        let mut segments = before.to_vec();
        let mut at = from;
        while let Some(token) = self.tokens.get(at) {
            if token.is("{") {
                at += 1;
                while at < self.tokens.len() && !self.sign(at, "}") {
                    at = self.tree(at, &segments);
                    at += usize::from(self.sign(at, ","));
                }
                return at + 1;
            }
            if token.is(",") || token.is(";") || token.is("}") {
                break;
            }
            if token.is("as") {
                at += 2;
                continue;
            }
            if token.kind == Kind::Word {
                segments.push(token.text.clone());
            }
            at += 1;
        }
        if segments.len() > before.len() || self.sign(at.saturating_sub(1), "*") {
            self.add(&segments, from);
        }
        at
    }

    fn add(&mut self, segments: &[String], at: usize) {
        let token = &self.tokens[at];
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        let rest = |skipped: usize| segments[skipped..].to_vec();
        let here = |up: usize| self.module[..self.module.len().saturating_sub(up)].to_vec();
        let (inside, segments) = match segments.first().map(String::as_str) {
            Some("crate") => (true, rest(1)),
            Some("self") => {
                let supers = segments[1..].iter().take_while(|s| *s == "super").count();
                (true, [here(supers), rest(1 + supers)].concat())
            }
            Some("super") => (true, [here(supers), rest(supers)].concat()),
            Some(_) | None => (false, rest(0)),
        };
        self.found.push(Named { inside, segments, line: token.line, in_test: token.in_test });
    }
}

#[test]
fn every_shape_of_a_path_is_read() {
    let code = "use crate::{a::{self, B}, c};\npub(crate) use crate::d\n    ::e;\nuse super::super::f;\n\
                use self::g as h;\nuse tokio::sync::*;\n\
                mod tests { use super::super::i; fn j() { crate::k::l(); super::super::m::n() } }\n\
                fn o() -> Box<dyn p::Q> { r::<s::T>() }";
    let source = Source::new("src/case/plan.rs", code);
    let found: Vec<String> = named(&source)
        .iter()
        .map(|path| {
            let top = if path.inside { "crate::" } else { "" };
            format!("{} {top}{}", path.line, path.segments.join("::"))
        })
        .collect();
    let expected = [
        "1 crate::a::self",
        "1 crate::a::B",
        "1 crate::c",
        "2 crate::d::e",
        "4 crate::f",
        "5 crate::case::plan::g",
        "6 tokio::sync",
        "7 crate::case::i",
        "7 crate::k::l",
        "7 crate::case::m::n",
        "8 p::Q",
        "8 r",
        "8 s::T",
    ];
    assert_eq!(found, expected);
    let own = own_names(&source);
    assert!(
        ["a", "B", "c", "e", "f", "h", "tests"].iter().all(|name| own.contains(*name)),
        "{own:?}"
    );
    assert!(!own.contains("tokio"));
}
