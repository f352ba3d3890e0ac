//! What a company's own dialplan does beside us: ring groups, queues of Local members, pickup, parking. Nothing of it
//! is ours, and none of its contexts was told to us.

use santral::api::wire::{AgentState, Board, CallOp, Command, ControlOp, SeatState, ShadowReport};
use serde_json::Value;

use crate::cast::{AYSE, SOON, SUPPORT};
use crate::phone::{Behaviour, Phone, Tone};
use crate::stage::{Desk, DeskView, Feed, Setup, Stage, customer};

/// A ring group, a queue whose members are Local channels, and `*8` to take a call from another phone.
const GROUP: &str = "5552008";
const LOCAL_QUEUE: &str = "5552007";
const DIALPLAN: &str = "
[from-trunk](+)
exten => 5552007,1,Gosub(cti-callerid,s,1)
 same => n,Answer()
 same => n,Queue(yerel,t)
 same => n,Hangup()
exten => 5552008,1,Gosub(cti-callerid,s,1)
 same => n,Dial(PJSIP/1001&PJSIP/1002,20,t)
 same => n,Hangup()
[uyeler]
exten => _1XXX,1,Dial(PJSIP/${EXTEN},20)
 same => n,Hangup()
[from-agents](+)
exten => _*8XXXX,1,PickupChan(PJSIP/${EXTEN:2},p)
 same => n,Hangup()
";
const QUEUES: &str = "
[yerel]
strategy = ringall
timeout = 20
ringinuse = no
joinempty = yes
member => Local/1001@uyeler/n,0,Zeynep Arslan
member => Local/1002@uyeler,0,Mehmet Kaya
";

async fn stage() -> Stage {
    let files = vec![
        ("extensions.conf", DIALPLAN),
        ("queues.conf", QUEUES),
        ("modules.conf", "load = app_directed_pickup.so"),
    ];
    Stage::with(Setup { pbx_files: files, ..Setup::default() }).await
}

async fn both(stage: &Stage) -> [(Phone, Desk); 2] {
    [stage.works("zeynep", Behaviour::Rings).await, stage.works("mehmet", Behaviour::Rings).await]
}

/// Her page shows who rings.
async fn shows_ayse(desk: &Desk) {
    let pop = desk.pops(SOON).await;
    assert_eq!(customer(&pop).map(|customer| customer.name.as_str()), Some(AYSE.name));
}

fn agent(key: &'static str, who: &'static str) -> impl Fn(&Value) -> bool {
    move |event| event[key]["agent"] == who
}

#[tokio::test(flavor = "multi_thread")]
async fn all_phones_of_a_ring_group_show_who_calls_and_the_losers_card_goes_at_once() {
    let stage = stage().await;
    let feed = Feed::open(&stage.board().await.rest).await.unwrap();
    let [(zeynep, zeynep_desk), (mehmet, mehmet_desk)] = both(&stage).await;
    let caller = stage.call(GROUP, AYSE.id()).await;
    zeynep.rings(SOON).await;
    mehmet.rings(SOON).await;
    shows_ayse(&zeynep_desk).await;
    shows_ayse(&mehmet_desk).await;
    mehmet.answer();
    caller.hears(&[mehmet.voice], SOON).await;
    zeynep_desk.until("shows nobody", SOON, |view| view.pops.is_empty() && view.calls.is_empty()).await;
    let lost = feed.tells("call.ringing_ended", agent("target", "zeynep")).await;
    assert_eq!(lost["reason"], "answered_elsewhere", "not missed: {lost:#}");
    let answered = feed.tells("call.answered", agent("party", "mehmet")).await;
    assert_eq!(answered["call_id"], lost["call_id"]);
    caller.hang_up();
    let ended = feed.tells("call.ended", |event| event["call_id"] == answered["call_id"]).await;
    assert_eq!((&ended["outcome"], &ended["ended_by"]), (&"completed".into(), &"caller".into()));
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_behind_local_channels_are_one_call_and_their_agents_see_who_calls() {
    let stage = stage().await;
    let feed = Feed::open(&stage.board().await.rest).await.unwrap();
    let [(zeynep, zeynep_desk), (mehmet, mehmet_desk)] = both(&stage).await;
    let caller = stage.call(LOCAL_QUEUE, AYSE.id()).await;
    zeynep.rings(SOON).await;
    mehmet.rings(SOON).await;
    shows_ayse(&zeynep_desk).await;
    shows_ayse(&mehmet_desk).await;
    assert_eq!(mehmet_desk.pops(SOON).await.queue.id, "yerel");
    mehmet.answer();
    caller.hears(&[mehmet.voice], SOON).await;
    mehmet.talks(SOON).await.ear.unwrap().hears(&[caller.voice], SOON).await;
    zeynep_desk.until("shows nobody", SOON, |view| view.pops.is_empty() && view.calls.is_empty()).await;
    let joined = feed.tells("queue.joined", |event| event["queue"] == "yerel").await;
    let answered = feed.tells("call.answered", agent("party", "mehmet")).await;
    assert_eq!((&answered["call_id"], &answered["queue"]), (&joined["call_id"], &"yerel".into()));
    caller.hang_up();
    mehmet.is_quiet(SOON).await;
    let ended = feed.tells("call.ended", |event| event["call_id"] == joined["call_id"]).await;
    assert_eq!(ended["outcome"], "completed");
    let calls: std::collections::BTreeSet<String> =
        feed.events().iter().filter_map(|event| event["call_id"].as_str().map(str::to_owned)).collect();
    assert_eq!(calls.len(), 1, "Local pairs are no calls of their own: {:#?}", feed.events());
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_queue_of_the_pbxs_the_core_decides_too_and_rings_nobody() {
    let mut stage = stage().await;
    stage.santral.stop().await.unwrap();
    let settings = stage.pbx.settings().unwrap();
    let section = settings.iter().find_map(|(key, _)| key.strip_suffix("__PORT")).unwrap();
    stage.santral.set(&format!("{section}__SHADOW__YEREL"), "destek");
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    let board = stage.board().await;
    // The phones are members; nobody is at work here, so nothing is routed.
    let zeynep = stage.phone("zeynep", Behaviour::Rings).await;
    let mehmet = stage.phone("mehmet", Behaviour::Rings).await;
    let members = |board: &Board| {
        let queue = board.pbx_queues.iter().find(|queue| queue.name == "yerel");
        queue.is_some_and(|queue| queue.members.iter().filter(|m| m.state == SeatState::Free).count() == 2)
    };
    board.until("both members are free", SOON * 2, members).await;
    let caller = stage.call(LOCAL_QUEUE, AYSE.id()).await;
    zeynep.rings(SOON).await;
    mehmet.rings(SOON).await;
    mehmet.answer();
    caller.hears(&[mehmet.voice], SOON).await;
    let report = crate::stage::until("the call is judged", SOON, async || {
        let report: ShadowReport =
            board.rest.get("/api/v1/shadow").await.map_err(|error| format!("{error:#}"))?;
        if report.recent.is_empty() { Err(format!("{report:#?}")) } else { Ok(report) }
    })
    .await;
    let (queue, call) = (&report.queues[0], &report.recent[0]);
    assert_eq!((queue.id.as_str(), queue.judged, queue.nobody), ("merkez/yerel", 1, 0));
    assert_eq!(call.got.as_deref(), Some("Mehmet Kaya"));
    // Most skilled is the queue's rule here, and that is she.
    assert_eq!(call.would.as_deref(), Some("Zeynep Arslan"));
    assert!(call.sooner_ms.is_some_and(|ms| (0..5_000).contains(&ms)), "{call:#?}");
    assert_eq!((zeynep.times_called(), mehmet.times_called()), (1, 1), "only by the PBX");
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_picks_up_a_call_that_rings_elsewhere_sees_the_customer_and_the_other_card_goes() {
    let stage = stage().await;
    let feed = Feed::open(&stage.board().await.rest).await.unwrap();
    let (zeynep, zeynep_desk) = stage.works("zeynep", Behaviour::Rings).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    zeynep.rings(SOON).await;
    shows_ayse(&zeynep_desk).await;
    let (mehmet, mehmet_desk) = stage.works("mehmet", Behaviour::Rings).await;
    mehmet.dial("*81001");
    caller.hears(&[mehmet.voice], SOON).await;
    zeynep.is_quiet(SOON).await;
    zeynep_desk.until("shows nobody", SOON, |view| view.pops.is_empty() && view.calls.is_empty()).await;
    let has =
        |view: &DeskView| view.pops.values().any(|pop| customer(pop).is_some_and(|c| c.name == AYSE.name));
    mehmet_desk.until("shows whom he talks to", SOON, has).await;
    mehmet_desk.is(AgentState::OnCall).await;
    let lost = feed.tells("call.ringing_ended", agent("target", "zeynep")).await;
    assert_eq!(lost["reason"], "answered_elsewhere", "{lost:#}");
    let answered = feed.tells("call.answered", agent("party", "mehmet")).await;
    assert_eq!(answered["call_id"], lost["call_id"]);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fetches_a_parked_caller_has_his_story() {
    let stage = stage().await;
    let feed = Feed::open(&stage.board().await.rest).await.unwrap();
    let (zeynep, zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[zeynep.voice], SOON).await;
    let may_park = |view: &DeskView| view.calls.values().any(|call| call.can.contains(&CallOp::Park));
    let view = zeynep_desk.until("may park", SOON, may_park).await;
    let call_id = view.calls.keys().next().unwrap().clone();
    let park = Command::CallControl { call_id: call_id.clone(), what: ControlOp::Park, to: None };
    zeynep_desk.ask(park).await.unwrap();
    caller.hears(&[Tone::MUSIC], SOON).await;
    let parked = feed.tells("call.parked", |event| event["call_id"] == call_id.as_str()).await;
    let space = parked["space"].as_str().unwrap().to_owned();
    let (mehmet, mehmet_desk) = stage.works("mehmet", Behaviour::Rings).await;
    mehmet.dial(&space);
    caller.hears(&[mehmet.voice], SOON).await;
    let has =
        |view: &DeskView| view.pops.values().any(|pop| customer(pop).is_some_and(|c| c.name == AYSE.name));
    mehmet_desk.until("shows whom he talks to", SOON, has).await;
    feed.tells("call.retrieved", |event| event["call_id"] == call_id.as_str()).await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_dialled_from_the_page_is_the_agents_call_from_the_first_ring() {
    let stage = stage().await;
    let feed = Feed::open(&stage.board().await.rest).await.unwrap();
    let [(zeynep, zeynep_desk), (mehmet, _mehmet_desk)] = both(&stage).await;
    zeynep_desk.ask(Command::CallDial { number: "1002".to_owned() }).await.unwrap();
    zeynep.rings(SOON).await;
    zeynep.answer();
    mehmet.rings(SOON).await;
    mehmet.answer();
    zeynep.talks(SOON).await.ear.unwrap().hears(&[mehmet.voice], SOON).await;
    // The agent's own leg came first, and still it is she who calls.
    let answered = feed.tells("call.answered", agent("party", "mehmet")).await;
    assert_eq!(answered["caller"]["agent"], "zeynep", "{answered:#}");
    zeynep.hang_up();
    let ended = feed.tells("call.ended", |event| event["call_id"] == answered["call_id"]).await;
    assert_eq!((&ended["outcome"], &ended["ended_by"]), (&"completed".into(), &"caller".into()));
    stage.down().await;
}
