//! `crates/fuzzing/src/cloud_event.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::cloud_event::try_out(bytes));
