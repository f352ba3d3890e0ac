//! docs/simulate.md is read, not believed.

use std::fs;
use std::path::Path;

use santral::simulate::{Limits, Report, Scenario, run};
use serde_json::Value;

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/simulate.md")).unwrap()
}

/// The TOML blocks of the page.
fn examples() -> Vec<String> {
    page().split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn every_example_is_a_scenario_that_plays() {
    let examples = examples();
    assert_eq!(examples.len(), 2);
    for text in examples {
        let scenario = Scenario::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let scenario = Scenario { replications: 1, ..scenario };
        assert!(run(&scenario, Limits::NONE, &()).unwrap().report.overall.answered > 100);
    }
}

/// Every key of a table, with those inside it.
fn keys(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                found.push(key.clone());
                keys(value, found);
            }
        }
        toml::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => {}
    }
}

#[test]
fn every_key_there_is_stands_in_an_example() {
    let mut shown = Vec::new();
    examples().iter().for_each(|text| keys(&toml::from_str(text).unwrap(), &mut shown));
    // A key the file knows is in the list that refuses an unknown one.
    for table in ["x = 1", "[routing]\nx = 1", "call_types = [{ x = 1 }]", "agents = [{ x = 1 }]"] {
        let error = Scenario::parse(&format!("duration_s = 9\n{table}")).unwrap_err().to_string();
        let expected = error.split("expected one of").nth(1).unwrap_or_else(|| panic!("{error}"));
        for key in expected.split('`').skip(1).step_by(2) {
            let suffixed = ["patience_", "wrap_up_", "answer_", "handle_"]
                .iter()
                .find_map(|what| key.strip_prefix(what));
            let by_rule = matches!(suffixed, Some("distribution" | "scv"));
            assert!(by_rule || shown.iter().any(|shown| shown == key), "{key} is not in docs/simulate.md");
        }
    }
}

#[test]
fn every_key_of_the_result_is_documented() {
    let report: Report = super::scenarios::play(super::books::BUSY);
    let mut found = Vec::new();
    fn json_keys(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    found.push(key.clone());
                    json_keys(value, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| json_keys(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    json_keys(&serde_json::to_value(&report).unwrap(), &mut found);
    let page = page();
    for key in found {
        let written = [format!("`{key}"), format!(".{key}`"), format!("{key}[]"), format!("\"{key}\"")];
        assert!(
            key == "name" || written.iter().any(|written| page.contains(written)),
            "{key} is not documented"
        );
    }
}
