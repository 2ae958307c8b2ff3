//! The language of conditions: read, typed, evaluated over the facts of a request. It knows the
//! facts, and nothing of the document that conditions stand in.
//!
//! `token` and `syntax` read a condition, `typing` checks it and makes it a `condition`,
//! `evaluation` says whether it holds of a `view`. A time frame is read by `frame` and held by `window`:
//! a `length` from an `anchor`. `fact`, `catalogue`, `head` and `view` are one
//! knot on purpose: a fact of the catalogue is read by a function over the view.

pub(crate) mod anchor;
pub(crate) mod catalogue;
pub(crate) mod condition;
pub(crate) mod cost;
pub(crate) mod evaluation;
pub(crate) mod fact;
pub(crate) mod frame;
pub(crate) mod head;
pub(crate) mod holidays;
pub(crate) mod length;
pub(crate) mod named;
pub(crate) mod remedy;
pub(crate) mod roster;
pub(crate) mod syntax;
pub(crate) mod term;
pub(crate) mod test;
pub(crate) mod token;
pub(crate) mod translation;
pub(crate) mod typing;
pub(crate) mod undecided;
pub(crate) mod view;
pub(crate) mod vocabulary;
pub(crate) mod window;
