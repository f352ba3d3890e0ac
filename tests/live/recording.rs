//! A day recorded beside the daemon and played again.

use serde_json::Value;

use crate::cast::{AYSE, SOON, SUPPORT};
use crate::phone::Behaviour;
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_call_recorded_without_its_people_is_replayed_as_it_was() {
    let stage = Stage::up().await;
    let (phone, _desk) = stage.works("zeynep", Behaviour::ANSWERS).await;
    let file = stage.santral.dir().join("day.ami");
    let out = file.to_str().unwrap();
    let record = ["record", out, "--seconds", "4", "--mask"];
    let call = async {
        // The recorder must be there first: it has written the rows of the phones.
        crate::stage::until("the recording has begun", SOON, async || match std::fs::metadata(&file) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        })
        .await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let caller = stage.call(SUPPORT, AYSE.id()).await;
        caller.hears(&[phone.voice], SOON).await;
        caller.hang_up();
        phone.is_quiet(SOON).await;
    };
    let (recorded, ()) = tokio::join!(stage.santral.tell(&record, ""), call);
    let recorded = recorded.unwrap();
    assert!(recorded.contains("messages in"), "{recorded}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains(AYSE.dials_as), "no number is in it");

    let replayed = stage.santral.tell(&["replay", out], "").await.unwrap();
    let events: Vec<Value> = replayed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["call.ringing", "call.ringing_ended", "call.answered", "call.ended"]);
    assert_eq!(events[3]["outcome"], "completed");
    assert_eq!(events[0]["targets"][0]["number"], "1001", "extensions stay");
    stage.down().await;
}
