//! Tokens of saves: how a save whose answer was lost is recognised when it is repeated.
//!
//! A record carries the token of its last save. A save that finds its own token on the version
//! that it wanted to write has already happened. Only a save that ended without an answer may be
//! repeated under its token, and only with the same bytes: two workers that happen to save the same
//! bytes must not both be told that they won. Nothing here talks to a store.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::store::{Keep, Version};
use domain::ids::CaseId;

/// How many saves without an answer are remembered. One that was forgotten is a conflict when it is
/// repeated, and the worker loads again.
const REMEMBERED: usize = 1024;

/// Hands out tokens and remembers the saves that ended without an answer.
#[derive(Debug)]
pub struct SaveTokens {
    instance: String,
    counter: AtomicU64,
    lost: Mutex<BTreeMap<CaseId, Lost>>,
}

#[derive(Debug)]
struct Lost {
    contents: Contents,
    token: String,
}

/// What was saved, as a digest: records are large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Contents([u8; 32]);

/// One save under way. Dropping it without `answered` means that its answer was lost; so a future
/// that is cancelled in the middle counts as lost, too.
#[derive(Debug)]
pub struct Attempt<'a> {
    tokens: &'a SaveTokens,
    case: Option<CaseId>,
    contents: Contents,
    token: String,
}

impl SaveTokens {
    /// `instance` must be different for every process that uses the same store.
    pub fn new(instance: impl Into<String>) -> Self {
        Self {
            instance: instance.into(),
            counter: AtomicU64::new(1),
            lost: Mutex::new(BTreeMap::new()),
        }
    }

    /// Begins a save; under the old token if the same save was begun before and its answer was lost.
    pub fn begin(
        &self,
        case: &CaseId,
        record: &[u8],
        expected: Version,
        keep: Keep,
    ) -> Attempt<'_> {
        let contents = Contents::of(record, expected, keep);
        let repeated = self.lost().remove(case).filter(|lost| lost.contents == contents);
        let token = repeated.map_or_else(|| self.next(), |lost| lost.token);
        Attempt { tokens: self, case: Some(case.clone()), contents, token }
    }

    /// A token for a save that is not repeated under it once its answer was lost.
    pub fn next(&self) -> String {
        format!("{}-{}", self.instance, self.counter.fetch_add(1, Ordering::Relaxed))
    }

    fn lost(&self) -> MutexGuard<'_, BTreeMap<CaseId, Lost>> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// The token to save under.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The version that a record has after this save.
    pub fn version_after(&self, expected: Version) -> Version {
        Version { saves: expected.saves.saturating_add(1), last: stamp(&self.token) }
    }

    /// The store said what became of the save.
    pub fn answered(mut self) {
        self.case = None;
    }
}

/// A token in the form in which versions carry it.
pub fn stamp(token: &str) -> u64 {
    let digest = Sha256::digest(token);
    digest.iter().take(8).fold(0, |stamp, byte| (stamp << 8) | u64::from(*byte))
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let Some(case) = self.case.take() else { return };
        let mut lost = self.tokens.lost();
        if lost.len() >= REMEMBERED {
            lost.pop_first();
        }
        let token = std::mem::take(&mut self.token);
        lost.insert(case, Lost { contents: self.contents, token });
    }
}

impl Contents {
    fn of(record: &[u8], expected: Version, keep: Keep) -> Self {
        let keep = match keep {
            Keep::Forever => u64::MAX,
            Keep::Seconds(seconds) => seconds,
        };
        let digest = Sha256::new()
            .chain_update(expected.saves.to_be_bytes())
            .chain_update(expected.last.to_be_bytes())
            .chain_update(keep.to_be_bytes())
            .chain_update(record)
            .finalize();
        Self(digest.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(payment: usize) -> CaseId {
        CaseId::parse(&format!("stripe-eu/pi_{payment}")).unwrap()
    }

    fn at(saves: u64) -> Version {
        Version { saves, last: 0 }
    }

    #[test]
    fn a_save_without_an_answer_keeps_its_token_once() {
        let tokens = SaveTokens::new("a");
        let first = tokens.begin(&id(1), b"x", at(3), Keep::Forever);
        let token = first.token().to_owned();
        drop(first);
        let second = tokens.begin(&id(1), b"x", at(3), Keep::Forever);
        assert_eq!(second.token(), token);
        let rival = tokens.begin(&id(1), b"x", at(3), Keep::Forever);
        assert_ne!(rival.token(), token, "a save under way is not a lost one");
    }

    #[test]
    fn an_answered_save_and_a_different_one_get_new_tokens() {
        let tokens = SaveTokens::new("a");
        tokens.begin(&id(1), b"x", at(3), Keep::Forever).answered();
        let lost = tokens.begin(&id(1), b"x", at(3), Keep::Forever);
        assert_eq!(lost.token(), "a-2");
        drop(lost);
        for (record, expected, keep) in [
            (b"y", at(3), Keep::Forever),
            (b"x", at(4), Keep::Forever),
            (b"x", at(3), Keep::Seconds(1)),
        ] {
            let other = tokens.begin(&id(1), record, expected, keep);
            assert_ne!(other.token(), "a-2");
            other.answered();
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let tokens = SaveTokens::new("a");
        for payment in 0..REMEMBERED + 10 {
            drop(tokens.begin(&id(payment), b"x", at(0), Keep::Forever));
        }
        assert_eq!(tokens.lost().len(), REMEMBERED);
    }
}
