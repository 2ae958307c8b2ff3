//! The page with all letters: languages side by side, light and dark, narrow and wide.
//!
//! One file that loads nothing. On a wide screen a letter's languages stand in one row; on a
//! narrow one they are swiped through, one at a time.

use super::preview::Shown;
use crate::messages::Message;
use crate::messages::html::{DARK, escape, inside};

const STYLE: &str = include_str!("page.css");

/// Writes the page.
pub(super) fn write(shown: &[Shown]) -> String {
    let link = |letter| format!("<a href=\"#{}\">{}</a>\n", id(letter), title(letter));
    let links: String = shown.iter().map(link).collect();
    let sections: String = shown.iter().map(section).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Letters</title>\n\
         <style>\n{STYLE}\n{DARK}\n</style>\n</head>\n<body>\n<header>\n<h1>Letters</h1>\n\
         <p>Every letter with sample values. Names, amounts and days are examples. The notices of \
         disputes go to the merchant’s own team.</p>\n<nav aria-label=\"Letters\">\n{links}</nav>\n\
         </header>\n<main>\n{sections}</main>\n</body>\n</html>\n"
    )
}

fn section(letter: &Shown) -> String {
    let (id, title) = (id(letter), title(letter));
    let cards: String = letter.messages.iter().map(card).collect();
    format!(
        "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{title}</h2>\n\
         <div class=\"row\" tabindex=\"0\" role=\"group\" aria-label=\"{title}, by language\">\n\
         {cards}</div>\n</section>\n"
    )
}

fn card(message: &Message) -> String {
    let Message { locale, subject, text, html } = message;
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
