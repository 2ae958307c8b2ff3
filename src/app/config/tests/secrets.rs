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
    let secrets = &settings.accounts.values().next().unwrap().webhook_secrets;
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
         sentinel_login = \":5ECRET\"\n[http.requests]\n\
         secrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa\"]\n[http.reviews]\n\
         secrets = [\"whsec_5ECRET5ECRET5ECRET5ECRET5ECRETbb\"]\n{MINIMAL}"
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
