//! How many connections each address has, at this door and at others.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The addresses that are connected. There are no more than places, so it stays small.
#[derive(Debug, Clone, Default)]
pub struct Peers(Arc<Mutex<BTreeMap<IpAddr, usize>>>);

/// One connection of an address; given back when dropped.
#[derive(Debug)]
pub struct Peer {
    peers: Peers,
    address: IpAddr,
}

impl Peers {
    /// Counts one more connection of `address`; `None` if it has `most` already.
    pub fn admit(&self, address: IpAddr, most: usize) -> Option<Peer> {
        let address = network(address);
        let mut counts = self.lock();
        let count = counts.entry(address).or_default();
        let admitted = *count < most;
        if admitted {
            *count = count.saturating_add(1);
        }
        admitted.then(|| Peer { peers: self.clone(), address })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address, as far as it tells one host from another: IPv4 through an IPv6 socket is IPv4, and of
/// IPv6 a host has all addresses of its network, which is the first half.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        canonical @ IpAddr::V4(_) => canonical,
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let mut counts = self.peers.lock();
        if let Some(count) = counts.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s20_an_address_has_so_many_places_and_gets_them_back() {
        let peers = Peers::default();
        let [one, mapped, other] =
            ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1"].map(|text| text.parse().unwrap());
        let first = peers.admit(one, 2).expect("a place");
        let second = peers.admit(mapped, 2).expect("another one");
        assert!(peers.admit(one, 2).is_none(), "the same address, however it is written");
        let third = peers.admit(other, 2).expect("another address");
        drop(first);
        let again = peers.admit(mapped, 2).expect("it was given back");
        drop((second, third, again));
        assert!(peers.lock().is_empty(), "nobody is remembered");
    }
}
