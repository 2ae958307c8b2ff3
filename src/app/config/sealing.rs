//! The keys under which the workers seal.

use secrecy::SecretString;

use super::environment;
use super::report::Report;
use super::senders::usable;

pub(super) const SEALING: &str = "worker.sealing_keys";

/// Complains about keys that cannot seal, and about none.
pub(super) fn check(keys: &[SecretString], report: &mut Report) {
    if keys.is_empty() {
        let remedy = format!(
            "set the variable {}, or `sealing_keys_file` below `[worker]`, to a key that only the \
             workers have: `echo whsec_$(openssl rand -base64 32)`",
            environment::variable(SEALING)
        );
        report.missing(SEALING, " or empty", remedy);
    }
    usable(SEALING, keys, report);
}
