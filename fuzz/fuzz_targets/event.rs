//! `crates/fuzzing/src/event.rs`, run by libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzzing::event::try_out(bytes));
