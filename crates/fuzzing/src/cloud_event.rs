//! A CloudEvent from the bus: what travels on means what came, and less than it.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::answer::decent_words;
use wire::inbound::{kept, parse};

/// Panics where something does not hold.
pub fn try_out(body: &[u8]) {
    let read = match parse(body) {
        Ok(read) => read,
        Err(error) => {
            decent_words(&error.to_string());
            assert_eq!(kept(body, None), None, "what is not understood travels as it is");
            return;
        }
    };
    let text = std::str::from_utf8(body).unwrap_or_else(|_| unreachable!("what is JSON is text"));
    assert!(is_once(text.trim(), DEPTH), "a member stands twice, and was read");
    let Some(less) = kept(body, None) else { return };
    assert_eq!(parse(&less).as_ref(), Ok(&read), "{}", String::from_utf8_lossy(&less));
    assert_eq!(kept(&less, None).as_ref(), Some(&less), "kept is kept");
    for matches in [true, false] {
        let Some(compared) = kept(body, Some(matches)) else { unreachable!("it was kept before") };
        assert!(parse(&compared).is_ok(), "{}", String::from_utf8_lossy(&compared));
        assert_eq!(kept(&compared, Some(matches)).as_ref(), Some(&compared), "kept is kept");
        assert_eq!(kept(&less, Some(matches)), Some(compared), "in two steps as in one");
    }
}

/// So deep as a document is looked at by the other reader, which needs a stack.
const DEPTH: u8 = 100;

/// Whether every member of an object stands once, by another reader than the one that is tried.
fn is_once(json: &str, depth: u8) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    let inner = if json.starts_with('{') {
        let Ok(Members(members)) = serde_json::from_str(json) else { return true };
        let names: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() < members.len() {
            return false;
        }
        members.into_iter().map(|(_, value)| value).collect()
    } else if json.starts_with('[') {
        serde_json::from_str::<Vec<&RawValue>>(json).unwrap_or_default()
    } else {
        Vec::new()
    };
    inner.iter().all(|value| is_once(value.get(), depth))
}

/// The members of an object, as often as they stand there.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = object.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_reader_sees_what_stands_twice() {
        for twice in [r#"{"a":1,"\u0061":2}"#, r#"{"x":[1,{"y":{"b":1,"b":1}}]}"#] {
            assert!(!is_once(twice, DEPTH), "{twice}");
        }
        for once in [r#"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#, "[]", "1", "\"a\""] {
            assert!(is_once(once, DEPTH), "{once}");
        }
    }
}
