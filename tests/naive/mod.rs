//! The routing core with a scan in the place of its index: the same machine, and after every input a look
//! at everybody and everything, written to be read. Tests and benches hold the index against it.
//!
//! The machine's own files are taken as they are, so that only the looking differs.

#[path = "../../src/acd/account.rs"]
mod account;
#[path = "../../src/acd/agent.rs"]
mod agent;
#[path = "../../src/acd/agent_order.rs"]
mod agent_order;
#[path = "../../src/acd/call.rs"]
mod call;
#[path = "../../src/acd/call_order.rs"]
mod call_order;
#[path = "../../src/acd/callbacks.rs"]
mod callbacks;
#[path = "../../src/acd/calls.rs"]
mod calls;
#[path = "../../src/acd/config.rs"]
mod config;
#[path = "../../src/acd/configure.rs"]
mod configure;
#[path = "../../src/acd/decision.rs"]
mod decision;
#[path = "../../src/acd/estimate.rs"]
mod estimate;
#[path = "../../src/acd/explain.rs"]
mod explain;
#[path = "../../src/acd/hours.rs"]
mod hours;
#[path = "../../src/acd/id.rs"]
mod id;
mod index;
#[path = "../../src/acd/input.rs"]
mod input;
#[path = "../../src/acd/join.rs"]
mod join;
#[path = "../../src/acd/lookup.rs"]
mod lookup;
#[path = "../../src/acd/machine.rs"]
mod machine;
#[path = "../../src/acd/matching.rs"]
mod matching;
#[path = "../../src/acd/offers.rs"]
mod offers;
#[path = "../../src/acd/ordered.rs"]
mod ordered;
#[path = "../../src/acd/output.rs"]
mod output;
#[path = "../../src/acd/overflow.rs"]
mod overflow;
#[path = "../../src/acd/pace.rs"]
mod pace;
#[path = "../../src/acd/people.rs"]
mod people;
#[path = "../../src/acd/place.rs"]
mod place;
#[path = "../../src/acd/preferred.rs"]
mod preferred;
#[path = "../../src/acd/ranking.rs"]
mod ranking;
#[path = "../../src/acd/reason.rs"]
mod reason;
#[path = "../../src/acd/refusal.rs"]
mod refusal;
#[path = "../../src/acd/requirement.rs"]
mod requirement;
#[path = "../../src/acd/requirement_lint.rs"]
mod requirement_lint;
#[path = "../../src/acd/requirement_parse.rs"]
mod requirement_parse;
#[path = "../../src/acd/reserve.rs"]
mod reserve;
#[path = "../../src/acd/resync.rs"]
mod resync;
#[path = "../../src/acd/rows.rs"]
mod rows;
#[path = "../../src/acd/skipping.rs"]
mod skipping;
#[path = "../../src/acd/snapshot.rs"]
mod snapshot;
#[path = "../../src/acd/table.rs"]
mod table;
#[path = "../../src/acd/text.rs"]
mod text;
#[path = "../../src/acd/time.rs"]
mod time;
#[path = "../../src/acd/timer.rs"]
mod timer;
#[path = "../../src/acd/workload.rs"]
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
