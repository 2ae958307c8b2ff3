//! How an amount came about, as stored and as published.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use domain::calculation::{Calculation, Step};

/// What a step looks like in a schema: one form for all of them, instead of one for each.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CalculationStepV1")]
pub(crate) struct StepForm {
    /// What is done: it begins with what was `captured`, with `lines` of the invoice or with a `fixed`
    /// amount; a `share`, or the part for the `time`, the `days`, the `months` or the `use` that is left, is taken; `processor_fee`,
    /// `kept` and what was `given` before are taken away; it is `rounded`, `rounded_up` or
    /// `rounded_down`, and `cut` to what the processor takes; `floor`, `cap`, what was `asked` and what
    /// is `left` bound it, and stand here only where they changed it.
    step: String,
    /// Minor units of the payment's currency: where it begins, what is taken away, or what is left after
    /// a bound or a rounding.
    #[serde(skip_serializing_if = "Option::is_none")]
    minor: Option<i64>,
    /// Of a `share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis_points: Option<i64>,
    /// Of the `time`, seconds that are left; of `days` and `months`, so many of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<i64>,
    /// Of the `time`, seconds in all; of `days` and `months`, so many of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<i64>,
    /// Of the `use`, what was not used.
    #[serde(skip_serializing_if = "Option::is_none")]
    unused: Option<i64>,
    /// Of the `use`, what was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    bought: Option<i64>,
    /// Minor units to a multiple of which it was rounded or cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<i64>,
}

/// The twin of a step, each variant written once for both directions.
macro_rules! steps {
    ($($variant:ident { $($field:ident),+ },)+) => {
        /// One step from the payment to an amount.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "step", rename_all = "snake_case")]
        #[expect(missing_docs, reason = "said by the domain's step")]
        pub enum CalculationStepV1 {
            $($variant { $($field: i64),+ },)+
        }

        impl From<Step> for CalculationStepV1 {
            fn from(step: Step) -> Self {
                match step {
                    $(Step::$variant { $($field),+ } => Self::$variant { $($field),+ },)+
                }
            }
        }

        impl From<CalculationStepV1> for Step {
            fn from(wire: CalculationStepV1) -> Self {
                match wire {
                    $(CalculationStepV1::$variant { $($field),+ } => Self::$variant { $($field),+ },)+
                }
            }
        }
    };
}

steps! {
    Captured { minor },
    Lines { minor },
    Fixed { minor },
    Share { basis_points },
    Time { left, term },
    Days { left, term },
    Months { left, term },
    Use { unused, bought },
    ProcessorFee { minor },
    Kept { minor },
    Rounded { to, minor },
    RoundedUp { to, minor },
    RoundedDown { to, minor },
    Floor { minor },
    Cap { minor },
    Given { minor },
    Asked { minor },
    Left { minor },
    Cut { to, minor },
}

/// Stored and published as a list of steps.
pub(crate) fn steps_of(calculation: &Calculation) -> Vec<CalculationStepV1> {
    calculation.0.iter().copied().map(CalculationStepV1::from).collect()
}

pub(crate) fn calculation(steps: Vec<CalculationStepV1>) -> Calculation {
    Calculation(steps.into_iter().map(Step::from).collect())
}
