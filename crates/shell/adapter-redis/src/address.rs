//! Where the store is: the URL, read once at start.
//!
//! | form | meaning |
//! |---|---|
//! | `redis://[user:password@]host[:port][/database]` | one server |
//! | `redis+sentinel://[user:password@]sentinel[:port],…/master[/database]` | the master that the Sentinels name |
//! | `redis+cluster://[user:password@]node[:port],…` | a cluster, found through any of its nodes |
//!
//! `rediss` in place of `redis` is TLS, to Sentinels as well. User and password are those of the
//! data nodes, percent-encoded. Ports default to 6379, Sentinels' to 26379.

use redis::io::tcp::TcpSettings;
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisError};
use secrecy::{ExposeSecret, SecretString};

/// Why a URL is refused. The URL itself is not repeated: it may contain a password.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// The beginning is not one of ours.
    #[error(
        "the store's URL must begin with redis://, rediss://, redis+sentinel://, \
         rediss+sentinel://, redis+cluster:// or rediss+cluster://"
    )]
    Scheme,
    /// Sentinels know several masters.
    #[error("the store's URL must name the master after the Sentinels: redis+sentinel://host/name")]
    NoMaster,
    /// Without verification, TLS protects from nobody.
    #[error("the store's URL has a fragment; TLS without verification is not offered")]
    Fragment,
    /// A cluster has one database.
    #[error("the store's URL names a database, and a cluster has only database 0")]
    Database,
    /// The client library did not accept it.
    #[error("the store's URL cannot be read")]
    Unreadable(#[source] RedisError),
}

/// Where the store is.
#[derive(Debug, Clone)]
pub(super) enum Address {
    One(ConnectionInfo),
    Sentinel { sentinels: Vec<ConnectionInfo>, master: String, node: ConnectionInfo },
    Cluster(Vec<ConnectionInfo>),
}

const PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

impl Address {
    pub(super) fn parse(
        url: &SecretString,
        sentinel_login: Option<&SecretString>,
    ) -> Result<Self, AddressError> {
        let url = url.expose_secret();
        if url.contains('#') {
            return Err(AddressError::Fragment);
        }
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::Scheme)?;
        let (plain, kind) = scheme.split_once('+').unwrap_or((scheme, ""));
        if !matches!(plain, "redis" | "rediss") {
            return Err(AddressError::Scheme);
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let node = |login: &str, host: &str, port: u16, database: &str| {
            let at = if login.is_empty() { "" } else { "@" };
            read(&format!("{plain}://{login}{at}{}/{database}", with_port(host, port)))
        };
        match kind {
            "" => Ok(Self::One(node(login, hosts, PORT, path)?)),
            "sentinel" => {
                let (master, database) = path.split_once('/').unwrap_or((path, ""));
                if master.is_empty() {
                    return Err(AddressError::NoMaster);
                }
                let sentinel_login = sentinel_login.map_or("", |login| login.expose_secret());
                let sentinels = hosts
                    .split(',')
                    .map(|host| node(sentinel_login, host, SENTINEL_PORT, ""))
                    .collect::<Result<_, _>>()?;
                // Of the node only the login, the database and the use of TLS are meant; its
                // address comes from the Sentinels.
                let node = node(login, "from-sentinel", PORT, database)?;
                Ok(Self::Sentinel { sentinels, master: master.to_owned(), node })
            }
            "cluster" => {
                if !path.is_empty() {
                    return Err(AddressError::Database);
                }
                let nodes = hosts.split(',').map(|host| node(login, host, PORT, ""));
                Ok(Self::Cluster(nodes.collect::<Result<_, _>>()?))
            }
            _ => Err(AddressError::Scheme),
        }
    }
}

/// The socket's settings: small commands are sent at once.
pub(super) fn tcp() -> TcpSettings {
    TcpSettings::default().set_nodelay(true)
}

fn read(url: &str) -> Result<ConnectionInfo, AddressError> {
    let info = url.into_connection_info().map_err(AddressError::Unreadable)?;
    Ok(info.set_tcp_settings(tcp()))
}

fn with_port(host: &str, port: u16) -> String {
    // An IPv6 address stands in brackets and has colons of its own.
    let after_address = host.rsplit_once(']').map_or(host, |(_, after)| after);
    if after_address.contains(':') { host.to_owned() } else { format!("{host}:{port}") }
}

/// Whether the connection is encrypted.
pub(super) fn is_tls(info: &ConnectionInfo) -> bool {
    matches!(info.addr(), ConnectionAddr::TcpTls { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Address, AddressError> {
        Address::parse(&SecretString::from(url.to_owned()), None)
    }

    fn addresses(nodes: &[ConnectionInfo]) -> Vec<String> {
        nodes.iter().map(|node| node.addr().to_string()).collect()
    }

    #[test]
    fn one_server_keeps_login_and_database() {
        let Address::One(info) = parse("rediss://u:p%40w@[::1]/3").unwrap() else {
            panic!("one server")
        };
        assert_eq!(info.addr().to_string(), "::1:6379");
        assert!(is_tls(&info) && info.tcp_settings().nodelay());
        let login = info.redis_settings();
        assert_eq!((login.username(), login.password(), login.db()), (Some("u"), Some("p@w"), 3));
    }

    #[test]
    fn sentinels_have_their_own_port_and_no_login_of_the_nodes() {
        let Address::Sentinel { sentinels, master, node } =
            parse("redis+sentinel://:pw@a,b:1/mymaster/2").unwrap()
        else {
            panic!("sentinels")
        };
        assert_eq!(addresses(&sentinels), ["a:26379", "b:1"]);
        assert_eq!(sentinels[0].redis_settings().password(), None);
        assert_eq!(master, "mymaster");
        assert_eq!((node.redis_settings().password(), node.redis_settings().db()), (Some("pw"), 2));
    }

    #[test]
    fn a_cluster_lists_its_nodes() {
        let Address::Cluster(nodes) = parse("rediss+cluster://:pw@a,b:7001").unwrap() else {
            panic!("a cluster")
        };
        assert_eq!(addresses(&nodes), ["a:6379", "b:7001"]);
        assert!(nodes.iter().all(|n| is_tls(n) && n.redis_settings().password() == Some("pw")));
    }

    #[test]
    fn what_is_not_understood_is_refused_without_repeating_the_password() {
        let refused = [
            "http://:hunter2@h",
            "redis+ring://:hunter2@h",
            "redis+sentinel://:hunter2@h",
            "redis+cluster://:hunter2@h/1",
            "rediss://:hunter2@h/0#insecure",
            "redis://:hunter2@h/x",
            "hunter2",
        ];
        for url in refused {
            let error = anyhow::Error::new(parse(url).unwrap_err());
            assert!(!format!("{error:#} {error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
