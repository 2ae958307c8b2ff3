//! A document of facts, as people write it and a replay exports it: written again it says the same, and
//! any policy can decide on it.

use crate::language::given;
use policy::Policy;
use processors::amount_step;
use wire::facts::FactsV1;

/// The policy that is shipped.
const POLICY: &str = include_str!("../../../config/policy.toml");

/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(document) = FactsV1::read(text) else { return };
    assert_eq!(FactsV1::read(&document.line()).ok().as_ref(), Some(&document));
    let facts = document.facts(amount_step);
    let again = FactsV1::read(&FactsV1::from(&facts).line());
    assert_eq!(again.ok().map(|again| again.facts(amount_step)).as_ref(), Some(&facts));
    let policy = Policy::parse(POLICY).unwrap_or_else(|_| unreachable!("it is shipped"));
    given(&policy, &facts);
}
