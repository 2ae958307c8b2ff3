//! What a process is for, and which secrets that needs: it is not given the others, so that whoever gets
//! hold of the one process does not have what only another needs.

/// What a process is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Role {
    /// Takes webhooks and requests over HTTP.
    Ingress,
    /// Handles what was taken.
    Worker,
    /// Commands of people: `review`, `shelf`, `report`, `store`.
    Operator,
    /// Ingress and worker in one process.
    #[default]
    All,
}

impl Role {
    /// Whether it listens for webhooks and requests.
    pub fn receives(self) -> bool {
        match self {
            Self::Ingress | Self::All => true,
            Self::Worker | Self::Operator => false,
        }
    }

    /// Whether it decides and refunds.
    pub fn works(self) -> bool {
        match self {
            Self::Worker | Self::All => true,
            Self::Ingress | Self::Operator => false,
        }
    }

    /// Whether it reads cases: everybody does who does not only receive.
    pub fn reads_cases(self) -> bool {
        self != Self::Ingress
    }

    /// The name, as it is given on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Worker => "worker",
            Self::Operator => "operator",
            Self::All => "all",
        }
    }

    /// Whether it needs the secret at this place; `*` stands for the name of an account.
    pub(super) fn needs(self, secret: &str) -> bool {
        match secret {
            // An operator signs with the secret of a sender, and the others verify.
            "transport.rabbitmq.url" | "senders.*.secrets" => true,
            "store.redis.url" | "store.redis.sentinel_login" => self.reads_cases(),
            // A worker verifies webhooks again.
            "accounts.*.webhook_secrets" => self.receives() || self.works(),
            // Keys to money, to the merchant's systems, and to what only workers may write.
            _ => self.works(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::config::key::keys;
    use setting::SettingKind;

    #[test]
    fn s8_each_role_needs_these_secrets_and_no_others() {
        let secrets = keys()
            .filter(|key| matches!(key.kind, SettingKind::Secret | SettingKind::Secrets))
            .map(|key| key.path);
        let secrets: Vec<&str> = secrets.collect();
        let needed = |role: Role| -> Vec<&str> {
            secrets.iter().copied().filter(|secret| role.needs(secret)).collect()
        };
        assert_eq!(
            needed(Role::Ingress),
            ["transport.rabbitmq.url", "accounts.*.webhook_secrets", "senders.*.secrets"]
        );
        assert_eq!(
            needed(Role::Operator),
            [
                "transport.rabbitmq.url",
                "store.redis.url",
                "store.redis.sentinel_login",
                "senders.*.secrets"
            ]
        );
        assert_eq!(needed(Role::Worker), secrets);
        assert_eq!(needed(Role::All), secrets);
    }
}
