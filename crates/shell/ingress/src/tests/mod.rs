//! The ingress over real sockets on ports of their own, in front of an outbox in memory.

mod answers;
mod limits;
mod requests;
mod stop;
mod webhooks;
mod world;
