//! How each language is set: its quotation marks, its spaces, its punctuation.

use super::every_letter;
use crate::catalogue::source;
use domain::locale::Locale;

/// The texts of a language without ids, comments, keys of variants and placeables.
fn prose(locale: Locale) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(source(locale).lines()) {
        if line.starts_with('#') {
            continue;
        }
        let text = line.split_once(" = ").filter(|_| !line.starts_with(' ')).map_or(line, |s| s.1);
        let text = text.trim_start().trim_start_matches(['*', '}']);
        let text =
            text.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map_or(text, |s| s.1);
        let mut out = String::new();
        let mut depth = 0_usize;
        for c in text.chars() {
            match c {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    out.push('x');
                }
                _ if depth == 0 => out.push(c),
                _ => {}
            }
        }
        found.push((number, out));
    }
    found
}

#[test]
fn no_language_has_typewriter_marks() {
    let mut lines = 0;
    for locale in Locale::ALL {
        for (number, text) in prose(locale) {
            assert!(!text.contains(['"', '\'']), "{locale}.ftl:{number}: {text}");
            assert!(!text.contains("...") && !text.contains("  "), "{locale}.ftl:{number}: {text}");
            assert!(!text.contains(" - ") && !text.contains("--"), "{locale}.ftl:{number}: {text}");
            lines += 1;
        }
    }
    assert!(lines > 1000, "{lines} lines");
}

#[test]
fn french_has_its_spaces_before_high_marks() {
    let mut marks = 0;
    for (number, text) in prose(Locale::Fr) {
        let mut before = ' ';
        for c in text.chars() {
            let wanted = match c {
                ':' => Some('\u{a0}'),
                ';' | '?' | '!' => Some('\u{202f}'),
                _ => None,
            };
            if let Some(wanted) = wanted {
                assert_eq!(before, wanted, "fr.ftl:{number}: {text}");
                marks += 1;
            }
            before = c;
        }
    }
    assert!(marks >= 25, "{marks} marks");
}

/// U+202F is a box in old mail programs; the HTML form may have it.
#[test]
fn w9_no_plain_text_has_a_narrow_space() {
    let mut narrow = 0;
    for (letter, message) in every_letter() {
        for text in [&message.subject, &message.text] {
            assert!(!text.contains('\u{202f}'), "{letter} in {}: {text}", message.locale);
        }
        narrow += message.html.matches('\u{202f}').count();
    }
    assert!(narrow > 0, "the test has seen none");
}

/// Nobody is told what they did as if it were known: a reason is what the customer says.
#[test]
fn w9_a_reason_that_accuses_is_told_as_what_the_customer_says() {
    let says: [(Locale, &str); 7] = [
        (Locale::En, "You say"),
        (Locale::De, "Sie geben an"),
        (Locale::Fr, "Vous indiquez"),
        (Locale::Nl, "U geeft aan"),
        (Locale::Ja, "とのこと"),
        (Locale::Zh, "您表示"),
        (Locale::ZhHant, "您表示"),
    ];
    let reasons = [
        "accidental_renewal",
        "duplicate",
        "fraudulent",
        "not_as_expected",
        "technical_problem",
        "unused",
        "wrong_charge",
    ];
    for (locale, words) in says {
        for reason in reasons {
            let id = format!("reason-{reason} = ");
            let line = source(locale).lines().find(|line| line.starts_with(&id)).unwrap();
            assert!(line.contains(words), "{locale}: {line}");
        }
    }
}

#[test]
fn german_follows_its_letter_form() {
    let mut letters = 0;
    for (letter, message) in every_letter().iter().filter(|(_, m)| m.locale == Locale::De) {
        let paragraphs: Vec<&str> = message.text.split("\n\n").collect();
        assert_eq!(paragraphs[0], "Guten Tag,", "{letter}");
        // After the comma of the greeting, the sentence goes on in lower case.
        assert!(paragraphs[1].starts_with(char::is_lowercase), "{letter}: {}", paragraphs[1]);
        assert!(!message.text.contains("Grüßen,"), "{letter}");
        letters += 1;
    }
    assert_eq!(letters, 78);
    for (number, text) in prose(Locale::De) {
        for word in [" du ", " dein", " dir ", " dich ", " euch ", " euer "] {
            assert!(!text.contains(word), "de.ftl:{number}: {text}");
        }
    }
}

#[test]
fn readers_are_addressed_politely() {
    let familiar: [(Locale, &[&str]); 4] = [
        (Locale::Fr, &[" tu ", " te ", " ton ", " tes ", "toi"]),
        (Locale::Nl, &[" je ", " jij ", " jou", " jullie "]),
        (Locale::Zh, &["你"]),
        (Locale::ZhHant, &["你"]),
    ];
    for (locale, words) in familiar {
        for (number, text) in prose(locale) {
            for word in words {
                assert!(!text.to_lowercase().contains(word), "{locale}.ftl:{number}: {text}");
            }
        }
    }
    // Sentences of a letter in Japanese end politely.
    let ends = [
        "ます",
        "です",
        "ません",
        "ください",
        "でしょうか",
        "ました",
        "でした",
        "しょうか",
        "たか",
        "すか",
    ];
    let mut sentences = 0;
    for (number, text) in prose(Locale::Ja) {
        for sentence in text.split_inclusive('。').filter(|sentence| sentence.ends_with('。')) {
            let polite = ends.iter().any(|end| sentence.trim_end_matches('。').ends_with(end));
            assert!(polite, "ja.ftl:{number}: {sentence}");
            sentences += 1;
        }
    }
    assert!(sentences > 60, "{sentences} sentences");
}

#[test]
fn chinese_and_japanese_have_full_width_punctuation() {
    let mut marks = 0;
    for locale in [Locale::Ja, Locale::Zh, Locale::ZhHant] {
        for (number, text) in prose(locale) {
            assert!(
                !text.contains([',', ';', ':', '?', '!', '(', ')', '.']),
                "{locale}.ftl:{number}: {text}"
            );
            marks += text.matches(['。', '、', '，', '：', '？', '！', '（', '）', '；']).count();
        }
    }
    assert!(marks > 250, "{marks} marks");
    for (number, text) in prose(Locale::Zh) {
        assert_eq!(text.matches('“').count(), text.matches('”').count(), "zh.ftl:{number}: {text}");
    }
    for locale in [Locale::Ja, Locale::ZhHant] {
        for (number, text) in prose(locale) {
            let (open, close) = (text.matches('「').count(), text.matches('」').count());
            assert_eq!(open, close, "{locale}.ftl:{number}: {text}");
        }
    }
}

/// Characters that Taiwan writes in another form, and words that it does not use: those of a text that
/// was only turned from simplified characters, or from the mainland's words.
#[test]
fn traditional_chinese_is_that_of_taiwan() {
    let simplified = "们这发还请国从对为会说时问题现与单产确认过联络户额银关询处无资讯订费间进";
    let mainland = ["軟件", "信息", "賬", "默認", "視頻", "套餐", "工作日", "郵箱", "反饋", "扣費"];
    let mut lines = 0;
    for (number, text) in prose(Locale::ZhHant) {
        let found = text.chars().find(|c| simplified.contains(*c));
        assert_eq!(found, None, "zh-Hant.ftl:{number}: {text}");
        for word in mainland {
            assert!(!text.contains(word), "zh-Hant.ftl:{number}: {word} in {text}");
        }
        assert!(!text.contains(['“', '”']), "zh-Hant.ftl:{number}: {text}");
        lines += 1;
    }
    assert!(lines > 150, "{lines} lines");
}
