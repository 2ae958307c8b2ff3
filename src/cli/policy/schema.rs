//! `refundd policy schema`

use super::print_json;
use crate::cli::exit::Done;
use trial::{policy_schema, tests_schema};

/// Print the JSON Schema of policies or of their tests, for editors.
#[derive(Debug, clap::Args)]
pub(super) struct Schema {
    /// Of what.
    #[arg(value_enum, default_value_t = Of::Policy)]
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Of {
    /// A policy file.
    Policy,
    /// The tests beside one.
    Tests,
}

impl Schema {
    pub(super) fn execute(self) -> Done {
        let schema = match self.of {
            Of::Policy => policy_schema(),
            Of::Tests => tests_schema(),
        };
        print_json(&format!("{schema:#}"))
    }
}
