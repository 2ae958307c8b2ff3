//! Pieces of pages with plots: columns over time, bars by name, tables, and the page around them.
//!
//! A page is one file that loads nothing and runs nothing. Text is HTML and never part of a
//! drawing, so that it can be read at any width; drawings are SVG, stretched to their place. Every
//! plot has a title, a description, a text for each mark, and its numbers as a table. Colours
//! differ in lightness too, and marks are parted by a gap, so that nothing depends on hue alone.

mod blocks;
mod columns;
mod figure;
mod legend;
mod page;
mod rows;
mod scale;
mod table;

pub(super) use self::blocks::{bar, stacked};
pub(super) use self::columns::{Column, Columns};
pub(super) use self::figure::Figure;
pub(super) use self::legend::{Colour, Series};
pub(super) use self::page::Page;
pub(super) use self::rows::{Row, Rows};
pub(super) use self::scale::percent;
pub(super) use self::table::Table;
pub(super) use crate::messages::html::escape;
