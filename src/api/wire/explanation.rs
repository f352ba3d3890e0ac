//! Why a call went where it went. The same shape for a call of the journal, one that waits now and a
//! simulated one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Label, NamedLabel};

/// One call, from joining to its end or to now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallExplanation {
    /// The call.
    pub call_id: String,
    /// Whether something was left out because the account became too long.
    pub cut: bool,
    /// Where the call stood, in order and without gaps.
    pub places: Vec<CallPlace>,
    /// Every agent, and how she stood towards the call while it waited.
    pub agents: Vec<AgentAccount>,
    /// What was decided and what happened, in order.
    pub steps: Vec<CallStep>,
}

/// Where the call stood for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallPlace {
    /// From, RFC 3339 UTC with milliseconds.
    pub from: String,
    /// Until; none while it still does.
    pub until: Option<String>,
    /// `waiting`, `ringing` or `talking`.
    pub phase: String,
    /// The queue.
    pub queue: NamedLabel,
    /// The stage it had reached; 0 is the queue's own requirement.
    pub stage: usize,
}

/// How one agent stood towards the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AgentAccount {
    /// Her id.
    pub agent: String,
    /// Her name.
    pub name: String,
    /// In order, without gaps while the call waited.
    pub spans: Vec<VerdictSpan>,
}

/// How she stood for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct VerdictSpan {
    /// From, RFC 3339 UTC with milliseconds.
    pub from: String,
    /// Until; none while it still does.
    pub until: Option<String>,
    /// `chosen`, or why not: `lacks_skill`, `busy`, `cooling_down` …
    pub verdict: String,
    /// In words.
    pub text: Label,
}

/// Something that was decided, or happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallStep {
    /// When, RFC 3339 UTC with milliseconds.
    pub at: String,
    /// Stable word: `waiting`, `stage`, `offered`, `offer_ended`, `preference_over`, `overflowed`, `dequeued`.
    pub step: String,
    /// With `offered`: by what rule.
    pub decision: Option<StepDecision>,
    /// In words.
    pub text: Label,
}

/// By what rule an agent was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StepDecision {
    /// The agent.
    pub agent: String,
    /// The stage that admitted her.
    pub stage: usize,
    /// The queue's `agent_order`.
    pub rule: String,
    /// The queue's `call_order`.
    pub call_rule: String,
    /// What set her apart from the next: `only-candidate`, `rule`, `longest-idle` …
    pub tie_break: String,
}
