//! One pop.

use std::sync::Arc;

use crate::acd::{AgentId, Time};
use crate::call::CallId;
use crate::crm::{Asked, Candidate, Confidence, LookUp};
use crate::store::Customer;

/// One call on one agent's screen.
#[derive(Clone, Debug)]
pub struct Pop {
    /// Stable over resends and restarts: the same call on the same screen is the same pop.
    pub id: Arc<str>,
    /// The call.
    pub call: CallId,
    /// The agent.
    pub agent: AgentId,
    /// When the phone began to ring.
    pub created_at: Time,
    /// How far it is.
    pub stage: Stage,
    /// What the caller is looked up by.
    pub asked: Asked,
    /// What the look-up came to.
    pub matched: Matched,
    /// The candidate the agent chose.
    pub picked: Option<Customer>,
}

impl Pop {
    /// The one customer it is about: the agent's word, else the only certain one.
    pub fn customer(&self) -> Option<&Customer> {
        self.picked.as_ref().or_else(|| match &self.matched {
            Matched::Found(candidates) => {
                candidates.first().filter(|c| c.confidence == Confidence::Certain).map(|c| &c.customer)
            }
            Matched::Pending | Matched::NothingToLookUp | Matched::Failed => None,
        })
    }
}

/// How far a pop is.
///
/// ```text
///   Sent ──rendered──► Rendered ──close──► gone
///   │  ▲ └──────────────close──────────────▲
///   └──┘ no word in 1.5 s: sent again, [`Pops::RESENDS_MAX`](super::Pops::RESENDS_MAX) times
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// On its way; sent again when nobody says by `resend_at` that it is on the screen.
    Sent {
        /// When to try again.
        resend_at: Time,
        /// How often it has been sent again already.
        resends: u32,
    },
    /// A browser said that it is on the screen.
    Rendered,
}

/// What the look-up came to.
#[derive(Clone, Debug)]
pub enum Matched {
    /// Still looking.
    Pending,
    /// These it may be, best first; nobody when empty.
    Found(Vec<Candidate>),
    /// The number was withheld or is no number.
    NothingToLookUp,
    /// The customer database did not answer.
    Failed,
}

impl From<LookUp> for Matched {
    fn from(found: LookUp) -> Self {
        match found {
            LookUp::Found(candidates) => Self::Found(candidates),
            LookUp::Nobody => Self::Found(Vec::new()),
            LookUp::Failed(_) => Self::Failed,
        }
    }
}

/// Why a pop vanishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closed {
    /// The agent did not take the call.
    Missed,
    /// The caller is with somebody else, or waits again.
    Rerouted,
    /// The call is over and written up.
    Ended,
}

impl Closed {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Rerouted => "rerouted",
            Self::Ended => "ended",
        }
    }
}
