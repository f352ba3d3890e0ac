//! Nothing outlives the test that started it.

use std::process::{Command, Stdio};

/// Ends `target`, with its whole process group where it leads one, as soon as this process is gone: killed, timed
/// out, whatever. The watcher itself ends with either of the two.
pub(crate) fn tether(target: u32) {
    const WATCH: &str = r#"
        started() { sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | awk '{ print $20 }'; }
        owner_start=$(started "$1") target_start=$(started "$2")
        group=$(sed 's/.*) //' "/proc/$2/stat" 2> /dev/null | awk '{ print $3 }')
        same() { [ -n "$2" ] && [ "$(started "$1")" = "$2" ]; }
        while same "$1" "$owner_start"; do
            same "$2" "$target_start" || exit 0
            sleep 1
        done
        same "$2" "$target_start" || exit 0
        if [ "$group" = "$2" ]; then kill -KILL -- "-$2"; else kill -KILL "$2"; fi"#;
    let watcher = Command::new("setsid")
        .args(["sh", "-c", WATCH, "tether"])
        .args([std::process::id().to_string(), target.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    // Without it everything is still stopped on every way out but SIGKILL.
    drop(watcher);
}
