//! What is tried with a policy before it decides over money: its own tests, one request in every
//! detail, a history of requests against another policy, and the schemas with which editors check
//! what is written. And a policy to begin with, drafted with its tests.
//!
//! Nothing here changes anything. Reading files and looking into the store belong to the process.

mod adversary;
mod age;
pub mod course;
mod declared;
mod draft;
mod expectation;
pub mod explanation;
mod overlay;
pub mod replay;
mod schema;
mod suite;
mod verification;

pub use adversary::{Gain, Played};
pub use draft::{Answers, Draft, Question, QuestionForm};
pub use expectation::{ExpectedV1, Miss, SilenceWord, VerdictWord};
pub use schema::{policy_schema, tests_schema};
pub use suite::{Suite, TestCase};
pub use verification::{Verified, undecided};

#[cfg(test)]
mod tests;
