//! The page around plots.

use super::escape;

const STYLE: &str = include_str!("plot.css");

/// A page, and the sections on it.
pub(in crate::cli) struct Page<'a> {
    /// What it is about.
    pub(in crate::cli) title: &'a str,
    /// One line below the title.
    pub(in crate::cli) lead: &'a str,
    /// What a reader must know before trusting the page; empty where there is nothing.
    pub(in crate::cli) warnings: &'a [String],
    /// Big numbers: what, how much, and a word on it.
    pub(in crate::cli) headlines: &'a [(String, String, String)],
    /// The sections: an id, a heading, and what stands in it, which is HTML.
    pub(in crate::cli) sections: &'a [(&'a str, &'a str, String)],
    /// What stands at the end.
    pub(in crate::cli) foot: &'a str,
}

impl Page<'_> {
    /// Writes the page.
    pub(in crate::cli) fn write(&self) -> String {
        let (title, lead, foot) = (escape(self.title), escape(self.lead), escape(self.foot));
        let warning = |text: &String| format!("<p class=\"warning\">{}</p>\n", escape(text));
        let warnings: String = self.warnings.iter().map(warning).collect();
        let link = |(id, heading, _): &(&str, &str, String)| {
            format!("<a href=\"#{id}\">{}</a>\n", escape(heading))
        };
        let links: String = self.sections.iter().map(link).collect();
        let section = |(id, heading, content): &(&str, &str, String)| {
            format!(
                "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n\
                 <h2 id=\"{id}-heading\">{}</h2>\n<div class=\"cards\">\n{content}</div>\n\
                 </section>\n",
                escape(heading)
            )
        };
        let sections: String = self.sections.iter().map(section).collect();
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
             <p class=\"lead\">{lead}</p>\n{warnings}{}<nav aria-label=\"Sections\">\n{links}</nav>\n\
             </header>\n<main>\n{sections}</main>\n<footer><p>{foot}</p></footer>\n</body>\n</html>\n",
            self.headlines()
        )
    }

    fn headlines(&self) -> String {
        let item = |(what, value, word): &(String, String, String)| {
            format!(
                "<div><dt>{}</dt><dd><strong>{}</strong><span>{}</span></dd></div>\n",
                escape(what),
                escape(value),
                escape(word)
            )
        };
        let items: String = self.headlines.iter().map(item).collect();
        if items.is_empty() { items } else { format!("<dl class=\"headlines\">\n{items}</dl>\n") }
    }
}
