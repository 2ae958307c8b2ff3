//! `crates/fuzzing/src/record.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::record::try_out(bytes));
