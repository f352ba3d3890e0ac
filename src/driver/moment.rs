//! What the switchboard tells everybody: the ordered feed that pops, boards and records are made from.

use std::sync::Arc;

use crate::acd::{AgentId, AgentState, NextState, Offer, OfferEnd, OfferId, QueueId, Time};
use crate::call::{CallNews, Denied, Gap, Line, LinkState, PbxName, PbxQueue, RingEnd};

use super::{Call, QueueFigures};

/// One entry of the feed.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Counts up by one.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// What.
    pub what: What,
}

/// What an entry of the feed says.
#[derive(Clone, Debug)]
pub enum What {
    /// A call changed; the call stands whole beside the change.
    Call {
        /// What changed.
        change: CallChange,
        /// The call after it.
        call: Arc<Call>,
    },
    /// An agent's state, seat or phone changed.
    Agent(Arc<AgentStanding>),
    /// A queue's figures changed.
    Queue(Arc<QueueFigures>),
    /// Something happened to a call on a PBX, ours to route or not.
    News {
        /// Which PBX.
        pbx: PbxName,
        /// What.
        news: Arc<CallNews>,
    },
    /// How one of a PBX's own queues stands.
    PbxQueue {
        /// Which PBX.
        pbx: PbxName,
        /// Its name.
        name: Arc<str>,
        /// The queue; none where it is gone.
        queue: Option<Arc<PbxQueue>>,
    },
    /// The PBX would not do what an agent wanted.
    Refused {
        /// Who wanted it.
        agent: AgentId,
        /// What was wanted.
        what: Denied,
        /// The PBX's own words.
        why: Arc<str>,
    },
    /// A link came up or went down.
    Link {
        /// Which PBX.
        pbx: PbxName,
        /// What it is now.
        link: LinkState,
    },
    /// Nobody heard what a PBX told for a while; its state has been read again since.
    Gap {
        /// Which PBX.
        pbx: PbxName,
        /// What was missed.
        gap: Gap,
    },
    /// Another catalog is in force.
    Catalog {
        /// Its version.
        version: i64,
    },
}

/// What changed on a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallChange {
    /// It arrived.
    Arrived,
    /// It was found alive after a restart or a gap.
    Found,
    /// Its queue sent it on to the one it stands in now.
    Overflowed,
    /// The core chose an agent.
    Offered(Box<Offer>),
    /// She calls somebody outside.
    Dialling {
        /// The agent.
        agent: AgentId,
    },
    /// Her phone rings: the moment for the pop.
    Ringing {
        /// The agent.
        agent: AgentId,
        /// The offer it rings for; none when the PBX rings her by itself.
        offer: Option<OfferId>,
    },
    /// The offer ended, once and for all.
    OfferEnded {
        /// Which.
        offer: OfferId,
        /// The agent it was made to.
        agent: AgentId,
        /// How.
        end: OfferEnd,
    },
    /// Her phone stopped ringing, as the PBX told it.
    RingEnded {
        /// The agent.
        agent: AgentId,
        /// Why.
        why: RingEnd,
    },
    /// They talk.
    Answered {
        /// The agent.
        agent: AgentId,
    },
    /// Somebody pressed hold.
    Held,
    /// And took it back.
    Retrieved,
    /// What its agent may do with it changed: she asks somebody, is not heard, or the PBX has said what it can.
    Controls,
    /// The agent who talks to him calls a colleague, whose phone rings: she may have him next.
    Consulted {
        /// The colleague.
        agent: AgentId,
    },
    /// Nothing came of that.
    ConsultOver {
        /// The colleague.
        agent: AgentId,
    },
    /// The agent's part is over.
    AgentLeft {
        /// The agent.
        agent: AgentId,
    },
    /// The PBX's fall-back queue has the caller.
    FellBack,
    /// The caller is gone.
    Ended,
    /// It had ended while nobody looked, and a log of the PBX's has said how.
    Repaired,
}

/// An agent as she stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentStanding {
    /// Who.
    pub agent: AgentId,
    /// The core's state.
    pub state: AgentState,
    /// When that state began.
    pub since: Time,
    /// What she chose for after the call.
    pub next: Option<NextState>,
    /// Until when a missed offer keeps calls away.
    pub cooled_until: Option<Time>,
    /// The phone she sits at.
    pub line: Option<Line>,
    /// That phone.
    pub phone: PhoneState,
    /// Whether a number can be dialled for her from here.
    pub may_dial: bool,
    /// The queue of her present call.
    pub queue: Option<QueueId>,
}

/// What is known of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PhoneState {
    /// Registered, idle.
    Free,
    /// In use.
    InUse,
    /// Not registered.
    Unreachable,
    /// The PBX has not said, or the link is down.
    Unknown,
}
