//! The screen pop in a real browser: who is calling, while the phone rings.

use std::time::Duration;

use santral::api::wire::AgentState;

use crate::browser::Browser;
use crate::cast::{AYSE, SOON, STRANGER, SUPPORT};
use crate::phone::{Behaviour, CallerId, LegState};
use crate::stage::{Setup, Stage};

/// A page may take this long to show what the server has told.
const SHOWN: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn the_name_is_on_the_agents_page_while_the_phone_rings_and_the_wrap_up_is_kept() {
    let stage = Stage::up().await;
    stage.user("zeynep", "agent").await;
    let phone = stage.phone("zeynep", Behaviour::Rings).await;
    let browser = Browser::open().await;
    browser.sign_in(&stage, "zeynep").await;
    browser.choose_state("available:").await;
    browser.says(".chip-text", "Hazır", SHOWN).await;

    let caller = stage.call(SUPPORT, AYSE.id()).await;
    browser.says(".call-card .who-name", AYSE.name, SHOWN).await;
    assert_eq!(phone.rings(SOON).await.state, LegState::Ringing, "it still rings");
    browser.says(".call-card .stage-text", "Gelen çağrı", SHOWN).await;
    browser.says(".call-card .why", "Müşteri desteği", SHOWN).await;
    browser.says(".panel:not([hidden])", "Öğleden sonra aranmayı tercih ediyor.", SHOWN).await;

    phone.answer();
    browser.says(".call-card .stage-text", "Görüşme", SHOWN).await;
    caller.hears(&[phone.voice], SOON).await;
    browser.press("Kapat").await;
    caller.is_out(SOON).await;
    browser.says(".call-card .stage-text", "Çağrı sonrası", SHOWN).await;

    browser.choose("Sonuç", "Çözüldü").await;
    browser.pick("Çözüldü mü", "Evet").await;
    browser.write("Not", "Adres güncellendi; teşekkür etti.").await;
    browser.press("Kaydet, hazır ol").await;
    browser.is_without(".call-card", SHOWN).await;
    browser.says(".chip-text", "Hazır", SHOWN).await;

    browser.follow("Çağrılar").await;
    browser.says("table.table tbody tr", AYSE.name, SHOWN).await;
    browser.says("table.table tbody tr", "Çözüldü", SHOWN).await;
    browser.element("table.table tbody tr td a").await.click().await.unwrap();
    browser.says(".note-text", "Adres güncellendi; teşekkür etti.", SHOWN).await;
    drop(browser);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_withheld_numbers_are_shown_for_what_they_are() {
    let stage = Stage::with(Setup { wrap_up_s: 0, ..Setup::default() }).await;
    stage.user("zeynep", "agent").await;
    let phone = stage.phone("zeynep", Behaviour::Rings).await;
    let browser = Browser::open().await;
    browser.sign_in(&stage, "zeynep").await;
    browser.choose_state("available:").await;

    let stranger = stage.call(SUPPORT, CallerId::named(STRANGER, "Ali Veli")).await;
    browser.says(".call-card .who-name", "Kayıtsız arayan", SHOWN).await;
    browser.says(".call-card .who-number", "555 999 00 42", SHOWN).await;
    browser.says(".call-card", "Arayanın gönderdiği ad: Ali Veli", SHOWN).await;
    stranger.hang_up();
    browser.is_without(".call-card", SHOWN).await;
    phone.is_quiet(SOON).await;

    let hidden = stage.call(SUPPORT, CallerId::Withheld { number: AYSE.dials_as.to_owned() }).await;
    browser.says(".call-card .who-name", "Gizli numara", SHOWN).await;
    phone.rings(SOON).await;
    let text = browser.text().await;
    assert!(!text.contains(AYSE.name), "a withheld number names nobody: {text}");
    assert!(!text.replace(' ', "").contains("5320000011"), "nor is it shown: {text}");
    hidden.hang_up();
    browser.is_without(".call-card", SHOWN).await;
    drop(browser);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_display_name_is_text_and_nothing_else() {
    const NAME: &str = "<img src=x onerror=document.title='taken'>${SHELL(id)}';--\u{1}\u{1b}[31m";
    let stage = Stage::up().await;
    stage.user("zeynep", "agent").await;
    let _phone = stage.phone("zeynep", Behaviour::Rings).await;
    let browser = Browser::open().await;
    browser.sign_in(&stage, "zeynep").await;
    browser.choose_state("available:").await;
    let title = browser.evaluate("return document.title").await;

    let _caller = stage.call(SUPPORT, CallerId::named(STRANGER, NAME)).await;
    browser
        .says(".call-card", "Arayanın gönderdiği ad: <img src=x onerror=document.title='taken'>", SHOWN)
        .await;
    assert_eq!(browser.evaluate("return document.querySelectorAll('.call-card img').length").await, 0);
    browser.says(".call-card", "${SHELL(id)}", SHOWN).await;
    let now = browser.evaluate("return document.title").await;
    assert!(!now.as_str().unwrap_or_default().contains("taken"), "{title} -> {now}");
    drop(browser);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_the_call_again_after_a_reload_and_after_the_daemon_was_killed() {
    let mut stage = Stage::up().await;
    let board = stage.board().await;
    stage.user("zeynep", "agent").await;
    let phone = stage.phone("zeynep", Behaviour::ANSWERS).await;
    let browser = Browser::open().await;
    browser.sign_in(&stage, "zeynep").await;
    browser.choose_state("available:").await;
    let caller = stage.call(SUPPORT, AYSE.id()).await;
    browser.says(".call-card .stage-text", "Görüşme", SHOWN).await;

    browser.reload().await;
    browser.says(".call-card .who-name", AYSE.name, SHOWN).await;
    browser.says(".call-card .stage-text", "Görüşme", SHOWN).await;

    stage.santral.kill().unwrap();
    browser.element(".conn-lost").await;
    stage.santral.start().await.unwrap();
    stage.santral.routes().await.unwrap();
    // The page comes back by itself, with its session.
    browser.element(".conn-live").await;
    browser.says(".call-card .who-name", AYSE.name, SHOWN).await;
    browser.says(".call-card .stage-text", "Görüşme", SHOWN).await;
    caller.hears(&[phone.voice], SOON).await;
    let agent = board.agent("zeynep").await;
    assert_eq!(agent.state, AgentState::OnCall);
    drop(browser);
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_shows_who_waits_who_talks_and_that_the_pbx_is_gone() {
    let stage = Stage::up().await;
    stage.user("sef", "supervisor").await;
    let browser = Browser::open().await;
    browser.sign_in(&stage, "sef").await;
    let waiting = stage.call(SUPPORT, AYSE.id()).await;
    waiting.is_let_in().await;
    browser.says(".main-board tr", "Müşteri desteği\t1", SHOWN).await;
    let (phone, _desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    waiting.hears(&[phone.voice], SOON).await;
    browser.says(".main-board", "Görüşmede", SHOWN).await;
    browser.says(".main-board", "+90••••••••11", SHOWN).await;
    browser.says(".main-board tr", "Müşteri desteği\t0", SHOWN).await;
    stage.pbx.kill().await.unwrap();
    browser.says(".main-board", "bağlantısı yok", SHOWN).await;
    drop(browser);
    stage.down().await;
}
