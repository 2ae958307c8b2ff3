//! Lists with a name: the countries of the EU are written once, and conditions say
//! `payment.country in lists.eu`.

use std::ops::Range;

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roster {
    /// How conditions name it: `lists.eu`.
    pub(crate) name: String,
    pub(crate) texts: Vec<String>,
    pub(crate) span: Range<usize>,
}
