//! What the policy engine promises, by subject.

mod amounts;
mod asking;
mod bands;
mod calculation;
mod currencies;
mod decisions;
mod examples;
mod garbage;
mod mistakes;
mod never_owed;
mod oracle;
mod parts;
mod random;
mod reference;
mod risks;
mod sample;
mod shipped;
mod splits;
mod starter;
mod statutes;
mod translations;
mod unknown;
mod versions;
mod windows;
mod wordings;
mod wrong;
