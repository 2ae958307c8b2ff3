//! The forms in which a review is shown.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::letters::Letters;
use crate::app::review::ReviewSheet;
use case::reviewed::Judged;
use diagnostics::visible_line;
use domain::authority::Why;
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::decision::RuleTrace;
use domain::facts::Counts;
use domain::grounds::Grounds;
use domain::ids::StaffId;
use domain::money::Money;
use domain::payment::Payment;
use domain::reason_code::ReasonCode;
use domain::subscription::{CancelWhen, Subscription};
use domain::time::seconds_between;
use ports::taker::Taker;

pub(super) const NOTHING: &str = "-";

/// What policy and texts know of a review.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The clause in words.
    pub(super) clause: Option<String>,
    /// What the policy would say without the rule that put it before a person.
    pub(super) suggestion: Option<String>,
}

/// For people.
pub(super) fn text(review: &ReviewSheet, words: &Known, now: Timestamp) -> String {
    let mut text = String::new();
    asked(&mut text, review, words);
    proposed(&mut text, review, words);
    paid(&mut text, review);
    signs(&mut text, review);
    people(&mut text, review, now);
    if !review.trace.is_empty() {
        text.push_str("\nrules that were tried\n");
        review.trace.iter().for_each(|rule| tried(&mut text, rule));
    }
    if !review.trail.is_empty() {
        text.push_str("\nanswers so far\n");
        for (answer, judged) in &review.trail {
            let (at, who, said) = (time(answer.at), &answer.reviewer, said(&answer.said));
            let (because, outcome) = (because(answer), outcome(*judged));
            line(&mut text, format_args!("  {at}  {who}  {said}  {because}  {outcome}"));
        }
    }
    text
}

fn field(text: &mut String, name: &str, value: &str) {
    line(text, format_args!("{name:<12}{value}"));
}

/// What is asked, and why a person decides.
fn asked(text: &mut String, review: &ReviewSheet, words: &Known) {
    let request = &review.request;
    field(text, "case", &review.case.to_string());
    field(text, "request", request.id.as_str());
    field(text, "reason", request.reason.as_str());
    let amount = request.amount.map_or_else(|| "all of it".to_owned(), |money| money.to_string());
    field(text, "asked for", &amount);
    field(text, "asked at", &time(request.requested_at));
    field(text, "received at", &time(request.receipt.at));
    field(text, "filed by", request.requested_by.as_ref().map_or(NOTHING, |staff| staff.as_str()));
    field(text, "language", &clean(review.language()));
    field(text, "why", review.why.as_str());
    field(text, "rule", &review.decision.by.to_string());
    let clause = Some(review.decision.clause.as_str()).filter(|clause| !clause.is_empty());
    field(text, "clause", clause.unwrap_or(NOTHING));
    if let Some(told) = &words.clause {
        field(text, "", &visible_line(told));
    }
    if let Some(right) = review.right() {
        field(text, "law", &format!("may grant it ({right}); a denial needs --despite-law"));
    }
}

/// What would be given, and how that came about.
fn proposed(text: &mut String, review: &ReviewSheet, words: &Known) {
    let proposed = review.sheet.proposed;
    field(
        text,
        "proposed",
        &proposed.map_or_else(|| NOTHING.to_owned(), |money| money.to_string()),
    );
    if let Some(money) = review.decision.amount() {
        for (step, amount) in review.decision.calculation.lines(money.currency) {
            field(text, "", &format!("{step:<32}{amount:>14}"));
        }
    }
    if let Some(exception) = exception(review) {
        field(text, "", exception);
    }
    let subscription = review.decision.subscription.map_or(NOTHING, subscription);
    field(text, "afterwards", subscription);
    if let Some(suggestion) = &words.suggestion {
        field(text, "else", suggestion);
    }
}

/// What is to become of the subscription once the money has gone back, which an approval inherits.
fn subscription(outcome: Subscription) -> &'static str {
    match outcome {
        Subscription::Cancel(CancelWhen::Now) => "the subscription is to end at once",
        Subscription::Cancel(CancelWhen::AtPeriodEnd) => {
            "the subscription is to end with its period"
        }
        Subscription::Keep => "the subscription goes on",
    }
}

/// Which answers need a reason, where some do.
fn exception(review: &ReviewSheet) -> Option<&'static str> {
    match (review.sheet.proposed, &review.why) {
        (Some(_), _) => Some("another amount, or a denial, needs --because"),
        (None, Why::ShadowDeny) => Some("an approval needs --because"),
        (None, _) => None,
    }
}

/// What was paid, and what became of it.
fn paid(text: &mut String, review: &ReviewSheet) {
    let Some(payment) = &review.payment else { return field(text, "payment", "not known") };
    let sheet = &review.sheet;
    let back = |minor| Money::new(minor, payment.captured.currency).to_string();
    field(text, "captured", &payment.captured.to_string());
    field(text, "charged at", &time(payment.charged_at));
    field(text, "product", &clean(payment.product.as_deref()));
    field(text, "plan", &clean(payment.plan.as_deref()));
    field(text, "country", payment.purchase.country.as_deref().unwrap_or(NOTHING));
    field(text, "refunded", &back(sheet.refunded));
    field(text, "in dispute", &back(sheet.disputed));
    field(text, "left", &back(sheet.left));
}

/// What speaks for it, against it, and what it costs.
fn signs(text: &mut String, review: &ReviewSheet) {
    let grounds = review.sheet.grounds.as_deref();
    if let Some(known) = grounds.and_then(|grounds| grounds.facts.customer.as_ref()) {
        let Counts { payments, refunds, disputes } = known.all;
        let since = known.since.map_or_else(|| NOTHING.to_owned(), time);
        let noun = if payments == 1 { "payment" } else { "payments" };
        let counted = format!("{payments} {noun}, {refunds} refunded, {disputes} disputed");
        field(text, "customer", &format!("since {since}: {counted}"));
    }
    let dispute = if review.disputed { "open: a refund would be given twice" } else { "none" };
    field(text, "dispute", dispute);
    let warning = if review.fraud_warning { "the card network warns of fraud" } else { "none" };
    field(text, "warning", warning);
    let findings: Vec<&str> = grounds.into_iter().flat_map(Grounds::findings).collect();
    let findings = findings.join(", ");
    field(text, "findings", if findings.is_empty() { "none" } else { &findings });
    let errors: Vec<&str> = grounds.into_iter().flat_map(Grounds::billing_errors).collect();
    if !errors.is_empty() {
        field(text, "our errors", &errors.join(", "));
    }
    let unreadable = unreadable(grounds);
    if !unreadable.is_empty() {
        field(text, "unreadable", &format!("{} on the payment", unreadable.join(", ")));
    }
    if let Some((kept, dispute)) = grounds.and_then(Grounds::costs) {
        field(text, "costs", &format!("{kept} besides"));
        field(text, "", &format!("{dispute} for the dispute that it can avoid"));
    }
}

/// Who decides, and until when.
fn people(text: &mut String, review: &ReviewSheet, now: Timestamp) {
    let sheet = &review.sheet;
    let approved = review.approved.join(", ");
    let approved = if approved.is_empty() { NOTHING } else { &approved };
    field(text, "approvers", &format!("{} needed; so far {approved}", sheet.approvers));
    if let (Some(most), Some(payment)) = (sheet.two_above, &review.payment) {
        let most = Money::new(most, payment.captured.currency);
        field(text, "", &format!("an approval of more than {most} takes two"));
    }
    field(text, "taken by", &taken(review, now).map_or(NOTHING.to_owned(), |taken| taken + " ago"));
    field(text, "promised", &time(review.promised_by()));
    field(text, "until", &time(review.until()));
    field(text, "policy", review.decision.policy_hash.as_deref().unwrap_or(NOTHING));
    field(text, "binding", &sheet.binding);
}

/// What the shop wrote and nobody can read, by name.
fn unreadable(grounds: Option<&Grounds>) -> Vec<&'static str> {
    let fields = grounds.map(|grounds| &grounds.facts.payment.purchase.unreadable);
    fields.into_iter().flatten().map(|field| field.as_str()).collect()
}

fn tried(text: &mut String, rule: &RuleTrace) {
    line(text, format_args!("  {}", rule.rule));
    for condition in &rule.conditions {
        let held = match condition.held {
            Some(true) => "yes",
            Some(false) => "no ",
            None => "?  ",
        };
        let values: Vec<String> =
            condition.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let (condition, values) = (visible_line(&condition.text), visible_line(&values.join(", ")));
        line(text, format_args!("    {held}  {condition}    {values}"));
    }
}

/// One JSON object.
pub(super) fn json(review: &ReviewSheet, words: &Known, letters: &Letters) -> String {
    let mut shown = value(review);
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("clause_text".to_owned(), json!(words.clause));
        shown.insert("without_this_rule".to_owned(), json!(words.suggestion));
        shown.insert("letters".to_owned(), letters.json());
    }
    format!("{shown}\n")
}

pub(super) fn value(review: &ReviewSheet) -> Value {
    let (request, sheet) = (&review.request, &review.sheet);
    let grounds = sheet.grounds.as_deref();
    let rule = |rule: &RuleTrace| {
        let conditions = rule.conditions.iter().map(|condition| {
            let values = condition.values.iter().map(|(name, value)| (name.clone(), json!(value)));
            let values: serde_json::Map<String, Value> = values.collect();
            json!({"text": condition.text, "held": condition.held, "values": values})
        });
        json!({"rule": rule.rule, "conditions": conditions.collect::<Vec<_>>()})
    };
    let answer = |(answer, judged): &(ReviewAnswer, Option<Judged>)| {
        json!({
            "answer": answer.id.as_str(),
            "reviewer": answer.reviewer.as_str(),
            "at": answer.at.to_string(),
            "verdict": answer.said.as_str(),
            "because": answer.because.as_ref().map(ReasonCode::as_str),
            "outcome": outcome(*judged),
        })
    };
    json!({
        "case": review.case.to_string(),
        "request": {
            "id": request.id.as_str(),
            "reason": request.reason.as_str(),
            "amount": request.amount.map(money_json),
            "requested_at": request.requested_at.to_string(),
            "received_at": request.receipt.at.to_string(),
            "requested_by": request.requested_by.as_ref().map(StaffId::as_str),
        },
        "why": review.why.as_str(),
        "rule": review.decision.by.to_string(),
        "clause": Some(&review.decision.clause).filter(|clause| !clause.is_empty()),
        "right": review.right(),
        "calculation": review.decision.amount().map(|money| {
            let steps = review.decision.calculation.lines(money.currency).into_iter();
            steps.map(|(step, amount)| json!({"step": step, "amount": amount})).collect::<Vec<_>>()
        }),
        "subscription": review.decision.subscription.map(Subscription::as_str),
        "language": review.language(),
        "policy_hash": review.decision.policy_hash.as_deref().unwrap_or_default(),
        "payment": review.payment.as_ref().map(payment_json),
        "proposed": sheet.proposed.map(money_json),
        "refunded_minor": sheet.refunded,
        "disputed_minor": sheet.disputed,
        "left_minor": sheet.left,
        "findings": grounds.into_iter().flat_map(Grounds::findings).collect::<Vec<_>>(),
        "billing_errors": grounds.into_iter().flat_map(Grounds::billing_errors).collect::<Vec<_>>(),
        "unreadable": unreadable(grounds),
        "cost": grounds.and_then(Grounds::costs).map(|(kept, dispute)| {
            json!({"refund": money_json(kept), "dispute": money_json(dispute)})
        }),
        "dispute_open": review.disputed,
        "fraud_warning": review.fraud_warning,
        "round": sheet.round,
        "approvers": sheet.approvers,
        "two_above_minor": sheet.two_above,
        "approved_by": review.approved,
        "taken": review.taken.as_ref().map(|Taker { staff, since }| {
            json!({"by": staff.as_str(), "since": since.to_string()})
        }),
        "promised_by": review.promised_by().to_string(),
        "answer_by": review.until().to_string(),
        "binding": sheet.binding,
        "explanation": review.trace.iter().map(rule).collect::<Vec<_>>(),
        "answers": review.trail.iter().map(answer).collect::<Vec<_>>(),
    })
}

fn payment_json(payment: &Payment) -> Value {
    json!({
        "captured": money_json(payment.captured),
        "charged_at": payment.charged_at.to_string(),
        "product": payment.product,
        "plan": payment.plan,
        "country": payment.purchase.country,
    })
}

pub(super) fn said(said: &ReviewerSaid) -> String {
    match said {
        ReviewerSaid::Approve(amount) => format!("approve {amount}"),
        ReviewerSaid::Deny { clause, alternatives } if alternatives.is_empty() => {
            format!("deny {clause}")
        }
        ReviewerSaid::Deny { clause, alternatives } => {
            format!("deny {clause}, offering {}", alternatives.join(", "))
        }
        ReviewerSaid::Ask { questions } => format!("ask {}", questions.join(", ")),
    }
}

/// Why, as the code that was given.
pub(super) fn because(answer: &ReviewAnswer) -> &str {
    answer.because.as_ref().map_or(NOTHING, ReasonCode::as_str)
}

fn outcome(judged: Option<Judged>) -> &'static str {
    match judged {
        Some(Judged::Accepted) => "accepted",
        Some(Judged::Refused(why)) => why.as_str(),
        None => "not judged yet",
    }
}

pub(super) fn money_json(money: Money) -> Value {
    json!({"minor": money.minor, "currency": money.currency.code()})
}

pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How long ago, in the largest unit of which there is at least one.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = seconds_between(since, now).max(0);
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, _)| seconds >= *unit);
    let (unit, sign) = unit.unwrap_or((1, "s"));
    format!("{}{sign}", seconds.div_euclid(unit))
}

/// Who has taken it, and how long ago.
pub(super) fn taken(review: &ReviewSheet, now: Timestamp) -> Option<String> {
    let taken = review.taken.as_ref();
    taken.map(|Taker { staff, since }| format!("{staff} {}", age(*since, now)))
}

/// Foreign text for a terminal.
pub(super) fn clean(text: Option<&str>) -> String {
    text.map_or_else(|| NOTHING.to_owned(), visible_line)
}

pub(super) fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").unwrap_or_else(|_| unreachable!("a string can be written"));
}
