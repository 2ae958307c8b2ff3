//! What the model shows: the table of the rows, and what each rule is for.

mod ablations;
mod proofs;
mod table;
