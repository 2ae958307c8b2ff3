//! The case: everything about one payment, and what to do next about it.
//!
//! Everything rests on two functions: [`apply::apply`] folds one fact into the state, and
//! [`plan::plan`] says what to do next. Both are pure and total; asking again after a crash gives
//! the same answer. [`owe::owe`] derives what the world must be told from the state, and
//! [`invariants::check`] holds the state to its word after every step and every load.
//!
//! Nothing here does IO, reads a clock or logs; the policy's verdict arrives as a fact.
#![warn(missing_docs)] // Read from outside, by other rooms.

pub mod announcement;
pub mod apply;
pub mod binding;
mod call;
pub mod claim;
pub mod clock;
mod commission;
pub mod credit_note;
pub mod diagnosis;
mod dispute;
pub mod fact;
pub mod guard;
pub mod invariants;
pub mod ledger;
pub mod milestone;
mod observed;
pub mod operation;
pub mod owe;
mod people;
pub mod plan;
pub mod promise;
mod proof;
pub mod question;
pub mod receipt;
pub mod release;
pub mod review;
pub mod reviewed;
pub mod stage;
mod stamp;
pub mod state;
pub mod subscription;
pub mod tax;
pub mod terms;
pub mod trouble;
mod verdict;

#[cfg(test)]
mod tests;
