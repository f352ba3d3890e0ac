//! Why there was a pop, or why there was none.
//!
//! For every call the chain *event seen -> call matched -> agent resolved -> number read -> customer looked up -> sent ->
//! rendered*, with times, for each phone that rang.
//! [`Traces`] is told what happens and keeps the last calls; [`Trace::chain`] judges the links of one screen. Nothing
//! of the caller is kept but the kind of his number: a trace can be shown to whoever looks after the machine.

mod chain;
mod keeper;
mod why;

use std::sync::Arc;

use crate::acd::{AgentId, Time};
use crate::call::{CallId, Line, PbxName};
use crate::phone::Kind;

pub use chain::{Link, LinkName, LinkState};
pub use keeper::{Ringing, Traces};
pub use why::Why;

/// What is known of one call's way to the screens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The call.
    pub call: CallId,
    /// The PBX it is on.
    pub pbx: PbxName,
    /// The PBX's own key.
    pub linkedid: Arc<str>,
    /// When it began, by the PBX's clock.
    pub began_at: Time,
    /// When we first heard of it.
    pub seen_at: Time,
    /// The phones that rang, in order; [`Traces::SCREENS_MAX`] at most.
    pub screens: Vec<Screen>,
    /// Further phones, not kept.
    pub more: u32,
    /// When it was over.
    pub ended_at: Option<Time>,
}

/// One phone that rang, and the screen beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The phone.
    pub phone: Option<Line>,
    /// When it began to ring, by the PBX's clock; ours where the PBX did not say.
    pub told_at: Time,
    /// When we heard of it.
    pub seen_at: Time,
    /// The link to the PBX was down when it began to ring: found by reading the state afterwards.
    pub gap: Option<Gap>,
    /// Whose phone it is.
    pub whose: Whose,
    /// When the pop was made; none as long as there is none.
    pub popped_at: Option<Time>,
    /// What the caller was looked up by.
    pub number: Option<NumberRead>,
    /// The look-up.
    pub customer: Option<LookedUp>,
    /// Where the pop was sent.
    pub sent: Option<Sent>,
    /// When a page said that it shows it.
    pub rendered_at: Option<Time>,
    /// When phone and pop were done with each other.
    pub over_at: Option<Time>,
}

/// A time without a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// When the link went down; none when there had not been one.
    pub from: Option<Time>,
    /// When it was up again; none while it is not.
    pub until: Option<Time>,
}

/// Whose phone rang.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// An agent signed in at it.
    Seated(AgentId),
    /// The catalog says that it is hers, and she is not signed in.
    Absent(AgentId),
    /// A colleague of hers calls.
    Colleague(AgentId),
    /// No agent's, but a queue rang it.
    Member,
    /// No agent's.
    Nobody,
}

/// What the caller was looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRead {
    /// What his number is.
    pub kind: Kind,
    /// Whether it has the one form that customers are kept by.
    pub is_full: bool,
    /// Whether he keyed something in.
    pub keypad: bool,
}

/// How looking up went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookedUp {
    /// When the customer database was asked.
    pub asked_at: Time,
    /// When it answered.
    pub answered_at: Option<Time>,
    /// How many it may be; none when it did not answer.
    pub candidates: Option<usize>,
}

/// Where a pop was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When, first to a page that was there; else when nobody was.
    pub at: Time,
    /// Her open pages.
    pub pages: usize,
    /// Of those, the ones she could see.
    pub visible: usize,
    /// How often it was sent again.
    pub resends: u32,
}
