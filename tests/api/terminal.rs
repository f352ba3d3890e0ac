//! `santral watch` beside a running daemon: the board in a terminal.

use std::process::{Output, Stdio};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

use crate::app::{PASSWORD, TestApp};
use crate::calls::{available, eventually, stage};

fn watch(app: &TestApp, login: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_santral"));
    command.current_dir(app.folder()).arg("watch");
    command.args(["--server", &format!("http://{}", app.address()), "--login", login]).args(arguments);
    command.env("LC_ALL", "tr_TR.UTF-8").env("SANTRAL_PASSWORD", PASSWORD);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test]
async fn one_frame_is_printed_in_either_language_and_says_who_waits_and_who_is_there() {
    let (pbx, app) = stage().await;
    let _page = available(&app, "zeynep").await;
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    let sema = app.browser("sema").await;
    let rings = async || sema.read("/api/v1/board").await["agents"][1]["state"] == "ringing";
    eventually(|| async { rings().await.then_some(()) }).await;
    let turkish = watch(&app, "sema", &["--once"]).output().await.unwrap();
    assert!(turkish.status.success(), "{turkish:?}");
    let text = out(&turkish);
    let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    let destek: Vec<String> = line("Destek").split_whitespace().map(str::to_owned).collect();
    assert_eq!(destek[1], "1", "{text}");
    assert!(line("Zeynep Arslan").contains("1001") && line("Zeynep Arslan").contains("Çalıyor"), "{text}");
    // Who is not there is not listed, a caller's number is not whole, and no program reads a colour.
    assert!(line("Mehmet Kaya").is_empty() && !text.contains("+905320000012") && !text.contains('\u{1b}'));
    let english = watch(&app, "sema", &["--once", "--lang", "en"]).output().await.unwrap();
    assert!(out(&english).contains("Ringing") && out(&english).contains("Support"), "{english:?}");
    app.stop().await;
}

#[tokio::test]
async fn every_change_is_an_object_a_line_until_it_is_ended() {
    let (pbx, app) = stage().await;
    let mut child = watch(&app, "sema", &["--json"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next =
        async || serde_json::from_str::<Value>(&lines.next_line().await.unwrap().unwrap()).unwrap();
    let first = next().await;
    assert_eq!(first["queues"][0]["waiting"], 0);
    pbx.arrive("+905320000012", "Mehmet K", "5552001");
    while next().await["queues"][0]["waiting"] != 1 {}
    child.kill().await.unwrap();
    app.stop().await;
}

#[tokio::test]
async fn a_link_that_is_down_makes_the_frame_say_that_it_is_old() {
    let (pbx, app) = stage().await;
    let sema = app.browser("sema").await;
    pbx.refuse_connections(true);
    pbx.cut();
    let down = async || sema.read("/api/v1/board").await["links"][0]["up"] == false;
    eventually(|| async { down().await.then_some(()) }).await;
    let output = watch(&app, "sema", &["--once"]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains("■ pbx1 bağlantısı yok") && out(&output).contains("sn eski"), "{output:?}");
    app.stop().await;
}

#[tokio::test]
async fn an_agent_and_a_wrong_password_see_nothing_and_are_told_why() {
    let app = TestApp::start().await;
    let agent = watch(&app, "zeynep", &["--once"]).stderr(Stdio::piped()).output().await.unwrap();
    assert_eq!(agent.status.code(), Some(1));
    let said = String::from_utf8_lossy(&agent.stderr).into_owned();
    assert!(said.contains("not allowed to see the board"), "{said}");
    let mut wrong = watch(&app, "sema", &["--once"]);
    wrong.env_remove("SANTRAL_PASSWORD").stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut wrong = wrong.spawn().unwrap();
    wrong.stdin.take().unwrap().write_all(b"not the password\n").await.unwrap();
    let wrong = wrong.wait_with_output().await.unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("the login or the password is wrong"));
    app.stop().await;
}
