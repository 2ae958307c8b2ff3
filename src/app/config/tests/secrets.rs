//! Where secrets come from, and that none gets out.

use secrecy::ExposeSecret;

use super::place::{MARK, MINIMAL, Place};
use crate::app::config::Settings;

fn without(line_with: &str) -> String {
    let kept: Vec<&str> = MINIMAL.lines().filter(|line| !line.starts_with(line_with)).collect();
    kept.join("\n") + "\n"
}

fn api_key(settings: &Settings) -> &str {
    settings.accounts.values().next().unwrap().api_key.expose_secret()
}

#[test]
fn a_secret_of_digits_stays_as_it_is() {
    let place = Place::new();
    for key in ["000123", "1e5", "true", "0x10", "1_000"] {
        let settings = place.good(MINIMAL, &[("REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY", key)]);
        assert_eq!(api_key(&settings), key);
        let text = format!("{}api_key = \"{key}\"\n", without("api_key"));
        assert_eq!(api_key(&place.good(&text, &[])), key);
        place.write("key", key);
        let text = format!("{}api_key_file = \"key\"\n", without("api_key"));
        assert_eq!(api_key(&place.good(&text, &[])), key);
    }
}

#[test]
fn a_secret_file_loses_its_last_line_break_and_nothing_else() {
    let place = Place::new();
    let text = format!("{}api_key_file = \"key\"\n", without("api_key"));
    for content in ["5ECRET=+/", "5ECRET=+/\n", "5ECRET=+/\r\n"] {
        place.write("key", content);
        assert_eq!(api_key(&place.good(&text, &[])), "5ECRET=+/");
    }
}

#[test]
fn a_file_of_several_secrets_has_one_on_each_line() {
    let place = Place::new();
    place.write("hooks", "whsec_5ECRET0123456789\n\r\nwhsec_5ECRETanother-one\r\n");
    let text = format!("{}webhook_secrets_file = \"hooks\"\n", without("webhook_secrets"));
    let settings = place.good(&text, &[]);
    let secrets = &settings.accounts.values().next().unwrap().setup.secrets;
    let secrets: Vec<&str> = secrets.iter().map(ExposeSecret::expose_secret).collect();
    assert_eq!(secrets, ["whsec_5ECRET0123456789", "whsec_5ECRETanother-one"]);
}

#[test]
fn a_variable_can_name_another_secret_file_than_the_configuration() {
    let place = Place::new();
    place.write("key", "from-the-file");
    place.write("other", "from-the-variable");
    let text = format!("{}api_key_file = \"key\"\n", without("api_key"));
    let other = place.path("other");
    let env = [("REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY_FILE", other.to_str().unwrap())];
    assert_eq!(api_key(&place.good(&text, &env)), "from-the-variable");
}

#[test]
fn settings_do_not_show_secrets() {
    let place = Place::new();
    let text = format!(
        "[transport]\nkind = \"rabbitmq\"\n[transport.rabbitmq]\nurl = \"amqp://u:5ECRET@h\"\n\
         [store]\nkind = \"redis\"\n[store.redis]\nurl = \"redis://u:5ECRET@h\"\n\
         sentinel_login = \":5ECRET\"\n[senders.desk]\nkind = \"desk\"\n\
         may = [\"request\"]\nsecrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa\"]\n\
         [senders.agent-7]\nkind = \"person\"\nmay = [\"review\"]\n\
         secrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETbb\"]\n[reviewers.agent-7]\n\
         [events]\nsecrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETee\"]\n{MINIMAL}"
    );
    let settings = place.good(&text, &[]);
    assert_eq!(settings.warnings, [""; 0], "reviews can be answered");
    let shown = format!("{settings:?}");
    assert!(!shown.contains(MARK), "{shown}");
    assert!(shown.contains("REDACTED") && shown.contains("stripe-eu"), "{shown}");
}

/// A secret is put wherever a text can stand, in the file and in a variable: under every key,
/// under wrong names, unquoted, in broken files. `Place::plain` looks for it in what is displayed.
#[test]
fn a_secret_in_a_wrong_place_is_not_repeated() {
    let place = Place::new();
    let mut shown = 0;
    for key in crate::app::config::key::keys() {
        let path = key.path.replace('*', "stripe-eu");
        let (table, name) = path.rsplit_once('.').unwrap();
        for value in
            ["\"5ECRET5ECRET\"", "[\"5ECRET\", 5]", "{ a = \"5ECRET\" }", "5ECRET", "\"5ECRET"]
        {
            let text = format!("[{table}]\n{name} = {value} # 5ECRET\nbroken = 5\n");
            if let Err(problems) = place.load(&text, &[]) {
                place.plain(&problems);
                shown += 1;
            }
        }
        let variable = format!("REFUNDD__{}", path.replace('.', "__").replace('-', "_"));
        let env = [(variable.to_uppercase(), "5ECRET\n5ECRET".to_owned())];
        let env = [(env[0].0.as_str(), env[0].1.as_str()), ("REFUNDD__X", "5ECRET")];
        place.bad(MINIMAL, &env);
        shown += 1;
    }
    assert_eq!(shown, crate::app::config::key::keys().count() * 6, "each key, each way");
    for text in [
        "[accounts.a]\napikey = \"5ECRET\"\n",
        "[accounts.a]\napi_key = 5ECRET\nwebhook_secrets = [\n  \"5ECRET\",\n  5ECRET\n",
        "api_key = \"\"\"\n5ECRET=\n5ECRET = 5\n",
        "5 = 5 # 5ECRET\nx = ?\n",
        "accounts = \"5ECRET\"\n",
        "accounts = { a = \"5ECRET\" }\n",
    ] {
        place.bad(text, &[]);
    }
}

/// A second account beside the one of `MINIMAL`.
fn second(api_key: &str, webhook_secret: &str) -> String {
    format!(
        "[accounts.us]\nprocessor = \"stripe\"\napi_key = \"{api_key}\"\n\
         webhook_secrets = [\"whsec_5ECRETof_its_own\", \"{webhook_secret}\"]\n\
         policy = \"policy.toml\"\nmerchant = \"Example\"\n"
    )
}

#[test]
fn s23_one_secret_in_two_places_is_refused_and_both_are_named() {
    const KEY: &str = "rk_live_5ECRET01234567";
    const HOOK: &str = "whsec_5ECRET0123456789";
    const SIGNS: &str = "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa";
    let place = Place::new();
    let good = format!("{MINIMAL}{}", second("rk_live_5ECRETtwo", "whsec_5ECRETtwo-two"));
    place.good(&good, &[]);
    let signed = |may: &str, secret: &str| {
        format!("[senders.desk]\nkind = \"desk\"\nmay = [\"{may}\"]\nsecrets = [\"{secret}\"]\n")
    };
    let facts = |account: &str, secret: &str| {
        format!(
            "[accounts.{account}.facts]\nurl = \"https://a.example/f\"\nsecrets = [\"{secret}\"]\n"
        )
    };
    let hosts = "[facts]\nallowed_hosts = [\"a.example\"]\n";
    let (eu, us) = ("accounts.stripe-eu", "accounts.us");
    let wrong = [
        (format!("{MINIMAL}{}", second(KEY, "whsec_5ECRETtwo-two")), ["api_key"; 2], [eu, us]),
        (format!("{MINIMAL}{}", second("rk_5ECRET", HOOK)), ["webhook_secrets"; 2], [eu, us]),
        (
            format!("{MINIMAL}{}", second(HOOK, "whsec_5ECRETtwo-two")),
            ["webhook_secrets", "api_key"],
            [eu, us],
        ),
        (
            format!("{}{good}", signed("request", SIGNS)).replace("whsec_5ECRETtwo-two", SIGNS),
            ["webhook_secrets", "secrets"],
            [us, "senders.desk"],
        ),
        (
            format!("{}{good}", signed("review", SIGNS)).replace("rk_live_5ECRETtwo", SIGNS),
            ["api_key", "secrets"],
            [us, "senders.desk"],
        ),
        (
            format!("[worker]\nsealing_keys = [\"{SIGNS}\"]\n{}{good}", signed("request", SIGNS)),
            ["secrets", "sealing_keys"],
            ["senders.desk", "worker"],
        ),
        (
            format!("[worker]\nsealing_keys = [\"{SIGNS}\"]\n{good}")
                .replace("whsec_5ECRETtwo-two", SIGNS),
            ["webhook_secrets", "sealing_keys"],
            [us, "worker"],
        ),
        (
            format!("{hosts}{}{good}{}", signed("request", SIGNS), facts("us", SIGNS)),
            ["facts.secrets", "secrets"],
            [us, "senders.desk"],
        ),
    ];
    for (text, [key, other_key], [table, other_table]) in &wrong {
        let said = place.bad(text, &[]);
        let title =
            format!("one secret stands in `{table}.{key}` and in `{other_table}.{other_key}`");
        assert!(said.contains(&title), "{title}:\n{said}");
        assert_eq!(said.matches("stands in").count(), 1, "{said}");
    }
    // By a variable, or out of a file, it is the same secret.
    let env = [("REFUNDD__ACCOUNTS__US__API_KEY", KEY)];
    assert!(place.bad(&good, &env).contains("one secret stands in"));
    // One system of the merchant may answer for two accounts.
    let both = format!("{hosts}{good}{}{}", facts("us", SIGNS), facts("stripe-eu", SIGNS));
    place.good(&both, &[]);
}

#[test]
fn m7_connected_accounts_share_the_secrets_of_their_platform_and_nobody_elses() {
    const KEY: &str = "rk_live_5ECRETplatform";
    const HOOK: &str = "whsec_5ECRETplatform-hook";
    let place = Place::new();
    let account = |name: &str, connected: Option<&str>| {
        let connected = connected
            .map_or_else(String::new, |account| format!("connected_account = \"{account}\"\n"));
        format!(
            "[accounts.{name}]\nprocessor = \"stripe\"\napi_key = \"{KEY}\"\n\
             webhook_secrets = [\"{HOOK}\"]\npolicy = \"policy.toml\"\nmerchant = \"Example\"\n\
             {connected}"
        )
    };
    let platform = account("platform", None);
    let [one, two] = [("one", "acct_1"), ("two", "acct_2")]
        .map(|(name, connected)| account(name, Some(connected)));
    for good in [
        format!("{platform}{one}"),
        format!("{one}{two}"),
        format!("{platform}{one}{two}"),
        // A payment is of one of them, whoever else has an account of its own.
        format!("{MINIMAL}{one}{two}"),
    ] {
        place.good(&good, &[]);
    }
    let key = |name: &str| format!("`accounts.{name}.api_key`");
    for (wrong, names) in [
        (format!("{one}{}", account("again", Some("acct_1"))), ["again", "one"]),
        (format!("{platform}{}", account("again", None)), ["again", "platform"]),
    ] {
        let said = place.bad(&wrong, &[]);
        let [first, second] = names.map(key);
        let title = format!("one secret stands in {first} and in {second}");
        assert!(said.contains(&title), "{title}:\n{said}");
        assert!(said.contains("they are one account of the processor"), "{said}");
        assert!(said.contains("webhook_secrets"), "{said}");
    }
    // What they may share among themselves is for nothing else: neither the one for the other use,
    // nor either for a sender.
    let sender =
        format!("[senders.desk]\nkind = \"desk\"\nmay = [\"request\"]\nsecrets = [\"{HOOK}\"]\n");
    let mixed = two.replace(HOOK, KEY);
    for (wrong, other) in [
        (format!("{sender}{one}{two}"), "`senders.desk.secrets`"),
        (format!("{one}{mixed}"), "`accounts.two.webhook_secrets`"),
    ] {
        let said = place.bad(&wrong, &[]);
        assert!(said.contains("one secret stands in") && said.contains(other), "{said}");
    }
}
