//! Wrong configurations, and word for word what is said about them.

use super::place::{MINIMAL, Place};

/// The certificate of an authority; nobody has its key.
const CA: &str = include_str!("authority.pem");

/// Something wrong: what, the text of the file, the environment.
type Wrong<'a> = (&'a str, String, &'a [(&'a str, &'a str)]);

fn all(wrong: &[Wrong<'_>]) -> String {
    let place = Place::new();
    place.write("empty", "\n");
    place.write("two-lines", "5ECRET\n5ECRET\n");
    place.write("no-certificate.pem", "5ECRET\n");
    place.write("key.pem", "-----BEGIN PRIVATE KEY-----\n5ECRET==\n-----END PRIVATE KEY-----\n");
    place.write("not-base64.pem", &certificate("5ECRET!"));
    place.write("other-bytes.pem", &certificate("5ECRET=="));
    place.write("bad-policy.toml", "[[rule]]\nid = \"a\"\nwhen = [\"payment.ages > 3\"]\n");
    let shown: Vec<String> = wrong
        .iter()
        .map(|(what, text, env)| format!("## {what}\n\n{}\n", place.bad(text, env)))
        .collect();
    shown.join("\n")
}

/// Tables before the account.
fn with(tables: &str) -> String {
    format!("{tables}\n{MINIMAL}")
}

/// A line in the account instead of the one of the same key.
fn account(line: &str) -> String {
    let key = line.split([' ', '_']).next().unwrap();
    let kept: Vec<&str> = MINIMAL.lines().filter(|kept| !kept.starts_with(key)).collect();
    format!("{}\n{line}\n", kept.join("\n"))
}

#[test]
fn names_that_do_not_exist() {
    let wrong: [Wrong<'_>; 10] = [
        ("a slip in a key", with("[worker]\nfresh_second = 10"), &[]),
        ("a key of another table", with("[worker]\npost_seconds_max = 20"), &[]),
        ("a key like no other", with("[worker]\nzzz = 20"), &[]),
        ("a slip in a table", with("[gatway]\npost_seconds_max = 20"), &[]),
        ("a slip in an account", account("webhook_secret = \"whsec_5ECRET0123456789\""), &[]),
        ("an account that cannot be named", with("[accounts.\"Stripe EU\"]\nx = 1"), &[]),
        ("a slip in a variable", with(""), &[("REFUNDD__WORKER__FRESH_SECOND", "10")]),
        ("a variable that names a table", with(""), &[("REFUNDD__WORKER", "10")]),
        ("a single underscore", with(""), &[("REFUNDD_WORKER__FRESH_SECONDS", "10")]),
        (
            "a slip in an account's variable",
            with(""),
            &[
                ("REFUNDD__ACCOUNTS__STRIPE_UE__API_KEY", "5ECRET"),
                ("REFUNDD__ACCOUNTS__STRIPE_UE__MERCHANT", "x"),
                ("REFUNDD__ACCOUNTS__QUITE_ANOTHER__MERCHANT", "x"),
            ],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

#[test]
fn o16_a_table_without_its_beginning_is_named_whole() {
    for (text, variable, meant) in [
        ("[rabbitmq]\ndeclare = false", None, "transport.rabbitmq.declare"),
        ("rabbitmq.declare = false", None, "transport.rabbitmq.declare"),
        ("[redis]\nmarkr = \"x\"\nprefix = \"y\"", None, "store.redis.marker"),
        ("[metadata]\nplan = \"x\"", None, "accounts.<name>.metadata.plan"),
        ("", Some("REFUNDD__RABBITMQ__DECLARE"), "transport.rabbitmq.declare"),
    ] {
        let variables: Vec<(&str, &str)> =
            variable.map(|name| (name, "false")).into_iter().collect();
        // A dotted key belongs to the table above it, so it stands first.
        let said = all(&[("", format!("{text}\n{}", with("")), &variables)]);
        assert!(said.contains(&format!("did you mean `{meant}`?")), "{text}: {said}");
    }
}

#[test]
fn values_that_are_something_else() {
    let wrong: [Wrong<'_>; 13] = [
        ("no TOML", "[worker\nfresh_seconds = 10\napi_key = 5ECRET\n".to_owned(), &[]),
        ("a key twice", with("[worker]\nfresh_seconds = 10\nfresh_seconds = 11"), &[]),
        ("a number in quotes", with("[worker]\nfresh_seconds = \"10\""), &[]),
        ("a number too large", with("[worker]\nfresh_seconds = 1000"), &[]),
        ("a number with a decimal point", with("[worker]\nfresh_seconds = 1.5"), &[]),
        ("a falling ladder", with("[worker]\nladder_seconds = [5, 120, 30]"), &[]),
        ("a ladder from zero", with("[worker]\nladder_seconds = [0, 5]"), &[]),
        ("a table that is none", "worker = 5\n".to_owned() + MINIMAL, &[]),
        ("a choice that there is not", with("[transport]\nkind = \"kafka\""), &[]),
        ("a list of one without brackets", account("webhook_secrets = \"5ECRET\""), &[]),
        ("a secret without quotes", account("api_key = 123"), &[]),
        ("a name instead of an address", with("[http]\nlisten = \"localhost:8080\""), &[]),
        (
            "variables of a wrong type",
            with(""),
            &[
                ("REFUNDD__WORKER__FRESH_SECONDS", "ten"),
                ("REFUNDD__WORKER__ATTEMPTS_MAX", "007"),
                ("REFUNDD__WORKER__LADDER_SECONDS", "5,4"),
                ("REFUNDD__TRANSPORT__RABBITMQ__DECLARE", "yes"),
                ("REFUNDD__GATEWAY__POST_SECONDS_MAX", "500"),
            ],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

/// A desk that may send this, and signs with this.
fn sender(name: &str, may: &str, secret: &str) -> String {
    format!("[senders.{name}]\nkind = \"desk\"\nmay = [\"{may}\"]\nsecrets = [\"{secret}\"]")
}

#[test]
fn secrets_that_cannot_be_had() {
    let both = "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa";
    let bare = both.trim_start_matches("whsec_");
    let wrong: [Wrong<'_>; 10] = [
        ("both a secret and its file", with("") + "api_key_file = \"empty\"\n", &[]),
        (
            "a secret in the file and its file in a variable",
            with(""),
            &[("REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY_FILE", "/run/secrets/key")],
        ),
        ("a file that is not there", account("api_key_file = \"run/missing.key\""), &[]),
        ("an empty file", account("api_key_file = \"empty\""), &[]),
        ("two lines for one secret", account("api_key_file = \"two-lines\""), &[]),
        ("the secret instead of its file", account("api_key_file = \"sk_live_5ECRET\""), &[]),
        ("a publishable key", account("api_key = \"pk_live_5ECRET\""), &[]),
        ("a short webhook secret", account("webhook_secrets = [\"5ECRET\"]"), &[]),
        ("an unusable secret of a sender", with(&sender("desk", "request", "whsec_5ECRET")), &[]),
        (
            "one secret for two senders, spelled in two ways",
            with(&format!(
                "{}\n{}",
                sender("desk", "request", both),
                sender("crm", "review", bare)
            )),
            &[],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

/// An endpoint of the account, and these lines of `[facts]`.
fn endpoint(facts: &str, lines: &str) -> String {
    format!("[facts]\n{facts}\n{MINIMAL}[accounts.stripe-eu.facts]\n{lines}\n")
}

#[test]
fn facts_that_cannot_be_asked_for() {
    const HOSTS: &str =
        "allowed_hosts = [\"facts.example.com\", \"10.0.0.7\", \"169.254.169.254\"]";
    const SECRET: &str = "secrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa\"]";
    let with = |url: &str| format!("url = \"{url}\"\n{SECRET}");
    let private = format!("{HOSTS}\nallow_private = true");
    let wrong: [Wrong<'_>; 13] = [
        ("a host that is not allowed", endpoint("", &with("https://facts.example.com/a")), &[]),
        ("another host", endpoint(HOSTS, &with("https://facts.example.org/a")), &[]),
        ("a private address", endpoint(HOSTS, &with("https://10.0.0.7/a")), &[]),
        ("the metadata of a cloud", endpoint(&private, &with("https://169.254.169.254/a")), &[]),
        ("http to another machine", endpoint(HOSTS, &with("http://facts.example.com/a")), &[]),
        (
            "a password in the address",
            endpoint(HOSTS, &with("https://u:5ECRET@facts.example.com")),
            &[],
        ),
        ("no secret", endpoint(HOSTS, "url = \"https://facts.example.com/a\""), &[]),
        (
            "an unusable secret",
            endpoint(HOSTS, "url = \"https://facts.example.com/a\"\nsecrets = [\"5ECRET\"]"),
            &[],
        ),
        ("secrets without an address", endpoint(HOSTS, SECRET), &[]),
        ("a URL among the hosts", endpoint("allowed_hosts = [\"https://a.example\"]", ""), &[]),
        ("a host without brackets", endpoint("allowed_hosts = \"facts.example.com\"", ""), &[]),
        ("a connection longer than the whole", endpoint("connect_timeout_ms = 2000", ""), &[]),
        (
            "a host in a variable that is none",
            endpoint(HOSTS, &with("https://facts.example.com/a")),
            &[("REFUNDD__FACTS__ALLOWED_HOSTS", "facts.example.com,a b")],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

fn certificate(base64: &str) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n")
}

fn rabbitmq(lines: &str) -> String {
    with(&format!("[transport]\nkind = \"rabbitmq\"\n[transport.rabbitmq]\n{lines}"))
}

#[test]
fn authorities_that_cannot_be_trusted() {
    let wrong: [Wrong<'_>; 7] = [
        ("no file", with("[gateway]\nca_file = \"nowhere.pem\""), &[]),
        ("an empty one", with("[gateway]\nca_file = \"./empty\""), &[]),
        ("no certificate", with("[gateway]\nca_file = \"no-certificate.pem\""), &[]),
        ("a key", with("[gateway]\nca_file = \"key.pem\""), &[]),
        ("no base64", with("[gateway]\nca_file = \"not-base64.pem\""), &[]),
        (
            "other bytes, for the broker",
            rabbitmq("url = \"amqps://u:5ECRET@h\"\nca_file = \"other-bytes.pem\""),
            &[],
        ),
        (
            "other bytes, for the store",
            with(
                "[store]\nkind = \"redis\"\n[store.redis]\nurl = \"rediss://u:5ECRET@h\"\n\
                 ca_file = \"other-bytes.pem\"",
            ),
            &[],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

#[test]
fn an_authority_for_a_connection_that_is_not_encrypted() {
    let place = Place::new();
    place.write("ca.pem", CA);
    let redis = |url: &str| {
        with(&format!(
            "[store]\nkind = \"redis\"\n[store.redis]\nurl = \"{url}\"\nca_file = \"ca.pem\""
        ))
    };
    let broker = |url: &str| rabbitmq(&format!("url = \"{url}\"\nca_file = \"ca.pem\""));
    for text in [
        broker("amqps://u:5ECRET@h"),
        redis("rediss://u:5ECRET@h"),
        redis("rediss+sentinel://u:5ECRET@h/m"),
        redis("rediss+cluster://u:5ECRET@h"),
    ] {
        place.good(&text, &[]);
    }
    for (text, scheme) in [
        (broker("amqp://u:5ECRET@h"), "amqps"),
        (redis("redis://u:5ECRET@h"), "rediss"),
        (redis("redis+sentinel://u:5ECRET@h/m"), "rediss"),
    ] {
        let said = place.bad(&text, &[]);
        assert!(said.contains(&format!("does not begin with {scheme}")), "{said}");
        assert!(said.contains("nothing would be encrypted"), "{said}");
    }
}

#[test]
fn settings_that_do_not_fit_each_other() {
    let wrong: [Wrong<'_>; 12] = [
        (
            "a list older than a call",
            with("[worker]\nfresh_seconds = 40\nexecuted_within_seconds = 40"),
            &[],
        ),
        (
            "a call longer than it can take",
            with("[worker]\nexecuted_within_seconds = 30"),
            &[("REFUNDD__GATEWAY__POST_SECONDS_MAX", "30")],
        ),
        ("a connection longer than its call", with("[gateway]\nconnect_seconds_max = 25"), &[]),
        ("a stop that does not wait", with("[service]\ngrace_seconds = 20"), &[]),
        ("a lease shorter than a claim", with("[embedded]\nlease_seconds = 60"), &[]),
        ("cases forgotten early", with("[worker]\nkeep_days = 30\nfeedback_after_days = 28"), &[]),
        ("keys that do not last", account("key_lifetime_seconds = 859"), &[]),
        ("keys said to last longer", account("key_lifetime_seconds = 86401"), &[]),
        ("one port for two", with("[http]\nlisten = \"0.0.0.0:9090\""), &[]),
        (
            "a broker that gives too much",
            with("[worker]\nin_flight_max = 10\n[transport]\nkind = \"rabbitmq\""),
            &[("REFUNDD__TRANSPORT__RABBITMQ__URL", "amqp://u:5ECRET@h")],
        ),
        (
            "an answer before the confirm",
            with(
                "[transport]\nkind = \"rabbitmq\"\n[transport.rabbitmq]\nurl = \"amqp://u:5ECRET@h\"\npublish_timeout_seconds = 9",
            ),
            &[],
        ),
        (
            "back ends without addresses",
            with("[transport]\nkind = \"rabbitmq\"\n[store]\nkind = \"redis\""),
            &[],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

#[test]
fn accounts_that_cannot_work() {
    let wrong: [Wrong<'_>; 9] = [
        ("no account", "[worker]\nfresh_seconds = 10\n".to_owned(), &[]),
        ("an empty account", "[accounts.a]\n".to_owned(), &[]),
        ("an empty account beside a good one", with("[accounts.b]"), &[]),
        ("an unknown processor", account("processor = \"adyen\""), &[]),
        ("an address without TLS", account("base_url = \"http://api.stripe.com\""), &[]),
        ("an unknown language", account("locale = \"es\""), &[]),
        ("a policy that is not there", account("policy = \"polcy.toml\""), &[]),
        ("a policy with mistakes", account("policy = \"bad-policy.toml\""), &[]),
        (
            "two accounts of one name",
            with("[accounts.stripe_eu]\nprocessor = \"stripe\""),
            &[("REFUNDD__ACCOUNTS__STRIPE_EU__MERCHANT", "x")],
        ),
    ];
    insta::assert_snapshot!(all(&wrong));
}

#[test]
fn texts_that_cannot_be_used() {
    let place = Place::new();
    for folder in ["texts", "empty-texts"] {
        std::fs::create_dir(place.path(folder)).unwrap();
    }
    place.write("texts/de.ftl", "refunded-subject = Unterwegs\nrefunded-titel = Unterwegs\n");
    place.write("texts/es.ftl", "refunded-subject = En camino\n");
    let wrong = ["texts", "empty-texts", "no-texts", "policy.toml"]
        .map(|folder| place.bad(&with(&format!("[messages]\nfolder = \"{folder}\"")), &[]));
    insta::assert_snapshot!(wrong.join("\n\n"));
    place.write("texts/de.ftl", "refunded-subject = Unterwegs: { $amount }\n");
    std::fs::remove_file(place.path("texts/es.ftl")).unwrap();
    let settings = place.good(&with("[messages]\nfolder = \"texts\""), &[]);
    assert_eq!(settings.messages.folder, Some(place.path("texts")));
    let own = settings.messages.texts.current().counts().into_iter().map(|(_, _, own)| own);
    assert_eq!(own.sum::<usize>(), 1);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let text = "[http]\nlisten = 8080\nbody_byte_max = 5\n[worker]\nfresh_seconds = 0\n\
                [service]\ngrace_seconds = 5\n[accounts.a]\nprocessor = \"stripe\"\n\
                api_key_file = \"missing\"\n";
    let env = [("REFUNDD__STORE__KIND", "postgres"), ("REFUNDD__ADMIN__LISTEN", "9090")];
    insta::assert_snapshot!(Place::new().bad(text, &env));
}

#[test]
fn a_file_that_is_not_there_is_all_that_is_complained_about() {
    let place = Place::new();
    let sources =
        crate::app::config::Sources { file: Some(place.path("no.toml")), ..Default::default() };
    let shown = place.plain(&crate::app::config::load(&sources).unwrap_err());
    insta::assert_snapshot!(shown);
}

#[test]
fn ports_chosen_by_the_system_may_be_the_same() {
    let text = with("[http]\nlisten = \"127.0.0.1:0\"\n[admin]\nlisten = \"127.0.0.1:0\"");
    Place::new().good(&text, &[]);
}
