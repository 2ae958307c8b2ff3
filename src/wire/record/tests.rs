//! Holds the codec to its word.
