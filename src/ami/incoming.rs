//! What the consumer of a link is told, in one order.

use std::time::SystemTime;

use super::event::Event;
use super::session::DownWhy;
use super::version::Version;

/// One message of the link to its consumer.
///
/// ```text
/// Connecting → Up → ResyncBegan → Event* → ResyncEnded → Event* → … → Down → Connecting → …
/// ```
/// A `ResyncBegan` without its `ResyncEnded` is replaced by the next one; `Down` ends it as well.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all of them are events; a box would cost each an allocation"
)]
pub enum Incoming {
    /// A connection is tried.
    Connecting {
        /// Tries since the link was last up, from 1.
        attempt: u32,
    },
    /// Both sessions are logged in and Asterisk is booted.
    Up {
        /// Grows by one with each new link, and when Asterisk restarts behind one.
        epoch: u64,
        /// Which Asterisk.
        version: Version,
        /// When it started (`CoreStatus`), in its own words: another text is another Asterisk, and all its calls are gone.
        startup: Option<String>,
        /// `systemname`, with several PBXs.
        system_name: Option<String>,
    },
    /// The state is read anew. Rows (`…Listed`) come as events among live ones, in the order Asterisk sent them.
    ResyncBegan {
        /// Of which epoch.
        epoch: u64,
        /// The time in which events may have been missed; none at the first.
        gap: Option<Gap>,
    },
    /// An event, or a row of a list.
    Event {
        /// When Asterisk wrote it, in microseconds since 1970.
        at: Option<u64>,
        /// What it says.
        event: Event,
    },
    /// The state was read. What was known and not listed since `ResyncBegan` is gone.
    ResyncEnded {
        /// Of which epoch.
        epoch: u64,
        /// How many channels were listed.
        channels: usize,
    },
    /// The link is lost, or could not be made.
    Down {
        /// Why.
        why: DownWhy,
    },
    /// Messages into which somebody wrote headers of their own. Where they contradict themselves about *whom* they
    /// concern they are withheld, and the state is read anew.
    Forged {
        /// So many since the last word about it.
        count: u64,
    },
    /// The consumer lagged, and events were dropped. A resync follows.
    Overflow {
        /// So many.
        dropped: u64,
    },
}

/// A time in which events may have been missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The last sign of life before it.
    pub from: SystemTime,
    /// When reading the state anew began.
    pub to: SystemTime,
    /// How it came about.
    pub why: GapWhy,
}

/// How a gap came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GapWhy {
    /// The link was lost.
    Link(DownWhy),
    /// Our own queue was full.
    Overflow,
    /// Forged or oversized messages were withheld.
    Withheld,
}
