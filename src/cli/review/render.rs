//! The forms in which a review is shown.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::review::{Open, ReviewSheet};
use case::reviewed::Judged;
use diagnostics::visible_line;
use domain::conversation::{ReviewAnswer, ReviewerSaid};
use domain::decision::RuleTrace;
use domain::grounds::Grounds;
use domain::ids::StaffId;
use domain::money::Money;

const NOTHING: &str = "-";

/// One line for each review.
pub(super) fn listing_text(open: &Open) -> String {
    let mut text = String::new();
    if open.reviews.is_empty() {
        text.push_str("nothing waits for a person\n");
    } else {
        row(&mut text, ["until", "case", "request", "proposed", "approvals", "why"]);
    }
    for review in &open.reviews {
        let proposed =
            review.sheet.proposed.map_or_else(|| NOTHING.to_owned(), |money| money.to_string());
        let approvals = format!("{} of {}", review.approved.len(), review.sheet.approvers);
        let (until, case) = (time(review.until()), review.case.to_string());
        let request = review.request.id.as_str();
        row(&mut text, [&until, &case, request, &proposed, &approvals, review.why.as_str()]);
    }
    if open.left_out > 0 {
        line(&mut text, format_args!("{} more; --max shows more", open.left_out));
    }
    for case in &open.unusable {
        line(&mut text, format_args!("the record of {case} cannot be used; docs/runbook.md"));
    }
    text
}

fn row(text: &mut String, [until, case, request, proposed, approvals, why]: [&str; 6]) {
    line(
        text,
        format_args!(
            "{until:<20}  {case:<40}  {request:<24}  {proposed:>16}  {approvals:<9}  {why}"
        ),
    );
}

/// The same as one JSON object.
pub(super) fn listing_json(open: &Open) -> String {
    let shown = json!({
        "reviews": open.reviews.iter().map(value).collect::<Vec<_>>(),
        "left_out": open.left_out,
        "unusable": open.unusable.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    format!("{shown}\n")
}

/// For people.
pub(super) fn text(review: &ReviewSheet) -> String {
    let mut text = String::new();
    let mut field = |name: &str, value: &str| line(&mut text, format_args!("{name:<12}{value}"));
    let (request, sheet) = (&review.request, &review.sheet);
    field("case", &review.case.to_string());
    field("request", request.id.as_str());
    field("reason", request.reason.as_str());
    field(
        "asked for",
        &request.amount.map_or_else(|| "all of it".to_owned(), |money| money.to_string()),
    );
    field("asked at", &time(request.requested_at));
    field("received at", &time(request.receipt.at));
    field("filed by", request.requested_by.as_ref().map_or(NOTHING, |staff| staff.as_str()));
    field("why", review.why.as_str());
    field("rule", &review.decision.by.to_string());
    let clause = Some(review.decision.clause.as_str()).filter(|clause| !clause.is_empty());
    field("clause", clause.unwrap_or(NOTHING));
    field("policy", review.decision.policy_hash.as_deref().unwrap_or_default());
    field(
        "proposed",
        &sheet.proposed.map_or_else(|| NOTHING.to_owned(), |money| money.to_string()),
    );
    match &review.payment {
        Some(payment) => {
            field("captured", &payment.captured.to_string());
            field("charged at", &time(payment.charged_at));
            field("product", &clean(payment.product.as_deref()));
            field("plan", &clean(payment.plan.as_deref()));
            let back = |minor| Money::new(minor, payment.captured.currency).to_string();
            field("refunded", &back(sheet.refunded));
            field("in dispute", &back(sheet.disputed));
            field("left", &back(sheet.left));
        }
        None => field("payment", "not known"),
    }
    field("dispute", if review.disputed { "open: a refund would be given twice" } else { "none" });
    field("warning", if review.fraud_warning { "the card network warns of fraud" } else { "none" });
    let grounds = sheet.grounds.as_deref();
    let findings: Vec<&str> = grounds.into_iter().flat_map(Grounds::findings).collect();
    let findings = findings.join(", ");
    field("findings", if findings.is_empty() { "none" } else { &findings });
    let errors: Vec<&str> = grounds.into_iter().flat_map(Grounds::billing_errors).collect();
    if !errors.is_empty() {
        field("our errors", &errors.join(", "));
    }
    let unreadable = unreadable(grounds);
    if !unreadable.is_empty() {
        field("unreadable", &format!("{} on the payment", unreadable.join(", ")));
    }
    if let Some((kept, dispute)) = grounds.and_then(Grounds::costs) {
        field("costs", &format!("{kept} besides"));
        field("", &format!("{dispute} for the dispute that it can avoid"));
    }
    let approved = review.approved.join(", ");
    let approved = if approved.is_empty() { NOTHING } else { &approved };
    field("approvers", &format!("{} needed; so far {approved}", sheet.approvers));
    if let (Some(most), Some(payment)) = (sheet.two_above, &review.payment) {
        let most = Money::new(most, payment.captured.currency);
        field("", &format!("an approval of more than {most} takes two"));
    }
    field("until", &time(review.until()));
    field("binding", &sheet.binding);
    if !review.trace.is_empty() {
        text.push_str("\nrules that were tried\n");
        review.trace.iter().for_each(|rule| tried(&mut text, rule));
    }
    if !review.trail.is_empty() {
        text.push_str("\nanswers so far\n");
        for (answer, judged) in &review.trail {
            let (at, who, said) = (time(answer.at), &answer.reviewer, said(&answer.said));
            line(&mut text, format_args!("  {at}  {who}  {said}  {}", outcome(*judged)));
        }
    }
    text
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
pub(super) fn json(review: &ReviewSheet) -> String {
    format!("{}\n", value(review))
}

fn value(review: &ReviewSheet) -> Value {
    let (request, sheet) = (&review.request, &review.sheet);
    let grounds = sheet.grounds.as_deref();
    let payment = review.payment.as_ref().map(|payment| {
        json!({
            "captured": money_json(payment.captured),
            "charged_at": payment.charged_at.to_string(),
            "product": payment.product,
            "plan": payment.plan,
        })
    });
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
        "policy_hash": review.decision.policy_hash.as_deref().unwrap_or_default(),
        "payment": payment,
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
        "answer_by": review.until().to_string(),
        "binding": sheet.binding,
        "explanation": review.trace.iter().map(rule).collect::<Vec<_>>(),
        "answers": review.trail.iter().map(answer).collect::<Vec<_>>(),
    })
}

fn said(said: &ReviewerSaid) -> String {
    match said {
        ReviewerSaid::Approve(amount) => format!("approve {amount}"),
        ReviewerSaid::Deny { clause, alternatives } if alternatives.is_empty() => {
            format!("deny {clause}")
        }
        ReviewerSaid::Deny { clause, alternatives } => {
            format!("deny {clause}, {}", alternatives.join(", "))
        }
        ReviewerSaid::Ask { questions } => format!("ask {}", questions.join(", ")),
    }
}

fn outcome(judged: Option<Judged>) -> &'static str {
    match judged {
        Some(Judged::Accepted) => "accepted",
        Some(Judged::Refused(why)) => why.as_str(),
        None => "not judged yet",
    }
}

fn money_json(money: Money) -> Value {
    json!({"minor": money.minor, "currency": money.currency.code()})
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Foreign text for a terminal.
fn clean(text: Option<&str>) -> String {
    text.map_or_else(|| NOTHING.to_owned(), visible_line)
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").unwrap_or_else(|_| unreachable!("a string can be written"));
}
