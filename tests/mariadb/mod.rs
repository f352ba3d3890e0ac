//! A MariaDB of the test's own: a fresh data directory in a temporary place, on a free port of the loopback.
//! Without its programs a test fails with one sentence that names the package.

#![expect(clippy::unwrap_used, reason = "a test that cannot have its server has failed")]

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long it may take to come up.
const UP_WITHIN: Duration = Duration::from_secs(60);

/// A running server. It is stopped, and its directory gone, when this is dropped.
#[derive(Debug)]
pub(crate) struct MariaDb {
    server: Child,
    port: u16,
    _directory: TempDir,
}

impl MariaDb {
    /// Makes a data directory and starts a server on it, with an empty database `erp`.
    pub(crate) fn start() -> Self {
        let directory = tempfile::Builder::new().prefix("santral-maria-").tempdir_in("/tmp").unwrap();
        let data = directory.path().join("data");
        let mut install = program("mariadb-install-db");
        install
            .args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"])
            .arg(format!("--datadir={}", data.display()))
            .args(as_root());
        let installed = install.output().unwrap_or_else(|_| panic!("{MISSING}"));
        assert!(installed.status.success(), "{}", String::from_utf8_lossy(&installed.stderr));
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let server = program("mariadbd")
            .args(["--no-defaults", "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0"])
            .arg(format!("--datadir={}", data.display()))
            .arg(format!("--socket={}", directory.path().join("socket").display()))
            .arg(format!("--port={port}"))
            .args(as_root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|_| panic!("{MISSING}"));
        let server = Self { server, port, _directory: directory };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < UP_WITHIN, "MariaDB did not come up within {UP_WITHIN:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// Its address.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

const MISSING: &str = "these tests need a MariaDB server; install the package `mariadb-server` (apt-get install mariadb-server)";

/// Debian keeps the server out of the path of plain users.
fn program(name: &str) -> Command {
    let places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    let found = places.iter().map(|place| Path::new(place).join(name)).find(|path| path.exists());
    Command::new(found.unwrap_or_else(|| name.into()))
}

/// It runs as root only when told so.
fn as_root() -> Option<&'static str> {
    Path::new("/proc/self").metadata().is_ok_and(|meta| meta.uid() == 0).then_some("--user=root")
}
