//! What the policy engine promises, by subject.

mod amounts;
mod asking;
mod bands;
mod decisions;
mod examples;
mod garbage;
mod mistakes;
mod oracle;
mod parts;
mod random;
mod reference;
mod sample;
mod schema;
mod starter;
mod statutes;
mod unknown;
mod versions;
mod windows;
mod wordings;
mod wrong;
