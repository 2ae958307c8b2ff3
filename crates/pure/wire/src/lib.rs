//! What is stored and what is published: versioned wire types of the words, and the conversions.
//!
//! `domain` and `case` know nothing of JSON. A wire type changes by addition only; anything else is
//! a new version beside the old one. Nothing here talks to a store or a broker.

pub mod binary;
pub mod cloud_event;
pub mod events;
pub mod facts;
pub mod inbound;
pub mod leaf;
pub mod merchant_facts;
pub mod record;
pub mod repeated;
pub mod schema;
pub mod switch;

#[cfg(test)]
mod page;
#[cfg(test)]
mod sample;
