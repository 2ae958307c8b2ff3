//! Where the daemon runs: a folder with its configuration and its policy, and the servers it works
//! with.

use std::fs;
use std::path::{Path, PathBuf};

use crate::load::{ACCOUNT, REQUEST_SECRET, SENDER, WEBHOOK_SECRET};

/// Seals decisions and records, as on every worker.
const SEALING_KEY: &str = "whsec_c2VhbHMgb2YgdGhlIGJlbmNobWFyaywgbm8gbW9yZS4=";

const POLICY: &str = r#"
name = "Everything"
version = "1"
[[rule]]
id = "everything"
when = ["payment.age_days <= 30"]
approve = "full"
clause = "everything"
[default]
review = "no_rule_applies"
clause = "everything"
[clauses]
everything = "Every payment is refunded in full within 30 days of purchase."
"#;

/// What carries messages and keeps cases.
#[derive(Clone)]
pub enum Backend {
    Servers { amqp: String, redis: String },
    Embedded,
}

/// A place for one daemon at a time.
pub struct Site {
    pub backend: Backend,
    processor: String,
    accounts: Vec<String>,
    folder: tempfile::TempDir,
}

impl Site {
    /// One account, and a policy that gives everything within 30 days.
    pub fn new(backend: Backend, processor: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let accounts = vec![ACCOUNT.to_owned()];
        let site = Self { backend, processor: processor.to_owned(), accounts, folder };
        site.with_policy(POLICY)
    }

    pub fn with_policy(self, policy: &str) -> Self {
        fs::write(self.folder.path().join("policy.toml"), policy).unwrap();
        self
    }

    /// Several accounts at the same processor: each has a pace of its own.
    pub fn with_accounts(mut self, accounts: Vec<String>) -> Self {
        self.accounts = accounts;
        self
    }

    pub fn amqp(&self) -> &str {
        match &self.backend {
            Backend::Servers { amqp, .. } => amqp,
            Backend::Embedded => unreachable!("an embedded site has no broker"),
        }
    }

    pub fn redis(&self) -> &str {
        match &self.backend {
            Backend::Servers { redis, .. } => redis,
            Backend::Embedded => unreachable!("an embedded site has no Redis"),
        }
    }

    pub fn processor(&self) -> &str {
        &self.processor
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the configuration, and says where.
    pub fn configure(&self, http: u16, admin: u16, limits: Limits) -> PathBuf {
        let Limits { deliveries, calls, calls_per_second } = limits;
        let general = format!(
            "http.listen = \"127.0.0.1:{http}\"\n\
             admin.listen = \"127.0.0.1:{admin}\"\n\
             worker.in_flight_max = {deliveries}\n\
             worker.sealing_keys = [\"{SEALING_KEY}\"]\n\
             gateway.in_flight_max = {calls}\n\
             gateway.requests_per_second_max = {calls_per_second}\n"
        );
        let (backend, sender) = match &self.backend {
            Backend::Servers { amqp, redis } => (
                format!(
                    "transport.kind = \"rabbitmq\"\n\
                     transport.rabbitmq.url = \"{amqp}\"\n\
                     transport.rabbitmq.prefetch = {deliveries}\n\
                     store.kind = \"redis\"\n\
                     store.redis.url = \"{redis}\"\n"
                ),
                "trust = \"broker\"".to_owned(),
            ),
            Backend::Embedded => (
                format!("embedded.path = '{}'\n", self.folder().join("refundd.db").display()),
                format!("secrets = [\"{REQUEST_SECRET}\"]"),
            ),
        };
        let sender =
            format!("[senders.{SENDER}]\nkind = \"desk\"\nmay = [\"request\"]\n{sender}\n");
        let accounts = self.accounts.iter().enumerate().map(|(number, account)| {
            // No two accounts have a secret in common.
            let other = if number == 0 { String::new() } else { format!("_{number}") };
            format!(
                "[accounts.{account}]\n\
                 processor = \"stripe\"\n\
                 base_url = \"{}\"\n\
                 api_key = \"sk_test_of_the_benchmark{other}\"\n\
                 webhook_secrets = [\"{WEBHOOK_SECRET}{other}\"]\n\
                 policy = \"policy.toml\"\n\
                 merchant = \"Example Inc.\"\n",
                self.processor
            )
        });
        let path = self.folder().join("refundd.toml");
        let accounts = accounts.collect::<String>();
        fs::write(&path, [general, backend, sender, accounts].concat()).unwrap();
        path
    }
}

/// What differs from the defaults.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Deliveries in flight, and fetched.
    pub deliveries: u16,
    /// Calls to the processor in flight.
    pub calls: u16,
    /// Calls to the processor per second, by each account.
    pub calls_per_second: u16,
}

impl Default for Limits {
    /// The processor is a sandbox, so it is asked as often as the configuration admits.
    fn default() -> Self {
        Self { deliveries: 64, calls: 256, calls_per_second: 1000 }
    }
}
