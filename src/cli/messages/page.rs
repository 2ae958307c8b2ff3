//! The page with all letters: languages side by side, light and dark, narrow and wide.
//!
//! One file that loads nothing. On a wide screen a letter's languages stand in one row; on a
//! narrow one they are swiped through, one at a time.

use super::shown::Shown;
use messages::Letter;
use messages::html::{DARK, inside};
use page::{Page, Section, escape};

/// What is said above samples.
pub(super) const OF_SAMPLES: &str = "Every letter with sample values. Names, amounts and days are \
                                     examples. The notices of disputes go to the merchant’s own \
                                     team.";

/// What is said above the letters of one request.
pub(super) const OF_REQUEST: &str = "The letters that one request would get, up to its decision. The \
                                     id of the payment is an example.";

pub(super) fn write(shown: &[Shown], lead: &str) -> String {
    let sections: Vec<Section> = shown.iter().map(section).collect();
    let page = Page {
        title: "Letters",
        lead,
        warnings: &[],
        headlines: &[],
        sections: &sections,
        foot: "",
        style: &[include_str!("page.css"), DARK, "\n"].concat(),
    };
    page.write()
}

fn section(letter: &Shown) -> Section {
    let title = title(letter);
    let cards: String = letter.messages.iter().map(card).collect();
    let row = format!(
        "<div class=\"row wide\" tabindex=\"0\" role=\"group\" \
         aria-label=\"{title}, by language\">\n{cards}</div>\n"
    );
    Section::new(id(letter), title, row)
}

fn card(message: &Letter) -> String {
    let Letter { locale, subject, text, html } = message;
    let (name, subject, text) = (locale.name(), escape(subject), escape(text));
    let letter = inside(html);
    format!(
        "<article class=\"card\" lang=\"{locale}\">\n<h3><span>{name}</span>{subject}</h3>\n\
         <div class=\"letter\">\n{letter}\n</div>\n\
         <details><summary lang=\"en\">Plain text</summary><pre>{text}</pre></details>\n\
         </article>\n"
    )
}

fn id(letter: &Shown) -> String {
    let joint = if letter.shape.is_empty() { "" } else { "-" };
    format!("{}{joint}{}", letter.letter, letter.shape)
}

/// `info-requested`, `one-question` becomes `Info requested · one question`.
fn title(letter: &Shown) -> String {
    let mut words = letter.letter.replace('-', " ").chars().collect::<Vec<_>>();
    if let Some(first) = words.first_mut() {
        *first = first.to_ascii_uppercase();
    }
    let words: String = words.into_iter().collect();
    let shape = letter.shape.replace('-', " ");
    if shape.is_empty() { words } else { format!("{words} · {shape}") }
}
