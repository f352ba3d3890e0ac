//! A PostgreSQL of the test's own: a fresh cluster in a temporary directory, on a free port of the loopback.
//!
//! PostgreSQL refuses to run as root; as root it is started as the user `postgres`, or `nobody`. Without its
//! binaries a test fails with one sentence that names the package.

#![expect(clippy::unwrap_used, reason = "a test that cannot have its server has failed")]

use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A running server. It is stopped, and its directory gone, when this is dropped.
#[derive(Debug)]
pub(crate) struct Postgres {
    directory: TempDir,
    bin: PathBuf,
    port: u16,
    user: Option<&'static str>,
}

/// Starts that find their port taken by somebody else begin again.
const START_TRIES: usize = 5;

impl Postgres {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Self {
        let bin = binaries();
        let user = is_root()
            .then(|| ["postgres", "nobody"].into_iter().find(|user| exists(user)).unwrap_or("nobody"));
        let directory = tempfile::Builder::new().prefix("santral-pg-").tempdir_in("/tmp").unwrap();
        if let Some(user) = user {
            succeed(Command::new("chown").arg(user).arg(directory.path()));
        }
        let mut server = Self { directory, bin, port: 0, user };
        let data = server.data();
        succeed(
            server
                .tool("initdb")
                .args(["-U", "santral", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D"])
                .arg(&data),
        );
        for _ in 0..START_TRIES {
            server.port = free_port();
            if server.try_start().status.success() {
                return server;
            }
        }
        panic!("PostgreSQL did not start: {}", std::fs::read_to_string(server.log()).unwrap_or_default());
    }

    /// The address of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://santral@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database.
    pub(crate) fn create(&self, database: &str) {
        let port = self.port.to_string();
        succeed(self.tool("createdb").args(["-h", "127.0.0.1", "-p", &port, "-U", "santral", database]));
    }

    /// Takes it away under everybody's feet.
    pub(crate) fn stop(&self) {
        succeed(self.tool("pg_ctl").args(["stop", "-m", "immediate", "-w", "-D"]).arg(self.data()));
    }

    /// Brings it back.
    pub(crate) fn start_again(&self) {
        assert!(
            self.try_start().status.success(),
            "{}",
            std::fs::read_to_string(self.log()).unwrap_or_default()
        );
    }

    fn try_start(&self) -> Output {
        // Its machine does not lose power here, so it need not wait for the disk.
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c max_connections=50",
            self.port,
            self.directory.path().display()
        );
        self.tool("pg_ctl")
            .args(["start", "-w", "-t", "30", "-o", &options, "-l"])
            .arg(self.log())
            .arg("-D")
            .arg(self.data())
            .output()
            .unwrap()
    }

    /// One of its programs, as the user it runs as.
    fn tool(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("setpriv");
                command.arg(format!("--reuid={user}")).args(["--clear-groups", "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/tmp");
        command
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn log(&self) -> PathBuf {
        self.directory.path().join("log")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.tool("pg_ctl").args(["stop", "-m", "immediate", "-D"]).arg(self.data()).output();
    }
}

/// Where `initdb` and `pg_ctl` are: Debian keeps them out of the path.
fn binaries() -> PathBuf {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    let told = told.map(|o| PathBuf::from(String::from_utf8_lossy(&o.stdout).trim()));
    let mut places: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    places.sort();
    places.into_iter().rev().chain(told).find(|bin| bin.join("initdb").exists()).expect(
        "these tests need a PostgreSQL server; install the package `postgresql` (apt-get install postgresql)",
    )
}

fn is_root() -> bool {
    Path::new("/proc/self").metadata().is_ok_and(|meta| meta.uid() == 0)
}

fn exists(user: &str) -> bool {
    Command::new("id").arg(user).output().is_ok_and(|output| output.status.success())
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
