//! What is wrong with a text that people wrote, where, and what to do about it; and how that is
//! shown. Policies, their tests, the configuration and the texts of letters all speak this way.
//!
//! Finding mistakes is the business of the readers of those texts. Nothing here decides. What looks
//! like a secret is hidden where a mistake is drawn, whatever the text is; a text that may be shown in
//! parts only, as the configuration, is masked before that as well.

mod drawing;
mod form;
mod mistake;
mod secret;
mod severity;
mod source;
mod suggestion;
mod visible;

pub use self::drawing::{Drawing, Place};
pub use self::form::not_toml;
pub use self::mistake::{Mistake, render_mistakes};
pub use self::secret::without_secrets;
pub use self::severity::Severity;
pub use self::source::{Source, Span};
pub use self::suggestion::{closest, instead, quoted};
pub use self::visible::{is_invisible, visible, visible_bytes, visible_json, visible_line};
