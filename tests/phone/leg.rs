//! One call as a phone sees it.

use tokio::time::Instant;

use super::Ear;

/// One call of a phone or of a caller.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    /// Its `Call-ID`.
    pub(crate) id: String,
    /// How far it is.
    pub(crate) state: LegState,
    /// When the INVITE came, or went.
    pub(crate) invited_at: Instant,
    /// When it was answered.
    pub(crate) answered_at: Option<Instant>,
    /// When and how it was over.
    pub(crate) ended: Option<(Instant, Ended)>,
    /// The number in `From`: who calls.
    pub(crate) number: String,
    /// The name in `From`.
    pub(crate) name: Option<String>,
    /// The PBX's own id of the call (`X-CTI-Call`).
    pub(crate) pbx_call: Option<String>,
    /// What is heard on it, once there is sound.
    pub(crate) ear: Option<Ear>,
}

/// How far a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LegState {
    /// Called; the other side has said nothing yet, or nothing has been said to it.
    Trying,
    /// It rings.
    Ringing,
    /// Answered.
    Talking,
    /// Over.
    Over,
}

/// How a leg was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// We hung up.
    ByUs,
    /// The other side did.
    ByThem,
    /// The other side stopped ringing us.
    Cancelled,
    /// Refused, by us or by the other side, with this SIP code.
    Refused(u16),
}

impl Leg {
    /// Whether it is not over.
    pub(crate) fn is_live(&self) -> bool {
        self.state != LegState::Over
    }

    /// How it was over.
    pub(crate) fn ended_how(&self) -> Option<Ended> {
        self.ended.map(|(_, how)| how)
    }
}
