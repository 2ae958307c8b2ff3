//! What must fit between settings: each check says what breaks otherwise, and how to fix it.
//!
//! A value by itself was checked when it was read; accounts are checked in `account`.

use std::net::SocketAddr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::report::Report;
use super::settings::{Settings, Store, Transport};
use super::{distinct, senders};
use adapter_http::facts::FactsOptions;
use adapter_http::{GatewayOptions, check_proxy};
use ingress::IngressOptions;

/// Complains about everything that does not fit.
pub(super) fn all(settings: &Settings, report: &mut Report) {
    times(settings, report);
    inquiries(&settings.facts, report);
    bodies(settings, report);
    proxy(&settings.gateway, report);
    addresses(&settings.http, settings.admin.listen, report);
    transport(settings, report);
    encryption(settings, report);
    distinct::check(settings, report);
    senders::check(settings, report);
}

/// What the ingress has answered with success must be read.
fn bodies(settings: &Settings, report: &mut Report) {
    let (taken, read) = (settings.http.body_bytes_max, settings.worker.body_bytes_max);
    if taken > read {
        let title =
            format!("`http.body_bytes_max` is {taken}, above `worker.body_bytes_max`, {read}");
        let remedy =
            "what is longer than the latter is kept aside unread: raise it, or lower the first";
        report.misfit(&["http.body_bytes_max", "worker.body_bytes_max"], title, remedy);
    }
}

fn times(settings: &Settings, report: &mut Report) {
    let Settings { service, worker, gateway, embedded, .. } = settings;
    let claim = settings.claim();
    below(
        report,
        [
            ("worker.fresh_seconds", worker.fresh_seconds),
            ("worker.executed_within_seconds", worker.executed_within_seconds),
        ],
        "a list may not be older than a call can be under way: 10 and 300 are good",
    );
    below(
        report,
        [
            ("gateway.post_seconds_max", gateway.post_seconds_max),
            ("worker.executed_within_seconds", worker.executed_within_seconds),
        ],
        "a call that is still waited for can still be executed: 25 and 300 are good",
    );
    below(
        report,
        [
            ("gateway.connect_seconds_max", gateway.connect_seconds_max),
            ("gateway.get_seconds_max", gateway.get_seconds_max),
        ],
        "connecting is a part of the call",
    );
    below(
        report,
        [
            ("gateway.connect_seconds_max", gateway.connect_seconds_max),
            ("gateway.post_seconds_max", gateway.post_seconds_max),
        ],
        "connecting is a part of the call",
    );
    below(
        report,
        [
            ("gateway.connect_seconds_max", gateway.connect_seconds_max),
            ("worker.fresh_seconds", worker.fresh_seconds),
        ],
        "a refund is not sent where connecting could outlast its list: 5 and 10 are good",
    );
    if service.grace_seconds < gateway.post_seconds_max {
        let title = format!(
            "`service.grace_seconds` is {}, and a call may take {}",
            service.grace_seconds.as_secs(),
            gateway.post_seconds_max.as_secs()
        );
        let remedy = "a stop must wait for a refund under way: make `grace_seconds` at least \
                      `gateway.post_seconds_max`, or every stop leaves doubts";
        report.misfit(&["service.grace_seconds", "gateway.post_seconds_max"], title, remedy);
    }
    if embedded.lease_seconds <= claim {
        let title = format!(
            "`embedded.lease_seconds` is {}, and a claim lasts {}",
            embedded.lease_seconds.as_secs(),
            claim.as_secs()
        );
        let remedy = "a delivery that is worked on must not come again: make the lease longer \
                      than `gateway.post_seconds_max` and 35";
        report.misfit(&["embedded.lease_seconds", "gateway.post_seconds_max"], title, remedy);
    }
    let busy = worker.doubt_max_hours.saturating_add(worker.feedback_after_days);
    if worker.keep_days <= busy {
        let title = format!(
            "`worker.keep_days` is {}, and a case can be busy for {}",
            days(worker.keep_days),
            days(busy)
        );
        let remedy = "keep cases longer than `worker.doubt_max_hours` and \
                      `worker.feedback_after_days` together";
        let keys = ["worker.keep_days", "worker.feedback_after_days", "worker.doubt_max_hours"];
        report.misfit(&keys, title, remedy);
    }
}

fn inquiries(facts: &FactsOptions, report: &mut Report) {
    if facts.connect_timeout_ms >= facts.timeout_ms {
        let title = format!(
            "`facts.connect_timeout_ms` is {}, not below `facts.timeout_ms`, {}",
            facts.connect_timeout_ms.as_millis(),
            facts.timeout_ms.as_millis()
        );
        let remedy = "connecting is a part of asking: 1000 and 2000 are good";
        report.misfit(&["facts.connect_timeout_ms", "facts.timeout_ms"], title, remedy);
    }
}

fn proxy(gateway: &GatewayOptions, report: &mut Report) {
    if let Some(url) = &gateway.proxy_url
        && check_proxy(url).is_err()
    {
        let title = "`gateway.proxy_url` is no address of a proxy";
        let remedy = "use http:// or https://, a host and a port, such as \
                      \"http://proxy.internal:3128\", and perhaps user:password@ before the host";
        report.misfit(&["gateway.proxy_url"], title, remedy);
    }
}

fn days(span: Duration) -> u64 {
    span.as_secs().div_ceil(86_400)
}

/// The first must be below the second.
fn below(report: &mut Report, pair: [(&str, Duration); 2], remedy: &str) {
    let [(key, value), (limit_key, limit)] = pair;
    if value >= limit {
        let title =
            format!("`{key}` is {}, not below `{limit_key}`, {}", value.as_secs(), limit.as_secs());
        report.misfit(&[key, limit_key], title, remedy);
    }
}

fn addresses(http: &IngressOptions, admin: SocketAddr, report: &mut Report) {
    let same_port = http.listen.port() == admin.port() && admin.port() != 0;
    let overlap = http.listen.ip() == admin.ip()
        || http.listen.ip().is_unspecified()
        || admin.ip().is_unspecified();
    if same_port && overlap {
        let title = format!("`http.listen` and `admin.listen` share the port {}", admin.port());
        let remedy = "give them two ports: what is public and what is not must stay apart";
        report.misfit(&["http.listen", "admin.listen"], title, remedy);
    }
}

fn transport(settings: &Settings, report: &mut Report) {
    let Transport::RabbitMq(rabbitmq) = &settings.transport else { return };
    if u32::from(rabbitmq.prefetch) > settings.worker.in_flight_max {
        let title = format!(
            "`transport.rabbitmq.prefetch` is {}, above `worker.in_flight_max`, {}",
            rabbitmq.prefetch, settings.worker.in_flight_max
        );
        let remedy = "deliveries that nobody works on would lie here while other workers are idle: \
                      make them equal";
        report.misfit(&["transport.rabbitmq.prefetch", "worker.in_flight_max"], title, remedy);
    }
    if settings.http.publish_seconds_max < rabbitmq.publish_timeout_seconds {
        let title = format!(
            "`http.publish_seconds_max` is {}, below `transport.rabbitmq.publish_timeout_seconds`, {}",
            settings.http.publish_seconds_max.as_secs(),
            rabbitmq.publish_timeout_seconds.as_secs()
        );
        let remedy = "senders would be told to come back for what is then published: make it at \
                      least as long";
        let keys = ["http.publish_seconds_max", "transport.rabbitmq.publish_timeout_seconds"];
        report.misfit(&keys, title, remedy);
    }
}

/// Whoever names an authority believes that the connection is encrypted.
fn encryption(settings: &Settings, report: &mut Report) {
    if let Transport::RabbitMq(rabbitmq) = &settings.transport
        && rabbitmq.ca.is_some()
    {
        encrypted("transport.rabbitmq", &rabbitmq.url, "amqps", report);
    }
    if let Store::Redis(redis) = &settings.store
        && redis.ca.is_some()
    {
        encrypted("store.redis", &redis.url, "rediss", report);
    }
}

fn encrypted(section: &str, url: &SecretString, scheme: &str, report: &mut Report) {
    // Sentinels and clusters are named after a plus sign.
    let begins = |mark: &str| url.expose_secret().starts_with(&format!("{scheme}{mark}"));
    if !begins(":") && !begins("+") {
        let (ca_file, url) = (format!("{section}.ca_file"), format!("{section}.url"));
        let title = format!("`{ca_file}` is set, and `{url}` does not begin with {scheme}");
        let remedy = format!(
            "nothing would be encrypted: write {scheme} in the address, or remove `ca_file`"
        );
        report.misfit(&[&ca_file, &url], title, remedy);
    }
}
