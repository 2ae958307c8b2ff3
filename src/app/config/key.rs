//! Every setting there is, with what its value may be. What is not in this list is refused.
//!
//! Defaults are in `config/default.toml`; what settings mean is in `settings`.

use super::rule::{
    BASE_URL, HOST, LANGUAGE, LINE, LISTEN, LOG_FILTER, PREFIX, PROCESSOR, Rule, SOURCE,
    TYPE_PREFIX, URL,
};

/// What a value may be.
pub(super) enum Kind {
    /// `true` or `false`.
    Flag,
    /// A whole number between two bounds, both included.
    Number(i64, i64),
    /// One to twelve whole numbers, rising, each between two bounds.
    Rising(i64, i64),
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Text that obeys a rule.
    Text(&'static Rule),
    /// A list of texts, each of which obeys a rule.
    Texts(&'static Rule),
    /// The name of a file.
    Path,
    /// The names of files.
    Paths,
    /// The name of a folder.
    Folder,
    /// A secret. Its sibling with `_file` at the end names a file that has it.
    Secret,
    /// Secrets, with a sibling as well.
    Secrets,
}

/// One setting.
pub(super) struct Key {
    /// Its place, with `*` for the name of an account.
    pub(super) path: &'static str,
    /// What its value may be.
    pub(super) kind: Kind,
}

const fn key(path: &'static str, kind: Kind) -> Key {
    Key { path, kind }
}

const DAY: i64 = 86_400;
const KIB: i64 = 1024;
const BACKENDS: &[&str] = &["embedded", "rabbitmq"];
const STORES: &[&str] = &["embedded", "redis"];

use Kind::{Choice, Flag, Folder, Number, Path, Paths, Rising, Secret, Secrets, Text, Texts};

/// All settings, in the order of `config/default.toml`.
pub(super) const KEYS: &[Key] = &[
    key("service.source", Text(&SOURCE)),
    key("service.event_type_prefix", Text(&TYPE_PREFIX)),
    key("service.grace_seconds", Number(1, 3600)),
    key("service.log_format", Choice(&["json", "text"])),
    key("service.log_filter", Text(&LOG_FILTER)),
    key("http.listen", Text(&LISTEN)),
    key("http.body_bytes_max", Number(64 * KIB, 16 * KIB * KIB)),
    key("http.header_bytes_max", Number(8 * KIB, KIB * KIB)),
    key("http.header_seconds_max", Number(1, 120)),
    key("http.body_seconds_max", Number(1, 120)),
    key("http.idle_seconds_max", Number(1, 3600)),
    key("http.connections_max", Number(1, 100_000)),
    key("http.in_flight_max", Number(1, 10_000)),
    key("http.publish_seconds_max", Number(1, 60)),
    key("http.requests.secrets", Secrets),
    key("http.requests.secrets_file", Path),
    key("http.reviews.secrets", Secrets),
    key("http.reviews.secrets_file", Path),
    key("admin.listen", Text(&LISTEN)),
    key("transport.kind", Choice(BACKENDS)),
    key("transport.rabbitmq.url", Secret),
    key("transport.rabbitmq.url_file", Path),
    key("transport.rabbitmq.ca_file", Path),
    key("transport.rabbitmq.prefix", Text(&PREFIX)),
    key("transport.rabbitmq.prefetch", Number(1, 2000)),
    key("transport.rabbitmq.channels", Number(1, 256)),
    key("transport.rabbitmq.publish_timeout_seconds", Number(1, 60)),
    key("transport.rabbitmq.connect_timeout_seconds", Number(1, 60)),
    key("transport.rabbitmq.declare", Flag),
    key("transport.rabbitmq.delivery_limit", Number(2, 1000)),
    key("transport.rabbitmq.ladder_seconds", Rising(1, DAY)),
    key("transport.rabbitmq.unrouted_max_bytes", Number(KIB * KIB, 1 << 40)),
    key("transport.rabbitmq.unrouted_ttl_seconds", Number(60, 365 * DAY)),
    key("store.kind", Choice(STORES)),
    key("store.redis.url", Secret),
    key("store.redis.url_file", Path),
    key("store.redis.sentinel_login", Secret),
    key("store.redis.sentinel_login_file", Path),
    key("store.redis.ca_file", Path),
    key("store.redis.prefix", Text(&PREFIX)),
    key("store.redis.connections", Number(1, 64)),
    key("store.redis.connect_timeout_ms", Number(10, 60_000)),
    key("store.redis.response_timeout_ms", Number(10, 60_000)),
    key("store.redis.marker", Text(&LINE)),
    key("store.redis.settings_are_verified_elsewhere", Flag),
    key("embedded.path", Path),
    key("embedded.journal", Choice(&["one_file", "wal"])),
    key("embedded.lease_seconds", Number(10, DAY)),
    key("embedded.deliveries_max", Number(2, 1000)),
    key("embedded.file_bytes_max", Number(16 * KIB * KIB, 1 << 40)),
    key("worker.in_flight_max", Number(1, 2000)),
    key("worker.fresh_seconds", Number(1, 300)),
    key("worker.executed_within_seconds", Number(30, DAY)),
    key("worker.listed_within_seconds", Number(1, DAY)),
    key("worker.attempts_max", Number(1, 10_000)),
    key("worker.keep_days", Number(30, 3650)),
    key("worker.answer_within_hours", Number(1, 720)),
    key("worker.acknowledge_within_minutes", Number(1, 24 * 60)),
    key("worker.refund_within_hours", Number(1, 720)),
    key("worker.follow_up_within_hours", Number(1, 720)),
    key("worker.review_within_hours", Number(1, 720)),
    key("worker.feedback_after_days", Number(1, 90)),
    key("worker.report_lag_hours", Number(1, 720)),
    key("worker.doubt_max_hours", Number(1, 720)),
    key("worker.settling_max_days", Number(1, 90)),
    key("worker.watch_minutes", Number(5, 7 * 24 * 60)),
    key("worker.ladder_seconds", Rising(1, DAY)),
    key("gateway.post_seconds_max", Number(1, 120)),
    key("gateway.get_seconds_max", Number(1, 120)),
    key("gateway.connect_seconds_max", Number(1, 60)),
    key("gateway.in_flight_max", Number(1, 1000)),
    key("gateway.requests_per_second_max", Number(1, 1000)),
    key("gateway.ca_file", Path),
    key("facts.allowed_hosts", Texts(&HOST)),
    key("facts.allow_private", Flag),
    key("facts.connect_timeout_ms", Number(10, 10_000)),
    key("facts.timeout_ms", Number(50, 10_000)),
    key("facts.answer_bytes_max", Number(KIB, KIB * KIB)),
    key("facts.in_flight_max", Number(1, 100)),
    key("facts.cache_seconds", Number(0, DAY)),
    key("facts.ca_file", Path),
    key("messages.folder", Folder),
    key("accounts.*.processor", Text(&PROCESSOR)),
    key("accounts.*.base_url", Text(&BASE_URL)),
    key("accounts.*.api_key", Secret),
    key("accounts.*.api_key_file", Path),
    key("accounts.*.webhook_secrets", Secrets),
    key("accounts.*.webhook_secrets_file", Path),
    key("accounts.*.policy", Path),
    key("accounts.*.policy_versions", Folder),
    key("accounts.*.statutes", Paths),
    key("accounts.*.costs", Path),
    key("accounts.*.merchant", Text(&LINE)),
    key("accounts.*.locale", Text(&LANGUAGE)),
    key("accounts.*.languages", Texts(&LANGUAGE)),
    key("accounts.*.key_lifetime_seconds", Number(1, 365 * DAY)),
    key("accounts.*.answer_within_hours", Number(1, 720)),
    key("accounts.*.acknowledge_within_minutes", Number(1, 24 * 60)),
    key("accounts.*.refund_within_hours", Number(1, 720)),
    key("accounts.*.follow_up_within_hours", Number(1, 720)),
    key("accounts.*.review_within_hours", Number(1, 720)),
    key("accounts.*.merchant_of_record", Flag),
    key("accounts.*.metadata.product", Text(&LINE)),
    key("accounts.*.metadata.plan", Text(&LINE)),
    key("accounts.*.metadata.term_ends_at", Text(&LINE)),
    key("accounts.*.metadata.locale", Text(&LINE)),
    key("accounts.*.metadata.commission_id", Text(&LINE)),
    key("accounts.*.metadata.commission_partner", Text(&LINE)),
    key("accounts.*.metadata.commission_minor", Text(&LINE)),
    key("accounts.*.metadata.commission_currency", Text(&LINE)),
    key("accounts.*.metadata.commission_base_minor", Text(&LINE)),
    key("accounts.*.metadata.commission_paid", Text(&LINE)),
    key("accounts.*.metadata.policy_hash", Text(&LINE)),
    key("accounts.*.metadata.country", Text(&LINE)),
    key("accounts.*.metadata.channel", Text(&LINE)),
    key("accounts.*.metadata.business", Text(&LINE)),
    key("accounts.*.metadata.renewal", Text(&LINE)),
    key("accounts.*.metadata.renewals", Text(&LINE)),
    key("accounts.*.metadata.delivered_at", Text(&LINE)),
    key("accounts.*.metadata.withdrawal_waived_at", Text(&LINE)),
    key("accounts.*.metadata.lines", Text(&LINE)),
    key("accounts.*.metadata.tax_minor", Text(&LINE)),
    key("accounts.*.facts.url", Text(&URL)),
    key("accounts.*.facts.secrets", Secrets),
    key("accounts.*.facts.secrets_file", Path),
];

/// What stands at a place.
pub(super) enum Found {
    /// A setting.
    Leaf(&'static Key),
    /// A table of settings.
    Table,
    /// Nothing.
    Nothing,
}

/// Looks a place up.
pub(super) fn find(place: &[&str]) -> Found {
    let mut table = false;
    for key in KEYS {
        match begins(key, place).map(str::is_empty) {
            Some(true) => return Found::Leaf(key),
            Some(false) => table = true,
            None => {}
        }
    }
    if table { Found::Table } else { Found::Nothing }
}

/// What may stand in a table; empty for `accounts`, whose names are free.
pub(super) fn within(table: &[&str]) -> Vec<&'static str> {
    let mut names: Vec<&str> = KEYS
        .iter()
        .filter_map(|key| if table.is_empty() { Some(key.path) } else { begins(key, table) })
        .filter_map(|rest| rest.split('.').next())
        .filter(|name| !matches!(*name, "" | "*"))
        .collect();
    names.dedup();
    names
}

/// The tables in which a setting of this name stands.
pub(super) fn homes(name: &str) -> Vec<&'static str> {
    let split = KEYS.iter().filter_map(|key| key.path.rsplit_once('.'));
    split.filter(|(_, last)| *last == name).map(|(table, _)| table).collect()
}

/// What remains of a key's path after a place that it begins with.
fn begins(key: &Key, place: &[&str]) -> Option<&'static str> {
    let mut rest = key.path;
    for segment in place {
        let (first, after) = rest.split_once('.').unwrap_or((rest, ""));
        if first.is_empty() || (first != "*" && first != *segment) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_secret_can_be_given_as_a_file() {
        let paths: BTreeSet<&str> = KEYS.iter().map(|key| key.path).collect();
        assert_eq!(paths.len(), KEYS.len(), "a key is listed twice");
        let secrets = KEYS.iter().filter(|key| matches!(key.kind, Secret | Secrets));
        let siblings = secrets.map(|key| format!("{}_file", key.path));
        assert_eq!(siblings.filter(|path| paths.contains(path.as_str())).count(), 8);
        // A certificate authority is no secret, and is given as a file only.
        let files = paths.iter().filter(|path| path.ends_with("_file"));
        assert_eq!(files.filter(|path| !path.ends_with(".ca_file")).count(), 8);
    }

    #[test]
    fn every_name_can_be_said_in_the_environment() {
        for key in KEYS {
            for segment in key.path.split('.') {
                let plain = segment.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                let single = !segment.contains("__") && !segment.ends_with('_');
                assert!(segment == "*" || plain && single, "{}", key.path);
            }
        }
    }

    #[test]
    fn places_are_found() {
        assert!(matches!(find(&["http", "listen"]), Found::Leaf(_)));
        assert!(matches!(find(&["accounts", "x", "api_key"]), Found::Leaf(_)));
        for table in [&["http"][..], &["accounts"], &["accounts", "x"], &["http", "requests"]] {
            assert!(matches!(find(table), Found::Table), "{table:?}");
        }
        for nothing in [&["htp"][..], &["http", "listen", "x"], &["accounts", "x", "y"], &["htt"]] {
            assert!(matches!(find(nothing), Found::Nothing), "{nothing:?}");
        }
        assert_eq!(within(&["transport"]), ["kind", "rabbitmq"]);
        assert_eq!(within(&["accounts"]), [""; 0]);
        assert_eq!(within(&[]).len(), 11);
        assert_eq!(homes("post_seconds_max"), ["gateway"]);
    }
}
