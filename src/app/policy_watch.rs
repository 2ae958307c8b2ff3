//! Looks after the files that an account's refunds are decided by. What has changed and is right
//! takes the place of what was, all of it at once; what is wrong is told, and changes nothing.

use std::sync::Arc;

use jiff::Timestamp;

use super::config::{Account, PolicySources};
use super::file_stamps::FileStamps;
use crate::domain::ids::AccountName;
use crate::policy::{Book, Policy};
use crate::ports::clock::Clock;
use crate::telemetry::policies::PoliciesReloaded;
use crate::worker::{Policies, Texts};

/// The policies of one account, as they were when they were last read.
#[expect(missing_debug_implementations, reason = "a clock has nothing to show")]
pub struct PolicyWatch {
    account: AccountName,
    sources: PolicySources,
    policies: Policies,
    texts: Texts,
    clock: Arc<dyn Clock>,
    stamps: FileStamps,
    /// Whether what was read last is not in use, because it was wrong.
    refused: bool,
}

impl PolicyWatch {
    /// Begins before everything that has been read: a change since then is not missed, and reading
    /// again what is in use is told to nobody.
    pub fn new(name: &AccountName, account: &Account, texts: Texts, clock: Arc<dyn Clock>) -> Self {
        Self {
            account: name.clone(),
            sources: account.policy_sources.clone(),
            policies: account.policies.clone(),
            texts,
            clock,
            stamps: FileStamps::default(),
            refused: false,
        }
    }

    /// Looks, and reads where that is due. Other texts can mend what was refused for want of words.
    pub fn look(&mut self, other_texts: bool) {
        if self.stamps.look(self.sources.files()) || other_texts && self.refused {
            self.reload();
        }
    }

    fn reload(&mut self) {
        self.stamps.reading();
        let before = self.policies.current();
        let read = self.sources.read(&self.texts.current());
        let was_refused = std::mem::replace(&mut self.refused, read.is_err());
        match read {
            Ok((book, _)) if book == *before && !was_refused => {}
            Ok((book, _)) => {
                self.policies.replace(book);
                self.tell(&before, None);
            }
            Err(flaws) => {
                let why: Vec<String> = flaws.iter().map(ToString::to_string).collect();
                self.tell(&before, Some(&why.join("; ")));
            }
        }
    }

    fn tell(&self, before: &Book, refused: Option<&str>) {
        let (now, book) = (self.clock.now(), self.policies.current());
        PoliciesReloaded {
            account: &self.account,
            before: hash(before, now),
            after: hash(&book, now),
            versions: book.versions().len(),
            refused,
        }
        .emit();
    }
}

/// The hash of the version that is in force; empty where none is.
fn hash(book: &Book, now: Timestamp) -> &str {
    book.in_force(now).map(Policy::hash).unwrap_or_default()
}
