//! Reviews found by a walk over all cases: those that are open, in an order that somebody asks for, and
//! those that people have decided.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::ReviewSheet;
use super::closed::ClosedReview;
use case::state::Case;
use domain::ids::{AccountName, AnswerId, CaseId, RequestId};
use domain::reason_code::ReasonCode;
use domain::request::Reason;
use ports::BoxError;
use ports::store::StoreError;
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

/// Walks over all cases; keeps the `most` open reviews that come first.
pub(super) async fn open(
    store: &dyn CaseWalk,
    sought: &Sought,
    order: Order,
    most: usize,
) -> Result<Found<ReviewSheet>, BoxError> {
    let of_case = |case: &Case| {
        let open = ReviewSheet::all_of(case).into_iter().filter(|review| sought.wants(review));
        open.map(|review| (place(&review, order), review.why.to_string(), review)).collect()
    };
    walk(store, sought, most, of_case).await
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
    walk(store, sought, most, of_case).await
}

async fn walk<P: Ord, R>(
    store: &dyn CaseWalk,
    sought: &Sought,
    most: usize,
    of_case: impl Fn(&Case) -> Vec<(P, String, R)>,
) -> Result<Found<R>, BoxError> {
    let (mut found, mut counts) = (BTreeMap::new(), BTreeMap::<String, usize>::new());
    let (mut unusable, mut seen) = (Vec::new(), std::collections::BTreeSet::new());
    let mut cursor = None;
    loop {
        let page = store.page(cursor.as_ref()).await?;
        for read in page.cases {
            match read {
                Ok(case) if sought.account.as_ref().is_none_or(|only| case.id.account == *only) => {
                    let reviews = of_case(&case);
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
                Ok(_) => {}
                Err(StoreError::Corrupt { case, .. } | StoreError::Forged { case, .. }) => {
                    unusable.push(case);
                }
                Err(error @ (StoreError::Conflict(_) | StoreError::Unavailable { .. })) => {
                    return Err(error.into());
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
