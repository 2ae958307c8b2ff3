//! Writes a letter's body as an HTML document for mail programs and browsers.
//!
//! Styles stand in the tags, because many mail programs drop anything else. A letter has no colours of
//! its own: it says that it can be read light and dark, and takes the reader's. The one sheet in the
//! head only softens the dark ones. Nothing is loaded from anywhere. Everything that is not a tag of
//! ours is escaped.

use super::body::{Block, Body, Detail, Look, Piece};
use super::link::{Part, parts};
use domain::locale::Locale;
use page::escape;

/// The one style sheet of a letter: its colours in the dark.
pub const DARK: &str = "@media (prefers-color-scheme:dark){\
    .refundd-page{background:#16181d}\
    .refundd-letter{color:#e6e8eb}}";

/// What the beginning of a document needs to be seen by nobody but the list of a mail program.
const UNSEEN: &str = "display:none;font-size:1px;line-height:1px;max-height:0;opacity:0;\
                      overflow:hidden;mso-hide:all";

/// How wide something may be that is never broken, in letters: half of a telephone.
const UNBROKEN_MAX: usize = 20;

/// Writes the document.
pub(super) fn page(locale: Locale, subject: &str, body: &Body) -> String {
    let subject = escape(subject);
    let preheader = escape(&body.preheader());
    let letter = letter(locale, &subject, body);
    format!(
        "<!doctype html>\n\
         <html lang=\"{locale}\" dir=\"ltr\" style=\"color-scheme:light dark\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{subject}</title>\n\
         <style>{DARK}</style>\n\
         </head>\n\
         <body class=\"refundd-page\" \
         style=\"margin:0;padding:24px 16px;color-scheme:light dark\">\n\
         <div class=\"refundd-preheader\" aria-hidden=\"true\" style=\"{UNSEEN}\">{preheader}</div>\n\
         {letter}\
         </body>\n\
         </html>\n"
    )
}

/// The letter inside of a document that this program wrote: everything between the tags of its
/// body. It carries its own styles, all but [`DARK`].
pub fn inside(document: &str) -> &str {
    let after = document.split_once("<body").and_then(|(_, rest)| rest.split_once('>'));
    let inner = after.and_then(|(_, rest)| rest.rsplit_once("</body>")).map(|(inner, _)| inner);
    inner.unwrap_or_default().trim()
}

/// Mail programs drop the head and the body's tag, so the language stands here once more.
fn letter(locale: Locale, escaped_subject: &str, body: &Body) -> String {
    let fonts = fonts(locale);
    let mut out = format!(
        "<div class=\"refundd-letter\" role=\"article\" aria-label=\"{escaped_subject}\" \
         lang=\"{locale}\" dir=\"ltr\" style=\"max-width:600px;margin:0 auto;\
         font-family:{fonts};font-size:16px;line-height:1.6;overflow-wrap:anywhere\">\n"
    );
    let last = body.blocks.len().saturating_sub(1);
    for (index, block) in body.blocks.iter().enumerate() {
        let margin = if index == last { "0" } else { "0 0 16px" };
        match block {
            Block::Paragraph(lines) => paragraph(&mut out, lines, margin),
            Block::Details(details) => table(&mut out, details, margin),
            Block::List { items, numbered } => {
                let tag = if *numbered { "ol" } else { "ul" };
                out.extend(["<", tag, " style=\"margin:", margin, ";padding:0 0 0 24px\">\n"]);
                for item in items {
                    out.push_str("<li style=\"margin:0 0 6px\">");
                    linked(&mut out, &item.text);
                    out.push_str("</li>\n");
                }
                out.extend(["</", tag, ">\n"]);
            }
        }
    }
    out.push_str("</div>\n");
    out
}

fn paragraph(out: &mut String, lines: &[Vec<Piece>], margin: &str) {
    out.extend(["<p style=\"margin:", margin, "\">"]);
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push_str("<br>\n");
        }
        pieces(out, line);
    }
    out.push_str("</p>\n");
}

/// A label keeps its colon, so that the two forms of a letter say the same. Mail programs give tables
/// fonts of their own where they are not told otherwise.
fn table(out: &mut String, details: &[Detail], margin: &str) {
    out.extend([
        "<table style=\"margin:",
        margin,
        ";border-collapse:collapse;font:inherit;color:inherit\">\n",
    ]);
    for Detail { label, value } in details {
        out.extend([
            "<tr><th scope=\"row\" style=\"padding:0 16px 2px 0;font-weight:400;text-align:left;\
             overflow-wrap:normal;word-break:keep-all;\
             vertical-align:top\">",
            &escape(label),
            "</th><td style=\"padding:0 0 2px;vertical-align:top\">",
        ]);
        pieces(out, value);
        out.push_str("</td></tr>\n");
    }
    out.push_str("</table>\n");
}

fn pieces(out: &mut String, line: &[Piece]) {
    for Piece { text, look } in line {
        match look {
            Look::Text | Look::Words => linked(out, text),
            Look::Name => out.push_str(&escape(text)),
            Look::Strong => {
                let style = if is_short(text) { " style=\"white-space:nowrap\"" } else { "" };
                out.extend(["<strong", style, ">", &escape(text), "</strong>"]);
            }
        }
    }
}

/// Whether it is never broken: an amount, a day or a time is read as one. What is longer could be wider
/// than the page. An ideograph is as wide as two letters.
fn is_short(text: &str) -> bool {
    let wide = |c: char| if ('\u{1100}'..='\u{ffef}').contains(&c) { 2 } else { 1 };
    text.chars().map(wide).sum::<usize>() <= UNBROKEN_MAX
}

/// Text in which addresses are links, in the colour of the text around them.
fn linked(out: &mut String, text: &str) {
    for part in parts(text) {
        match part {
            Part::Text(text) => out.push_str(&escape(text)),
            Part::Address(address) => {
                let address = escape(address);
                out.extend([
                    "<a href=\"",
                    &address,
                    "\" style=\"color:inherit\">",
                    &address,
                    "</a>",
                ]);
            }
        }
    }
}

/// Fonts that the reader's machine has. One Chinese character can look different in a Japanese
/// or Taiwanese font, so each of these languages names its own.
fn fonts(locale: Locale) -> &'static str {
    match locale {
        Locale::En | Locale::De | Locale::Fr | Locale::Nl => {
            "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
        }
        Locale::Ja => {
            "'Hiragino Sans','Hiragino Kaku Gothic ProN','Noto Sans JP','Noto Sans CJK JP',\
             'Yu Gothic',Meiryo,sans-serif"
        }
        Locale::Zh => {
            "'PingFang SC','Noto Sans SC','Noto Sans CJK SC','Microsoft YaHei','Heiti SC',\
             sans-serif"
        }
        Locale::ZhHant => {
            "'PingFang TC','Noto Sans TC','Noto Sans CJK TC','Microsoft JhengHei','Heiti TC',\
             sans-serif"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Insert, mark};

    #[test]
    fn what_is_inserted_is_escaped_everywhere() {
        let hostile = "<img src=x onerror=alert(1)> & \"co\" 'x'";
        for look in [Look::Words, Look::Name, Look::Strong] {
            let insert = Insert::Words { text: hostile.to_owned(), look };
            let text = format!("1 < 2, {0}\n\na: {0}\nb: {0}", mark(0));
            let page = page(Locale::En, hostile, &Body::read(&text, &[insert]));
            let safe = "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot; &#39;x&#39;";
            assert!(!page.contains("<img"), "{page}");
            assert_eq!(page.matches(safe).count(), 6, "also in title, label, preheader: {page}");
            assert!(page.contains("1 &lt; 2, "), "{page}");
        }
    }

    #[test]
    fn the_letter_can_be_taken_out_of_its_page() {
        let page = page(Locale::Ja, "件名", &Body::read("a\n\nb", &[]));
        let letter = inside(&page);
        assert!(
            letter.starts_with("<div class=\"refundd-preheader\"") && letter.ends_with("</div>")
        );
        assert_eq!(letter.matches("<p ").count(), 2);
        assert_eq!(inside("no page"), "");
    }

    #[test]
    fn w9_addresses_in_texts_and_clauses_are_links_and_in_names_are_none() {
        let address = "https://example.com/a?b=1&c=2";
        let insert = |look| Insert::Words { text: format!("See {address}."), look };
        let of = |text: &str, look| page(Locale::En, "s", &Body::read(text, &[insert(look)]));
        let link = "<a href=\"https://example.com/a?b=1&amp;c=2\" style=\"color:inherit\">\
                    https://example.com/a?b=1&amp;c=2</a>.";
        let inserted = format!("Hello,\n\nOur terms: {}", mark(0));
        assert!(of(&format!("Hello,\n\nSee {address}."), Look::Name).contains(link));
        assert!(of(&inserted, Look::Words).contains(link));
        for look in [Look::Name, Look::Strong] {
            assert!(!of(&inserted, look).contains("<a "), "{look:?}");
        }
        for other in ["http://example.com", "javascript:alert(1)", "ftp://example.com"] {
            assert!(!of(&format!("Hello,\n\nSee {other}"), Look::Name).contains("<a "), "{other}");
        }
    }

    #[test]
    fn w9_details_are_a_table_and_the_first_line_is_for_the_list_of_mails() {
        let insert = Insert::Words { text: "x".to_owned(), look: Look::Strong };
        let text = format!("Hello,\n\nIt is here.\n\nDay: {0}\nReason: {0}\n\nBye", mark(0));
        let page = page(Locale::En, "s", &Body::read(&text, &[insert]));
        assert_eq!(page.matches("<tr><th scope=\"row\"").count(), 2, "{page}");
        assert!(!page.contains("<br>"), "{page}");
        assert_eq!(
            page.matches("<strong style=\"white-space:nowrap\">x</strong></td>").count(),
            2,
            "{page}"
        );
        let preheader = page.find(">It is here.</div>").unwrap();
        assert!(preheader < page.find("Hello,").unwrap(), "{page}");
    }

    /// Seen in a browser at 380 pixels: `147,00 $U` and `S` below it, `2027年1月3` and `日`.
    #[test]
    fn w9_an_amount_or_a_day_is_not_broken_and_what_is_long_can_be() {
        let of = |text: &str| {
            let insert = Insert::Words { text: text.to_owned(), look: Look::Strong };
            page(
                Locale::Ja,
                "s",
                &Body::read(&format!("Hello,\n\nA: {0}\nB: {0}", mark(0)), &[insert]),
            )
        };
        for short in
            ["147,00\u{a0}$US", "1,234,567.89米ドル", "28. Dezember 2027", "2027年12月28日"]
        {
            let unbroken = format!("<strong style=\"white-space:nowrap\">{short}</strong>");
            assert_eq!(of(short).matches(&unbroken).count(), 2, "{short}");
        }
        for long in ["pi_3PqLx2eZvKYlo2C1aaa", "お客様ご本人によるご購入"] {
            assert!(!of(long).contains("nowrap"), "{long}");
        }
    }

    #[test]
    fn w9_a_letter_can_be_dark_without_its_sheet() {
        let page = page(Locale::En, "s", &Body::read("a\n\nb: {c}", &[]));
        let (head, rest) = page.split_once("<style>").unwrap();
        let (_, rest) = rest.split_once("</style>").unwrap();
        let bare = format!("{head}{rest}");
        assert_eq!(bare.matches("style=\"color-scheme:light dark").count(), 1);
        assert!(bare.contains("padding:24px 16px;color-scheme:light dark\""), "{bare}");
        assert!(!bare.contains('#') && !bare.contains("background"), "no colour is fixed: {bare}");
    }
}
