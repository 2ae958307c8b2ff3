//! Looks after the folder of the merchant's texts: what has changed and is right takes the place of
//! what was; what is wrong is told, and changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tokio::time::{MissedTickBehavior, interval};

use super::config::load_messages;
use crate::telemetry::texts::TextsReloaded;
use crate::worker::Texts;

/// Seconds between two looks. Small against the time in which a person notices.
const PERIOD: Duration = Duration::from_secs(5);

/// What tells one state of a folder from another: size and time of change of each file.
type Stamp = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// A folder of texts, as it was when it was last read.
#[derive(Debug)]
pub struct MessageWatch {
    folder: PathBuf,
    texts: Texts,
    read: Stamp,
    seen: Stamp,
}

impl MessageWatch {
    /// Begins with the folder as it is now.
    pub fn new(folder: PathBuf, texts: Texts) -> Self {
        let read = stamp(&folder);
        Self { folder, texts, seen: read.clone(), read }
    }

    /// Looks every few seconds, until dropped.
    pub async fn run(mut self) {
        let mut ticks = interval(PERIOD);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if self.look() {
                self.reload();
            }
        }
    }

    /// Whether the folder has changed, and has not changed since the look before: files are not
    /// read while they are being written.
    fn look(&mut self) -> bool {
        let now = stamp(&self.folder);
        let rests = now == self.seen;
        self.seen = now;
        rests && self.seen != self.read
    }

    fn reload(&mut self) {
        self.read = self.seen.clone();
        let refused = match load_messages(&self.folder) {
            Ok(catalogue) => {
                let gone = catalogue.lacks(&self.texts.current());
                if gone.is_empty() {
                    self.texts.replace(catalogue);
                    None
                } else {
                    let gone = gone.join(", ");
                    Some(format!(
                        "a policy may use these, which are gone: {gone}; a restart checks"
                    ))
                }
            }
            Err(error) => Some(error.details.unwrap_or(error.summary)),
        };
        TextsReloaded { refused: refused.as_deref() }.emit();
    }
}

/// Empty where the folder cannot be read.
fn stamp(folder: &Path) -> Stamp {
    let Ok(entries) = std::fs::read_dir(folder) else { return Stamp::new() };
    let texts = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "ftl"));
    let told = texts.filter_map(|path| {
        // Through links: an orchestrator exchanges what they lead to.
        let about = std::fs::metadata(&path).ok()?;
        Some((path, (about.len(), about.modified().ok())))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;
    use crate::messages::sample::Samples;
    use crate::messages::{Catalogue, Recipient};

    fn subject(texts: &Texts) -> String {
        let samples = Samples::default();
        let all = samples.all();
        let refunded = all.iter().find(|sample| sample.letter == "refunded").unwrap();
        let to = Recipient { locale: Locale::De, merchant: "Northwind", product: None };
        texts.current().render(&refunded.content, &to).unwrap().subject
    }

    /// Looks twice, as time goes by, and reads where that is due.
    fn pass(watch: &mut MessageWatch) -> usize {
        let mut reads = 0;
        for _ in 0..2 {
            if watch.look() {
                watch.reload();
                reads += 1;
            }
        }
        reads
    }

    #[test]
    fn what_is_right_is_taken_and_what_is_wrong_changes_nothing() {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |text: &str| std::fs::write(folder.path().join("de.ftl"), text).unwrap();
        write("refunded-subject = Eins { $amount }\n");
        let texts = Texts::from(load_messages(folder.path()).unwrap());
        let mut watch = MessageWatch::new(folder.path().to_owned(), texts.clone());
        assert_eq!((pass(&mut watch), subject(&texts).as_str()), (0, "Eins 49,00\u{a0}$"));
        write("refunded-subject = Zwei, { $amount }\n");
        assert_eq!((pass(&mut watch), subject(&texts).as_str()), (1, "Zwei, 49,00\u{a0}$"));
        write("refunded-subject = Drei ohne Betrag\n");
        assert_eq!((pass(&mut watch), subject(&texts).as_str()), (1, "Zwei, 49,00\u{a0}$"));
        assert_eq!(pass(&mut watch), 0, "what was refused is not tried again");
        std::fs::remove_file(folder.path().join("de.ftl")).unwrap();
        assert_eq!((pass(&mut watch), subject(&texts).as_str()), (1, "Zwei, 49,00\u{a0}$"));
    }

    #[test]
    fn a_file_that_is_being_written_is_not_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let texts = Texts::from(Catalogue::builtin().unwrap());
        let mut watch = MessageWatch::new(folder.path().to_owned(), texts);
        for text in ["refunded-subject = A", "refunded-subject = A { $amount }"] {
            std::fs::write(folder.path().join("en.ftl"), text).unwrap();
            assert!(!watch.look(), "it has changed since the look before");
        }
        assert!(watch.look());
    }

    #[test]
    fn a_clause_does_not_disappear_under_a_policy() {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |text: &str| {
            for locale in Locale::ALL {
                std::fs::write(folder.path().join(format!("{locale}.ftl")), text).unwrap();
            }
        };
        write("clause-consulting = …\n");
        let texts = Texts::from(load_messages(folder.path()).unwrap());
        let mut watch = MessageWatch::new(folder.path().to_owned(), texts.clone());
        write("clause-travel_costs = …\n");
        assert_eq!(pass(&mut watch), 1);
        assert!(texts.current().knows_clause("consulting"));
        write("clause-travel_costs = …\nclause-consulting = …\n");
        assert_eq!(pass(&mut watch), 1);
        assert!(texts.current().knows_clause("travel_costs"));
    }
}
