//! An agent: where she stands, and every way she can move.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{
    AgentConfig, AgentId, CAPACITY_MAX, CallId, Level, OfferId, Policy, Reason, Refusal, SkillId, Stamp,
    Time, Workload,
};

/// Where an agent stands.
///
/// ```text
///             signs in             ready
///   Offline ───────────► NotReady ───────► Available ◄──────────────┐
///      ▲                  ▲  ▲  ◄────────── │     ▲                 │
///      │ signs out        │  │   not ready   │     │ offer ended     │
///      ├──────────────────┘  │         offer │     │ (withdrawn,     │
///      │                     │          made ▼     │  failed, missed)│
///      │    the last of too  └───────────── Ringing┘                 │
///      │    many missed in a row               │                     │
///      │                                       │ accepted            │
///      │                                       ▼          wrap-up 0  │
///      │ asked for meanwhile                 OnCall ─────────────────┤
///      └────────────────────┐                  │ call ended          │
///        NotReady ◄─────────┤                  ▼                     │
///                           └─────────────── WrapUp ─────────────────┘
///                                              time over, or finished
/// ```
///
/// Signing out and not-ready during a call or wrap-up wait in [`Agent::next`] and take effect when
/// it ends. While ringing they withdraw the offer and take effect at once: the caller should not
/// listen to a phone nobody will pick up. An agent whose capacity is more than one call may be
/// offered another while she is on one: she stays `OnCall`, and [`Agent::offered`] says what her
/// phone rings for. Wrap-up begins when the last of her calls ends. From any state the PBX may show her on a call
/// ([`Input::OfferAccepted`](super::Input::OfferAccepted), [`Input::CallFound`](super::Input::CallFound)):
/// then she is on it, and the state she was in waits in `next`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgentState {
    /// Not signed in.
    Offline,
    /// Signed in and ready; whether she can be offered a call now also hangs on her flags.
    Available,
    /// Signed in, takes no calls.
    NotReady(Reason),
    /// Her phone rings for us, and she is on no call.
    Ringing {
        /// The one open offer she has.
        offer: OfferId,
        /// The call she is offered.
        call: CallId,
    },
    /// She talks to a caller.
    OnCall {
        /// The call she is on; of several the one she answered first.
        call: CallId,
    },
    /// After-call work.
    WrapUp {
        /// The call she was on.
        call: CallId,
        /// When it ends unless she finishes earlier or extends it.
        until: Time,
    },
}

impl AgentState {
    /// The name in records and feeds, without the particulars.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Available => "available",
            Self::NotReady(_) => "not_ready",
            Self::Ringing { .. } => "ringing",
            Self::OnCall { .. } => "on_call",
            Self::WrapUp { .. } => "wrap_up",
        }
    }
}

/// The state that follows a call and its wrap-up, where it is not `Available`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NextState {
    /// She asked for a break, or had one when the call reached her.
    NotReady(Reason),
    /// She signed out, or left the catalog.
    Offline,
}

/// Whether her phone can be reached, that is, is registered at the PBX.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reachability {
    /// It can. Believed of everybody until told otherwise: a wrong belief costs one failed offer,
    /// a wrong doubt costs an agent her day.
    #[default]
    Reachable,
    /// It cannot.
    Unreachable,
}

/// Whether her phone is in a call that is not ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Line {
    /// It is not.
    #[default]
    Free,
    /// It is: she dialled out, or was dialled directly.
    InUse,
}

/// What stands beside her state and keeps an available agent from being offered calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AgentFlags {
    /// Whether her phone is registered.
    pub reachable: Reachability,
    /// Whether her phone is in a call of its own.
    pub line: Line,
    /// Until when she is passed over after a missed or failed offer; `None` when she is not.
    pub cooled_until: Option<Time>,
}

/// The one offer an agent may have open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenOffer {
    /// Its number.
    pub offer: OfferId,
    /// The call she is offered.
    pub call: CallId,
}

/// An agent as the core holds her. Read it freely; it changes only through [`Acd`](super::Acd).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Agent {
    /// Her id.
    pub id: AgentId,
    /// What she can do.
    pub skills: BTreeMap<SkillId, Level>,
    /// Her place in catalog order, from 0.
    pub place: u32,
    /// Most calls she takes at once; 0 is none at all.
    pub capacity: u8,
    /// Where she stands.
    pub state: AgentState,
    /// Since when she has stood there.
    pub since: Time,
    /// The calls she talks on, in the order she answered them.
    pub calls: Vec<CallId>,
    /// What her phone rings for, whether or not she talks meanwhile.
    pub offered: Option<OpenOffer>,
    /// What follows the call she is on or its wrap-up; `None` means `Available`.
    pub next: Option<NextState>,
    /// What stands beside the state.
    pub flags: AgentFlags,
    /// Since when she has had nothing to do. Counts from becoming ready, from the end of a call
    /// with its wrap-up, from the end of a call of her own, and from a missed offer; breaks do not
    /// count as idle. A withdrawn offer leaves it alone.
    pub idle: Stamp,
    /// Offers missed since she last accepted one or came back to ready.
    pub missed_in_a_row: u32,
    /// What she has done since she signed in.
    pub workload: Workload,
    /// Whether the catalog still has her; who leaves it during a call stays until it is over.
    pub in_catalog: bool,
}

impl Agent {
    /// Whether she could be offered a call at this moment, skills aside.
    pub fn is_offerable(&self) -> bool {
        let flags = &self.flags;
        self.has_room()
            && flags.reachable == Reachability::Reachable
            && flags.line == Line::Free
            && flags.cooled_until.is_none()
    }

    /// How many calls she talks on.
    pub fn load(&self) -> usize {
        self.calls.len()
    }

    /// Whether she takes calls, now or as soon as she is done with the present one.
    pub fn is_reachable_soon(&self) -> bool {
        let takes_calls = match self.state {
            AgentState::Offline | AgentState::NotReady(_) => false,
            AgentState::Available
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. }
            | AgentState::WrapUp { .. } => self.next.is_none(),
        };
        takes_calls && self.capacity > 0 && self.flags.reachable == Reachability::Reachable
    }

    /// Whether she does, and has missed no offer a moment ago.
    pub fn is_reachable(&self) -> bool {
        self.is_reachable_soon() && self.flags.cooled_until.is_none()
    }

    /// The call she talks on, the first answered of several, or else rings for.
    pub fn call(&self) -> Option<CallId> {
        match self.state {
            AgentState::Ringing { call, .. } | AgentState::OnCall { call } => Some(call),
            AgentState::Offline
            | AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::WrapUp { .. } => None,
        }
    }

    pub(super) fn new(config: AgentConfig, place: u32, now: Time) -> Self {
        Self {
            id: config.id,
            skills: config.skills,
            place,
            capacity: config.capacity.min(CAPACITY_MAX),
            state: AgentState::Offline,
            since: now,
            calls: Vec::new(),
            offered: None,
            next: None,
            flags: AgentFlags::default(),
            idle: Stamp::default(),
            missed_in_a_row: 0,
            workload: Workload::default(),
            in_catalog: true,
        }
    }

    /// Signing in twice changes nothing: a page that reconnects may say it again.
    pub(super) fn sign_in(&mut self, at: Stamp) {
        match self.state {
            AgentState::Offline => self.enter(AgentState::NotReady(Reason::SignedIn), at),
            AgentState::OnCall { .. } | AgentState::WrapUp { .. }
                if self.in_catalog && self.next == Some(NextState::Offline) =>
            {
                self.next = Some(NextState::NotReady(Reason::SignedIn));
            }
            AgentState::Available
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. }
            | AgentState::WrapUp { .. } => {}
        }
    }

    /// The caller withdraws her open offer afterwards.
    pub(super) fn sign_out(&mut self, at: Stamp) {
        match self.state {
            AgentState::Available | AgentState::NotReady(_) => self.enter(AgentState::Offline, at),
            AgentState::Ringing { .. } | AgentState::OnCall { .. } | AgentState::WrapUp { .. } => {
                self.next = Some(NextState::Offline);
            }
            AgentState::Offline => {}
        }
    }

    /// Coming back to ready forgives missed offers and the cool-down: she is plainly there.
    pub(super) fn ready(&mut self, at: Stamp) -> Result<(), Refusal> {
        match self.state {
            AgentState::NotReady(_) => {
                self.missed_in_a_row = 0;
                self.flags.cooled_until = None;
                self.become_available(at);
                Ok(())
            }
            AgentState::Available => Ok(()),
            AgentState::Ringing { .. } | AgentState::OnCall { .. } | AgentState::WrapUp { .. } => {
                self.expect_signed_in()?;
                self.next = None;
                Ok(())
            }
            AgentState::Offline => Err(Refusal::NotSignedIn { agent: self.id.clone() }),
        }
    }

    /// The caller withdraws her open offer afterwards.
    pub(super) fn not_ready(&mut self, reason: Reason, at: Stamp) -> Result<(), Refusal> {
        match self.state {
            AgentState::Available | AgentState::NotReady(_) => {
                self.enter(AgentState::NotReady(reason), at);
                Ok(())
            }
            AgentState::Ringing { .. } | AgentState::OnCall { .. } | AgentState::WrapUp { .. } => {
                self.expect_signed_in()?;
                self.next = Some(NextState::NotReady(reason));
                Ok(())
            }
            AgentState::Offline => Err(Refusal::NotSignedIn { agent: self.id.clone() }),
        }
    }

    pub(super) fn set_reachable(&mut self, reachable: Reachability) {
        self.flags.reachable = reachable;
    }

    /// Hanging up a call of her own starts a new idle time: it was work too.
    pub(super) fn set_line(&mut self, line: Line, at: Stamp) {
        if self.flags.line == Line::InUse && line == Line::Free {
            self.idle = at;
        }
        self.flags.line = line;
    }

    pub(super) fn ring(&mut self, offer: OfferId, call: CallId, at: Stamp) {
        self.offered = Some(OpenOffer { offer, call });
        if self.calls.is_empty() {
            self.keep_rest_for_later();
            self.enter(AgentState::Ringing { offer, call }, at);
        }
    }

    /// She has this call, beside those she had. Her open offer, if any, is over before.
    pub(super) fn answer(&mut self, call: CallId, at: Stamp) {
        self.offered = None;
        self.keep_rest_for_later();
        self.missed_in_a_row = 0;
        self.flags.cooled_until = None;
        self.calls.push(call);
        self.stand_on_call(at);
    }

    /// The offer is over through no doing of hers.
    pub(super) fn offer_over(&mut self, at: Stamp) {
        self.offered = None;
        if let AgentState::Ringing { .. } = self.state {
            self.settle(at);
        }
    }

    /// The PBX could not ring her: a short pause, so that a fault does not spin, and no blame.
    pub(super) fn offer_faulted(&mut self, pause: Duration, at: Stamp) {
        self.cool_down(pause, at);
        self.offer_over(at);
    }

    /// She let the offer go by. The last of too many in a row makes her not ready.
    pub(super) fn offer_missed(&mut self, policy: &Policy, at: Stamp) {
        self.missed_in_a_row = self.missed_in_a_row.saturating_add(1);
        self.idle = at;
        let max = policy.missed_in_a_row_max;
        if max > 0 && self.missed_in_a_row >= max {
            self.next.get_or_insert(NextState::NotReady(Reason::Missed));
        } else {
            self.cool_down(policy.cool_down, at);
        }
        self.offer_over(at);
    }

    /// One of her calls is over; with the last of them wrap-up begins.
    pub(super) fn call_over(&mut self, call: CallId, wrap_up: Duration, at: Stamp) {
        self.calls.retain(|talking| *talking != call);
        self.idle = at;
        if !self.calls.is_empty() {
            self.stand_on_call(at);
        } else if let Some(OpenOffer { offer, call }) = self.offered {
            // Her phone rings already for the next, so there is no after-call work to wait for.
            self.enter(AgentState::Ringing { offer, call }, at);
        } else if wrap_up.is_zero() {
            self.settle(at);
        } else {
            self.enter(AgentState::WrapUp { call, until: at.at + wrap_up }, at);
        }
    }

    pub(super) fn wrap_up_over(&mut self, at: Stamp) -> Result<(), Refusal> {
        let AgentState::WrapUp { .. } = self.state else {
            return Err(Refusal::NotInWrapUp { agent: self.id.clone() });
        };
        self.idle = at;
        self.settle(at);
        Ok(())
    }

    /// Extends after-call work, never beyond `most` after it began.
    pub(super) fn extend_wrap_up(&mut self, by: Duration, most: Duration) -> Result<(), Refusal> {
        let latest = self.since + most;
        let AgentState::WrapUp { until, .. } = &mut self.state else {
            return Err(Refusal::NotInWrapUp { agent: self.id.clone() });
        };
        *until = (*until + by).min(latest).max(*until);
        Ok(())
    }

    /// Another call has turned up in the place of her oldest one, which must be over.
    pub(super) fn lose_oldest_call(&mut self) -> Option<CallId> {
        (!self.calls.is_empty()).then(|| self.calls.remove(0))
    }

    pub(super) fn cooled_down(&mut self) {
        self.flags.cooled_until = None;
    }

    /// Whether another call would not be one too many.
    fn has_room(&self) -> bool {
        match self.state {
            AgentState::Available => self.capacity > 0,
            AgentState::OnCall { .. } => {
                self.next.is_none() && self.offered.is_none() && self.calls.len() < usize::from(self.capacity)
            }
            AgentState::Offline
            | AgentState::NotReady(_)
            | AgentState::Ringing { .. }
            | AgentState::WrapUp { .. } => false,
        }
    }

    /// On the first of her calls; since when does not start anew from one call to the next.
    fn stand_on_call(&mut self, at: Stamp) {
        let Some(&first) = self.calls.first() else { return };
        if let AgentState::OnCall { call } = &mut self.state {
            *call = first;
        } else {
            self.enter(AgentState::OnCall { call: first }, at);
        }
    }

    /// Leaves a call, a wrap-up or an offer for the state asked for meanwhile.
    fn settle(&mut self, at: Stamp) {
        match self.next.take() {
            Some(NextState::Offline) => self.enter(AgentState::Offline, at),
            Some(NextState::NotReady(reason)) => self.enter(AgentState::NotReady(reason), at),
            None => self.enter(AgentState::Available, at),
        }
    }

    fn become_available(&mut self, at: Stamp) {
        self.idle = at;
        self.enter(AgentState::Available, at);
    }

    fn enter(&mut self, state: AgentState, at: Stamp) {
        if self.state != state {
            self.workload.moved(&self.state, self.since, &state, at.at);
            self.state = state;
            self.since = at.at;
        }
    }

    /// A call that reaches an agent at rest gives her rest back afterwards.
    fn keep_rest_for_later(&mut self) {
        match &self.state {
            AgentState::Offline => self.next = Some(NextState::Offline),
            AgentState::NotReady(reason) => self.next = Some(NextState::NotReady(reason.clone())),
            AgentState::Available
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. }
            | AgentState::WrapUp { .. } => {}
        }
    }

    fn cool_down(&mut self, pause: Duration, at: Stamp) {
        if !pause.is_zero() {
            self.flags.cooled_until = Some(at.at + pause);
        }
    }

    /// Who has signed out during a call must sign in again before she asks for another state.
    fn expect_signed_in(&self) -> Result<(), Refusal> {
        match self.next {
            Some(NextState::Offline) => Err(Refusal::NotSignedIn { agent: self.id.clone() }),
            Some(NextState::NotReady(_)) | None => Ok(()),
        }
    }
}
