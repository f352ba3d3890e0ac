//! The real `santral`, and its command line.

use std::fs::{self, File};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use anyhow::Context;
use tempfile::TempDir;

use super::ports::free_tcp_port;
use super::{Rest, tether, until};

/// A settings directory, and a daemon in it while it runs.
#[derive(Debug)]
pub(crate) struct Santral {
    place: TempDir,
    program: PathBuf,
    settings: Vec<(String, String)>,
    /// Where browsers reach it; the same after a restart.
    pub(crate) address: SocketAddr,
    child: Option<Child>,
}

/// How a command of it ended.
#[derive(Debug)]
pub(crate) struct Said {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// Standard output and standard error, one after the other.
    pub(crate) text: String,
}

impl Santral {
    /// One that does not run yet, with these settings in its environment.
    pub(crate) fn new(program: &str, settings: Vec<(String, String)>) -> anyhow::Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_tcp_port()));
        let place = tempfile::Builder::new().prefix("santral-live-").tempdir()?;
        Ok(Self { place, program: PathBuf::from(program), settings, address, child: None })
    }

    /// Sets one setting for the next start.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.settings.retain(|(known, _)| known != key);
        self.settings.push((key.to_owned(), value.to_owned()));
    }

    /// Its working directory.
    pub(crate) fn dir(&self) -> &Path {
        self.place.path()
    }

    /// Runs one of its commands, which must succeed.
    pub(crate) async fn tell(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let said = self.ask(arguments, input).await?;
        anyhow::ensure!(said.code == Some(0), "santral {}: {}", arguments.join(" "), said.text);
        Ok(said.text)
    }

    /// Runs one of its commands and says how it went.
    pub(crate) async fn ask(&self, arguments: &[&str], input: &str) -> anyhow::Result<Said> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| self.program.display().to_string())?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output: Output = tokio::task::spawn_blocking(move || child.wait_with_output()).await??;
        let text =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Ok(Said { code: output.status.code(), text })
    }

    /// Starts the daemon. It serves pages when this returns, whether or not a PBX has been reached.
    pub(crate) async fn start(&mut self) -> anyhow::Result<()> {
        let log = File::options().create(true).append(true).open(self.log_file())?;
        let mut command = self.command(&["serve"]);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| self.program.display().to_string())?;
        tether(child.id());
        self.child = Some(child);
        let rest = Rest::new(self.address)?;
        until("the daemon answers", Duration::from_secs(15), async || {
            if let Some(status) = self.ended() {
                return Ok(Err(anyhow::anyhow!("santral ended with {status}: {}", self.log())));
            }
            rest.health().await.map(|_| Ok(())).map_err(|error| format!("{error:#}"))
        })
        .await
    }

    /// Waits until it routes: the PBX was reached and its state read.
    pub(crate) async fn routes(&self) -> anyhow::Result<()> {
        let rest = Rest::new(self.address)?;
        until("the daemon routes", Duration::from_secs(15), async || match rest.health().await {
            Ok((200, _)) => Ok(()),
            Ok((code, text)) => Err(format!("{code} {text}")),
            Err(error) => Err(format!("{error:#}")),
        })
        .await;
        Ok(())
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        let Some(mut child) = self.child.take() else { return Ok(None) };
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
        let status = tokio::task::spawn_blocking(move || child.wait()).await??;
        Ok(Some(status))
    }

    /// Its exit status, when it has ended by itself.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.as_mut().and_then(|child| child.try_wait().ok().flatten())
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.dir().join("log")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .current_dir(self.dir())
            .env_remove("RUST_LOG")
            .env("SANTRAL__HTTP__LISTEN", self.address.to_string())
            .env("NO_COLOR", "1")
            .envs(self.settings.iter().map(|(key, value)| (key, value)));
        command
    }
}

impl Drop for Santral {
    fn drop(&mut self) {
        // On the way out already: a process that is gone needs no killing.
        let _ = self.kill();
        if std::thread::panicking() {
            show(&tail(&self.log()));
        }
    }
}

/// A failed test shows what the daemon saw.
#[expect(clippy::print_stderr, reason = "that is where a test's words go")]
fn show(log: &str) {
    eprintln!("---- santral's log\n{log}----");
}

/// The end of a log is what matters.
fn tail(log: &str) -> String {
    const LINES: usize = 60;
    let lines: Vec<&str> = log.lines().collect();
    let from = lines.len().saturating_sub(LINES);
    lines[from..].iter().map(|line| format!("{line}\n")).collect()
}
