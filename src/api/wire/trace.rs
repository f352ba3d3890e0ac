//! How a call came to the screens, link by link, or where that broke.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Label;

/// The way of one call to the screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallTrace {
    /// The call.
    pub call_id: String,
    /// The PBX it is on, by its name in the settings.
    pub pbx: String,
    /// The PBX's own key.
    pub linkedid: String,
    /// When it began by the PBX's clock, RFC 3339 UTC with milliseconds.
    pub began_at: String,
    /// Each phone that rang, in order; one without a phone when none did.
    pub screens: Vec<TraceScreen>,
    /// Further phones that are not listed.
    pub more: u32,
    /// The first broken link; where none is broken, the first that held late.
    pub fault: Option<TraceFault>,
}

/// One phone and the screen beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TraceScreen {
    /// The phone.
    pub phone: Option<String>,
    /// Whose it is, by her catalog id.
    pub agent: Option<String>,
    /// Her name.
    pub name: Option<String>,
    /// `event`, `call`, `agent`, `number`, `customer`, `sent`, `rendered`, in this order.
    pub links: Vec<TraceLink>,
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TraceLink {
    /// Which.
    pub link: String,
    /// How it stands.
    pub state: TraceState,
    /// When it was done, RFC 3339 UTC with milliseconds; the event by the PBX's clock.
    pub at: Option<String>,
    /// How long after the event, milliseconds.
    #[ts(type = "number | null")]
    pub after_ms: Option<u64>,
    /// In words.
    pub text: Label,
}

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TraceState {
    /// As it should.
    Ok,
    /// It held, and took too long.
    Late,
    /// Not yet.
    Waiting,
    /// There was nothing to do.
    Skipped,
    /// Here it broke.
    Broken,
}

/// The link to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TraceFault {
    /// Which.
    pub link: String,
    /// `broken` or `late`.
    pub state: TraceState,
    /// At which phone.
    pub phone: Option<String>,
    /// Whose, by her catalog id.
    pub agent: Option<String>,
    /// What happened, and what to do.
    pub text: Label,
}

/// The last calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TraceList {
    /// Newest first.
    pub items: Vec<CallTrace>,
}
