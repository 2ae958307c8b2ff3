//! Every setting there is. What is not in this list is refused.

use super::account_keys::{ACCOUNT, ENDPOINT, LETTERS, METADATA};
use super::sender_keys::{REVIEWER, Reviews, SENDER};
use super::settings::{
    Admin, EventSecrets, MessageFolder, Service, StoreKind, TransportKind, Worker,
};
use adapter_http::GatewayOptions;
use adapter_http::facts::FactsOptions;
use ingress::IngressOptions;
use setting::{Key, SettingTable};

/// All tables, in the order of `config/default.toml`.
pub(super) const TABLES: &[&SettingTable] = &[
    Service::TABLE,
    IngressOptions::TABLE,
    EventSecrets::TABLE,
    Admin::TABLE,
    TransportKind::TABLE,
    adapter_rabbitmq::Options::TABLE,
    StoreKind::TABLE,
    adapter_redis::Options::TABLE,
    adapter_sqlite::Options::TABLE,
    Worker::TABLE,
    GatewayOptions::TABLE,
    FactsOptions::TABLE,
    MessageFolder::TABLE,
    ACCOUNT,
    LETTERS,
    METADATA,
    ENDPOINT,
    SENDER,
    REVIEWER,
    Reviews::TABLE,
];

/// All settings.
pub(super) fn keys() -> impl Iterator<Item = &'static Key> {
    TABLES.iter().flat_map(|table| table.keys)
}

/// What stands at a place.
pub(super) enum Found {
    /// A setting.
    Leaf(&'static Key),
    /// A table of settings.
    Table,
    Nothing,
}

/// Looks a place up.
pub(super) fn find(place: &[&str]) -> Found {
    let mut table = false;
    for key in keys() {
        match begins(key, place).map(str::is_empty) {
            Some(true) => return Found::Leaf(key),
            Some(false) => table = true,
            None => {}
        }
    }
    if table { Found::Table } else { Found::Nothing }
}

/// What may stand in a table; empty for tables whose names are free.
pub(super) fn within(table: &[&str]) -> Vec<&'static str> {
    let mut names: Vec<&str> = keys()
        .filter_map(|key| if table.is_empty() { Some(key.path) } else { begins(key, table) })
        .filter_map(|rest| rest.split('.').next())
        .filter(|name| !matches!(*name, "" | "*"))
        .collect();
    names.dedup();
    names
}

/// The tables in which a setting of this name stands.
pub(super) fn homes(name: &str) -> Vec<&'static str> {
    let split = keys().filter_map(|key| key.path.rsplit_once('.'));
    split.filter(|(_, last)| *last == name).map(|(table, _)| table).collect()
}

/// The table that ends with these names and has more before them, where there is one and no other. What
/// was left out at the beginning is what people leave out.
pub(super) fn grown(table: &[&str]) -> Option<&'static str> {
    if table.is_empty() || matches!(find(table), Found::Table) {
        return None;
    }
    let tail = format!(".{}", table.join("."));
    let mut homes = TABLES.iter().map(|home| home.path).filter(|path| path.ends_with(&tail));
    homes.next().filter(|_| homes.next().is_none())
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
    use setting::SettingKind::{Secret, Secrets};

    #[test]
    fn every_secret_can_be_given_as_a_file() {
        let paths: BTreeSet<&str> = keys().map(|key| key.path).collect();
        assert_eq!(paths.len(), keys().count(), "a key is listed twice");
        let secrets = keys().filter(|key| matches!(key.kind, Secret | Secrets));
        let siblings = secrets.map(|key| format!("{}_file", key.path));
        assert_eq!(siblings.filter(|path| paths.contains(path.as_str())).count(), 10);
        // A certificate authority and the switch are no secrets, and are given as a file only.
        let files = paths.iter().filter(|path| path.ends_with("_file"));
        let only = |path: &str| path.ends_with(".ca_file") || path.ends_with(".switch_file");
        assert_eq!(files.filter(|path| !only(path)).count(), 10);
    }

    #[test]
    fn every_name_can_be_said_in_the_environment() {
        for key in keys() {
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
        for table in [&["http"][..], &["accounts"], &["accounts", "x"], &["senders", "x"]] {
            assert!(matches!(find(table), Found::Table), "{table:?}");
        }
        for nothing in [&["htp"][..], &["http", "listen", "x"], &["accounts", "x", "y"], &["htt"]] {
            assert!(matches!(find(nothing), Found::Nothing), "{nothing:?}");
        }
        assert_eq!(within(&["transport"]), ["kind", "rabbitmq"]);
        assert_eq!(within(&["accounts"]), [""; 0]);
        assert_eq!(within(&[]).len(), 15);
        assert_eq!(homes("post_seconds_max"), ["gateway"]);
    }

    #[test]
    fn o16_a_table_without_its_beginning_is_found() {
        for (table, home) in [
            (&["rabbitmq"][..], Some("transport.rabbitmq")),
            (&["redis"], Some("store.redis")),
            (&["metadata"], Some("accounts.*.metadata")),
            (&["transport", "rabbitmq"], None),
            (&["transport"], None),
            (&["bbitmq"], None),
            (&[], None),
        ] {
            assert_eq!(grown(table), home, "{table:?}");
        }
    }
}
