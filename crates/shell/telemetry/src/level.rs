//! The levels of a log line. Its target begins with the name of the program: operators filter by it.

macro_rules! debug {
    ($($line:tt)+) => {
        tracing::debug!(target: concat!("refundd::", module_path!()), $($line)+)
    };
}
macro_rules! info {
    ($($line:tt)+) => {
        tracing::info!(target: concat!("refundd::", module_path!()), $($line)+)
    };
}
macro_rules! warning {
    ($($line:tt)+) => {
        tracing::warn!(target: concat!("refundd::", module_path!()), $($line)+)
    };
}
macro_rules! error {
    ($($line:tt)+) => {
        tracing::error!(target: concat!("refundd::", module_path!()), $($line)+)
    };
}

pub(crate) use {debug, error, info};
// `warn` alone is the name of an attribute.
pub(crate) use warning as warn;
