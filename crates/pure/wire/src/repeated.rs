//! A member that stands twice in a JSON document. Readers differ in which of the two counts, so what
//! one system has checked would not be what another one does.
//!
//! Looks at the whole document, at what is not read here as well: it is passed on to others. Needs no
//! stack of its own, however deep the document is.

use std::collections::BTreeSet;
use std::fmt;

/// The members that are read somewhere. Another one is not named in an error: whatever its name is, the
/// sender wrote it.
pub(crate) const NAMES: [&str; 46] = [
    "account",
    "alternatives",
    "amount",
    "answer_id",
    "answered_at",
    "answers",
    "base",
    "because",
    "binding",
    "channel",
    "charged",
    "choice",
    "clause",
    "comment",
    "commission",
    "currency",
    "data",
    "data_base64",
    "datacontenttype",
    "dataschema",
    "decided_at",
    "earned",
    "email_sha256",
    "id",
    "lines",
    "locale",
    "minor",
    "paid",
    "partner",
    "payment",
    "proof_of_purchase",
    "questions",
    "reason",
    "reasons",
    "request_id",
    "requested_at",
    "requested_by",
    "reviewer",
    "source",
    "specversion",
    "subject",
    "time",
    "time_zone",
    "traceparent",
    "type",
    "verdict",
];

/// A member that stands twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// Its path, or that of what it is in; empty for the event itself.
    pub path: String,
    /// Whether it is the member itself that is named.
    is_named: bool,
}

impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, is_named } = self;
        match (is_named, path.is_empty()) {
            (true, _) => write!(f, "the member `{path}`"),
            (false, true) => f.write_str("a member of the event"),
            (false, false) => write!(f, "a member of `{path}`"),
        }
    }
}

/// An object or a list that is not yet closed.
#[derive(Default)]
struct Open {
    seen: BTreeSet<String>,
    /// The member whose value comes; `None` in a list, and where its name is not one of [`NAMES`].
    member: Option<&'static str>,
}

/// The first member that stands twice in one object, by its path; of a member that is not read, and of
/// what is in it, as far as its path is known. `document` is JSON.
pub(crate) fn repeated(document: &str) -> Option<Repeated> {
    let mut open: Vec<Open> = Vec::new();
    let mut rest = document;
    while let Some(at) = rest.find(['{', '[', '}', ']', '"']) {
        let (mark, after) = rest.get(at..).and_then(|found| found.split_at_checked(1))?;
        rest = after;
        match mark {
            "\"" => {
                let (text, after) = text(rest)?;
                rest = after;
                if rest.trim_start().starts_with(':')
                    && let Some(object) = open.last_mut()
                {
                    let name = plain(text);
                    object.member = NAMES.into_iter().find(|known| *known == name);
                    if !object.seen.insert(name) {
                        return Some(path(&open));
                    }
                }
            }
            "{" | "[" => open.push(Open::default()),
            _ => drop(open.pop()),
        }
    }
    None
}

/// What stands before the quotation mark that ends a text, and what stands behind it.
fn text(rest: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let end = rest.find(|c: char| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    Some((rest.get(..end)?, rest.get(end..)?.strip_prefix('"')?))
}

/// A name without its escapes; as it stands, where it has none or they mean nothing.
fn plain(name: &str) -> String {
    if !name.contains('\\') {
        return name.to_owned();
    }
    serde_json::from_str(&format!("\"{name}\"")).unwrap_or_else(|_| name.to_owned())
}

/// The path of the member that was read last.
fn path(open: &[Open]) -> Repeated {
    let known: Vec<&str> = open.iter().map_while(|level| level.member).collect();
    Repeated { path: known.join("."), is_named: known.len() == open.len() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn s23_a_member_that_stands_twice_is_found_at_any_depth_and_named() {
        let deep = |inside: &str| format!("{}{inside}{}", "[".repeat(100_000), "]".repeat(100_000));
        for (document, found) in [
            (r#"{"id":1,"id":1}"#.to_owned(), Some("the member `id`")),
            (r#"{"id":1,"source":{},"id":2}"#.to_owned(), Some("the member `id`")),
            (
                r#"{"data":{"amount":{"minor":1,"minor":2}}}"#.to_owned(),
                Some("the member `data.amount.minor`"),
            ),
            (
                r#"{ "data" : { "account" : "a" , "account" : "b" } }"#.to_owned(),
                Some("the member `data.account`"),
            ),
            (r#"{"data":1,"d\u0061ta":2}"#.to_owned(), Some("the member `data`")),
            (
                r#"{"data":{"answers":{"jane":1,"j\u0061ne":2}}}"#.to_owned(),
                Some("a member of `data.answers`"),
            ),
            (r#"{"jane":1,"jane":2}"#.to_owned(), Some("a member of the event")),
            (r#"{"jane":{"id":1,"id":2}}"#.to_owned(), Some("a member of the event")),
            (r#"{"data":[{"id":1},{"id":2,"id":3}]}"#.to_owned(), Some("a member of `data`")),
            (r#"{"a\"":1,"a\"":2}"#.to_owned(), Some("a member of the event")),
            (r#"{"\ud800":1,"\ud800":2}"#.to_owned(), Some("a member of the event")),
            (deep(r#"{"id":1,"id":2}"#), Some("a member of the event")),
            (deep(r#"{"id":1}"#), None),
            (
                r#"{"id":"id","data":{"id":"{\"id\":","x":["id","id"]},"type":"\\"}"#.to_owned(),
                None,
            ),
            (r#"[{"id":1},{"id":1}]"#.to_owned(), None),
            (String::new(), None),
        ] {
            let said = repeated(&document);
            let start: String = document.chars().take(80).collect();
            assert_eq!(said.map(|said| said.to_string()).as_deref(), found, "{start}");
        }
        assert!(NAMES.is_sorted());
    }

    fn document() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<bool>().prop_map(Value::from), ".{0,6}".prop_map(Value::from)];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn s23_what_has_every_member_once_is_left_alone(document in document()) {
            prop_assert_eq!(repeated(&document.to_string()), None);
        }

        #[test]
        fn s23_one_more_of_any_object_is_found(document in document(), name in ".{0,4}") {
            let name = Value::from(name);
            let twice = format!("{{{name}:{document}, {name} :1}}");
            let text = format!("[{document},{twice}]");
            prop_assert_ne!(repeated(&text), None);
        }
    }
}
