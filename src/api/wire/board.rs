//! The supervisor's side: queues and agents as they stand.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{AgentState, Label, Listener, NamedLabel, PhoneState};

/// Everything on the board at one moment; also the answer of `GET /api/v1/board`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Board {
    /// Queues in the catalog's order.
    pub queues: Vec<QueueRow>,
    /// The PBXs' own queues.
    pub pbx_queues: Vec<PbxQueueRow>,
    /// Agents in the catalog's order.
    pub agents: Vec<AgentRow>,
    /// The links to the PBXs; a stale one makes the figures stale.
    pub links: Vec<LinkRow>,
    /// What the service level means, in words, with its numbers.
    pub service_level_formula: Label,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct QueueRow {
    /// Catalog id.
    pub id: String,
    /// Name to show.
    pub label: Label,
    /// Callers waiting now (ringing ones included).
    pub waiting: u32,
    /// When the one who waits longest joined, RFC 3339 UTC.
    pub oldest_at: Option<String>,
    /// Entered today.
    pub entered: u32,
    /// Answered today.
    pub answered: u32,
    /// Hung up while waiting or ringing today.
    pub abandoned: u32,
    /// Of those, within the short-abandon limit.
    pub short_abandoned: u32,
    /// Taken over by the PBX's fall-back queue today.
    pub fell_back: u32,
    /// Service level today.
    pub service_level: ServiceLevel,
    /// Signed-in agents of this queue who are available and reachable.
    pub agents_available: u32,
    /// Those in a call or ringing.
    pub agents_busy: u32,
    /// Those not ready or writing up.
    pub agents_not_ready: u32,
}

/// One of a PBX's own queues, in that PBX's own counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PbxQueueRow {
    /// The PBX and the queue's name there: `merkez/satis`.
    pub id: String,
    /// Its name there.
    pub name: String,
    /// How the PBX chooses.
    pub strategy: String,
    /// Callers who wait.
    pub waiting: u32,
    /// When the one who waits longest joined, RFC 3339 UTC.
    pub oldest_at: Option<String>,
    /// Completed since the PBX's statistics were reset.
    pub completed: u32,
    /// Abandoned since then.
    pub abandoned: u32,
    /// Its members.
    pub members: Vec<PbxQueueMember>,
}

/// A member of one of a PBX's own queues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct PbxQueueMember {
    /// The PBX's key of it.
    pub interface: String,
    /// The PBX's name for it.
    pub name: String,
    /// Our agent at that phone, by name; none where nobody of ours sits there.
    pub agent: Option<String>,
    /// How the device is.
    pub state: SeatState,
    /// Takes no calls.
    pub paused: bool,
    /// Why.
    pub paused_reason: Option<String>,
    /// Lower is rung first.
    pub penalty: u32,
    /// Calls taken.
    pub calls_taken: u32,
}

/// How a member's device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    /// Idle.
    Free,
    /// In use, busy or on hold.
    Busy,
    /// Ringing.
    Ringing,
    /// Not registered, or unknown.
    Unavailable,
}

/// A service level with its convention beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct ServiceLevel {
    /// Percent, one decimal; none while nothing counts yet.
    pub percent: Option<f64>,
    /// What the company aims at, percent.
    pub target_percent: u32,
    /// Answered within this many seconds counts.
    pub within_s: u32,
    /// Abandoned sooner than this is left out of the denominator.
    pub short_abandon_s: u32,
    /// How it stands against the target.
    pub level: Level,
}

/// How a figure stands; shown by shape and colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// At or above the target.
    Ok,
    /// Within ten points of it.
    Warn,
    /// Below.
    Breach,
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AgentRow {
    /// Catalog id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The phone she sits at.
    pub extension: String,
    /// State.
    pub state: AgentState,
    /// Why not ready.
    pub reason: Option<String>,
    /// When this state began, RFC 3339 UTC.
    pub since: String,
    /// Her phone.
    pub phone: PhoneState,
    /// Whether a browser shows her pops.
    pub screen: Screen,
    /// The queue of her present call.
    pub queue: Option<String>,
    /// The masked number of her present caller.
    pub caller: Option<String>,
    /// Queues she can serve by her skills.
    pub queues: Vec<String>,
    /// Whether a supervisor may take part in her conversation now: there is one, and the PBX is set up for it.
    pub may_listen: bool,
    /// Supervisors who do.
    pub listeners: Vec<Listener>,
}

/// Whether a browser shows an agent's pops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// At least one page is connected.
    Ok,
    /// None is, or the last pop was not shown in time.
    Lost,
}

/// The link to one PBX.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct LinkRow {
    /// Name in the settings.
    pub pbx: String,
    /// Whether events arrive.
    pub up: bool,
    /// Since when, RFC 3339 UTC.
    pub since: String,
    /// What is wrong, in words, while it is down.
    pub detail: Option<String>,
}

/// What a supervisor wants an agent's state to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StateOrder {
    /// `available`, `not_ready` or `offline`; during a call it is the next one.
    pub state: AgentState,
    /// The id of the reason, where not ready.
    pub reason: Option<String>,
    /// Why, in the supervisor's words; it stands in the audit.
    pub why: String,
}

/// The reasons for not being ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ReasonList {
    /// In the catalog's order.
    pub items: Vec<NamedLabel>,
}
