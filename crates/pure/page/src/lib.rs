//! Pages for people to read in a browser: the shell around them, their style, plots, and tables.
//!
//! A page is one file that loads nothing and runs nothing. Text is HTML and never part of a
//! drawing, so that it can be read at any width; drawings are SVG, stretched to their place. Every
//! plot has a title, a description, a text for each mark, and its numbers as a table. Colours
//! differ in lightness too, and marks are parted by a gap, so that nothing depends on hue alone.

mod blocks;
mod columns;
mod escape;
mod figure;
mod legend;
mod number;
mod rows;
mod scale;
mod shell;
mod table;

pub use self::blocks::{bar, stacked};
pub use self::columns::{Column, Columns};
pub use self::escape::escape;
pub use self::figure::Figure;
pub use self::legend::{Colour, Series};
pub use self::number::{decimal, grouped, percent};
pub use self::rows::{Row, Rows};
pub use self::scale::scaled;
pub use self::shell::{Headline, Page, Section};
pub use self::table::Table;
