//! Handed over by the phones themselves, and before the colleague has answered: at the feed, and on both pages.

use santral::api::wire::{AgentState, CallOp, Command, ControlOp, Pop};
use serde_json::Value;

use crate::cast::{AYSE, SOON, SUPPORT};
use crate::phone::{Behaviour, Caller, Phone, Tone};
use crate::stage::{Desk, DeskView, Feed, Stage, customer};

const NOTE: &str = "Modem kırmızı yanıyor";

/// Zeynep talks to Ayşe and has noted something; Mehmet is at work, his phone rings when it is called.
struct Scene {
    caller: Caller,
    zeynep: Phone,
    zeynep_desk: Desk,
    mehmet: Phone,
    mehmet_desk: Desk,
    feed: Feed,
}

impl Scene {
    async fn of(stage: &Stage) -> Self {
        let feed = Feed::open(&stage.board().await.rest).await.unwrap();
        let (zeynep, zeynep_desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
        let caller = stage.call(SUPPORT, AYSE.id()).await;
        caller.hears(&[zeynep.voice], SOON).await;
        let view = zeynep_desk
            .until("may hand him over", SOON, |view| {
                view.calls.values().any(|call| call.can.contains(&CallOp::Consult))
            })
            .await;
        let draft = Command::WrapUpSave {
            call_id: view.calls.keys().next().unwrap().clone(),
            disposition: None,
            solved: None,
            severity: None,
            follow_up_at: None,
            note: NOTE.to_owned(),
            finish: false,
        };
        zeynep_desk.ask(draft).await.unwrap();
        let (mehmet, mehmet_desk) = stage.works("mehmet", Behaviour::Rings).await;
        Self { caller, zeynep, zeynep_desk, mehmet, mehmet_desk, feed }
    }

    /// Mehmet's page has the customer, the note and who hands over, while nobody talks to him yet.
    async fn the_colleague_has_the_story(&self) {
        let told = |pop: &Pop| {
            let handed = pop.handed.as_ref();
            let by = handed
                .is_some_and(|handed| handed.by == "Zeynep Arslan" && handed.note.as_deref() == Some(NOTE));
            by && customer(pop).is_some_and(|customer| customer.name == AYSE.name)
        };
        let has = |view: &DeskView| view.pops.values().any(told);
        let view = self.mehmet_desk.until("has the story before he answers", SOON, has).await;
        assert_ne!(view.state(), Some(AgentState::OnCall), "he has not answered");
    }

    /// The feed names how, by whom and to whom.
    async fn the_feed_tells(&self, mode: &str) {
        let handed = |event: &Value| event["mode"] == mode;
        let event = self.feed.tells("call.transferred", handed).await;
        assert_eq!(event["by"]["agent"], "zeynep", "{event:#}");
        let to = &event["to"];
        assert!(to["agent"] == "mehmet" || to["number"] == "1002", "{event:#}");
        // It is the caller's call still: what she asked first was another.
        let answered =
            |told: &Value| told["party"]["agent"] == "mehmet" && told["call_id"] == event["call_id"];
        self.feed.tells("call.answered", answered).await;
    }

    /// Mehmet and the caller hear each other, he has the call, and Zeynep writes up.
    async fn it_is_the_colleagues(&self) {
        self.caller.hears(&[self.mehmet.voice], SOON).await;
        self.mehmet.talks(SOON).await.ear.unwrap().hears(&[self.caller.voice], SOON).await;
        self.mehmet_desk.is(AgentState::OnCall).await;
        self.zeynep_desk.is(AgentState::WrapUp).await;
        self.zeynep.is_quiet(SOON).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn given_away_while_the_colleagues_phone_still_rings_he_has_the_story_and_the_feed_says_blonde() {
    let stage = Stage::up().await;
    let scene = Scene::of(&stage).await;
    let call_id = scene.zeynep_desk.view().calls.keys().next().unwrap().clone();
    let press = |what, to: Option<&str>| Command::CallControl {
        call_id: call_id.clone(),
        what,
        to: to.map(str::to_owned),
    };
    scene.zeynep_desk.ask(press(ControlOp::Consult, Some("1002"))).await.unwrap();
    scene.mehmet.rings(SOON).await;
    scene.the_colleague_has_the_story().await;
    let complete = |view: &DeskView| view.calls.values().any(|call| call.can.contains(&CallOp::Complete));
    scene.zeynep_desk.until("may give him away", SOON, complete).await;
    scene.zeynep_desk.ask(press(ControlOp::Complete, None)).await.unwrap();
    scene.zeynep.is_quiet(SOON).await;
    scene.mehmet.rings(SOON).await;
    scene.the_colleague_has_the_story().await;
    scene.mehmet.answer();
    scene.it_is_the_colleagues().await;
    scene.the_feed_tells("blonde").await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_on_unseen_by_the_phone_he_comes_with_his_story() {
    let stage = Stage::up().await;
    let scene = Scene::of(&stage).await;
    scene.zeynep.refer("1002");
    scene.mehmet.rings(SOON).await;
    scene.the_colleague_has_the_story().await;
    scene.mehmet.answer();
    scene.it_is_the_colleagues().await;
    scene.the_feed_tells("blind").await;
    stage.down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn handed_over_by_the_phone_after_asking_he_comes_with_his_story() {
    let stage = Stage::up().await;
    let scene = Scene::of(&stage).await;
    scene.zeynep.hold();
    scene.caller.hears(&[Tone::MUSIC], SOON).await;
    scene.zeynep.dial("1002");
    scene.mehmet.rings(SOON).await;
    scene.the_colleague_has_the_story().await;
    scene.mehmet.answer();
    scene.mehmet.talks(SOON).await.ear.unwrap().hears(&[scene.zeynep.voice], SOON).await;
    scene.zeynep.refer_to_each_other();
    scene.it_is_the_colleagues().await;
    scene.the_feed_tells("attended").await;
    stage.down().await;
}
