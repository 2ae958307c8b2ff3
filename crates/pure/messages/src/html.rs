//! Writes a letter's body as an HTML document for mail programs and browsers.
//!
//! Styles stand in the tags, because many mail programs drop anything else; the one sheet in the
//! head only turns the colours for those who read in the dark, and the letter can be read without
//! it. Nothing is loaded from anywhere. Everything that is not a tag of ours is escaped.

use super::body::{Block, Body, Piece};
use domain::locale::Locale;
use page::escape;

/// The one style sheet of a letter: its colours in the dark.
pub const DARK: &str = "@media (prefers-color-scheme:dark){\
    .refundd-page{background:#16181d!important}\
    .refundd-letter{color:#e6e8eb!important}}";

/// Writes the document.
pub(super) fn page(locale: Locale, subject: &str, body: &Body) -> String {
    let subject = escape(subject);
    let letter = letter(locale, &subject, body);
    format!(
        "<!doctype html>\n\
         <html lang=\"{locale}\" dir=\"ltr\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"supported-color-schemes\" content=\"light dark\">\n\
         <title>{subject}</title>\n\
         <style>{DARK}</style>\n\
         </head>\n\
         <body class=\"refundd-page\" style=\"margin:0;padding:24px 16px;background:#ffffff\">\n\
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
         lang=\"{locale}\" dir=\"ltr\" style=\"max-width:600px;margin:0 auto;color:#1f2328;\
         font-family:{fonts};font-size:16px;line-height:1.6;overflow-wrap:anywhere\">\n"
    );
    let last = body.blocks.len().saturating_sub(1);
    for (index, block) in body.blocks.iter().enumerate() {
        let margin = if index == last { "0" } else { "0 0 16px" };
        match block {
            Block::Paragraph(lines) => paragraph(&mut out, lines, margin),
            Block::List { items, numbered } => {
                let tag = if *numbered { "ol" } else { "ul" };
                out.extend(["<", tag, " style=\"margin:", margin, ";padding:0 0 0 24px\">\n"]);
                for item in items {
                    let text = escape(&item.text);
                    out.extend(["<li style=\"margin:0 0 6px\">", &text, "</li>\n"]);
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
        for piece in line {
            let text = escape(&piece.text);
            if piece.strong {
                out.extend(["<strong>", &text, "</strong>"]);
            } else {
                out.push_str(&text);
            }
        }
    }
    out.push_str("</p>\n");
}

/// Fonts that the reader's machine has. One Chinese character can look different in a Japanese
/// font, so each of the two languages names its own.
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Insert, mark};

    #[test]
    fn what_is_inserted_is_escaped_everywhere() {
        let hostile = "<img src=x onerror=alert(1)> & \"co\" 'x'";
        let insert = Insert::Words { text: hostile.to_owned(), strong: true };
        let body = Body::read(&format!("1 < 2, {}", mark(0)), &[insert]);
        let page = page(Locale::En, hostile, &body);
        let safe = "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot; &#39;x&#39;";
        assert!(!page.contains("<img"), "{page}");
        assert_eq!(page.matches(safe).count(), 3, "title, label and text: {page}");
        assert!(page.contains("1 &lt; 2, <strong>"), "{page}");
    }

    #[test]
    fn the_letter_can_be_taken_out_of_its_page() {
        let page = page(Locale::Ja, "件名", &Body::read("a\n\nb", &[]));
        let letter = inside(&page);
        assert!(letter.starts_with("<div class=\"refundd-letter\"") && letter.ends_with("</div>"));
        assert_eq!(letter.matches("<p ").count(), 2);
        assert_eq!(inside("no page"), "");
    }
}
