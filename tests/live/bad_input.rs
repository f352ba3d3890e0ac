//! Wrong settings and hostile callers: a clear word, nothing believed, nothing lost, and the daemon stays up.

use std::time::Duration;

use santral::api::wire::{AgentState, Match};

use crate::cast::{AYSE, FALL_BACK, MEHMET, SOON, STRANGER, SUPPORT};
use crate::phone::{Behaviour, CallerId};
use crate::sipp::Sipp;
use crate::stage::{Board, Santral, Setup, Stage};

/// A link that is down is tried again within a few seconds, an Asterisk takes one to start.
const BACK: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_ami_secret_is_said_and_the_daemon_recovers_when_it_is_right() {
    let mut stage = Stage::up().await;
    // Santral's own copy of the secret: Asterisk's side changes and changes back.
    let secret = stage.pbx.secret().unwrap();
    let copy = stage.santral.dir().join("secret");
    std::fs::write(&copy, &secret).unwrap();
    stage.santral.set("SANTRAL__PBX__MERKEZ__SECRET_FILE", &copy.display().to_string());
    stage.santral.stop().await.unwrap();
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();

    stage.pbx.set_secret("another-secret").unwrap();
    stage.pbx.restart().await.unwrap();
    let board = stage.board().await;
    let detail = link_down(&board).await;
    assert!(detail.contains("login"), "it says what is wrong: {detail}");
    assert_eq!(stage.rest().health().await.unwrap().0, 503);
    let said = stage.santral.ask(&["check"], "").await.unwrap();
    assert_eq!(said.code, Some(1));
    assert!(said.text.contains("WRONG pbx merkez"), "{}", said.text);
    assert!(said.text.contains("login"), "{}", said.text);

    stage.pbx.set_secret(&secret).unwrap();
    stage.pbx.restart().await.unwrap();
    recovers(&stage, &board).await;
    assert!(!stage.santral.log().contains(&secret), "a secret is never shown, not even in the log");
    assert!(!said.text.contains(&secret), "{}", said.text);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialplan_without_our_contexts_is_said_and_callers_fall_back() {
    let stage = Stage::up().await;
    let board = stage.board().await;
    stage.pbx.edit("extensions.conf", |text| text.replace("[cti-ring]", "[some-ring]")).unwrap();
    stage.pbx.restart().await.unwrap();
    let detail = link_down(&board).await;
    assert!(detail.contains("cti-ring"), "it names what is missing: {detail}");
    let said = stage.santral.ask(&["check"], "").await.unwrap();
    assert_eq!(said.code, Some(1));
    assert!(said.text.contains("cti-ring"), "{}", said.text);

    // A caller sent to a context that is not there would be hung up: the fall-back queue has her instead.
    let phone = stage.phone("deniz", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    caller.hears(&[phone.voice], FALL_BACK).await;
    caller.hang_up();
    phone.is_quiet(SOON).await;

    stage.pbx.edit("extensions.conf", |text| text.replace("[some-ring]", "[cti-ring]")).unwrap();
    stage.pbx.restart().await.unwrap();
    recovers(&stage, &board).await;
    stage.down().await;
}

async fn link_down(board: &Board) -> String {
    let down = board.until("the link is shown as down, with the reason", BACK, |board| {
        board
            .links
            .iter()
            .any(|link| !link.up && link.detail.as_deref().is_some_and(|words| !is_passing(words)))
    });
    down.await.links.into_iter().find_map(|link| link.detail).unwrap()
}

/// What is said while Asterisk is away for a moment.
fn is_passing(words: &str) -> bool {
    ["reach", "closed", "shut", "broke"].iter().any(|passing| words.to_lowercase().contains(passing))
}

async fn recovers(stage: &Stage, board: &Board) {
    board.until("the link is up again", BACK, |board| board.links.iter().all(|link| link.up)).await;
    let (phone, _desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let caller = stage.call(SUPPORT, MEHMET.id()).await;
    caller.hears(&[phone.voice], SOON).await;
    let said = stage.santral.ask(&["check"], "").await.unwrap();
    assert_eq!(said.code, Some(0), "{}", said.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_make_no_sense_are_refused_with_the_place() {
    for (text, named) in [
        ("[http]\nbehind_proxy = \"perhaps\"\n", "behind_proxy"),
        ("[http]\nlistne = \"127.0.0.1:8088\"\n", "listne"),
        ("time_zone = \"Europe/Atlantis\"\n", "Europe/Atlantis"),
        ("[pbx.merkez]\nhost = \"127.0.0.1\"\nport = 70000\n", "port"),
        ("[pbx.merkez]\nhost = \"127.0.0.1\"\n", "secret_file"),
        ("[store]\nurl = \"oracle:x\"\n", "[store] url"),
        ("[http\n", "santral.toml"),
    ] {
        let santral = Santral::new(env!("CARGO_BIN_EXE_santral"), Vec::new()).unwrap();
        std::fs::write(santral.dir().join("santral.toml"), text).unwrap();
        for command in ["check", "serve"] {
            let said = santral.ask(&[command], "").await.unwrap();
            assert_eq!(said.code, Some(1), "{command} with {text:?}: {}", said.text);
            assert!(
                said.text.contains(named),
                "{command} with {text:?} does not name {named}: {}",
                said.text
            );
            assert!(!said.text.contains("panicked"), "{}", said.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_number_is_no_number_and_makes_nothing_happen() {
    let stage = Stage::with(Setup { wrap_up_s: 0, ..Setup::default() }).await;
    let board = stage.board().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::Rings).await;
    for from in [
        // Line ends that would end one event and begin another.
        "<sip:494%0d%0a%0d%0aEvent%3a%20UserEvent%0d%0aUserEvent%3a%20CtiWait%0d%0aX%3a%201@127.0.0.2>",
        "<sip:0532%00000011@127.0.0.2>",
        "<sip:05320000011'%20OR%20'1'='1@127.0.0.2>",
        "<sip:%24%7bSHELL(id)%7d@127.0.0.2>",
        "\"05320000011\" <sip:restricted@127.0.0.2>",
    ] {
        let caller = stage.call(SUPPORT, CallerId::Raw(from.to_owned())).await;
        let pop = desk.pops(SOON).await;
        assert_eq!(pop.matched, Match::Withheld, "{from}: {pop:#?}");
        assert!(pop.candidates.is_empty());
        assert!(
            pop.number.as_deref().is_none_or(|number| !number.contains(['\r', '\n', '\0', '\''])),
            "{pop:#?}"
        );
        caller.hang_up();
        desk.until("is clear", SOON, |view| view.calls.is_empty() && view.pops.is_empty()).await;
        phone.is_quiet(SOON).await;
    }
    let queue = board.until_queue("destek", "each is one call", |row| row.abandoned == 5).await;
    assert_eq!(queue.entered, 5, "none became two");
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sipps_hostile_and_withheld_callers_are_plain_text_and_nobody() {
    let stage = Stage::up().await;
    let (phone, desk) = stage.works("zeynep", Behaviour::Rings).await;
    let hostile = Sipp::call(&stage, "hostile.xml", SUPPORT, STRANGER);
    let pop = desk.pops(SOON).await;
    assert_eq!((pop.matched, pop.number.as_deref()), (Match::None, Some("+905559990042")));
    let name = pop.caller_name.unwrap();
    assert!(name.contains("<img src=x onerror=alert(1)>"), "it is text: {name:?}");
    assert!(!name.contains(['\r', '\n', '\u{1}', '\u{1b}']), "without what text does not have: {name:?}");
    drop(hostile);
    // SIPp went without a BYE; the agent ends what it left.
    phone.answer();
    desk.is(AgentState::OnCall).await;
    phone.hang_up();
    desk.write_up("yanlis-numara", "").await;
    desk.is(AgentState::Available).await;

    let _withheld = Sipp::call(&stage, "withheld.xml", SUPPORT, AYSE.dials_as);
    let pop = desk.pops(SOON).await;
    assert_eq!(pop.matched, Match::Withheld);
    assert_eq!(pop.number, None);
    assert!(!format!("{pop:?}").contains("320000011"), "the number appears nowhere: {pop:#?}");
    let board = stage.board().await;
    let row = board.until_call("it is in the list, as nobody's", |row| row.outcome.is_none()).await;
    assert_eq!((row.party.number, row.customer), (None, None));
    stage.down().await;
}
