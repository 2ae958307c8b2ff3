//! Holds the trials to their word.
