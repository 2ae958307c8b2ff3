//! Threads with a stack that is large enough, however the program is started: neither the limits of
//! a shell nor `RUST_MIN_STACK` has a say in it.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Runtime};

/// The stack of every thread that works for us: four times what threads have by default. What is
/// read from outside is bounded in depth where it is read; this is room beside that, not the bound.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Does `work` in a thread of its own, and returns what it returned.
pub(super) fn on_own_stack<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    let builder = thread::Builder::new().name("refundd".to_owned()).stack_size(STACK_BYTES);
    match builder.spawn(work)?.join() {
        Ok(done) => Ok(done),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// A runtime for as many threads as there are cores.
pub(super) fn runtime() -> io::Result<Runtime> {
    builder().build()
}

/// A runtime with `threads` threads.
pub(super) fn runtime_of(threads: usize) -> io::Result<Runtime> {
    builder().worker_threads(threads).build()
}

fn builder() -> Builder {
    let mut builder = Builder::new_multi_thread();
    builder.enable_all().thread_stack_size(STACK_BYTES);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a kibibyte per level, and some more.
    fn deep(levels: usize) -> usize {
        let room = [levels; 128];
        let seen = std::hint::black_box(&room).len();
        if levels == 0 { seen } else { deep(levels - 1).min(std::hint::black_box(&room).len()) }
    }

    #[test]
    fn s15_work_and_tasks_have_room_beyond_the_default() {
        assert_eq!(on_own_stack(|| deep(3_000)).unwrap(), 128);
        let runtime = runtime_of(1).unwrap();
        let task = runtime.spawn(async { deep(3_000) });
        assert_eq!(runtime.block_on(task).unwrap(), 128);
    }

    #[test]
    #[should_panic(expected = "on purpose")]
    fn a_defect_in_the_work_is_one_of_the_program() {
        drop(on_own_stack(|| panic!("on purpose")));
    }
}
