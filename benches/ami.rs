//! What an AMI stream costs: read it, understand it, follow the calls. Beside the floors (copying the bytes, finding
//! the ends of messages) and the usual way (every header into a fresh `HashMap<String, String>`), on real recordings.
#![expect(clippy::print_stdout, reason = "a bench is read by people")]

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use santral::ami::{Packet, Parser, Verdict};
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

/// A step of the dialplan.
const NEWEXTEN: &str = "Extension: s\r\nApplication: Set\r\nAppData: CTI_STATE=waiting\r\n";

/// Some headers of a kind that nobody reads.
const RTCP: &str =
    "SSRC: 0x6b8b4567\r\nPT: 200(SR)\r\nReportCount: 1\r\nSentPackets: 250\r\nSentOctets: 40000\r\n";

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
    let unwanted =
        [like("VarSet", "Variable: SIPDOMAIN\r\nValue: 127.0.0.1\r\n"), like("Newexten", NEWEXTEN)];
    measure("call events only", &stream(&wanted, &[]));
    measure("with 2.7 VarSet and Newexten an event", &stream(&wanted, &unwanted));
    // The recordings were made through filters. What `read = all` would have added is made of their own channels: of
    // every 37 events ten are the recordings', 20 VarSet or Newexten (54 %), seven of the rest.
    let all: Vec<Packet> = ["NewConnectedLine", "RTCPSent", "NewCallerid", "RTCPReceived", "DTMFBegin"]
        .iter()
        .flat_map(|name| [unwanted[0].clone(), unwanted[1].clone(), unwanted[0].clone(), like(name, RTCP)])
        .collect();
    measure("read = all, no filters (made up: see the source)", &stream(&wanted, &all));
}

fn measure(traffic: &str, stream: &[u8]) {
    let events = count(stream, |_| {});
    println!("\n{traffic}: {events} messages, {} bytes each on average", stream.len() / events);
    let works: [(&str, &dyn Fn() -> usize); 6] = [
        ("receive only (copy)", &|| copy(stream)),
        ("search for the ends of messages", &|| search(stream)),
        ("split into messages", &|| count(stream, |_| {})),
        ("the fields that are needed (typed)", &|| count(stream, typed)),
        ("+ our callers and every call followed", &|| track(stream)),
        ("HashMap<String, String> a message", &|| count(stream, hashed)),
    ];
    let took = medians(&works.map(|(_, work)| work));
    let (floor, peer) = (took[0], took[5]);
    for ((what, _), took) in works.iter().zip(took) {
        let micros = took.as_secs_f64() * 1e6 / events as f64;
        let times = |other: Duration| took.as_secs_f64() / other.as_secs_f64();
        let (floors, peers) = (times(floor), times(peer));
        println!(
            "  {what:<38} {micros:>7.3} CPU-s per million  {floors:>7.1} x copying  {peers:>5.2} x HashMap"
        );
    }
}

/// The middle of several rounds, in processor time of this thread. The works take turns, so that a machine that is
/// slow for a while is slow for all of them.
fn medians<const N: usize>(works: &[&dyn Fn() -> usize; N]) -> [Duration; N] {
    let mut rounds = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (rounds, work) in rounds.iter_mut().zip(works) {
            let began = cpu_time();
            black_box(work());
            rounds.push(cpu_time() - began);
        }
    }
    rounds.map(|mut rounds| {
        rounds.sort();
        rounds[ROUNDS / 2]
    })
}

/// What this thread has had of the processor.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
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

/// An event of this name as Asterisk writes it: a recorded one, else the channel's headers of another with its own.
fn like(name: &str, own: &str) -> Packet {
    let calls = packets();
    let found = calls.iter().find(|packet| packet.name() == name.as_bytes()).cloned();
    found.unwrap_or_else(|| {
        let other = calls.iter().find(|packet| packet.name() == b"Newstate").map(Packet::as_bytes).cloned();
        let text = String::from_utf8_lossy(&other.unwrap_or_default()).replace("Newstate", name);
        Packet::new(format!("{text}{own}").into_bytes())
    })
}

fn stream(packets: &[&Packet], between: &[Packet]) -> Vec<u8> {
    let mut once = Vec::new();
    let mut put = |packet: &Packet| {
        once.extend_from_slice(packet.as_bytes());
        once.extend_from_slice(b"\r\n");
    };
    for (n, packet) in packets.iter().enumerate() {
        put(packet);
        // 2.7 of them an event, as measured on a real Asterisk, turn about.
        let more = if n % 10 < 7 { 3 } else { 2 };
        between.iter().cycle().skip(n).take(if between.is_empty() { 0 } else { more }).for_each(&mut put);
    }
    let messages = packets.len() * if between.is_empty() { 10 } else { 37 } / 10;
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
    black_box(Verdict::of(packet));
}

fn track(stream: &[u8]) -> usize {
    let mut tracker = Tracker::new(PbxName::new("pbx1"), Plan::default());
    let mut observer = Observer::new(PbxName::new("pbx1"));
    let mut told = 0;
    count(stream, |packet| {
        if let Verdict::Event { at, event } | Verdict::Doctored { at, event } = Verdict::of(packet) {
            observer.handle(at.unwrap_or_default() / 1_000, &event);
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
