//! Holds `docs/events.md` to the types: the tables and examples in it are generated.
//!
//! Between `<!-- generated: NAME -->` and `<!-- end -->` stands what this file writes; the prose
//! around it is written by hand.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use super::{events, inbound};

const PAGE: &str = "docs/events.md";

#[test]
fn the_page_has_a_section_for_every_message_and_says_what_the_types_say() {
    let page = golden::read(PAGE);
    let blocks = blocks();
    let mut renewed = page.clone();
    for (name, text) in &blocks {
        renewed = renew(&renewed, name, text);
    }
    golden::hold(PAGE, &renewed);
    let sections = page.lines().filter(|line| line.starts_with("### `")).count();
    assert_eq!(sections, 22 + 5, "a section per message");
    let read = inbound::schemas().into_iter().map(|(kind, _)| kind);
    for kind in events::TYPES.into_iter().chain(read) {
        let section = section(&page, kind);
        for word in ["**What**", "**When**", "**Repeats**"] {
            assert!(section.contains(word), "{kind} does not say {word}");
        }
    }
    assert_eq!(page.matches("<!-- generated: ").count(), blocks.len());
}

/// From the heading of a message to the next heading.
fn section<'a>(page: &'a str, kind: &str) -> &'a str {
    let heading = format!("### `{kind}`\n");
    let (_, rest) = page.split_once(&heading).unwrap_or_else(|| panic!("{kind} has no section"));
    rest.split("\n### ").next().unwrap()
}

fn renew(page: &str, name: &str, text: &str) -> String {
    let start = format!("<!-- generated: {name} -->\n");
    let (before, rest) =
        page.split_once(&start).unwrap_or_else(|| panic!("the page has no place for {name}"));
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{start}{text}<!-- end -->{after}")
}

/// What is generated, by the name of its place.
fn blocks() -> BTreeMap<String, String> {
    let mut blocks = BTreeMap::new();
    let (mut published, mut read) = (BTreeMap::new(), BTreeMap::new());
    for (kind, schema) in events::schemas() {
        let file = format!("tests/golden/events/v1/{}.json", kind.strip_suffix(".v1").unwrap());
        let event: Value = serde_json::from_str(&golden::read(&file)).unwrap();
        let example = serde_json::to_string_pretty(&event).unwrap();
        let text = format!(
            "Routing key `{kind}` · [schema](schemas/{kind}.json)\n\n{}\n<details><summary>Example\
             </summary>\n\n```json\n{example}\n```\n\n</details>\n",
            fields(&schema)
        );
        blocks.insert(kind.to_owned(), text);
        published.extend(definitions(&schema));
    }
    for (kind, schema) in inbound::schemas() {
        let text = format!("[schema](schemas/{kind}.json)\n\n{}", fields(&schema));
        blocks.insert(kind.to_owned(), text);
        read.extend(definitions(&schema));
    }
    blocks.insert("shared, published".to_owned(), shared(&published));
    blocks.insert("shared, read".to_owned(), shared(&read));
    blocks
}

fn definitions(schema: &Value) -> BTreeMap<String, Value> {
    let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
    definitions.into_iter().collect()
}

fn shared(definitions: &BTreeMap<String, Value>) -> String {
    let mut text = String::new();
    for (name, schema) in definitions {
        let description = line(&schema["description"]);
        write!(text, "#### {name}\n\n{description}\n\n{}\n", fields(schema)).unwrap();
    }
    text
}

/// A table of an object's fields, an enum's words or an alternative's forms.
fn fields(schema: &Value) -> String {
    if let Some(properties) = schema["properties"].as_object() {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut text = String::from("| field | form | required | meaning |\n|---|---|---|---|\n");
        for (name, field) in properties {
            let needed = if required.contains(&name.as_str()) { "yes" } else { "" };
            let (form, meaning) = (form(field), line(&field["description"]));
            writeln!(text, "| `{name}` | {form} | {needed} | {meaning} |").unwrap();
        }
        return text;
    }
    let forms = schema["oneOf"].as_array().or(schema["anyOf"].as_array()).unwrap();
    let mut text = String::from("| form | meaning |\n|---|---|\n");
    for alternative in forms {
        let meaning = line(&alternative["description"]);
        writeln!(text, "| {} | {meaning} |", form(alternative)).unwrap();
    }
    text
}

/// The form of a value in words.
fn form(schema: &Value) -> String {
    if let Some(word) = schema.as_str().or(schema["const"].as_str()) {
        return format!("`{word}`");
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return format!("[{name}](#{})", name.to_lowercase());
    }
    if let Some(words) = schema["oneOf"].as_array().or(schema["enum"].as_array()) {
        let words = words.iter().filter(|word| !word.is_null());
        return words.map(form).collect::<Vec<_>>().join(" or ");
    }
    if let Some(forms) = schema["anyOf"].as_array() {
        return forms
            .iter()
            .map(form)
            .filter(|form| form != "null")
            .collect::<Vec<_>>()
            .join(" or ");
    }
    let kinds = schema["type"].as_array().cloned().unwrap_or(vec![schema["type"].clone()]);
    let kind = kinds.iter().map(|kind| kind.as_str().unwrap()).collect::<Vec<_>>().join(" or ");
    match kind.as_str() {
        "array" => format!("list of {}", form(&schema["items"])),
        "object" => format!("object of {} by name", form(&schema["additionalProperties"])),
        _ if schema["format"] == "date-time" => "instant".to_owned(),
        _ => kind,
    }
}

/// A description on one line of a table.
fn line(description: &Value) -> String {
    let text = description.as_str().unwrap_or_default().replace('|', "\\|");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
