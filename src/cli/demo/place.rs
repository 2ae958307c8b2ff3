//! The folder of the demo: configuration, policy, switch and database, removed at the end unless kept.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::app::clock;
use crate::app::config::{self, Settings, Sources};
use ports::BoxError;

/// The name of the one account.
pub(super) const ACCOUNT: &str = "demo";
/// The key to the sandbox. It opens nothing else.
pub(super) const API_KEY: &str = "sk_sandbox_of_the_demo";
/// Signs the sandbox's webhooks.
pub(super) const WEBHOOK_SECRET: &str = "whsec_webhooks_of_the_demo";
/// Signs refund requests: base64, as Standard Webhooks asks.
pub(super) const REQUEST_SECRET: &str = "whsec_cmVxdWVzdHMgb2YgdGhlIGRlbW8gb25seSE=";

/// Signs answers of reviewers.
pub(super) const REVIEW_SECRET: &str = "whsec_cmV2aWV3cyBvZiB0aGUgZGVtbywgbm8gbW9yZQ==";
/// Seals decisions and records.
const SEALING_KEY: &str = "whsec_c2VhbHMgb2YgdGhlIGRlbW8sIGFuZCBubyBtb3JlLg==";

/// The policy that new deployments start from.
const POLICY: &str = include_str!("../../../config/policy.toml");

const DATABASE: &str = "refundd.db";

/// Where the demo keeps its files.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    keep: bool,
}

impl Place {
    /// A folder of its own, or the one to keep.
    pub(super) fn open(keep: Option<PathBuf>) -> Result<Self, BoxError> {
        let place = if let Some(folder) = keep {
            Self { folder, keep: true }
        } else {
            let started = clock::now().as_millisecond();
            let name = format!("refundd-demo-{}-{started}", std::process::id());
            Self { folder: std::env::temp_dir().join(name), keep: false }
        };
        create_for_owner(&place.folder)
            .map_err(|error| format!("{} cannot be created: {error}", place.folder.display()))?;
        if place.database().exists() {
            let database = place.database();
            // The books of an earlier day would be mixed with those of this one.
            return Err(format!("{} exists: name another folder", database.display()).into());
        }
        Ok(place)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// Whether the files stay.
    pub(super) fn is_kept(&self) -> bool {
        self.keep
    }

    /// Writes the configuration, the policy and its switch.
    pub(super) fn write(&self, ingress: SocketAddr, sandbox: SocketAddr) -> Result<(), BoxError> {
        let database = self.database();
        let database = database.to_str().ok_or("the folder's name is not UTF-8")?;
        // A text in JSON is one in TOML.
        let database = serde_json::to_string(database)?;
        // The pace suits a sandbox on this machine. Everything else is the default.
        let text = format!(
            "[service]\nsource = \"/refundd/demo\"\n\n\
             [http]\nlisten = \"{ingress}\"\n\n\
             [senders.help-desk]\nkind = \"desk\"\nmay = [\"request\"]\n\
             secrets = [\"{REQUEST_SECRET}\"]\n\n\
             [senders.review-desk]\nkind = \"desk\"\nmay = [\"review\"]\n\
             secrets = [\"{REVIEW_SECRET}\"]\n\n\
             [reviewers.agent-7]\n\n\
             [embedded]\npath = {database}\n\n\
             [worker]\nsealing_keys = [\"{SEALING_KEY}\"]\n\n\
             [gateway]\nrequests_per_second_max = 500\n\n\
             [accounts.{ACCOUNT}]\nprocessor = \"stripe\"\nbase_url = \"http://{sandbox}\"\n\
             api_key = \"{API_KEY}\"\nwebhook_secrets = [\"{WEBHOOK_SECRET}\"]\n\
             policy = \"policy.toml\"\nmerchant = \"Example Inc.\"\n"
        );
        fs::write(self.configuration(), text)?;
        fs::write(self.folder.join("policy.toml"), POLICY)?;
        Ok(())
    }

    /// Reads the configuration the way the daemon does, but for the environment.
    pub(super) fn settings(&self) -> Result<Settings, BoxError> {
        let sources = Sources { file: Some(self.configuration()), ..Sources::default() };
        config::load(&sources).map_err(|problems| problems.to_string().into())
    }

    fn configuration(&self) -> PathBuf {
        self.folder.join("refundd.toml")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.keep {
            // What is left in the temporary folder is a matter of tidiness only.
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

/// The database has webhooks, and webhooks have personal data: nobody but the owner looks in.
fn create_for_owner(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
