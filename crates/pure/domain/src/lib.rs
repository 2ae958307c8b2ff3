//! The words: identifiers, money, and what a processor says of payments, refunds and disputes.
//!
//! Plain data and arithmetic. No IO, no async, no logging, no clock, no serialisation: the stored
//! and published forms are in `wire/`.
#![warn(missing_docs)] // Read from outside: by processors, policies, ports to come.

pub mod authority;
pub mod billing;
pub mod booking;
pub mod calculation;
pub mod clause;
pub mod commission;
pub mod conversation;
pub mod cost;
pub mod country;
pub mod credit_note;
mod currency;
pub mod decision;
pub mod dispute;
pub mod email;
pub mod facts;
pub mod finding;
pub mod grounds;
pub mod http;
pub mod ids;
pub mod inquiry;
pub mod invoice;
pub mod key;
pub mod languages;
pub mod legs;
pub mod locale;
pub mod loss;
pub mod money;
pub mod observation;
pub mod outcome;
pub mod outlay;
pub mod payment;
pub mod processor;
pub mod purchase;
pub mod reason_code;
pub mod receipt;
pub mod refund;
pub mod release;
pub mod request;
pub mod rest_days;
pub mod reviewer;
pub mod sale_field;
pub mod sender;
pub mod split;
pub mod subscription;
pub mod switch;
pub mod time;
pub mod trace;
pub mod twins;
pub mod working;
pub mod zone;
