//! What can be set about HTTP in.

use std::net::SocketAddr;

use setting::SettingKind::{Number, Text};
use setting::rule::LISTEN;
use setting::{Seconds, settings};

settings! {
    /// Webhooks, requests and answers over HTTP. The limits keep strangers from holding or filling
    /// the door.
    pub struct IngressOptions in "http" {
        /// Address and port of webhooks and requests. Loopback, until someone decides to be
        /// reachable.
        listen: SocketAddr = "127.0.0.1:8080", Text(&LISTEN);
        /// Bytes of a body; beyond it 413, and one that announces its length is not read at all.
        /// The webhooks of the processors have some ten kilobytes.
        body_bytes_max: usize = 262144, Number(64 * 1024, 16 * 1024 * 1024);
        /// Bytes of all bodies together that are being read, checked or published. While there are
        /// none left, bodies wait for them, who has kept us waiting for a second gives his up with
        /// 503, and what is signed comes again. One body at least always fits.
        bodies_bytes_max: usize = 67108864, Number(64 * 1024, 1 << 32);
        /// Bytes of a request's head, beyond it 431. Signatures and tracing fit many times.
        header_bytes_max: usize = 32768, Number(8 * 1024, 1024 * 1024);
        /// Seconds until a request's head has come in, from its first byte or, on a new connection,
        /// from the connection's beginning; beyond it 408, closed. Slow senders must not hold
        /// connections.
        header_seconds_max: Seconds = 10, Number(1, 120);
        /// Seconds until all of a request's body has come in; beyond it 408, closed.
        body_seconds_max: Seconds = 15, Number(1, 120);
        /// Seconds that a connection may stay open between two requests. Longer than the 60 of
        /// common proxies: the side that sends should be the one that closes, or a request crosses
        /// the closing. While no place is free, who keeps us waiting for a second, between requests
        /// or within one, gives its place free.
        idle_seconds_max: Seconds = 75, Number(1, 3600);
        /// Connections. More are left waiting in the kernel's queue: those that are served are
        /// bounded in time, so places become free.
        connections_max: usize = 1024, Number(1, 65_536);
        /// Connections of one address; more are closed at once. A proxy in front is one address for
        /// all that it passes on: leave it half of the places at least. A number above
        /// connections_max bounds nothing.
        connections_per_peer_max: usize = 512, Number(1, 65_536);
        /// Requests with a good signature being published. More are answered 503 and told to come
        /// back.
        in_flight_max: usize = 128, Number(1, 10_000);
        /// Seconds until a message is confirmed as published; after it the sender is answered 503
        /// and told to come back, and the publish goes on.
        publish_seconds_max: Seconds = 8, Number(1, 60);
    }
}
