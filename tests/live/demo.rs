//! `make demo`, as somebody tries it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use santral::api::wire::Board as Wall;

use crate::stage::{Board, Desk, Rest, free_tcp_port, tether, until};

/// Asterisk, a database, nine users.
const UP_WITHIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_comes_up_is_lively_and_leaves_nothing_behind() {
    let place = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(place.path());
    let said = until("the demo says who to sign in as", UP_WITHIN, async || {
        let said = demo.said();
        assert!(demo.script.try_wait().unwrap().is_none(), "it ended: {said}");
        if said.contains("Ctrl-C ends it") { Ok(said) } else { Err(said) }
    })
    .await;

    let (run, logins) = (run_directory(&said), logins(&said));
    assert!(run.is_dir(), "{}", run.display());
    let rest = || Rest::new(([127, 0, 0, 1], demo.port).into()).unwrap();
    let supervisor = rest();
    supervisor.sign_in("sef", &logins[2].1).await.unwrap();
    let board = Board { rest: supervisor };
    let lively = |wall: &Wall| wall.queues.iter().map(|queue| queue.answered).sum::<u32>() >= 2;
    board.until("callers are answered", Duration::from_secs(40), lively).await;
    // And the one who tries it gets her call, with her phone answering by itself.
    let desk = Desk::open(rest(), &logins[0].0, &logins[0].1).await.unwrap();
    desk.ready().await;
    desk.pops(Duration::from_secs(40)).await;

    demo.interrupt();
    let status = until("it has ended", Duration::from_secs(30), async || {
        demo.script.try_wait().unwrap().ok_or_else(|| demo.said())
    })
    .await;
    assert!(status.success(), "{status:?}: {}", demo.said());
    assert!(!run.exists(), "{} is still there", run.display());
    // Watchers notice within a second that there is nothing left to watch.
    until("no process is left", Duration::from_secs(5), async || {
        let left = processes_with(&run.display().to_string());
        if left.is_empty() { Ok(()) } else { Err(format!("{left:?}")) }
    })
    .await;
}

struct Demo {
    script: Child,
    output: PathBuf,
    port: u16,
}

impl Demo {
    fn start(place: &Path) -> Self {
        let (output, port) = (place.join("output"), free_tcp_port());
        let told = File::create(&output).unwrap();
        let built = Path::new(env!("CARGO_BIN_EXE_santral")).parent().unwrap();
        assert!(
            built.join("examples/demo").exists(),
            "build the demo's people first: cargo build --example demo"
        );
        let script = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/demo.sh"))
            .args(["--port", &port.to_string(), "--customers", "40", "--every", "2", "--built"])
            .arg(built)
            .stdin(Stdio::null())
            .stdout(told.try_clone().unwrap())
            .stderr(told)
            .spawn()
            .unwrap();
        tether(script.id());
        Self { script, output, port }
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// What Ctrl-C does.
    fn interrupt(&self) {
        Command::new("kill").args(["-INT", &self.script.id().to_string()]).status().unwrap();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if matches!(self.script.try_wait(), Ok(None)) {
            // Politely: it has things to take down.
            let _ = Command::new("kill").args(["-TERM", &self.script.id().to_string()]).status();
            let _ = self.script.wait();
        }
    }
}

fn run_directory(said: &str) -> PathBuf {
    let line = said.lines().find_map(|line| line.split_once("Logs: ")).unwrap_or_else(|| panic!("{said}"));
    PathBuf::from(line.1.trim())
}

/// Login and password, in the order they are printed.
fn logins(said: &str) -> Vec<(String, String)> {
    let lines = said.lines().filter_map(|line| line.split_once("sign in as "));
    lines
        .filter_map(|(_, rest)| {
            let (login, password) = rest.split_once("password ")?;
            Some((login.trim().to_owned(), password.trim().to_owned()))
        })
        .collect()
}

/// Processes whose command line names this directory.
fn processes_with(words: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    processes
        .filter_map(|path| fs::read(path.join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(words))
        .collect()
}
