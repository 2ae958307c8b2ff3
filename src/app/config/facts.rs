//! The facts endpoint of an account: what is required, and what fits.

use std::net::IpAddr;

use secrecy::SecretString;

use super::environment;
use super::report::Report;
use super::table::FactsTable;
use adapter_http::facts::{
    FactsEndpoint, FactsOptions, Reach, UnfitEndpoint, check_url, host, reach,
};
use policy::{Book, Policy};
use processors::standard_webhooks;

/// The endpoint of the account `name`, if it has one. What is wrong is reported.
pub(super) fn endpoint(
    name: &str,
    table: FactsTable,
    facts: &FactsOptions,
    report: &mut Report,
) -> Option<FactsEndpoint> {
    let FactsTable { url, secrets } = table;
    let (url_key, secrets_key) =
        (format!("accounts.{name}.facts.url"), format!("accounts.{name}.facts.secrets"));
    let Some(url) = url else {
        if !secrets.is_empty() {
            let title = format!("`{secrets_key}` is set, and `{url_key}` is not");
            let remedy = "add the `url` of the endpoint, or remove the secrets: nobody is asked";
            report.misfit(&[&secrets_key, &url_key], title, remedy);
        }
        return None;
    };
    let is_allowed = allowed(&url_key, &url, facts, report);
    let is_signed = signed(&secrets_key, &secrets, report);
    (is_allowed && is_signed).then_some(FactsEndpoint { url, secrets })
}

fn allowed(key: &str, url: &str, facts: &FactsOptions, report: &mut Report) -> bool {
    // A URL that is none was refused when it was read.
    let Some(host) = host(url) else { return false };
    if !facts.allowed_hosts.contains(&host) {
        let title = format!("the host of `{key}` is not in `facts.allowed_hosts`");
        let remedy = "add the host to `allowed_hosts` below `[facts]`, as it stands in the address";
        report.misfit(&[key, "facts.allowed_hosts"], title, remedy);
        return false;
    }
    match check_url(url, facts.allow_private) {
        Err(UnfitEndpoint::AddressRefused) => {
            let bare = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
            let remedy = match bare.map(reach) {
                Ok(Reach::Private) => {
                    "set `allow_private = true` below `[facts]` if this service of your own \
                     network is meant"
                }
                Ok(Reach::Public | Reach::Loopback | Reach::Never) | Err(_) => {
                    "name another host: link-local addresses, those of a cloud's metadata and \
                     those of nobody are never called"
                }
            };
            let title = format!("`{key}` leads to an address that is not allowed");
            report.misfit(&[key, "facts.allow_private"], title, remedy);
            false
        }
        Err(
            UnfitEndpoint::NotAUrl
            | UnfitEndpoint::NotEncrypted
            | UnfitEndpoint::Credentials
            | UnfitEndpoint::Fragment
            | UnfitEndpoint::NoSecret,
        ) => false,
        Ok(()) => true,
    }
}

fn signed(key: &str, secrets: &[SecretString], report: &mut Report) -> bool {
    if secrets.is_empty() {
        let remedy = format!(
            "set the variable {}, or add `secrets_file = \"…\"` beside the `url`: without a \
             secret the endpoint cannot tell who asks",
            environment::variable(key)
        );
        report.missing(key, " or empty", remedy);
        return false;
    }
    let epoch = jiff::Timestamp::UNIX_EPOCH;
    let usable = |secret| standard_webhooks::sign(secret, "id", epoch, b"").is_some();
    let all = secrets.iter().all(usable);
    if !all {
        let title = format!("`{key}` has a secret that is not usable");
        let remedy = "each is `whsec_` and the base64 of at least 24 random bytes: \
                      `echo whsec_$(openssl rand -base64 32)`";
        report.misfit(&[key], title, remedy);
    }
    all
}

/// What is probably not intended: facts that nobody is asked for, or an endpoint that is never asked.
pub(super) fn unanswered(
    name: &str,
    book: &Book,
    endpoint: Option<&FactsEndpoint>,
) -> Option<String> {
    let declared: Vec<_> = book.versions().iter().flat_map(Policy::declared).collect();
    match endpoint {
        None if declared.iter().any(|fact| fact.default.is_none()) => Some(format!(
            "warning: the policy of account `{name}` declares facts, and the account has no \
             `facts.url`: those without a default are unknown"
        )),
        Some(_) if declared.is_empty() => Some(format!(
            "warning: account `{name}` has a `facts.url`, and its policy declares no facts: it is \
             never asked"
        )),
        None | Some(_) => None,
    }
}
