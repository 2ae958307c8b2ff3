//! Holds the trials to their word, by subject.

mod adversaries;
mod ages;
mod courses;
mod drafts;
mod examples;
mod explanations;
mod mistakes;
mod replays;
mod schemas;
mod subscriptions;

use diagnostics::render_mistakes;
use domain::money::Currency;
use domain::processor::Processor;
use policy::Policy;

fn one(_: Processor, _: Currency) -> i64 {
    1
}

/// The policies that are shipped, each with its tests.
const SHIPPED: [(&str, &str, &str); 11] = [
    (
        "policy",
        include_str!("../../../../../config/policy.toml"),
        include_str!("../../../../../config/policy.tests.toml"),
    ),
    (
        "thirty-days",
        include_str!("../../../../../config/policies/thirty-days.toml"),
        include_str!("../../../../../config/policies/thirty-days.tests.toml"),
    ),
    (
        "eu-and-elsewhere",
        include_str!("../../../../../config/policies/eu-and-elsewhere.toml"),
        include_str!("../../../../../config/policies/eu-and-elsewhere.tests.toml"),
    ),
    (
        "annual-prorated",
        include_str!("../../../../../config/policies/annual-prorated.toml"),
        include_str!("../../../../../config/policies/annual-prorated.tests.toml"),
    ),
    (
        "usage-credits",
        include_str!("../../../../../config/policies/usage-credits.toml"),
        include_str!("../../../../../config/policies/usage-credits.tests.toml"),
    ),
    (
        "no-refunds",
        include_str!("../../../../../config/policies/no-refunds.toml"),
        include_str!("../../../../../config/policies/no-refunds.tests.toml"),
    ),
    (
        "first-purchase",
        include_str!("../../../../../config/policies/first-purchase.toml"),
        include_str!("../../../../../config/policies/first-purchase.tests.toml"),
    ),
    (
        "annual-by-months",
        include_str!("../../../../../config/policies/annual-by-months.toml"),
        include_str!("../../../../../config/policies/annual-by-months.tests.toml"),
    ),
    (
        "hours-and-days",
        include_str!("../../../../../config/policies/hours-and-days.toml"),
        include_str!("../../../../../config/policies/hours-and-days.tests.toml"),
    ),
    (
        "credits-or-vouchers",
        include_str!("../../../../../config/policies/credits-or-vouchers.toml"),
        include_str!("../../../../../config/policies/credits-or-vouchers.tests.toml"),
    ),
    (
        "exclusions-last",
        include_str!("../../../../../config/policies/exclusions-last.toml"),
        include_str!("../../../../../config/policies/exclusions-last.tests.toml"),
    ),
];

fn policy(name: &str, text: &str) -> Policy {
    Policy::parse(text)
        .unwrap_or_else(|mistakes| panic!("{}", render_mistakes(name, text, &mistakes)))
}
