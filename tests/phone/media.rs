//! One leg's sound: a socket, a voice going out every 20 ms, an ear.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rtp_rs::{RtpPacketBuilder, RtpReader, Seq};
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::hearing::{Ear, Listener};
use super::tone::{RATE, Tone};

/// PCMU (RFC 3551).
const PCMU: u8 = 0;
/// 20 ms.
const FRAME: usize = 160;
/// Longest datagram of ours to come.
const PACKET_MAX: usize = 1_500;

/// Ends its tasks when dropped.
#[derive(Debug)]
pub(super) struct Media {
    pub(super) port: u16,
    pub(super) ear: Ear,
    remote: watch::Sender<Option<SocketAddr>>,
    tasks: [JoinHandle<()>; 2],
}

impl Media {
    /// Opens a socket at `ip`; nothing is sent before the other side is known.
    pub(super) async fn open(ip: IpAddr, voice: Tone) -> std::io::Result<Self> {
        let socket = Arc::new(UdpSocket::bind((ip, 0)).await?);
        let port = socket.local_addr()?.port();
        let (listener, ear) = Listener::new();
        let (remote, known) = watch::channel(None);
        let tasks = [
            tokio::spawn(speak(Arc::clone(&socket), voice, u32::from(port), known)),
            tokio::spawn(listen(socket, listener)),
        ];
        Ok(Self { port, ear, remote, tasks })
    }

    /// Where the other side listens, once its SDP says.
    pub(super) fn send_to(&self, remote: SocketAddr) {
        self.remote.send_replace(Some(remote));
    }
}

impl Drop for Media {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn speak(socket: Arc<UdpSocket>, voice: Tone, ssrc: u32, remote: watch::Receiver<Option<SocketAddr>>) {
    let second = voice.second();
    let mut clock = interval(Duration::from_millis(1_000 * FRAME as u64 / u64::from(RATE)));
    clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for n in 0_u32.. {
        clock.tick().await;
        let Some(to) = *remote.borrow() else { continue };
        let from = (n as usize * FRAME) % second.len();
        let packet = RtpPacketBuilder::new()
            .payload_type(PCMU)
            .ssrc(ssrc)
            .sequence(Seq::from(n as u16))
            .timestamp(n.wrapping_mul(FRAME as u32))
            .payload(&second[from..from + FRAME])
            .build();
        if let Ok(packet) = packet {
            // The other side may have closed its socket already; its BYE is on the way.
            let _ = socket.send_to(&packet, to).await;
        }
    }
}

async fn listen(socket: Arc<UdpSocket>, mut listener: Listener) {
    let mut buffer = [0; PACKET_MAX];
    while let Ok((length, _)) = socket.recv_from(&mut buffer).await {
        if let Ok(packet) = RtpReader::new(&buffer[..length])
            && packet.payload_type() == PCMU
        {
            listener.listen(Instant::now(), packet.payload());
        }
    }
}
