//! Streams each of which broke at least one client (ami.md 4f): delivered is not understood, so what is kept is tested.

use proptest::prelude::*;
use santral::ami::{Event, GapWhy, Incoming, PACKET_BYTES_MAX, Packet, PacketKind, Parser, WireError};

use crate::ear::Ear;
use crate::fake_asterisk::FakeAsterisk;

const ANSWERED_CALL: &[u8] = include_bytes!("../fixtures/ami/answered_call.txt");
const ATTENDED_TRANSFER: &[u8] = include_bytes!("../fixtures/ami/attended_transfer.txt");
const NASTY: &[u8] = include_bytes!("../fixtures/ami/nasty.txt");

type Parsed = Vec<Result<Packet, WireError>>;

#[test]
fn every_nasty_packet_is_kept_as_it_came() {
    let check: [(&str, &str, &[u8]); 14] = [
        ("Latin1", "CallerIDName", b"\xc2\xe8\xf1"),
        ("CutUtf8", "CallerIDName", b"K129\xd0"),
        ("SplitUtf8", "CallerIDName", "Ayşe Gül".as_bytes()),
        ("OldVariable", "ChanVariable(SIP/1-0)", b"a=1"),
        ("NoColon", "After", b"kept"),
        ("KeySpace", "Call Started", b"12"),
        ("LfInside", "AppData", b"one"),
        ("BlankAfter", "A", b"1"),
        ("OddEnd", "A", b"1"),
        ("LfOnly", "A", b"1"),
        ("LowerCase", "Uniqueid", b"1.1"),
        ("Controls", "A", b"a\0b\x01\x7f"),
        ("Colons", "URI", b"sip:1001@127.0.0.1:5060;x=a:b"),
        ("Last", "A", b"1"),
    ];
    let packets = whole(NASTY);
    assert_eq!(packets.len(), 22);
    for (name, key, value) in check {
        assert_eq!(named(&packets, name).get(key), Some(value), "{name}");
    }
    assert_eq!(named(&packets, "LfInside").get("after"), Some(b"kept".as_slice()));
    assert_eq!(named(&packets, "LowerCase").kind(), PacketKind::Event);
    assert_eq!(named(&packets, "NameOnly").headers().count(), 1);
}

#[test]
fn repeated_and_empty_headers_are_all_kept() {
    let packets = whole(NASTY);
    let variables: Vec<_> = named(&packets, "Repeated").all("chanvariable").collect();
    assert_eq!(variables, [b"a=1", b"b=2", b"a=3"]);
    let empty = named(&packets, "EmptyValue");
    assert_eq!(
        (empty.get("A"), empty.get("B"), empty.get("C")),
        (Some(&b""[..]), Some(&b""[..]), Some(&b"no space"[..]))
    );
}

#[test]
fn the_first_event_wins_and_a_second_marks_a_forgery() {
    let packets = whole(NASTY);
    let injected = named(&packets, "Injected");
    assert!(injected.forged());
    assert_eq!(injected.get("Event"), Some(b"Injected".as_slice()));
    let two = named(&packets, "TwoIds");
    assert!(two.forged());
    assert_eq!(two.get("Uniqueid"), Some(b"1.1".as_slice()));
    for key in ["Privilege", "Linkedid", "ActionID"] {
        let bytes = format!("Event: X\r\n{key}: 1\r\n{}: 1\r\n\r\n", key.to_lowercase());
        assert!(whole(bytes.as_bytes())[0].forged(), "{key}");
    }
    assert!(whole(ANSWERED_CALL).iter().all(|packet| !packet.forged()));
}

#[test]
fn command_output_old_and_new_is_kept() {
    let packets = whole(NASTY);
    let answers: Vec<_> = packets.iter().filter(|packet| packet.kind() == PacketKind::Response).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0].get("ActionID"), None);
    assert_eq!(answers[1].get("line"), Some(b"two".as_slice()));
    assert!(answers[1].as_bytes().ends_with(b"--END COMMAND--\r\n"));
    let output: Vec<_> = answers[2].all("Output").collect();
    assert_eq!(output, [&b"one"[..], b"", b"three: 3"]);
}

#[test]
fn an_originate_response_is_an_event_though_it_holds_a_response() {
    let bytes = b"Event: OriginateResponse\r\nActionID: 7\r\nResponse: Failure\r\nChannel: PJSIP/1001\r\nUniqueid: <unknown>\r\nReason: 0\r\n\r\n";
    let packet = &whole(bytes)[0];
    assert_eq!(packet.kind(), PacketKind::Event);
    let Event::OriginateResponse { success, uniqueid, .. } = Event::from_packet(packet) else { panic!() };
    assert_eq!((success, uniqueid), (false, None));
}

#[test]
fn a_long_value_and_many_headers_are_kept() {
    let value = "v".repeat(70 * 1024);
    let bytes = format!("Event: Long\r\nAppData: {value}\r\nAfter: 1\r\n\r\n");
    assert_eq!(whole(bytes.as_bytes())[0].get("AppData"), Some(value.as_bytes()));
    let headers: String = (0..500).map(|n| format!("H{n}: {n}\r\n")).collect();
    let bytes = format!("Event: Many\r\n{headers}\r\n");
    let packet = &whole(bytes.as_bytes())[0];
    assert_eq!(packet.headers().count(), 501);
    assert_eq!(packet.get("H499"), Some(b"499".as_slice()));
    assert_eq!(packet.index().get("H499"), Some(b"499".as_slice()));
}

#[test]
fn a_packet_without_end_is_bounded_and_what_follows_is_read() {
    for line in ["x".repeat(2 * PACKET_BYTES_MAX), "A: b\r\n".repeat(PACKET_BYTES_MAX / 3)] {
        let mut stream = format!("Event: Endless\r\n{line}").into_bytes();
        stream.extend_from_slice(b"\r\n\r\nEvent: After\r\n\r\n");
        for chunk in [1_000, 65_536, stream.len()] {
            let parsed = in_chunks(&stream, chunk);
            assert_eq!(parsed.len(), 2, "chunk {chunk}");
            assert_eq!(parsed[0], Err(WireError::TooLong));
            assert_eq!(parsed[1].as_ref().unwrap().name(), b"After");
        }
    }
}

#[test]
fn a_packet_of_exactly_the_limit_does_not_depend_on_its_reads() {
    for extra in [0, 1, 2, 3] {
        let head = b"Event: Edge\r\nA: ";
        let value = vec![b'v'; PACKET_BYTES_MAX - head.len() - 2 - 2 + extra];
        let stream = [head, value.as_slice(), b"\r\n\r\nEvent: After\r\n\r\n"].concat();
        let expected = in_chunks(&stream, stream.len());
        for at in stream.len() - 30..stream.len() {
            assert_eq!(split_at(&stream, at), expected, "extra {extra}, split at {at}");
        }
    }
}

#[test]
fn every_split_gives_the_same_packets() {
    for stream in [ANSWERED_CALL, ATTENDED_TRANSFER, NASTY] {
        let expected = in_chunks(stream, stream.len());
        for at in 0..=stream.len() {
            assert_eq!(split_at(stream, at), expected, "split at {at}");
        }
        assert_eq!(in_chunks(stream, 1), expected, "byte by byte");
    }
}

#[test]
fn the_greeting_is_a_packet_of_its_own() {
    let packets = whole(ANSWERED_CALL);
    assert_eq!(packets[0].greeting(), Some(b"11.0.0".as_slice()));
    assert_eq!(packets[0].kind(), PacketKind::Other);
    assert_eq!(packets[1].get("Challenge"), Some(b"156116458".as_slice()));
}

#[tokio::test]
async fn nasty_streams_do_not_end_a_link() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.emit(NASTY);
    pbx.emit(vec![b'x'; PACKET_BYTES_MAX + 10]);
    pbx.emit("\r\n\r\nEvent: Reload\r\nPrivilege: system,all\r\nModule: Last\r\nStatus: 0\r\n\r\n");
    ear.event(|event| matches!(event, Event::Reload { module } if module == "Last")).await;
    let tally = ear.ami.tally().await.unwrap();
    assert_eq!((tally.links, tally.oversized), (1, 1));
    assert_eq!(tally.unknown.get("Latin1"), Some(&1));
    assert!(ear.ami.send(santral::ami::Action::ping()).await.is_ok());
}

#[tokio::test]
async fn a_forged_event_is_counted_and_its_first_name_stands() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    let number = "494\r\nEvent: Fake\r\nX: 1";
    let caller = pbx.arrive(number, "x", "5552001");
    ear.find(|incoming| matches!(incoming, Incoming::Forged { count: 1 }).then_some(())).await;
    let event = ear.event(|_| true).await;
    assert!(matches!(event, Event::Newchannel(channel) if channel.uniqueid == caller));
}

#[tokio::test]
async fn a_message_that_names_two_channels_is_withheld_and_the_state_read_anew() {
    let pbx = FakeAsterisk::start().await;
    let victim = pbx.arrive("1", "victim", "5552001");
    let mut ear = Ear::in_sync(&pbx).await;
    let attacker = pbx.arrive(&format!("494\r\nUniqueid: {victim}"), "x", "5552001");
    pbx.hang_up(&attacker);
    let mut hangups = 0;
    let gap = ear
        .find(|incoming| match incoming {
            Incoming::ResyncBegan { gap, .. } => Some(gap),
            Incoming::Event { event: Event::Hangup { .. }, .. } => {
                hangups += 1;
                None
            }
            _ => None,
        })
        .await;
    assert_eq!(hangups, 0, "the victim's call did not end");
    assert_eq!(gap.unwrap().why, GapWhy::Withheld);
}

#[tokio::test]
async fn a_whole_forged_packet_leaves_a_torn_one_and_the_state_is_read_anew() {
    let pbx = FakeAsterisk::start().await;
    let mut ear = Ear::in_sync(&pbx).await;
    pbx.arrive("494\r\n\r\nEvent: Reload\r\nModule: Fake", "x", "5552001");
    ear.find(|incoming| matches!(incoming, Incoming::Forged { .. }).then_some(())).await;
    ear.find(|incoming| matches!(incoming, Incoming::ResyncBegan { .. }).then_some(())).await;
}

proptest! {
    #[test]
    fn any_bytes_in_any_reads_give_the_same_packets(
        stream in prop::collection::vec(ami_like(), 0..60).prop_map(|parts| parts.concat()),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let expected = in_chunks(&stream, stream.len().max(1));
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        cuts.sort_unstable();
        let mut parser = Parser::new();
        let (mut parsed, mut from) = (Vec::new(), 0);
        for cut in cuts.into_iter().chain([stream.len()]) {
            parser.push(&stream[from..cut]);
            parsed.extend(std::iter::from_fn(|| parser.next()));
            from = cut;
        }
        prop_assert_eq!(&parsed, &expected);
        for packet in parsed.into_iter().flatten() {
            let shown = format!("{:?} {packet:?} {}", Event::from_packet(&packet), packet.forged());
            prop_assert!(!shown.is_empty());
        }
    }
}

/// Raw bytes, and the pieces that matter to a parser.
fn ami_like() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "Event: ",
        "Response: Success",
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        ":",
        " ",
        "Hangup",
        "DialEnd",
        "Uniqueid: 1.1",
        "CallerIDName: a\\",
        "ChanVariable: a=b",
        "Asterisk Call Manager/11.0.0",
        "Timestamp: 1.",
        "DestChannel: x",
        "EventList: start",
    ];
    prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ]
}

fn in_chunks(stream: &[u8], size: usize) -> Parsed {
    let mut parser = Parser::new();
    let mut parsed = Vec::new();
    for chunk in stream.chunks(size) {
        parser.push(chunk);
        parsed.extend(std::iter::from_fn(|| parser.next()));
    }
    parsed
}

fn split_at(stream: &[u8], at: usize) -> Parsed {
    let mut parser = Parser::new();
    parser.push(&stream[..at]);
    let mut parsed: Parsed = std::iter::from_fn(|| parser.next()).collect();
    parser.push(&stream[at..]);
    parsed.extend(std::iter::from_fn(|| parser.next()));
    parsed
}

fn whole(stream: &[u8]) -> Vec<Packet> {
    in_chunks(stream, stream.len()).into_iter().map(Result::unwrap).collect()
}

fn named<'a>(packets: &'a [Packet], name: &str) -> &'a Packet {
    packets.iter().find(|packet| packet.name() == name.as_bytes()).unwrap()
}
