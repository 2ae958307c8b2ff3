//! What the merchant's system says about one request: only what was wanted, in the type that was
//! wanted.

use std::collections::BTreeMap;

use domain::facts::{FactKind, FactValue};
use wire::merchant_facts::reply;

/// Panics where something does not hold.
pub fn try_out(body: &[u8]) {
    let wanted: BTreeMap<String, FactKind> = ["credits_used", "has_logged_in", "plan_name"]
        .map(str::to_owned)
        .into_iter()
        .zip(FactKind::ALL.map(|(kind, _)| kind))
        .collect();
    let Ok(said) = reply(body, &wanted) else { return };
    for (name, value) in &said.facts {
        let kind = match value {
            FactValue::Int(_) => FactKind::Int,
            FactValue::Bool(_) => FactKind::Bool,
            FactValue::Text(text) => {
                assert!(text.len() <= 256, "{} bytes", text.len());
                FactKind::Text
            }
        };
        assert_eq!(wanted.get(name), Some(&kind), "{name}");
        assert!(!said.unfit.contains(name), "{name}");
    }
    assert!(said.unfit.iter().all(|name| wanted.contains_key(name)));
}
