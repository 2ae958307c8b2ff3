//! Whom an encrypted connection trusts, where an authority of the owner's own is among them.
//!
//! The client library trusts the system's authorities or those that it is given, never both. So
//! that a setting means the same for all connections, it is given the system's as well.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use redis::TlsCertificates;

/// These authorities (PEM) and those of the system.
pub(super) fn besides_those_of_the_system(ca: &str) -> TlsCertificates {
    let mut roots = ca.to_owned();
    // What the system has and cannot be read is missing, as with the other connections.
    for certificate in rustls_native_certs::load_native_certs().certs {
        roots.push_str("\n-----BEGIN CERTIFICATE-----\n");
        BASE64_STANDARD.encode_string(&certificate, &mut roots);
        roots.push_str("\n-----END CERTIFICATE-----\n");
    }
    TlsCertificates { client_tls: None, root_cert: Some(roots.into_bytes()) }
}
