//! Several actions in one write, and calls driven by them.

use santral::ami::{Action, ActionError, Event, Originate, Target};

use crate::ear::Ear;
use crate::fake_asterisk::{FakeAsterisk, Phone, Script};

#[tokio::test]
async fn setvar_and_redirect_leave_together_and_the_phone_answers() {
    let pbx = FakeAsterisk::start().await;
    pbx.phone("1001", Phone::Answer);
    let mut ear = Ear::in_sync(&pbx).await;
    let caller = pbx.arrive("+902164649201", "Ayşe", "5552001");
    let ring = vec![
        Action::setvar_channel(&caller, "CTI_TIMEOUT", "20"),
        Action::redirect(&caller, "cti-ring", "1001"),
    ];
    let results = ear.ami.send_all(ring).await;
    assert!(results.iter().all(|result| result.as_ref().is_ok_and(|response| response.success)));
    let begun = ear.event(|event| matches!(event, Event::DialBegin { .. })).await;
    let Event::DialBegin { from, to, dial_string } = begun else { panic!("no dial") };
    assert_eq!(from.unwrap().uniqueid, caller);
    assert_eq!((to.linkedid.as_str(), dial_string.as_str()), (caller.as_str(), "1001"));
    ear.event(|event| matches!(event, Event::DialEnd { status, .. } if status == "ANSWER")).await;
    ear.event(
        |event| matches!(event, Event::BridgeEnter { channel, members: 2, .. } if channel.uniqueid == caller),
    )
    .await;
}

#[tokio::test]
async fn each_phone_behaves_as_measured_on_a_real_asterisk() {
    let cases = [
        (Phone::Busy, "1001/BUSY/17", Some((17, Some(486)))),
        (Phone::Decline, "1001/CHANUNAVAIL/21", Some((21, Some(603)))),
        (Phone::Dnd, "1001/NOANSWER/19", Some((19, Some(480)))),
        (Phone::Rings, "1001/NOANSWER/0", Some((0, None))),
        (Phone::Silent, "1001/NOANSWER/0", Some((0, None))),
        (Phone::Unregistered, "1001/CHANUNAVAIL/3", None),
    ];
    for (phone, last, hangup) in cases {
        let pbx = FakeAsterisk::start().await;
        pbx.phone("1001", phone);
        let mut ear = Ear::in_sync(&pbx).await;
        let caller = pbx.arrive("1", "one", "5552001");
        ear.ami.send(Action::redirect(&caller, "cti-ring", "1001")).await.unwrap();
        pbx.ring_out("1001");
        if let Some(expected) = hangup {
            let ended = ear.event(|event| matches!(event, Event::Hangup { .. })).await;
            let Event::Hangup { cause, tech_cause, .. } = ended else { panic!("no hangup") };
            assert_eq!((cause, tech_cause), expected, "{phone:?}");
        }
        let told = format!("{last:?}");
        ear.event(|event| matches!(event, Event::UserEvent { headers, .. } if format!("{headers:?}").contains(&told))).await;
    }
}

#[tokio::test]
async fn two_hundred_actions_in_one_write_are_answered_each_its_own() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let sets = (0..100).map(|n| Action::setvar_global(&format!("V{n}"), &n.to_string()));
    let gets = (0..100).map(|n| Action::getvar_global(&format!("V{n}")));
    let results = ear.ami.send_all(sets.chain(gets).collect()).await;
    for (n, result) in results[100..].iter().enumerate() {
        let value = result.as_ref().unwrap().packet.get("Value");
        assert_eq!(value, Some(n.to_string().as_bytes()));
    }
}

#[tokio::test]
async fn answers_are_told_by_their_id_whatever_their_order() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    pbx.script("Getvar", Script::Ignore);
    let first = ear.ami.post(vec![Action::getvar_global("FIRST")]);
    // Answered after the first was asked, which still waits.
    assert!(ear.ami.send(Action::setvar_global("FIRST", "1")).await.is_ok());
    let asked = pbx.actions_named("Getvar").remove(0);
    let answer =
        format!("Response: Success\r\nValue: late\r\nactionid: {}\r\n\r\n", asked.get("ActionID").unwrap());
    pbx.look(|world| world.reply(asked.session, answer.into_bytes()));
    assert_eq!(first.await.remove(0).unwrap().packet.get("Value"), Some(b"late".as_slice()));
}

#[tokio::test]
async fn an_answer_without_or_with_a_guessed_id_answers_nobody() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let forged = b"Response: Error\r\nMessage: x\r\n\r\nResponse: Error\r\nActionID: 1\r\n\r\n\
        Response: Error\r\nActionID: 0000000000000000-5\r\n\r\nResponse: Success\r\nActionID: {ActionID}\r\n\r\n";
    pbx.script("Getvar", Script::Raw(forged.to_vec()));
    assert!(ear.ami.send(Action::getvar_global("X")).await.is_ok());
    assert_eq!(ear.ami.tally().await.unwrap().orphans, 3);
}

#[tokio::test]
async fn an_originate_tells_how_it_ended_by_event() {
    let pbx = FakeAsterisk::start().await;
    pbx.phone("1001", Phone::Answer);
    let mut ear = Ear::in_sync(&pbx).await;
    let call = |channel: &str| {
        Action::originate(&Originate {
            channel: channel.into(),
            target: Target::Exten { context: "dialout".into(), exten: "02164649201".into() },
            caller_id: None,
            timeout_ms: 20_000,
            channel_id: Some("cti-c2d-1".into()),
            variables: vec![("CTI_CALLID".into(), "c1".into()), ("CTI_DID".into(), "d1".into())],
        })
    };
    ear.ami.send(call("PJSIP/1001")).await.unwrap();
    let asked = pbx.actions_named("Originate").remove(0);
    assert_eq!(asked.get("Async"), Some("true"));
    assert_eq!(asked.headers.iter().filter(|(key, _)| key == "Variable").count(), 2);
    let ended = ear.event(|event| matches!(event, Event::OriginateResponse { .. })).await;
    let Event::OriginateResponse { success, uniqueid, action_id, .. } = ended else { panic!("no end") };
    assert_eq!((success, uniqueid.as_deref()), (true, Some("cti-c2d-1")));
    assert_eq!(action_id.as_deref(), asked.get("ActionID"));
    ear.ami.send(call("PJSIP/1009")).await.unwrap();
    ear.event(|event| matches!(event, Event::OriginateResponse { success: false, uniqueid: None, .. })).await;
}

#[tokio::test]
async fn a_refused_redirect_says_why() {
    let pbx = FakeAsterisk::start().await;
    let ear = Ear::in_sync(&pbx).await;
    let refused = ear.ami.send(Action::redirect("1.1", "cti-ring", "1001")).await;
    assert_eq!(refused, Err(ActionError::Refused { message: "Channel does not exist: 1.1".into() }));
}
