//! Plots of a replay, as inline SVG: shapes only. Words and numbers stand beside them as text, so
//! that they can be read on a narrow screen.
//!
//! Coordinates are whole numbers of a drawing that is stretched to its place.

use super::tally::Tally;
use crate::trial::expectation::VerdictWord;
use std::collections::BTreeMap;

/// The height of the drawing of flows.
const HEIGHT: u64 = 1000;
/// Between two verdicts.
const GAP: u64 = 30;
/// Of a verdict that there is, so that its name has a place beside it. What is above that is in
/// proportion.
const LEAST: u64 = 90;
/// The width of the drawing of flows.
const WIDTH: u64 = 1000;

/// A verdict on one side of the flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) verdict: VerdictWord,
    pub(super) requests: u64,
    pub(super) top: u64,
    pub(super) height: u64,
}

impl Block {
    /// Where its middle is, in hundredths of the drawing.
    pub(super) fn middle(&self) -> u64 {
        let middle = self.top.saturating_add(self.height.div_euclid(2));
        part(middle, HEIGHT, 100)
    }
}

/// `of × share / whole`, and 0 of nothing.
pub(super) fn part(share: u64, whole: u64, of: u64) -> u64 {
    let product = u128::from(share).saturating_mul(u128::from(of));
    let part = product.checked_div(u128::from(whole)).unwrap_or_default();
    u64::try_from(part).unwrap_or(u64::MAX)
}

/// The verdicts of one side, one below the other.
fn blocks(counts: &[(VerdictWord, u64)]) -> Vec<Block> {
    let present: Vec<_> = counts.iter().filter(|(_, requests)| *requests > 0).collect();
    let total = present.iter().fold(0_u64, |sum, (_, requests)| sum.saturating_add(*requests));
    let number = u64::try_from(present.len()).unwrap_or_default();
    let taken =
        number.saturating_mul(LEAST).saturating_add(number.saturating_sub(1).saturating_mul(GAP));
    let free = HEIGHT.saturating_sub(taken);
    let mut top = 0_u64;
    let mut blocks = Vec::new();
    for (verdict, requests) in present {
        let height = LEAST.saturating_add(part(*requests, total, free));
        blocks.push(Block { verdict: *verdict, requests: *requests, top, height });
        top = top.saturating_add(height).saturating_add(GAP);
    }
    blocks
}

/// Both sides of the flows, and the drawing of what becomes of what.
pub(super) fn flows(tally: &Tally) -> (Vec<Block>, Vec<Block>, String) {
    let counts = |after: bool| -> Vec<(VerdictWord, u64)> {
        let count = |verdict: VerdictWord| {
            let counts = tally.outcomes.get(&verdict).copied().unwrap_or_default();
            (verdict, if after { counts.after } else { counts.before })
        };
        VerdictWord::ALL.into_iter().map(count).collect()
    };
    let (left, right) = (blocks(&counts(false)), blocks(&counts(true)));
    let mut shapes = Vec::new();
    let mut used = (BTreeMap::new(), BTreeMap::new());
    for from in &left {
        for to in &right {
            let requests = flow(tally, from, to);
            if requests == 0 {
                continue;
            }
            let out = part(requests, from.requests, from.height).max(1);
            let into = part(requests, to.requests, to.height).max(1);
            let begin = from.top.saturating_add(taken(&mut used.0, from.verdict, out));
            let end = to.top.saturating_add(taken(&mut used.1, to.verdict, into));
            let class = if from.verdict == to.verdict { "stay" } else { to.verdict.as_str() };
            let path = ribbon((begin, out), (end, into));
            let (was, is) = (from.verdict.as_str(), to.verdict.as_str());
            shapes.push(format!(
                "<path class=\"flow {class}\" d=\"{path}\">\
                 <title>{was} → {is}: {requests}</title></path>"
            ));
        }
    }
    for (side, blocks) in [(0, &left), (WIDTH.saturating_sub(18), &right)] {
        for Block { verdict, top, height, .. } in blocks {
            let verdict = verdict.as_str();
            shapes.push(format!(
                "<rect class=\"{verdict}\" x=\"{side}\" y=\"{top}\" width=\"18\" height=\"{height}\"/>"
            ));
        }
    }
    let svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"What becomes of each verdict\">{}</svg>",
        shapes.concat()
    );
    (left, right, svg)
}

/// How many requests go from one verdict to another one, or stay.
fn flow(tally: &Tally, from: &Block, to: &Block) -> u64 {
    let moved = |was, is| tally.transitions.get(&(was, is)).map_or(0, |one| one.requests);
    if from.verdict != to.verdict {
        return moved(from.verdict, to.verdict);
    }
    let others = VerdictWord::ALL.into_iter().filter(|verdict| *verdict != from.verdict);
    let gone = others.fold(0_u64, |sum, other| sum.saturating_add(moved(from.verdict, other)));
    from.requests.saturating_sub(gone)
}

/// Takes the next part of a verdict's height.
fn taken(used: &mut BTreeMap<VerdictWord, u64>, verdict: VerdictWord, height: u64) -> u64 {
    let used = used.entry(verdict).or_default();
    let begin = *used;
    *used = begin.saturating_add(height);
    begin
}

fn ribbon((begin, out): (u64, u64), (end, into): (u64, u64)) -> String {
    let (left, right) = (18, WIDTH.saturating_sub(18));
    let middle = WIDTH.div_euclid(2);
    let (begin_low, end_low) = (begin.saturating_add(out), end.saturating_add(into));
    format!(
        "M{left} {begin}C{middle} {begin} {middle} {end} {right} {end}V{end_low}\
         C{middle} {end_low} {middle} {begin_low} {left} {begin_low}Z"
    )
}

/// A bar of so many hundredths of its place.
pub(super) fn bar(class: &str, hundredths: u64) -> String {
    let width = hundredths.min(100);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"{class}\" width=\"{width}\" height=\"10\"/></svg>"
    )
}

/// A bar that goes to the right for more and to the left for less, of at most 50 hundredths.
pub(super) fn leaning(less: bool, hundredths: u64) -> String {
    let width = hundredths.min(50);
    let (class, x) = if less { ("less", 50_u64.saturating_sub(width)) } else { ("more", 50) };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"axis\" x=\"49.8\" width=\"0.4\" height=\"10\"/>\
         <rect class=\"{class}\" x=\"{x}\" y=\"1\" width=\"{width}\" height=\"8\"/></svg>"
    )
}
