//! What the switchboard is told.

use std::sync::Arc;

use crate::acd::{AgentId, QueueId, Reason};
use crate::call::{CallEvent, CallId, Control, Dialled, Line, LinkState, ListenMode, PbxName};

use super::{Known, Repair, Roster};

/// One thing the switchboard is told. All but `Tick` come from outside.
#[derive(Clone, Debug)]
pub enum Happening {
    /// A PBX told something.
    Call {
        /// Which PBX.
        pbx: PbxName,
        /// What.
        event: CallEvent,
    },
    /// The link to a PBX came up or went down.
    Link {
        /// Which PBX.
        pbx: PbxName,
        /// What it is now.
        link: LinkState,
    },
    /// A person did something.
    Person(PersonAct),
    /// The catalog changed; in force at once, on waiting calls too.
    Catalog {
        /// Its version.
        version: i64,
        /// The whole of it.
        roster: Arc<Roster>,
    },
    /// Somebody has looked who a caller is.
    Known {
        /// The call.
        call: CallId,
        /// What routing goes by.
        known: Known,
    },
    /// A log of the PBX's said how a call went that ended while nobody looked.
    Repaired(Repair),
    /// A queue opened or closed by its hours.
    Hours {
        /// Which.
        queue: QueueId,
        /// Whether it is open now.
        open: bool,
    },
    /// The business day began: counts start anew.
    NewDay,
    /// Nothing but time.
    Tick,
}

/// What a person did, with what she is allowed to do checked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonAct {
    /// An agent sat down at a phone.
    SignIn {
        /// Who.
        agent: AgentId,
        /// Where.
        line: Line,
    },
    /// An agent chose a state; during a call it is the next one.
    Choose {
        /// Who.
        agent: AgentId,
        /// What.
        choice: AgentChoice,
    },
    /// An agent refused a ringing call.
    Reject {
        /// Who.
        agent: AgentId,
        /// Which.
        call: CallId,
    },
    /// An agent ended the conversation.
    Hangup {
        /// Who.
        agent: AgentId,
        /// Which.
        call: CallId,
    },
    /// An agent does something to her conversation.
    Control {
        /// Who.
        agent: AgentId,
        /// Which.
        call: CallId,
        /// What.
        what: Control,
    },
    /// An agent calls a number from her page.
    Dial {
        /// Who.
        agent: AgentId,
        /// The number.
        number: Dialled,
        /// A key for the call that no other has.
        key: Arc<str>,
    },
    /// A supervisor takes part in an agent's conversation, or goes on in another way.
    Listen {
        /// The agent.
        agent: AgentId,
        /// The supervisor's phone.
        line: Line,
        /// How.
        mode: ListenMode,
        /// A key for her part that no other has.
        key: Arc<str>,
    },
    /// Supervisors take part in an agent's conversation no longer.
    StopListening {
        /// The agent.
        agent: AgentId,
        /// At this phone alone; none for everybody.
        line: Option<Line>,
    },
    /// An agent is done writing up.
    WrapUpDone {
        /// Who.
        agent: AgentId,
        /// Which.
        call: CallId,
    },
    /// An agent needs more time.
    WrapUpExtend {
        /// Who.
        agent: AgentId,
        /// Which.
        call: CallId,
    },
}

/// The states an agent may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentChoice {
    /// Take calls.
    Available,
    /// Take none, for a reason.
    NotReady(Reason),
    /// Go home.
    Offline,
}

/// Why a person's act was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The catalog has no such agent.
    #[error("the catalog has no such agent")]
    UnknownAgent,
    /// She has not signed in.
    #[error("the agent is not signed in")]
    NotSignedIn,
    /// Somebody else sits at that phone.
    #[error("another agent sits at that phone")]
    LineTaken,
    /// The call is not hers, or not in a state for this.
    #[error("the call is not in a state for this")]
    NotYourCall,
    /// She is in a call.
    #[error("not while a call is open")]
    InACall,
    /// She talks to nobody.
    #[error("the agent is in no conversation that we route")]
    NotTalking,
    /// The phone that was named is not registered, or is the one the conversation is on.
    #[error("that phone cannot be rung for it")]
    NoSuchPhone,
    /// The PBX's dialplan, or our rights there, have no such thing.
    #[error("this PBX is not set up for that")]
    NotAble,
}
