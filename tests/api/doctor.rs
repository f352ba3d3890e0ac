//! `santral doctor` beside a running daemon.

use std::path::PathBuf;
use std::process::{Output, Stdio};

use santral::crm::CAST;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::app::{Socket, TestApp};
use crate::calls::{available, eventually, stage};
use crate::fake_asterisk::{FakeAsterisk, Script};

const METRICS_TOKEN: &str = "a-token-nobody-guesses";

/// Settings of a command beside this daemon, with secrets in them.
fn settings(app: &TestApp, pbx: &FakeAsterisk) -> PathBuf {
    let file = app.folder().join("doctor.toml");
    let text = format!(
        "[http]\nlisten = \"{}\"\nmetrics_token = \"{METRICS_TOKEN}\"\n\
         [store]\nurl = \"sqlite:{}\"\n\
         [pbx.pbx1]\nhost = \"127.0.0.1\"\nport = {}\nusername = \"cti\"\nsecret = \"ctisecret\"\n",
        app.address(),
        app.folder().join("santral.db").display(),
        pbx.port(),
    );
    std::fs::write(&file, text).unwrap();
    file
}

fn command(settings: &PathBuf, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_santral"));
    command.arg("--config").arg(settings).arg("doctor").args(arguments);
    command.env("LC_ALL", "en_GB.UTF-8");
    command.stdin(Stdio::null()).kill_on_drop(true);
    command
}

async fn doctor(settings: &PathBuf, arguments: &[&str]) -> Output {
    command(settings, arguments).output().await.unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Shows the next pop, as a page does.
async fn shows(page: &mut Socket) {
    let pop = page.until(|frame| frame["k"] == "pop.created").await;
    page.send(json!({ "t": "ack", "s": "agent", "q": pop["q"], "pop": pop["d"]["pop_id"], "ms": 3 })).await;
}

#[tokio::test]
async fn where_all_is_well_every_part_says_so_and_in_either_language() {
    let (pbx, app) = stage().await;
    let settings = settings(&app, &pbx);
    let _page = available(&app, "zeynep").await;
    // What a link has counted is told once a second.
    let counted = |text: &str| text.contains("santral_pbx_links_total{pbx=\"pbx1\"} 1");
    eventually(async || counted(&app.stranger().get("/metrics").await.text().await.unwrap()).then_some(()))
        .await;
    let output = doctor(&settings, &[]).await;
    let told = out(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    for line in [
        "ok    database: ",
        "ok    pbx pbx1: Asterisk 22.10.1, logged in",
        "ok    pbx pbx1: the rights to write are as they should be",
        "ok    pbx pbx1: cti-wait and cti-ring are in the dialplan",
        "ok    pbx pbx1: 2 agents' phones are registered",
        "ok    pbx pbx1: the clocks differ by 0.0 s",
        "ok    daemon: ",
        "ok    link pbx1: up",
        "ok    browsers: the pages of 1 signed-in agents are connected",
        "ok    calls: no broken link in the last 0 calls",
    ] {
        assert!(told.contains(line), "{line} in:\n{told}");
    }
    let json = doctor(&settings, &["--json", "--lang", "tr"]).await;
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["ok"], true);
    assert_eq!(json["findings"][0]["what"], json!({ "tr": "okundu", "en": "read" }));
    assert_eq!(json["daemon"]["agents"].as_array().unwrap().len(), 2);
    // The visit has ended: its session is no longer good.
    assert!(app.stranger().get("/api/v1/doctor").await.status().is_client_error());
    let turkish = out(&doctor(&settings, &["--lang", "tr"]).await);
    assert!(turkish.contains("yazma yetkileri yerinde"), "{turkish}");
    app.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_with_where_and_what_to_do() {
    let (pbx, app) = stage().await;
    let settings = settings(&app, &pbx);
    let page = available(&app, "zeynep").await;
    page.drop_dead();
    let rights = "Response: Success\r\nActionID: {ActionID}\r\nCommand: Execute Asterisk CLI Command.  (Priv: command,all)\r\n\
                  CoreShowChannels: List currently active channels.  (Priv: system,reporting,all)\r\n\r\n";
    pbx.script_always("ListCommands", Some(Script::Raw(rights.as_bytes().to_vec())));
    let wanted = [
        "WRONG pbx pbx1: `call` is missing in write (to send callers to agents); manager.conf: write = call,agent,originate,reporting",
        "WARN  pbx pbx1: `command` in write is too much (to run CLI commands)",
        "WRONG browsers: takes calls with no page open: zeynep; open the page",
    ];
    let told = eventually(async || {
        let output = doctor(&settings, &[]).await;
        let told = out(&output);
        // The daemon notices a page that went away in its own time.
        told.contains(wanted[2]).then_some((told, output.status.code()))
    })
    .await;
    assert_eq!(told.1, Some(1));
    for line in wanted {
        assert!(told.0.contains(line), "{line} in:\n{}", told.0);
    }
    app.stop().await;
}

#[tokio::test]
async fn a_daemon_that_does_not_answer_is_said_and_so_is_a_wrong_call() {
    let (pbx, app) = stage().await;
    let settings = settings(&app, &pbx);
    let text = std::fs::read_to_string(&settings).unwrap().replace(&app.address(), "127.0.0.1:9");
    std::fs::write(&settings, text).unwrap();
    let output = doctor(&settings, &[]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("WRONG daemon: could not be asked: "), "{}", out(&output));
    assert_eq!(
        doctor(&settings, &["--number", "5552001"]).await.status.code(),
        Some(2),
        "--number needs --call"
    );
    app.stop().await;
}

#[tokio::test]
async fn the_next_call_is_followed_link_by_link_onto_the_screen() {
    let (pbx, app) = stage().await;
    let settings = settings(&app, &pbx);
    let mut page = available(&app, "zeynep").await;
    let mut child = command(&settings, &["--call", "--wait-s", "30"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        let waits = line.contains("for the next call");
        told.push(line);
        if waits {
            pbx.arrive("+905320000012", "Mehmet K", "5552001");
            shows(&mut page).await;
        }
    }
    let told = told.join("\n");
    assert_eq!(child.wait().await.unwrap().code(), Some(0), "{told}");
    for words in [
        "1001   event",
        "1001   rendered",
        "ok    call: went through every link and is on the screen",
        "ok    filters: ",
    ] {
        assert!(told.contains(words), "{words} in:\n{told}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_bundle_holds_no_secret_no_full_number_and_no_name_of_a_known_customer() {
    let (pbx, app) = stage().await;
    let settings = settings(&app, &pbx);
    let mut page = available(&app, "zeynep").await;
    // Known customers call, by both names they are known by.
    pbx.arrive("+905320000012", "Mehmet Kaya", "5552001");
    shows(&mut page).await;
    // A fault somebody writes a number and a name into.
    pbx.emit("Event: Odd905320000012\r\nX: 1\r\n\r\n");
    let file = app.folder().join("bundle.json");
    let name = file.display().to_string();
    let output = doctor(&settings, &["--bundle", &name]).await;
    assert!(out(&output).contains("bundle.json is written"), "{}", out(&output));
    let text = std::fs::read_to_string(&file).unwrap();
    for secret in ["ctisecret", METRICS_TOKEN] {
        assert!(!text.contains(secret), "{secret}");
    }
    for member in CAST {
        assert!(!text.contains(member.name), "{}", member.name);
    }
    let numbers = ["5320000012", "5552001"];
    for number in numbers {
        assert!(!text.contains(number), "{number}");
    }
    assert_eq!(digits_in_a_row(&text, 9), None);
    let bundle: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(bundle["settings"]["pbx"]["pbx1"]["port"], pbx.port());
    assert_eq!(bundle["settings"]["pbx"]["pbx1"]["secret"], "(secret)");
    assert_eq!(bundle["catalog"]["queues"], json!(["destek"]));
    assert_eq!(bundle["daemon"]["traces"][0]["screens"][0]["agent"], "zeynep");
    assert!(bundle["findings"].as_array().unwrap().len() > 5);
    assert!(text.contains("santral_pops_total"), "the figures are in it");
    assert_eq!(
        doctor(&settings, &["--bundle", &name]).await.status.code(),
        Some(1),
        "what is there is left alone"
    );
    app.stop().await;
}

/// The first line with so many digits in a row, ids of calls and the PBX's keys of them aside.
fn digits_in_a_row(text: &str, length: usize) -> Option<&str> {
    let is_id = |line: &&str| ["\"call_id\"", "\"linkedid\"", "/calls/"].iter().any(|id| line.contains(id));
    let digits = |line: &str| line.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= length);
    text.lines().filter(|line| !is_id(line)).find(|line| digits(line))
}
