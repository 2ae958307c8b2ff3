//! A folder with a policy and a configuration in it, and ways to load that.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::app::config::{Problems, Role, Settings, Sources, load};

/// Every secret in these tests has this word in it, so that none can get out unnoticed.
pub(super) const MARK: &str = "5ECRET";

/// A key of workers.
pub(super) const SEALING_KEY: &str = "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETcc";

/// The least that can be used.
pub(super) const MINIMAL: &str = r#"[accounts.stripe-eu]
processor = "stripe"
api_key = "rk_live_5ECRET01234567"
webhook_secrets = ["whsec_5ECRET0123456789"]
policy = "policy.toml"
merchant = "Example Inc."
"#;

pub(super) struct Place {
    folder: TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Self { folder };
        place.write("policy.toml", include_str!("../../../../config/policy.toml"));
        place
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// With the key that every worker needs, where the text has none.
    pub(super) fn load(&self, text: &str, env: &[(&str, &str)]) -> Result<Settings, Problems> {
        self.write("refundd.toml", text);
        let mut env = variables(env);
        if !text.contains("sealing_keys") && !env.iter().any(|(name, _)| name.contains("SEALING")) {
            env.push(("REFUNDD__WORKER__SEALING_KEYS".to_owned(), SEALING_KEY.to_owned()));
        }
        load(&Sources { file: Some(self.path("refundd.toml")), env, ..Sources::default() })
    }

    /// As the role reads it, with nothing added.
    pub(super) fn load_as(&self, role: Role, text: &str) -> Result<Settings, Problems> {
        self.write("refundd.toml", text);
        load(&Sources { file: Some(self.path("refundd.toml")), env: Vec::new(), role })
    }

    pub(super) fn good(&self, text: &str, env: &[(&str, &str)]) -> Settings {
        self.load(text, env).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// The problems as they are displayed, without what differs between runs.
    pub(super) fn bad(&self, text: &str, env: &[(&str, &str)]) -> String {
        let problems = self.load(text, env).expect_err("this configuration is wrong");
        self.plain(&problems)
    }

    pub(super) fn plain(&self, problems: &Problems) -> String {
        let shown = problems.to_string();
        assert!(!shown.contains(MARK), "a secret got out:\n{shown}");
        assert!(!format!("{problems:?}").contains(MARK), "a secret got out by Debug");
        shown.replace(self.folder.path().to_str().unwrap(), "/etc/refundd")
    }
}

pub(super) fn variables(env: &[(&str, &str)]) -> Vec<(String, String)> {
    env.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}
