//! What configuration promises, by subject.

mod bounds;
mod documents;
mod layers;
mod place;
mod policies;
mod secrets;
mod senders;
mod wrong;
