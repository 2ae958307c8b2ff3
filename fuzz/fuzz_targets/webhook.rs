//! `crates/fuzzing/src/webhook.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::webhook::try_out(bytes));
