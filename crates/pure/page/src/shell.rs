//! The page around its sections.

use super::escape;

const STYLE: &str = include_str!("style.css");

/// A page, and the sections on it.
#[derive(Debug)]
pub struct Page<'a> {
    pub title: &'a str,
    /// One line below the title.
    pub lead: &'a str,
    /// What a reader must know before trusting the page; empty where there is nothing.
    pub warnings: &'a [String],
    /// Big numbers; empty where there are none.
    pub headlines: &'a [Headline],
    /// From top to bottom.
    pub sections: &'a [Section],
    /// What stands at the end; empty where there is nothing.
    pub foot: &'a str,
    /// What this page adds to the style of all pages.
    pub style: &'a str,
}

/// A big number.
#[derive(Debug, Clone)]
pub struct Headline {
    /// What is counted.
    pub what: String,
    /// How much it is.
    pub value: String,
    pub word: String,
}

/// A part of a page that its head links to.
#[derive(Debug, Clone)]
pub struct Section {
    /// A name for it, unique on its page: letters, digits and hyphens.
    pub id: String,
    pub heading: String,
    /// What stands in it, as HTML.
    pub content: String,
}

impl Section {
    /// A section with a name, a heading, and HTML below it.
    pub fn new(id: impl Into<String>, heading: impl Into<String>, content: String) -> Self {
        Self { id: id.into(), heading: heading.into(), content }
    }

    fn write(&self) -> String {
        let Self { id, heading, content } = self;
        format!(
            "<section id=\"{id}\" aria-labelledby=\"{id}-heading\">\n\
             <h2 id=\"{id}-heading\">{}</h2>\n<div class=\"cards\">\n{content}</div>\n</section>\n",
            escape(heading)
        )
    }
}

impl Page<'_> {
    pub fn write(&self) -> String {
        let (title, lead) = (escape(self.title), escape(self.lead));
        let warning = |text: &String| format!("<p class=\"warning\">{}</p>\n", escape(text));
        let warnings: String = self.warnings.iter().map(warning).collect();
        let link = |Section { id, heading, .. }: &Section| {
            format!("<a href=\"#{id}\">{}</a>\n", escape(heading))
        };
        let links: String = self.sections.iter().map(link).collect();
        let sections: String = self.sections.iter().map(Section::write).collect();
        let foot = match self.foot {
            "" => String::new(),
            foot => format!("<footer><p>{}</p></footer>\n", escape(foot)),
        };
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
             <style>\n{STYLE}{}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
             <p class=\"lead\">{lead}</p>\n{warnings}{}<nav aria-label=\"Sections\">\n{links}</nav>\n\
             </header>\n<main>\n{sections}</main>\n{foot}</body>\n</html>\n",
            self.style,
            self.headlines()
        )
    }

    fn headlines(&self) -> String {
        let item = |Headline { what, value, word }: &Headline| {
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
