//! Looks after the files that an account's refunds are decided by. What has changed and is right
//! takes the place of what was, all of it at once; what is wrong is told, and changes nothing.

use std::sync::Arc;

use jiff::Timestamp;

use super::config::PolicySources;
use super::file_stamps::FileStamps;
use domain::ids::AccountName;
use policy::{Book, Policy};
use ports::clock::Clock;
use telemetry::policies::PoliciesReloaded;
use worker::{Policies, Texts};

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
    pub fn new(
        account: AccountName,
        sources: PolicySources,
        policies: Policies,
        texts: Texts,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let stamps = FileStamps::default();
        Self { account, sources, policies, texts, clock, stamps, refused: false }
    }

    /// Looks, and reads where that is due. Other texts can complete what was refused because words were missing.
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::clock::SystemClock;
    use crate::app::config::PolicyPlace;
    use domain::languages::Languages;
    use domain::locale::Locale;
    use messages::{Catalogue, Override};

    const POLICY: &str = include_str!("../../config/policy.toml");
    const EU: &str = include_str!("../../config/statutes/eu-withdrawal.toml");

    fn write(folder: &Path, name: &str, text: &str) {
        std::fs::write(folder.join(name), text).unwrap();
    }

    /// What is in the folder now, under watch.
    fn watch(folder: &Path) -> PolicyWatch {
        let sources = PolicySources {
            place: PolicyPlace::Folder(folder.join("versions")),
            statutes: vec![folder.join("eu.toml")],
            costs: None,
            languages: Languages::default(),
        };
        let texts = Texts::from(Catalogue::builtin().unwrap());
        let (book, _) = sources.read(&texts.current()).unwrap();
        let account = AccountName::parse("stripe-eu").unwrap();
        PolicyWatch::new(account, sources, book.into(), texts, Arc::new(SystemClock))
    }

    fn place() -> tempfile::TempDir {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("versions")).unwrap();
        write(folder.path(), "versions/a.toml", POLICY);
        write(folder.path(), "eu.toml", EU);
        folder
    }

    /// Looks twice, as time goes by; whether another book is in use then, and whether the files are
    /// refused.
    fn pass(watch: &mut PolicyWatch) -> (bool, bool) {
        let before = watch.policies.current();
        watch.look(false);
        watch.look(false);
        (!Arc::ptr_eq(&before, &watch.policies.current()), watch.refused)
    }

    #[test]
    fn everything_is_taken_together_and_what_is_wrong_changes_nothing() {
        let folder = place();
        let mut watch = watch(folder.path());
        assert_eq!(pass(&mut watch), (false, false), "what is in use is read again unnoticed");
        let next = format!("in_force_from = 2026-11-01\n{POLICY}");
        write(folder.path(), "versions/b.toml", &next);
        write(folder.path(), "eu.toml", &EU.replace("2026-06-19", "2026-12-01"));
        assert_eq!(pass(&mut watch), (true, false));
        let book = watch.policies.current();
        let statutes: Vec<&str> = book
            .versions()
            .iter()
            .flat_map(|policy| policy.statutes().iter().map(policy::Statute::version))
            .collect();
        assert_eq!(statutes, ["2026-12-01", "2026-12-01"]);
        // One of the two is wrong: neither is taken.
        write(folder.path(), "versions/c.toml", &next.replace("2026", "2027"));
        write(folder.path(), "eu.toml", "name = \"EU\"\n");
        assert_eq!(pass(&mut watch), (false, true));
        assert_eq!(pass(&mut watch), (false, true), "what was refused is not tried again");
        write(folder.path(), "eu.toml", EU);
        assert_eq!(pass(&mut watch), (true, false));
        assert_eq!(watch.policies.current().versions().len(), 3);
        std::fs::remove_dir_all(folder.path().join("versions")).unwrap();
        std::fs::remove_file(folder.path().join("eu.toml")).unwrap();
        assert_eq!(pass(&mut watch), (false, true), "nothing is no policy");
        assert_eq!(pass(&mut watch), (false, true));
    }

    #[test]
    fn whoever_has_a_book_keeps_it() {
        let folder = place();
        let mut watch = watch(folder.path());
        let before = watch.policies.current();
        let copy = (*before).clone();
        write(folder.path(), "versions/a.toml", &format!("# Another.\n{POLICY}"));
        assert_eq!(pass(&mut watch), (true, false));
        assert_eq!(*before, copy);
        assert_ne!(*watch.policies.current(), copy);
    }

    #[test]
    fn words_that_come_later_complete_a_policy_that_lacks_them() {
        let folder = place();
        let mut watch = watch(folder.path());
        let asking = POLICY.replace(
            "review = \"repeated_refunds\"",
            "ask = { questions = [\"bank_letter\"], within_days = 7, silence = \"review\" }",
        );
        assert_ne!(asking, POLICY);
        write(folder.path(), "versions/a.toml", &asking);
        assert_eq!(pass(&mut watch), (false, true));
        let words = Locale::ALL.map(|locale| Override {
            locale,
            file: format!("{locale}.ftl"),
            text: "question-bank_letter = …\n".to_owned(),
        });
        watch.texts.replace(Catalogue::with(&words, &Languages::default()).unwrap());
        watch.look(true);
        assert!(!watch.refused);
        assert_eq!(watch.policies.current().versions()[0].questions().count(), 1);
    }
}
