//! What a policy that was found to be correct makes of a request.
//!
//! `compile` reads a policy and `statute` a statute. `ruling` decides by the rules, `amount` works
//! out how much, `attempt` whether a rule applies, `band` and `ceiling` who may approve it; `floor` lays the law under the decision,
//! `never_owed` what no machine denies. `date` holds what hangs on a date
//! that only its sender knows, and `book` keeps the versions of a policy.

mod amount;
mod attempt;
pub(crate) mod band;
pub(crate) mod book;
mod ceiling;
pub(crate) mod codes;
pub(crate) mod compile;
pub(crate) mod date;
mod floor;
mod never_owed;
pub(crate) mod ruling;
pub(crate) mod statute;
