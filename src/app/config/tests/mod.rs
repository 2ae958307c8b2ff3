//! What configuration promises, by subject.

mod documents;
mod layers;
mod place;
mod secrets;
mod wrong;
