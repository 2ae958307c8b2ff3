//! What the policy engine promises, by subject.

mod amounts;
mod decisions;
mod garbage;
mod mistakes;
mod oracle;
mod reference;
mod sample;
mod starter;
