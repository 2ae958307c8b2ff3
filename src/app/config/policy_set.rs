//! Reads and checks all that an account's refunds are decided by: the policy or its versions, the
//! statutes and the costs that it stands on. At start, and again when a file has changed.
//!
//! A single policy is read in `policy_file`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::file_text::{text_of, why};
use super::policy_file::{self, BYTES_MAX, PolicyFileError, complete, counted};
use diagnostics::{Mistake, render_mistakes};
use domain::languages::Languages;
use messages::Catalogue;
use policy::{Book, Costs, Policy, Statute, VersionMistake};

/// A policy that changed every week would take ten years to have this many versions.
const VERSIONS_MAX: usize = 500;

const FILE_REMEDY: &str = "a relative path starts at the folder of the configuration file";
const FOLDER_REMEDY: &str = "name a folder with a file such as 2026-11-01.toml for each version of \
                             the policy; a relative path starts at the folder of the \
                             configuration file";

/// Where a policy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyPlace {
    /// One file, which applies to everything.
    File(PathBuf),
    /// A folder with all its versions.
    Folder(PathBuf),
}

/// Everything that an account's refunds are decided by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySources {
    /// Where its policy is.
    pub place: PolicyPlace,
    /// The files of the statutes that it stands on.
    pub statutes: Vec<PathBuf>,
    /// The file of what refunds cost.
    pub costs: Option<PathBuf>,
    /// The languages that the account's customers are written to in.
    pub languages: Languages,
}

/// A file, or a folder, that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}, {}", path.display(), error.summary)]
pub struct Flaw {
    /// The account's setting that named it.
    pub key: &'static str,
    pub path: PathBuf,
    /// What is wrong with it.
    pub error: PolicyFileError,
}

impl PolicyPlace {
    /// Where the names of files in a policy begin.
    pub fn folder(&self) -> &Path {
        match self {
            Self::File(path) => path.parent().unwrap_or(path),
            Self::Folder(path) => path,
        }
    }
}

impl PolicySources {
    /// Reads everything, and the warnings, rendered; or says everything that is wrong.
    pub fn read(&self, catalogue: &Catalogue) -> Result<(Book, Vec<String>), Vec<Flaw>> {
        let (mut reading, statutes, costs) = self.grounds(catalogue);
        let book = match &self.place {
            PolicyPlace::File(path) => reading.policy("policy", path).map(Book::one),
            PolicyPlace::Folder(folder) => reading.versions(folder),
        };
        match book {
            Some(book) if reading.flaws.is_empty() => {
                Ok((book.on(&statutes, costs.as_ref()), reading.warnings))
            }
            Some(_) | None => Err(reading.flaws),
        }
    }

    /// A policy on the statutes and costs of these sources, as it would decide here.
    pub fn ground(&self, policy: &Policy, catalogue: &Catalogue) -> Result<Policy, Vec<Flaw>> {
        let (reading, statutes, costs) = self.grounds(catalogue);
        if !reading.flaws.is_empty() {
            return Err(reading.flaws);
        }
        Ok(policy.on(&statutes, costs.as_ref()))
    }

    /// What is laid under every policy of these sources, as far as it can be read.
    fn grounds<'a>(
        &'a self,
        catalogue: &'a Catalogue,
    ) -> (Reading<'a>, Vec<Statute>, Option<Costs>) {
        let languages = &self.languages;
        let mut reading = Reading { catalogue, languages, warnings: Vec::new(), flaws: Vec::new() };
        let statutes = reading.statutes(&self.statutes);
        let costs = self.costs.as_deref().and_then(|path| reading.costs(path));
        (reading, statutes, costs)
    }

    /// The files that are there now, in order. What is wrong with a folder is said when it is read.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = match &self.place {
            PolicyPlace::File(path) => vec![path.clone(), path.with_extension("tests.toml")],
            PolicyPlace::Folder(folder) => tables(folder).unwrap_or_default(),
        };
        files.extend(self.statutes.iter().chain(&self.costs).cloned());
        files
    }
}

struct Reading<'a> {
    catalogue: &'a Catalogue,
    languages: &'a Languages,
    warnings: Vec<String>,
    flaws: Vec<Flaw>,
}

impl Reading<'_> {
    fn flaw(&mut self, key: &'static str, path: &Path, error: PolicyFileError) {
        self.flaws.push(Flaw { key, path: path.to_owned(), error });
    }

    fn policy(&mut self, key: &'static str, path: &Path) -> Option<Policy> {
        match policy_file::load(path, self.catalogue, self.languages) {
            Ok((policy, warnings)) => {
                self.warnings.extend(warnings);
                Some(policy)
            }
            Err(error) => {
                self.flaw(key, path, error);
                None
            }
        }
    }

    fn versions(&mut self, folder: &Path) -> Option<Book> {
        let key = "policy_versions";
        let found = tables(folder).map_err(|why| format!("which cannot be read: {why}"));
        let files = found.and_then(|files| {
            let mut files = files;
            // What belongs to a policy and is none stands beside it.
            files.retain(|path| !path.to_string_lossy().ends_with(".tests.toml"));
            match files.len() {
                0 => Err("which has no policy".to_owned()),
                count if count > VERSIONS_MAX => {
                    Err(format!("which has {count} policies, and may have {VERSIONS_MAX}"))
                }
                _ => Ok(files),
            }
        });
        let files = match files {
            Ok(files) => files,
            Err(summary) => {
                self.flaw(key, folder, wrong(summary, FOLDER_REMEDY, None));
                return None;
            }
        };
        let policies = files.iter().filter_map(|path| {
            Some((path.file_name()?.to_string_lossy().into_owned(), self.policy(key, path)?))
        });
        let policies: Vec<(String, Policy)> = policies.collect();
        if policies.len() < files.len() {
            return None;
        }
        let rendered = |mistakes: &[VersionMistake]| {
            let shown = mistakes.iter().map(|VersionMistake { name, mistake }| {
                let path = folder.join(name);
                let text = text_of(&path, BYTES_MAX).unwrap_or_default();
                render_mistakes(&path.to_string_lossy(), &text, std::slice::from_ref(mistake))
            });
            shown.collect::<Vec<_>>().join("\n\n")
        };
        match Book::of_versions(policies) {
            Ok((book, warnings)) => {
                self.warnings.extend((!warnings.is_empty()).then(|| rendered(&warnings)));
                Some(book)
            }
            Err(mistakes) => {
                let summary = format!("whose versions have {}", counted(mistakes.len(), "mistake"));
                let remedy = "docs/policy.md describes versions";
                self.flaw(key, folder, wrong(summary, remedy, Some(rendered(&mistakes))));
                None
            }
        }
    }

    fn statutes(&mut self, paths: &[PathBuf]) -> Vec<Statute> {
        let mut statutes: Vec<Statute> = Vec::new();
        let mut clauses = BTreeSet::new();
        for path in paths {
            let languages = self.languages;
            let said = |statute: Statute| complete(statute.lacking(languages), statute);
            let read = self.document("statutes", path, |text| Statute::parse(text).and_then(said));
            let Some((statute, text)) = read else { continue };
            let warnings = statute.warnings();
            let rendered = || render_mistakes(&path.to_string_lossy(), &text, warnings);
            self.warnings.extend((!warnings.is_empty()).then(rendered));
            let twice = statute.clauses().find(|id| !clauses.insert((*id).to_owned()));
            if let Some(id) = twice {
                let summary = format!("whose clause `{id}` another statute has as well");
                let remedy = "name each statute once, and give clauses names of their own";
                self.flaw("statutes", path, wrong(summary, remedy, None));
            }
            statutes.push(statute);
        }
        statutes
    }

    fn costs(&mut self, path: &Path) -> Option<Costs> {
        self.document("costs", path, Costs::parse).map(|(costs, _)| costs)
    }

    /// Reads a file that is no policy, and its text.
    fn document<T>(
        &mut self,
        key: &'static str,
        path: &Path,
        parse: impl Fn(&str) -> Result<T, Vec<Mistake>>,
    ) -> Option<(T, String)> {
        let text = text_of(path, BYTES_MAX)
            .map_err(|why| wrong(format!("which cannot be read: {why}"), FILE_REMEDY, None));
        let read = text.and_then(|text| match parse(&text) {
            Ok(read) => Ok((read, text)),
            Err(mistakes) => {
                let summary = format!("which has {}", counted(mistakes.len(), "mistake"));
                let details = render_mistakes(&path.to_string_lossy(), &text, &mistakes);
                Err(wrong(summary, "docs/policy.md describes such files", Some(details)))
            }
        });
        read.map_err(|error| self.flaw(key, path, error)).ok()
    }
}

fn wrong(summary: String, remedy: &str, details: Option<String>) -> PolicyFileError {
    PolicyFileError { summary, remedy: remedy.to_owned(), details }
}

/// The TOML files of a folder, in order. An orchestrator keeps its own entries there, which begin
/// with a dot.
fn tables(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| why(&error))? {
        let path = entry.map_err(|error| why(&error))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
