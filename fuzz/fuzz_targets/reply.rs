//! `crates/fuzzing/src/reply.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::reply::try_out(bytes));
