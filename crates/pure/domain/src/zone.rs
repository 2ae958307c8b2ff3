//! Time zones, in which days and times are told.

use std::fmt;

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// A time zone of the IANA database. It comes from the one that is built in, so that the same day is
/// told on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds the zone of a name such as `Asia/Tokyo`; `None` where there is none.
    pub fn of_name(name: &str) -> Option<Self> {
        TimeZoneDatabase::bundled().get(name.trim()).ok().map(Self)
    }

    /// Universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// Its name in the database.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Whether it is universal time, whatever it is called.
    pub fn is_utc(&self) -> bool {
        ["UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"]
            .contains(&self.name())
    }

    /// Its rules.
    pub fn rules(&self) -> &TimeZone {
        &self.0
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_names() {
        for name in ["Asia/Tokyo", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+9"] {
            assert_eq!(Zone::of_name(name).unwrap().name(), name);
        }
        assert_eq!(Zone::of_name("asia/tokyo").unwrap().name(), "Asia/Tokyo");
        for name in ["", "Tokyo", "+09:00", "Asia/Nowhere", "../../etc/passwd"] {
            assert_eq!(Zone::of_name(name), None, "{name}");
        }
        for name in
            ["UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "zulu"]
        {
            assert!(Zone::of_name(name).unwrap().is_utc(), "{name}");
        }
        assert!(Zone::utc().is_utc() && !Zone::of_name("Europe/London").unwrap().is_utc());
    }
}
