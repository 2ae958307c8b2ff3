//! Reads and checks the folder of a merchant's own texts, at start and again when it has changed.

use std::path::{Path, PathBuf};

use super::file_text::{text_of, why};
use domain::languages::Languages;
use domain::locale::Locale;
use messages::{Catalogue, Override};

/// The built-in texts of a language have less than 20 kilobytes.
const BYTES_MAX: u64 = 1024 * 1024;

/// Why a folder of texts cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the folder of texts {summary}")]
pub struct MessageFolderError {
    /// What is wrong, to be read after the folder's name.
    pub summary: String,
    pub remedy: String,
    /// The mistakes with their places, one below the other.
    pub details: Option<String>,
}

/// Reads the texts of a folder: `de.ftl` has some of German. Other files are left alone. What is
/// added has to be there in every one of `languages`.
pub fn load(folder: &Path, languages: &Languages) -> Result<Catalogue, MessageFolderError> {
    let files = files(folder)?;
    let (mut own, mut wrong) = (Vec::new(), Vec::new());
    for path in &files {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let file = path.display().to_string();
        let Some(locale) = Locale::ALL.into_iter().find(|locale| locale.as_str() == stem) else {
            let files = Locale::ALL.map(|locale| format!("{locale}.ftl")).join(", ");
            wrong.push(format!(
                "{file}: `{}` is not a language of the catalogue\n    help: the files are {files}",
                stem.escape_debug()
            ));
            continue;
        };
        match text_of(path, BYTES_MAX) {
            Ok(text) => own.push(Override { locale, file, text }),
            Err(why) => wrong.push(format!("{file}: it cannot be read: {why}")),
        }
    }
    match Catalogue::with(&own, languages) {
        Ok(catalogue) if wrong.is_empty() => return Ok(catalogue),
        Ok(_) => {}
        Err(mistakes) => wrong.extend(mistakes.iter().map(ToString::to_string)),
    }
    let count = wrong.len();
    let noun = if count == 1 { "mistake" } else { "mistakes" };
    Err(MessageFolderError {
        summary: format!("whose texts have {count} {noun}"),
        remedy:
            "docs/messages.md describes the texts; `refundd messages check --folder` tries them"
                .to_owned(),
        details: Some(wrong.join("\n")),
    })
}

/// The files with texts, in order. A folder without any is probably not the one that was intended.
fn files(folder: &Path) -> Result<Vec<PathBuf>, MessageFolderError> {
    let refuse = |summary: String| MessageFolderError {
        summary,
        remedy: "a relative path starts at the folder of the configuration file; texts are in \
                 files such as de.ftl"
            .to_owned(),
        details: None,
    };
    let unreadable =
        |error: &std::io::Error| refuse(format!("which cannot be read: {}", why(error)));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let path = entry.map_err(|error| unreadable(&error))?.path();
        if path.extension().is_some_and(|ending| ending == "ftl") {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(refuse("which has no texts".to_owned()));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_from_the_files_of_languages() {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        assert!(
            load(folder.path(), &Languages::default())
                .unwrap_err()
                .summary
                .contains("which has no texts")
        );
        write("README.md", "Ours.");
        write("de.ftl", "refunded-subject = Unterwegs: { $amount }\n");
        let own: usize = load(folder.path(), &Languages::default())
            .unwrap()
            .counts()
            .iter()
            .map(|(_, _, own)| own)
            .sum();
        assert_eq!(own, 1);
        write("es.ftl", "refunded-subject = En camino: { $amount }\n");
        write("fr.ftl", "refunded-subject = En route\n");
        let error = load(folder.path(), &Languages::default()).unwrap_err();
        assert_eq!(error.summary, "whose texts have 2 mistakes");
        let details = error.details.unwrap();
        assert!(details.contains("`es` is not a language of the catalogue"), "{details}");
        assert!(details.contains("fr.ftl:1: `refunded-subject` does not use $amount"), "{details}");
        let nowhere = load(&folder.path().join("nowhere"), &Languages::default()).unwrap_err();
        assert_eq!(nowhere.summary, "which cannot be read: it does not exist");
    }
}
