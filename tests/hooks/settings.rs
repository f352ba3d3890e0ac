//! Settings that make sense, and targets that are somebody's own.

use std::path::Path;

use santral::hooks::{Config, EVENTS, Webhook};
use santral::store::LetterState;

use crate::desk::{Desk, SECRET, until};
use crate::receiver::{Receiver, TAKES};

fn config(folder: &Path, further: &str) -> Config {
    let secret = folder.join("secret");
    std::fs::write(&secret, SECRET).unwrap();
    let url = if further.contains("url =") { "" } else { "url = 'https://crm.example/in'\n" };
    let secret = if further.contains("secret_file") {
        String::new()
    } else {
        format!("secret_file = '{}'\n", secret.display())
    };
    toml::from_str(&format!("name = 'crm'\n{url}{secret}{further}")).unwrap()
}

#[test]
fn mistakes_are_said_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("short"), "hunter2\n").unwrap();
    let short = format!("secret_file = '{}'", folder.path().join("short").display());
    for (further, why) in [
        ("events = ['call.*', 'queue.abandonned']", "there is no \"queue.abandonned\""),
        ("events = ['cal.*']", "there is no \"cal.*\""),
        ("events = ['*']", "there is no \"*\""),
        ("events = []", "the list is empty"),
        ("url = 'ftp://crm.example/'", "write https:// or http://"),
        ("url = 'crm.example'", "url: "),
        ("url = 'https://user:hunter2@crm.example/'", "leave user and password out"),
        ("timeout_ms = 0", "timeout_ms"),
        ("timeout_ms = 60001", "timeout_ms"),
        (short.as_str(), "holds less than 16 characters"),
        ("secret_file = '/nowhere/secret'", "cannot be read"),
    ] {
        let said = Webhook::all(&[config(folder.path(), further)]).unwrap_err().to_string();
        assert!(said.starts_with("[[webhooks]] crm: ") && said.contains(why), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let one = config(folder.path(), "");
    let twice = Webhook::all(&[one.clone(), one.clone()]).unwrap_err().to_string();
    assert!(twice.contains("two have it"), "{twice}");
    let named = |n: usize| Config { name: format!("t{n}"), ..one.clone() };
    assert!(Webhook::all(&(0..16).map(named).collect::<Vec<_>>()).is_ok());
    assert!(
        Webhook::all(&(0..17).map(named).collect::<Vec<_>>())
            .unwrap_err()
            .to_string()
            .contains("more than 16")
    );
}

#[test]
fn a_target_that_is_somebodys_own_is_refused_by_number_however_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "10.0.0.5",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fd00::1]",
        "[fe80::1]",
        "0.0.0.0",
    ] {
        let url = format!("url = 'http://{host}:8080/in'");
        let said = Webhook::all(&[config(folder.path(), &url)]).unwrap_err().to_string();
        assert!(said.contains("is not a public address"), "{host}: {said}");
        assert!(
            Webhook::all(&[config(folder.path(), &format!("{url}\nallow_private = true"))]).is_ok(),
            "{host}"
        );
    }
    assert!(Webhook::all(&[config(folder.path(), "url = 'http://193.140.1.1/in'")]).is_ok());
}

#[tokio::test]
async fn a_target_that_is_somebodys_own_is_refused_by_name_when_it_is_looked_up() {
    let receiver = Receiver::start(|_, _| TAKES).await;
    let url = format!("http://localhost:{}/in", receiver.port);
    let mut desk = Desk::open_to(std::slice::from_ref(&url), "").await;
    until("its fault is told", async || {
        let waiting = desk.letters(LetterState::Waiting).await;
        waiting
            .iter()
            .any(|letter| letter.error.as_deref().is_some_and(|why| why.contains("is not a public address")))
    })
    .await;
    desk.stop().await;
    assert_eq!(receiver.asked().len(), 0);
    let mut desk = Desk::open_to(&[url], "allow_private = true").await;
    until("it is told", async || receiver.asked().len() == 1).await;
    desk.stop().await;
}

#[test]
fn the_events_that_can_be_asked_for_are_those_of_the_page() {
    let page = include_str!("../../docs/feed.md");
    let table =
        page.split_once("\n## Events\n").unwrap().1.split_once("\n- `call.ringing_ended.reason`").unwrap().0;
    let mut told: Vec<&str> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| `")?.split_once(" |"))
        .flat_map(|(names, _)| names.split('`'))
        .filter(|name| name.contains('.') || *name == "gap")
        .collect();
    let mut known = EVENTS.to_vec();
    told.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, told);
}

#[derive(serde::Deserialize)]
struct Documented {
    webhooks: Vec<Config>,
}

#[test]
fn what_is_documented_is_read() {
    let page = include_str!("../../docs/feed.md");
    let block = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let of_page: Documented = toml::from_str(block).unwrap();
    let example = include_str!("../../santral.example.toml");
    let (_, rest) = example.split_once("# [[webhooks]]").unwrap();
    let lines = rest.lines().skip(1).map_while(|line| line.strip_prefix("# "));
    let block: Vec<&str> = std::iter::once("[[webhooks]]").chain(lines).collect();
    let of_example: Documented = toml::from_str(&block.join("\n")).unwrap();
    // Both leave timeouts and rights as they are; the example writes them out.
    assert_eq!(of_page.webhooks[0].timeout_ms, of_example.webhooks[0].timeout_ms);
    assert_eq!(of_page.webhooks[0].allow_private, of_example.webhooks[0].allow_private);
    let folder = tempfile::tempdir().unwrap();
    for documented in [of_page, of_example] {
        let with_secret = config(folder.path(), "");
        let one = Config { secret_file: with_secret.secret_file, ..documented.webhooks[0].clone() };
        let webhooks = Webhook::all(&[one]).unwrap();
        let wants = ["call.ended", "queue.abandoned", "queue.left"].map(|event| webhooks[0].wants(event));
        assert_eq!(wants, [true, true, false]);
    }
}
