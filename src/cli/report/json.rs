//! The report as one JSON object, described in `docs/report.md`.

use serde_json::{Map, Value, json};

use super::beside;
use crate::app::report::{Before, Report};
use trends::Dimension;
use trends::durations::{Durations, STEPS};
use trends::tally::{AmountSums, Tally};

/// Rises when a field goes, or changes its meaning; not when one is added.
const SCHEMA_VERSION: u32 = 1;

pub(super) fn write(report: &Report) -> String {
    let figures = &report.figures;
    let span = &report.frame.span;
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "since": span.since(),
        "until": span.until(),
        "time_zone": span.zone().iana_name().unwrap_or("UTC"),
        "account": report.frame.account.as_ref().map(ToString::to_string),
        "made_at": report.frame.now,
        "complete": report.is_complete(),
        "complete_from": report.complete_from,
        "oldest_request": figures.oldest,
        "cases": figures.cases,
        "unusable_records": report.unusable_count,
        "unusable": report.unusable.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "refunds_made": figures.refunds_made(),
        "payments": report.payments,
        "refunds_per_10000_payments": beside::per_ten_thousand(report).map(clipped),
        "before": before(report),
        "requests": tally(&figures.requests),
        "by": by(report),
        "period_unit": span.unit().as_str(),
        "periods": periods(report),
        "stages": stages(report),
        "refunds": figures.refunds.iter().map(|((end, currency), amount)| json!({
            "end": end.as_str(),
            "currency": currency.code(),
            "count": amount.count,
            "amount_minor": amount.minor,
        })).collect::<Vec<_>>(),
        "disputes": figures.disputes.iter().map(|((end, currency), amount)| json!({
            "end": end.as_str(),
            "currency": currency.code(),
            "count": amount.count,
            "amount_minor": amount.minor,
        })).collect::<Vec<_>>(),
        "costs": figures.costs.iter().map(|(currency, sums)| json!({
            "currency": currency.code(),
            "count": sums.count,
            "fees_minor": sums.fees,
            "disputes_spared_minor": sums.disputes_spared,
        })).collect::<Vec<_>>(),
        "commissions": figures.commissions.iter().map(|(currency, sums)| json!({
            "currency": currency.code(),
            "count": sums.count,
            "earned_minor": sums.earned,
            "clawed_back_minor": sums.clawed_back,
            "given_back_minor": sums.given_back,
        })).collect::<Vec<_>>(),
        "open_reviews": {
            "age": durations(&figures.reviews.ages),
            "overdue": figures.reviews.overdue,
            "proposed": figures.reviews.proposed.iter().map(|(currency, amount)| json!({
                "currency": currency.code(),
                "count": amount.count,
                "amount_minor": amount.minor,
            })).collect::<Vec<_>>(),
        },
        "rehearsals": figures.rehearsals.iter().map(|(said, rehearsed)| json!({
            "said": said.as_str(),
            "count": rehearsed.count,
            "agreed": rehearsed.agreed,
            "differed": rehearsed.differed,
        })).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// A number that JSON readers can hold.
fn clipped(number: u128) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn before(report: &Report) -> Option<Value> {
    let Before { frame, figures } = report.before.as_ref()?;
    let refunded = figures.flows().into_iter().map(|(currency, flow)| {
        json!({
            "currency": currency.code(),
            "refunded_minor": flow.refunded,
            "refunded_elsewhere_minor": flow.adopted,
            "disputed_minor": flow.disputed,
        })
    });
    Some(json!({
        "since": frame.span.since(),
        "until": frame.span.until(),
        "complete": report.comparable().is_some(),
        "requests": tally(&figures.requests),
        "refunds_made": figures.refunds_made(),
        "disputes_opened": figures.disputes_opened(),
        "decided_median_seconds": beside::median(figures),
        "money": refunded.collect::<Vec<_>>(),
    }))
}

fn tally(tally: &Tally) -> Map<String, Value> {
    let outcomes = tally.outcomes.iter();
    let outcomes = outcomes.map(|(outcome, count)| (outcome.as_str().to_owned(), json!(count)));
    let money = tally.money.iter().map(|(currency, AmountSums { asked, approved, refunded })| {
        json!({
            "currency": currency.code(),
            "asked_minor": asked,
            "approved_minor": approved,
            "refunded_minor": refunded,
        })
    });
    fields([
        ("count", json!(tally.requests)),
        ("decided", json!(tally.decided())),
        ("decided_by_machine", json!(tally.by_machine)),
        ("outcomes", json!(outcomes.collect::<Map<_, _>>())),
        ("money", json!(money.collect::<Vec<_>>())),
    ])
}

fn by(report: &Report) -> Value {
    let mut dimensions = Map::new();
    for (dimension, name) in Dimension::ALL {
        let keys = report.figures.by.get(&dimension).cloned().unwrap_or_default();
        let listed = keys.ranked().into_iter().map(|(key, of)| {
            let mut fields = tally(of);
            fields.insert("key".to_owned(), json!(key));
            if dimension == Dimension::Policy {
                let name = key.and_then(|hash| report.policies.get(hash));
                fields.insert("name".to_owned(), json!(name));
            }
            Value::Object(fields)
        });
        let listed: Vec<Value> = listed.collect();
        dimensions
            .insert(name.to_owned(), json!({ "too_many": keys.are_too_many(), "keys": listed }));
    }
    Value::Object(dimensions)
}

fn periods(report: &Report) -> Vec<Value> {
    let period = |day: jiff::civil::Date| {
        let period = report.figures.periods.get(&day).cloned().unwrap_or_default();
        let outcomes = period.outcomes.iter();
        let outcomes = outcomes.map(|(outcome, count)| (outcome.as_str().to_owned(), json!(count)));
        let reasons = period.reasons.iter();
        let reasons = reasons.map(|(reason, count)| ((*reason).to_owned(), json!(count)));
        let money = period.flows.iter().map(|(currency, flow)| {
            json!({
                "currency": currency.code(),
                "refunded_minor": flow.refunded,
                "refunded_elsewhere_minor": flow.adopted,
                "disputed_minor": flow.disputed,
            })
        });
        json!({
            "first_day": day,
            "whole": report.frame.span.is_whole(day),
            "requests": period.requests(),
            "outcomes": outcomes.collect::<Map<_, _>>(),
            "reasons": reasons.collect::<Map<_, _>>(),
            "disputes": period.disputes,
            "money": money.collect::<Vec<_>>(),
        })
    };
    report.frame.span.periods().into_iter().map(period).collect()
}

fn stages(report: &Report) -> Value {
    let stages = report.figures.waits.iter().map(|(stage, wait)| {
        let mut fields = durations(&wait.took);
        fields.insert("missed".to_owned(), json!(wait.missed));
        fields.insert("open".to_owned(), json!(wait.open));
        (stage.as_str().to_owned(), Value::Object(fields))
    });
    Value::Object(stages.collect())
}

fn durations(durations: &Durations) -> Map<String, Value> {
    let steps = STEPS.iter().zip(durations.steps()).map(|((below, _), count)| {
        let below = (*below != u64::MAX).then_some(*below);
        json!({ "below_seconds": below, "count": count })
    });
    fields([
        ("count", json!(durations.count())),
        ("median_seconds", json!(durations.median())),
        ("ninth_tenth_seconds", json!(durations.ninth_tenth())),
        ("longest_seconds", json!(durations.longest())),
        ("distribution", json!(steps.collect::<Vec<_>>())),
    ])
}

/// An object that a caller adds to.
fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
