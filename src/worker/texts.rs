//! The texts in use, which can be exchanged while letters are written.

use std::sync::{Arc, PoisonError, RwLock};

use crate::messages::Catalogue;

/// The catalogue in use. A clone shares it: who replaces the one replaces the other.
#[derive(Debug, Clone)]
pub struct Texts(Arc<RwLock<Arc<Catalogue>>>);

impl Texts {
    /// The catalogue as it is now. One letter is written with one catalogue.
    pub fn current(&self) -> Arc<Catalogue> {
        // A catalogue is exchanged as a whole, so no panic can leave half of one behind.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another in its place.
    pub fn replace(&self, catalogue: Catalogue) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    }
}

impl From<Catalogue> for Texts {
    fn from(catalogue: Catalogue) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(catalogue))))
    }
}
