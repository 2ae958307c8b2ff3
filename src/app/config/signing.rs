//! The secrets that sign what others send us as CloudEvents, by Standard Webhooks.

use secrecy::SecretString;

use super::report::Report;
use super::settings::{Settings, Transport};
use processors::standard_webhooks;

pub(super) const REQUESTS: &str = "http.requests.secrets";
pub(super) const EVENTS: &str = "events.secrets";
pub(super) const REVIEWS: &str = "http.reviews.secrets";

/// Complains about secrets that cannot sign, and about those that would let who asks for money
/// decide about it.
pub(super) fn check(requests: &[SecretString], reviews: &[SecretString], report: &mut Report) {
    usable(REQUESTS, requests, report);
    usable(REVIEWS, reviews, report);
    // Two secrets are one if they sign alike, however they are spelled.
    let signs: Vec<_> = requests.iter().filter_map(signature).collect();
    if reviews.iter().filter_map(signature).any(|signature| signs.contains(&signature)) {
        let title = format!("a secret stands in `{REQUESTS}` and in `{REVIEWS}`");
        let remedy = "whoever files a request could approve it: give the systems that answer \
                      reviews a secret of their own: `echo whsec_$(openssl rand -base64 32)`";
        report.misfit(&[REQUESTS, REVIEWS], title, remedy);
    }
}

/// What is said where reviews are put before people and nobody can answer them.
pub(super) fn unanswerable(settings: &Settings) -> Option<String> {
    let decides = settings.accounts.values().any(|account| !account.merchant_of_record);
    (decides && settings.review_secrets.is_empty()).then(|| {
        format!(
            "warning: `{REVIEWS}` is not set: what is put before a person stays there, because no \
             answer of a reviewer is believed\n  = help: add `secrets_file` below `[http.reviews]`; \
             docs/reviews.md says who needs it"
        )
    })
}

/// What is said where consumers cannot tell that an event is ours.
pub(super) fn unsigned(settings: &Settings) -> Option<String> {
    let shared = matches!(settings.transport, Transport::RabbitMq(_));
    (shared && settings.event_secrets.is_empty()).then(|| {
        format!(
            "warning: `{EVENTS}` is not set: events go out unsigned, and whoever may publish on the \
             broker can make one that looks like ours\n  = help: add `secrets_file` below `[events]`; \
             docs/events.md says how a consumer verifies"
        )
    })
}

/// Complains about secrets that cannot sign.
pub(super) fn usable(key: &str, secrets: &[SecretString], report: &mut Report) {
    if secrets.iter().any(|secret| signature(secret).is_none()) {
        let title = format!("`{key}` has a secret that is not usable");
        let remedy = "each is `whsec_` and the base64 of at least 24 random bytes: \
                      `echo whsec_$(openssl rand -base64 32)`";
        report.misfit(&[key], title, remedy);
    }
}

/// What the secret makes of one and the same message; `None` if it cannot sign.
pub(super) fn signature(secret: &SecretString) -> Option<String> {
    standard_webhooks::sign(secret, "id", jiff::Timestamp::UNIX_EPOCH, b"")
}
