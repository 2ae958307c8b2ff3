//! Ends TLS in front of a server that has none, as a gateway does.
//!
//! It belongs to the runtime of the test that started it and ends with it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::Certificate;

/// A running one.
#[derive(Debug)]
pub struct Terminator {
    address: SocketAddr,
    acceptor: JoinHandle<()>,
}

impl Terminator {
    /// Listens on a free port and passes what it decrypts on to `upstream` (`host:port`).
    pub async fn before(upstream: &str, own: &Certificate) -> Self {
        let certificate = CertificateDer::from_pem_slice(own.chain.as_bytes());
        let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes());
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.expect("a certificate")], key.expect("a key"))
            .expect("the certificate fits the key");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("a bound listener has an address");
        let acceptor = tokio::spawn(accept(listener, Arc::new(config).into(), upstream.to_owned()));
        Self { address, acceptor }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Terminator {
    fn drop(&mut self) {
        self.acceptor.abort();
    }
}

async fn accept(listener: TcpListener, tls: TlsAcceptor, upstream: String) {
    while let Ok((client, _)) = listener.accept().await {
        let (tls, upstream) = (tls.clone(), upstream.clone());
        tokio::spawn(async move {
            // A client that does not trust the certificate goes away here.
            let Ok(mut client) = tls.accept(client).await else { return };
            let Ok(mut server) = TcpStream::connect(&upstream).await else { return };
            // Either side may end as it likes.
            drop(tokio::io::copy_bidirectional(&mut client, &mut server).await);
        });
    }
}
