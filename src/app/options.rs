//! What is configured, in the terms of each component.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::config::{self, Settings};
use crate::adapters::{http, rabbitmq, redis, sqlite};
use crate::case::terms::{Legs, Targets, Terms};
use crate::domain::ids::AccountName;
use crate::ingress::{IngressAccount, IngressOptions, IngressSecrets};
use crate::processors;
use crate::worker;

/// The wait for a turn and the connection come before a call is written: the list that is the
/// ground of the call ages meanwhile. Bounded by the gateway, and covered by the rule that a key
/// must live twice as long as all the other times together.
pub(super) fn gateway(settings: &Settings) -> http::GatewayOptions {
    let gateway = &settings.gateway;
    http::GatewayOptions {
        post_seconds_max: gateway.post_max.as_secs(),
        get_seconds_max: gateway.get_max.as_secs(),
        connect_seconds_max: gateway.connect_max.as_secs(),
        requests_per_second_max: gateway.requests_per_second_max,
        in_flight_max: count(gateway.in_flight_max),
        ca: gateway.ca.clone(),
        ..http::GatewayOptions::default()
    }
}

pub(super) fn gateway_accounts(settings: &Settings) -> BTreeMap<AccountName, http::GatewayAccount> {
    let account = |account: &config::Account| http::GatewayAccount {
        processor: account.processor,
        base_url: account.base_url.clone(),
        api_key: account.api_key.clone(),
    };
    settings.accounts.iter().map(|(name, known)| (name.clone(), account(known))).collect()
}

pub(super) fn facts(settings: &Settings) -> http::facts::FactsOptions {
    let facts = &settings.facts;
    http::facts::FactsOptions {
        allow_private: facts.allow_private,
        connect: facts.connect_timeout,
        whole: facts.timeout,
        answer_bytes_max: count(facts.answer_bytes_max),
        in_flight_max: count(facts.in_flight_max),
        remembered: facts.cache,
        ca: facts.ca.clone(),
    }
}

pub(super) fn facts_endpoints(
    settings: &Settings,
) -> BTreeMap<AccountName, http::facts::FactsEndpoint> {
    let endpoint = |known: &config::FactsEndpoint| http::facts::FactsEndpoint {
        url: known.url.clone(),
        secrets: known.secrets.clone(),
    };
    let accounts = settings.accounts.iter();
    accounts
        .filter_map(|(name, known)| Some((name.clone(), endpoint(known.facts.as_ref()?))))
        .collect()
}

pub(super) fn ingress(settings: &Settings) -> IngressOptions {
    let http = &settings.http;
    IngressOptions {
        body_bytes_max: usize::try_from(http.body_bytes_max).unwrap_or(usize::MAX),
        header_bytes_max: usize::try_from(http.header_bytes_max).unwrap_or(usize::MAX),
        header_seconds_max: http.header_max.as_secs(),
        body_seconds_max: http.body_max.as_secs(),
        idle_seconds_max: http.idle_max.as_secs(),
        connections_max: count(http.connections_max),
        in_flight_max: count(http.in_flight_max),
        publish_seconds_max: http.publish_max.as_secs(),
    }
}

pub(super) fn ingress_accounts(settings: &Settings) -> BTreeMap<AccountName, IngressAccount> {
    let account = |account: &config::Account| IngressAccount {
        processor: account.processor,
        secrets: account.webhook_secrets.clone(),
    };
    settings.accounts.iter().map(|(name, known)| (name.clone(), account(known))).collect()
}

pub(super) fn ingress_secrets(settings: &Settings) -> IngressSecrets {
    IngressSecrets {
        requests: settings.request_secrets.clone(),
        reviews: settings.review_secrets.clone(),
    }
}

pub(super) fn rabbitmq(options: &config::RabbitMq) -> rabbitmq::Options {
    rabbitmq::Options {
        url: options.url.clone(),
        ca: options.ca.clone(),
        prefix: options.prefix.clone(),
        prefetch: options.prefetch,
        channels: options.channels,
        publish_timeout_seconds: options.publish_timeout.as_secs(),
        connect_timeout_seconds: options.connect_timeout.as_secs(),
        declare: options.declare,
        delivery_limit: options.delivery_limit,
        ladder_seconds: options
            .ladder
            .iter()
            .map(|rung| u32::try_from(rung.as_secs()).unwrap_or(u32::MAX))
            .collect(),
        unrouted_max_bytes: options.unrouted_max_bytes,
        unrouted_ttl_seconds: u32::try_from(options.unrouted_ttl.as_secs()).unwrap_or(u32::MAX),
    }
}

pub(super) fn redis(options: &config::Redis) -> redis::Options {
    let milliseconds = |time: Duration| u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
    redis::Options {
        url: options.url.clone(),
        sentinel_login: options.sentinel_login.clone(),
        ca: options.ca.clone(),
        prefix: options.prefix.clone(),
        connections: options.connections,
        connect_milliseconds: milliseconds(options.connect_timeout),
        answer_milliseconds: milliseconds(options.response_timeout),
        settings_are_verified_elsewhere: options.settings_are_verified_elsewhere,
        marker: options.marker.clone(),
    }
}

pub(super) fn embedded(settings: &Settings) -> sqlite::Options {
    let embedded = &settings.embedded;
    sqlite::Options {
        path: embedded.path.clone(),
        journal: match embedded.journal {
            config::Journal::OneFile => sqlite::Journal::OneFile,
            config::Journal::Wal => sqlite::Journal::Wal,
        },
        in_flight: settings.worker.in_flight_max,
        lease_seconds: u32::try_from(embedded.lease.as_secs()).unwrap_or(u32::MAX),
        max_deliveries: embedded.deliveries_max,
        max_file_bytes: embedded.file_bytes_max,
    }
}

pub(super) fn worker(settings: Settings, caution: worker::Caution) -> Arc<worker::Settings> {
    let (claim, work) = (settings.claim(), settings.worker);
    let accounts = settings.accounts.into_iter().map(|(name, account)| {
        let terms = terms(&work, claim, &account);
        let account = worker::Account {
            processor: account.processor,
            webhook_secrets: account.webhook_secrets,
            policies: account.policies,
            policy_folder: account.policy_sources.place.folder().to_owned(),
            merchant: account.merchant,
            locale: account.locale,
            languages: account.policy_sources.languages,
            metadata: account.metadata,
            terms,
        };
        (name, account)
    });
    Arc::new(worker::Settings {
        accounts: accounts.collect(),
        review_secrets: settings.review_secrets,
        texts: settings.messages.texts,
        source: settings.service.source,
        type_prefix: settings.service.event_type_prefix,
        fresh_max: work.fresh,
        attempts_max: work.attempts_max,
        keep_seconds: work.keep.as_secs(),
        in_flight_max: count(work.in_flight_max),
        report_lag: seconds(work.report_lag),
        caution,
    })
}

fn terms(work: &config::Worker, claim: Duration, account: &config::Account) -> Terms {
    let times = &account.times;
    Terms {
        answer_within: seconds(times.answer_within),
        feedback_after: seconds(work.feedback_after),
        claim: seconds(claim),
        ladder: work.ladder.iter().copied().map(seconds).collect(),
        doubt_max: seconds(work.doubt_max),
        watch: seconds(work.watch),
        settling_max: seconds(work.settling_max),
        settle: seconds(work.executed_within.saturating_add(work.listed_within)),
        review_within: seconds(times.review_within),
        targets: targets(work, account),
        merchant_of_record: account.merchant_of_record,
        legs: Legs {
            key_lifetime: account.key_lifetime.map(seconds),
            lookup: processors::capabilities(account.processor).lookup,
        },
    }
}

/// The promised time is the target of the decision; a follow-up has its time from the day on which
/// it is due.
pub(super) fn targets(work: &config::Worker, account: &config::Account) -> Targets {
    let times = &account.times;
    Targets {
        acknowledged: Some(seconds(times.acknowledge_within)),
        decided: Some(seconds(times.answer_within)),
        refunded: Some(seconds(times.refund_within)),
        followed_up: Some(seconds(work.feedback_after.saturating_add(times.follow_up_within))),
    }
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
