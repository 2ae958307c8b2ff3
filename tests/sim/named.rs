//! The named cases of the failure matrix, and the acceptance scenarios by number.
