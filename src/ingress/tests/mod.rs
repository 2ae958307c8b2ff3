//! The ingress over real sockets on ports of their own, in front of an outbox in memory.

mod limits;
mod requests;
mod stop;
mod webhooks;
mod world;
