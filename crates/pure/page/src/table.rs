//! A table: the numbers behind a plot, or a plot's better.

use super::escape;

/// A table. The first column names its row.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The heads of the columns.
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Writes the table. `caption` says what it is about.
    pub fn write(&self, caption: &str) -> String {
        let head = |head: &String| format!("<th scope=\"col\">{}</th>", escape(head));
        let heads = self.head.iter().map(head).collect::<Vec<_>>().concat();
        let rows = self.rows.iter().map(|row| line(row)).collect::<Vec<_>>().concat();
        // It can be scrolled sideways, also without a mouse.
        format!(
            "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n<table>\n\
             <caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n\
             </table>\n</div>\n",
            caption = escape(caption)
        )
    }
}

fn line(row: &[String]) -> String {
    let cell = |(place, cell): (usize, &String)| match place {
        0 => format!("<th scope=\"row\">{}</th>", escape(cell)),
        _ => format!("<td>{}</td>", escape(cell)),
    };
    let cells = row.iter().enumerate().map(cell).collect::<Vec<_>>();
    format!("<tr>{}</tr>\n", cells.concat())
}
