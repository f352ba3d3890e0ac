//! Shapes of calls of which there is no recording: a ring group, an old Asterisk with `SIP/` names, two PBXs that
//! name their calls alike. Told as Asterisk tells them, cut down to what is read.

use santral::ami::{Event, Packet};
use santral::call::{CallId, CallNews, News, PbxName};
use santral::telephony::Observer;

/// A packet out of its name and its fields: `DialEnd Channel=a DestUniqueid=2`; `_` stands for a space.
fn event(line: &str) -> Event {
    let mut words = line.split_whitespace();
    let mut text = format!("Event: {}\r\n", words.next().unwrap());
    for (key, value) in words.map(|word| word.split_once('=').unwrap()) {
        text += &format!("{key}: {}\r\n", value.replace('_', " "));
    }
    Event::from_packet(&Packet::new(text.into_bytes()))
}

/// Plays events of which each line is one.
fn play(observer: &mut Observer, story: &str) -> Vec<CallNews> {
    let mut told = Vec::new();
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        observer.handle(1_000, &event(line));
        told.extend(std::iter::from_fn(|| observer.poll()));
    }
    told
}

fn words(told: &[CallNews]) -> Vec<String> {
    let number = |party: &santral::call::Party| party.number.clone().unwrap_or_default();
    let one = |told: &CallNews| match &told.news {
        News::Ringing { targets } => {
            format!("rings {}", targets.iter().map(number).collect::<Vec<_>>().join(" "))
        }
        News::RingingEnded { target, why } => format!("{} {}", number(target), why.as_str()),
        News::Answered { party } => format!("talks to {}", number(party)),
        News::Ended { outcome, by, .. } => format!("ended {} by {by:?}", outcome.as_str()),
        News::QueueJoined { .. } => "joins".to_owned(),
        News::QueueLeft { .. } => "leaves".to_owned(),
        other @ (News::Held { .. }
        | News::Retrieved { .. }
        | News::Parked { .. }
        | News::Transferred { .. }
        | News::QueueAbandoned { .. }) => format!("{other:?}"),
    };
    told.iter().map(one).collect()
}

/// Two phones rung by one `Dial`; the second is answered. Asterisk 22 tells of the loser's end first.
fn ring_group(technology: &str, key: &str) -> String {
    "
    Newchannel Channel=T/trunk-1 ChannelState=4 CallerIDNum=05320000012 Uniqueid=K1 Linkedid=K1
    Newchannel Channel=T/1001-2 ChannelState=0 CallerIDNum=1001 Uniqueid=K2 Linkedid=K1
    Newchannel Channel=T/1002-3 ChannelState=0 CallerIDNum=1002 Uniqueid=K3 Linkedid=K1
    DialBegin Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1 DestChannel=T/1001-2 DestCallerIDNum=1001 DestUniqueid=K2 DestLinkedid=K1
    DialBegin Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1 DestChannel=T/1002-3 DestCallerIDNum=1002 DestUniqueid=K3 DestLinkedid=K1
    Newstate Channel=T/1001-2 ChannelState=5 CallerIDNum=1001 Uniqueid=K2 Linkedid=K1
    Newstate Channel=T/1002-3 ChannelState=5 CallerIDNum=1002 Uniqueid=K3 Linkedid=K1
    Newstate Channel=T/1002-3 ChannelState=6 CallerIDNum=1002 Uniqueid=K3 Linkedid=K1
    DialEnd Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1 DestChannel=T/1001-2 DestUniqueid=K2 DestLinkedid=K1 DialStatus=CANCEL
    DialEnd Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1 DestChannel=T/1002-3 DestUniqueid=K3 DestLinkedid=K1 DialStatus=ANSWER
    Hangup Channel=T/1001-2 Uniqueid=K2 Linkedid=K1 Cause=26
    BridgeEnter BridgeUniqueid=K-b BridgeType=basic Channel=T/1002-3 CallerIDNum=1002 Uniqueid=K3 Linkedid=K1
    BridgeEnter BridgeUniqueid=K-b BridgeType=basic Channel=T/trunk-1 CallerIDNum=05320000012 Uniqueid=K1 Linkedid=K1
    HangupRequest Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1
    BridgeLeave BridgeUniqueid=K-b Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1
    BridgeLeave BridgeUniqueid=K-b Channel=T/1002-3 Uniqueid=K3 Linkedid=K1
    Hangup Channel=T/1002-3 Uniqueid=K3 Linkedid=K1 Cause=16
    Hangup Channel=T/trunk-1 Uniqueid=K1 Linkedid=K1 Cause=16
    "
    .replace("T/", &format!("{technology}/"))
    .replace("=K", &format!("={key}"))
}

const RING_GROUP: [&str; 6] = [
    "rings 1001",
    "rings 1001 1002",
    "1001 answered_elsewhere",
    "1002 answered",
    "talks to 1002",
    "ended completed by Caller",
];

#[test]
fn the_losers_of_a_ring_group_are_answered_elsewhere_though_their_end_is_told_first() {
    for technology in ["PJSIP", "SIP", "IAX2", "SCCP"] {
        let mut observer = Observer::new(PbxName::new("pbx1"));
        let told = play(&mut observer, &ring_group(technology, "1764000000."));
        assert_eq!(words(&told), RING_GROUP, "{technology}");
        let News::Answered { party } = &told[4].news else { panic!("{told:?}") };
        assert_eq!(party.line.as_ref().map(|line| line.as_str()), Some("1002"), "{technology}");
        assert!(observer.is_empty(), "{observer:?}");
    }
}

/// Asterisk 13: no `TechCause`, no `Timestamp`, `Linkedid` on every channel event; a call through `app_queue`.
#[test]
fn a_call_of_asterisk_13_is_understood() {
    let caller = "Channel=SIP/trunk-00000001 Uniqueid=1764000000.1 Linkedid=1764000000.1";
    let member = "Channel=SIP/1001-00000002 Uniqueid=1764000001.2 Linkedid=1764000000.1";
    let called = "DestChannel=SIP/1001-00000002 DestUniqueid=1764000001.2 DestLinkedid=1764000000.1";
    let story = format!(
        "
        Newchannel {caller} ChannelState=4 CallerIDNum=05320000012
        Newstate {caller} ChannelState=6 CallerIDNum=05320000012
        QueueCallerJoin {caller} Queue=500 Position=1 Count=1
        Newchannel {member} ChannelState=0 CallerIDNum=1001
        DialBegin {caller} {called} DestCallerIDNum=1001 DialString=1001
        AgentCalled {caller} {called} Queue=500 MemberName=SIP/1001 Interface=SIP/1001
        DialEnd {caller} {called} DialStatus=ANSWER
        QueueCallerLeave {caller} Queue=500 Position=1 Count=0
        BridgeEnter BridgeUniqueid=b BridgeType=basic {member} CallerIDNum=1001
        BridgeEnter BridgeUniqueid=b BridgeType=basic {caller} CallerIDNum=05320000012
        HangupRequest {member}
        Hangup {member} Cause=16 Cause-txt=Normal_Clearing
        Hangup {caller} Cause=16 Cause-txt=Normal_Clearing
        "
    );
    let mut observer = Observer::new(PbxName::new("old"));
    let told = play(&mut observer, &story);
    assert_eq!(
        words(&told),
        ["joins", "rings 1001", "1001 answered", "leaves", "talks to 1001", "ended completed by Agent"]
    );
    assert!(observer.is_empty(), "{observer:?}");
}

/// Two PBXs without a `systemname` count their calls alike. Each has an observer of its own, and what they tell is
/// kept apart by the PBX in the id.
#[test]
fn two_pbxs_that_name_their_calls_alike_have_calls_of_their_own() {
    let story = ring_group("PJSIP", "1764000000.");
    let lines: Vec<&str> = story.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let names = [PbxName::new("merkez"), PbxName::new("izmir")];
    let mut observers = names.clone().map(Observer::new);
    let mut told: [Vec<CallNews>; 2] = [Vec::new(), Vec::new()];
    // Woven: the second is three events behind the first.
    for step in 0..lines.len() + 3 {
        for (which, behind) in [(0, 0), (1, 3)] {
            let Some(line) = step.checked_sub(behind).and_then(|place| lines.get(place)) else { continue };
            told[which].extend(play(&mut observers[which], line));
        }
    }
    for which in 0..2 {
        let id = CallId::derive(&names[which], "1764000000.1", 1_764_000_000_000);
        assert!(told[which].iter().all(|news| news.call == id), "{:?}", told[which]);
        assert_eq!(words(&told[which]), RING_GROUP);
        assert!(observers[which].is_empty());
    }
    assert_ne!(told[0][0].call, told[1][0].call);
}
