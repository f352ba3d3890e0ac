//! From packets to typed events.

use santral::ami::{ChannelState, Event, Packet, Parser, Verdict};

const ANSWERED_CALL: &[u8] = include_bytes!("../fixtures/ami/answered_call.txt");
const ATTENDED_TRANSFER: &[u8] = include_bytes!("../fixtures/ami/attended_transfer.txt");

#[test]
fn an_answered_call_reads_as_it_was_measured() {
    let names: Vec<_> = events_of(ANSWERED_CALL).iter().map(short).collect();
    let expected = [
        "FullyBooted",
        "Newchannel",
        "Newstate",
        "UserEvent",
        "Newchannel",
        "DialBegin",
        "Newstate",
        "DialState",
        "DeviceStateChange",
        "Newstate",
        "DialEnd",
        "BridgeCreate",
        "BridgeEnter",
        "BridgeEnter",
        "DeviceStateChange",
        "HangupRequest",
        "BridgeLeave",
        "BridgeLeave",
        "BridgeDestroy",
        "Hangup",
        "Hangup",
        "DeviceStateChange",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a_channel_is_read_whole() {
    let events = events_of(ANSWERED_CALL);
    let Event::DialBegin { from: Some(from), to, dial_string } = &events[5] else {
        panic!("{:?}", events[5])
    };
    assert_eq!((from.name.as_str(), from.uniqueid.as_str()), ("PJSIP/trunk-0000000a", "1764031032.10"));
    assert_eq!((from.state, to.state), (ChannelState::Up, ChannelState::Down));
    assert_eq!(from.caller.number.as_deref(), Some("+902164649201"));
    assert_eq!(from.caller.name.as_deref(), Some("Ayşe \"Yılmaz\""));
    assert_eq!((to.linkedid.as_str(), dial_string.as_str()), ("1764031032.10", "1001"));
    assert_eq!(from.exten(), "1001");
    assert_eq!(from.snapshot.variables().count(), 3);
    assert_eq!(from.variable("CTI_DID").as_deref(), Some("5552001"));
    let Event::Hangup { cause, tech_cause, .. } = &events[19] else { panic!() };
    assert_eq!((*cause, *tech_cause), (16, Some(200)));
}

#[test]
fn an_attended_transfer_names_four_channels() {
    let Event::AttendedTransfer(transfer) = &events_of(ATTENDED_TRANSFER)[0] else { panic!() };
    assert_eq!(transfer.orig_transferer.uniqueid, "1764031032.11");
    assert_eq!(transfer.second_transferer.uniqueid, "1764031060.12");
    assert_eq!(transfer.transferee.as_ref().unwrap().uniqueid, "1764031032.10");
    let target = transfer.target.as_ref().unwrap();
    assert_eq!(target.uniqueid, "1764031060.13");
    assert_eq!(
        transfer.orig_transferer.snapshot.variables().count(),
        3,
        "its own variables, not its neighbours'"
    );
    assert_eq!(
        (transfer.dest_type.as_str(), transfer.dest_bridge_id.as_deref()),
        ("Bridge", Some("5f3c0e6a-1"))
    );
    assert_eq!(transfer.second_bridge_id.as_deref(), Some("5f3c0e6a-2"));
    assert!(transfer.external);
}

#[test]
fn escapes_are_undone_once_and_only_where_asterisk_escapes() {
    let text = r"Event: VarSet
Channel: PJSIP/1-1
Uniqueid: 1.1
CallerIDNum: a\'b
CallerIDName: O\'Brien Really\? \\n
Exten: a\'b
ChanVariable: X=a\'b
Variable: Y\'
Value: tab\there \\\'
";
    let Event::VarSet { channel: Some(channel), variable, value } = event(text) else { panic!() };
    assert_eq!(channel.caller.name.as_deref(), Some(r"O'Brien Really? \n"));
    assert_eq!(channel.variable("X").as_deref(), Some("a'b"));
    assert_eq!(value, "tab\there \\'");
    for raw in [channel.caller.number.as_deref().unwrap(), &channel.exten()] {
        assert_eq!(raw, r"a\'b");
    }
    assert_eq!(variable, r"Y\'");
}

#[test]
fn what_is_unknown_is_nothing_and_each_channels_headers_are_its_own() {
    let text = r"Event: DialBegin
Channel: PJSIP/1-1
CallerIDNum: <unknown>
CallerIDName: <unknown>
Uniqueid: 1.1
Exten: 7
ChanVariable: X=own
DestChannel: PJSIP/2-2
DestCallerIDNum: 1002
DestCallerIDName: O\'Brien
DestUniqueid: 1.2
DestExten: 8
DestChanVariable: X=a\'b
";
    let Event::DialBegin { from: Some(from), to, .. } = event(text) else { panic!() };
    assert_eq!((&from.caller.number, &from.caller.name), (&None, &None));
    assert_eq!((from.exten().as_str(), from.variable("X").as_deref()), ("7", Some("own")));
    assert_eq!((to.caller.number.as_deref(), to.caller.name.as_deref()), (Some("1002"), Some("O'Brien")));
    assert_eq!((to.exten().as_str(), to.variable("X").as_deref()), ("8", Some("a'b")));
}

#[test]
fn a_header_is_found_whatever_its_case_and_place() {
    let asterisks = "Event: Hangup\nPrivilege: call,all\nTimestamp: 1764031032.5\nChannel: PJSIP/1-1\n\
        CallerIDNum: 1001\nUniqueid: 1.1\nLinkedid: 1.0\nCause: 16\n";
    let odd = "Event: Hangup\ncause:16\nLINKEDID: 1.0\nno header\nuniqueid: 1.1\nChannelStateX: 1\n\
        calleridnum:1001\nchannel: PJSIP/1-1\nExtension: 9\n";
    assert_eq!(event(odd), event(asterisks));
}

#[test]
fn the_time_is_the_one_at_the_front() {
    let at = |text: &str| match Verdict::of(&Packet::new(text.as_bytes().to_vec())) {
        Verdict::Event { at, .. } => at,
        other => panic!("{other:?}"),
    };
    let front =
        "Event: Hangup\nPrivilege: call,all\nTimestamp: 1764031032.5\nUniqueid: 1.1\nTimestamp: 9.0\n";
    assert_eq!(at(front), Some(1_764_031_032_500_000));
    let written_by_a_caller =
        "Event: Hangup\nPrivilege: call,all\nChannel: PJSIP/1-1\nUniqueid: 1.1\nTimestamp: 9.0\n";
    assert_eq!(at(written_by_a_caller), None);
}

#[test]
fn user_event_headers_are_neither_escaped_nor_mixed_with_the_channels() {
    let text = "Event: UserEvent\nChannel: PJSIP/1-1\nUniqueid: 1.1\nLinkedid: 1.1\nChanVariable: A=1\n\
        UserEvent: CtiWait\nDID: 5552001\nLast: 1001/BUSY/17\nResponse: a\\'b\n";
    let Event::UserEvent { name, channel, headers } = event(text) else { panic!() };
    assert_eq!(name, "CtiWait");
    assert_eq!(channel.unwrap().uniqueid, "1.1");
    let pair = |key: &str, value: &str| (key.into(), value.into());
    assert_eq!(headers, [pair("DID", "5552001"), pair("Last", "1001/BUSY/17"), pair("Response", "a\\'b")]);
}

#[test]
fn a_global_variable_has_no_channel() {
    let text = "Event: VarSet\nChannel: none\nUniqueid: none\nVariable: CTI_HB\nValue: 7\n";
    assert!(matches!(event(text), Event::VarSet { channel: None, value, .. } if value == "7"));
}

#[test]
fn text_that_is_not_utf8_becomes_so_at_this_edge() {
    let packet = Packet::new(
        b"Event: Newchannel\r\nUniqueid: 1.1\r\nCallerIDName: K129\xd0\r\nCallerIDNum: \xff\r\n".to_vec(),
    );
    let Event::Newchannel(channel) = Event::from_packet(&packet) else { panic!() };
    assert_eq!(channel.caller.name.as_deref(), Some("K129\u{fffd}"));
    assert_eq!(channel.caller.number.as_deref(), Some("\u{fffd}"));
}

#[test]
fn a_list_row_is_told_from_news_of_the_same_name() {
    let news = "Event: DeviceStateChange\nDevice: PJSIP/1\nState: INUSE\n";
    assert!(matches!(event(news), Event::DeviceStateChange { .. }));
    assert!(matches!(event(&format!("{news}ActionID: 1\n")), Event::DeviceListed { .. }));
    let parked = "Event: ParkedCall\nParkeeChannel: PJSIP/1-1\nParkeeUniqueid: 1.1\nParkingSpace: 701\n";
    assert!(matches!(event(parked), Event::ParkedCall(parked) if !parked.listed && parked.space == "701"));
    assert!(matches!(event(&format!("{parked}ActionID: 1\n")), Event::ParkedCall(parked) if parked.listed));
}

#[test]
fn queue_members_are_read_from_events_and_rows_alike() {
    let said = "Event: QueueMemberPause\nQueue: destek\nMemberName: Zeynep\nInterface: PJSIP/1001\nPaused: 1\nInCall: 0\n";
    let Event::QueueMemberPause(member) = event(said) else { panic!() };
    let listed = "Event: QueueMember\nQueue: destek\nName: Zeynep\nLocation: PJSIP/1001\nPaused: 1\nInCall: 0\nActionID: 1\n";
    let Event::QueueMemberListed(row) = event(listed) else { panic!() };
    assert_eq!(member, row);
    assert!(row.paused);
}

#[test]
fn ring_times_are_milliseconds_whatever_the_unit() {
    let of = |name, time| {
        format!("Event: {name}\nUniqueid: 1.1\nQueue: q\nInterface: PJSIP/1\nRingTime: {time}\n")
    };
    let Event::AgentConnect(connect) = event(&of("AgentConnect", 5)) else { panic!() };
    let Event::AgentRingNoAnswer(none) = event(&of("AgentRingNoAnswer", 5_000)) else { panic!() };
    assert_eq!((connect.ring_ms, none.ring_ms), (Some(5_000), Some(5_000)));
}

#[test]
fn an_unknown_event_is_named_and_a_known_one_without_its_channel_is_incomplete() {
    assert_eq!(event("Event: RTCPSent\nUniqueid: 1\n"), Event::Other("RTCPSent".into()));
    assert_eq!(event("Event: Hangup\nCause: 16\n"), Event::Incomplete("Hangup".into()));
}

#[test]
fn timestamps_are_microseconds() {
    let at = |stamp: &str| {
        Event::timestamp_micros(&Packet::new(format!("Event: X\r\nPrivilege: a\r\nTimestamp: {stamp}\r\n")))
    };
    assert_eq!(at("1764031032.123456"), Some(1_764_031_032_123_456));
    assert_eq!(at("1764031032.5"), Some(1_764_031_032_500_000));
    assert_eq!(at("never"), None);
    assert_eq!(at("99999999999999999999.1"), None);
}

fn events_of(stream: &[u8]) -> Vec<Event> {
    let mut parser = Parser::new();
    parser.push(stream);
    let packets = std::iter::from_fn(|| parser.next()).map(Result::unwrap);
    packets
        .filter(|packet| packet.kind() == santral::ami::PacketKind::Event)
        .map(|packet| Event::from_packet(&packet))
        .collect()
}

fn event(text: &str) -> Event {
    Event::from_packet(&Packet::new(text.as_bytes().to_vec()))
}

fn short(event: &Event) -> String {
    let debug = format!("{event:?}");
    debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}
