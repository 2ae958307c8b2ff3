//! Which of a processor's events and objects are an account's own.
//!
//! A platform hears of its sellers' payments at the same endpoint as of its own, and test payments
//! can reach an endpoint that moves real money. Both are true, and neither is for this account.

use super::api::ReadError;
use super::stripe;
use domain::http::HttpResponse;
use domain::processor::Processor;

/// What is one account's own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Realm {
    /// Whether its money is real; `None` where its key does not say.
    pub live: Option<bool>,
    /// The connected account whose payments these are; `None` where they are those of the key's owner.
    pub connected: Option<String>,
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

impl Realm {
    /// The realm of an account with this key, and of this connected account where it is one.
    pub fn of(processor: Processor, api_key: &str, connected: Option<String>) -> Self {
        let live = match processor {
            Processor::Stripe => stripe::is_live(api_key),
        };
        Self { live, connected }
    }

    /// The headers that every request of the account has besides its credentials.
    pub fn headers(&self, processor: Processor) -> Vec<(&'static str, String)> {
        let name = match processor {
            Processor::Stripe => stripe::ACCOUNT_HEADER,
        };
        self.connected.iter().map(|account| (name, account.clone())).collect()
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

/// Checks that what an answer holds is of the account's own mode, as far as it says so.
pub fn in_realm(
    processor: Processor,
    realm: &Realm,
    response: &HttpResponse,
) -> Result<(), ReadError> {
    let said = match processor {
        Processor::Stripe => stripe::modes(response),
    };
    match realm.excludes(realm.connected.as_deref(), said) {
        None => Ok(()),
        Some(Beside::OtherAccount | Beside::OtherMode | Beside::NoPayment) => {
            let (theirs, ours) = if realm.live == Some(true) {
                ("a test", "real money")
            } else {
                ("real money", "tests")
            };
            Err(ReadError::Unreadable(format!("it is about {theirs}, and the key is for {ours}")))
        }
    }
}
