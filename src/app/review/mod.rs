//! Open reviews, in a person's hands: shown with everything that a decision needs, and answered.
//!
//! An answer is a message like one from a CRM. It is judged where all are, by the worker; here it is
//! only said beforehand why it would not count.

mod closed;
mod desk;
mod list;
mod open;
mod sheet;

pub use self::closed::ClosedReview;
pub use self::desk::{AnswerError, Reply, ReviewDesk};
pub use self::list::{Found, Order, Sought, Whose};
pub use self::open::open;
pub use self::sheet::ReviewSheet;
