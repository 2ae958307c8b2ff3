//! The report for people: what is running, the timelines, the summary, the verdict.

use jiff::Timestamp;

use super::scenario::Scenario;
use super::stage::Stage;
use super::summary::Summary;
use crate::app::config::Settings;
use domain::money::{Currency, Money};
use domain::time::seconds_between;

const DAY: i64 = 86_400;

/// Says what is running.
pub(super) fn head(stage: &Stage, settings: &Settings) -> String {
    let mut text = String::from(
        "refundd demo: a fortnight of refunds and disputes, played in seconds on a clock that is \
         put forward\n\n",
    );
    let file = stage.place().database();
    let after = if stage.place().is_kept() { "kept" } else { "removed at the end" };
    line(
        &mut text,
        "processor",
        &format!("http://{}, the sandbox, with books of its own", stage.sandbox_at),
    );
    line(&mut text, "daemon", &format!("http://{}, ingress and worker in one", stage.ingress_at));
    line(
        &mut text,
        "database",
        &format!("{}, queue and store in one file, {after}", file.display()),
    );
    for account in settings.accounts.values() {
        for policy in account.policies.current().versions() {
            let (rules, hash) = (policy.rules().count(), policy.hash());
            let hash: String = hash.chars().take(12).collect();
            line(&mut text, "policy", &format!("{}, {rules} rules, sha256 {hash}…", policy.name()));
        }
    }
    text
}

/// Tells every case.
pub(super) fn timelines(stage: &Stage) -> String {
    let mut text = String::new();
    for (number, scenario) in (1_usize..).zip(&stage.scenarios) {
        text.push_str(&timeline(number, scenario, stage.start));
    }
    text
}

fn timeline(number: usize, scenario: &Scenario, start: Timestamp) -> String {
    let (purchase, captured) = (&scenario.purchase, scenario.captured);
    let days = purchase.days_ago;
    let mut text = format!("\n{number}. {}\n", purchase.title);
    let facts = format!("{}, {captured} captured {days} days before", scenario.payment);
    put(&mut text, &format!("   {facts}"));
    for line in &scenario.lines {
        let when = if line.tag.is_empty() {
            String::new()
        } else {
            // Webhooks are dated in whole seconds, so the first may be dated before the start.
            let day = seconds_between(start, line.at).max(0).div_euclid(DAY).saturating_add(1);
            format!("day {day:>2}  {}", line.at.strftime("%H:%M:%S"))
        };
        put(&mut text, &format!("   {when:<16}  {:<8}  {}", line.tag, line.text));
    }
    text
}

/// Says what came of it.
pub(super) fn end(summary: &Summary) -> String {
    let mut text = String::from("\nsummary\n");
    let count = |text: &mut String, name: &str, number: u64| line(text, name, &number.to_string());
    let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    count(&mut text, "cases", wide(summary.cases.len()));
    count(&mut text, "requests", wide(summary.requests));
    count(&mut text, "webhooks", summary.webhooks);
    let (made, adopted) = (summary.refunds_executed, summary.refunds_adopted);
    let failed = summary.refunds_failed_later;
    let refunds = format!("{made} made for us, {adopted} by hand, {failed} failed later");
    line(&mut text, "refunds", &refunds);
    let sums = summary.refunded_minor.iter().map(|(code, minor)| amount(*minor, code));
    line(&mut text, "refunded", &sums.collect::<Vec<_>>().join(", "));
    line(&mut text, "clawbacks", &summary.clawbacks.to_string());
    for (code, clawed) in &summary.clawed {
        let taken = amount(clawed.taken_minor, code);
        let back = amount(clawed.given_back_minor, code);
        let net = amount(clawed.net_minor, code);
        line(&mut text, "", &format!("{taken} taken, {back} given back, net {net}"));
    }
    count(&mut text, "for a person", wide(summary.for_a_person));
    count(&mut text, "letters", wide(summary.messages));
    count(&mut text, "events", wide(summary.events));
    let twice = summary.duplicates_suppressed;
    line(&mut text, "duplicates", &format!("{twice}, without any effect"));
    line(&mut text, "crashes", &format!("{} survived", summary.crashes_survived));
    text.push_str("\naudit\n");
    for difference in &summary.differences {
        put(&mut text, &format!("   differs: {difference}"));
    }
    let checks = summary.checks;
    let verdict = if summary.agrees {
        format!("the processor's own books agree with ours: {checks} comparisons, no difference")
    } else {
        let differences = summary.differences.len();
        format!("THE BOOKS DO NOT AGREE: {checks} comparisons, {differences} differences")
    };
    put(&mut text, &format!("   {verdict}"));
    text
}

fn amount(minor: i64, code: &str) -> String {
    match Currency::parse(code) {
        Ok(currency) => Money::new(minor, currency).to_string(),
        Err(_unknown) => format!("{minor} {code}"),
    }
}

fn line(text: &mut String, name: &str, value: &str) {
    put(text, &format!("   {name:<12} {value}"));
}

fn put(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
