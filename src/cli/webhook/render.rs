//! The forms in which an inspected webhook is shown.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::inspect::{Inspection, beside};
use super::said;
use processors::{Decoded, PaymentRef, Report};

/// For people.
pub(super) fn text(found: &Inspection) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        writeln!(text, "{name:<11}{value}")
            .unwrap_or_else(|_| unreachable!("a string can be written"));
    };
    let mode = match found.live {
        Some(true) => "real money",
        Some(false) => "tests",
        None => "real money or tests: its key is not here, or does not say",
    };
    line("account", &format!("{}, {}, {mode}", found.account, found.processor));
    let signature = &found.signature;
    match &signature.rejection {
        None => line("signature", "holds"),
        Some(rejection) => line("signature", &format!("refused: {rejection}")),
    }
    if let Some(secret) = signature.secret {
        line("", &format!("it fits secret {secret} of the account"));
    }
    if let (Some(signed_at), Some(age)) = (signature.signed_at, signature.age) {
        let when = if age < 0 { "after" } else { "before" };
        line("", &format!("it was made {signed_at}, {} s {when} its arrival", age.abs()));
    }
    if let Some(hint) = &signature.hint {
        line("", hint);
    }
    match &found.decoded {
        None => line("meaning", "not looked at"),
        Some(Decoded::Relevant(report)) => {
            line("meaning", &format!("{}, of payment {}", report.kind, payment(report)));
            for observation in &report.observations {
                line("", &said::line(observation));
            }
            if report.look {
                line("", "the processor is asked before anything follows");
            }
        }
        Some(Decoded::Irrelevant { kind }) => {
            line("meaning", &format!("{kind}: nothing follows from it"));
        }
        Some(Decoded::Beside { kind, why }) => {
            line("meaning", &format!("{kind}: {}", beside(*why)));
        }
        Some(Decoded::Undecodable { kind, why }) => {
            let kind = kind.as_deref().unwrap_or("of no known kind");
            line("meaning", &format!("{kind}: not understood: {why}"));
        }
    }
    for (number, ask) in found.asks.iter().enumerate() {
        line(if number == 0 { "asks" } else { "" }, ask);
    }
    text
}

/// For programs.
pub(super) fn json(found: &Inspection) -> String {
    let signature = &found.signature;
    let reports: Vec<Value> = match &found.decoded {
        Some(Decoded::Relevant(report)) => vec![shown(report, &found.asks)],
        Some(Decoded::Irrelevant { .. } | Decoded::Beside { .. } | Decoded::Undecodable { .. })
        | None => Vec::new(),
    };
    let kind = match &found.decoded {
        Some(
            Decoded::Relevant(Report { kind, .. })
            | Decoded::Irrelevant { kind }
            | Decoded::Beside { kind, .. },
        ) => Some(kind),
        Some(Decoded::Undecodable { kind, .. }) => kind.as_ref(),
        None => None,
    };
    let shown = json!({
        "account": found.account.as_str(),
        "processor": found.processor.as_str(),
        "live": found.live,
        "verified": signature.rejection.is_none(),
        "reason": found.reason(),
        "secret": signature.secret,
        "signed_at": signature.signed_at,
        "age_seconds": signature.age,
        "hint": signature.hint,
        "kind": kind,
        "reports": reports,
    });
    format!("{shown}\n")
}

fn shown(report: &Report, asks: &[String]) -> Value {
    let says: Vec<String> = report.observations.iter().map(said::line).collect();
    json!({
        "kind": report.kind,
        "payment": payment(report),
        "says": says,
        "look": report.look,
        "asks": asks,
    })
}

fn payment(report: &Report) -> &str {
    match &report.payment {
        PaymentRef::Known(payment) | PaymentRef::Lookup(payment) => payment.as_str(),
    }
}
