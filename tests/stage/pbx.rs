//! A real Asterisk, brought up by `sip-config/asterisk.sh`.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::ports::{free_tcp_port, free_udp_port, rtp_start};

/// Starts that find a port taken by somebody else begin again.
const STARTS_MAX: usize = 4;

/// One instance with ports and secrets of its own.
#[derive(Debug)]
pub(crate) struct Pbx {
    place: TempDir,
    /// Where phones and callers reach it.
    pub(crate) sip: SocketAddr,
    passwords: BTreeMap<String, String>,
}

impl Pbx {
    /// Brings one up; it runs when this returns.
    pub(crate) async fn up() -> anyhow::Result<Self> {
        tokio::task::spawn_blocking(Self::up_now).await?
    }

    fn up_now() -> anyhow::Result<Self> {
        let mut why = String::new();
        for _ in 0..STARTS_MAX {
            let sip = free_udp_port();
            let pbx = Self {
                place: tempfile::Builder::new().prefix("santral-pbx-").tempdir()?,
                sip: SocketAddr::new(Ipv4Addr::LOCALHOST.into(), sip),
                passwords: BTreeMap::new(),
            };
            let ports = [free_tcp_port().to_string(), sip.to_string(), rtp_start().to_string()];
            let owner = std::process::id().to_string();
            let [ami, sip, rtp] = ports.each_ref().map(String::as_str);
            match pbx
                .script("up", &["--ami-port", ami, "--sip-port", sip, "--rtp-start", rtp, "--owner", &owner])
            {
                Ok(()) => return pbx.with_passwords(),
                Err(error) => why = error.to_string(),
            }
            if !why.contains("is taken") {
                break;
            }
        }
        bail!("{why}")
    }

    fn with_passwords(mut self) -> anyhow::Result<Self> {
        let phones = fs::read_to_string(self.dir().join("phones"))?;
        self.passwords = phones
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(extension, password)| (extension.to_owned(), password.to_owned()))
            .collect();
        Ok(self)
    }

    /// The password of a phone.
    pub(crate) fn password(&self, extension: &str) -> &str {
        self.passwords.get(extension).map_or("", String::as_str)
    }

    /// Santral's settings for it, as environment.
    pub(crate) fn settings(&self) -> anyhow::Result<Vec<(String, String)>> {
        let text = fs::read_to_string(self.dir().join("santral.env"))?;
        let pairs = text.lines().filter_map(|line| line.split_once('='));
        Ok(pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
    }

    /// Where its AMI listens.
    pub(crate) fn ami_port(&self) -> anyhow::Result<u16> {
        let settings = self.settings()?;
        let port =
            settings.iter().find(|(key, _)| key.ends_with("__PORT")).context("no port in santral.env")?;
        Ok(port.1.parse()?)
    }

    /// What its queues write down.
    pub(crate) fn queue_log(&self) -> PathBuf {
        self.dir().join("tree/log/queue_log")
    }

    /// The secret of its AMI user.
    pub(crate) fn secret(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(self.secret_file())?.trim().to_owned())
    }

    /// Gives its AMI user another secret; in force after [`restart`](Self::restart).
    pub(crate) fn set_secret(&self, secret: &str) -> anyhow::Result<()> {
        let old = self.secret()?;
        self.edit("local/manager.conf", |text| text.replace(&old, secret))?;
        Ok(fs::write(self.secret_file(), format!("{secret}\n"))?)
    }

    fn secret_file(&self) -> PathBuf {
        self.dir().join("ami-secret")
    }

    /// Changes one of its configuration files; in force after [`restart`](Self::restart).
    pub(crate) fn edit(&self, file: &str, change: impl FnOnce(String) -> String) -> anyhow::Result<()> {
        let path = self.dir().join("tree/etc").join(file);
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(fs::write(&path, change(text))?)
    }

    /// A crash.
    pub(crate) async fn kill(&self) -> anyhow::Result<()> {
        self.in_background("kill").await
    }

    /// Stopped where it runs, and started again: same ports, secrets and registrations.
    pub(crate) async fn restart(&self) -> anyhow::Result<()> {
        self.in_background("restart").await
    }

    async fn in_background(&self, command: &'static str) -> anyhow::Result<()> {
        let dir = self.dir().to_owned();
        tokio::task::spawn_blocking(move || run(command, &dir, &[])).await?
    }

    fn script(&self, command: &str, options: &[&str]) -> anyhow::Result<()> {
        run(command, self.dir(), options)
    }

    fn dir(&self) -> &Path {
        self.place.path()
    }
}

impl Drop for Pbx {
    fn drop(&mut self) {
        // A polite stop waits for calls; nobody here minds a crash.
        let _ = self.script("kill", &[]);
        let _ = self.script("down", &[]);
    }
}

fn run(command: &str, dir: &Path, options: &[&str]) -> anyhow::Result<()> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/asterisk.sh");
    let output = Command::new(&script).arg(command).arg(dir).args(options).output().context("asterisk.sh")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
