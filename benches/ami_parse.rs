//! What parsing an AMI stream costs, as a ratio to the floor: finding the line ends of the same bytes with memchr.
#![expect(clippy::print_stdout, reason = "a bench is read by people")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use santral::ami::{Event, Parser};

const TRANSCRIPT: &[u8] = include_bytes!("../tests/fixtures/ami/answered_call.txt");

/// Bytes handed over at once, as by one read of a busy socket.
const READ_BYTES: usize = 16 * 1024;

const ROUNDS: usize = 7;

fn main() {
    let stream = TRANSCRIPT.repeat(2_000);
    let events = count(&stream, |_| {});
    println!("{events} packets, {} bytes each on average", stream.len() / events);
    let floor = best(|| scan(&stream));
    row("memchr scan for line ends", floor, floor, events);
    row("split into packets", best(|| count(&stream, |_| {})), floor, events);
    row("+ name and three ids", best(|| count(&stream, ids)), floor, events);
    row("+ typed events", best(|| count(&stream, typed)), floor, events);
}

fn row(what: &str, took: Duration, floor: Duration, events: usize) {
    let nanos = took.as_secs_f64() * 1e9 / events as f64;
    println!("{what:<28} {nanos:>8.0} ns/event  {:>6.1} x floor", took.as_secs_f64() / floor.as_secs_f64());
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

fn scan(stream: &[u8]) -> usize {
    // Not `count`, which looks at no position.
    memchr::memchr_iter(b'\n', stream).fold(0, |all, at| all ^ at)
}

fn count(stream: &[u8], mut look: impl FnMut(&santral::ami::Packet)) -> usize {
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

fn ids(packet: &santral::ami::Packet) {
    black_box((packet.name(), packet.get("Channel"), packet.get("Uniqueid"), packet.get("Linkedid")));
}

fn typed(packet: &santral::ami::Packet) {
    let index = packet.index();
    black_box((Event::timestamp_micros(packet), index.suspicion(), Event::from_index(packet.name(), &index)));
}
