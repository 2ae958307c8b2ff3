//! What is configured, in the terms of each component.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::config::{self, Settings};
use case::terms::{Targets, Terms};
use domain::ids::AccountName;
use domain::legs::Legs;
use seal::SealingKeys;

pub(super) fn gateway_accounts(
    settings: &Settings,
) -> BTreeMap<AccountName, adapter_http::GatewayAccount> {
    let account = |account: &config::AccountSettings| adapter_http::GatewayAccount {
        processor: account.processor,
        base_url: account.base_url.clone(),
        api_key: account.api_key.clone(),
        headers: account.setup.headers(account.processor),
    };
    settings.accounts.iter().map(|(name, known)| (name.clone(), account(known))).collect()
}

pub(super) fn facts_endpoints(
    settings: &Settings,
) -> BTreeMap<AccountName, adapter_http::facts::FactsEndpoint> {
    let accounts = settings.accounts.iter();
    accounts.filter_map(|(name, known)| Some((name.clone(), known.facts.clone()?))).collect()
}

pub(super) fn worker(
    settings: Settings,
    sealing: SealingKeys,
    caution: worker::Caution,
) -> Arc<worker::WorkerSettings> {
    let (claim, work) = (settings.claim(), settings.worker);
    let accounts = settings.accounts.into_iter().map(|(name, account)| {
        let terms = terms(&work, claim, &account);
        let account = worker::Account {
            processor: account.processor,
            setup: account.setup,
            policies: account.policies,
            merchant: account.merchant,
            locale: account.locale,
            zone: account.zone,
            languages: account.policy_sources.languages,
            addressing: account.addressing,
            metadata: account.metadata,
            terms,
            reach: worker::Reach::default(),
        };
        (name, account)
    });
    Arc::new(worker::WorkerSettings {
        accounts: accounts.collect(),
        sealing,
        senders: settings.senders,
        event_secrets: settings.event_secrets,
        texts: settings.messages.texts,
        source: settings.service.source,
        type_prefix: settings.service.event_type_prefix,
        fresh_max: work.fresh_seconds,
        attempts_max: work.attempts_max,
        keep_seconds: work.keep_days.as_secs(),
        body_bytes_max: work.body_bytes_max,
        in_flight_max: count(work.in_flight_max),
        report_lag: seconds(work.report_lag_hours),
        caution,
    })
}

fn terms(work: &config::Worker, claim: Duration, account: &config::AccountSettings) -> Terms {
    let times = &account.times;
    Terms {
        receipt_within: seconds(work.receipt_within_seconds),
        answer_within: seconds(times.answer_within),
        delay_notice: seconds(work.delay_notice_hours),
        rest_days: account.rest_days.clone(),
        feedback_after: seconds(work.feedback_after_days),
        claim: seconds(claim),
        ladder: work.ladder_seconds.iter().copied().map(seconds).collect(),
        doubt_max: seconds(work.doubt_max_hours),
        watch: seconds(work.watch_minutes),
        settling_max: seconds(work.settling_max_days),
        facts_within: seconds(work.facts_within_minutes),
        settle: settle(work),
        review_within: seconds(times.review_within),
        targets: targets(work, account),
        split: account.split,
        invoices: account.invoices,
        merchant_of_record: account.merchant_of_record,
        legs: Legs {
            key: account.key_lifetime.map(seconds),
            ..processors::profile(account.processor).legs
        },
    }
}

/// The clocks of two workers are not further apart than this, seconds: each is so near to the store's.
const CLOCKS_APART: i64 = 2 * worker::APART_MAX;

/// From a claim until its call must be in the list.
fn settle(work: &config::Worker) -> i64 {
    let known = [work.executed_within_seconds, work.listed_within_seconds, work.fresh_seconds];
    known.into_iter().map(seconds).fold(CLOCKS_APART, i64::saturating_add)
}

/// The promised time is the target of the decision; a follow-up has its time from the day on which
/// it is due.
pub(super) fn targets(work: &config::Worker, account: &config::AccountSettings) -> Targets {
    let times = &account.times;
    Targets {
        acknowledged: Some(seconds(times.acknowledge_within)),
        decided: Some(seconds(times.answer_within)),
        refunded: Some(seconds(times.refund_within)),
        followed_up: Some(seconds(work.feedback_after_days.saturating_add(times.follow_up_within))),
    }
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What README and docs/processors.md say of a claimed refund.
    #[test]
    fn a_claim_waits_for_about_eight_minutes_by_default() {
        assert_eq!(settle(&config::Worker::default()), 8 * 60 + 10);
    }
}
