//! What lies in `fuzz/corpus` is replayed, and what we ship of its kind, each with its neighbours.

use std::fs;
use std::panic::catch_unwind;

use super::neighbour::Lots;
use crate::{TARGETS, Target};

/// How many neighbours of each input are tried. `REFUNDD_NEIGHBOURS` says another number, for a run
/// that takes longer and goes further.
const NEIGHBOURS: u64 = 8;

fn neighbours() -> u64 {
    let said = std::env::var("REFUNDD_NEIGHBOURS").ok();
    said.map_or(NEIGHBOURS, |number| number.parse().unwrap())
}

/// What a target reads of the files that we ship, which need no copy in its corpus.
fn shipped(target: &Target) -> &'static [&'static str] {
    match target.name {
        "configuration" => &["config"],
        "language" => &["config", "config/policies", "config/statutes"],
        _ => &[],
    }
}

/// The inputs of a target, by their paths.
fn inputs(target: &Target) -> Vec<(String, Vec<u8>)> {
    let corpus = format!("fuzz/corpus/{}", target.name);
    let shipped = shipped(target).iter().map(|folder| (*folder, ".toml"));
    let folders = [(corpus.as_str(), "")].into_iter().chain(shipped);
    let paths = folders.flat_map(|(folder, ending)| {
        golden::names(folder, ending).into_iter().map(move |name| format!("{folder}/{name}"))
    });
    paths.map(|path| (path.clone(), fs::read(golden::path(&path)).unwrap())).collect()
}

/// Tries an input, and says what it was if something does not hold.
fn try_out(target: &Target, of: &str, input: &[u8]) {
    let held = catch_unwind(|| (target.try_out)(input));
    assert!(
        held.is_ok(),
        "{}: {of}: keep this input as a file of its corpus: {:?}",
        target.name,
        input.escape_ascii().to_string()
    );
}

fn replay(target: &Target) {
    let inputs = inputs(target);
    assert!(inputs.len() >= 10, "{} inputs of {}", inputs.len(), target.name);
    for (number, (name, input)) in inputs.iter().enumerate() {
        try_out(target, name, input);
        let mut lots = Lots(u64::try_from(number).unwrap());
        for round in 0..neighbours() {
            let other = usize::try_from(round).unwrap() % inputs.len();
            let changed = lots.neighbour(input, &inputs[other].1);
            try_out(target, &format!("neighbour {round} of {name}"), &changed);
        }
    }
}

/// One test for each target, so that they run side by side and each has its name.
macro_rules! replayed {
    ($($test:ident: $target:literal,)+) => {
        $(#[test]
        fn $test() {
            replay(TARGETS.iter().find(|target| target.name == $target).unwrap());
        })+

        #[test]
        fn every_target_is_replayed_and_libfuzzer_has_it_too() {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$($target),+]);
            assert_eq!(golden::names("fuzz/corpus", ""), names);
            let manifest = golden::read("fuzz/Cargo.toml");
            for name in names {
                let program = format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"");
                assert!(manifest.contains(&program), "{name} is no program of fuzz/");
                let source = golden::read(&format!("fuzz/fuzz_targets/{name}.rs"));
                assert!(source.contains(&format!("fuzzing::{name}::try_out(bytes)")), "{name}");
            }
        }
    };
}

replayed! {
    s19_no_answer_of_a_processor_ends_a_worker_or_makes_an_amount_that_cannot_be: "answer",
    s23_what_travels_on_of_an_event_means_what_came: "cloud_event",
    s18_no_configuration_ends_the_check_or_shows_a_key: "configuration",
    s15_no_headers_end_a_connection_or_cannot_be_published_again: "content",
    no_signed_event_ends_a_worker: "event",
    no_document_of_facts_is_read_otherwise_than_written: "facts",
    no_policy_gives_more_than_is_left_and_every_mistake_has_its_place: "language",
    s2_no_record_ends_a_worker_or_is_written_otherwise_than_read: "record",
    no_reply_says_what_was_not_wanted: "reply",
    nothing_is_believed_that_was_not_signed: "webhook",
}
