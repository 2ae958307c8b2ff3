//! `refundd processors`: what is known of each processor, as far as it matters to whoever relies on it.

use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::Output;
use super::exit::Done;
use super::session::{print, print_json};
use domain::legs::{Legs, Sight};
use domain::processor::Processor;
use processors::{Profile, profile};

/// Show what each processor offers against making a refund twice, and what its account needs.
#[derive(Debug, Args)]
pub(super) struct Processors {
    /// The form of the result.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

impl Processors {
    pub(super) fn execute(self) -> Done {
        match self.output {
            Output::Text => print(text()),
            Output::Json => print_json(json()),
        }
    }
}

fn text() -> String {
    let mut text = String::new();
    for processor in Processor::ALL {
        let row = profile(processor);
        let told = row.told().into_iter().chain([("settings needed", NEEDS.join(", "))]);
        let lines = [(row.name, processor.to_string())].into_iter().chain(told);
        for (what, how) in lines {
            writeln!(text, "{what:<27}{how}")
                .unwrap_or_else(|_| unreachable!("a string can be written"));
        }
    }
    text
}

fn json() -> String {
    let rows = Processor::ALL.map(|processor| shown(processor, profile(processor)));
    format!("{}\n", json!({"processors": rows}))
}

fn shown(processor: Processor, row: &Profile) -> Value {
    let Legs { key, list, capped } = row.legs;
    json!({
        "processor": processor.as_str(),
        "name": row.name,
        "base_url": row.base_url,
        "key_seconds": key,
        "list": match list { Sight::Named => "named", Sight::Blind => "blind" },
        "capped": capped,
        "whole_refunds": row.legs.whole_is_safe(),
        "parts": row.legs.part_is_safe(),
        "parts_are_claimed": row.legs.part_is_claimed(),
        "signature_headers": row.signature_headers,
        "needs": NEEDS,
        "events": row.event_kinds,
    })
}

/// The settings without which an account cannot work, whichever its processor.
const NEEDS: [&str; 2] = ["api_key", "webhook_secrets"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_processor_is_shown_in_both_forms() {
        let (text, json) = (text(), json());
        let shown: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(shown["processors"].as_array().map(Vec::len), Some(Processor::ALL.len()));
        for processor in Processor::ALL {
            assert!(text.contains(&format!("{processor}\n")), "{text}");
        }
        assert!(text.contains("idempotency key holds for  24 hours\n"), "{text}");
        assert_eq!(shown["processors"][0]["parts"], true, "{shown}");
    }
}
