//! Which addresses may be called: the public ones, and others only where that was configured.
//!
//! A name that the merchant configures can be made to lead to a service inside of our own network.
//! So what is judged is the address that the connection is really made to, after each resolution.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To the internet.
    Public,
    /// Into a private network: RFC 1918, carrier-grade NAT, unique local.
    Private,
    /// To this machine itself.
    Loopback,
    /// To the metadata of a cloud, to neighbours on the link, to a group, or to nobody.
    Never,
}

/// Services of clouds that hand out credentials, where their address is not link-local anyway.
const METADATA: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// Where an address leads.
pub fn reach(address: IpAddr) -> Reach {
    if METADATA.contains(&address) {
        return Reach::Never;
    }
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [127, ..] => Reach::Loopback,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Reach::Private,
        // This network, link-local, protocol assignments, documentation, 6to4 relays, benchmarks,
        // multicast, reserved.
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Reach::Never,
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let segments = address.segments();
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Loopback,
        // An address of version 4 in another dress leads where that one leads: mapped, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            reach(IpAddr::V4(embedded(high, low)))
        }
        [0x2002, high, low, ..] => reach(IpAddr::V4(embedded(high, low))),
        [0xfc00..=0xfdff, ..] => Reach::Private,
        // Only 2000::/3 is given out; of that, Teredo, ORCHID and documentation lead nowhere.
        [0x2001, 0 | 0x10..=0x2f | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Reach::Never,
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Never,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

/// What an endpoint may be called at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    /// Public addresses.
    Public,
    /// Those, private ones, and this machine.
    PrivateToo,
    /// This machine and nothing else: the endpoint is configured as `localhost` or the like.
    ThisMachine,
}

impl Allowed {
    pub(super) fn allows(self, address: IpAddr) -> bool {
        match (reach(address), self) {
            (Reach::Public, Self::Public | Self::PrivateToo)
            | (Reach::Private, Self::PrivateToo)
            | (Reach::Loopback, Self::PrivateToo | Self::ThisMachine) => true,
            (Reach::Public | Reach::Private, Self::ThisMachine)
            | (Reach::Private | Reach::Loopback, Self::Public)
            | (Reach::Never, Self::Public | Self::PrivateToo | Self::ThisMachine) => false,
        }
    }
}

/// A name leads to an address that may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not allowed")]
pub(super) struct AddressRefused;

/// Turns a name into addresses.
pub(crate) type Lookup =
    Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> + Send + Sync>;

/// Asks the system.
pub(super) fn system() -> Lookup {
    Arc::new(|name| {
        // The port is that of the URL; the client puts it in.
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    })
}

/// A resolver that refuses a name altogether if one of its addresses may not be called.
pub(super) struct Guard {
    pub(super) allowed: Allowed,
    pub(super) lookup: Lookup,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, found) = (self.allowed, (self.lookup)(name.as_str().to_owned()));
        Box::pin(async move {
            let addresses = found.await?;
            if !addresses.iter().all(|address| allowed.allows(address.ip())) {
                return Err(AddressRefused.into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &[&str] = &[
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2000::",
        "2606:4700::1",
        "2001:200::1",
        "2002:0808:0808::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ];
    const PRIVATE: &[&str] = &[
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "fc00::",
        "fdff:ffff::1",
        "::ffff:10.0.0.1",
        "64:ff9b::192.168.0.1",
        "2002:0a00:0001::1",
    ];
    const LOOPBACK: &[&str] =
        &["127.0.0.0", "127.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"];
    const NEVER: &[&str] = &[
        "0.0.0.0",
        "0.255.255.255",
        "169.254.0.0",
        "169.254.169.254",
        "169.254.255.255",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::8.8.8.8",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "fd00:ec2::254",
        "::ffff:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "64:ff9b:1::1",
        "100::1",
        "3fff::1",
    ];

    #[test]
    fn every_range_is_judged_at_both_of_its_ends() {
        let mut tried = 0;
        for (expected, addresses) in [
            (Reach::Public, PUBLIC),
            (Reach::Private, PRIVATE),
            (Reach::Loopback, LOOPBACK),
            (Reach::Never, NEVER),
        ] {
            for text in addresses {
                assert_eq!(reach(text.parse().unwrap()), expected, "{text}");
                tried += 1;
            }
        }
        assert_eq!(tried, 22 + 13 + 5 + 33);
    }

    #[test]
    fn what_is_allowed_never_has_the_metadata_of_a_cloud() {
        let [public, private, loopback, metadata] =
            ["8.8.8.8", "10.1.2.3", "127.0.0.1", "169.254.169.254"].map(|t| t.parse().unwrap());
        for (allowed, expected) in [
            (Allowed::Public, [true, false, false, false]),
            (Allowed::PrivateToo, [true, true, true, false]),
            (Allowed::ThisMachine, [false, false, true, false]),
        ] {
            let judged = [public, private, loopback, metadata].map(|ip| allowed.allows(ip));
            assert_eq!(judged, expected, "{allowed:?}");
        }
    }
}
