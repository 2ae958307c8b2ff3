//! What stands around a drawing: its title, what it shows, and its numbers.

use super::{Table, escape};

/// A title and a sentence.
#[derive(Debug)]
pub struct Figure<'a> {
    pub title: &'a str,
    /// How to read it; empty where the title says enough.
    pub about: &'a str,
    /// A further class, such as `wide`.
    pub class: &'a str,
}

impl Figure<'_> {
    /// Puts title and sentence above a drawing, and the numbers below it, folded away.
    pub fn around(&self, drawing: &str, numbers: &Table) -> String {
        let numbers = numbers.write(self.title);
        format!(
            "{}<details>\n<summary>Numbers</summary>\n{numbers}</details>\n</figure>\n",
            self.open(drawing)
        )
    }

    /// Puts title and sentence above a table that is shown as it is.
    pub fn with(&self, table: &Table) -> String {
        self.holding(&table.write(self.title))
    }

    /// Puts title and sentence above other content, which is HTML.
    pub fn holding(&self, content: &str) -> String {
        format!("{}</figure>\n", self.open(content))
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
