//! Every letter in every language, as it was read and agreed: `tests/golden/messages`. The files
//! change with the wording; `REFUNDD_GOLDEN=write` writes them, and then they are to be read.

use std::collections::BTreeSet;

use super::{page, to};
use crate::catalogue::Catalogue;
use crate::sample::{PRODUCT, Samples};
use domain::locale::Locale;

const FOLDER: &str = "tests/golden/messages";

fn hold(name: &str, text: &str) {
    golden::hold(&format!("{FOLDER}/{name}"), text);
}

fn names() -> BTreeSet<String> {
    let in_language = |locale: Locale| {
        let names = golden::names(&format!("{FOLDER}/{locale}"), "");
        names.into_iter().map(move |name| format!("{locale}/{name}"))
    };
    Locale::ALL.into_iter().flat_map(in_language).collect()
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
    assert_eq!(held.len(), 15 * 7 * 2);
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
    assert_eq!(pages, 7 * (39 + 24));
}
