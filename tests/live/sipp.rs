//! A caller by SIPp, with the scenarios of `sip-config/scenarios`: a second opinion on what a caller may send.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::stage::{Stage, free_tcp_port, tether};

/// One run of SIPp; stopped by its process id when dropped.
#[derive(Debug)]
pub(crate) struct Sipp {
    child: Child,
}

impl Sipp {
    /// One caller with this scenario and this number.
    pub(crate) fn call(stage: &Stage, scenario: &str, did: &str, number: &str) -> Self {
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/scenarios").join(scenario);
        let port = free_tcp_port().to_string();
        let child = Command::new("sipp")
            .arg("-sf")
            .arg(scenario)
            .args([
                "-i",
                "127.0.0.2",
                "-p",
                &port,
                "-s",
                did,
                "-key",
                "number",
                number,
                "-key",
                "name",
                "SIPp",
            ])
            .args(["-m", "1", "-recv_timeout", "30000", "-nostdin"])
            .arg(stage.pbx.sip.to_string())
            .current_dir(stage.santral.dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = child
            .unwrap_or_else(|error| panic!("sipp: {error}; install it with: apt-get install sip-tester"));
        tether(child.id());
        Self { child }
    }
}

impl Drop for Sipp {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
