//! The repository held against its own rules: the floors of `src/`, names, fixtures, line lengths.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the repository is to fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each floor with the floors it may use; the same table as in docs/map.md.
const FLOORS: &[(&str, &[&str])] = &[
    ("acd", &[]),
    ("phone", &[]),
    ("call", &["acd", "phone"]),
    ("calendar", &[]),
    ("net", &[]),
    ("ami", &["net"]),
    ("telephony", &["call", "phone", "ami"]),
    ("stats", &["call", "acd"]),
    ("catalog", &["acd", "phone", "call", "calendar"]),
    ("simulate", &["acd", "catalog", "stats"]),
    ("store", &["call", "phone", "stats", "catalog", "acd"]),
    ("crm", &["call", "phone", "net", "catalog", "store"]),
    ("hooks", &["net", "store"]),
    ("pop", &["call", "crm", "phone", "store", "acd"]),
    ("driver", &["acd", "call", "phone", "calendar", "catalog", "stats", "store"]),
    (
        "api",
        &[
            "acd", "phone", "call", "calendar", "net", "stats", "catalog", "simulate", "store", "crm",
            "hooks", "pop", "driver",
        ],
    ),
    (
        "config",
        &[
            "acd",
            "phone",
            "call",
            "calendar",
            "net",
            "ami",
            "telephony",
            "stats",
            "catalog",
            "simulate",
            "store",
            "crm",
            "hooks",
            "pop",
            "driver",
            "api",
        ],
    ),
    (
        "daemon",
        &[
            "acd",
            "phone",
            "call",
            "calendar",
            "net",
            "ami",
            "telephony",
            "stats",
            "catalog",
            "simulate",
            "store",
            "crm",
            "hooks",
            "pop",
            "driver",
            "api",
            "config",
        ],
    ),
    (
        "cli",
        &[
            "acd",
            "phone",
            "call",
            "calendar",
            "net",
            "ami",
            "telephony",
            "stats",
            "catalog",
            "simulate",
            "store",
            "crm",
            "hooks",
            "pop",
            "driver",
            "api",
            "config",
            "daemon",
        ],
    ),
];

/// The files that may open a socket (architecture: one a protocol).
const SOCKET_FILES: &[&str] = &[
    "src/ami/client.rs",
    "src/ami/tls.rs",
    "src/api/serve.rs",
    "src/cli/doctor/daemon.rs",
    "src/cli/watch/client.rs",
    "src/crm/source/http.rs",
    "src/hooks/client.rs",
];

/// Drawers that subjects get lost in.
const BANNED_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "misc", "types", "models"];

/// Longest line of Rust. rustfmt keeps code under 110; long texts are the exception.
const LINE_LENGTH_MAX: usize = 220;

#[test]
fn every_floor_uses_only_the_floors_it_may() {
    let floors: BTreeMap<&str, &[&str]> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for file in rust_files("src") {
        let Some(floor) = floor_of(&file) else { continue };
        let allowed =
            floors.get(floor.as_str()).unwrap_or_else(|| panic!("src/{floor} is no floor of the table"));
        for used in uses(&fs::read_to_string(&file).unwrap()) {
            if used != floor && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{}: {floor} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_floors_stand_in_lib_rs_ground_first() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let listed: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let table: Vec<&str> = FLOORS.iter().map(|(floor, _)| *floor).collect();
    assert_eq!(listed, table);
}

#[test]
fn the_map_draws_the_table_as_it_is() {
    let map = fs::read_to_string(root().join("docs/map.md")).unwrap();
    for (floor, _) in FLOORS {
        assert!(map.contains(&format!("| `{floor}` |")), "docs/map.md has no row for `{floor}`");
    }
}

#[test]
fn sockets_are_opened_in_one_file_a_protocol() {
    let openers =
        ["TcpStream::connect", "TcpListener::bind", "UdpSocket::bind", "TcpSocket::new", "Client::builder"];
    for file in rust_files("src") {
        let text = fs::read_to_string(&file).unwrap();
        let name = relative(&file);
        let opens = openers.iter().any(|opener| text.contains(opener));
        assert!(!opens || SOCKET_FILES.contains(&name.as_str()), "{name} opens a socket");
    }
}

#[test]
fn no_file_is_a_drawer_and_no_line_runs_off_the_page() {
    for file in ["src", "tests", "benches"].iter().flat_map(|folder| rust_files(folder)) {
        let stem = file.file_stem().unwrap().to_str().unwrap();
        assert!(!BANNED_NAMES.contains(&stem), "{}: name it after its subject", relative(&file));
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let length = line.chars().count();
            assert!(length <= LINE_LENGTH_MAX, "{}:{}: {length} characters", relative(&file), number + 1);
        }
    }
}

#[test]
fn every_recording_is_used_by_a_test() {
    let tests: String = rust_files("tests").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    for entry in fs::read_dir(root().join("tests/fixtures/ami")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let name = stem.strip_prefix("real-").unwrap_or(stem);
        assert!(tests.contains(&format!("\"{name}")) || tests.contains(stem), "{stem} is used by no test");
    }
}

/// The floors a file names by `crate::`, its own tests and comments included.
fn uses(text: &str) -> Vec<String> {
    text.match_indices("crate::")
        .filter_map(|(at, word)| {
            let rest = &text[at + word.len()..];
            let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_'))?;
            rest[end..].starts_with([':', ';', ',', ' ', '}']).then(|| rest[..end].to_owned())
        })
        .filter(|floor| !floor.is_empty())
        .collect()
}

fn floor_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next()?.as_os_str().to_str()?.to_owned();
    (!first.ends_with(".rs")).then_some(first)
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().display().to_string()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
