//! Reports at the command line, made of what a daemon has really stored.

use ports::store::{CaseStore as _, Keep, Version};
use serde_json::{Value, json};

use super::{Installation, file};
use crate::contract::case;

/// After three requests were put before a person, who approved one, denied one and asked about one:
/// every form has them.
pub async fn have_what_people_decided(installation: &Installation) {
    let report = installation.json(&["report", "--since", "7d"]).await;
    assert_eq!((&report["schema_version"], &report["complete"]), (&json!(1), &json!(true)));
    let requests = &report["requests"];
    assert_eq!((&requests["count"], &requests["decided"]), (&json!(3), &json!(2)));
    assert_eq!(requests["decided_by_machine"], json!(0));
    let outcomes = json!({"approved_full": 1, "denied": 1, "asked": 1});
    assert_eq!(requests["outcomes"], outcomes);
    let money = &requests["money"][0];
    assert_eq!((&money["currency"], &money["refunded_minor"]), (&json!("USD"), &json!(60_000)));
    assert_eq!(money["asked_minor"], json!(180_000));
    let rules: Vec<&Value> = keys(&report, "rule");
    assert_eq!(rules, [&json!("money-back")], "the rule that handed them to people");
    assert_eq!(keys(&report, "decided_by"), [&json!("person")]);
    let given = keys(&report, "because");
    assert_eq!(given.len(), 2, "with a code and without one");
    assert!(given.contains(&&json!("press")), "{given:?}");
    assert_eq!(report["periods"].as_array().map(Vec::len), Some(8));
    let waits = &report["stages"];
    assert_eq!((&waits["decided"]["count"], &waits["refunded"]["count"]), (&json!(2), &json!(1)));

    let text = installation.run(&["report"]).await;
    assert_eq!(text.code, Some(0), "{}", text.stderr);
    assert!(text.stdout.contains("Approved in full"), "{}", text.stdout);
    let csv = installation.run(&["report", "--output", "csv", "--account", "stripe-eu"]).await;
    assert!(csv.stdout.contains("\nreason,technical_problem,,,requests,3,,\n"), "{}", csv.stdout);

    let page = installation.folder.path().join("report.html").display().to_string();
    let written = installation.run(&["report", "--html", &page]).await;
    assert_eq!((written.code, written.stdout), (Some(0), format!("written: {page}\n")));
    let page = std::fs::read_to_string(&page).expect("it was written");
    assert!(page.starts_with("<!doctype html>") && page.contains("Technical problem"));
}

fn keys<'a>(report: &'a Value, dimension: &str) -> Vec<&'a Value> {
    let keys = report["by"][dimension]["keys"].as_array().expect("a list");
    keys.iter().map(|key| &key["key"]).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_reported_is_said_with_a_code() {
    let installation = Installation::new(|folder| {
        let path = folder.join("refundd.db").display().to_string();
        format!("[embedded]\npath = {}\n\n[worker]\nkeep_days = 30\n", json!(path))
    })
    .await;
    installation.configure(&["stripe-eu"]);
    let refused = async |words: &[&str], code: i32, says: &str| {
        let ended = installation.run(&[&["report"], words].concat()).await;
        assert_eq!(ended.code, Some(code), "{words:?}: {}{}", ended.stdout, ended.stderr);
        assert!(ended.stderr.contains(says), "{words:?}: {}", ended.stderr);
    };
    refused(&["--since", "soon"], 2, "--since: `soon`").await;
    refused(&["--account", "nobody"], 66, "no account nobody").await;
    refused(&[], 78, "no process has begun yet").await;

    let open = file(installation.folder.path().join("refundd.db"));
    let saved = open.save(&case("pi_1", 1), Version::default(), Keep::Forever).await;
    saved.expect("nobody else saves");
    // Beside the process that has the file.
    let report = installation.json(&["report"]).await;
    drop(open);
    assert_eq!((&report["complete"], &report["requests"]["count"]), (&json!(false), &json!(0)));
    let text = installation.run(&["report"]).await;
    assert!(text.stdout.contains("these figures are not complete"), "{}", text.stdout);
}
