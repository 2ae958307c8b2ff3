//! What all documents are made of: text, words of ours, and amounts. Each has one form, and is
//! checked by one rule where it is read.

mod calculation;
mod money;
mod text;
mod word;

pub use self::calculation::CalculationStepV1;
pub(crate) use self::calculation::{StepForm, calculation, steps_of};
pub use self::money::{AmountV1, MoneyV1};
pub use self::text::{Text, texts};
pub use self::word::{Spelled, Word};
