//! The company's own data: sections from a real PostgreSQL, a real MariaDB, an SQLite file and a real HTTP server,
//! under delay, hang, error, wrong types and half answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot set its scene is to fail")]

mod http;
#[path = "../mariadb/mod.rs"]
mod mariadb;
#[path = "../postgres/mod.rs"]
mod postgres;
mod service;
mod sql;
mod write_back;

use santral::crm::{Facts, Section, SectionState, Source, SourceConfig, WriteBack};

#[test]
fn the_sources_of_the_documentation_are_accepted() {
    let page = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/crm.md"))
        .unwrap();
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let example: String = blocks.map(|(block, _)| block).collect();
    let folder = tempfile::tempdir().unwrap();
    for (file, secret) in [
        ("erp.url", "postgres://reader@127.0.0.1/erp"),
        ("erp-writer.url", "postgres://writer@127.0.0.1/erp"),
        ("crm.auth", "Bearer x"),
    ] {
        std::fs::write(folder.path().join(file), secret).unwrap();
    }
    let here = example.replace("/etc/santral", &folder.path().display().to_string());
    let settings: toml::Table = here.parse().unwrap();
    let crm: santral::crm::Config = settings["crm"].clone().try_into().unwrap();
    assert_eq!(crm.source.len(), 2);
    assert_eq!(crm.write_back.len(), 2);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        crm.source.iter().for_each(|source| drop(Source::new(source).unwrap()));
        crm.write_back.iter().for_each(|receiver| drop(WriteBack::new(receiver).unwrap()));
    });
}

/// A source of settings as an admin writes them.
fn source(settings: &str) -> std::sync::Arc<Source> {
    Source::new(&config(settings)).unwrap()
}

fn config(settings: &str) -> SourceConfig {
    toml::from_str(settings).unwrap()
}

/// What the settings are refused for.
fn refused(settings: &str) -> String {
    Source::new(&config(settings)).unwrap_err().to_string()
}

/// Mehmet, calling from his mobile.
fn mehmet() -> Facts {
    Facts::at(1_764_000_000_000)
        .with("e164", Some("+905320000012"))
        .with("digits", Some("905320000012"))
        .with("national", Some("5320000012"))
        .with("customer_id", Some("c-1"))
}

/// A section as lines, or why it did not come.
fn told(section: &Section) -> Vec<String> {
    match &section.state {
        SectionState::Ready => section
            .rows
            .iter()
            .map(|row| {
                let fields = row.fields.iter().map(|(id, value)| format!("{id}={value}"));
                format!("{}: {}", row.id, fields.collect::<Vec<_>>().join(" "))
            })
            .collect(),
        SectionState::Pending => vec!["pending".to_owned()],
        SectionState::Failed(fault) => vec![format!("failed: {fault}")],
    }
}
