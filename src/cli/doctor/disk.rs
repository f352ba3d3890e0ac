//! Room for the database.

use std::path::{Path, PathBuf};

use crate::api::wire::Label;
use crate::config::Config;

use super::finding::Finding;

/// Less than this will not last: the journal and the write-ahead log grow while calls go on.
const FREE_WARN: u64 = 1_000_000_000;
/// And with less, writes fail soon.
const FREE_WRONG: u64 = 100_000_000;

/// How much room there is beside the embedded database; nothing to say where it is on a server.
pub(super) fn look(config: &Config) -> Option<Finding> {
    let path = config.store.url.strip_prefix("sqlite:")?.split('?').next()?;
    if path.contains(":memory:") {
        return None;
    }
    let folder = existing(Path::new(path.trim_start_matches("//")));
    let next = Label::new(
        "yer açın, ya da [retention] ile eskiyi bırakın; `santral retention --dry-run`",
        "make room, or let go of what is old by [retention]; `santral retention --dry-run`",
    );
    match rustix::fs::statvfs(&folder) {
        Ok(stat) => {
            let free = stat.f_bavail.saturating_mul(stat.f_frsize);
            let words = format!("{:.1} GB", free as f64 / 1e9);
            let what = Label::new(
                format!("{words} boş: {}", folder.display()),
                format!("{words} free: {}", folder.display()),
            );
            Some(match free {
                free if free < FREE_WRONG => Finding::wrong("disk", what, next),
                free if free < FREE_WARN => Finding::warn("disk", what, next),
                _ => Finding::ok("disk", what.tr, what.en),
            })
        }
        Err(error) => {
            let what = Label::new(
                format!("{} okunamadı: {error}", folder.display()),
                format!("{} could not be looked at: {error}", folder.display()),
            );
            Some(Finding::warn("disk", what, next))
        }
    }
}

/// The folder it is in, or the nearest one that is there.
fn existing(path: &Path) -> PathBuf {
    let parents = path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    parents.into_iter().find(|folder| folder.is_dir()).unwrap_or_else(|| Path::new(".")).to_owned()
}
