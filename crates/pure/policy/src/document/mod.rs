//! The document: its shape, how it is read, and what it comes to once it is checked.
//!
//! `shape` is the document as types, made of `field` and `leaf`; the schema of a policy is made of
//! them too. `reader` hands a text to them and finds every mistake of form at once, `wrong` is what
//! it says and `example` what to write instead. The other files check what a document means, block
//! by block: conditions by the language, everything else here.

pub(crate) mod approval;
pub(crate) mod ask;
pub(crate) mod clause;
mod conditions;
mod cost;
mod example;
pub(crate) mod field;
mod head;
pub(crate) mod in_force;
pub(crate) mod leaf;
pub(crate) mod limit;
pub(crate) mod offer;
pub(crate) mod outcome;
pub(crate) mod policy;
mod question;
mod reader;
pub(crate) mod reading;
pub(crate) mod rule;
pub(crate) mod shape;
pub(crate) mod statute;
pub(crate) mod word;
mod wrong;

pub(crate) use example::write;
