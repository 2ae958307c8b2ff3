//! Makes a report: walks over all cases, and folds them into figures, page by page.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::Timestamp;

use super::config::Settings;
use super::options;
use case::state::Case;
use domain::ids::{AccountName, CaseId};
use domain::time::after;
use ports::BoxError;
use ports::store::StoreError;
use ports::walk::CaseWalk;
use trends::{Agreed, Figures, Frame, TimeSpan};

/// The most unusable records that are named; the others are only counted.
const NAMED_MAX: usize = 20;

/// The figures of a span, and how far they can be relied on.
#[derive(Debug)]
pub struct Report {
    pub frame: Frame,
    pub figures: Figures,
    /// As many days before, beside which the figures are shown; `None` where the calendar ends.
    pub before: Option<Before>,
    /// How many payments there were in the span, where somebody has said it: only those are known here
    /// about which there was something.
    pub payments: Option<u64>,
    /// The names of today's policies, by the hash of their text.
    pub policies: BTreeMap<String, String>,
    /// Days that a finished case is kept.
    pub keep_days: u64,
    /// From here on nothing has been deleted; before, finished cases are missing.
    pub complete_from: Timestamp,
    /// Cases that were read.
    pub cases: u64,
    /// The cases whose records cannot be used, the first of them; they are not in the figures.
    pub unusable: Vec<CaseId>,
    /// How many of them there are.
    pub unusable_count: u64,
}

/// The span before, and what was in it.
#[derive(Debug)]
pub struct Before {
    pub frame: Frame,
    pub figures: Figures,
}

/// What a report is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub span: TimeSpan,
    /// The present time.
    pub now: Timestamp,
    /// Only this account.
    pub account: Option<AccountName>,
    /// How many payments there were.
    pub payments: Option<u64>,
}

impl Wanted {
    /// A report about this, with nothing in it yet.
    pub fn under(self, settings: &Settings) -> Report {
        let keep = settings.worker.keep_days.as_secs();
        let agreed = settings.accounts.iter().map(|(name, account)| {
            let targets = options::targets(&settings.worker, account);
            let merchant_of_record = account.merchant_of_record;
            (name.clone(), Agreed { targets, merchant_of_record })
        });
        let Self { span, now, account, payments } = self;
        let frame = Frame { span, now, account, accounts: agreed.collect::<BTreeMap<_, _>>() };
        Report {
            before: Before::of(&frame),
            frame,
            figures: Figures::default(),
            payments,
            policies: policies(settings),
            keep_days: keep.div_euclid(86_400),
            complete_from: after(now, i64::try_from(keep).unwrap_or(i64::MAX).saturating_neg()),
            cases: 0,
            unusable: Vec::new(),
            unusable_count: 0,
        }
    }
}

/// A policy without a name is called by its version.
fn policies(settings: &Settings) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for account in settings.accounts.values() {
        for policy in account.policies.current().versions() {
            let name = match (policy.name(), policy.version()) {
                ("", version) => version.to_owned(),
                (name, version) => format!("{name} {version}"),
            };
            names.insert(policy.hash().to_owned(), name);
        }
    }
    names
}

impl Before {
    /// What was before that, with nothing in it yet.
    pub fn of(frame: &Frame) -> Option<Self> {
        let frame = Frame { span: frame.span.before()?, ..frame.clone() };
        Some(Self { frame, figures: Figures::default() })
    }
}

impl Report {
    /// Whether there was nothing in the span, and nothing waits.
    pub fn is_empty(&self) -> bool {
        self.figures == Figures::default()
    }

    /// Whether nothing of the span can have been deleted.
    pub fn is_complete(&self) -> bool {
        self.complete_from <= self.frame.span.since()
    }

    /// The span before, where nothing of it can have been deleted: beside figures that lack something,
    /// every change would be an increase.
    pub fn comparable(&self) -> Option<&Before> {
        self.before.as_ref().filter(|before| self.complete_from <= before.frame.span.since())
    }

    /// Adds one case, which was not added before.
    pub fn add(&mut self, case: &Case) {
        self.cases = self.cases.saturating_add(1);
        self.figures.add(case, &self.frame);
        if let Some(before) = &mut self.before {
            before.figures.add(case, &before.frame);
        }
    }

    /// Walks over all cases. Holds one page at a time, and a hash of the name of each
    /// case: a walk may show a case twice.
    pub async fn read(mut self, store: &dyn CaseWalk) -> Result<Self, BoxError> {
        let mut seen = HashSet::new();
        let mut is_new = |id: &CaseId| {
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            seen.insert(hasher.finish())
        };
        let mut cursor = None;
        loop {
            let page = store.page(cursor.as_ref()).await?;
            for read in page.cases {
                match read {
                    Ok(case) if is_new(&case.id) => self.add(&case),
                    Ok(_) => {}
                    Err(StoreError::Corrupt { case, .. } | StoreError::Forged { case, .. }) => {
                        if is_new(&case) {
                            self.unusable_count = self.unusable_count.saturating_add(1);
                            if self.unusable.len() < NAMED_MAX {
                                self.unusable.push(case);
                            }
                        }
                    }
                    Err(error @ (StoreError::Conflict(_) | StoreError::Unavailable { .. })) => {
                        return Err(error.into());
                    }
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                return Ok(self);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;
    use ports::walk::{CasePage, Cursor};
    use trends::sample;

    /// Pages of these sizes; the third page shows the first one's cases again, and a record that
    /// cannot be used is on two of them.
    struct Pages(Vec<Case>);

    #[async_trait]
    impl CaseWalk for Pages {
        async fn page(&self, cursor: Option<&Cursor>) -> Result<CasePage, BoxError> {
            let number: usize = cursor.map_or(Ok(0), |Cursor(text)| text.parse())?;
            let cases = self.0.chunks(40).chain(self.0.chunks(40)).nth(number);
            let mut cases: Vec<_> = cases.unwrap_or_default().iter().cloned().map(Ok).collect();
            if number.is_multiple_of(2) {
                let case = CaseId::parse("stripe-eu/pi_bad").unwrap();
                cases.push(Err(StoreError::Corrupt { case, source: "nonsense".into() }));
            }
            let next = (number < 5).then(|| Cursor((number + 1).to_string()));
            Ok(CasePage { cases, next })
        }
    }

    fn report() -> Report {
        Report {
            frame: sample::frame(),
            figures: Figures::default(),
            before: None,
            payments: None,
            policies: BTreeMap::new(),
            keep_days: 400,
            complete_from: sample::present(),
            cases: 0,
            unusable: Vec::new(),
            unusable_count: 0,
        }
    }

    #[tokio::test]
    async fn a_case_that_is_seen_twice_is_counted_once() {
        let cases = sample::cases(120);
        let mut expected = Figures::default();
        for case in &cases {
            expected.add(case, &sample::frame());
        }
        let read = report().read(&Pages(cases)).await.unwrap();
        assert_eq!((read.cases, read.unusable_count, read.unusable.len()), (120, 1, 1));
        assert_eq!(read.figures, expected);
        assert!(!read.is_complete(), "nothing of the span is kept that long");
    }
}
