//! Somebody who calls the company from outside.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use rsip::Header;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::Ear;
use super::engine::{self, Identity, Order};
use super::leg::{Leg, LegState};
use super::telephone::{Behaviour, wait_for_leg};
use super::tone::Tone;

/// The provider's address: `sip-config` knows the trunk by it and by nothing else.
const TRUNK: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// What a caller's network says of her.
#[derive(Clone, Debug)]
pub(crate) enum CallerId {
    /// A number, and perhaps a name.
    Number {
        /// As the network writes it.
        number: String,
        /// The display name.
        name: Option<String>,
    },
    /// She keeps her number back; the network still tells it to the operator (RFC 3323, RFC 3325).
    Withheld {
        /// The number that must appear nowhere.
        number: String,
    },
    /// A `From` of her own, to the letter, without its tag.
    Raw(String),
}

impl CallerId {
    /// A number without a name.
    pub(crate) fn number(number: &str) -> Self {
        Self::Number { number: number.to_owned(), name: None }
    }

    /// A number with a name.
    pub(crate) fn named(number: &str, name: &str) -> Self {
        Self::Number { number: number.to_owned(), name: Some(name.to_owned()) }
    }

    /// `From` without its tag, and what else goes on the INVITE.
    pub(super) fn headers(&self, ip: IpAddr) -> (String, Vec<Header>) {
        match self {
            Self::Number { number, name: None } => (format!("<sip:{number}@{ip}>"), Vec::new()),
            Self::Number { number, name: Some(name) } => {
                let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                (format!("\"{name}\" <sip:{number}@{ip}>"), Vec::new())
            }
            Self::Withheld { number } => {
                let asserted = Header::Other("P-Asserted-Identity".into(), format!("<sip:{number}@{ip}>"));
                let privacy = Header::Other("Privacy".into(), "id".into());
                ("\"Anonymous\" <sip:anonymous@anonymous.invalid>".to_owned(), vec![privacy, asserted])
            }
            Self::Raw(from) => (from.clone(), Vec::new()),
        }
    }
}

/// A caller with one call.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Her voice.
    pub(crate) voice: Tone,
    orders: mpsc::UnboundedSender<Order>,
    legs: watch::Receiver<Vec<Leg>>,
}

impl Caller {
    /// Dials. `n` gives her a voice of her own among the callers of a test.
    pub(crate) async fn dial(pbx: SocketAddr, n: u16, did: &str, from: CallerId) -> anyhow::Result<Self> {
        let voice = Tone::of_caller(n);
        let identity = Identity { pbx, ip: TRUNK, user: "caller".to_owned(), password: String::new(), voice };
        let (orders, legs) =
            engine::start(identity, Behaviour::Busy).await.context("no socket for a caller")?;
        orders.send(Order::Dial { to: did.to_owned(), from })?;
        Ok(Self { voice, orders, legs })
    }

    /// Hangs up, or gives up.
    pub(crate) fn hang_up(&self) {
        // The engine ends only with us.
        let _ = self.orders.send(Order::HangUp);
    }

    /// Waits until the PBX has taken her call: she waits there, or talks.
    pub(crate) async fn is_let_in(&self) -> Leg {
        self.until("is let in", Duration::from_secs(5), |leg| leg.state == LegState::Talking).await
    }

    /// Waits until her call is over.
    pub(crate) async fn is_out(&self, within: Duration) -> Leg {
        self.until("is out", within, |leg| !leg.is_live()).await
    }

    /// Whether her call is over within this time.
    pub(crate) async fn until_over(&self, within: Duration) -> bool {
        let mut legs = self.legs.clone();
        timeout(within, legs.wait_for(|legs| legs.iter().all(|leg| !leg.is_live()))).await.is_ok()
    }

    /// Waits until her call is like this.
    pub(crate) async fn until(&self, what: &str, within: Duration, like: impl Fn(&Leg) -> bool) -> Leg {
        wait_for_leg(self.legs.clone(), &format!("{} {what}", self.voice), within, like).await
    }

    /// Her call as it stands; none before it has left.
    pub(crate) fn leg(&self) -> Option<Leg> {
        self.legs.borrow().last().cloned()
    }

    /// Waits until she hears exactly these, steadily.
    pub(crate) async fn hears(&self, whom: &[Tone], within: Duration) {
        self.ear().await.hears(whom, within).await;
    }

    /// Her ear.
    pub(crate) async fn ear(&self) -> Ear {
        let leg = self.until("has called", Duration::from_secs(5), |leg| leg.ear.is_some()).await;
        leg.ear.expect("just waited for")
    }
}
