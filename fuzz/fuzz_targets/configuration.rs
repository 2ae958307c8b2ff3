//! `crates/fuzzing/src/configuration.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::configuration::try_out(bytes));
