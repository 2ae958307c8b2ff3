//! What the worker knows of the merchant: its accounts, their secrets, policies and terms.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;

use super::caution::Caution;
use super::current::{Policies, Texts};
use super::reach::Reach;
use case::terms::Terms;
use domain::ids::AccountName;
use domain::languages::Languages;
use domain::locale::Locale;
use domain::processor::Processor;
use domain::zone::Zone;
use messages::Addressing;
use processors::{MetadataKeys, Setup};
use seal::SealingKeys;
use senders::Senders;

/// One account at one processor.
#[derive(Debug)]
pub struct Account {
    pub processor: Processor,
    /// What its webhooks and its processor's answers are held against.
    pub setup: Setup,
    /// The policies that decide its refunds.
    pub policies: Policies,
    /// The name that customers know the merchant by.
    pub merchant: String,
    /// The language of customers whose language is not known, and of the merchant's own team.
    pub locale: Locale,
    /// The time zone of customers whose own is not known, and of the merchant's own team.
    pub zone: Zone,
    /// The languages that customers are written to in; who reads another one reads `locale`.
    pub languages: Languages,
    /// How its letters address their customer.
    pub addressing: Addressing,
    /// Where the processor's metadata has what we need.
    pub metadata: MetadataKeys,
    /// The numbers that planning depends on.
    pub terms: Terms,
    /// Whether its processor answers us.
    pub reach: Reach,
}

/// How an account writes: in what, where request and payment do not say it, and in whose name.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    /// The language.
    pub locale: Locale,
    /// The time zone.
    pub zone: &'a Zone,
    /// The languages that customers are written to in.
    pub languages: &'a Languages,
    /// The name that customers know the merchant by.
    pub merchant: &'a str,
    /// How letters address their customer.
    pub addressing: &'a Addressing,
}

impl Account {
    pub(super) fn home(&self) -> Home<'_> {
        Home {
            locale: self.locale,
            zone: &self.zone,
            languages: &self.languages,
            merchant: &self.merchant,
            addressing: &self.addressing,
        }
    }
}

/// Everything that the worker is told at start.
#[derive(Debug)]
pub struct WorkerSettings {
    pub accounts: BTreeMap<AccountName, Account>,
    /// What only the workers know: seals what must come back as it went out, and makes what nobody
    /// else must be able to make.
    pub sealing: SealingKeys,
    /// Who sends messages, and who answers reviews.
    pub senders: Senders,
    /// The secrets that sign what is published; without any, it goes out unsigned.
    pub event_secrets: Vec<SecretString>,
    /// What customers and the merchant's team are written.
    pub texts: Texts,
    /// The CloudEvents `source` of this deployment, a URI reference.
    pub source: String,
    /// What stands before every event type, in reverse domain notation.
    pub type_prefix: String,
    /// T_fresh: how old a list may be when the call after it is written.
    pub fresh_max: Duration,
    /// How often a message may be deferred because of trouble before a person is asked.
    pub attempts_max: u32,
    /// How long the record of a finished case is kept, seconds.
    pub keep_seconds: u64,
    /// The longest body that is read, bytes.
    pub body_bytes_max: usize,
    /// How many deliveries are in flight at once.
    pub in_flight_max: usize,
    /// How long before a worker saw a request its customer is believed to have asked, seconds; and
    /// how old a time of receipt may be that anybody may have written.
    pub report_lag: i64,
    /// Set while the store is known to have lost its memory.
    pub caution: Caution,
}
