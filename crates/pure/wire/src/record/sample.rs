//! Cases that between them hold every variant of every word.
