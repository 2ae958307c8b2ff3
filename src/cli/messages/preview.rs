//! `refundd messages preview`: letters with sample values, or those of one request, as text or as one
//! page.

use std::path::PathBuf;

use super::foretold::{Foretold, Means};
use super::shown::Shown;
use super::{TextsOf, language, page};
use crate::cli::exit::{Done, Undone};
use crate::cli::policy::ground::Under;
use crate::cli::policy::{facts, usable};
use crate::cli::session;
use domain::locale::Locale;
use domain::zone::Zone;
use messages::sample::{MERCHANT, PRODUCT, Samples};
use messages::{Catalogue, Letter, Placeholder, Recipient};
use processors::amount_step;
use wire::facts::FactsV1;

/// Show every letter in every language with sample values, or those that one request would get.
#[derive(Debug, clap::Args)]
pub(super) struct Preview {
    #[command(flatten)]
    texts: TextsOf,
    /// A policy that decides a request: its letters are shown, instead of samples.
    #[arg(long, value_name = "FILE", requires = "request")]
    policy: Option<PathBuf>,
    /// The facts of that request as JSON, as for `refundd policy explain`; they name the product.
    #[arg(long, value_name = "FILE", requires = "policy")]
    request: Option<PathBuf>,
    #[command(flatten)]
    under: Under,
    /// Only this letter, such as `denied`; can be given several times.
    #[arg(long, value_name = "LETTER")]
    letter: Vec<String>,
    /// Only this language, such as `de`; can be given several times.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    locale: Vec<Locale>,
    /// The name of the merchant.
    #[arg(long, default_value = MERCHANT)]
    merchant: String,
    /// The name of the product; empty for letters that know of none.
    #[arg(long, default_value = PRODUCT)]
    product: String,
    /// What stands in the greeting for the customer's name, such as `{{ticket.requester.first_name}}`.
    #[arg(long, value_name = "TEXT", value_parser = placeholder)]
    greeting_placeholder: Option<Placeholder>,
    /// The id of the request, which the subjects end with.
    #[arg(long, value_name = "ID")]
    reference: Option<String>,
    /// The time zone in which days and times are told, such as `Asia/Tokyo`.
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
    time_zone: Zone,
    /// Write one HTML page with all languages side by side, instead of text.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Preview {
    pub(super) fn execute(self) -> Done {
        let Self {
            texts,
            policy,
            request,
            under,
            letter,
            locale,
            merchant,
            product,
            greeting_placeholder,
            reference,
            time_zone,
            html,
        } = self;
        known(&letter).map_err(Undone::Usage)?;
        let all = texts.are_built_in() && policy.is_none();
        let (ground, catalogue) = under.ground(texts)?;
        let locales = match (locale.is_empty(), all) {
            (false, _) => locale,
            (true, true) => Locale::ALL.to_vec(),
            (true, false) => catalogue.languages().iter().collect(),
        };
        let product = Some(product.as_str()).filter(|product| !product.is_empty());
        let to = Recipient {
            locale: Locale::En,
            zone: &time_zone,
            merchant: &merchant,
            product,
            placeholder: greeting_placeholder.as_ref(),
            reference: reference.as_deref(),
        };
        let (shown, lead, remark) = if let Some((policy, request)) = policy.zip(request) {
            let policy = ground.lay(&usable(&policy, &catalogue)?, &catalogue)?;
            let facts = only(facts(&request)?)?.facts(amount_step);
            let means = Means {
                course: ground.course(&policy),
                texts: &catalogue,
                to: &to,
                locales: &locales,
            };
            let Foretold { letters, remark } = means.foretell(&facts).map_err(Undone::failed)?;
            let asked = letters.into_iter().filter(|shown| is_asked_for(&letter, shown.letter));
            (asked.collect(), page::OF_REQUEST, remark)
        } else {
            let shown = shown(&catalogue, &letter, &locales, &to).map_err(Undone::failed)?;
            (shown, page::OF_SAMPLES, None)
        };
        let remark = remark.map(|remark| format!("\n{remark}\n")).unwrap_or_default();
        let Some(file) = html else {
            return session::print(text(&shown) + "\n" + &remark);
        };
        session::write(&file, &page::write(&shown, lead))?;
        session::print(format!("written: {}\n{remark}", file.display()))
    }
}

fn zone(name: &str) -> Result<Zone, String> {
    let unknown = || "there is no such time zone; one is `Europe/Berlin`".to_owned();
    Zone::of_name(name).ok_or_else(unknown)
}

fn placeholder(text: &str) -> Result<Placeholder, String> {
    let unfit = || "it is 1 to 100 characters on one line, without blanks around them".to_owned();
    Placeholder::parse(text).ok_or_else(unfit)
}

/// A preview is of one request.
fn only(documents: Vec<FactsV1>) -> Result<FactsV1, Undone> {
    let many = documents.len();
    let mut documents = documents.into_iter();
    match (documents.next(), documents.next()) {
        (Some(document), None) => Ok(document),
        _ => Err(Undone::Usage(format!("a preview is of one request, and the file has {many}"))),
    }
}

/// Whether a letter is among those that were asked for: all, where none is named.
fn is_asked_for(letters: &[String], letter: &str) -> bool {
    letters.is_empty() || letters.iter().any(|asked| asked == letter)
}

/// Refuses the name of a letter that there is not.
fn known(letters: &[String]) -> Result<(), String> {
    let samples = Samples::default();
    let mut known: Vec<&str> = samples.all().iter().map(|sample| sample.letter).collect();
    known.dedup();
    let unknown = letters.iter().find(|letter| !known.contains(&letter.as_str()));
    unknown.map_or(Ok(()), |unknown| {
        Err(format!("there is no letter `{unknown}`; there are {}", known.join(", ")))
    })
}

/// Renders what was asked for in these languages, or says why not.
fn shown(
    catalogue: &Catalogue,
    letters: &[String],
    locales: &[Locale],
    to: &Recipient<'_>,
) -> Result<Vec<Shown>, String> {
    let samples = Samples::default();
    let all = samples.all();
    let mut shown = Vec::new();
    for sample in all.iter().filter(|sample| is_asked_for(letters, sample.letter)) {
        let mut messages = Vec::with_capacity(locales.len());
        for locale in locales {
            let to = Recipient { locale: *locale, ..to.clone() };
            let message = catalogue.render(&sample.content, &to);
            messages.push(message.map_err(|error| format!("{}: {error}", sample.letter))?);
        }
        shown.push(Shown { letter: sample.letter, shape: sample.shape, messages });
    }
    Ok(shown)
}

/// The letters one below the other, for a terminal.
fn text(shown: &[Shown]) -> String {
    let mut out = String::new();
    for Shown { letter, shape, messages } in shown {
        for message in messages {
            let shape = if shape.is_empty() { String::new() } else { format!(" ({shape})") };
            let title = format!("{letter}{shape} · {}", message.locale.name());
            let rule = "─".repeat(title.chars().count());
            let Letter { subject, text, .. } = message;
            out.extend([title.as_str(), "\n", &rule, "\n", subject, "\n\n", text, "\n\n\n"]);
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(zone: &Zone) -> Recipient<'_> {
        Recipient {
            locale: Locale::En,
            zone,
            merchant: "Müller & Söhne",
            product: Some("<b>Pro</b>"),
            placeholder: None,
            reference: None,
        }
    }

    fn of(letters: &[&str], locales: &[Locale]) -> Result<Vec<Shown>, String> {
        let letters: Vec<String> = letters.iter().map(|letter| (*letter).to_owned()).collect();
        shown(&Catalogue::builtin().unwrap(), &letters, locales, &names(&Zone::utc()))
    }

    #[test]
    fn every_letter_is_shown_in_every_language() {
        let shown = of(&[], &Locale::ALL).unwrap();
        assert_eq!(shown.len(), 39);
        assert!(shown.iter().all(|letter| letter.messages.len() == 7));
        let text = text(&shown);
        assert_eq!(text.matches("───\n").count(), 39 * 7);
        assert!(text.contains("denied (no-alternatives) · Deutsch"), "{text}");
    }

    #[test]
    fn what_is_asked_for_is_shown_alone() {
        let shown = of(&["refunded", "approved"], &[Locale::Fr]).unwrap();
        let letters: Vec<&str> = shown.iter().map(|shown| shown.letter).collect();
        assert_eq!(letters, [&["approved"; 10][..], &["refunded"]].concat());
        assert!(language("de-AT").is_ok() && language("es").is_err());
        let letters = |name: &str| known(&[name.to_owned()]);
        assert_eq!(letters("refunded"), Ok(()));
        let why = letters("refund").unwrap_err();
        assert!(why.contains("`refund`") && why.contains("info-requested"), "{why}");
    }

    #[test]
    fn a_page_has_every_letter_and_loads_nothing() {
        let page = page::write(&of(&[], &Locale::ALL).unwrap(), page::OF_SAMPLES);
        assert_eq!(page.matches("class=\"refundd-letter\"").count(), 39 * 7);
        for remote in ["http:", "https:", "url(", "src=", "<link", "@import", "<script"] {
            assert!(!page.contains(remote), "{remote}");
        }
        assert!(!page.contains("<b>Pro") && page.contains("&lt;b&gt;Pro&lt;/b&gt;"));
        assert!(page.contains("Müller &amp; Söhne"));
        for locale in Locale::ALL {
            assert!(page.contains(&format!("lang=\"{locale}\"")), "{locale}");
        }
    }
}
