//! An agent's telephone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::caller::CallerId;
use super::engine::{self, Identity, Order};
use super::leg::{Leg, LegState};
use super::message::Direction;
use super::tone::Tone;

/// How long a registration may take; a PBX that is starting answers late.
const SIGN_IN_WITHIN: Duration = Duration::from_secs(20);

/// What a telephone does when it is called. One thing each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Rings, and picks up by itself so much later.
    Answers {
        /// How much.
        after: Duration,
    },
    /// Rings until somebody picks up or the PBX gives up.
    Rings,
    /// Says that it is busy (486).
    Busy,
    /// Its owner presses decline (603).
    Declines,
    /// Says nothing at all, as if its cable were out.
    Dead,
    /// Picks up at the moment the PBX gives up: its answer crosses the PBX's CANCEL.
    AnswersTooLate,
}

impl Behaviour {
    /// Picks up at the first ring.
    pub(crate) const ANSWERS: Self = Self::Answers { after: Duration::from_millis(50) };
}

/// A telephone. Hangs up nothing when dropped: it is gone, as if its cable were out.
#[derive(Debug)]
pub(crate) struct Phone {
    /// Its voice.
    pub(crate) voice: Tone,
    extension: String,
    orders: mpsc::UnboundedSender<Order>,
    legs: watch::Receiver<Vec<Leg>>,
}

impl Phone {
    /// A telephone with a loopback address of its own, signed in nowhere yet.
    pub(crate) async fn new(
        pbx: SocketAddr,
        extension: &str,
        password: &str,
        behaviour: Behaviour,
    ) -> anyhow::Result<Self> {
        let voice = Tone::of_extension(extension);
        let last: u8 =
            extension.get(extension.len().saturating_sub(2)..).and_then(|end| end.parse().ok()).unwrap_or(0);
        let identity = Identity {
            pbx,
            ip: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 10 + last)),
            user: extension.to_owned(),
            password: password.to_owned(),
            voice,
        };
        let (orders, legs) = engine::start(identity, behaviour).await.context("no socket for a phone")?;
        Ok(Self { voice, extension: extension.to_owned(), orders, legs })
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self) -> anyhow::Result<()> {
        self.register(300).await
    }

    /// Signs out: the PBX cannot reach it any more.
    pub(crate) async fn sign_out(&self) -> anyhow::Result<()> {
        self.register(0).await
    }

    async fn register(&self, expires_s: u32) -> anyhow::Result<()> {
        let (done, answer) = oneshot::channel();
        self.order(Order::Register { expires_s, done });
        match timeout(SIGN_IN_WITHIN, answer).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(why))) => bail!("{}: {why}", self.extension),
            Ok(Err(_)) | Err(_) => bail!("{}: the PBX does not answer a REGISTER", self.extension),
        }
    }

    /// What it does when called from now on.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        self.order(Order::Behave(behaviour));
    }

    /// Picks up.
    pub(crate) fn answer(&self) {
        self.order(Order::Answer);
    }

    /// Presses decline.
    pub(crate) fn decline(&self) {
        self.order(Order::Refuse(603));
    }

    /// Hangs up.
    pub(crate) fn hang_up(&self) {
        self.order(Order::HangUp);
    }

    /// Presses hold.
    pub(crate) fn hold(&self) {
        self.order(Order::Hold(Direction::Hold));
    }

    /// And takes the call back.
    pub(crate) fn retrieve(&self) {
        self.order(Order::Hold(Direction::Both));
    }

    /// Calls a number.
    pub(crate) fn dial(&self, number: &str) {
        let from = CallerId::number(&self.extension);
        self.order(Order::Dial { to: number.to_owned(), from });
    }

    /// Sends whoever it talks to on to a number, unseen.
    pub(crate) fn refer(&self, number: &str) {
        self.order(Order::Refer { to: number.to_owned() });
    }

    /// Joins the two it talks to, and is out of it.
    pub(crate) fn refer_to_each_other(&self) {
        self.order(Order::ReferToEachOther);
    }

    /// Every call it has had.
    pub(crate) fn legs(&self) -> Vec<Leg> {
        self.legs.borrow().clone()
    }

    /// How often it has been called.
    pub(crate) fn times_called(&self) -> usize {
        self.legs.borrow().len()
    }

    /// Changes of its calls, for whoever follows them.
    pub(crate) fn follow(&self) -> watch::Receiver<Vec<Leg>> {
        self.legs.clone()
    }

    /// Waits until a call of it is like this; the newest such. Panics when none comes to be.
    pub(crate) async fn until(&self, what: &str, within: Duration, like: impl Fn(&Leg) -> bool) -> Leg {
        wait_for_leg(self.legs.clone(), &format!("phone {} {what}", self.extension), within, like).await
    }

    /// Waits until it rings.
    pub(crate) async fn rings(&self, within: Duration) -> Leg {
        self.until("rings", within, |leg| leg.state == LegState::Ringing).await
    }

    /// Waits until its owner talks.
    pub(crate) async fn talks(&self, within: Duration) -> Leg {
        self.until("talks", within, |leg| leg.state == LegState::Talking).await
    }

    /// Waits until no call of it is left, and tells of the last.
    pub(crate) async fn is_quiet(&self, within: Duration) -> Option<Leg> {
        let mut legs = self.legs.clone();
        let quiet = timeout(within, legs.wait_for(|legs| legs.iter().all(|leg| !leg.is_live()))).await;
        assert!(
            matches!(quiet, Ok(Ok(_))),
            "phone {} is not quiet after {within:?}: {:?}",
            self.extension,
            self.legs()
        );
        self.legs().pop()
    }

    fn order(&self, order: Order) {
        // The engine ends only with us.
        let _ = self.orders.send(order);
    }
}

pub(super) async fn wait_for_leg(
    mut legs: watch::Receiver<Vec<Leg>>,
    what: &str,
    within: Duration,
    like: impl Fn(&Leg) -> bool,
) -> Leg {
    let found = timeout(within, legs.wait_for(|legs| legs.iter().any(&like))).await;
    let newest = |legs: watch::Ref<'_, Vec<Leg>>| legs.iter().rev().find(|leg| like(leg)).cloned();
    let leg = found.ok().and_then(Result::ok).and_then(newest);
    leg.unwrap_or_else(|| panic!("expected that {what} within {within:?}; its calls: {:#?}", legs.borrow()))
}
