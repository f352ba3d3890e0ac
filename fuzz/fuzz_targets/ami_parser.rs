//! Any bytes, cut into reads by their own first byte: nothing panics, and the cut changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use santral::ami::{Event, Packet, Parser, WireError};

fuzz_target!(|bytes: &[u8]| {
    let Some((&cut, stream)) = bytes.split_first() else { return };
    let whole = parse(stream, stream.len().max(1));
    assert_eq!(parse(stream, usize::from(cut).max(1)), whole);
    for packet in whole.iter().flatten() {
        let event = Event::from_packet(packet);
        // First occurrence wins, found either way.
        assert_eq!(packet.get("Uniqueid"), packet.index().get("Uniqueid"));
        let _ = (format!("{event:?} {packet:?}"), packet.forged(), packet.index().suspicion());
    }
});

fn parse(stream: &[u8], read: usize) -> Vec<Result<Packet, WireError>> {
    let mut parser = Parser::new();
    let mut parsed = Vec::new();
    for bytes in stream.chunks(read) {
        parser.push(bytes);
        parsed.extend(std::iter::from_fn(|| parser.next()));
    }
    parsed
}
