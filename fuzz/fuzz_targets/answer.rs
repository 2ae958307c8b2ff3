//! `crates/fuzzing/src/answer.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::answer::try_out(bytes));
