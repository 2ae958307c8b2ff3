//! Bars one below the other, each with a name, and each a stack.

use super::legend::{Series, legend};
use super::scale::{UNITS, scaled};
use super::{Figure, Table, escape};

/// One bar.
#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    /// Its values, one for each series.
    pub values: Vec<u64>,
    /// What stands at its end.
    pub end: String,
    /// More columns for the table.
    pub more: Vec<String>,
}

/// A plot of bars.
#[expect(missing_debug_implementations, reason = "it holds functions")]
pub struct Rows<'a> {
    /// A name for it, unique on its page.
    pub id: &'a str,
    pub title: &'a str,
    pub about: &'a str,
    /// What a bar stands for, as the head of the table's first column.
    pub of: &'a str,
    /// From left to right.
    pub series: &'a [Series],
    /// Whether to say what the colours mean; not where several plots beside each other share them.
    pub legend: bool,
    /// From top to bottom.
    pub bars: &'a [Row],
    /// How many rows are drawn at most; the table has all.
    pub most: usize,
    /// The heads of the further columns of the table.
    pub more: &'a [&'a str],
    /// Writes a value in full.
    pub full: &'a dyn Fn(u64) -> String,
}

fn total(row: &Row) -> u64 {
    row.values.iter().fold(0, |sum, value| sum.saturating_add(*value))
}

impl Rows<'_> {
    /// Draws the plot.
    pub fn draw(&self) -> String {
        let top = self.bars.iter().map(total).max().unwrap_or(0);
        let shown = self.bars.iter().take(self.most);
        let bars: String =
            (0_usize..).zip(shown).map(|(place, row)| self.bar(place, row, top)).collect();
        let left_out = self.bars.len().saturating_sub(self.most);
        let rest = match left_out {
            0 => String::new(),
            1 => "<p class=\"rest\">One more is in the table.</p>\n".to_owned(),
            _ => format!("<p class=\"rest\">{left_out} more are in the table.</p>\n"),
        };
        let empty =
            if self.bars.is_empty() { "<p class=\"rest\">There is none.</p>\n" } else { "" };
        let legend = if self.legend { legend(self.series) } else { String::new() };
        let figure = Figure { title: self.title, about: self.about, class: "" };
        let drawing = format!("{legend}<ul class=\"rows\">\n{bars}</ul>\n{rest}{empty}");
        figure.around(&drawing, &self.table())
    }

    fn bar(&self, place: usize, row: &Row, top: u64) -> String {
        let (mut before, mut rects, mut said) = (0_u64, Vec::new(), Vec::new());
        for (series, value) in self.series.iter().zip(&row.values).filter(|(_, value)| **value > 0)
        {
            let until = before.saturating_add(*value);
            let (from, to) = (scaled(before, top, UNITS), scaled(until, top, UNITS));
            rects.push(format!(
                "<rect class=\"{}\" x=\"{from}\" y=\"0\" width=\"{}\" height=\"10\"/>",
                series.colour.class(),
                to.saturating_sub(from).max(3)
            ));
            said.push(format!("{}: {}", series.name, (self.full)(*value)));
            before = until;
        }
        let (id, name) = (self.id, escape(&row.name));
        let said = escape(&said.join("\n"));
        format!(
            "<li><span class=\"name\">{name}</span><svg viewBox=\"0 0 {UNITS} 10\" \
             preserveAspectRatio=\"none\" role=\"img\" aria-labelledby=\"{id}-{place}\">\
             <title id=\"{id}-{place}\">{name}\n{said}</title>{rects}</svg>\
             <span class=\"end\">{}</span></li>\n",
            escape(&row.end),
            rects = rects.concat()
        )
    }

    fn table(&self) -> Table {
        let mut head = vec![self.of.to_owned()];
        head.extend(self.series.iter().map(|series| series.name.clone()));
        head.extend(self.more.iter().map(|more| (*more).to_owned()));
        let row = |row: &Row| {
            let values = row.values.iter().map(|value| (self.full)(*value));
            let name = std::iter::once(row.name.clone());
            name.chain(values).chain(row.more.iter().cloned()).collect()
        };
        Table { head, rows: self.bars.iter().map(row).collect() }
    }
}
