//! Many callers by SIPp, without sound.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::stage::{Stage, free_tcp_port, tether};

/// One run of SIPp; stopped by its process id when dropped.
#[derive(Debug)]
pub(crate) struct Sipp {
    child: Child,
}

impl Sipp {
    /// So many patient callers, forty more each second.
    pub(crate) fn callers(stage: &Stage, did: &str, count: u32) -> Self {
        let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/scenarios/caller.xml");
        let (port, count) = (free_tcp_port().to_string(), count.to_string());
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
                "05320000011",
                "-key",
                "name",
                "SIPp",
            ])
            .args(["-m", &count, "-l", &count, "-r", "40", "-recv_timeout", "120000", "-nostdin"])
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
