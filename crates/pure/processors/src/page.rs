//! `docs/processors.md`, written from the rows.

use std::fmt::Write as _;

use super::profile::profile;
use domain::processor::Processor;

const HEAD: &str = "\
# Processors

What each processor offers, what of it is relied on, and how to set it up. Written from the rows of the program; \
`refundd processors` says the same of a build, and `refundd processors --output json` for programs.

A refund is ordered only where something shows that it cannot be made twice, whatever crashes or is forgotten: an \
idempotency key together with a list that names our refunds, or the cap. By the cap, an amount of which two exceed what \
was captured is executed once at most; other refunds do not count, because one that is listed may fail and make room. \
Where a list names refunds and neither holds, a refund is claimed: it waits for eight minutes by default, until the list \
must show every earlier call, and is then made once. What nothing holds is left to a person ([`unprovable`](runbook.md#unprovable)).

For every processor: a webhook is answered with 200 and no body, and repeated ones change nothing; a webhook that is \
refused gets no body either, and `refundd webhook inspect` says why \
([http.md](http.md#why-a-webhook-is-refused)).
";

#[test]
fn the_page_is_what_the_rows_say() {
    let mut page = HEAD.to_owned();
    for processor in Processor::ALL {
        let row = profile(processor);
        write!(page, "\n## {}\n\n| what | how |\n|---|---|\n", row.name).unwrap();
        writeln!(page, "| `processor` | `\"{processor}\"` |").unwrap();
        for (what, how) in row.told() {
            writeln!(page, "| {what} | {how} |").unwrap();
        }
        write!(page, "\n{}", row.page).unwrap();
    }
    golden::hold("docs/processors.md", &page);
}
