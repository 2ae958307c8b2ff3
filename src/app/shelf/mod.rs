//! What is kept aside, in an operator's hands: counted, shown, put back to work, dropped.
//!
//! A message that is put back is published and confirmed before it is taken off, so a crash in
//! between leaves it in both places and the worker sees a duplicate. Nothing is shown here; what
//! may be shown of a message is in `entry`.

mod desk;
mod entry;
mod open;

pub use self::desk::{DeskError, DeskTrouble, Pick, ShelfDesk, ShelfListing};
pub use self::entry::{ShelfEntry, ShelfId};
pub(super) use self::open::existing_file;
pub use self::open::open;
