//! Approvals without a bound: no bands, no ceilings.

use super::Look;
use diagnostics::Mistake;

pub(crate) fn find(look: &Look<'_>) -> Vec<Mistake> {
    let Some((_, first)) = look.approving().next() else { return Vec::new() };
    let mut found = Vec::new();
    if look.bands.is_empty() {
        found.push(Mistake::warning(
            first.place(),
            "a machine may approve any amount by this rule: the policy has no `[[band]]`",
            "add `[[band]]` with `up_to = { EUR = 20000 }` and `who = \"machine\"`, one with \
             `who = \"one\"`, and a last one with `who = \"two\"`",
        ));
    }
    let place = look.limits_at.clone().unwrap_or(first.place());
    if look.limits.per_hour.is_empty() && look.limits.per_day.is_empty() {
        found.push(Mistake::warning(
            place,
            "nothing bounds what machines give in all: a flood of requests is paid to the last one",
            "add `per_hour` and `per_day` under `[limits]`",
        ));
    }
    found
}
