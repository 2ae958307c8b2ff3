//! Looks after the folder of the merchant's texts: what has changed and is right takes the place of
//! what was; what is wrong is told, and changes nothing.

use std::path::{Path, PathBuf};

use super::config::load_messages;
use super::file_stamps::FileStamps;
use telemetry::texts::TextsReloaded;
use worker::Texts;

/// A folder of texts, as it was when it was last read.
#[derive(Debug)]
pub struct MessageWatch {
    folder: PathBuf,
    texts: Texts,
    stamps: FileStamps,
}

impl MessageWatch {
    /// Begins with the folder as it is now.
    pub fn new(folder: PathBuf, texts: Texts) -> Self {
        let stamps = FileStamps::of(files(&folder));
        Self { folder, texts, stamps }
    }

    /// Looks, and reads where that is due. Says whether other texts are in use now.
    pub fn look(&mut self) -> bool {
        self.is_due() && self.reload()
    }

    fn is_due(&mut self) -> bool {
        self.stamps.look(files(&self.folder))
    }

    fn reload(&mut self) -> bool {
        self.stamps.reading();
        let current = self.texts.current();
        let refused = match load_messages(&self.folder, current.languages()) {
            Ok(catalogue) => {
                let gone = catalogue.lacks(&current);
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
        refused.is_none()
    }
}

/// None where the folder cannot be read.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "ftl")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::languages::Languages;
    use domain::locale::Locale;
    use domain::zone::Zone;
    use messages::sample::Samples;
    use messages::{Catalogue, Recipient};

    fn subject(texts: &Texts) -> String {
        let samples = Samples::default();
        let all = samples.all();
        let refunded = all.iter().find(|sample| sample.letter == "refunded").unwrap();
        let zone = Zone::utc();
        let to = Recipient {
            locale: Locale::De,
            zone: &zone,
            merchant: "Northwind",
            product: None,
            placeholder: None,
            reference: None,
        };
        texts.current().render(&refunded.content, &to).unwrap().subject
    }

    /// Looks twice, as time goes by, and reads where that is due.
    fn pass(watch: &mut MessageWatch) -> usize {
        let mut reads = 0;
        for _ in 0..2 {
            if watch.is_due() {
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
        let texts = Texts::from(load_messages(folder.path(), &Languages::default()).unwrap());
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
            assert!(!watch.is_due(), "it has changed since the look before");
        }
        assert!(watch.is_due());
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
        let texts = Texts::from(load_messages(folder.path(), &Languages::default()).unwrap());
        let mut watch = MessageWatch::new(folder.path().to_owned(), texts.clone());
        write("clause-travel_costs = …\n");
        assert_eq!(pass(&mut watch), 1);
        assert!(texts.current().knows_clause("consulting"));
        write("clause-travel_costs = …\nclause-consulting = …\n");
        assert_eq!(pass(&mut watch), 1);
        assert!(texts.current().knows_clause("travel_costs"));
    }
}
