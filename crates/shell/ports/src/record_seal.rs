//! The seal of what a store keeps: a code under the sealing keys of the workers, over whose record it
//! is, which save wrote it, and its bytes.
//!
//! A store is working memory, and others may be able to write there: an operator of it, another
//! program, a backup that is put back. What does not fit its seal was not written by a worker, and
//! nothing is done on its word. That the store has forgotten, or shows what it had before, no seal can
//! tell; callers are made for that.

use super::store::Version;
use domain::ids::{AccountName, CaseId};
use seal::SealingKeys;

/// Seals records and looks at their seals.
#[derive(Debug, Clone)]
pub enum RecordSeal {
    /// Of a worker.
    Under(SealingKeys),
    /// Of a process without a key, such as an operator's command: it believes what it reads, shows it
    /// to a person, and writes nothing.
    Unchecked,
}

/// Whose record it is. The labels keep the two sorts apart from each other and from what else is
/// sealed with the same keys.
#[derive(Debug, Clone, Copy)]
pub enum RecordOf<'a> {
    /// A case.
    Case(&'a CaseId),
    /// What machines gave of an account's money.
    Outlay(&'a AccountName),
}

/// The record was not written by a worker, or by one whose key was taken out since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the record has no seal of the workers that fits it")]
pub struct Forged;

/// Nothing can be written without a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this process has no key to seal a record with")]
pub struct NoKey;

impl RecordSeal {
    /// The seal of a record, as it is kept beside it.
    pub fn seal(&self, of: RecordOf<'_>, version: Version, record: &[u8]) -> Result<String, NoKey> {
        match self {
            Self::Under(keys) => Ok(keys.seal(&[of.place(version).as_bytes(), record])),
            Self::Unchecked => Err(NoKey),
        }
    }

    /// Looks whether a worker has written this record, for this place and in this save.
    pub fn check(
        &self,
        of: RecordOf<'_>,
        version: Version,
        record: &[u8],
        seal: Option<&str>,
    ) -> Result<(), Forged> {
        let fits = match self {
            Self::Under(keys) => {
                let place = of.place(version);
                seal.is_some_and(|seal| keys.fits(&[place.as_bytes(), record], seal))
            }
            Self::Unchecked => true,
        };
        if fits { Ok(()) } else { Err(Forged) }
    }
}

impl RecordOf<'_> {
    /// Ids have no line breaks, so that the place cannot run into the record.
    fn place(self, version: Version) -> String {
        let (label, owner) = match self {
            Self::Case(id) => ("refundd-case-1", id.to_string()),
            Self::Outlay(account) => ("refundd-outlay-1", account.to_string()),
        };
        format!("{label}\n{owner}\n{}\n{}\n", version.saves, version.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn under(key: &str) -> RecordSeal {
        RecordSeal::Under(SealingKeys::of([key]).unwrap())
    }

    #[test]
    fn s2_a_seal_fits_one_place_one_save_and_one_record() {
        let id = |payment: &str| CaseId::parse(&format!("stripe-eu/{payment}")).unwrap();
        let (one, two) = (id("pi_1"), id("pi_2"));
        let account = AccountName::parse("stripe-eu").unwrap();
        let version = Version { saves: 7, last: 1 };
        let ours = under("ours");
        let seal = ours.seal(RecordOf::Case(&one), version, b"record").unwrap();
        let fits = |of, version, record: &[u8]| ours.check(of, version, record, Some(&seal));
        assert_eq!(fits(RecordOf::Case(&one), version, b"record"), Ok(()));
        for (of, version, record) in [
            (RecordOf::Case(&two), version, &b"record"[..]),
            (RecordOf::Outlay(&account), version, b"record"),
            (RecordOf::Case(&one), Version { saves: 8, last: 1 }, b"record"),
            (RecordOf::Case(&one), Version { saves: 7, last: 2 }, b"record"),
            (RecordOf::Case(&one), version, b"another"),
        ] {
            assert_eq!(fits(of, version, record), Err(Forged), "{of:?} {version:?}");
        }
        for (seal, keys) in [(None, &ours), (Some(""), &ours), (Some(&*seal), &under("theirs"))] {
            let checked = keys.check(RecordOf::Case(&one), version, b"record", seal);
            assert_eq!(checked, Err(Forged), "{seal:?}");
        }
    }

    #[test]
    fn who_has_no_key_reads_and_writes_nothing() {
        let account = AccountName::parse("stripe-eu").unwrap();
        let (of, version) = (RecordOf::Outlay(&account), Version::default());
        assert_eq!(RecordSeal::Unchecked.seal(of, version, b"record"), Err(NoKey));
        assert_eq!(RecordSeal::Unchecked.check(of, version, b"record", None), Ok(()));
    }
}
