//! Why an agent got a call, and why the others did not.

use std::fmt;

use super::{AgentId, AgentOrder, CallId, CallOrder, Need, QueueId, Reason, Time};

/// Why an offer went to this agent: small enough to be kept with every offer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The stage the call had reached; the offer names the stage that admitted the agent.
    pub stage: usize,
    /// The rule of the queue by which the agent was chosen.
    pub rule: AgentOrder,
    /// The rule of the queue that gave the call its place among those waiting.
    pub call_rule: CallOrder,
    /// What set the chosen apart from the next in order.
    pub tie_break: TieBreak,
    /// Agents who could have been offered a call just then, skills aside.
    pub idle: usize,
    /// Of these, those the same stage admitted and the call was not kept from; at least 1.
    pub candidates: usize,
}

/// What set the chosen agent apart from the next in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TieBreak {
    /// There was no other candidate.
    OnlyCandidate,
    /// The call prefers her, or her before the other.
    Preferred,
    /// An earlier stage admitted her.
    EarlierStage,
    /// The queue's rule preferred her.
    Rule,
    /// The rule saw both alike, and she had been idle for longer.
    LongestIdle,
    /// Both alike and idle since the same moment: she was told to the core first.
    Sequence,
    /// She talks on fewer calls.
    LessBusy,
    /// Nothing: all candidates ring together.
    Together,
}

impl TieBreak {
    /// The name in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnlyCandidate => "only-candidate",
            Self::Preferred => "preferred",
            Self::EarlierStage => "earlier-stage",
            Self::Rule => "rule",
            Self::LongestIdle => "longest-idle",
            Self::Sequence => "sequence",
            Self::LessBusy => "less-busy",
            Self::Together => "together",
        }
    }
}

/// Where every agent stands towards one call, at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The call.
    pub call: CallId,
    /// Its queue.
    pub queue: QueueId,
    /// The stage it has reached at that moment.
    pub stage: usize,
    /// Who rings for it or talks, if anybody.
    pub chosen: Option<AgentId>,
    /// Waiting calls, of any queue, that come before this one and have found nobody. Right after an
    /// offer of it: those that were passed over.
    pub calls_passed_over: usize,
    /// Every agent with her verdict, by id.
    pub agents: Vec<(AgentId, Verdict)>,
}

/// Where one agent stands towards a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// She has it: rings for it or talks.
    Chosen,
    /// She does not, and this is the first reason, skills before state.
    Not(WhyNot),
}

/// Why an agent does not have a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WhyNot {
    /// No active stage admits her; what she lacks for the last of them.
    LacksSkill {
        /// The first part of the requirement she fails.
        need: Need,
    },
    /// She is not signed in.
    Offline,
    /// She takes no calls.
    NotReady(Reason),
    /// She rings for another call, or talks on as many as she takes.
    Busy {
        /// Which.
        call: CallId,
    },
    /// She is in after-call work.
    WrappingUp {
        /// Until when, at the latest.
        until: Time,
    },
    /// Her phone is not registered.
    Unreachable,
    /// Her phone is in a call that is not ours.
    LineInUse,
    /// She missed an offer a moment ago.
    CoolingDown {
        /// Until when.
        until: Time,
    },
    /// She takes no calls at all: her capacity is 0.
    NoCapacity,
    /// She is in the queue's reserve, and too few wait.
    HeldInReserve,
    /// The callback was tried a moment ago and is tried again later.
    Quarantined {
        /// When.
        until: Time,
    },
    /// The call waits for agents it prefers, and she is none of them.
    KeptForAnother {
        /// Until when, at the latest.
        until: Time,
    },
    /// She could take it; another agent, or another call, came before.
    LowerInOrder,
}

impl WhyNot {
    /// The name in records.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::LacksSkill { .. } => "lacks_skill",
            Self::Offline => "offline",
            Self::NotReady(_) => "not_ready",
            Self::Busy { .. } => "busy",
            Self::WrappingUp { .. } => "wrapping_up",
            Self::Unreachable => "unreachable",
            Self::LineInUse => "line_in_use",
            Self::CoolingDown { .. } => "cooling_down",
            Self::NoCapacity => "no_capacity",
            Self::HeldInReserve => "held_in_reserve",
            Self::Quarantined { .. } => "quarantined",
            Self::KeptForAnother { .. } => "kept_for_another",
            Self::LowerInOrder => "lower_in_order",
        }
    }
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LacksSkill { need } => write!(f, "needs {need}"),
            Self::Offline => f.write_str("not signed in"),
            Self::NotReady(reason) => write!(f, "not ready ({reason})"),
            Self::Busy { call } => write!(f, "busy with call {call}"),
            Self::WrappingUp { until } => write!(f, "wrapping up until {until}"),
            Self::Unreachable => f.write_str("phone not registered"),
            Self::LineInUse => f.write_str("phone in another call"),
            Self::CoolingDown { until } => write!(f, "missed an offer, passed over until {until}"),
            Self::NoCapacity => f.write_str("takes no calls (capacity 0)"),
            Self::HeldInReserve => f.write_str("held in reserve until more wait"),
            Self::Quarantined { until } => write!(f, "nobody answered, called again at {until}"),
            Self::KeptForAnother { until } => write!(f, "the call waits for another until {until}"),
            Self::LowerInOrder => f.write_str("could take it, another came first"),
        }
    }
}
