//! What stands around a drawing: its title, what it shows, and its numbers.

use super::{Table, escape};

/// A title and a sentence.
pub(in crate::cli) struct Figure<'a> {
    /// What it shows.
    pub(in crate::cli) title: &'a str,
    /// How to read it; empty where the title says enough.
    pub(in crate::cli) about: &'a str,
    /// A further class, such as `wide`.
    pub(in crate::cli) class: &'a str,
}

impl Figure<'_> {
    /// Puts title and sentence above a drawing, and the numbers below it, folded away.
    pub(in crate::cli) fn around(&self, drawing: &str, numbers: &Table) -> String {
        let numbers = numbers.write(self.title);
        format!(
            "{}<details>\n<summary>Numbers</summary>\n{numbers}</details>\n</figure>\n",
            self.open(drawing)
        )
    }

    /// Puts title and sentence above a table that is shown as it is.
    pub(in crate::cli) fn with(&self, table: &Table) -> String {
        format!("{}</figure>\n", self.open(&table.write(self.title)))
    }

    fn open(&self, content: &str) -> String {
        let about = match self.about {
            "" => String::new(),
            about => format!("<p>{}</p>\n", escape(about)),
        };
        let class = if self.class.is_empty() { String::new() } else { format!(" {}", self.class) };
        let title = escape(self.title);
        format!(
            "<figure class=\"card{class}\">\n<figcaption>\n<h3>{title}</h3>\n{about}</figcaption>\n\
             {content}"
        )
    }
}
