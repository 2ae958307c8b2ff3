//! The policies and statutes that the repository ships, by their paths.

/// What stands in a folder, without the tests beside it.
pub(super) fn within(folder: &str) -> Vec<String> {
    let names = golden::names(folder, ".toml").into_iter();
    let names = names.filter(|name| !name.ends_with(".tests.toml"));
    names.map(|name| format!("{folder}/{name}")).collect()
}

/// Every policy of `config/`.
pub(super) fn policies() -> Vec<String> {
    let mut paths = vec!["config/policy.toml".to_owned()];
    paths.extend(within("config/policies"));
    paths
}
