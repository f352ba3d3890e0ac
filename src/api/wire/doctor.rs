//! How the daemon stands, for `santral doctor`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AgentState, CallTrace, PhoneState};

/// What only the running daemon knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoctorState {
    /// Our clock, RFC 3339 UTC with milliseconds.
    pub at: String,
    /// The daemon's version.
    pub version: String,
    /// `ok`, or what is wrong with the database.
    pub database: String,
    /// Each link to a PBX.
    pub pbx: Vec<DoctorPbx>,
    /// Every agent of the catalog.
    pub agents: Vec<DoctorAgent>,
    /// Members of the PBXs' own queues at whose phones nobody of ours sits.
    pub unmapped: Vec<UnmappedMember>,
    /// The last calls' ways to the screens, newest first.
    pub traces: Vec<CallTrace>,
}

/// A link to a PBX.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoctorPbx {
    /// Its name in the settings.
    pub name: String,
    /// Whether events arrive and commands are obeyed.
    pub up: bool,
    /// What is wrong, where something is.
    pub detail: Option<String>,
    /// Events told since the daemon began.
    pub events: u64,
    /// Packets with headers the PBX did not write.
    pub forged: u64,
    /// Events dropped because we lagged.
    pub dropped: u64,
    /// The longest an event took to us in the last second, milliseconds.
    pub lag_ms: u64,
    /// Events nobody has a use for, by name.
    pub unknown: BTreeMap<String, u64>,
}

/// An agent with her phone and her pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DoctorAgent {
    /// Her id.
    pub id: String,
    /// Her name.
    pub name: String,
    /// The phone the catalog gives her.
    pub extension: Option<String>,
    /// The phone she sits at.
    pub phone: Option<String>,
    /// Her state.
    pub state: AgentState,
    /// How her phone is.
    pub phone_state: PhoneState,
    /// Her open pages.
    pub pages: usize,
    /// Of those, the ones she can see.
    pub visible: usize,
}

/// A queue member of the PBX that is nobody of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmappedMember {
    /// The PBX and the queue: `merkez/satis`.
    pub queue: String,
    /// The PBX's key of the member: `PJSIP/1001`.
    pub interface: String,
}
