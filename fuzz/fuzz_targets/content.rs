//! `crates/fuzzing/src/content.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::content::try_out(bytes));
