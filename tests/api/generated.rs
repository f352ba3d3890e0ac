//! The widget's protocol types are written from the wire types and committed; this holds them fresh.

use std::fs;
use std::path::{Path, PathBuf};

use santral::api::wire;
use ts_rs::{Config, TS};

#[test]
fn the_widgets_protocol_types_are_those_of_the_wire() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("web-widget/src/protocol");
    let fresh = tempfile::tempdir().unwrap();
    let config = Config::new().with_out_dir(fresh.path());
    export(&config);
    if std::env::var_os("SANTRAL_WRITE").is_some() {
        fs::create_dir_all(&committed).unwrap();
        for file in listing(fresh.path()) {
            fs::copy(fresh.path().join(&file), committed.join(&file)).unwrap();
        }
    }
    assert_eq!(listing(fresh.path()), listing(&committed), "run `make generate`");
    for file in listing(fresh.path()) {
        let (fresh, committed) = (fresh.path().join(&file), committed.join(&file));
        assert_eq!(
            fs::read_to_string(fresh).unwrap(),
            fs::read_to_string(committed).unwrap(),
            "{} is not fresh: run `make generate`",
            file.display()
        );
    }
}

#[test]
fn the_documented_api_is_the_one_served() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let fresh = santral::api::openapi_document().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("SANTRAL_WRITE").is_some() {
        fs::write(&committed, &fresh).unwrap();
    }
    assert_eq!(fs::read_to_string(committed).unwrap_or_default(), fresh, "run `make generate`");
}

fn export(config: &Config) {
    wire::ClientFrame::export_all(config).unwrap();
    wire::ServerFrame::export_all(config).unwrap();
    wire::SignIn::export_all(config).unwrap();
    wire::Me::export_all(config).unwrap();
    wire::PasswordChange::export_all(config).unwrap();
    wire::ExtensionChange::export_all(config).unwrap();
    wire::WsTicket::export_all(config).unwrap();
    wire::CallPage::export_all(config).unwrap();
    wire::CallStory::export_all(config).unwrap();
    wire::Directory::export_all(config).unwrap();
    wire::CustomerEdit::export_all(config).unwrap();
    wire::CustomerPage::export_all(config).unwrap();
    wire::CustomerList::export_all(config).unwrap();
    wire::CallExplanation::export_all(config).unwrap();
    wire::TraceList::export_all(config).unwrap();
    wire::IncidentPost::export_all(config).unwrap();
    wire::IncidentList::export_all(config).unwrap();
    wire::ProfileList::export_all(config).unwrap();
    wire::Questions::export_all(config).unwrap();
    wire::Verification::export_all(config).unwrap();
    wire::RevealAsk::export_all(config).unwrap();
    wire::Revealed::export_all(config).unwrap();
    wire::DuplicateList::export_all(config).unwrap();
    wire::MergeAsk::export_all(config).unwrap();
    wire::MergeList::export_all(config).unwrap();
    wire::MissedList::export_all(config).unwrap();
    wire::StateOrder::export_all(config).unwrap();
    wire::ListenOrder::export_all(config).unwrap();
    wire::WallOrder::export_all(config).unwrap();
    wire::WallAddress::export_all(config).unwrap();
    wire::WallList::export_all(config).unwrap();
    wire::ReasonList::export_all(config).unwrap();
    wire::QueueLine::export_all(config).unwrap();
    wire::NumberReading::export_all(config).unwrap();
    wire::ShadowReport::export_all(config).unwrap();
    wire::Problem::export_all(config).unwrap();
}

fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.filter_map(Result::ok).map(|e| PathBuf::from(e.file_name())).collect())
        .unwrap_or_default();
    files.sort();
    files
}
