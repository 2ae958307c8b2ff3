//! What an operator writes, in the file or the environment: everything that is wrong is said, and no
//! secret is.

use std::cell::RefCell;
use std::fs;

use refundd::app::config::{Sources, load};
use tempfile::TempDir;

/// Stands in the corpus wherever a secret can stand.
const SECRET: &str = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

thread_local! {
    /// One folder for all tries of a thread.
    static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
}

/// A file, and behind a NUL the environment, one `NAME=value` a line.
/// Panics where something does not hold.
pub fn try_out(bytes: &[u8]) {
    let (file, env) = match bytes.iter().position(|byte| *byte == 0) {
        Some(end) => bytes.split_at(end),
        None => (bytes, &[][..]),
    };
    let env = String::from_utf8_lossy(env);
    let env = env.trim_start_matches('\0').lines().filter_map(|line| line.split_once('='));
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder
            .get_or_insert_with(|| TempDir::new().unwrap_or_else(|error| unreachable!("{error}")));
        let path = folder.path().join("refundd.toml");
        fs::write(&path, file).unwrap_or_else(|error| unreachable!("{error}"));
        if let Err(problems) =
            load(&Sources { role: refundd::app::config::Role::All, file: Some(path), env })
        {
            let said = problems.to_string();
            assert!(problems.count() > 0 && !said.is_empty());
            assert!(!said.contains(SECRET), "{said}");
            let obeyed = |c: char| c.is_control() && c != '\n';
            assert!(!said.contains(obeyed), "{said:?}");
        }
    });
}
