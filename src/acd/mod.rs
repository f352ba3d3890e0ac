//! The routing core: who speaks with whom, and when.
//!
//! Nothing here reads a clock, opens a socket or asks for a random number. The caller says what
//! happened and when with [`Acd::handle`], then drains [`Acd::poll_output`] until it is empty,
//! then sleeps no later than [`Acd::next_timeout`]. The same inputs at the same moments give the
//! same outputs, to the byte, so a day can be replayed and a decision explained.
//!
//! The core cannot fail and cannot wait: a request it will not grant is an output, [`Refusal`].
//! Its promise: after every input, no agent who could take a call stands beside a call she may
//! take, save where a stated rule asks for it: the call is kept for a preferred agent
//! ([`Preferred`]), the agent is held in reserve ([`Reserve`]), or a callback that was not answered
//! lies in quarantine ([`Callbacks`]). `tests/sim` holds it to that over a thousand seeded days.
//!
//! Nobody is looked for: an index over calls and agents follows every move and knows the next match
//! from the heads of its lines. `tests/routing` holds it against a core that looks at everybody.
//!
//! What is absent: phone numbers, names of people, PBX words, opening hours, wire formats.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod account;
mod agent;
mod agent_order;
mod call;
mod call_order;
mod callbacks;
mod calls;
mod config;
mod configure;
mod decision;
mod estimate;
mod explain;
mod hours;
mod id;
mod index;
mod input;
mod join;
mod lookup;
mod machine;
mod matching;
mod offers;
mod ordered;
mod output;
mod overflow;
mod pace;
mod people;
mod place;
mod preferred;
mod ranking;
mod reason;
mod refusal;
mod requirement;
mod requirement_lint;
mod requirement_parse;
mod reserve;
mod resync;
mod rows;
mod skipping;
mod snapshot;
mod table;
mod text;
mod time;
mod timer;
mod workload;

pub use account::{ACCOUNT_SPANS_MAX, Account, Place, Span, Step};
pub use agent::{Agent, AgentFlags, AgentState, Line, NextState, OpenOffer, Reachability};
pub use agent_order::AgentOrder;
pub use call::{Call, CallKind, CallPhase, RingingOffer};
pub use call_order::{CallOrder, PRIORITY_MAX};
pub use callbacks::Callbacks;
pub use config::{
    AgentConfig, CAPACITY_MAX, Config, LEVEL_MAX, Level, Policy, QueueConfig, Stage, StageKind,
};
pub use decision::{Decision, Explanation, TieBreak, Verdict, WhyNot};
pub use estimate::{ESTIMATE_MAX, Estimate, EstimateMethod};
pub use id::{AgentId, CallId, CallerKey, OfferId, QueueId, SkillId};
pub use input::{Input, LeftWhy, OfferFailure, Phase};
pub use join::Join;
pub use machine::{Acd, WRAP_UP_MAX};
pub use offers::{FAULT_COOL_DOWN, OFFER_GRACE};
pub use output::{DequeuedWhy, Offer, OfferEnd, Output, StageCause, WithdrawReason};
pub use overflow::{Overflow, OverflowCause, OverflowTarget};
pub use pace::{PACE_CALLS, Pace};
pub use place::{KeptPlace, PLACES_MAX};
pub use preferred::{PREFERRED_MAX, PreferenceEnd, Preferred};
pub use reason::Reason;
pub use refusal::Refusal;
pub use requirement::{Need, Requirement};
pub use requirement_lint::RequirementLint;
pub use requirement_parse::{
    REQUIREMENT_BYTES_MAX, REQUIREMENT_DEPTH_MAX, RequirementError, RequirementErrorKind,
};
pub use reserve::Reserve;
pub use snapshot::{QueueMemory, Snapshot};
pub use time::{Stamp, Time};
pub use workload::Workload;
