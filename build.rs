//! Brings the built pages into the binary. Without node there are none, and the pages say how to build them.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=web-widget/dist");
    println!("cargo:rerun-if-changed=migrations");
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    let pages = Path::new(&out).join("pages");
    if pages.exists() {
        fs::remove_dir_all(&pages)?;
    }
    fs::create_dir_all(&pages)?;
    let built = Path::new("web-widget/dist");
    if built.is_dir() { copy(built, &pages) } else { Ok(()) }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
