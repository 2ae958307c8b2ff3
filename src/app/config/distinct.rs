//! One secret in two places: whoever holds it for the one could speak for the other.

use secrecy::{ExposeSecret, SecretString};

use senders::Proof;

use super::events::EVENTS;
use super::report::Report;
use super::sealing::SEALING;
use super::senders::signature;
use super::settings::Settings;

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    ApiKey,
    Webhooks,
    Inquiries,
    Sender,
    Seals,
    Events,
}

/// A setting, and what stands in it.
struct Place<'s> {
    key: String,
    purpose: Use,
    /// The connected account that it is for: with a platform's secrets, each of those is one of its own.
    connected: Option<&'s str>,
    secrets: Vec<&'s str>,
    /// Two secrets of Standard Webhooks are one if they sign alike, however they are spelled.
    signatures: Vec<String>,
}

impl<'s> Place<'s> {
    fn new(
        key: String,
        purpose: Use,
        secrets: impl IntoIterator<Item = &'s SecretString> + Clone,
    ) -> Self {
        let signatures = secrets.clone().into_iter().filter_map(signature).collect();
        // An empty one was never given.
        let secrets = secrets.into_iter().map(ExposeSecret::expose_secret);
        let secrets = secrets.filter(|secret| !secret.is_empty()).collect();
        Self { key, purpose, connected: None, secrets, signatures }
    }

    fn for_connected(self, connected: Option<&'s String>) -> Self {
        Self { connected: connected.map(String::as_str), ..self }
    }

    fn shares_with(&self, other: &Self) -> bool {
        let several = self.purpose == other.purpose && self.connected != other.connected;
        if several && matches!(self.purpose, Use::ApiKey | Use::Webhooks) {
            return false;
        }
        self.secrets.iter().any(|secret| other.secrets.contains(secret))
            || self.signatures.iter().any(|signature| other.signatures.contains(signature))
    }
}

/// Complains about every two places that have a secret in common, and shows none.
pub(super) fn check(settings: &Settings, report: &mut Report) {
    let places = places(settings);
    for (number, one) in (1..).zip(&places) {
        for other in places.iter().skip(number) {
            let remedy = remedy(one.purpose, other.purpose);
            if let Some(remedy) = remedy.filter(|_| one.shares_with(other)) {
                let title = format!("one secret stands in `{}` and in `{}`", one.key, other.key);
                report.misfit(&[&one.key, &other.key], title, remedy);
            }
        }
    }
}

fn places(settings: &Settings) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    for (name, account) in &settings.receiving {
        let key = format!("accounts.{name}.webhook_secrets");
        let place = Place::new(key, Use::Webhooks, &account.setup.secrets);
        places.push(place.for_connected(settings.connected.get(name)));
    }
    for (name, account) in &settings.accounts {
        let key = |key: &str| format!("accounts.{name}.{key}");
        let place = Place::new(key("api_key"), Use::ApiKey, [&account.api_key]);
        places.push(place.for_connected(settings.connected.get(name)));
        if let Some(facts) = &account.facts {
            places.push(Place::new(key("facts.secrets"), Use::Inquiries, &facts.secrets));
        }
    }
    for (name, known) in &settings.senders.senders {
        if let Proof::Secrets(secrets) = &known.proof {
            places.push(Place::new(format!("senders.{name}.secrets"), Use::Sender, secrets));
        }
    }
    places.push(Place::new(SEALING.to_owned(), Use::Seals, &settings.worker.sealing_keys));
    places.push(Place::new(EVENTS.to_owned(), Use::Events, &settings.event_secrets));
    places
}

/// What to do where two places have one secret; `None` where they may, or are compared elsewhere.
fn remedy(one: Use, other: Use) -> Option<&'static str> {
    match (one, other) {
        (Use::ApiKey, Use::ApiKey) => Some(
            "with one key they are one account of the processor, whose payments would be refunded by \
             two policies: copy the key again from the right account, or remove one of the two",
        ),
        (Use::Webhooks, Use::Webhooks) => Some(
            "a webhook of one account would be taken for one of the other: copy the secret again from \
             the endpoint of the right account",
        ),
        // One system of the merchant may answer for several accounts.
        (Use::Inquiries, Use::Inquiries)
        // There is one such place.
        | (Use::Seals, Use::Seals)
        | (Use::Events, Use::Events) => None,
        (Use::Sender, Use::Sender) => Some(
            "each could speak for the other, and who asks for money could decide about it: give each a \
             secret of its own: `echo whsec_$(openssl rand -base64 32)`",
        ),
        // Every consumer of events holds theirs, to verify.
        (
            Use::ApiKey
            | Use::Webhooks
            | Use::Inquiries
            | Use::Sender
            | Use::Seals
            | Use::Events,
            _,
        ) => Some(
            "whoever has it for the one could speak for the other: give each a secret of its own; \
             one that is yours to make is `echo whsec_$(openssl rand -base64 32)`",
        ),
    }
}
