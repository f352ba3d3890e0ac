//! The catalog through its doors: parse, export, compare, look over, compile.

use std::time::Duration;

use super::*;

/// The contract's example, with everything that may be said beside it.
const EXAMPLE: &str = r#"
[policy]
cool_down_s = 15
missed_in_a_row_max = 2
show_listening = false

[numbers]
region = "TR"
internal = ["1XXX"]

[[skills]]
id = "tr"
label = { tr = "Türkçe", en = "Turkish" }

[[skills]]
id = "kart"
label = { tr = "Kart", en = "Cards" }

[[agents]]
id = "zeynep"
name = "Zeynep Arslan"
extension = "1001"
team = "destek"
skills = { tr = 90, kart = 60 }

[[agents]]
id = "can"
name = "Can \"C\\D\" Demir"
extension = "1002"
skills = { tr = 20 }
capacity = 2

[[queues]]
id = "destek"
label = { tr = "Destek", en = "Support" }
numbers = ["5552001", "+902125552001"]
require = "tr >= 30"
call_order = "credit"
priority_worth_s = 45
agent_order = "most-skilled"
service_level = { within_s = 20, target_percent = 80 }
wrap_up_s = 20
max_waiting = 50
skip_unreachable_stages = true
overflow = { waiting_max = 40, wait_max_s = 300, nobody_reachable = true }
reserve = { who = "kart >= 50", on_waiting = 6, off_waiting = 2 }
keeps_place_s = 120
hours = "mesai"
when_closed = "gece"
prefer_last_agent_s = 30
priorities = { vip = 3, "Altın" = 2 }
[[queues.stages]]
after_s = 30
require = "tr >= 10"
[[queues.stages]]
after_s = 60
require = "any"
kind = "replace"

[[queues]]
id = "gece"
require = "tr"

[[hours]]
id = "mesai"
zone = "Europe/Istanbul"
week = { mon = ["09:00-12:00", "13:00-18:00"], sat = ["10:00-14:00"] }
days = { "2026-10-29" = [], "2026-10-28" = ["09:00-13:00"] }

[[reasons]]
id = "mola"
label = { tr = "Mola", en = "Break" }

[identity]
questions_min = 1
[[identity.questions]]
id = "dogum"
label = { tr = "Doğum yılı", en = "Year of birth" }
[[identity.masked]]
section = "loyalty"
field = "points"
show_last = 2
reveal = ["agent"]

[[authority]]
label = { tr = "İndirim", en = "Discount" }
limit = "500 TL"
"#;

/// What a text is refused for, one mistake a line.
fn refused(text: &str) -> String {
    Catalog::parse(text).unwrap_err().to_string()
}

fn example() -> Catalog {
    Catalog::parse(EXAMPLE).unwrap()
}

#[test]
fn the_contracts_example_is_read() {
    let catalog = example();
    assert_eq!(catalog.agent("zeynep").unwrap().skills["kart"], 60);
    let queue = catalog.queue_for("5552001").unwrap();
    assert_eq!(queue.label.en, "Support");
    assert_eq!(queue.ring_timeout_s, 15);
    assert_eq!(queue.service_level.unwrap().short_abandon_s, 5);
    assert_eq!(queue.stages.len(), 2);
    assert_eq!(catalog.queue_for("902125552001").map(|q| q.id.as_str()), Some("destek"));
    assert_eq!(catalog.queue_for("5552009"), None);
    assert_eq!(catalog.reasons().len(), 1);
    assert_eq!(catalog.disposition("cozuldu").unwrap().label.tr, "Çözüldü");
}

/// architecture.md, "The contract", to the letter.
#[test]
fn the_contracts_own_text_is_read_and_compiled() {
    let text = r#"
        [[skills]]
        id = "tr"
        label = { tr = "Türkçe", en = "Turkish" }

        [[agents]]
        id = "zeynep"
        name = "Zeynep Arslan"
        extension = "1001"            # the phone she signs in at by default
        team = "destek"
        skills = { tr = 90 }   # levels 0..100

        [[queues]]
        id = "destek"
        numbers = ["5552001"]
        require = "tr >= 30"
        call_order = "credit"
        agent_order = "most-skilled"
        service_level = { within_s = 20, target_percent = 80, short_abandon_s = 5 }
        [[queues.stages]]
        after_s = 30
        require = "tr >= 10"
    "#;
    let config = Catalog::parse(text).unwrap().compile();
    assert_eq!(config.queues[0].call_order.as_str(), "credit");
    assert_eq!(config.queues[0].priority_worth, Duration::from_secs(60));
}

#[test]
fn every_order_of_the_contract_compiles() {
    for order in compile::CALL_ORDERS {
        let queue = Catalog::parse(&format!("[[queues]]\nid='q'\ncall_order='{order}'")).unwrap().compile();
        assert_eq!(queue.queues[0].call_order.as_str(), *order);
    }
    for order in compile::AGENT_ORDERS {
        let queue = Catalog::parse(&format!("[[queues]]\nid='q'\nagent_order='{order}'")).unwrap().compile();
        assert_eq!(queue.queues[0].agent_order.as_str(), *order);
    }
}

#[test]
fn what_the_orders_go_by_is_told_in_a_diff_and_exported() {
    let old = example();
    let text = EXAMPLE.replace("priority_worth_s = 45", "weight = 3").replace("wait_max_s = 300, ", "");
    let new = Catalog::parse(&text).unwrap();
    let lines: Vec<String> = diff(&old, &new).iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "~ queue destek: overflow.wait_max_s 300 → -",
            "~ queue destek: priority_worth_s 45 → 60",
            "~ queue destek: weight 1 → 3",
        ]
    );
    let exported = new.to_toml();
    assert!(exported.contains("overflow = { waiting_max = 40, nobody_reachable = true }"), "{exported}");
}

#[test]
fn an_export_reads_back_as_the_same_catalog() {
    for catalog in [example(), Catalog::default(), Catalog::parse("").unwrap()] {
        let text = catalog.to_toml();
        assert_eq!(Catalog::parse(&text).unwrap(), catalog, "{text}");
    }
}

#[test]
fn nothing_given_means_the_houses_defaults() {
    let catalog = Catalog::parse("").unwrap();
    assert_eq!(catalog, Catalog::default());
    assert_eq!(catalog.policy(), Policy { cool_down_s: 10, missed_in_a_row_max: 3, show_listening: true });
    assert!(catalog.reason("egitim").is_some());
}

#[test]
fn every_mistake_is_named_with_its_place_at_once() {
    let text = r#"
        [[skills]]
        id = "tr"
        [[skills]]
        id = "Türkçe"
        [[skills]]
        id = "not"
        [[agents]]
        id = "zeynep"
        extension = "10 01"
        skills = { tr = 101, kart = 5 }
        [[agents]]
        id = "zeynep"
        [[queues]]
        id = "destek"
        numbers = ["5552001", "05x"]
        require = "tr => 3"
        agent_order = "fastest"
        ring_timeout_s = 1
        [[queues.stages]]
        after_s = 30
        require = "kredi"
        [[queues.stages]]
        after_s = 30
        require = "tr"
        [[queues]]
        id = "satis"
        numbers = ["+5552001"]
        call_order = "newest"
        weight = 0
        overflow = { to = "depo" }
        hours = "gece"
        reserve = { who = "tr", on_waiting = 3, off_waiting = 3 }
        [[queues]]
        id = "iade"
        when_closed = "iade"
        [[hours]]
        id = "mesai"
        zone = "Avrupa/İstanbul"
        week = { mon = ["9-18"], tue = ["18:00-09:00"] }
        days = { "29.10.2026" = [] }
        [[reasons]]
        id = "missed"
        [identity]
        questions_min = 1
        [[identity.masked]]
        section = "loyalty"
        field = "points"
        until = "monday"
        reveal = ["boss"]
    "#;
    let told = refused(text);
    for mistake in [
        "skill Türkçe: id: \"Türkçe\" is no id; write small letters",
        "skill not: id: is a word of the language of requirements",
        "agent zeynep: extension: \"10 01\" is no extension",
        "agent zeynep: skills.tr: is 101; write a level from 0 to 100",
        "agent zeynep: skills.kart: there is no skill kart; add it to [[skills]]",
        "agent zeynep: id zeynep comes twice",
        "queue destek: numbers: \"05x\" is no number",
        "queue destek: require: column 4",
        "queue destek: agent_order: \"fastest\" is no strategy; write one of longest-idle",
        "queue destek: ring_timeout_s: is 1; write a number from 3 to 120",
        "queue destek: stages[1].require: there is no skill kredi",
        "queue destek: stages[2].after_s: is 30, not later than the stage before",
        "queue satis: number 5552001 is already queue destek's",
        "queue satis: call_order: \"newest\" is no strategy; write one of fcfs, priority",
        "queue satis: overflow: says no case; give waiting_max",
        "queue satis: overflow.to: there is no queue depo",
        "queue satis: weight: is 0; write a number from 1 to 1000",
        "queue satis: hours: there are no hours gece; add it to [[hours]]",
        "queue satis: reserve.off_waiting: is 3, not below on_waiting",
        "queue iade: when_closed: says nothing without `hours`",
        "queue iade: when_closed: is the queue itself",
        "hours mesai: zone: \"Avrupa/İstanbul\" is no time zone",
        "hours mesai: week.mon: \"9-18\": write it as 09:00-18:00",
        "hours mesai: week.tue: \"18:00-09:00\": ends before it begins",
        "hours mesai: days.29.10.2026: is no day; write it as 2026-10-29",
        "identity: questions_min: is 1; there are 0 questions",
        "identity: masked loyalty.points: until: \"monday\"; write verified or revealed",
        "identity: masked loyalty.points: reveal: \"boss\" is no role",
        "reason missed: id: is a reason of Santral's own",
    ] {
        assert!(told.contains(mistake), "missing: {mistake}\nin:\n{told}");
    }
}

#[test]
fn a_slip_of_the_pen_is_refused_with_its_line() {
    let told = refused("[[queues]]\nid = \"destek\"\nwrapup_s = 3\n");
    assert!(told.starts_with("line 3, column 1, in [[queues]]: unknown field `wrapup_s`"), "{told}");
    let told = refused("[[agents]]\nname = 3\n");
    assert!(told.contains("in [[agents]]"), "{told}");
    let told = refused("[[queue]]\n");
    assert!(told.contains("unknown field `queue`"), "{told}");
    let told = refused("skills = 3 3");
    assert!(told.starts_with("line 1"), "{told}");
}

#[test]
fn everything_has_a_limit() {
    let long = "x".repeat(LABEL_LENGTH_MAX + 1);
    assert!(
        refused(&format!("[[agents]]\nid='a'\nname='{long}'")).contains("agent a: name: is longer than 80")
    );
    let id = "a".repeat(ID_LENGTH_MAX + 1);
    assert!(refused(&format!("[[agents]]\nid='{id}'")).contains("is longer than 32"));
    let many: String = (0..=REASONS_MAX).map(|n| format!("[[reasons]]\nid='r{n}'\n")).collect();
    assert!(refused(&many).contains("reasons: 51 of them, 50 at most"));
    assert!(refused(&"#".repeat(FILE_BYTES_MAX + 1)).contains("is longer than"));
    assert!(refused("[[agents]]\nid='a'\nname=\"x\\u0007\"").contains("control character"));
    assert!(
        refused("[[queues]]\nid='q'\nmax_waiting=0").contains("max_waiting: is 0; write a number from 1")
    );
}

#[test]
fn a_diff_says_what_came_what_went_and_what_changed() {
    let old = example();
    let text = EXAMPLE
        .replace("wrap_up_s = 20", "wrap_up_s = 30")
        .replace("tr = 90, kart = 60", "tr = 95")
        .replace("id = \"can\"", "id = \"ali\"")
        .replace("max_waiting = 50\n", "");
    let new = Catalog::parse(&text).unwrap();
    let lines: Vec<String> = diff(&old, &new).iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "~ agent zeynep: skills.kart 60 → -",
            "~ agent zeynep: skills.tr 90 → 95",
            "- agent can",
            "~ queue destek: max_waiting 50 → -",
            "~ queue destek: wrap_up_s 20 → 30",
            "+ agent ali",
        ]
    );
    assert_eq!(diff(&old, &old), []);
}

#[test]
fn a_new_order_is_a_change() {
    let one = Catalog::parse("[[reasons]]\nid='a'\n[[reasons]]\nid='b'").unwrap();
    let two = Catalog::parse("[[reasons]]\nid='b'\n[[reasons]]\nid='c'\n[[reasons]]\nid='a'").unwrap();
    let lines: Vec<String> = diff(&one, &two).iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["~ reasons: order a b → b a", "+ reason c"]);
}

#[test]
fn what_is_probably_not_meant_is_told() {
    let text = r#"
        [[skills]]
        id = "tr"
        [[skills]]
        id = "kart"
        [[agents]]
        id = "can"
        skills = { tr = 5 }
        [[queues]]
        id = "destek"
        numbers = ["1"]
        require = "tr >= 30"
        [[queues.stages]]
        after_s = 30
        require = "tr >= 10"
        [[queues]]
        id = "kart"
        require = "kart"
        overflow = { wait_max_s = 60, to = "genel" }
        [[queues]]
        id = "genel"
        require = "not kart"
        overflow = { wait_max_s = 60, to = "kart" }
        [[queues]]
        id = "yedek"
        require = "tr and not tr"
        [[hours]]
        id = "mesai"
    "#;
    let told: Vec<String> =
        Catalog::parse(text).unwrap().warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "skill kart: no agent has it",
            "agent can: has no extension and must name one each time she signs in",
            "queue destek: no agent meets its requirement at any stage; its callers wait for nobody",
            "queue kart: no agent meets its requirement at any stage; its callers wait for nobody",
            "queue genel: require reads \"not kart\": who has none of its skills meets it; add a skill that is asked for, if that is not meant",
            "queue yedek: no number leads to it, nor another queue",
            "queue yedek: no agent meets its requirement at any stage; its callers wait for nobody",
            "queue yedek: require reads \"tr and not tr\": nobody can ever meet it",
            "hours mesai: no queue keeps them",
            "queue kart: callers sent on come round (kart -> genel -> kart) and stay in the last",
        ]
    );
    assert_eq!(example().warnings(), []);
}

#[test]
fn the_core_gets_what_the_file_says() {
    let config = example().compile();
    assert_eq!(config.policy.cool_down, Duration::from_secs(15));
    assert_eq!(config.agents[0].id.as_str(), "zeynep");
    let queue = &config.queues[0];
    assert_eq!(queue.require.to_string(), "tr >= 30");
    assert_eq!(queue.stages[0].after, Duration::from_secs(30));
    assert!(queue.stages[1].require.is_any());
    assert_eq!(queue.wrap_up, Duration::from_secs(20));
    assert_eq!(queue.max_waiting, Some(50));
    assert_eq!(queue.agent_order.as_str(), "most-skilled");
    assert_eq!(queue.call_order.as_str(), "credit");
    assert!(queue.skip_unreachable_stages);
    let overflow = queue.overflow.as_ref().unwrap();
    assert_eq!((overflow.waiting_max, overflow.wait_max), (Some(40), Some(Duration::from_secs(300))));
    assert!(overflow.nobody_reachable);
    assert_eq!((queue.priority_worth, queue.target), (Duration::from_secs(45), Duration::from_secs(20)));
}
