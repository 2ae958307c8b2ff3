//! Reviews found by a walk over all cases: those that are open, in an order that somebody asks for, and
//! those that people have decided.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::ReviewSheet;
use super::closed::ClosedReview;
use case::state::Case;
use domain::ids::{AccountName, AnswerId, CaseId, RequestId, StaffId};
use domain::reason_code::ReasonCode;
use domain::request::Reason;
use ports::BoxError;
use ports::store::StoreError;
use ports::taker::{Taker, Takers};
use ports::walk::CaseWalk;

/// Which reviews; what is not named is any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought {
    pub account: Option<AccountName>,
    /// The id of a request: a ticket's number, where the help desk files under it.
    pub request: Option<String>,
    pub reason: Option<Reason>,
    /// Why a person decides.
    pub why: Option<String>,
    /// ISO 3166, two capitals.
    pub country: Option<String>,
    pub product: Option<String>,
    /// Why people decided so, as a code; of what they have decided.
    pub because: Option<String>,
    /// Who is on it; of open ones.
    pub whose: Whose,
}

/// Who has taken a review.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whose {
    /// Anybody, or nobody.
    #[default]
    Anyones,
    /// This member of staff.
    Of(StaffId),
    /// Nobody.
    Free,
}

impl Whose {
    fn is(&self, taken: Option<&Taker>) -> bool {
        match self {
            Self::Anyones => true,
            Self::Of(staff) => taken.is_some_and(|taker| taker.staff == *staff),
            Self::Free => taken.is_none(),
        }
    }
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What runs out first.
    #[default]
    Promise,
    /// Who has waited longest.
    Age,
    /// The largest amount; of several currencies, by their minor units.
    Amount,
}

/// What a walk has found.
#[derive(Debug)]
pub struct Found<R> {
    /// The first of them in their order.
    pub reviews: Vec<R>,
    /// How many more there are.
    pub left_out: usize,
    /// How many there are in all: of open ones by why a person decides, of closed ones by what was said.
    pub counts: BTreeMap<String, usize>,
    /// The cases whose records cannot be used.
    pub unusable: Vec<CaseId>,
}

/// Whether what was found is what is wanted; what is not named is anything.
fn is(wanted: Option<&String>, found: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| found == Some(wanted))
}

impl Sought {
    /// Whether nothing is named.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    fn wants(&self, review: &ReviewSheet) -> bool {
        let payment = review.payment.as_ref();
        is(self.request.as_ref(), Some(review.request.id.as_str()))
            && self.reason.is_none_or(|reason| reason == review.request.reason)
            && is(self.why.as_ref(), Some(review.why.as_str()))
            && is(self.country.as_ref(), payment.and_then(|paid| paid.purchase.country.as_deref()))
            && is(self.product.as_ref(), payment.and_then(|paid| paid.product.as_deref()))
    }

    fn wants_closed(&self, review: &ClosedReview) -> bool {
        let answer = &review.answer;
        is(self.request.as_ref(), Some(answer.request.as_str()))
            && is(self.product.as_ref(), review.product.as_deref())
            && is(self.because.as_ref(), answer.because.as_ref().map(ReasonCode::as_str))
            && self.reason.is_none_or(|reason| reason == review.reason)
    }
}

/// Where a review stands in its order; the smallest comes first.
type Place = (i64, CaseId, RequestId);

fn place(review: &ReviewSheet, order: Order) -> Place {
    let rank = match order {
        Order::Promise => review.promised_by().as_millisecond(),
        Order::Age => review.request.receipt.at.as_millisecond(),
        Order::Amount => review.amount().map_or(0, |money| money.minor).saturating_neg(),
    };
    (rank, review.case.clone(), review.request.id.clone())
}

/// Walks over all cases; keeps the `most` open reviews that come first, with those who have taken them:
/// read for all of a page where that decides which reviews are kept, else for those that were.
pub(super) async fn open(
    store: &dyn CaseWalk,
    takers: &dyn Takers,
    sought: &Sought,
    order: Order,
    most: usize,
) -> Result<Found<ReviewSheet>, BoxError> {
    let decides = sought.whose != Whose::Anyones;
    let of_page = async |cases: &[Case]| {
        let open = |case| ReviewSheet::all_of(case).into_iter().filter(|it| sought.wants(it));
        let mut pages: Vec<Vec<ReviewSheet>> =
            cases.iter().map(|case| open(case).collect()).collect();
        if decides {
            note(takers, pages.iter_mut().flatten().collect()).await?;
        }
        let placed = |review: ReviewSheet| (place(&review, order), review.why.to_string(), review);
        let of_case = |reviews: Vec<ReviewSheet>| {
            let wanted = reviews.into_iter().filter(|it| sought.whose.is(it.taken.as_ref()));
            wanted.map(placed).collect()
        };
        Ok(pages.into_iter().map(of_case).collect())
    };
    let mut found = walk(store, sought, most, of_page).await?;
    if !decides {
        note(takers, found.reviews.iter_mut().collect()).await?;
    }
    Ok(found)
}

/// Notes on each who has taken it, by one read for all.
async fn note(takers: &dyn Takers, reviews: Vec<&mut ReviewSheet>) -> Result<(), BoxError> {
    let cases: BTreeSet<CaseId> = reviews.iter().map(|review| review.case.clone()).collect();
    if cases.is_empty() {
        return Ok(());
    }
    let taken = takers.takers(&cases.into_iter().collect::<Vec<_>>()).await?;
    for review in reviews {
        review.taken = taken.get(&review.case).cloned();
    }
    Ok(())
}

/// Walks over all cases; keeps the `most` reviews that people decided last, and since this instant.
pub(super) async fn closed(
    store: &dyn CaseWalk,
    sought: &Sought,
    since: Option<Timestamp>,
    most: usize,
) -> Result<Found<ClosedReview>, BoxError> {
    let of_case = |case: &Case| {
        let closed = ClosedReview::all_of(case).into_iter();
        let closed = closed.filter(|review| sought.wants_closed(review));
        let closed = closed.filter(|review| since.is_none_or(|since| review.answer.at >= since));
        let placed = closed.map(|review| {
            let place: (i64, CaseId, AnswerId) = (
                review.answer.at.as_millisecond().saturating_neg(),
                review.case.clone(),
                review.answer.id.clone(),
            );
            (place, review.answer.said.as_str().to_owned(), review)
        });
        placed.collect()
    };
    let of_page = async |cases: &[Case]| Ok(cases.iter().map(of_case).collect());
    walk(store, sought, most, of_page).await
}

/// The reviews of one case, each with its place and what it is counted under.
type Placed<P, R> = Vec<(P, String, R)>;

async fn walk<P: Ord, R>(
    store: &dyn CaseWalk,
    sought: &Sought,
    most: usize,
    of_page: impl AsyncFn(&[Case]) -> Result<Vec<Placed<P, R>>, BoxError>,
) -> Result<Found<R>, BoxError> {
    let (mut found, mut counts) = (BTreeMap::new(), BTreeMap::<String, usize>::new());
    let (mut unusable, mut seen) = (Vec::new(), BTreeSet::new());
    let mut cursor = None;
    loop {
        let page = store.page(cursor.as_ref()).await?;
        let mut cases = Vec::new();
        for read in page.cases {
            match read {
                Ok(case) if sought.account.as_ref().is_none_or(|only| case.id.account == *only) => {
                    cases.push(case);
                }
                Ok(_) => {}
                Err(StoreError::Corrupt { case, .. } | StoreError::Forged { case, .. }) => {
                    unusable.push(case);
                }
                Err(error @ (StoreError::Conflict(_) | StoreError::Unavailable { .. })) => {
                    return Err(error.into());
                }
            }
        }
        for (case, reviews) in cases.iter().zip(of_page(&cases).await?) {
            // A case may be seen twice; its reviews have one place each.
            if reviews.is_empty() || !seen.insert(case.id.clone()) {
                continue;
            }
            for (place, kind, review) in reviews {
                let count = counts.entry(kind).or_default();
                *count = count.saturating_add(1);
                found.insert(place, review);
                if found.len() > most {
                    found.pop_last();
                }
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    unusable.sort();
    unusable.dedup();
    let all = counts.values().fold(0_usize, |sum, count| sum.saturating_add(*count));
    let left_out = all.saturating_sub(found.len());
    Ok(Found { reviews: found.into_values().collect(), left_out, counts, unusable })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;

    use async_trait::async_trait;

    use super::*;
    use ports::walk::{CasePage, Cursor};
    use trends::sample;

    /// Cases in pages of forty.
    struct Pages(Vec<Case>);

    #[async_trait]
    impl CaseWalk for Pages {
        async fn page(&self, cursor: Option<&Cursor>) -> Result<CasePage, BoxError> {
            let number: usize = cursor.map_or(Ok(0), |Cursor(text)| text.parse())?;
            let mut pages = self.0.chunks(40);
            let cases = pages.nth(number).unwrap_or_default().iter().cloned().map(Ok).collect();
            let next = pages.next().map(|_| Cursor((number + 1).to_string()));
            Ok(CasePage { cases, next })
        }
    }

    /// Who has taken what, and of how many each read was.
    #[derive(Default)]
    struct Notes(HashMap<CaseId, Taker>, Mutex<Vec<usize>>);

    #[async_trait]
    impl Takers for Notes {
        async fn takers(&self, cases: &[CaseId]) -> Result<BTreeMap<CaseId, Taker>, BoxError> {
            self.1.lock().unwrap().push(cases.len());
            let taken =
                cases.iter().filter_map(|case| Some((case.clone(), self.0.get(case)?.clone())));
            Ok(taken.collect())
        }

        async fn take(&self, _case: &CaseId, _taker: &Taker) -> Result<(), BoxError> {
            Ok(())
        }

        async fn release(&self, _case: &CaseId) -> Result<(), BoxError> {
            Ok(())
        }
    }

    async fn found(
        (pages, notes): (&Pages, &Notes),
        whose: Whose,
        most: usize,
    ) -> (Found<ReviewSheet>, Vec<usize>) {
        let sought = Sought { whose, ..Sought::default() };
        let found = open(pages, notes, &sought, Order::Promise, most).await.unwrap();
        (found, std::mem::take(&mut *notes.1.lock().unwrap()))
    }

    #[tokio::test]
    async fn w18_reviews_are_listed_by_who_has_taken_them_and_takers_are_read_at_once() {
        let pages = Pages(sample::cases(600));
        let mut notes = Notes::default();
        let (all, reads) = found((&pages, &notes), Whose::Anyones, 1000).await;
        let open: BTreeSet<CaseId> = all.reviews.iter().map(|review| review.case.clone()).collect();
        assert!(open.len() > 5, "{}", open.len());
        assert_eq!(reads, [open.len()], "one read for all that are shown");
        let (me, other) = (StaffId::parse("agent-7").unwrap(), StaffId::parse("lead-1").unwrap());
        let since = sample::present();
        for (number, case) in open.iter().enumerate() {
            let staff = [Some(&me), Some(&other), None][number % 3].cloned();
            notes.0.extend(staff.map(|staff| (case.clone(), Taker { staff, since })));
        }
        let has = |staff: &StaffId| notes.0.values().filter(|taker| taker.staff == *staff).count();
        let (mine, theirs) = (has(&me), has(&other));
        let (some, _) = found((&pages, &notes), Whose::Anyones, 2).await;
        assert_eq!((some.reviews.len(), some.left_out), (2, all.reviews.len() - 2));
        for (whose, cases) in [
            (Whose::Of(me.clone()), mine),
            (Whose::Of(other), theirs),
            (Whose::Free, open.len() - mine - theirs),
            (Whose::Of(StaffId::parse("agent-9").unwrap()), 0),
        ] {
            let (listed, reads) = found((&pages, &notes), whose.clone(), 1000).await;
            let of: BTreeSet<&CaseId> = listed.reviews.iter().map(|it| &it.case).collect();
            assert_eq!(of.len(), cases, "{whose:?}");
            assert!(listed.reviews.iter().all(|it| whose.is(it.taken.as_ref())), "{whose:?}");
            assert_eq!(listed.counts.values().sum::<usize>(), listed.reviews.len(), "{whose:?}");
            assert!(reads.len() <= 600 / 40, "at most one for a page: {reads:?}");
        }
        // Of those that are left after the narrowing the first are shown, and the others counted.
        let (first, _) = found((&pages, &notes), Whose::Of(me), 1).await;
        assert_eq!((first.reviews.len(), first.left_out + 1), (1, mine));
    }
}
