//! Which facts endpoints can be set up at all.

use std::sync::Arc;

use super::facts::{HandClock, SECRET, endpoints, options};
use crate::facts::{FactsOptions, HttpFacts};

#[tokio::test]
async fn an_endpoint_that_cannot_be_meant_is_not_built_and_no_secret_is_shown() {
    let source = |url: &str, secrets: &[&str], allow_private| {
        let options = FactsOptions { allow_private, ..options() };
        HttpFacts::new(&options, &endpoints(url, secrets), Arc::new(HandClock::default()))
    };
    for (url, secrets, allow_private, fits) in [
        ("https://facts.example.com/a?b=c", &[SECRET][..], false, true),
        ("http://127.0.0.1:8080/", &[SECRET], false, true),
        ("http://localhost/", &[SECRET], false, true),
        ("https://10.0.0.7/", &[SECRET], true, true),
        ("https://10.0.0.7/", &[SECRET], false, false),
        ("https://169.254.169.254/", &[SECRET], true, false),
        ("https://[::ffff:169.254.169.254]/", &[SECRET], true, false),
        ("https://2130706433/", &[SECRET], false, true),
        ("http://facts.example.com/", &[SECRET], true, false),
        ("http://10.0.0.7/", &[SECRET], true, false),
        ("https://user@facts.example.com/", &[SECRET], false, false),
        ("https://facts.example.com/", &[], false, false),
        ("https://facts.example.com/", &["whsec_c2hvcnQ="], false, false),
    ] {
        let built = source(url, secrets, allow_private);
        assert_eq!(built.is_ok(), fits, "{url} {secrets:?} {allow_private}: {built:?}");
        let shown = format!("{built:?}");
        assert!(!shown.contains("MfKQ9r8"), "{shown}");
    }
}
