//! Disputes: what is learned of them, and what of it is news.

use super::announcement::{Announcement, DisputeNews};
use super::observed::join;
use super::state::Case;
use domain::dispute::{Dispute, DisputeVerdict};
use domain::ids::DisputeId;

/// A webhook is about a dispute. Which of two reports is the later one is told by their times; where
/// one that is not later speaks of an end, or against one, either clock may be wrong, and the list is
/// asked.
pub(super) fn seen(case: &mut Case, seen: Dispute) -> bool {
    let contradicts = case.disputes.get(&seen.id).is_some_and(|known| {
        let ended = known.stage().is_ended() || seen.stage().is_ended();
        seen.seen_at <= known.seen_at && ended && seen.reported != known.reported
    });
    let changed = contradicts && !std::mem::replace(&mut case.disputes_contested, true);
    changed | listed(case, seen)
}

/// A list has a dispute.
pub(super) fn listed(case: &mut Case, listed: Dispute) -> bool {
    let id = listed.id.clone();
    join(&mut case.disputes, id, listed, Dispute::join)
}

/// Forgets what was said of the verdict on a dispute that was opened again, in an appeal or otherwise: the
/// next one is news, whichever it is.
pub(super) fn reopen(case: &mut Case) -> bool {
    let (disputes, before) = (&case.disputes, case.told.verdicts.len());
    let is_ended =
        |id: &DisputeId| disputes.get(id).is_none_or(|dispute| dispute.stage().is_ended());
    case.told.verdicts.retain(|id, _| is_ended(id));
    case.told.verdicts.len() != before
}

/// What is to be told of `dispute`: that it was opened, and each time that it is decided otherwise
/// than was said before.
pub(super) fn news(case: &Case, dispute: &Dispute) -> Vec<Announcement> {
    let mut news = vec![DisputeNews::Opened];
    if let Some(verdict) = dispute.stage().verdict()
        && case.told.verdicts.get(&dispute.id) != Some(&verdict)
    {
        news.push(decided(case, dispute, verdict));
    }
    news.into_iter().map(|news| Announcement::Dispute(news, dispute.clone())).collect()
}

/// The news of a verdict, with the number that none before it has.
fn decided(case: &Case, dispute: &Dispute, verdict: DisputeVerdict) -> DisputeNews {
    let news = match verdict {
        DisputeVerdict::Won => DisputeNews::Won,
        DisputeVerdict::Lost => DisputeNews::Lost,
    };
    let is_said =
        |time: &u32| case.told.milestones.contains(&news(*time).milestone(dispute.id.clone()));
    news((1..u32::MAX).find(|time| !is_said(time)).unwrap_or(u32::MAX))
}
