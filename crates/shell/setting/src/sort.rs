//! How what stands in a file becomes what the program holds: units go into types.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::de::DeserializeOwned;

/// A sort of value.
pub trait Sort {
    /// As it stands in a file.
    type Written: DeserializeOwned;
    /// As the program uses it.
    type Held;
    /// Makes the one of the other.
    fn held(written: Self::Written) -> Self::Held;
}

/// Types that hold what was written.
#[macro_export]
macro_rules! as_it_stands {
    ($($own:ty),+) => {$(
        impl $crate::Sort for $own {
            type Written = Self;
            type Held = Self;
            fn held(written: Self) -> Self {
                written
            }
        }
    )+};
}

as_it_stands!(bool, u8, u16, u32, u64, usize, String, Option<String>, Vec<String>);
as_it_stands!(SocketAddr, PathBuf, Option<PathBuf>);

/// Units of time.
macro_rules! times {
    ($($(#[$doc:meta])+ $unit:ident: $milliseconds:literal;)+) => {$(
        $(#[$doc])+
        #[derive(Debug)]
        pub enum $unit {}

        impl Sort for $unit {
            type Written = u64;
            type Held = Duration;
            fn held(count: u64) -> Duration {
                Duration::from_millis(count.saturating_mul($milliseconds))
            }
        }
    )+};
}

times! {
    /// Thousandths of a second.
    Milliseconds: 1;
    /// Seconds.
    Seconds: 1_000;
    /// Minutes.
    Minutes: 60_000;
    /// Hours.
    Hours: 3_600_000;
    /// Days of 24 hours.
    Days: 86_400_000;
}

/// Waits, each longer than the one before, in seconds.
#[derive(Debug)]
pub enum Rungs {}

impl Sort for Rungs {
    type Written = Vec<u64>;
    type Held = Vec<Duration>;
    fn held(counts: Vec<u64>) -> Vec<Duration> {
        counts.into_iter().map(Duration::from_secs).collect()
    }
}

/// Empty where none was given: one that is given is refused if it is empty.
impl Sort for SecretString {
    type Written = Option<String>;
    type Held = Self;
    fn held(text: Option<String>) -> Self {
        Self::from(text.unwrap_or_default())
    }
}

impl Sort for Option<SecretString> {
    type Written = Option<String>;
    type Held = Self;
    fn held(text: Option<String>) -> Self {
        text.map(SecretString::from)
    }
}

impl Sort for Vec<SecretString> {
    type Written = Option<Vec<String>>;
    type Held = Self;
    fn held(texts: Option<Vec<String>>) -> Self {
        texts.unwrap_or_default().into_iter().map(SecretString::from).collect()
    }
}
