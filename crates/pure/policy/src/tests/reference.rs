//! The pages say what the code does: `docs/policy-facts.md` is generated, and the tables of
//! `docs/policy.md` have a row for every word.

use std::fmt::Write as _;

use crate::{ALTERNATIVES, Absence, FACTS, REVIEW_CODES};

const PAGE: &str = "docs/policy-facts.md";
const REFERENCE: &str = include_str!("../../../../../docs/policy.md");

/// The groups in the order of the page, with what they are about.
const GROUPS: [(&str, &str); 10] = [
    ("request", "What is asked for, as far as the request says it."),
    ("sender", "Who sent the request, by its signature."),
    ("earlier", "What was asked before about the same payment, from the case."),
    (
        "payment",
        "What was paid, from the processor; what only the shop knows, from the metadata of the payment.",
    ),
    (
        "customer",
        "All payments of the customer, counted at the processor. Naming one of them costs a call to the processor for every request.",
    ),
    (
        "card",
        "All payments of the card, whoever made them, by the fingerprint that the processor gives a card. Naming one of them costs a call to the processor for every request; Stripe's search knows a payment about a minute after it was made, and is not offered in India.",
    ),
    (
        "email",
        "All payments of all customers with the payer's e-mail address. Naming one of them costs three calls to the processor, and one more for each further customer, for every request.",
    ),
    ("findings", "Contradictions and signs of abuse."),
    ("billing", "Errors of the merchant's own bill, which speak for a refund."),
    ("cost", "What a refund costs the merchant besides the money, by the table `[costs]`."),
];

const TAIL: &str = "\
## What this build does not know

- `payment.fee_minor` with Stripe: the processor's fee is not read; costs come from the table.
- More than 500 payments of one customer or card, or more than ten customers with one address: such a
  history is unknown as a whole, and a rule that needs it does what its `unknown` says.
- Payments that were made without a customer, in `email`.
- An e-mail address: a request brings its SHA-256 (`email_sha256`), which is compared with that of the
  payment's address. What came of it is kept, neither address nor hash.

## Facts of the merchant

`[facts]` declares what the merchant's own system knows, such as usage or logins. A declared fact is
named `merchant.…`, has the type and unit that the policy states, and is unknown where the system
does not say and the declaration has no `default`. It is the word of the shop. The types are `int`,
`bool`, `text`, and `instant`, from which time frames are counted.

The name `used` has a meaning: a whole number or a bool that says how much, or whether, was used of
what was paid for. `findings.used_after_all` reads it.

## Answers

Every question of an `ask` makes a fact, `answers.support_tried`, of the type that the policy gives its
answers (`[questions.support_tried]`): true or false for `yes_no`, a whole number for `number`, one of
the words of `choices` for `choice`. What a customer writes, `text`, is no fact, and no condition reads
it; whether it was answered is `has(answers.what_went_wrong)`. A question that has not been answered, and
one that was answered by what is of another type, is unknown. `support_tried` is `yes_no`; a question
without a type is `text`. An answer is the word of the sender.
";

fn page() -> String {
    let mut page = String::from(
        "# Facts of a refund policy\n\nEvery fact that a condition can name. This page is generated \
         from the table in the code, and\na test holds it to that.\n\nA fact that is unknown is \
         neither zero nor false: a condition that needs it is neither true nor\nfalse, and the \
         rule says what it does then (`unknown`, see [policy.md](policy.md)). Where request and\n\
         payment contradict each other, a person decides, whatever the rule says.\n\n\
         Each fact is somebody's word. What the **sender** of a request says is typed in seconds, and\n\
         pays nothing by itself. The **shop** is the merchant's own programs, which write the\n\
         metadata of payments and answer at the facts endpoint. The **processor** says what its\n\
         lists show. **Ours** is what was counted, compared or computed here. `refundd policy check`\n\
         warns of a rule that pays on the word of the sender alone.\n",
    );
    for (group, about) in GROUPS {
        write!(
            page,
            "\n## `{group}`\n\n{about}\n\n| Fact | Type | Unit | Whose word | What it says | Unknown when |\n\
             |---|---|---|---|---|---|\n"
        )
        .unwrap();
        for entry in FACTS.iter().filter(|entry| entry.group() == group) {
            let unit = if entry.unit.is_empty() { "–" } else { entry.unit };
            let unknown = match entry.absence {
                Absence::Never => "never",
                Absence::Contradiction(when) | Absence::NotProvided(when) => when,
            };
            let (name, kind, word) = (entry.name, entry.kind().as_str(), entry.word.as_str());
            let says = entry.source;
            writeln!(page, "| `{name}` | {kind} | {unit} | {word} | {says} | {unknown} |").unwrap();
        }
    }
    page.push('\n');
    page.push_str(TAIL);
    page
}

#[test]
fn the_page_of_facts_is_the_table_in_the_code() {
    let page = page();
    golden::hold(PAGE, &page);
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, FACTS.len(), "each fact is in a group");
}

/// The first cells of the table under a heading, without the back-ticks.
fn rows(heading: &str) -> Vec<String> {
    let (_, section) = REFERENCE.split_once(&format!("## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(cell, _)| cell.into()))
        .collect()
}

#[test]
fn the_reference_lists_every_alternative_and_every_review_code() {
    assert_eq!(rows("Alternatives"), ALTERNATIVES);
    assert_eq!(rows("Reviews that the engine asks for"), REVIEW_CODES.map(|why| why.to_string()));
}
