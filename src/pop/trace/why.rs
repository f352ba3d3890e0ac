//! Why a link of the chain stands as it does.

use std::time::Duration;

use crate::acd::AgentId;
use crate::call::Line;
use crate::phone::Kind;

use super::{Gap, LinkState};

/// Why a link stands as it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The event came.
    Told,
    /// The PBX told of the call; nothing rings yet.
    Announced,
    /// It took this long from the PBX to us.
    ToldLate(Duration),
    /// No event came: the call was found by reading the state after a time without a link.
    Missed(Gap),
    /// The event belongs to a call we follow.
    Matched,
    /// This agent sits there.
    Seated(AgentId),
    /// She does, and no pop has been made yet.
    SeatedNoPop(AgentId),
    /// She did, and none was made.
    NeverPopped(AgentId),
    /// It is hers, and she is not signed in.
    NotSignedIn(AgentId, Option<Line>),
    /// It is no agent's.
    NoAgent(Option<Line>),
    /// It is no agent's, and no queue rang it: nobody waits for a card there.
    Outside(Option<Line>),
    /// Colleagues among themselves know each other.
    Colleagues(AgentId),
    /// No phone has rung yet.
    NothingRings,
    /// No phone ever rang.
    NothingRang,
    /// The number was read.
    Read(Kind),
    /// He keyed in who he is.
    KeyedIn,
    /// He does not show it.
    Withheld,
    /// It is one of our own phones.
    Internal,
    /// It could not be read.
    Unreadable,
    /// The customer database has been asked.
    Asked,
    /// So many it may be; none is an answer too.
    Found(usize),
    /// The same, after this long.
    FoundLate(usize, Duration),
    /// It did not answer.
    LookUpFailed,
    /// There was nothing to ask.
    NothingToLookUp,
    /// To so many pages.
    Sent(usize),
    /// No page of hers was open.
    NoPage,
    /// A page shows it.
    Rendered,
    /// It does, after this long.
    RenderedLate(Duration),
    /// No page has said so yet.
    NotYetRendered,
    /// The call left her before a page could have.
    TooShort(Duration),
    /// Sent again so often, and no page said that it shows it; so many were open, so many of them visible.
    NeverRendered {
        /// How often it was sent again.
        resends: u32,
        /// Her open pages.
        pages: usize,
        /// Of those, the ones she could see.
        visible: usize,
    },
    /// The chain had broken before.
    NotReached,
}

impl Why {
    /// How the link stands.
    pub fn state(&self) -> LinkState {
        match self {
            Self::Told
            | Self::Announced
            | Self::Matched
            | Self::Seated(_)
            | Self::Read(_)
            | Self::KeyedIn
            | Self::Found(_)
            | Self::Sent(_)
            | Self::Rendered => LinkState::Held,
            Self::ToldLate(_) | Self::Missed(_) | Self::FoundLate(..) | Self::RenderedLate(_) => {
                LinkState::Late
            }
            Self::SeatedNoPop(_) | Self::NothingRings | Self::Asked | Self::NotYetRendered => {
                LinkState::Waiting
            }
            Self::Outside(_)
            | Self::Colleagues(_)
            | Self::NothingRang
            | Self::Withheld
            | Self::Internal
            | Self::NothingToLookUp
            | Self::TooShort(_)
            | Self::NotReached => LinkState::Skipped,
            Self::NeverPopped(_)
            | Self::NotSignedIn(..)
            | Self::NoAgent(_)
            | Self::Unreadable
            | Self::LookUpFailed
            | Self::NoPage
            | Self::NeverRendered { .. } => LinkState::Broken,
        }
    }
}
