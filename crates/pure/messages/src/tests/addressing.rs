//! Who is greeted, and by which reference a letter is found again.

use super::{every_letter, to};
use crate::addressing::Placeholder;
use crate::catalogue::Catalogue;
use crate::letter::{Letter, Recipient};
use crate::sample::{PRODUCT, Samples};
use domain::locale::Locale;

const NAME: &str = "{{ticket.requester.first_name}}";

/// Every sample in every language, with its kind.
fn letters(
    placeholder: Option<&str>,
    reference: Option<&str>,
) -> Vec<(&'static str, Letter, Letter)> {
    let catalogue = Catalogue::builtin().unwrap();
    let samples = Samples::default();
    let placeholder = placeholder.map(|text| Placeholder::parse(text).unwrap());
    let mut written = Vec::new();
    for locale in Locale::ALL {
        for sample in samples.all() {
            let plain = to(locale, Some(PRODUCT));
            let addressed =
                Recipient { placeholder: placeholder.as_ref(), reference, ..plain.clone() };
            let render = |to| catalogue.render(&sample.content, to).unwrap();
            written.push((sample.letter, render(&addressed), render(&plain)));
        }
    }
    written
}

fn is_notice(letter: &str) -> bool {
    letter.starts_with("dispute-")
}

#[test]
fn w8_the_greeting_carries_the_placeholder_for_the_system_that_sends_the_letter() {
    let greeted: [(Locale, &str, &str); 7] = [
        (Locale::En, "Dear {{ticket.requester.first_name}},", "Hello,"),
        (Locale::De, "Guten Tag {{ticket.requester.first_name}},", "Guten Tag,"),
        (Locale::Fr, "Bonjour {{ticket.requester.first_name}},", "Bonjour,"),
        (Locale::Nl, "Beste {{ticket.requester.first_name}},", "Beste klant,"),
        (Locale::Ja, "{{ticket.requester.first_name}} 様", "お客様"),
        (Locale::Zh, "{{ticket.requester.first_name}}，您好！", "您好！"),
        (Locale::ZhHant, "{{ticket.requester.first_name}} 您好：", "您好："),
    ];
    let mut seen = 0;
    for (letter, addressed, plain) in letters(Some(NAME), None) {
        let (_, with, without) = greeted.iter().find(|(of, ..)| *of == plain.locale).unwrap();
        if is_notice(letter) {
            assert_eq!(addressed, plain, "the team has no name of a customer");
            continue;
        }
        assert_eq!(plain.text.lines().next(), Some(*without), "{letter}");
        assert_eq!(addressed.text, plain.text.replacen(without, with, 1), "{letter}");
        assert_eq!(addressed.html.matches(NAME).count(), 1, "{letter}: {}", addressed.html);
        assert_eq!(addressed.subject, plain.subject);
        seen += 1;
    }
    assert_eq!(seen, 35 * 7);
}

#[test]
fn w8_a_placeholder_is_text_whatever_it_looks_like() {
    for (placeholder, in_html) in [
        ("{ $merchant }", "{ $merchant }"),
        ("<%= user.name %>", "&lt;%= user.name %&gt;"),
        (
            "{{ n | default: \"<b>\" & 'x' }}",
            "{{ n | default: &quot;&lt;b&gt;&quot; &amp; &#39;x&#39; }}",
        ),
        ("https://example.com/{name}", "https://example.com/{name}"),
        ("a  b\u{e000}\u{e001}", "a  b\u{e000}\u{e001}"),
    ] {
        for (letter, addressed, _) in letters(Some(placeholder), None) {
            if is_notice(letter) {
                continue;
            }
            let first = addressed.text.lines().next().unwrap();
            assert!(first.contains(placeholder), "{letter}: {first}");
            let line = addressed.html.split("<p style").nth(1).unwrap();
            let line = line.split("</p>").next().unwrap();
            assert!(line.contains(in_html), "{letter}: {line}");
            assert!(!line.contains("<a "), "{letter}: {line}");
        }
    }
}

#[test]
fn w8_the_subject_ends_with_the_reference_where_somebody_has_asked() {
    let ends: [(Locale, &str); 7] = [
        (Locale::En, " (reference: T-4711)"),
        (Locale::De, " (Referenz: T-4711)"),
        (Locale::Fr, " (référence\u{a0}: T-4711)"),
        (Locale::Nl, " (referentie: T-4711)"),
        (Locale::Ja, "（参照番号：T-4711）"),
        (Locale::Zh, "（参考编号：T-4711）"),
        (Locale::ZhHant, "（參考編號：T-4711）"),
    ];
    let (mut with, mut without) = (0, 0);
    for (letter, addressed, plain) in letters(None, Some("T-4711")) {
        let (_, end) = ends.iter().find(|(of, _)| *of == plain.locale).unwrap();
        assert_eq!(addressed.text, plain.text);
        if is_notice(letter) || letter == "billing-error" {
            assert_eq!(addressed, plain, "nobody has asked");
            without += 1;
        } else {
            assert_eq!(addressed.subject, plain.subject + end, "{letter}");
            assert!(addressed.html.contains(&format!("{}</title>", addressed.subject)), "{letter}");
            with += 1;
        }
    }
    assert_eq!((with, without), (33 * 7, 6 * 7));
    let hostile = letters(None, Some("T\n<b>\u{202e}1"));
    for (letter, addressed, plain) in hostile {
        if addressed != plain {
            assert!(addressed.subject.contains("T <b>1"), "{letter}: {}", addressed.subject);
            assert!(!addressed.html.contains("<b>"), "{letter}");
        }
    }
}

#[test]
fn w8_without_a_placeholder_no_letter_names_anybody() {
    for (letter, message) in every_letter() {
        assert!(!message.text.contains("Dear"), "{letter}: {}", message.text);
        assert!(!message.subject.contains("reference"), "{letter}: {}", message.subject);
    }
}
