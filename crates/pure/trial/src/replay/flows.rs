//! What becomes of what, as streams from the verdicts of one policy to those of another one.

use std::collections::BTreeMap;

use super::Titles;
use super::tally::ReplayTally;
use crate::expectation::VerdictWord;
use page::{Colour, Figure, Table, grouped, scaled};

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
struct Block {
    verdict: VerdictWord,
    requests: u64,
    top: u64,
    height: u64,
}

impl Block {
    /// Where its middle is, in hundredths of the drawing.
    fn middle(&self) -> u64 {
        let middle = self.top.saturating_add(self.height.div_euclid(2));
        scaled(middle, HEIGHT, 100)
    }
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
        let height = LEAST.saturating_add(scaled(*requests, total, free));
        blocks.push(Block { verdict: *verdict, requests: *requests, top, height });
        top = top.saturating_add(height).saturating_add(GAP);
    }
    blocks
}

/// Draws the streams. Words and numbers stand beside them as text.
pub(super) fn draw(titles: &Titles, tally: &ReplayTally) -> String {
    let (left, right) = (side(tally, false), side(tally, true));
    let labels = |blocks: &[Block], class: &str, title: &str| {
        let label = |block: &Block| {
            let (place, verdict) = (block.middle(), block.verdict.as_str());
            let requests = grouped(block.requests);
            format!("<li style=\"top:{place}%\"><b>{verdict}</b><span>{requests}</span></li>")
        };
        let labels: String = blocks.iter().map(label).collect();
        format!("<ul class=\"{class}\" aria-label=\"{title}\">{labels}</ul>")
    };
    let drawing = format!(
        "<div class=\"flows\">\n{}\n{}\n{}\n</div>\n",
        labels(&left, "left", "now"),
        streams(tally, &left, &right),
        labels(&right, "right", "then")
    );
    let about = format!(
        "Left as {} decides, right as {} would. Small parts are drawn larger than they are; the \
         numbers are right.",
        titles.current, titles.candidate
    );
    let figure = Figure { title: "What becomes of each verdict", about: &about, class: "wide" };
    figure.around(&drawing, &table(tally, &left, &right))
}

fn table(tally: &ReplayTally, left: &[Block], right: &[Block]) -> Table {
    let heads = right.iter().map(|to| format!("then {}", to.verdict.as_str()));
    let head = std::iter::once("Now".to_owned()).chain(heads).collect();
    let row = |from: &Block| {
        let counts = right.iter().map(|to| grouped(flow(tally, from, to)));
        std::iter::once(from.verdict.as_str().to_owned()).chain(counts).collect()
    };
    Table { head, rows: left.iter().map(row).collect() }
}

/// The verdicts of one policy.
fn side(tally: &ReplayTally, after: bool) -> Vec<Block> {
    let count = |verdict: VerdictWord| {
        let counts = tally.outcomes.get(&verdict).copied().unwrap_or_default();
        (verdict, if after { counts.after } else { counts.before })
    };
    blocks(&VerdictWord::ALL.map(count))
}

fn streams(tally: &ReplayTally, left: &[Block], right: &[Block]) -> String {
    let mut shapes = Vec::new();
    let mut used = (BTreeMap::new(), BTreeMap::new());
    for from in left {
        for to in right {
            let requests = flow(tally, from, to);
            if requests == 0 {
                continue;
            }
            let out = scaled(requests, from.requests, from.height).max(1);
            let into = scaled(requests, to.requests, to.height).max(1);
            let begin = from.top.saturating_add(taken(&mut used.0, from.verdict, out));
            let end = to.top.saturating_add(taken(&mut used.1, to.verdict, into));
            let stays = from.verdict == to.verdict;
            let class = if stays { Colour::Grey } else { colour(to.verdict) }.class();
            let path = ribbon((begin, out), (end, into));
            let (was, is) = (from.verdict.as_str(), to.verdict.as_str());
            shapes.push(format!(
                "<path class=\"flow {class}\" d=\"{path}\">\
                 <title>{was} → {is}: {requests}</title></path>"
            ));
        }
    }
    for (side, blocks) in [(0, left), (WIDTH.saturating_sub(18), right)] {
        for Block { verdict, top, height, .. } in blocks {
            let class = colour(*verdict).class();
            shapes.push(format!(
                "<rect class=\"{class}\" x=\"{side}\" y=\"{top}\" width=\"18\" height=\"{height}\"/>"
            ));
        }
    }
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"What becomes of each verdict\">{}</svg>",
        shapes.concat()
    )
}

pub(super) fn colour(verdict: VerdictWord) -> Colour {
    match verdict {
        VerdictWord::Approve => Colour::Blue,
        VerdictWord::Deny => Colour::Amber,
        VerdictWord::Ask => Colour::Lilac,
        VerdictWord::Review => Colour::Violet,
    }
}

/// How many requests go from one verdict to another one, or stay.
fn flow(tally: &ReplayTally, from: &Block, to: &Block) -> u64 {
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
