//! Parts of a text that threads finish in any order, written in the order of their numbers.
//!
//! Whoever is early waits for its turn, so that no more is kept than one part for each thread.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What the parts are written to.
pub struct OrderedWriter<'w> {
    state: Mutex<State<'w>>,
    moved: Condvar,
}

struct State<'w> {
    out: &'w mut (dyn Write + Send),
    /// The number of the part whose turn it is.
    next: u64,
    /// Why nothing more is written.
    failure: Option<io::Error>,
}

impl fmt::Debug for OrderedWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderedWriter").field("next", &self.state().next).finish_non_exhaustive()
    }
}

impl<'w> OrderedWriter<'w> {
    /// The first part has the number 0.
    pub fn new(out: &'w mut (dyn Write + Send)) -> Self {
        let state = State { out, next: 0, failure: None };
        Self { state: Mutex::new(state), moved: Condvar::new() }
    }

    /// Writes a part after all of a smaller number. Every number comes once, and who works on the
    /// smallest one must not wait for anybody else.
    pub fn put(&self, number: u64, part: &str) {
        let is_early = |state: &mut State<'_>| state.next != number && state.failure.is_none();
        let waited = self.moved.wait_while(self.state(), is_early);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.failure.is_none() {
            state.failure = state.out.write_all(part.as_bytes()).err();
        }
        state.next = number.saturating_add(1);
        drop(state);
        self.moved.notify_all();
    }

    /// Whether what is put is not written any more.
    pub fn has_failed(&self) -> bool {
        self.state().failure.is_some()
    }

    /// Ends the text. What failed on the way is told here.
    pub fn end(self) -> io::Result<()> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.failure {
            Some(failure) => Err(failure),
            None => state.out.flush(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<'w>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held by a thread that owes a part: if it panics, nobody waits for that part.
#[derive(Debug)]
pub(super) struct Owing<'o, 'w>(pub(super) &'o OrderedWriter<'w>);

impl Drop for Owing<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.state().failure.get_or_insert_with(|| io::Error::other("a thread panicked"));
            self.0.moved.notify_all();
        }
    }
}
