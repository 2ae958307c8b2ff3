//! A private certificate authority, made anew by each test that needs one.

use std::sync::atomic::{AtomicU32, Ordering};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// An authority that nobody trusts until told.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// What a server shows, with its key; both as PEM.
#[derive(Debug, Clone)]
pub struct Certificate {
    pub chain: String,
    pub key: String,
    /// The authority that signed it.
    pub authority: String,
}

impl Authority {
    /// Each has a name of its own: of one with the same name and another key, other things are
    /// said than of a stranger.
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, format!("Authority {number}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key can be made");
        let own = params.self_signed(&key).expect("an authority signs itself");
        Self { pem: own.pem(), issuer: Issuer::new(params, key) }
    }

    /// Its certificate, for those who are to trust it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for a server on the loopback address, and for no name.
    pub fn for_loopback(&self) -> Certificate {
        self.sign("127.0.0.1")
    }

    /// A certificate for one host, by name or address.
    pub fn sign(&self, host: &str) -> Certificate {
        let key = KeyPair::generate().expect("a key can be made");
        let params = CertificateParams::new([host.to_owned()]).expect("a good name of a host");
        let signed = params.signed_by(&key, &self.issuer).expect("the authority signs");
        Certificate { chain: signed.pem(), key: key.serialize_pem(), authority: self.pem.clone() }
    }
}
