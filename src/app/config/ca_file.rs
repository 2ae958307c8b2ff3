//! Reads the file of a certificate authority that a connection trusts besides those of the system.
//!
//! It is read at start only. Who is trusted then, and how, is the business of the adapters.

use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::file_text::{located, shown, text_of};
use super::report::Report;

/// The bundle of all public authorities has a quarter of that.
const BYTES_MAX: u64 = 1024 * 1024;

const REMEDY: &str = "name a PEM file with the certificate of the authority that signed the \
                      server's certificate, from BEGIN CERTIFICATE to END CERTIFICATE; without \
                      `ca_file`, the authorities of the system are trusted";

/// The text of the file named by `ca_file` in this section, if one is named and can be used.
pub(super) fn read(
    section: &str,
    written: Option<&str>,
    folder: &Path,
    report: &mut Report,
) -> Option<String> {
    let written = written?;
    let key = format!("{section}.ca_file");
    let origin = report.origin(&key);
    let path = located(written, &origin, folder);
    let text = text_of(&path, BYTES_MAX).map_err(|why| format!("which cannot be read: {why}"));
    let certificates = text.and_then(|text| mistake(&text).map_or(Ok(text), Err));
    match certificates {
        Ok(text) => Some(text),
        Err(wrong) => {
            let title = format!("`{key}` names {}, {wrong}", shown(written, &path));
            report.wrong(&key, origin, title, REMEDY);
            None
        }
    }
}

/// Why these certificates cannot be trusted, to be read after the file's name.
fn mistake(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("which is empty".to_owned());
    }
    // A key of an authority signs whatever its holder wants; this program has no use for it.
    if text.contains("PRIVATE KEY-----") {
        return Some("which has a private key in it: keep that away from this program".to_owned());
    }
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
        let number = roots.len().saturating_add(1);
        let Ok(certificate) = certificate else {
            return Some(format!("whose certificate number {number} is no good PEM"));
        };
        if roots.add(certificate).is_err() {
            return Some(format!("whose certificate number {number} cannot be read"));
        }
    }
    roots.is_empty().then(|| "which has no certificate".to_owned())
}
