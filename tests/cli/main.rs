//! The command line, run as a process.

#![expect(clippy::unwrap_used, reason = "a test that cannot run the binary is to fail")]

mod imports;
mod systems;

use std::path::Path;
use std::process::{Command, Output};

use santral::call::{CallId, PbxName};
use santral::store::{CallRecord, Config, Store};
use serde_json::Value;

fn santral(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_santral"))
        .args(arguments)
        .current_dir(folder)
        .env("SANTRAL__STORE__URL", format!("sqlite:{}", folder.join("santral.db").display()))
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn numbers_are_read_as_the_contract_says() {
    let table = [
        ("0216 464 92 01", Some("+902164649201"), "fixed"),
        ("216 464 92 01", Some("+902164649201"), "fixed"),
        ("00902164649201", Some("+902164649201"), "fixed"),
        ("+90 (216) 464-92-01", Some("+902164649201"), "fixed"),
        ("444 0 333", Some("+904440333"), "uan"),
        ("0850 222 0 333", Some("+908502220333"), "shared_cost"),
        ("0532 000 00 12", Some("+905320000012"), "mobile"),
        ("155", None, "short"),
        ("1001", None, "internal"),
        ("", None, "withheld"),
        ("anonymous", None, "withheld"),
        ("restricted", None, "withheld"),
        ("<unknown>", None, "withheld"),
        ("not a number", None, "invalid"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec!["number", "--json", "--internal", "1XXX"];
    arguments.extend(table.iter().map(|(input, ..)| *input));
    let output = santral(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<Value> = out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), table.len());
    for (line, (input, e164, kind)) in lines.iter().zip(table) {
        assert_eq!(
            (&line["input"], line["e164"].as_str(), &line["kind"]),
            (&input.into(), e164, &kind.into())
        );
        assert!(line.get("national").is_some() && line.get("note").is_some());
    }
}

#[test]
fn a_wrong_call_is_told_from_a_wrong_thing_by_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(santral(folder.path(), &["number"]).status.code(), Some(2));
    assert_eq!(santral(folder.path(), &["number", "--region", "XX", "1"]).status.code(), Some(2));
    assert_eq!(santral(folder.path(), &["check"]).status.code(), Some(1));
    assert_eq!(santral(folder.path(), &["export"]).status.code(), Some(1));
}

#[test]
fn a_catalog_is_applied_exported_and_applied_again_without_change() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/catalog.toml");
    let catalog = catalog.to_str().unwrap();
    let dry = out(&santral(folder.path(), &["apply", "--dry-run", catalog]));
    assert!(dry.contains("nothing was applied"), "{dry}");
    assert!(out(&santral(folder.path(), &["apply", catalog])).contains("version 1 is in force"));
    let exported = santral(folder.path(), &["export"]);
    let file = folder.path().join("exported.toml");
    std::fs::write(&file, &exported.stdout).unwrap();
    assert!(out(&santral(folder.path(), &["apply", file.to_str().unwrap()])).contains("nothing changes"));
}

#[test]
fn a_queue_with_callers_in_it_is_not_taken_out_by_the_way() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog.toml");
    let apply = |text: &str, more: &[&str]| {
        std::fs::write(&file, text).unwrap();
        santral(folder.path(), &[&["apply", file.to_str().unwrap()], more].concat())
    };
    let both =
        "[[queues]]\nid = \"destek\"\nnumbers = [\"1\"]\n[[queues]]\nid = \"kart\"\nnumbers = [\"2\"]\n";
    let one = "[[queues]]\nid = \"destek\"\nnumbers = [\"1\"]\n";
    assert_eq!(apply(both, &[]).status.code(), Some(0));
    let call = CallId::derive(&PbxName::new("pbx1"), "pbx1-1.1", 1_764_000_000_000);
    with_store(folder.path(), async |store| {
        let facts = CallRecord {
            queue_id: Some("kart".to_owned()),
            ..CallRecord::new(call, PbxName::new("pbx1"), "pbx1-1.1", 1_764_000_000_000)
        };
        store.calls().upsert(&facts).await.unwrap();
    });
    let refused = apply(one, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        out(&refused).contains(&format!("queue kart has 1 calls that are not over: {call}")),
        "{}",
        out(&refused)
    );
    assert!(err(&refused).contains("nothing was applied"), "{}", err(&refused));
    assert_eq!(apply(one, &["--force"]).status.code(), Some(0));
}

/// Does something to the database of a folder.
fn with_store(folder: &Path, what: impl AsyncFnOnce(&Store)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", folder.join("santral.db").display());
        let store = Store::open_beside(&Config::at(url)).await.unwrap();
        what(&store).await;
        store.close().await;
    });
}

#[test]
fn the_catalog_of_the_documentation_is_accepted() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalog.md")).unwrap();
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("documented.toml");
    std::fs::write(&file, example).unwrap();
    let applied = santral(folder.path(), &["apply", file.to_str().unwrap()]);
    assert_eq!(applied.status.code(), Some(0), "{}", err(&applied));
}

#[test]
fn a_wrong_catalog_or_settings_file_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = folder.path().join("wrong.toml");
    std::fs::write(&catalog, "[[queues]]\nid = \"q\"\nrequire = \"tr >=\"\n").unwrap();
    let refused = santral(folder.path(), &["apply", catalog.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("queue q"), "{}", err(&refused));
    std::fs::write(folder.path().join("santral.toml"), "time_zone = \"Europe/Nowhere\"\n").unwrap();
    assert!(err(&santral(folder.path(), &["check"])).contains("Europe/Nowhere"));
    std::fs::write(folder.path().join("santral.toml"), "[http]\nlisten = 5\n").unwrap();
    assert!(err(&santral(folder.path(), &["check"])).contains("listen"));
    assert!(err(&santral(folder.path(), &["--config", "gone.toml", "check"])).contains("gone.toml"));
}

#[test]
fn a_made_up_password_is_shown_once_and_a_backup_is_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let added = out(&santral(folder.path(), &["user", "add", "zeynep", "--name", "Zeynep"]));
    assert!(added.starts_with("zeynep: ") && added.contains("shown once"), "{added}");
    assert!(out(&santral(folder.path(), &["user", "list"])).contains("zeynep"));
    assert_eq!(santral(folder.path(), &["user", "add", "zeynep"]).status.code(), Some(1));
    let copy = folder.path().join("copy.db");
    assert_eq!(santral(folder.path(), &["backup", copy.to_str().unwrap()]).status.code(), Some(0));
    assert!(std::fs::read(&copy).unwrap().starts_with(b"SQLite format 3"));
    assert_eq!(santral(folder.path(), &["backup", copy.to_str().unwrap()]).status.code(), Some(1));
}

const SCENARIO: &str = r#"
seed = 1
replications = 8
duration_s = 7200
warmup_s = 600
[[call_types]]
name = "a"
rate_per_hour = 120.0
mean_handle_s = 180.0
mean_patience_s = 60
require = "a >= 1"
[[agents]]
name = "n1"
count = 7
skills = { a = 5 }
"#;

#[test]
fn a_scenario_is_played_and_told_as_the_contract_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("day.toml"), SCENARIO).unwrap();
    let output = santral(folder.path(), &["simulate", "--scenario", "day.toml", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(err(&output).is_empty(), "progress is for terminals");
    let result: Value = serde_json::from_str(&out(&output)).unwrap();
    let kind = &result["call_types"][0];
    for count in ["arrived", "blocked", "answered", "abandoned"] {
        assert!(kind[count].is_u64() && result["overall"][count] == kind[count], "{count}");
    }
    for figure in [
        "p_wait",
        "p_block",
        "p_abandon",
        "mean_wait_answered_s",
        "mean_wait_entered_s",
        "wait_p50_s",
        "wait_p95_s",
        "wait_max_s",
    ] {
        assert!(kind[figure]["mean"].is_f64() && kind[figure]["ci95"].is_f64(), "{figure}");
    }
    for level in ["entered", "answered", "excluding_short_abandons"] {
        assert!(kind["service_level"][level]["mean"].is_f64(), "{level}");
    }
    assert_eq!(result["agent_groups"][0]["name"], "n1");
    assert!(result["agent_groups"][0]["occupancy"]["mean"].is_f64());
    assert!(result["calls_per_cpu_second"].is_f64());
    let mut keys: Vec<&String> = result.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["agent_groups", "call_types", "calls_per_cpu_second", "overall"]);
    std::fs::write(folder.path().join("one.toml"), SCENARIO.replace("= 8", "= 1")).unwrap();
    let one = santral(folder.path(), &["simulate", "--scenario", "one.toml", "--json", "--threads", "1"]);
    let one: Value = serde_json::from_str(&out(&one)).unwrap();
    assert!(one["overall"]["p_wait"]["ci95"].is_null() && one["overall"]["p_wait"]["mean"].is_f64());
}

#[test]
fn the_other_ways_to_simulate_speak_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("day.toml"), SCENARIO).unwrap();
    std::fs::write(folder.path().join("more.toml"), SCENARIO.replace("count = 7", "count = 9")).unwrap();
    let ask = |extra: &[&str]| {
        let output = santral(folder.path(), &[&["simulate", "--scenario", "day.toml"], extra].concat());
        assert_eq!(output.status.code(), Some(0), "{extra:?}: {}", err(&output));
        out(&output)
    };
    assert!(ask(&["--theory"]).contains("Erlang A: 7 agents"));
    let theory: Value = serde_json::from_str(&ask(&["--theory", "--json"])).unwrap();
    assert!(theory["theory"]["overall"]["p_abandon"].is_f64() && theory["overall"]["arrived"].is_u64());
    assert!(ask(&["--compare", "more.toml"]).contains("paired"));
    let compared: Value = serde_json::from_str(&ask(&["--compare", "more.toml", "--json"])).unwrap();
    assert_eq!(compared["method"], "paired");
    assert!(ask(&["--explain", "3"]).contains("longest idle"));
    ask(&["--html", "day.html"]);
    assert!(std::fs::read_to_string(folder.path().join("day.html")).unwrap().contains("<svg"));
}

#[test]
fn a_wrong_scenario_is_told_from_a_wrong_call() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("day.toml"), SCENARIO.replace("count", "cuont")).unwrap();
    let wrong = santral(folder.path(), &["simulate", "--scenario", "day.toml"]);
    assert_eq!(wrong.status.code(), Some(1));
    let said = err(&wrong);
    assert!(said.contains("day.toml") && said.contains("in [[agents]]: unknown field `cuont`"), "{said}");
    assert_eq!(santral(folder.path(), &["simulate", "--scenario", "no.toml"]).status.code(), Some(1));
    assert_eq!(santral(folder.path(), &["simulate"]).status.code(), Some(2));
    assert_eq!(santral(folder.path(), &["simulate", "--from-journal", "--json"]).status.code(), Some(2));
    let empty = santral(folder.path(), &["simulate", "--from-journal", "--day", "2026-01-02"]);
    assert_eq!(empty.status.code(), Some(1));
    assert!(err(&empty).contains("nobody joined a queue on 2026-01-02"), "{}", err(&empty));
}

#[test]
fn customers_come_from_a_file_and_what_cannot_be_kept_goes_to_another_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("musteri.csv");
    let text = "Müşteri No;Adı Soyadı;Cep Telefonu;Telefon 2;Şehir;VIP\n\
                M-1;Şükrü Öğüt;0532 000 00 12;;İzmir;evet\n\
                M-2;=HYPERLINK(\"http://x\");0532 00;;Ankara;\n\
                M-3;;05320000013;;;\n\
                M-4;\"İpek \"\"Işık\"\"\";05320000014;0312 000 00 14;;\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1254.encode(text);
    std::fs::write(&file, &bytes).unwrap();
    let run = |more: &[&str]| {
        let output =
            santral(folder.path(), &[&["import", "customers", file.to_str().unwrap()], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        out(&output)
    };
    let dry = run(&["--dry-run"]);
    assert!(dry.contains("name = Adı Soyadı; number = Cep Telefonu, Telefon 2; key = Müşteri No"), "{dry}");
    assert!(
        dry.contains("4 rows: 2 would be kept where they are new, 2 rejected; nothing was kept"),
        "{dry}"
    );
    let done = run(&[]);
    assert!(done.contains("4 rows: 2 added, 0 there already, 2 rejected"), "{done}");
    let rejects = std::fs::read_to_string(folder.path().join("musteri.rejects.csv")).unwrap();
    assert!(rejects.contains("3,\"\"\"0532 00\"\" cannot be read as a full number\""), "{rejects}");
    assert!(rejects.contains("'=HYPERLINK"), "a spreadsheet takes it for text: {rejects}");
    assert!(rejects.contains("4,it has no name"), "{rejects}");
    assert!(run(&[]).contains("0 added, 2 there already, 2 rejected"), "the same file again adds nothing");
    with_store(folder.path(), async |store| {
        let found = store.customers().search("sukru", 5).await.unwrap().remove(0);
        assert_eq!(
            (found.name.as_str(), found.city.as_deref(), found.vip),
            ("Şükrü Öğüt", Some("İzmir"), true)
        );
        assert_eq!(store.facts().by_key("m1").await.unwrap()[0].id, found.id);
    });
    let wrong = santral(folder.path(), &["import", "customers", file.to_str().unwrap(), "--map", "name=Yok"]);
    assert!(err(&wrong).contains("the file has no column \"Yok\""), "{}", err(&wrong));
}

#[test]
fn a_person_is_taken_out_or_erased_only_when_it_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(santral(folder.path(), &["sample", "--customers", "30"]).status.code(), Some(0));
    let who = ["--number", "0532 000 00 12"];
    let export = out(&santral(folder.path(), &[&["subject", "export"], &who[..]].concat()));
    let document: Value = serde_json::from_str(&export).unwrap();
    assert_eq!(document["customers"][0]["name"], "Mehmet Kaya");
    let asked =
        out(&santral(folder.path(), &[&["subject", "erase", "--why", "başvuru 17"], &who[..]].concat()));
    assert!(asked.contains("customers: 1") && asked.contains("nothing was erased"), "{asked}");
    let done = out(&santral(
        folder.path(),
        &[&["subject", "erase", "--why", "başvuru 17", "--yes"], &who[..]].concat(),
    ));
    assert!(done.contains("erased; the record of it is"), "{done}");
    let again = santral(folder.path(), &[&["subject", "export"], &who[..]].concat());
    assert_eq!(again.status.code(), Some(1));
    assert!(err(&again).contains("nothing is known"), "{}", err(&again));
}

/// A recording as the tests of the tracker have it.
fn recording(name: &str) -> String {
    format!("{}/tests/fixtures/ami/real-{name}.txt", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_recording_is_replayed_to_the_same_bytes_on_every_run() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = format!("{}/sip-config/catalog.toml", env!("CARGO_MANIFEST_DIR"));
    let replay =
        || santral(folder.path(), &["replay", &recording("no_answer_then_answered"), "--catalog", &catalog]);
    let (first, second) = (replay(), replay());
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert_eq!(first.stdout, second.stdout);
    let events: Vec<Value> = out(&first).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let named = |name: &str| events.iter().filter(|event| event["event"] == name).collect::<Vec<_>>();
    let ends: Vec<&Value> = named("call.ringing_ended").iter().map(|event| &event["reason"]).collect();
    assert_eq!(ends, ["no_answer", "answered"]);
    assert_eq!(named("call.ringing")[0]["at"], "2026-11-25T01:10:24.789Z", "the recording's own time");
    assert_eq!(named("decision").len(), named("offer.made").len());
    assert_eq!(named("decision")[0]["rule"], "most-skilled");
    assert_eq!(named("call.ended")[0]["outcome"], "completed");
}

#[test]
fn without_a_catalog_the_calls_are_told_and_nothing_is_decided() {
    let folder = tempfile::tempdir().unwrap();
    let replayed = santral(folder.path(), &["replay", &recording("attended_transfer")]);
    let events: Vec<Value> = out(&replayed).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let transferred = events.iter().find(|event| event["event"] == "call.transferred").unwrap();
    assert_eq!(
        (&transferred["mode"], &transferred["by"]["number"], &transferred["to"]["number"]),
        (&"attended".into(), &"1001".into(), &"1002".into())
    );
    assert_eq!(transferred["caller"]["e164"], "+905321112233");
    assert!(events.iter().all(|event| event["event"] != "decision"));
}

#[test]
fn a_recording_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let replayed = santral(folder.path(), &["replay", "missing.txt"]);
    assert_eq!(replayed.status.code(), Some(1));
    assert!(err(&replayed).contains("missing.txt"), "{}", err(&replayed));
}
