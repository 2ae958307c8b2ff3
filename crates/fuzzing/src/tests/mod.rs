//! The corpora of all targets and their neighbours, without libFuzzer.

mod corpus;
mod neighbour;
