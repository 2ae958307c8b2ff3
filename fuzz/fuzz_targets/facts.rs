//! `crates/fuzzing/src/facts.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::facts::try_out(bytes));
