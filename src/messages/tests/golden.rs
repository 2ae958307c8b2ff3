//! Every letter in every language, as it was read and agreed: `tests/golden/messages`. The files
//! change with the wording; `REFUNDD_GOLDEN=write` writes them, and then they are to be read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{page, to};
use crate::domain::locale::Locale;
use crate::messages::catalogue::Catalogue;
use crate::messages::sample::{PRODUCT, Samples};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/messages")
}

/// Compares with the file, or writes it if it is asked for.
fn hold(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("REFUNDD_GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let held = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(held, text, "{name} is not what is written now");
}

fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for language in std::fs::read_dir(folder()).unwrap() {
        let language = language.unwrap();
        for file in std::fs::read_dir(language.path()).unwrap() {
            let (language, file) = (language.file_name(), file.unwrap().file_name());
            names.insert(format!("{}/{}", language.to_string_lossy(), file.to_string_lossy()));
        }
    }
    names
}

#[test]
fn each_letter_reads_as_it_was_agreed_in_each_language() {
    let catalogue = Catalogue::builtin().unwrap();
    let samples = Samples::default();
    let mut held = BTreeSet::new();
    for locale in Locale::ALL {
        for sample in samples.all().iter().filter(|sample| sample.shape.is_empty()) {
            let message = catalogue.render(&sample.content, &to(locale, Some(PRODUCT))).unwrap();
            let stem = format!("{locale}/{}", sample.letter);
            hold(&format!("{stem}.txt"), &(page(&message) + "\n"));
            hold(&format!("{stem}.html"), &message.html);
            held.extend([format!("{stem}.txt"), format!("{stem}.html")]);
        }
    }
    assert_eq!(held.len(), 11 * 6 * 2);
    held.extend(Locale::ALL.iter().map(|locale| format!("{locale}/shapes.txt")));
    assert_eq!(names(), held, "a file too many, or too few");
}

/// Parts, single questions, denials without an offer; and everything without a product.
#[test]
fn the_other_shapes_of_letters_read_as_they_were_agreed() {
    let catalogue = Catalogue::builtin().unwrap();
    let samples = Samples::default();
    let mut pages = 0;
    for locale in Locale::ALL {
        let mut text = String::new();
        for sample in samples.all() {
            for product in [Some(PRODUCT), None] {
                if product.is_some() && sample.shape.is_empty() {
                    continue;
                }
                let message = catalogue.render(&sample.content, &to(locale, product)).unwrap();
                let unnamed = if product.is_none() { " unnamed" } else { "" };
                let title = format!("{} {}{unnamed}", sample.letter, sample.shape);
                let title = title.split_whitespace().collect::<Vec<_>>().join(", ");
                text.extend(["===== ", &title, " =====\n\n", &page(&message), "\n\n"]);
                pages += 1;
            }
        }
        hold(&format!("{locale}/shapes.txt"), &text);
    }
    assert_eq!(pages, 6 * (18 + 7));
}
