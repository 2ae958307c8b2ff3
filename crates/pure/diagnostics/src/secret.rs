//! Finds what looks like a secret in a text that is about to be shown.
//!
//! A setting that should name a policy can name the file of a key by mistake, and a key can be
//! pasted into a policy. What is wrong with it is said all the same; what it is, is not. Too much is
//! hidden rather than too little: a long random word says nothing about a mistake.

use std::ops::Range;

use super::source::Span;

/// What stands for a secret. It does not say how long one was.
pub(super) const MASK: &str = "[hidden]";

/// What the keys of processors, and the secrets of webhooks, begin with.
const PREFIXES: [&str; 7] =
    ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "rk_", "sk_"];
/// A run of letters and digits that is no shorter is no word and no name.
const RANDOM_MIN: usize = 20;
/// No word of letters alone is as long.
const LETTERS_MIN: usize = 40;
/// Hexadecimal digits of 16 bytes, with or without hyphens.
const HEX_MIN: usize = 32;

/// A sentence with its secrets hidden.
pub fn without_secrets(text: &str) -> String {
    let (shown, _) = hidden(text, secrets(text), &[]);
    shown
}

/// A whole text with its secrets hidden, and where the spans lie in it then.
pub(super) fn masked(text: &str, spans: &[Span]) -> (String, Vec<Span>) {
    let mut found = secrets(text);
    found.extend(lone_word(text));
    hidden(text, found, spans)
}

fn hidden(text: &str, mut found: Vec<Span>, spans: &[Span]) -> (String, Vec<Span>) {
    found.sort_by_key(|range| (range.start, range.end));
    let (mut shown, mut spans) = (String::with_capacity(text.len()), spans.to_vec());
    let original = spans.clone();
    let mut at = 0_usize;
    for range in found {
        // What lies within another one is hidden already.
        let start = range.start.max(at);
        if start >= range.end {
            continue;
        }
        shown.push_str(text.get(at..start).unwrap_or_default());
        let mask = shown.len()..shown.len().saturating_add(MASK.len());
        shown.push_str(MASK);
        for (span, was) in spans.iter_mut().zip(&original) {
            *span = moved(was.start, &(start..range.end), &mask, mask.start, span.start)
                ..moved(was.end, &(start..range.end), &mask, mask.end, span.end);
        }
        at = range.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    (shown, spans)
}

/// Where a place lies after a secret was hidden: what lies in the secret lies at an edge of the mask,
/// what lies behind it keeps its distance, and what lies before it is where it `is`.
fn moved(was: usize, secret: &Range<usize>, mask: &Range<usize>, edge: usize, is: usize) -> usize {
    if was >= secret.end {
        mask.end.saturating_add(was.saturating_sub(secret.end))
    } else if was > secret.start {
        edge
    } else {
        is
    }
}

fn secrets(text: &str) -> Vec<Span> {
    let mut found = armoured(text);
    found.extend(credentials(text));
    let mut at = 0_usize;
    for piece in text.split_inclusive(|c: char| !is_of_word(c)) {
        let word = piece.trim_end_matches(|c: char| !is_of_word(c));
        if looks_secret(word) {
            found.push(at..at.saturating_add(word.len()));
        }
        at = at.saturating_add(piece.len());
    }
    found
}

/// The alphabets of keys: base64 in both forms, hexadecimal digits, and the `_` of prefixes.
fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '/')
}

fn looks_secret(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let begins = |prefix: &str| {
        let place = lower.find(prefix);
        // `rk_` stands within words too, `mark_` for one; and a prefix alone is none.
        place.is_some_and(|at| {
            let is_whole = at.saturating_add(prefix.len()) == lower.len();
            !is_whole && (at == 0 || prefix.len() > "rk_".len())
        })
    };
    // Base64 with a slash in each piece; a path begins with one, or has words in it.
    let whole = !word.starts_with('/') && word.len() >= HEX_MIN && is_random(word);
    PREFIXES.into_iter().any(begins)
        || whole
        || word.split('/').any(|piece| is_hex(piece) || is_random(piece))
}

fn is_hex(word: &str) -> bool {
    let digits = word.bytes().filter(|byte| *byte != b'-');
    digits.clone().all(|byte| byte.is_ascii_hexdigit()) && digits.count() >= HEX_MIN
}

/// Whether it is base64 or the like: a run without `_` and `-`, by which names are joined, of
/// letters and digits or of capitals in the wrong places; or letters and digits of all kinds.
fn is_random(word: &str) -> bool {
    let has = |run: &str, of: fn(&u8) -> bool| run.bytes().any(|byte| of(&byte));
    let mixed = |run: &str| {
        let capitals = run.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
        capitals && has(run, u8::is_ascii_lowercase)
    };
    let run = |run: &str| {
        let digits = has(run, u8::is_ascii_digit);
        has(run, u8::is_ascii_alphabetic)
            && (run.len() >= LETTERS_MIN
                || run.len() >= HEX_MIN && mixed(run)
                || run.len() >= RANDOM_MIN && digits)
    };
    let whole = word.len() >= RANDOM_MIN && mixed(word) && has(word, u8::is_ascii_digit);
    whole || word.split(['_', '-']).any(run)
}

/// What stands between the first and the last line of a key in PEM, line by line, so that lines keep
/// their numbers. A key that does not end is hidden to the end of the text.
fn armoured(text: &str) -> Vec<Span> {
    const BEGIN: &str = "-----BEGIN";
    let (mut found, mut at, mut inside) = (Vec::new(), 0_usize, false);
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let begin = line.find(BEGIN).map(|begin| {
            let rest = begin.saturating_add(BEGIN.len());
            let head = line.get(rest..).and_then(|rest| rest.find("-----"));
            head.map_or(content.len(), |head| rest.saturating_add(head).saturating_add(5))
        });
        let start = if inside { Some(0) } else { begin };
        let end = content.find("-----END");
        if let Some(start) = start {
            let end = end.filter(|end| *end >= start).unwrap_or(content.len());
            found.push(at.saturating_add(start)..at.saturating_add(end));
        }
        inside = start.is_some() && end.is_none();
        at = at.saturating_add(line.len());
    }
    found
}

/// Names and passwords in addresses: what stands between `://` and `@`.
fn credentials(text: &str) -> Vec<Span> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '/' | '?' | '#' | '<' | '>');
    let found = text.match_indices("://").filter_map(|(at, mark)| {
        let start = at.saturating_add(mark.len());
        let rest = text.get(start..)?;
        let rest = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
        let length = rest.rfind('@')?;
        Some(start..start.saturating_add(length))
    });
    found.collect()
}

/// A text of one word is no document: it is what a file with a secret has in it.
fn lone_word(text: &str) -> Option<Span> {
    let word = text.trim();
    let is_lone = !word.is_empty() && !word.contains(|c: char| c.is_whitespace());
    let start = text.len().saturating_sub(text.trim_start().len());
    let is_document = word.contains(['=', '[', ']', '{', '}']) && !word.ends_with('=');
    (is_lone && !is_document).then(|| start..start.saturating_add(word.len()))
}

#[cfg(test)]
mod tests;
