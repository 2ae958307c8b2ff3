//! The seal of a decision that travels with its message.
//!
//! The broker is no trust boundary: without a seal, whoever can publish to the work queue could
//! write an approval into a header and have it carried out past the policy. The key is one that
//! only the workers of the account have, its webhook secrets; a seal made with a secret that was
//! rolled away since does not fit, and the request is decided again.

use secrecy::ExposeSecret as _;

use super::account::Account;
use crate::domain::ids::{CaseId, RequestId};
use crate::processors::mac;
use crate::wire::record::{Carried, decode_decision, encode_decision};

/// Begins every seal, and keeps it apart from what else is signed with the same secret.
const LABEL: &str = "refundd-decision-1";

/// What a decision is about: sealed with it, so that it fits no other request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) account: &'a Account,
    pub(super) case: &'a CaseId,
    pub(super) request: &'a RequestId,
}

impl Subject<'_> {
    /// The decision with its seal, as it stands in the header; `None` for an account without a
    /// secret, whose decisions do not travel.
    pub(super) fn seal(&self, carried: &Carried) -> Option<String> {
        let text = encode_decision(carried);
        let secret = self.account.webhook_secrets.first()?;
        let key = secret.expose_secret().as_bytes();
        let seal = mac::sign(key, &Self::parts(&self.place(), &text))?;
        Some(format!("{}.{text}", hex::encode(seal)))
    }

    /// The decision, if it is ours and about this request.
    pub(super) fn open(&self, header: &str) -> Option<Carried> {
        let (seal, text) = header.split_once('.')?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(seal, &mut bytes).ok()?;
        let place = self.place();
        let parts = Self::parts(&place, text);
        let mut secrets = self.account.webhook_secrets.iter();
        secrets
            .any(|secret| mac::fits(secret.expose_secret().as_bytes(), &parts, &[bytes]))
            .then(|| decode_decision(text).ok())?
    }

    /// Ids have no line breaks, so that the parts cannot run into each other.
    fn place(&self) -> String {
        format!("{LABEL}\n{}\n{}\n", self.case, self.request)
    }

    fn parts<'p>(place: &'p str, text: &'p str) -> [&'p [u8]; 2] {
        [place.as_bytes(), text.as_bytes()]
    }
}
