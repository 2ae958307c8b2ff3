//! What can be configured about the store.

use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer};

/// The store. Every limit has a default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Where it is, with the password; the forms are listed at `address`.
    #[serde(deserialize_with = "secret")]
    pub url: SecretString,
    /// The user and password of the Sentinels, as `user:password` or `:password`, percent-encoded,
    /// where they have one. That of the data nodes stands in `url`.
    #[serde(default, deserialize_with = "optional_secret")]
    pub sentinel_login: Option<SecretString>,
    /// Certificates of authorities that are trusted besides those of the system, as PEM.
    #[serde(default)]
    pub ca: Option<String>,
    /// What every key begins with. Printable ASCII without braces.
    #[serde(default = "default_prefix")]
    pub prefix: String,
    /// Connections used in turn. More than one helps only where the network is the bottleneck.
    #[serde(default = "default_connections")]
    pub connections: u8,
    /// Milliseconds for the connection, its handshake and its login.
    #[serde(default = "default_connect_milliseconds")]
    pub connect_milliseconds: u32,
    /// Milliseconds for the answer to one command. A command without an answer is repeated once.
    #[serde(default = "default_answer_milliseconds")]
    pub answer_milliseconds: u32,
    /// Says that the owner of a managed Redis has checked eviction and persistence where this
    /// program cannot: nothing is asked at start then.
    #[serde(default)]
    pub settings_are_verified_elsewhere: bool,
    /// The value of the marker key that an operator has written once; with it a flushed store is
    /// told from a known one.
    #[serde(default)]
    pub marker: Option<String>,
}

impl Options {
    /// The defaults, for the store at `url`.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            url: SecretString::from(url.into()),
            sentinel_login: None,
            ca: None,
            prefix: default_prefix(),
            connections: default_connections(),
            connect_milliseconds: default_connect_milliseconds(),
            answer_milliseconds: default_answer_milliseconds(),
            settings_are_verified_elsewhere: false,
            marker: None,
        }
    }

    pub(super) fn connect_limit(&self) -> Duration {
        Duration::from_millis(u64::from(self.connect_milliseconds))
    }

    pub(super) fn answer_limit(&self) -> Duration {
        Duration::from_millis(u64::from(self.answer_milliseconds))
    }
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

fn optional_secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(SecretString::from))
}

fn default_prefix() -> String {
    "refundd".to_owned()
}

fn default_connections() -> u8 {
    2
}

fn default_connect_milliseconds() -> u32 {
    2000
}

fn default_answer_milliseconds() -> u32 {
    1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown_and_an_unknown_key_is_refused() {
        let options: Options = toml::from_str("url = 'redis://:hunter2@h/0'").unwrap();
        assert!(!format!("{options:?}").contains("hunter2"));
        let error = toml::from_str::<Options>("url = 'redis://h'\nmarkr = 'x'").unwrap_err();
        assert!(error.to_string().contains("markr"), "{error}");
    }
}
