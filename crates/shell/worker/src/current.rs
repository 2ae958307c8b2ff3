//! What is in use, and can be exchanged while it is used: the texts, and the policies of an account.

use std::sync::{Arc, PoisonError, RwLock};

use messages::Catalogue;
use policy::Book;

/// What is in use. A clone shares it: who replaces the one replaces the other.
#[derive(Debug)]
pub struct Current<T>(Arc<RwLock<Arc<T>>>);

/// The catalogue in use. One letter is written with one catalogue.
pub type Texts = Current<Catalogue>;

/// The policies in use. One pass over a case is made with one book.
pub type Policies = Current<Book>;

impl<T> Current<T> {
    /// What is in use now; whoever has it keeps it, whatever takes its place meanwhile.
    pub fn current(&self) -> Arc<T> {
        // It is exchanged as a whole, so no panic can leave half of one behind.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another in its place, for everybody at once.
    pub fn replace(&self, other: T) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(other);
    }
}

impl<T> Clone for Current<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Current<T> {
    fn from(first: T) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(first))))
    }
}
