//! The contract of a store of cases.

use case::state::{Case, Clawed};
use domain::ids::{CaseId, CommissionId};
use futures_util::future::join_all;
use ports::record_seal::RecordSeal;
use ports::store::{CaseStore, Keep, StoreError, Version};

use super::store_harnesses::{MemoryHarness, RedisHarness, SqliteHarness};
use super::{big_case, case, seal, under};

/// The version of what is absent, and one that nobody has saved.
const ABSENT: Version = Version { saves: 0, last: 0 };
const FIRST: Version = Version { saves: 1, last: 1 };

/// One implementation, with the means to disturb it.
pub trait Harness: Sized {
    async fn start() -> Self;
    /// A worker's store.
    fn store(&self) -> &dyn CaseStore;
    /// Another worker's store on the same data, where there can be one; else the same again.
    fn rival(&self) -> &dyn CaseStore;
    /// Saves through `store`; the save is made and its answer does not arrive.
    async fn save_and_lose_the_answer(&self, case: &Case, expected: Version, keep: Keep);
    /// Puts bytes where the record belongs.
    async fn plant(&mut self, id: &CaseId, record: &[u8], under: &RecordSeal);
    /// Everything is gone, as after a flush; who holds a version still holds it.
    async fn forget(&mut self);
    /// From now on a large record cannot be saved.
    async fn break_down(&mut self);
    /// Undoes `break_down`. What was saved before is there.
    async fn repair(&mut self);
    /// Returns when this many seconds have passed for the store.
    async fn pass(&self, seconds: u32);
}

macro_rules! contract {
    ($($sentence:ident),+ $(,)?) => {
        contract!(@ memory, MemoryHarness, $($sentence),+);
        contract!(@ sqlite, SqliteHarness, $($sentence),+);
        contract!(@ redis, RedisHarness, $($sentence),+);
    };
    (@ $name:ident, $harness:ident, $($sentence:ident),+) => {
        mod $name {
            use super::Harness;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $sentence() {
                    super::$sentence(&mut <super::$harness>::start().await).await;
                }
            )+
        }
    };
}

contract!(
    an_absent_case_is_none_and_has_version_zero,
    what_was_saved_is_loaded,
    a_save_on_an_old_version_is_a_conflict_and_changes_nothing,
    a_version_from_before_a_loss_does_not_fit_what_was_saved_after_it,
    a_save_that_expects_a_record_where_there_is_none_is_a_conflict,
    of_racing_savers_one_wins,
    a_save_whose_answer_was_lost_can_be_repeated_once,
    a_lost_answer_does_not_hide_what_others_saved_since,
    the_same_bytes_from_another_worker_are_a_conflict,
    a_large_record_survives,
    an_expiry_is_set,
    an_expiry_is_cleared,
    cases_do_not_see_each_other,
    bytes_that_are_no_record_are_corrupt,
    a_record_against_the_invariants_is_corrupt,
    s2_a_record_that_no_worker_has_sealed_is_forged,
    a_broken_store_says_so_and_comes_back_as_it_was,
    all_who_ask_the_store_see_one_clock,
);

async fn version_of(store: &dyn CaseStore, id: &CaseId) -> Option<Version> {
    store.load(id).await.expect("the store answers").map(|(_, version)| version)
}

async fn saves_of(store: &dyn CaseStore, id: &CaseId) -> Option<u64> {
    version_of(store, id).await.map(|version| version.saves)
}

/// Saves `count` times in a row and returns the last version.
async fn save_times(store: &dyn CaseStore, payment: &str, count: i64) -> Version {
    let mut version = Version::default();
    for contents in 1..=count {
        let saved = store.save(&case(payment, contents), version, Keep::Forever).await;
        version = saved.expect("nobody else saves");
    }
    version
}

async fn all_who_ask_the_store_see_one_clock(harness: &mut impl Harness) {
    let before = harness.store().now().await.expect("the store answers");
    let between = harness.rival().now().await.expect("the store answers");
    let after = harness.store().now().await.expect("the store answers");
    assert!(before <= between && between <= after, "{before} {between} {after}");
}

async fn an_absent_case_is_none_and_has_version_zero(harness: &mut impl Harness) {
    let store = harness.store();
    let new = case("pi_1", 1);
    assert_eq!(store.load(&new.id).await.expect("the store answers"), None);
    let saved = store.save(&new, ABSENT, Keep::Forever).await;
    assert_eq!(saved.expect("it is the version of what is absent").saves, 1);
}

async fn what_was_saved_is_loaded(harness: &mut impl Harness) {
    let version = save_times(harness.store(), "pi_1", 12).await;
    for store in [harness.store(), harness.rival()] {
        let loaded = store.load(&case("pi_1", 0).id).await.expect("the store answers");
        assert_eq!(loaded, Some((case("pi_1", 12), version)));
    }
    assert_eq!(version.saves, 12);
    harness.store().probe().await.expect("the store can be used");
}

async fn a_save_on_an_old_version_is_a_conflict_and_changes_nothing(harness: &mut impl Harness) {
    let third = save_times(harness.store(), "pi_1", 3).await;
    let others = [0, 2, 4, u64::MAX >> 1].map(|saves| Version { saves, ..third });
    // As many saves, but of others.
    let rolled_back = Version { last: third.last ^ 1, ..third };
    for old in others.into_iter().chain([ABSENT, rolled_back]) {
        let saved = harness.store().save(&case("pi_1", 9), old, Keep::Forever).await;
        let refused = matches!(&saved, Err(StoreError::Conflict(id)) if *id == case("pi_1", 0).id);
        assert!(refused, "{old:?}: {saved:?}");
    }
    let loaded = harness.store().load(&case("pi_1", 0).id).await.expect("the store answers");
    assert_eq!(loaded, Some((case("pi_1", 3), third)));
}

async fn a_version_from_before_a_loss_does_not_fit_what_was_saved_after_it(
    harness: &mut impl Harness,
) {
    let before = save_times(harness.store(), "pi_1", 3).await;
    harness.forget().await;
    let after = save_times(harness.rival(), "pi_1", 3).await;
    assert_eq!((before.saves, after.saves), (3, 3));
    let stale = harness.store().save(&case("pi_1", 9), before, Keep::Forever).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    let loaded = harness.store().load(&case("pi_1", 0).id).await.expect("the store answers");
    assert_eq!(loaded, Some((case("pi_1", 3), after)));
}

async fn a_save_that_expects_a_record_where_there_is_none_is_a_conflict(
    harness: &mut impl Harness,
) {
    let saved = harness.store().save(&case("pi_1", 1), FIRST, Keep::Forever).await;
    assert!(matches!(saved, Err(StoreError::Conflict(_))), "{saved:?}");
    assert_eq!(version_of(harness.store(), &case("pi_1", 0).id).await, None);
}

async fn of_racing_savers_one_wins(harness: &mut impl Harness) {
    const RACES: u64 = 20;
    let mut raced = ABSENT;
    for race in 0..RACES {
        let savers = (0..8_i64).map(|number| {
            let store = if number % 2 == 0 { harness.store() } else { harness.rival() };
            async move { store.save(&case("pi_1", number), raced, Keep::Forever).await }
        });
        let results = join_all(savers).await;
        let winner = (0..8_i64).zip(&results).find(|(_, result)| result.is_ok());
        let winner = winner.map(|(number, _)| number);
        let conflicts =
            results.iter().filter(|r| matches!(r, Err(StoreError::Conflict(_)))).count();
        assert_eq!((winner.is_some(), conflicts), (true, 7), "{results:?}");
        let (loaded, version) = harness
            .store()
            .load(&case("pi_1", 0).id)
            .await
            .expect("the store answers")
            .expect("there is a record");
        assert_eq!((Some(loaded.refunded_at_least), version.saves), (winner, race + 1));
        raced = version;
    }
}

async fn a_save_whose_answer_was_lost_can_be_repeated_once(harness: &mut impl Harness) {
    let second = save_times(harness.store(), "pi_1", 2).await;
    let next = case("pi_1", 3);
    harness.save_and_lose_the_answer(&next, second, Keep::Seconds(1000)).await;
    let repeat = || harness.store().save(&next, second, Keep::Seconds(1000));
    let repeated = repeat().await.expect("it is our own save");
    assert_eq!(repeated.saves, 3);
    assert_eq!(version_of(harness.store(), &next.id).await, Some(repeated));
    let again = repeat().await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
}

async fn a_lost_answer_does_not_hide_what_others_saved_since(harness: &mut impl Harness) {
    let ours = case("pi_1", 1);
    harness.save_and_lose_the_answer(&ours, ABSENT, Keep::Forever).await;
    let first = version_of(harness.rival(), &ours.id).await.expect("it was saved");
    let theirs = harness.rival().save(&case("pi_1", 2), first, Keep::Forever).await;
    assert_eq!(theirs.expect("they have loaded version 1").saves, 2);
    let repeated = harness.store().save(&ours, ABSENT, Keep::Forever).await;
    assert!(matches!(repeated, Err(StoreError::Conflict(_))), "{repeated:?}");
}

async fn the_same_bytes_from_another_worker_are_a_conflict(harness: &mut impl Harness) {
    let same = case("pi_1", 1);
    harness.store().save(&same, ABSENT, Keep::Forever).await.expect("the first saves");
    let second = harness.rival().save(&same, ABSENT, Keep::Forever).await;
    assert!(matches!(second, Err(StoreError::Conflict(_))), "{second:?}");
}

async fn a_large_record_survives(harness: &mut impl Harness) {
    let big = big_case("pi_1");
    let saved = harness.store().save(&big, ABSENT, Keep::Forever).await.expect("it is saved");
    let loaded = harness.rival().load(&big.id).await.expect("the store answers");
    assert_eq!(loaded, Some((big, saved)));
}

async fn an_expiry_is_set(harness: &mut impl Harness) {
    let done = case("pi_1", 1);
    harness.store().save(&done, ABSENT, Keep::Seconds(1)).await.expect("it is saved");
    harness.pass(2).await;
    assert_eq!(version_of(harness.store(), &done.id).await, None);
    let anew = harness.store().save(&done, ABSENT, Keep::Forever).await;
    assert_eq!(anew.expect("what has expired is absent").saves, 1);
}

async fn an_expiry_is_cleared(harness: &mut impl Harness) {
    let case = case("pi_1", 1);
    let version = harness.store().save(&case, ABSENT, Keep::Seconds(1)).await;
    let version = version.expect("it is saved");
    harness.store().save(&case, version, Keep::Forever).await.expect("it is saved again");
    harness.pass(2).await;
    assert_eq!(saves_of(harness.store(), &case.id).await, Some(2));
}

async fn cases_do_not_see_each_other(harness: &mut impl Harness) {
    save_times(harness.store(), "pi_1", 3).await;
    save_times(harness.store(), "pi_2", 1).await;
    assert_eq!(saves_of(harness.rival(), &case("pi_1", 0).id).await, Some(3));
    assert_eq!(saves_of(harness.rival(), &case("pi_2", 0).id).await, Some(1));
    assert_eq!(saves_of(harness.rival(), &case("pi_3", 0).id).await, None);
}

async fn assert_corrupt(harness: &impl Harness, id: &CaseId) {
    let loaded = harness.store().load(id).await;
    let corrupt = matches!(&loaded, Err(StoreError::Corrupt { case, .. }) if case == id);
    assert!(corrupt, "{loaded:?}");
}

async fn bytes_that_are_no_record_are_corrupt(harness: &mut impl Harness) {
    let id = case("pi_1", 0).id;
    harness.plant(&id, b"\xff not a record", &seal()).await;
    assert_corrupt(harness, &id).await;
}

async fn s2_a_record_that_no_worker_has_sealed_is_forged(harness: &mut impl Harness) {
    let right = case("pi_1", 1);
    let record = wire::record::encode(&right);
    for (id, under, is_ours) in [
        (&right.id, seal(), true),
        (&case("pi_2", 1).id, under("a key that is none of the workers'"), false),
    ] {
        harness.plant(id, &record, &under).await;
        let loaded = harness.store().load(id).await;
        let forged = matches!(&loaded, Err(StoreError::Forged { case, .. }) if case == id);
        assert_eq!((forged, loaded.is_ok()), (!is_ours, is_ours), "{loaded:?}");
    }
}

async fn a_record_against_the_invariants_is_corrupt(harness: &mut impl Harness) {
    let mut wrong = case("pi_1", 0);
    // A clawback of a commission that there is not.
    let nobodys = CommissionId::parse("com_9").expect("a good id");
    wrong.told.clawbacks.insert(nobodys, Clawed::default());
    harness.plant(&wrong.id, &wire::record::encode(&wrong), &seal()).await;
    assert_corrupt(harness, &wrong.id).await;
}

async fn a_broken_store_says_so_and_comes_back_as_it_was(harness: &mut impl Harness) {
    let second = save_times(harness.store(), "pi_1", 2).await;
    harness.break_down().await;
    let saved = harness.store().save(&big_case("pi_1"), second, Keep::Forever).await;
    assert!(matches!(saved, Err(StoreError::Unavailable { .. })), "{saved:?}");
    harness.repair().await;
    let loaded = harness.store().load(&case("pi_1", 0).id).await.expect("the store answers");
    assert_eq!(loaded, Some((case("pi_1", 2), second)));
    let saved = harness.store().save(&big_case("pi_1"), second, Keep::Forever).await;
    assert_eq!(saved.expect("the store works again").saves, 3);
}
