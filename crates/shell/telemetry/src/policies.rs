//! The policies that decide: read anew, or without a version for a purchase.

use metrics::counter;

use super::metrics as names;
use crate::level::{error, info, warn};
use domain::ids::{AccountName, CaseId, RequestId};

/// Changed policies, statutes or costs of an account were read, and taken or not. Says hashes and
/// names of files, and nothing of what stands in them.
#[derive(Debug)]
pub struct PoliciesReloaded<'a> {
    pub account: &'a AccountName,
    /// The hash of the policy that was in force; empty where none was.
    pub before: &'a str,
    /// The hash of the policy that is in force now; empty where none is.
    pub after: &'a str,
    /// How many versions there are now.
    pub versions: usize,
    /// Why they are not used; those before them stay in use.
    pub refused: Option<&'a str>,
}

impl PoliciesReloaded<'_> {
    pub fn emit(&self) {
        let Self { account, before, after, versions, refused } = self;
        let result = if refused.is_some() { "refused" } else { "taken" };
        let name = account.to_string();
        counter!(names::POLICIES_RELOADED, "account" => name, "result" => result).increment(1);
        match refused {
            None => info!(%account, before, after, versions, "changed policies are in use"),
            Some(why) => error!(%account, before, why, "changed policies are not used"),
        }
    }
}

/// No version of the policy applies to a request; a person decides.
#[derive(Debug)]
pub struct VersionMissing<'a> {
    pub case: &'a CaseId,
    pub request: &'a RequestId,
    /// Why, as the code of the review.
    pub code: &'static str,
}

impl VersionMissing<'_> {
    pub fn emit(&self) {
        let Self { case, request, code } = self;
        let account = case.account.to_string();
        counter!(names::VERSIONS_MISSING, "account" => account, "reason" => *code).increment(1);
        warn!(%case, %request, code, "no version of the policy applies");
    }
}
