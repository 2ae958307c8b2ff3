//! The documents agree with the program: what says which settings there are is written by
//! `REFUNDD_GOLDEN=write cargo test --lib documents`, and the example can be used.

use super::place::{MINIMAL, Place};
use crate::app::config::key::{TABLES, keys};
use crate::app::config::report::Report;
use crate::app::config::{Store, Transport, environment, file, value};
use ingress::IngressOptions;
use setting::{Key, Preset, SettingTable};

const EXAMPLE: &str = include_str!("../../../../config/example.toml");
const DEFAULTS: &str = include_str!("../../../../config/default.toml");

const DEFAULTS_HEAD: &str = "\
# Every setting with its default. A configuration file and the environment only name what differs.
# docs/configuration.md is the same list as a table. Both are written by the tests, from the rows
# beside the components: see CONTRIBUTING.md.
#
# A line that begins with `#` and no blank is a setting without a default, with an example.
";

/// The headings below "Settings", with the tables that stand there and what leads to more.
const HEADINGS: [(&str, &str, &str); 15] = [
    ("service", "The process", ""),
    ("http", "Webhooks and requests", ""),
    ("admin", "Health and metrics", ""),
    ("transport", "Messages", ""),
    ("store", "Cases", ""),
    ("events", "What is published", ""),
    ("embedded", "The embedded database", ""),
    ("worker", "The work", ""),
    ("gateway", "Calls to processors", ""),
    (
        "facts",
        "Facts",
        "What is asked, how it is signed and what may be answered: \
         [facts-endpoint.md](facts-endpoint.md).\n\n",
    ),
    (
        "messages",
        "Texts",
        "What may stand in the files, and how to look at the result: [messages.md](messages.md).\n\n",
    ),
    ("accounts", "Accounts", ""),
    (
        "senders",
        "Senders",
        "What each may do, and why: [reviews.md](reviews.md), [http.md](http.md), \
         [topology.md](topology.md#publishing-to-the-work-queue-yourself).\n\n",
    ),
    ("reviewers", "Reviewers", ""),
    (
        "review",
        "Answers of reviewers",
        "The codes, and where they are needed: [reviews.md](reviews.md#why-a-person-decided).\n\n",
    ),
];

fn prose(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

/// Lines of a comment, none longer than 100 characters.
fn comment(lines: &[&str]) -> String {
    let mut shown = String::from("#");
    let mut column = 1;
    for word in prose(lines).split(' ') {
        if column + 1 + word.chars().count() > 100 {
            shown.push_str("\n#");
            column = 1;
        }
        shown.push(' ');
        shown.push_str(word);
        column += 1 + word.chars().count();
    }
    shown + "\n"
}

/// A table of `config/default.toml`. Those of accounts have no name yet, and are commented out.
fn defaults(table: &SettingTable) -> String {
    let free = if table.path.contains('*') { "#" } else { "" };
    let mut text = comment(table.about);
    text.push_str(&format!("{free}[{}]\n", table.path.replace('*', "example")));
    for key in table.keys {
        let (sign, value) = match key.preset {
            Preset::Default(value) => (free, value),
            Preset::Example(value) => ("#", value),
        };
        text.push_str(&comment(key.doc));
        text.push_str(&format!("{sign}{} = {value}\n", key.name()));
    }
    text
}

fn row(key: &Key) -> String {
    let path = key.path.replace('*', "<name>");
    let default = match key.preset {
        Preset::Default(value) => format!("`{value}`"),
        Preset::Example(_) => "–".to_owned(),
    };
    format!("| `{path}` | {default} | {} | {} |\n", value::expected(&key.kind), prose(key.doc))
}

fn rows(of: impl Fn(&SettingTable) -> bool) -> String {
    let head = "| setting | default | must be | what and why |\n|---|---|---|---|\n";
    let keys = TABLES.iter().filter(|table| of(table)).flat_map(|table| table.keys);
    keys.fold(head.to_owned(), |text, key| text + &row(key))
}

#[test]
fn the_file_of_defaults_has_every_setting() {
    let tables = TABLES.iter().map(|table| format!("\n{}", defaults(table)));
    golden::hold("config/default.toml", &(DEFAULTS_HEAD.to_owned() + &tables.collect::<String>()));
}

#[test]
fn the_page_has_every_setting() {
    let page = golden::read("docs/configuration.md");
    let (written, _) = page.split_once("\n## Settings\n").unwrap();
    let mut text = format!("{written}\n## Settings\n\n`–` is a setting without a default.\n");
    for (first, heading, more) in HEADINGS {
        let here = rows(|table| table.path.split('.').next() == Some(first));
        text.push_str(&format!("\n### {heading}\n\n{more}{here}"));
    }
    golden::hold("docs/configuration.md", &text);
    assert_eq!(text.matches("\n| `").count() - written.matches("\n| `").count(), keys().count());
}

#[test]
fn o7_the_page_of_http_has_the_limits_that_can_be_set() {
    let http = IngressOptions::default();
    let buffers = http.connections_max * 2 * http.header_bytes_max.max(16 * 1024);
    let [bodies, buffers] = [http.bodies_bytes_max, buffers].map(|bytes| bytes / (1024 * 1024));
    let memory = format!(
        "\nBodies take at most `http.bodies_bytes_max` of memory, and connections \
         `http.connections_max` × twice `http.header_bytes_max` (16 KiB at least): \
         {bodies} + {buffers} MiB with the defaults. What was measured under attack is in \
         [performance.md](performance.md#an-ingress-under-attack).\n"
    );
    with_settings("docs/http.md", &[("http", memory.as_str()), ("gateway", "")]);
}

#[test]
fn o7_the_page_of_the_store_has_what_can_be_set() {
    with_settings("docs/store.md", &[("embedded", ""), ("store.redis", "")]);
}

/// Holds a page to the rows of these tables, between the marks for them, and what follows the rows.
fn with_settings(page: &str, tables: &[(&str, &str)]) {
    let mut text = golden::read(page);
    for (path, more) in tables {
        let (head, foot) = (format!("<!-- settings of {path} -->\n"), "<!-- end of settings -->\n");
        let (before, rest) = text.split_once(&head).unwrap();
        let (_, after) = rest.split_once(foot).unwrap();
        text = format!("{before}{head}{}{more}{foot}{after}", rows(|table| table.path == *path));
    }
    golden::hold(page, &text);
}

/// The defaults with the settings that have none: those are commented out without a blank.
fn uncommented(text: &str) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.is_empty() && !rest.starts_with(' ') => rest.to_owned(),
        Some(_) | None => line.to_owned(),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn every_default_and_every_example_can_be_set() {
    let mut report = Report::default();
    let tables = TABLES.iter().map(|table| defaults(table)).collect::<String>();
    let file = file::read(&uncommented(&tables), &mut report);
    let wrong: Vec<&str> = report.problems.iter().map(|problem| problem.title.as_str()).collect();
    // The examples of secrets have an ellipsis, so that none is mistaken for a real one.
    assert!(wrong.iter().all(|title| title.contains("visible ASCII")), "{wrong:#?}");
    assert_eq!(file.layer.len() + wrong.len(), keys().count());
}

#[test]
fn the_defaults_that_are_in_code_are_those_in_the_document() {
    let place = Place::new();
    let documented: String = uncommented(DEFAULTS)
        .lines()
        .skip_while(|line| *line != "[accounts.example]")
        // An account without an endpoint has none by default.
        .take_while(|line| *line != "[accounts.example.facts]")
        .filter(|line| !line.contains("_file = "))
        // Where there is nothing, nothing is the default.
        .filter(|line| {
            let nothing = [
                "policy_versions",
                "statutes",
                "costs",
                "rest_days",
                "reverse_transfer",
                "refund_application_fee",
                "connected_account",
                "greeting_placeholder",
            ];
            !nothing.iter().any(|key| line.starts_with(key))
        })
        .map(|line| line.to_owned() + "\n")
        .collect();
    let documented = documented
        .replace("rk_live_…", "rk_live_5ECRET01234567")
        .replace("whsec_…", "whsec_5ECRET0123456789")
        .replace("accounts.example", "accounts.stripe-eu");
    let (explicit, implicit) = (place.good(&documented, &[]), place.good(MINIMAL, &[]));
    let (explicit, implicit) = (explicit.accounts, implicit.accounts);
    assert_eq!(format!("{explicit:?}"), format!("{implicit:?}"));
}

#[test]
fn the_example_can_be_used() {
    let place = Place::new();
    for (name, content) in [
        ("help_desk_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETaa\n"),
        ("review_desk_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETbb\n"),
        ("bot_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETcc\n"),
        ("event_secrets", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETee\n"),
        ("sealing_keys", "whsec_5ECRET5ECRET5ECRET5ECRET5ECRETdd\n"),
        ("rabbitmq_url", "amqps://refundd:5ECRET@rabbitmq:5671/refundd\n"),
        ("redis_url", "rediss://refundd:5ECRET@redis:6379/0\n"),
        ("stripe_eu_api_key", "rk_live_5ECRET01234567\n"),
        ("stripe_eu_webhook_secrets", "whsec_5ECRET0123456789\nwhsec_5ECRETbeingrolled\n"),
    ] {
        place.write(name, content);
    }
    let folder = place.path("").to_str().unwrap().to_owned();
    let settings = place.good(&EXAMPLE.replace("/run/secrets/refundd/", &folder), &[]);
    assert!(matches!(settings.transport, Transport::RabbitMq(_)));
    let Store::Redis(redis) = settings.store else { panic!("the example uses Redis") };
    assert_eq!(redis.marker.as_deref(), Some("production-1"));
    let account = settings.accounts.values().next().unwrap();
    assert_eq!(account.setup.secrets.len(), 2);
    assert_eq!(account.metadata.plan, "price_plan");
    assert_eq!(account.metadata.product, "product");
    assert_eq!((settings.senders.senders.len(), settings.senders.reviewers.len()), (3, 3));
    assert_eq!(settings.warnings, [""; 0], "reviews can be answered, and the bot is bounded");
}

#[test]
fn every_setting_has_its_reason_and_a_variable() {
    for key in keys() {
        assert!(prose(key.doc).ends_with('.'), "{} has no sentence", key.path);
    }
    let variable = environment::variable("accounts.stripe-eu.api_key");
    assert_eq!(variable, "REFUNDD__ACCOUNTS__STRIPE_EU__API_KEY");
}
