//! What the core is told.

use std::time::Duration;

use super::{AgentId, CallId, Config, Join, Line, QueueId, Reachability, Reason, Time};

/// One thing that happened, or that somebody asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// The catalog changed. Applies to waiting calls at once, in one step. Offers already ringing
    /// go on ringing; calls in a queue that is gone keep its last configuration until they leave.
    Configure(Config),
    /// An agent signed in; she is not ready until she says so.
    AgentSignedIn {
        /// Who.
        agent: AgentId,
    },
    /// An agent signed out: at once, or after the call she is on. A ringing offer is withdrawn.
    AgentSignedOut {
        /// Who.
        agent: AgentId,
    },
    /// An agent takes calls: at once, or after the call she is on.
    AgentReady {
        /// Who.
        agent: AgentId,
    },
    /// An agent takes no calls: at once, or after the call she is on. A ringing offer is withdrawn.
    AgentNotReady {
        /// Who.
        agent: AgentId,
        /// Why.
        reason: Reason,
    },
    /// An agent's phone registered or went away.
    AgentReachable {
        /// Whose.
        agent: AgentId,
        /// Which of the two.
        reachable: Reachability,
    },
    /// An agent's phone entered or left a call that is not ours.
    AgentLine {
        /// Whose.
        agent: AgentId,
        /// Which of the two.
        line: Line,
    },
    /// An agent is done with her after-call work.
    WrapUpFinished {
        /// Who.
        agent: AgentId,
    },
    /// An agent needs longer for her after-call work; in all no more than
    /// [`WRAP_UP_MAX`](super::WRAP_UP_MAX).
    WrapUpExtended {
        /// Who.
        agent: AgentId,
        /// How much longer.
        by: Duration,
    },
    /// A caller entered a queue. A call that was with an agent has been sent back to a queue.
    CallJoined(Join),
    /// A call is no longer ours to route.
    CallLeft {
        /// Which call.
        call: CallId,
        /// Why.
        why: LeftWhy,
    },
    /// An agent picked up. The PBX is the truth: it holds also when our offer is already over.
    OfferAccepted {
        /// Which call.
        call: CallId,
        /// Who.
        agent: AgentId,
    },
    /// An offer came to nothing; the call waits on with its age.
    OfferFailed {
        /// Which call.
        call: CallId,
        /// Who was offered it.
        agent: AgentId,
        /// Why.
        why: OfferFailure,
    },
    /// A conversation is over; the agent's wrap-up begins.
    CallEnded {
        /// Which call.
        call: CallId,
    },
    /// A waiting caller would rather be called back. He keeps his place and his age; phones that
    /// ring for him stop.
    CallbackAsked {
        /// Which call.
        call: CallId,
    },
    /// An agent accepted a callback and the customer did not answer. It waits again, behind a
    /// quarantine, or is given up ([`Callbacks`](super::Callbacks)); the agent has no after-call work.
    CallbackUnanswered {
        /// Which call.
        call: CallId,
        /// Who had it.
        agent: AgentId,
    },
    /// A queue opened or closed. Until told, a queue is open. Who waits already is not touched.
    QueueHours {
        /// Which queue.
        queue: QueueId,
        /// Whether it takes callers now.
        open: bool,
    },
    /// After a restart or a gap: the PBX shows a call in one of our queues. Saying what is known
    /// already changes nothing. The queue's limit does not apply: the caller is inside.
    CallFound {
        /// Which call.
        call: CallId,
        /// Which queue.
        queue: QueueId,
        /// Whose phone rings or talks; `None` where nobody's does or nobody knows whose.
        agent: Option<AgentId>,
        /// How far the call has come.
        phase: Phase,
        /// When the caller joined; counts only for a call the core does not know.
        joined_at: Time,
    },
    /// Nothing happened but the passing of time.
    Tick,
}

/// Why a call left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeftWhy {
    /// The caller hung up.
    Abandoned,
    /// The PBX's fall-back queue has it.
    FellBack,
    /// It ended or was sent elsewhere by somebody's doing.
    Ended,
}

/// Why an offer came to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfferFailure {
    /// The agent pressed reject. Counts as missed.
    Declined,
    /// The phone rang its time out. Counts as missed.
    Unanswered,
    /// The phone was busy, though we thought it free. Counts as missed.
    Busy,
    /// The phone is not registered: the agent counts as unreachable until
    /// [`Input::AgentReachable`] says otherwise. Not missed.
    Unreachable,
    /// The PBX could not ring at all. Not missed; she is passed over for
    /// [`FAULT_COOL_DOWN`](super::FAULT_COOL_DOWN).
    Failed,
}

/// How far a found call has come, as the PBX shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// It hears music.
    Waiting,
    /// An agent's phone rings for it. When nobody knows whose, the call counts as waiting, and the
    /// driver must stop that ringing.
    Ringing,
    /// Somebody talks with the caller.
    Talking,
}
