//! What Asterisk's files know, brought over.

use std::fs;
use std::path::Path;

use santral::call::{CallId, Outcome, PbxName};
use santral::store::{CallFilter, CallRecord, CallSource, CustomerEdit};

use crate::{err, out, santral, with_store};

const LOG: &str = "\
1764000000|1764000000.1|500|NONE|ENTERQUEUE||05320000012|1
1764000007|1764000000.1|500|SIP/2001|CONNECT|7|1764000004.2|3
1764000067|1764000000.1|500|SIP/2001|COMPLETECALLER|7|60|1
1764000100|1764000100.3|500|NONE|ENTERQUEUE||anonymous|1
1764000109|1764000100.3|500|NONE|ABANDON|1|1|9
1764000200|1764000200.4|500|NONE|ENTERQUEUE||05320000013|1
1764000203|1764000200.4|500|Eski Çalışan|CONNECT|3|1764000201.2|2
1764000213|1764000200.4|500|Eski Çalışan|COMPLETEAGENT|3|10|1
1764000300|1764000300.5|500|NONE|ENTERQUEUE||05320000014|1
";

fn catalog(folder: &Path) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/catalog.toml");
    assert_eq!(santral(folder, &["apply", file.to_str().unwrap()]).status.code(), Some(0));
}

#[test]
fn the_past_is_brought_over_once_and_only_once() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    catalog(folder);
    with_store(folder, async |store| {
        let customer = CustomerEdit {
            name: "Elif Demir".to_owned(),
            numbers: vec![
                santral::phone::read("+905320000012", &santral::phone::Plan::default()).e164.unwrap(),
            ],
            ..CustomerEdit::default()
        };
        store.customers().create(&customer, 1_764_000_000_000).await.unwrap();
    });
    // Three kinds of hostility: bytes of another encoding, ten thousand of them, a line cut short.
    let mut log = LOG.as_bytes().to_vec();
    log.extend_from_slice(b"1764000400|1764000400.6|500|NONE|ENTERQUEUE||0532\xdd|1\n");
    log.extend_from_slice(b"1764000405|1764000400.6|500|NONE|ABANDON|1|1|5\r\n");
    log.extend_from_slice(&[b"1764000406|".to_vec(), vec![b'x'; 10_000], b"\n".to_vec()].concat());
    log.extend_from_slice(b"1764000410|1764000400.6|500|NO");
    fs::write(folder.join("queue_log"), log).unwrap();
    let import = |more: &[&str]| {
        let words = ["import", "queue-log", "queue_log", "--pbx", "eski", "--agent", "SIP/2*=1*", "--queue"];
        santral(folder, &[&words[..], &["500=destek"], more].concat())
    };
    let dry = import(&["--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{}", err(&dry));
    for expected in [
        "13 lines, 2 rejected: 4 calls; nothing was kept (--dry-run)",
        "1 calls have no end in the file and are left out",
        "2 answered",
        "2 gave up",
        "no agent: \"Eski Çalışan\" (1 calls)",
        "from 2025-11-24 to 2025-11-24",
    ] {
        assert!(out(&dry).contains(expected), "{expected}: {}", out(&dry));
    }
    let rejects = fs::read_to_string(folder.join("queue_log.rejects.csv")).unwrap();
    assert!(rejects.contains("12,the line is longer than") && rejects.contains("13,the line is cut short"));
    let first = import(&[]);
    assert!(out(&first).contains("4 calls, 4 added, 0 completed, 0 there already"), "{}", out(&first));
    let again = import(&[]);
    assert!(out(&again).contains("4 calls, 0 added, 0 completed, 4 there already"), "{}", out(&again));
    let named = import(&["--agent", "Eski Çalışan=ayse"]);
    assert!(out(&named).contains("4 calls, 0 added, 1 completed, 3 there already"), "{}", out(&named));
    with_store(folder, async |store| {
        let page = store.calls().list(&CallFilter::default(), None, 50).await.unwrap();
        let told: Vec<_> = page
            .items
            .iter()
            .map(|call| {
                let (number, agent) = (call.e164.as_deref(), call.agent_id.as_deref());
                (number, agent, call.outcome, call.source, call.customer_id.is_some())
            })
            .collect();
        let log = Some(CallSource::QueueLog);
        assert_eq!(
            told,
            [
                (None, None, Some(Outcome::Abandoned), log, false),
                (Some("+905320000013"), Some("ayse"), Some(Outcome::Completed), log, false),
                (None, None, Some(Outcome::Abandoned), log, false),
                (Some("+905320000012"), Some("zeynep"), Some(Outcome::Completed), log, true),
            ]
        );
        assert!(page.items.iter().all(|call| call.queue_id.as_deref() == Some("destek")));
    });
}

#[test]
fn a_call_the_pbx_told_of_itself_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    catalog(folder);
    let pbx = PbxName::new("merkez");
    let id = CallId::derive(&pbx, "1764000000.1", 1_764_000_000_000);
    let told = CallRecord {
        outcome: Some(Outcome::Abandoned),
        ended_at_ms: Some(1_764_000_003_000),
        ..CallRecord::new(id, pbx, "1764000000.1", 1_764_000_000_000)
    };
    with_store(folder, async |store| store.calls().upsert(&told).await.unwrap());
    fs::write(folder.join("queue_log"), LOG).unwrap();
    let imported = santral(folder, &["import", "queue-log", "queue_log", "--pbx", "merkez"]);
    assert!(out(&imported).contains("2 added, 0 completed, 1 there already"), "{}", out(&imported));
    with_store(folder, async |store| assert_eq!(store.calls().get(id).await.unwrap(), Some(told.clone())));
}

#[test]
fn where_a_file_comes_from_is_asked_when_it_cannot_be_known() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("queue_log"), LOG).unwrap();
    let asked = santral(folder.path(), &["import", "queue-log", "queue_log"]);
    assert_eq!(asked.status.code(), Some(1));
    assert!(err(&asked).contains("--pbx"), "{}", err(&asked));
    assert_eq!(santral(folder.path(), &["import", "queue-log"]).status.code(), Some(2));
}

#[test]
fn the_queues_of_the_fall_back_come_with_agents_who_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    catalog(folder);
    let conf = Path::new(env!("CARGO_MANIFEST_DIR")).join("sip-config/queues.conf");
    let import =
        |more: &[&str]| santral(folder, &[&["import", "queues", conf.to_str().unwrap()], more].concat());
    let dry = import(&["--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{}", err(&dry));
    assert!(out(&dry).contains("nothing was applied (--dry-run)"), "{}", out(&dry));
    assert!(out(&dry).contains("realtime"), "{}", out(&dry));
    assert!(out(&import(&[])).contains("catalog version 2 is in force"));
    assert!(out(&import(&[])).contains("nothing changes"));
    let exported = out(&santral(folder, &["export"]));
    assert!(exported.contains("id = \"fallback\"") && exported.contains("agent_order = \"ring-all\""));
    assert!(exported.contains("q-fallback = 100"), "{exported}");
    assert_eq!(exported.matches("[[agents]]").count(), 6, "nobody is there twice");
}

#[test]
fn members_nobody_knows_become_agents_with_a_level_for_their_penalty() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let conf = "[base](!)\nstrategy = leastrecent\ntimeout = 0\njoinempty = yes\n[Müşteri Hizmetleri](base)\n\
                member => SIP/2001,0,Ayşe Yılmaz\nmember => SIP/2002,5,Ayşe Yılmaz\nmember => SIP/20 03\n\
                member => Local/2004@x/n\n[Satış](base)\nmember => SIP/2001,3\nnonsense\n";
    fs::write(folder.join("queues.conf"), conf).unwrap();
    let proposed = santral(folder, &["import", "queues", "queues.conf", "--out", "proposed.toml"]);
    assert_eq!(proposed.status.code(), Some(0), "{}", err(&proposed));
    let said = out(&proposed);
    for expected in [
        "2 lines that were not taken",
        "not taken over: joinempty",
        "members have penalties",
        "the proposed catalog is in proposed.toml",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert_eq!(santral(folder, &["export"]).status.code(), Some(1), "nothing was put in force");
    let text = fs::read_to_string(folder.join("proposed.toml")).unwrap();
    for expected in [
        "id = \"musteri-hizmetleri\"",
        "agent_order = \"most-skilled\"",
        "agent_order = \"longest-idle\"",
        "ring_timeout_s = 120",
        "skills = { q-musteri-hizmetleri = 100, q-satis = 97 }",
        "skills = { q-musteri-hizmetleri = 95 }",
        "id = \"agent-2002\"",
        "extension = \"2004\"",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert_eq!(santral(folder, &["apply", "proposed.toml"]).status.code(), Some(0));
}
