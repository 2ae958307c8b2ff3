//! Columns side by side, each a stack: mostly over time.

use super::legend::{Series, legend};
use super::scale::{UNITS, scaled, ticks};
use super::{Figure, Table, escape};

/// How wide a column is, of [`UNITS`]; the rest is the gap.
const WIDTH: u64 = 800;
/// Labels under the columns at most; more would not fit a telephone.
const LABELS_MAX: usize = 5;

#[derive(Debug, Clone)]
pub struct Column {
    /// What stands under it, short.
    pub label: String,
    /// The same in full.
    pub name: String,
    /// Its values, one for each series.
    pub values: Vec<u64>,
}

/// A plot of columns.
#[expect(missing_debug_implementations, reason = "it holds functions")]
pub struct Columns<'a> {
    /// A name for it, unique on its page.
    pub id: &'a str,
    pub title: &'a str,
    pub about: &'a str,
    /// What a column stands for, as the head of the table's first column.
    pub of: &'a str,
    /// From the bottom up.
    pub series: &'a [Series],
    /// From left to right.
    pub stacks: &'a [Column],
    /// A further class, such as `wide`.
    pub class: &'a str,
    /// Writes a value in full.
    pub full: &'a dyn Fn(u64) -> String,
    /// Writes a value for the axis.
    pub short: &'a dyn Fn(u64) -> String,
}

impl Columns<'_> {
    /// Draws the plot.
    pub fn draw(&self) -> String {
        let total = |column: &Column| column.values.iter().fold(0_u64, |a, b| a.saturating_add(*b));
        let most = self.stacks.iter().map(total).max().unwrap_or(0);
        let ticks = ticks(most);
        let top = ticks.last().copied().unwrap_or(1);
        let id = self.id;
        let (mut grid, mut axis) = (Vec::new(), Vec::new());
        let mut widest = String::new();
        let count = u64::try_from(self.stacks.len()).unwrap_or(u64::MAX);
        let width = count.saturating_mul(UNITS);
        for tick in &ticks {
            let up = scaled(*tick, top, UNITS);
            let y = UNITS.saturating_sub(up);
            let tenths = (up.div_euclid(10), up.rem_euclid(10));
            let short = (self.short)(*tick);
            grid.push(format!("M0 {y}H{width}"));
            axis.push(format!(
                "<span style=\"bottom:{}.{}%\">{}</span>",
                tenths.0,
                tenths.1,
                escape(&short)
            ));
            if short.chars().count() > widest.chars().count() {
                widest = short;
            }
        }
        let lefts = (0_u64..).map(|place| place.saturating_mul(UNITS));
        let marks = lefts.zip(self.stacks).map(|(left, column)| self.stack(column, left, top));
        let (grid, axis, marks) = (grid.concat(), axis.concat(), marks.collect::<String>());
        let drawing = format!(
            "<div class=\"columns\">\n<div class=\"axis\" aria-hidden=\"true\" \
             data-widest=\"{}\">{axis}</div>\n\
             <svg viewBox=\"0 0 {width} {UNITS}\" preserveAspectRatio=\"none\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\">\n<title id=\"{id}-title\">{}</title>\n\
             <desc id=\"{id}-desc\">{}</desc>\n<path class=\"grid\" d=\"{grid}\"/>\n{marks}</svg>\n\
             <div class=\"labels\" aria-hidden=\"true\">{}</div>\n</div>\n",
            escape(&widest),
            escape(self.title),
            escape(self.about),
            self.labels(),
        );
        let figure = Figure { title: self.title, about: self.about, class: self.class };
        figure.around(&format!("{}{drawing}", legend(self.series)), &self.table())
    }

    fn stack(&self, column: &Column, left: u64, top: u64) -> String {
        let x = left.saturating_add(UNITS.saturating_sub(WIDTH).div_euclid(2));
        let (mut below, mut rects, mut said) = (0_u64, Vec::new(), Vec::new());
        for (series, value) in self.series.iter().zip(&column.values) {
            if *value == 0 {
                continue;
            }
            let above = below.saturating_add(*value);
            let (from, to) = (scaled(below, top, UNITS), scaled(above, top, UNITS));
            let (y, height) = (UNITS.saturating_sub(to), to.saturating_sub(from).max(2));
            rects.push(format!(
                "<rect class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{height}\"/>",
                series.colour.class()
            ));
            said.push(format!("{}: {}", series.name, (self.full)(*value)));
            below = above;
        }
        let said = if said.is_empty() { "nothing".to_owned() } else { said.join("\n") };
        // The whole height can be pointed at, also where a column is low.
        format!(
            "<g><title>{}\n{}</title><rect class=\"hit\" x=\"{left}\" y=\"0\" width=\"{UNITS}\" \
             height=\"{UNITS}\"/>{rects}</g>\n",
            escape(&column.name),
            escape(&said),
            rects = rects.concat()
        )
    }

    /// A few labels at even distances, each at the middle of its column.
    fn labels(&self) -> String {
        let every = self.stacks.len().div_ceil(LABELS_MAX).max(1);
        let parts = u64::try_from(self.stacks.len()).unwrap_or(u64::MAX).saturating_mul(2);
        let mut labels = Vec::new();
        for (place, column) in (0_u64..).zip(self.stacks).step_by(every) {
            let middle = scaled(place.saturating_mul(2).saturating_add(1), parts, UNITS);
            labels.push(format!(
                "<span style=\"left:{}.{}%\">{}</span>",
                middle.div_euclid(10),
                middle.rem_euclid(10),
                escape(&column.label)
            ));
        }
        labels.concat()
    }

    fn table(&self) -> Table {
        let mut head = vec![self.of.to_owned()];
        head.extend(self.series.iter().map(|series| series.name.clone()));
        let row = |column: &Column| {
            let values = column.values.iter().map(|value| (self.full)(*value));
            std::iter::once(column.name.clone()).chain(values).collect()
        };
        Table { head, rows: self.stacks.iter().map(row).collect() }
    }
}
