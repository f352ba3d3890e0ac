//! The wire between Santral and the PBX, to be cut and joined.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Hands connections on while it is whole. Cut, it drops those there are and takes no new ones.
#[derive(Debug)]
pub(crate) struct Wire {
    whole: watch::Sender<bool>,
    port: u16,
}

impl Wire {
    /// One that leads to a port of this machine.
    pub(crate) async fn to(port: u16) -> anyhow::Result<Self> {
        let far = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let near = listener.local_addr()?.port();
        let (whole, state) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, far, state.clone()));
            }
        });
        Ok(Self { whole, port: near })
    }

    /// Where it begins.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Nothing goes through any more.
    pub(crate) fn cut(&self) {
        self.whole.send_replace(false);
    }

    /// New connections go through again.
    pub(crate) fn join(&self) {
        self.whole.send_replace(true);
    }
}

async fn carry(mut near: TcpStream, far: SocketAddr, mut whole: watch::Receiver<bool>) {
    if !*whole.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(far).await else { return };
    tokio::select! {
        // Either end may close as it likes.
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = whole.wait_for(|whole| !whole) => {}
    }
}
