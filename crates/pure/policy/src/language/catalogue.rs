//! The facts that this build knows.
//!
//! `docs/policy-facts.md` has the same table; a test writes it.

use crate::language::fact::{Absence, Entry, Read, Word};
use crate::language::view::{DAY, View};
use domain::billing::BillingError;
use domain::facts::{Counts, History};
use domain::finding::Finding;
use domain::time::seconds_between;

pub(crate) const MINOR: &str = "minor units";
pub(crate) const DAYS: &str = "whole days";
pub(crate) const SECONDS: &str = "whole seconds";
const COUNT: &str = "count";
pub(crate) const PERCENT: &str = "whole per cent";
const COUNTRY: &str = "ISO 3166, two capitals";

const NEVER: Absence = Absence::Never;
const BEFORE_CHARGE: Absence = Absence::Contradiction("the request is older than the charge");
const NO_SENDER: Absence = Absence::NotProvided("a test or a replay does not say who sent it");
const NO_HISTORY: Absence = Absence::NotProvided("the processor has no history of the customer");
const NO_CARD: Absence = Absence::NotProvided("it was no card, or nobody has counted its payments");
const NO_EMAIL: Absence =
    Absence::NotProvided("the payment has no e-mail address, or nobody has counted its payments");
const NO_TWINS: Absence = Absence::NotProvided(
    "there is no such history, this payment is not in it, or an amount in it is not known",
);
const NO_SUM: Absence = Absence::NotProvided(
    "there is no such history, this payment is not in it, or how much went back is not said in its currency",
);
const NO_METADATA: Absence = Absence::NotProvided("the metadata does not say");
const NOT_TOLD: Absence = Absence::NotProvided("the processor does not say");
const NO_COST: Absence = Absence::NotProvided("`[costs]` has nothing for processor and currency");

/// One row per fact: name, type, unit, whose word it is, source, when it is unknown, and how it is
/// read.
macro_rules! facts {
    ($($name:literal $kind:ident $unit:expr, $word:ident, $source:literal, $absence:expr, $read:expr;)+) => {
        /// Every fact that this build knows, in the order of the reference.
        pub static FACTS: &[Entry] = &[$(Entry {
            name: $name,
            unit: $unit,
            word: Word::$word,
            source: $source,
            absence: $absence,
            read: Read::$kind($read),
        }),+];
    };
}

facts! {
    "request.reason" Text "", Sender, "the reason given with the request, one of the closed list",
        NEVER, |v| Some(v.reason);
    "request.full" Bool "", Sender, "true if the request names no amount and no lines, and so asks for everything",
        NEVER, |v| Some(v.facts.request.amount.is_none() && v.facts.request.lines.is_empty());
    "request.amount_minor" Int MINOR, Sender, "the amount asked for; for a full request what is left of the payment",
        Absence::Contradiction("the request is in another currency than the payment"), asked;
    "request.lines" Int COUNT, Sender, "how many lines of the invoice the request names",
        NEVER, |v| i64::try_from(v.facts.request.lines.len()).ok();
    "request.proof_of_purchase" Bool "", Sender, "true if a proof of purchase came with the request",
        NEVER, |v| Some(v.facts.request.proof_of_purchase);
    "sender.name" Text "", Ours, "who sent the request, as `[senders.<name>]` has it; its signature was checked",
        NO_SENDER, |v| v.facts.request.sender.as_ref().map(|sender| sender.name.as_str());
    "sender.kind" Text "", Ours, "what sort of sender it is: `shop`, `desk`, `person` or `agent`",
        NO_SENDER, |v| v.facts.request.sender.as_ref().map(|sender| sender.kind.as_str());
    "request.channel" Text "", Sender, "where the request came in, as its sender calls it",
        Absence::NotProvided("the request does not say"), |v| v.facts.request.channel.as_deref();
    "request.claimed_minor" Int MINOR, Sender, "what the customer says was charged",
        Absence::NotProvided("the request does not say, or says it in another currency"), claimed;
    "request.claimed_email_matches" Bool "", Sender, "true if the e-mail address in the request is that of the payment; hashes are compared, neither address nor hash is kept",
        Absence::NotProvided("one of the two addresses is missing"), |v| v.facts.request.claimed_email_matches;

    "earlier.requests" Int COUNT, Ours, "other requests about the same payment before this one",
        NEVER, |v| Some(v.facts.earlier.requests);
    "earlier.denials" Int COUNT, Ours, "those of them that were denied",
        NEVER, |v| Some(v.facts.earlier.denials);

    "payment.processor" Text "", Processor, "who took the payment (`stripe`)",
        NEVER, |v| Some(v.facts.payment.processor.as_str());
    "payment.amount_minor" Int MINOR, Processor, "the captured amount, from the processor",
        NEVER, |v| Some(v.facts.payment.captured.minor);
    "payment.currency" Text "ISO 4217, capitals", Processor, "the currency of the payment, from the processor",
        NEVER, |v| Some(v.facts.payment.captured.currency.code());
    "payment.age_days" Int DAYS, Processor, "from the charge to the request, rounded down",
        BEFORE_CHARGE, |v| v.age_seconds().map(|seconds| seconds.div_euclid(DAY));
    "payment.age_seconds" Int SECONDS, Processor, "from the charge to the request, rounded down",
        BEFORE_CHARGE, age_seconds;
    "payment.product" Text "", Shop, "the product, from the payment's metadata",
        Absence::NotProvided("the metadata does not name it"), |v| v.facts.payment.product.as_deref();
    "payment.plan" Text "", Shop, "the plan, from the payment's metadata",
        Absence::NotProvided("the metadata does not name it"), |v| v.facts.payment.plan.as_deref();
    "payment.refunded_minor" Int MINOR, Ours, "what was refunded so far, whoever did it, what is promised, and what disputes took; from the processor and the case",
        NEVER, |v| Some(v.facts.given_minor());
    "payment.left_minor" Int MINOR, Ours, "what can still be promised: the captured amount less `payment.refunded_minor`",
        NEVER, |v| Some(v.facts.ledger.left_minor);
    "payment.disputed" Bool "", Processor, "true if a dispute about the payment blocks refunds, from the processor",
        NEVER, |v| Some(v.facts.ledger.disputed);
    "payment.fraud_warning" Bool "", Processor, "true if the card network warned of fraud, from the processor",
        NEVER, |v| Some(v.facts.ledger.fraud_warning);
    "payment.term_left_days" Int DAYS, Shop, "from the request to the end of the term paid for, rounded down; 0 once it is over",
        Absence::NotProvided("the metadata does not name the end of the term"), term_left_days;
    "payment.method" Text "", Processor, "the processor's word for the means of payment (`card`, `sepa_debit`)",
        NOT_TOLD, |v| v.facts.payment.purchase.method.as_deref();
    "payment.country" Text COUNTRY, Shop, "the customer's country: from the metadata, else of the billing address at the processor",
        NOT_TOLD, |v| v.facts.payment.purchase.country.as_deref();
    "payment.card_country" Text COUNTRY, Processor, "the country in which the card was issued, from the processor",
        NOT_TOLD, |v| v.facts.payment.purchase.card_country.as_deref();
    "payment.fee_minor" Int MINOR, Processor, "what the processor kept of the payment as its fee",
        Absence::NotProvided("the processor does not say, or settles in another currency"), fee;
    "payment.channel" Text "", Shop, "where it was sold, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.channel.as_deref();
    "payment.business" Bool "", Shop, "true if the customer bought as a business, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.business;
    "payment.renewal" Bool "", Shop, "true if the payment renewed a subscription, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.renewal;
    "payment.renewals" Int COUNT, Shop, "renewals so far, this one included, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.renewals;
    "payment.delivered_days" Int DAYS, Shop, "from the delivery to the request, rounded down; 0 before it; the delivery is in the payment's metadata",
        NO_METADATA, delivered_days;
    "payment.withdrawal_waived" Bool "", Shop, "true if the metadata has the instant, not later than the request, at which the customer agreed that the service begins at once and the right of withdrawal ends",
        NEVER, |v| Some(is_withdrawal_waived(v));
    "payment.cancelled_days" Int DAYS, Shop, "from the cancellation of the subscription to the charge, rounded down; negative where it was cancelled afterwards; the cancellation is in the payment's metadata",
        NO_METADATA, cancelled_days;
    "payment.price_minor" Int MINOR, Shop, "what it should have cost, tax included, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.price_minor;
    "payment.lines" Int COUNT, Shop, "lines of the invoice, from the payment's metadata",
        NO_METADATA, lines;
    "payment.tax_minor" Int MINOR, Shop, "the tax in the captured amount, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.tax_minor;
    "payment.policy_hash" Text "SHA-256 in hex", Shop, "the hash of the refund policy shown at the purchase, from the payment's metadata",
        NO_METADATA, |v| v.facts.payment.purchase.policy_hash.as_deref();

    "customer.known" Bool "", Processor, "true if the customer's history could be read; the same as `has` of those below",
        NEVER, |v| Some(v.facts.customer.is_some());
    "customer.payments" Int COUNT, Processor, "payments taken from the customer, this one included",
        NO_HISTORY, |v| customer(v, |c| Some(c.all.payments));
    "customer.refunds" Int COUNT, Processor, "payments of which anything was refunded",
        NO_HISTORY, |v| customer(v, |c| Some(c.all.refunds));
    "customer.disputes" Int COUNT, Processor, "payments that were disputed",
        NO_HISTORY, |v| customer(v, |c| Some(c.all.disputes));
    "customer.refund_percent" Int PERCENT, Processor, "refunded payments among a hundred, rounded down; 0 without payments",
        NO_HISTORY, |v| customer(v, |c| Some(percent(c.all)));
    "customer.tenure_days" Int DAYS, Processor, "from the customer's first payment to when the request was seen, rounded down",
        NO_HISTORY, tenure_days;
    "customer.payments_30d" Int COUNT, Processor, "payments charged in the 30 days before the request was seen",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_30.payments));
    "customer.refunds_30d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_30.refunds));
    "customer.disputes_30d" Int COUNT, Processor, "those of them that were disputed",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_30.disputes));
    "customer.payments_90d" Int COUNT, Processor, "payments charged in the 90 days before the request was seen",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_90.payments));
    "customer.refunds_90d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_90.refunds));
    "customer.disputes_90d" Int COUNT, Processor, "those of them that were disputed",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_90.disputes));
    "customer.payments_365d" Int COUNT, Processor, "payments charged in the 365 days before the request was seen",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_365.payments));
    "customer.refunds_365d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_365.refunds));
    "customer.disputes_365d" Int COUNT, Processor, "those of them that were disputed",
        NO_HISTORY, |v| customer(v, |c| Some(c.days_365.disputes));
    "customer.refunded_minor_365d" Int MINOR, Processor, "what was refunded of payments charged in the 365 days before the request was seen, in the currency of this one; not what is promised and not yet refunded, nor what disputes took",
        NO_SUM, |v| customer(v, |c| c.returned_365d);
    "customer.refund_percent_365d" Int PERCENT, Processor, "refunded payments among a hundred of the last 365 days, rounded down; 0 without payments",
        NO_HISTORY, |v| customer(v, |c| Some(percent(c.days_365)));
    "customer.twins_3d" Int COUNT, Processor, "twins: other payments of the customer of the same amount and currency, charged in the 3 days before this one and not after it, and neither refunded nor disputed since; of payments for another product or plan, as far as the metadata name them, none",
        NO_TWINS, |v| twins(v.facts.customer.as_ref());

    "card.known" Bool "", Processor, "true if the payments of this card, over all customers, could be read; the same as `has` of those below",
        NEVER, |v| Some(v.facts.card.is_some());
    "card.payments" Int COUNT, Processor, "payments taken from the card, this one included",
        NO_CARD, |v| card(v, |c| c.all.payments);
    "card.refunds" Int COUNT, Processor, "payments of which anything was refunded",
        NO_CARD, |v| card(v, |c| c.all.refunds);
    "card.disputes" Int COUNT, Processor, "payments that were disputed",
        NO_CARD, |v| card(v, |c| c.all.disputes);
    "card.payments_30d" Int COUNT, Processor, "payments charged in the 30 days before the request was seen",
        NO_CARD, |v| card(v, |c| c.days_30.payments);
    "card.refunds_30d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_CARD, |v| card(v, |c| c.days_30.refunds);
    "card.disputes_30d" Int COUNT, Processor, "those of them that were disputed",
        NO_CARD, |v| card(v, |c| c.days_30.disputes);
    "card.payments_90d" Int COUNT, Processor, "payments charged in the 90 days before the request was seen",
        NO_CARD, |v| card(v, |c| c.days_90.payments);
    "card.refunds_90d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_CARD, |v| card(v, |c| c.days_90.refunds);
    "card.disputes_90d" Int COUNT, Processor, "those of them that were disputed",
        NO_CARD, |v| card(v, |c| c.days_90.disputes);
    "card.payments_365d" Int COUNT, Processor, "payments charged in the 365 days before the request was seen",
        NO_CARD, |v| card(v, |c| c.days_365.payments);
    "card.refunds_365d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_CARD, |v| card(v, |c| c.days_365.refunds);
    "card.disputes_365d" Int COUNT, Processor, "those of them that were disputed",
        NO_CARD, |v| card(v, |c| c.days_365.disputes);
    "card.refunded_minor_365d" Int MINOR, Processor, "what was refunded of payments charged in the 365 days before the request was seen, in the currency of this one; not what is promised and not yet refunded, nor what disputes took",
        NO_SUM, |v| v.facts.card.and_then(|c| c.returned_365d);
    "card.refund_percent_365d" Int PERCENT, Processor, "refunded payments among a hundred of the last 365 days, rounded down; 0 without payments",
        NO_CARD, |v| card(v, |c| percent(c.days_365));
    "card.twins_3d" Int COUNT, Processor, "twins: other payments of the card of the same amount and currency, charged in the 3 days before this one and not after it, and neither refunded nor disputed since; of payments for another product or plan, as far as the metadata name them, none",
        NO_TWINS, |v| twins(v.facts.card.as_ref());

    "email.known" Bool "", Processor, "true if the payments of all customers with the payer's e-mail address could be read; the same as `has` of those below",
        NEVER, |v| Some(v.facts.email.is_some());
    "email.payments" Int COUNT, Processor, "payments of all customers with the address, this one included",
        NO_EMAIL, |v| email(v, |c| c.all.payments);
    "email.refunds" Int COUNT, Processor, "payments of which anything was refunded",
        NO_EMAIL, |v| email(v, |c| c.all.refunds);
    "email.disputes" Int COUNT, Processor, "payments that were disputed",
        NO_EMAIL, |v| email(v, |c| c.all.disputes);
    "email.payments_30d" Int COUNT, Processor, "payments charged in the 30 days before the request was seen",
        NO_EMAIL, |v| email(v, |c| c.days_30.payments);
    "email.refunds_30d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_EMAIL, |v| email(v, |c| c.days_30.refunds);
    "email.disputes_30d" Int COUNT, Processor, "those of them that were disputed",
        NO_EMAIL, |v| email(v, |c| c.days_30.disputes);
    "email.payments_90d" Int COUNT, Processor, "payments charged in the 90 days before the request was seen",
        NO_EMAIL, |v| email(v, |c| c.days_90.payments);
    "email.refunds_90d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_EMAIL, |v| email(v, |c| c.days_90.refunds);
    "email.disputes_90d" Int COUNT, Processor, "those of them that were disputed",
        NO_EMAIL, |v| email(v, |c| c.days_90.disputes);
    "email.payments_365d" Int COUNT, Processor, "payments charged in the 365 days before the request was seen",
        NO_EMAIL, |v| email(v, |c| c.days_365.payments);
    "email.refunds_365d" Int COUNT, Processor, "those of them of which anything was refunded",
        NO_EMAIL, |v| email(v, |c| c.days_365.refunds);
    "email.disputes_365d" Int COUNT, Processor, "those of them that were disputed",
        NO_EMAIL, |v| email(v, |c| c.days_365.disputes);
    "email.refunded_minor_365d" Int MINOR, Processor, "what was refunded of payments charged in the 365 days before the request was seen, in the currency of this one; not what is promised and not yet refunded, nor what disputes took",
        NO_SUM, |v| v.facts.email.and_then(|c| c.returned_365d);
    "email.refund_percent_365d" Int PERCENT, Processor, "refunded payments among a hundred of the last 365 days, rounded down; 0 without payments",
        NO_EMAIL, |v| email(v, |c| percent(c.days_365));
    "email.twins_3d" Int COUNT, Processor, "twins: other payments of all customers with the address of the same amount and currency, charged in the 3 days before this one and not after it, and neither refunded nor disputed since; of payments for another product or plan, as far as the metadata name them, none",
        NO_TWINS, |v| twins(v.facts.email.as_ref());

    "findings.any" Bool "", Ours, "true if any of those below is but the last, which says nothing against the request; naming it costs what a fact of `customer` does",
        NEVER, |v| Some(speaks_against(v));
    "findings.other_amount" Bool "", Ours, "true if the customer names another charge than there was",
        NEVER, |v| Some(Finding::OtherAmount.is_in(v.facts));
    "findings.other_email" Bool "", Ours, "true if the customer's e-mail address is not that of the payment",
        NEVER, |v| Some(Finding::OtherEmail.is_in(v.facts));
    "findings.never_charged" Bool "", Ours, "true if nothing was captured",
        NEVER, |v| Some(Finding::NeverCharged.is_in(v.facts));
    "findings.already_refunded" Bool "", Ours, "true if all that was captured has been refunded",
        NEVER, |v| Some(Finding::AlreadyRefunded.is_in(v.facts));
    "findings.already_disputed" Bool "", Ours, "true if a dispute about the payment blocks refunds",
        NEVER, |v| Some(Finding::AlreadyDisputed.is_in(v.facts));
    "findings.fraud_warning" Bool "", Ours, "true if the card network warned of fraud",
        NEVER, |v| Some(Finding::FraudWarning.is_in(v.facts));
    "findings.late_report" Bool "", Sender, "true if the customer is said to have asked longer before the request was seen than `worker.report_lag_hours`",
        NEVER, |v| Some(Finding::LateReport.is_in(v.facts));
    "findings.no_second_charge" Bool "", Ours, "true if a duplicate is claimed, and a history that is known shows no other payment of the same amount and currency in the 3 days before or after; naming it costs what a fact of `customer` does",
        NEVER, |v| Some(Finding::NoSecondCharge.is_in(v.facts));
    "findings.not_a_renewal" Bool "", Ours, "true if an accidental renewal is claimed, and the payment is known to have renewed nothing",
        NEVER, |v| Some(Finding::NotARenewal.is_in(v.facts));
    "findings.used_after_all" Bool "", Ours, "true if it is claimed that nothing was used, and the declared fact `merchant.used` is true or above 0",
        NEVER, |v| Some(Finding::UsedAfterAll.is_in(v.facts));
    "findings.unreadable_metadata" Bool "", Ours, "true if the shop wrote something on the payment that nobody can read: it counts as unsaid",
        NEVER, |v| Some(Finding::UnreadableMetadata.is_in(v.facts));

    "billing.any" Bool "", Ours, "true if any of those below is; naming it costs what a fact of `customer` does",
        NEVER, |v| Some(BillingError::all_in(v.facts).next().is_some());
    "billing.duplicate" Bool "", Ours, "true if a history that is known shows a twin of the payment, charged before it; naming it costs what a fact of `customer` does",
        NEVER, |v| Some(BillingError::Duplicate.is_in(v.facts));
    "billing.after_cancellation" Bool "", Shop, "true if the payment renewed a subscription that had been cancelled before, both by its metadata",
        NEVER, |v| Some(BillingError::AfterCancellation.is_in(v.facts));
    "billing.above_price" Bool "", Shop, "true if more was captured than the price in the payment's metadata",
        NEVER, |v| Some(BillingError::AbovePrice.is_in(v.facts));

    "cost.refund_minor" Int MINOR, Ours, "what refunding all that is left costs besides: the processor's fee that is kept, and its fee for the refund",
        NO_COST, |v| v.head.costs.of(v.facts).map(|cost| cost.refund_minor);
    "cost.dispute_minor" Int MINOR, Ours, "the fee of the dispute that a refund can avoid",
        NO_COST, |v| v.head.costs.of(v.facts).map(|cost| cost.dispute_minor);
}

/// The fact of a name.
pub(crate) fn known(name: &str) -> Option<&'static Entry> {
    FACTS.iter().find(|entry| entry.name == name)
}

fn speaks_against(view: &View<'_>) -> bool {
    let mut findings = Finding::all_in(view.facts);
    findings.any(|finding| finding != Finding::UnreadableMetadata)
}

fn asked(view: &View<'_>) -> Option<i64> {
    if view.is_foreign_request() {
        return None;
    }
    Some(view.asked_minor().unwrap_or(view.facts.ledger.left_minor))
}

fn claimed(view: &View<'_>) -> Option<i64> {
    let claimed = view.facts.request.claimed?;
    (claimed.currency == view.facts.payment.captured.currency).then_some(claimed.minor)
}

fn age_seconds(view: &View<'_>) -> Option<i64> {
    view.age_seconds()
}

fn term_left_days(view: &View<'_>) -> Option<i64> {
    let end = view.facts.payment.term_ends_at?;
    Some(seconds_between(view.facts.request.requested_at, end).max(0).div_euclid(DAY))
}

fn delivered_days(view: &View<'_>) -> Option<i64> {
    let delivered = view.facts.payment.purchase.delivered_at?;
    Some(seconds_between(delivered, view.facts.request.requested_at).max(0).div_euclid(DAY))
}

fn cancelled_days(view: &View<'_>) -> Option<i64> {
    let payment = &view.facts.payment;
    let cancelled_at = payment.purchase.cancelled_at?;
    Some(seconds_between(cancelled_at, payment.charged_at).div_euclid(DAY))
}

/// Who has asked already has withdrawn already: what is recorded afterwards takes nothing back.
fn is_withdrawal_waived(view: &View<'_>) -> bool {
    let waived_at = view.facts.payment.purchase.withdrawal_waived_at;
    waived_at.is_some_and(|waived_at| waived_at <= view.facts.request.requested_at)
}

fn fee(view: &View<'_>) -> Option<i64> {
    let fee = view.facts.payment.purchase.fee?;
    (fee.currency == view.facts.payment.captured.currency).then_some(fee.minor)
}

fn lines(view: &View<'_>) -> Option<i64> {
    let lines = &view.facts.payment.purchase.lines;
    i64::try_from(lines.len()).ok().filter(|count| *count > 0)
}

fn tenure_days(view: &View<'_>) -> Option<i64> {
    let seen = view.facts.request.seen_at;
    customer(view, |history| {
        let since = history.since.unwrap_or(seen);
        Some(seconds_between(since, seen).max(0).div_euclid(DAY))
    })
}

fn customer(view: &View<'_>, read: impl Fn(&History) -> Option<i64>) -> Option<i64> {
    view.facts.customer.as_ref().and_then(read)
}

fn card(view: &View<'_>, read: impl Fn(&History) -> i64) -> Option<i64> {
    view.facts.card.as_ref().map(read)
}

fn email(view: &View<'_>, read: impl Fn(&History) -> i64) -> Option<i64> {
    view.facts.email.as_ref().map(read)
}

fn twins(history: Option<&History>) -> Option<i64> {
    history?.twins.map(|twins| twins.before)
}

fn percent(counts: Counts) -> i64 {
    let hundredfold = counts.refunds.saturating_mul(100);
    hundredfold.checked_div(counts.payments).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fact_has_one_row_and_one_name() {
        let names: BTreeSet<&str> = FACTS.iter().map(|entry| entry.name).collect();
        assert_eq!((names.len(), FACTS.len()), (107, 107));
        let groups: BTreeSet<&str> = FACTS.iter().map(Entry::group).collect();
        let expected = [
            "billing", "card", "cost", "customer", "earlier", "email", "findings", "payment",
            "request", "sender",
        ];
        assert_eq!(groups, expected.into());
    }

    #[test]
    fn every_finding_is_a_fact() {
        let facts = FACTS.iter().filter(|entry| entry.group() == "findings");
        assert_eq!(facts.count(), Finding::ALL.len() + 1);
        let facts = FACTS.iter().filter(|entry| entry.group() == "billing");
        assert_eq!(facts.count(), BillingError::ALL.len() + 1);
    }
}
