//! What programs are told as it happens: the events of `GET /api/v1/events` and of webhooks (docs/feed.md).

use serde::Serialize;
use utoipa::ToSchema;

/// One event. Which fields stand beside these depends on `event`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedEvent {
    /// Unique and in order within one life of the daemon; the same on every way it is told.
    pub id: String,
    /// When it happened, RFC 3339, UTC.
    pub at: String,
    /// What happened: `call.ringing`, `offer.made` …
    pub event: &'static str,
    /// The call it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// The PBX it is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pbx: Option<String>,
    /// The PBX's own key of the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedid: Option<String>,
    /// The queue the caller waits in or was answered from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// Who began the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<FeedParty>,
    /// The further fields.
    #[serde(flatten)]
    pub detail: FeedDetail,
}

/// One end of a call. Number and name are the caller's own choice: text, not truth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedParty {
    /// The number as the PBX shows it; null where it has none.
    pub number: Option<String>,
    /// The same in E.164, where it can be read as one for certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e164: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The PBX's channel.
    pub channel: Option<String>,
    /// The agent whose phone it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

/// The fields of each kind of event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FeedDetail {
    /// `call.ringing`
    Ringing {
        /// All that ring now.
        targets: Vec<FeedParty>,
    },
    /// `call.ringing_ended`
    RingingEnded {
        /// Which phone.
        target: FeedParty,
        /// `answered busy no_answer cancelled answered_elsewhere rejected unreachable failed`
        reason: &'static str,
    },
    /// `call.answered`
    Answered {
        /// Who now talks to the caller.
        party: FeedParty,
    },
    /// `call.held`, `call.retrieved`
    By {
        /// Who did it.
        by: FeedParty,
    },
    /// `call.parked`
    Parked {
        /// Who did it.
        by: FeedParty,
        /// Where, as it is dialled to fetch the caller.
        space: String,
    },
    /// `call.transferred`
    Transferred {
        /// `blind attended blonde`
        mode: &'static str,
        /// Who handed the caller over.
        by: FeedParty,
        /// To whom.
        to: FeedParty,
    },
    /// `call.ended`
    CallEnded {
        /// `completed busy no_answer cancelled rejected answered_elsewhere failed abandoned`
        outcome: &'static str,
        /// `caller callee system`
        ended_by: &'static str,
        /// The call this one became part of by a transfer or a pickup.
        #[serde(skip_serializing_if = "Option::is_none")]
        merged_into: Option<String>,
    },
    /// `queue.joined`
    QueueJoined {
        /// Place in the line, from 1.
        position: u32,
    },
    /// `queue.left`, `queue.abandoned`
    QueueLeft {
        /// Place in the line, from 1.
        position: u32,
        /// Time in this queue, milliseconds.
        wait_ms: u64,
    },
    /// `offer.made`, `offer.accepted`
    Offer {
        /// To whom.
        agent: String,
        /// The stage that admitted her, from 0.
        stage: usize,
    },
    /// `offer.declined`, `offer.unanswered`, `offer.withdrawn`
    OfferEnded {
        /// To whom it was made.
        agent: String,
        /// The stage that admitted her, from 0; null for an offer made before we came up.
        stage: Option<usize>,
        /// The core's word for it.
        reason: String,
    },
    /// `agent.state`
    AgentState {
        /// Who.
        agent: String,
        /// `offline available not_ready ringing on_call wrap_up`
        state: super::AgentState,
        /// Why she takes no calls.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// `pop.created`, `pop.rendered`, `pop.closed`
    Pop {
        /// On whose screen.
        agent: String,
        /// `pending found nobody nothing_to_look_up failed`
        #[serde(rename = "match")]
        matched: &'static str,
        /// Milliseconds since the phone began to ring.
        took_ms: u64,
    },
    /// `gap`: events before the next one were missed.
    Gap {
        /// Why, in words.
        reason: &'static str,
    },
    /// `decision`, in a replay only.
    Decision {
        /// Who was chosen.
        agent: String,
        /// The stage the call had reached.
        stage: usize,
        /// The rule of the queue.
        rule: &'static str,
        /// What set her apart from the next in order.
        tie_break: &'static str,
    },
}
