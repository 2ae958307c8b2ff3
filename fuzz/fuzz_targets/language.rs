//! `crates/fuzzing/src/language.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::language::try_out(bytes));
