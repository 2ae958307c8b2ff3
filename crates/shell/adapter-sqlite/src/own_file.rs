//! Whose the file is. What the file says moves money, and webhooks in it are personal data: so nobody
//! else may have written it, nobody else may read it, and its name leads to it and to nothing else.
//!
//! The folder may belong to others, and its group may write there: an orchestrator makes volumes so.

use std::fs::{File, Metadata, OpenOptions, symlink_metadata};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use super::owner;
use super::schema::OpenError;
use ports::BoxError;

/// The file, and what `SQLite` keeps beside it: a journal is read into it after a crash.
const NAMES: [&str; 5] = ["", "-wal", "-shm", "-journal", owner::ENDING];

/// Makes the file, readable by its owner only, if it is not there, and refuses one that is not this
/// user's alone. Says under which name it is opened: the folder has no symbolic link in its way then.
pub(super) fn claim(path: &Path) -> Result<PathBuf, OpenError> {
    let failed = |source| OpenError::Create { path: path.to_owned(), source };
    let real = resolved(path).map_err(failed)?;
    make(&real).map_err(failed)?;
    for name in NAMES {
        let beside = with(&real, name);
        match symlink_metadata(&beside) {
            Ok(found) => judge(&with(path, name), &found)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(real)
}

/// The path with its folder as it really is; the last name is left as it stands.
fn resolved(path: &Path) -> Result<PathBuf, Error> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(folder.unwrap_or(Path::new(".")).canonicalize()?.join(name))
}

/// The path with something more at its end.
pub(super) fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Makes a file that is not there yet, for its owner alone; a link is not followed, even where it
/// leads to nothing.
pub(super) fn create(path: &Path) -> Result<File, Error> {
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path)
}

/// Opens a small file to read; `None` if it is not there. One that is not this user's alone is
/// refused.
pub(super) fn open(path: &Path) -> Result<Option<File>, BoxError> {
    match symlink_metadata(path) {
        Ok(found) => judge(path, &found)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    Ok(Some(File::open(path)?))
}

/// What is there already is left alone.
fn make(path: &Path) -> Result<(), Error> {
    match create(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn judge(path: &Path, found: &Metadata) -> Result<(), OpenError> {
    let refused =
        |what: String, remedy: String| OpenError::NotOurs { path: path.to_owned(), what, remedy };
    if found.is_symlink() {
        let remedy = "put the file itself there, or name it in `embedded.path`";
        return Err(refused("is a symbolic link".to_owned(), remedy.to_owned()));
    }
    if !found.is_file() {
        let remedy = "name one in `embedded.path`, or remove what is there";
        return Err(refused("is not a file".to_owned(), remedy.to_owned()));
    }
    #[cfg(unix)]
    if let Some((what, remedy)) = exposed(path, found, rustix::process::geteuid().as_raw()) {
        return Err(refused(what, remedy));
    }
    Ok(())
}

/// What of a file lets others have a say, and what to do; `None` where it is this user's alone.
#[cfg(unix)]
fn exposed(path: &Path, found: &Metadata, user: u32) -> Option<(String, String)> {
    use std::os::unix::fs::MetadataExt;

    /// Reading and writing, for the group and for all others.
    const OTHERS: u32 = 0o066;

    let (mode, owner, path) = (found.mode() & 0o7777, found.uid(), path.display());
    if owner != user {
        let what = format!("belongs to user {owner}, and this program runs as user {user}");
        let remedy = format!(
            "run it as that user; or, if you know what is in the file, `chown {user} {path}`"
        );
        return Some((what, remedy));
    }
    (mode & OTHERS != 0).then(|| {
        let what = format!("may be read or written by other users (mode {mode:04o})");
        let remedy = format!(
            "find out who has had access to it, restore a backup if they may have changed it, and \
             `chmod 600 {path}`"
        );
        (what, remedy)
    })
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{Permissions, create_dir, metadata, set_permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::sync::Arc;
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::{Embedded, Journal, Options};
    use ports::clock::Clock;
    use ports::record_seal::RecordSeal;

    struct Noon;

    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }

        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }
    }

    fn open(path: &Path, journal: Journal) -> Result<Embedded, OpenError> {
        Embedded::open(
            Options { journal, ..Options::at(path) },
            Arc::new(Noon),
            RecordSeal::Unchecked,
        )
    }

    fn refusal(path: &Path) -> String {
        let refused = open(path, Journal::Wal).err().expect("it is refused");
        assert!(matches!(refused, OpenError::NotOurs { .. }), "{refused:?}");
        refused.to_string()
    }

    fn file(path: &Path, mode: u32) {
        File::create(path).expect("it is made");
        set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    }

    #[test]
    fn s21_a_file_that_others_may_read_or_write_is_refused_with_its_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("refundd.db");
        let mut refused = 0;
        for name in NAMES {
            let beside = with(&path, name);
            for mode in [0o666, 0o644, 0o660, 0o640, 0o620, 0o604, 0o602] {
                file(&path, 0o600);
                file(&beside, mode);
                let said = refusal(&path);
                let remedy = format!("`chmod 600 {}`", beside.display());
                assert!(said.contains(&remedy) && said.contains(&format!("{mode:04o}")), "{said}");
                assert_eq!(metadata(&beside).unwrap().len(), 0, "it is left alone");
                refused += 1;
            }
            std::fs::remove_file(&beside).unwrap();
        }
        assert_eq!(refused, 35);
        file(&path, 0o644);
        set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        drop(open(&path, Journal::Wal).expect("the remedy helps"));
    }

    #[test]
    fn s21_a_symbolic_link_is_not_followed_wherever_it_leads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("refundd.db");
        let (good, nothing) = (folder.path().join("good.db"), folder.path().join("nothing.db"));
        file(&good, 0o600);
        for target in [&good, &nothing] {
            symlink(target, &path).unwrap();
            assert!(refusal(&path).contains("refundd.db is a symbolic link: "));
            std::fs::remove_file(&path).unwrap();
        }
        assert!(!nothing.exists() && metadata(&good).unwrap().len() == 0);
        for name in ["-wal", "-shm", "-journal"] {
            symlink(&good, with(&path, name)).unwrap();
            assert!(refusal(&path).contains(&format!("{name} is a symbolic link: ")));
            std::fs::remove_file(with(&path, name)).unwrap();
        }
        // A folder behind a link is a folder: volumes are mounted so.
        let real = folder.path().join("real");
        create_dir(&real).unwrap();
        symlink(&real, folder.path().join("link")).unwrap();
        drop(open(&folder.path().join("link/refundd.db"), Journal::Wal).expect("it is made"));
        assert!(real.join("refundd.db").is_file());
    }

    #[test]
    fn s21_what_is_no_file_and_a_file_of_another_user_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("refundd.db");
        create_dir(&path).unwrap();
        assert!(refusal(&path).contains("is not a file"));
        let ours = folder.path().join("ours.db");
        file(&ours, 0o600);
        let found = metadata(&ours).unwrap();
        assert_eq!(exposed(&ours, &found, found.uid()), None);
        let (what, remedy) = exposed(&ours, &found, found.uid() + 1).unwrap();
        assert!(what.starts_with(&format!("belongs to user {}", found.uid())), "{what}");
        assert!(remedy.contains(&format!("`chown {} ", found.uid() + 1)), "{remedy}");
    }

    #[test]
    fn s21_a_new_file_and_what_is_beside_it_are_its_owners_alone_in_a_folder_of_a_group() {
        for journal in [Journal::Wal, Journal::OneFile] {
            let folder = tempfile::tempdir().unwrap();
            // As an orchestrator leaves a volume with a group.
            set_permissions(folder.path(), Permissions::from_mode(0o2775)).unwrap();
            let path = folder.path().join("refundd.db");
            let open = open(&path, journal).expect("the folder does not matter");
            let mut seen = 0;
            for name in NAMES {
                if let Ok(found) = metadata(with(&path, name)) {
                    assert_eq!(found.mode() & 0o777, 0o600, "{journal:?} {name}");
                    seen += 1;
                }
            }
            assert!(seen >= if journal == Journal::Wal { 2 } else { 1 }, "{journal:?}: {seen}");
            drop(open);
        }
    }
}
