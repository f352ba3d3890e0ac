//! Scenarios that are wrong: every mistake is named with its place and what to do.

use santral::simulate::Scenario;

use super::scenarios::n_model;

fn said(text: &str) -> String {
    Scenario::parse(text).expect_err(text).to_string()
}

#[test]
fn each_mistake_is_named_with_its_place() {
    let n = n_model(100_000.0);
    let table = [
        ("name = \"a\"", "name = \"a\"\nrte = 3", "in [[call_types]]: unknown field `rte`"),
        ("seed = 21", "sed = 21", "line 2, column 9, in the top: unknown field `sed`"),
        ("duration_s = 100000", "", "missing field `duration_s`"),
        (
            "duration_s = 100000",
            "duration_s = 0.5",
            "the top: duration_s: is 0.5; write a number from 1 to 1000000000",
        ),
        ("duration_s = 100000", "duration_s = nan", "the top: duration_s: is NaN"),
        ("duration_s = 100000", "duration_s = 10000", "the top: warmup_s: is 20000; nobody would count"),
        (
            "replications = 16",
            "replications = 0",
            "the top: replications: is 0; write a number from 1 to 100000",
        ),
        ("seed = 21", "trunks = 0", "the top: trunks: is 0"),
        (
            "rate_per_hour = 120",
            "rate_per_hour = -1",
            "call type a: rate_per_hour: is -1; write a number from 0 to",
        ),
        ("rate_per_hour = 120", "", "call type a: rate_per_hour: is missing"),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 1\nprofile = [{ from_s = 0, rate_per_hour = 3 }]",
            "stands beside a profile",
        ),
        ("mean_handle_s = 240", "", "call type a: mean_handle_s: is missing, and agents a only have none"),
        ("require = \"a >= 1\"", "require = \"a >=\"", "call type a: require: column 5: "),
        ("require = \"b >= 1\"", "require = \"c\"", "call type b: require: asks for what no agent has"),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\nhandle_distribution = \"normal\"",
            "call type a: handle_distribution: \"normal\" is no distribution; write one of exponential, constant, lognormal",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\nhandle_distribution = \"lognormal\"",
            "call type a: handle_scv: is missing",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\npatience_scv = 2",
            "call type a: patience_scv: says something of lognormal alone",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\npriority = 11",
            "call type a: priority: is 11; write a number from 0 to 10",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\ncall_order = \"lifo\"",
            "call type a: call_order: \"lifo\" is no order; write one of fcfs, priority",
        ),
        (
            "seed = 21",
            "routing = { agent_order = \"any\" }",
            "[routing]: agent_order: \"any\" is no order; write one of longest-idle",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\nstages = [{ after_s = 9, require = \"a\" }, { after_s = 9, require = \"b\" }]",
            "call type a: stages[2].after_s: is 9, not later",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\nstages = [{ after_s = 9, require = \"a\", kind = \"or\" }]",
            "call type a: stages[1].kind: \"or\" is no kind",
        ),
        (
            "rate_per_hour = 120",
            "profile = [{ from_s = 9, rate_per_hour = 1 }, { from_s = 3, rate_per_hour = 1 }]",
            "call type a: profile[2].from_s: is 3, not later",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\noverflow = { to = \"b\" }",
            "call type a: overflow: says no case",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\noverflow = { wait_max_s = 9, to = \"x\" }",
            "call type a: overflow.to: there is no call type x",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\noverflow = { wait_max_s = 9, to = \"a\" }",
            "call type a: overflow.to: is the call type itself",
        ),
        (
            "rate_per_hour = 120",
            "rate_per_hour = 120\nredial = { percent = 120, after_s = 9 }",
            "call type a: redial.percent: is 120",
        ),
        ("count = 9", "count = 100001", "agents a only: count: is 100001"),
        (
            "skills = { a = 5 }",
            "skills = { a = 101 }",
            "agents a only: skills.a: is 101; write a level from 0 to 100",
        ),
        ("skills = { a = 5 }", "skills = { and = 1 }", "agents a only: skills.and: is no name"),
        (
            "count = 9",
            "count = 9\nshifts = [{ from_s = 9, to_s = 9 }]",
            "agents a only: shifts[1].to_s: is 9; write a later",
        ),
        (
            "count = 9",
            "count = 9\nshifts = [{ from_s = 1, to_s = 9 }, { from_s = 8, to_s = 10 }]",
            "agents a only: shifts[2].from_s: is 8, within",
        ),
        ("name = \"b\"", "name = \"a\"", "call type a: name: comes twice"),
        ("name = \"b\"", "name = \" \"", "name: is missing or empty"),
        ("name = \"b\"", "name = \"b\\u001b[2J\"", "name: holds a control character"),
    ];
    for (from, to, expected) in table {
        let text = n.replacen(from, to, 1);
        assert_ne!(text, n, "{from} is not in the scenario");
        let said = said(&text);
        assert!(said.contains(expected), "{to}\n  said: {said}\n  expected: {expected}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = n_model(100_000.0)
        .replace("count = 9", "misses_percent = 900")
        .replace("rate_per_hour = 90", "rate_per_hour = -2");
    let error = Scenario::parse(&text).unwrap_err();
    assert_eq!(error.problems.len(), 2, "{error}");
}

#[test]
fn what_is_no_toml_or_too_long_is_said_with_its_place() {
    assert!(said("seed = 1\nduration_s =\n").starts_with("line 2, column 13, in the top: "));
    assert!(said(&"#".repeat(2_000_000)).contains("longer than 1048576 bytes"));
    assert!(said("duration_s = 9\ncall_types = []\nagents = []").contains("call_types: there are none"));
}

#[test]
fn json_of_the_same_keys_is_the_same_scenario() {
    let text = super::books::BUSY;
    let value: toml::Value = toml::from_str(text).unwrap();
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(Scenario::parse_json(&json).unwrap(), Scenario::parse(text).unwrap());
    let error = Scenario::parse_json("{\"duration_s\": 9, \"x\": 1}").unwrap_err().to_string();
    assert!(error.contains("line 1, column") && error.contains("unknown field `x`"), "{error}");
}
