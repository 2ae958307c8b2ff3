//! What an account's operator says of it, as far as webhooks and answers are held against it.
//!
//! A platform hears of its sellers' payments at the same endpoint as of its own, and test payments
//! can reach an endpoint that moves real money. Both are true, and neither is for this account.

use secrecy::SecretString;

use super::question::ReadError;
use super::translation::translation;
use domain::http::HttpResponse;
use domain::processor::Processor;

/// What an account's operator says of it.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The secrets that sign its webhooks; several while one is being rolled.
    pub secrets: Vec<SecretString>,
    /// Whether its money is real; `None` where its key does not say.
    pub live: Option<bool>,
    /// The connected account whose payments these are; `None` where they are those of the key's owner.
    pub connected: Option<String>,
}

/// What is wrong with a key that cannot refund at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnfitKey {
    /// To be read after the name of the setting: "is a …".
    pub what: &'static str,
    /// Which one to use.
    pub instead: &'static str,
}

/// Why a genuine event leads to no case of the account. None of it is ever told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// It is about another account: a seller of the platform, or the platform itself.
    OtherAccount,
    /// It is a test, and the account's money is real; or the other way round.
    OtherMode,
    /// It is about no payment.
    NoPayment,
}

impl Beside {
    /// A short code: for metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherAccount => "other_account",
            Self::OtherMode => "other_mode",
            Self::NoPayment => "no_payment",
        }
    }
}

impl Setup {
    /// The setup of an account with these secrets and this key, and of this connected account where it
    /// is one.
    pub fn of(
        processor: Processor,
        secrets: Vec<SecretString>,
        api_key: &str,
        connected: Option<String>,
    ) -> Self {
        Self { secrets, live: (translation(processor).is_live)(api_key), connected }
    }

    /// The headers that every request of the account has besides its credentials.
    pub fn headers(&self, processor: Processor) -> Vec<(&'static str, String)> {
        let name = translation(processor).profile.account_header;
        name.into_iter().zip(self.connected.clone()).collect()
    }

    /// Checks that what an answer holds is of the account's own mode, as far as it says so.
    pub fn admits(&self, processor: Processor, response: &HttpResponse) -> Result<(), ReadError> {
        let said = (translation(processor).modes)(response);
        if self.excludes(self.connected.as_deref(), said).is_none() {
            return Ok(());
        }
        let (theirs, ours) = if self.live == Some(true) {
            ("a test", "real money")
        } else {
            ("real money", "tests")
        };
        Err(ReadError::Unreadable(format!("it is about {theirs}, and the key is for {ours}")))
    }

    /// Why an event with these marks is not the account's; `None` where it is.
    pub(super) fn excludes(
        &self,
        account: Option<&str>,
        live: impl IntoIterator<Item = bool>,
    ) -> Option<Beside> {
        if account != self.connected.as_deref() {
            Some(Beside::OtherAccount)
        } else if live.into_iter().any(|live| self.live.is_some_and(|ours| ours != live)) {
            Some(Beside::OtherMode)
        } else {
            None
        }
    }
}
