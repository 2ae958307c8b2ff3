//! A table: the numbers behind a plot, or a plot's better.

use super::escape;

/// A table. The first column names its row.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Table {
    /// The heads of the columns.
    pub(in crate::cli) head: Vec<String>,
    /// The rows.
    pub(in crate::cli) rows: Vec<Vec<String>>,
}

impl Table {
    /// Writes the table. `caption` says what it is about.
    pub(in crate::cli) fn write(&self, caption: &str) -> String {
        let heads: String = self
            .head
            .iter()
            .map(|head| format!("<th scope=\"col\">{}</th>", escape(head)))
            .collect();
        let mut rows = String::new();
        for row in &self.rows {
            rows.push_str("<tr>");
            for (place, cell) in row.iter().enumerate() {
                let cell = escape(cell);
                rows.push_str(&if place == 0 {
                    format!("<th scope=\"row\">{cell}</th>")
                } else {
                    format!("<td>{cell}</td>")
                });
            }
            rows.push_str("</tr>\n");
        }
        // It can be scrolled sideways, also without a mouse.
        format!(
            "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{caption}\">\n<table>\n\
             <caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n\
             </table>\n</div>\n",
            caption = escape(caption)
        )
    }
}
