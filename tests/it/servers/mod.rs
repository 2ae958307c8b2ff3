//! The real servers the tests run against: private, on free loopback ports, gone with the process.
//!
//! [`rabbitmq`] and [`redis`] hand out the instance that all tests of this binary share; isolation
//! is by virtual host and by database. What disturbs a whole server takes `&mut self`, so a test
//! that wants it has to start its own instance. No containers and no HTTP processors here.

mod authority;
mod patience;
mod process;
mod proxy;
mod rabbitmq;
mod redis;
pub mod stranger;
mod terminator;

use std::net::{Ipv4Addr, TcpListener};

use tokio::sync::OnceCell;

pub use self::authority::{Authority, Certificate};
pub use self::patience::{
    Lines, SOON, amqp, eventually, eventually_each, http, redis_at, soon, try_amqp, try_redis,
};
pub use self::process::{Guarded, Program, is_alive, new_home};
pub use self::proxy::Chaos;
pub use self::rabbitmq::{RabbitMq, Vhost};
pub use self::redis::{Redis, RedisOptions};
pub use self::terminator::Terminator;

/// How often a server is started again on other ports after another process took one of them.
const PORT_ATTEMPTS: usize = 3;

/// The shared broker. Take a [`RabbitMq::new_vhost`] per test.
pub async fn rabbitmq() -> &'static RabbitMq {
    static SHARED: OnceCell<RabbitMq> = OnceCell::const_new();
    SHARED.get_or_init(RabbitMq::start).await
}

/// The shared Redis. Take a [`Redis::new_database`] per test.
pub async fn redis() -> &'static Redis {
    static SHARED: OnceCell<Redis> = OnceCell::const_new();
    SHARED.get_or_init(Redis::start).await
}

/// Ports that were free a moment ago. All are held until the last is known, so they differ; a
/// server that finds one taken after all exits, and is started again with others.
pub fn free_ports<const N: usize>() -> [u16; N] {
    let held = [(); N]
        .map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free"));
    held.map(|listener| listener.local_addr().expect("a bound listener has an address").port())
}

/// Waits until the port can be had again. Between a kill and a restart the other end of some
/// outgoing connection may have been given it.
async fn port_is_free(port: u16) {
    let free =
        eventually(SOON, || async { TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() });
    assert!(free.await, "port {port} was taken while its server was down");
}
