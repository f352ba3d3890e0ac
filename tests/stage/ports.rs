//! Ports nobody uses, a moment ago.

use std::net::{TcpListener, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};

/// Each Asterisk takes this many for media.
const RTP_PORTS: u16 = 1_000;
/// Blocks of them below the ports the system hands out by itself.
const RTP_BLOCKS: u16 = 12;
const RTP_FIRST: u16 = 20_000;

pub(crate) fn free_tcp_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free TCP port");
    listener.local_addr().expect("a bound socket has an address").port()
}

pub(super) fn free_udp_port() -> u16 {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).expect("a free UDP port");
    socket.local_addr().expect("a bound socket has an address").port()
}

/// The first port of a block for media. Blocks come round again; Asterisk takes another port where one is taken.
pub(super) fn rtp_start() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = (std::process::id() % u32::from(RTP_BLOCKS)) as u16;
    RTP_FIRST + (begin + NEXT.fetch_add(1, Ordering::Relaxed)) % RTP_BLOCKS * RTP_PORTS
}
