//! Who sends us messages, and what they may send.
//!
//! Not here: their secrets, and how a signature is checked.

use std::collections::{BTreeMap, BTreeSet};

use super::authority::GuardCode;
use super::ids::{AccountName, SenderName};
use super::money::{Currency, Money};

/// What sort of sender it is: a fact of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SenderKind {
    /// The merchant's own shop.
    Shop,
    /// A help desk or a CRM: people work with it, and it knows who is signed in.
    Desk,
    /// One member of staff, with a secret of their own.
    Person,
    /// A program that decides by itself what it asks for, such as a bot that talks with customers.
    Agent,
}

impl SenderKind {
    /// Every kind with its name in settings and policies.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Shop, "shop"),
        (Self::Desk, "desk"),
        (Self::Person, "person"),
        (Self::Agent, "agent"),
    ];

    /// The name in settings and policies.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("shop", |(_, name)| name)
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind)
    }

    /// Whether it may ever be trusted with answers of reviewers: only where a person speaks.
    pub fn speaks_for_people(self) -> bool {
        match self {
            Self::Desk | Self::Person => true,
            Self::Shop | Self::Agent => false,
        }
    }
}

/// The name under which this program files what it proposes itself. No sender is configured under it.
pub const OURSELVES: &str = "refundd";

/// Who sent something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sender {
    /// As configured.
    pub name: SenderName,
    /// As configured.
    pub kind: SenderKind,
}

/// What can be sent to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// A refund request.
    Request,
    /// An answer of a customer: to a question, or about a refund afterwards.
    Answer,
    /// A commission that was earned, by itself or with a request.
    Commission,
    /// An answer of a reviewer.
    Review,
}

impl MessageKind {
    /// Every kind with its name in settings.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Request, "request"),
        (Self::Answer, "answer"),
        (Self::Commission, "commission"),
        (Self::Review, "review"),
    ];

    /// The name in settings.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("request", |(_, name)| name)
    }

    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind)
    }
}

/// The largest amounts by currency, minor units. Of a currency that is not named, nothing is within
/// them.
pub type Amounts = BTreeMap<Currency, i64>;

/// Whether `amount` is within `most`, where there is a bound.
pub fn is_within(most: Option<&Amounts>, amount: Money) -> bool {
    most.is_none_or(|most| most.get(&amount.currency).is_some_and(|most| amount.minor <= *most))
}

/// Why machines do not give what brings a payment to `after`, on a request of a sender with these
/// rights; `None` where they may. A sender that is not configured has none.
pub fn beyond(rights: Option<&Rights>, after: Money) -> Option<GuardCode> {
    let Some(rights) = rights else { return Some(GuardCode::SenderUnknown) };
    (!is_within(rights.payment_max.as_ref(), after)).then_some(GuardCode::SenderAmount)
}

/// What a sender may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// What it may send.
    pub may: BTreeSet<MessageKind>,
    /// For which accounts; `None` for all.
    pub accounts: Option<BTreeSet<AccountName>>,
    /// What machines give of one payment on its requests, all that was given of it before
    /// included; `None` where only the policy bounds it.
    pub payment_max: Option<Amounts>,
    /// What machines give within a day on all its requests; `None` where only the policy bounds it.
    pub day_max: Option<Amounts>,
    /// How many messages count within an hour; what comes above that waits.
    pub per_hour_max: Option<u32>,
    /// The same within a day.
    pub per_day_max: Option<u32>,
}

impl Rights {
    /// Whether it may speak about this account.
    pub fn speak_of(&self, account: &AccountName) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.contains(account))
    }

    /// Whether its messages are counted.
    pub fn has_quota(&self) -> bool {
        self.per_hour_max.is_some() || self.per_day_max.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for (kind, name) in SenderKind::ALL {
            assert_eq!((SenderKind::parse(name), kind.as_str()), (Some(kind), name));
        }
        for (kind, name) in MessageKind::ALL {
            assert_eq!((MessageKind::parse(name), kind.as_str()), (Some(kind), name));
        }
        assert_eq!(SenderKind::parse("Shop"), None);
    }

    #[test]
    fn s1_nothing_of_an_unnamed_currency_is_within_bounds() {
        let eur = Currency::parse("EUR").unwrap();
        let usd = Currency::parse("USD").unwrap();
        let most = Amounts::from([(eur, 5000)]);
        assert!(is_within(Some(&most), Money::new(5000, eur)));
        assert!(!is_within(Some(&most), Money::new(5001, eur)));
        assert!(!is_within(Some(&most), Money::new(1, usd)));
        assert!(is_within(None, Money::new(i64::MAX, usd)));
    }
}
