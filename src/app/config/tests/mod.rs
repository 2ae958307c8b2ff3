//! What configuration promises, by subject.

mod bounds;
mod documents;
mod layers;
mod place;
mod policies;
mod roles;
mod secrets;
mod senders;
mod wrong;
