//! What can be set about the store.

use secrecy::SecretString;

use super::address::{Address, AddressError};
use setting::SettingKind::{Flag, Number, Path, Secret, Text};
use setting::rule::{LINE, PREFIX};
use setting::{Milliseconds, settings};

settings! {
    /// The store that several processes share.
    pub struct Options in "store.redis" {
        /// rediss://user:password@host:6379/0; docs/store.md has the forms for Sentinels and
        /// clusters. Secret: it has the password.
        url: SecretString => "rediss://…", Secret, "/run/secrets/redis_url";
        /// user:password of the Sentinels, where they have one. Secret.
        sentinel_login: Option<SecretString> => ":…", Secret, "/run/secrets/sentinel_login";
        /// Certificates (PEM) of authorities that are trusted for rediss besides those of the
        /// system, for data nodes and Sentinels.
        ca_file: Option<String> => "redis-ca.pem", Path;
        /// Begins every key.
        prefix: String = "refundd", Text(&PREFIX);
        /// Connections used in turn. One is enough unless the network is slow.
        connections: u8 = 2, Number(1, 64);
        /// Milliseconds for a connection and its login.
        connect_timeout_ms: Milliseconds = 2000, Number(10, 60_000);
        /// Milliseconds for the answer to one command. One without an answer is repeated once.
        response_timeout_ms: Milliseconds = 1000, Number(10, 60_000);
        /// The value of the marker key. With it a store that was emptied is told from the right
        /// one.
        marker: Option<String> => "production-1", Text(&LINE);
        /// true where eviction and persistence of a managed Redis were checked by a person, since
        /// the program is not allowed to ask.
        settings_are_verified_elsewhere: bool = false, Flag;
    }
    with {
        /// The certificates in that file, as PEM.
        ca: Option<String>;
    }
}

impl Options {
    /// Refuses an address that could not be used, as opening would.
    pub fn check(&self) -> Result<(), AddressError> {
        Address::parse(&self.url, self.sentinel_login.as_ref()).map(drop)
    }

    /// The defaults, for the store at `url`.
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: SecretString::from(url.into()), ..Self::default() }
    }
}
