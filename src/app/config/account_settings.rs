//! The settings of one account, checked.

use std::time::Duration;

use secrecy::SecretString;

use super::policy_set::PolicySources;
use adapter_http::facts::FactsEndpoint;
use domain::invoice::InvoiceTerms;
use domain::locale::Locale;
use domain::processor::Processor;
use domain::rest_days::RestDays;
use domain::split::SplitTerms;
use domain::zone::Zone;
use messages::Addressing;
use processors::{MetadataKeys, Setup};
use worker::Policies;

/// One account at a processor.
#[derive(Debug)]
pub struct AccountSettings {
    pub processor: Processor,
    /// Scheme, host and perhaps a path, without a slash at the end.
    pub base_url: String,
    /// Empty where nothing is refunded.
    pub api_key: SecretString,
    /// What its webhooks and its processor's answers are held against; without secrets where no webhook
    /// is verified.
    pub setup: Setup,
    /// Where its policy is, and what the policy stands on.
    pub policy_sources: PolicySources,
    /// What was found there, checked.
    pub policies: Policies,
    /// The name that customers know the merchant by.
    pub merchant: String,
    /// The language of customers whose language is not known.
    pub locale: Locale,
    /// The time zone of customers whose own is not known, and of the team.
    pub zone: Zone,
    /// How its letters address their customer.
    pub addressing: Addressing,
    /// How long an idempotency key surely holds; `None` where the processor has none.
    pub key_lifetime: Option<Duration>,
    /// The names under which the shop writes its facts.
    pub metadata: MetadataKeys,
    /// The times of its conversations.
    pub times: Times,
    /// The days on which nobody answers.
    pub rest_days: RestDays,
    /// Whose money refunds of split payments take.
    pub split: SplitTerms,
    /// What becomes of refunds of payments that are for an invoice.
    pub invoices: InvoiceTerms,
    /// Whether the seller of record is somebody else, who decides and pays.
    pub merchant_of_record: bool,
    /// Where the merchant's own system is asked, if it is.
    pub facts: Option<FactsEndpoint>,
}

/// The times of an account's conversations: its own, or those of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the names of the settings")]
pub struct Times {
    /// The promised time to an answer.
    pub answer_within: Duration,
    /// The target of the acknowledgement.
    pub acknowledge_within: Duration,
    /// The target of the refund, from the approval.
    pub refund_within: Duration,
    /// The target of the question for feedback, from the day on which it is due.
    pub follow_up_within: Duration,
    /// How long a reviewer may take.
    pub review_within: Duration,
}
