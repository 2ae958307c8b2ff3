//! The way to the processors over HTTP, and in `facts` that to the merchants' own systems; the only
//! place of the daemon that names `reqwest`.
//!
//! Moves the bytes of a request that was prepared as data, and adds what must not be in it: the
//! host and the credentials of the account. A read is tried up to three times; whatever changes
//! something is written once. Redirects are not followed and no proxy is taken from the
//! environment. What an answer means is not known here: that is `processors/`.

mod breaker;
mod client;
mod exchange;
pub mod facts;
mod gateway;
mod options;
mod pace;

#[cfg(test)]
mod tests;

pub use client::{GatewayAccount, GatewaySetupError, UnfitProxy, check_base_url, check_proxy};
pub use gateway::HttpGateway;
pub use options::GatewayOptions;
