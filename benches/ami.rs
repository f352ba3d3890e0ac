//! What an AMI stream costs: read it, understand it, follow the calls. Beside the floors (copying the bytes, finding
//! the ends of messages) and the usual way (every header into a fresh `HashMap<String, String>`), on real recordings.
#![expect(clippy::print_stdout, reason = "a bench is read by people")]

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use santral::ami::{Event, Packet, Parser, Verdict};
use santral::call::PbxName;
use santral::phone::Plan;
use santral::telephony::{Observer, Tracker};

/// Bytes handed over at once, as by one read of a busy socket.
const READ_BYTES: usize = 64 * 1024;
const ROUNDS: usize = 7;
/// Events a round works on, about.
const EVENTS: usize = 200_000;

/// Recorded calls of every usual shape.
const CALLS: [&str; 10] = [
    "abandoned_waiting",
    "answered_agent_hangs_up",
    "answered_caller_hangs_up",
    "attended_transfer",
    "blind_transfer",
    "busy",
    "hold",
    "internal_call",
    "no_answer_then_answered",
    "two_callers",
];

/// What the filters of `sip-config/manager.conf` let through, of what the recordings hold.
const FILTERED_OUT: [&[u8]; 9] = [
    b"VarSet",
    b"Newexten",
    b"NewConnectedLine",
    b"NewCallerid",
    b"NewAccountCode",
    b"MusicOnHoldStart",
    b"MusicOnHoldStop",
    b"RTCPSent",
    b"RTCPReceived",
];

fn main() {
    let calls = packets();
    let wanted: Vec<&Packet> = calls.iter().filter(|packet| !FILTERED_OUT.contains(&packet.name())).collect();
    let variable = variable_set();
    measure("call events only", &stream(&wanted, None));
    measure("with 2.7 VarSet an event", &stream(&wanted, Some(&variable)));
    measure("as recorded", &stream(&calls.iter().collect::<Vec<_>>(), None));
}

fn measure(traffic: &str, stream: &[u8]) {
    let events = count(stream, |_| {});
    println!("\n{traffic}: {events} messages, {} bytes each on average", stream.len() / events);
    let floor = best(|| copy(stream));
    let row = |what: &str, took: Duration| {
        let micros = took.as_secs_f64() * 1e6 / events as f64;
        let floors = took.as_secs_f64() / floor.as_secs_f64();
        println!("  {what:<38} {micros:>7.3} CPU-s per million  {floors:>7.1} x copying");
    };
    row("receive only (copy)", floor);
    row("search for the ends of messages", best(|| search(stream)));
    row("split into messages", best(|| count(stream, |_| {})));
    row("the fields that are needed (typed)", best(|| count(stream, typed)));
    row("+ our callers and every call followed", best(|| track(stream)));
    row("HashMap<String, String> a message", best(|| count(stream, hashed)));
}

/// The best of several rounds: the rest of the machine only ever adds.
fn best(mut work: impl FnMut() -> usize) -> Duration {
    let timed = (0..ROUNDS).map(|_| {
        let began = Instant::now();
        black_box(work());
        began.elapsed()
    });
    timed.min().unwrap_or_default()
}

fn packets() -> Vec<Packet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ami");
    let mut parser = Parser::new();
    for name in CALLS {
        let bytes = fs::read(folder.join(format!("real-{name}.txt")));
        parser.push(&bytes.unwrap_or_else(|error| panic!("real-{name}.txt: {error}")));
    }
    std::iter::from_fn(|| parser.next()).flatten().collect()
}

/// A `VarSet` as Asterisk writes it.
fn variable_set() -> Packet {
    let calls = packets();
    let found = calls.iter().find(|packet| packet.name() == b"VarSet").cloned();
    found.unwrap_or_else(|| {
        let like = calls.iter().find(|packet| packet.name() == b"Newstate").map(Packet::as_bytes).cloned();
        let text = String::from_utf8_lossy(&like.unwrap_or_default()).replace("Newstate", "VarSet");
        Packet::new(format!("{text}Variable: SIPDOMAIN\r\nValue: 127.0.0.1\r\n").into_bytes())
    })
}

fn stream(packets: &[&Packet], between: Option<&Packet>) -> Vec<u8> {
    let mut once = Vec::new();
    let mut put = |packet: &Packet| {
        once.extend_from_slice(packet.as_bytes());
        once.extend_from_slice(b"\r\n");
    };
    for (n, packet) in packets.iter().enumerate() {
        put(packet);
        if let Some(between) = between {
            // 2.7 of them an event, as measured on a real Asterisk.
            (0..if n % 10 < 7 { 3 } else { 2 }).for_each(|_| put(between));
        }
    }
    let messages = packets.len() * if between.is_some() { 37 } else { 10 } / 10;
    once.repeat(EVENTS / messages.max(1))
}

fn copy(stream: &[u8]) -> usize {
    let mut block = vec![0_u8; READ_BYTES];
    let mut sum = 0;
    for read in stream.chunks(READ_BYTES) {
        block[..read.len()].copy_from_slice(read);
        sum ^= usize::from(black_box(&block)[read.len() - 1]);
    }
    sum
}

fn search(stream: &[u8]) -> usize {
    memchr::memmem::find_iter(stream, b"\r\n\r\n").count()
}

fn count(stream: &[u8], mut look: impl FnMut(&Packet)) -> usize {
    let mut parser = Parser::new();
    let mut packets = 0;
    for read in stream.chunks(READ_BYTES) {
        parser.space().extend_from_slice(read);
        while let Some(packet) = parser.next() {
            packets += 1;
            if let Ok(packet) = &packet {
                look(packet);
            }
        }
    }
    packets
}

fn typed(packet: &Packet) {
    black_box((Event::timestamp_micros(packet), Verdict::of(packet)));
}

fn track(stream: &[u8]) -> usize {
    let mut tracker = Tracker::new(PbxName::new("pbx1"), Plan::default());
    let mut observer = Observer::new(PbxName::new("pbx1"));
    let mut told = 0;
    count(stream, |packet| {
        let at_ms = Event::timestamp_micros(packet).unwrap_or_default() / 1_000;
        if let Verdict::Event(event) | Verdict::Doctored(event) = Verdict::of(packet) {
            observer.handle(at_ms, &event);
            tracker.handle(&event);
        }
        told += std::iter::from_fn(|| observer.poll()).count();
        told += std::iter::from_fn(|| tracker.poll_event()).count();
    });
    told
}

fn hashed(packet: &Packet) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let headers: HashMap<String, String> =
        packet.headers().map(|(key, value)| (text(key), text(value))).collect();
    black_box(headers);
}
