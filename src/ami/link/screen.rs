//! What may pass to the consumer. A caller can write lines into every event of their channel
//! (asterisk.md 5.3), so a message's own word about itself is looked at first.

use super::{Link, WITHHELD_RESYNC_EVERY};
use crate::ami::event::{Event, Reader};
use crate::ami::incoming::Incoming;
use crate::ami::session::Role;
use crate::ami::time::Time;
use crate::ami::wire::{Packet, PacketKind, Suspicion};

/// What a message is worth.
#[derive(Debug)]
pub enum Verdict {
    /// An event to be told.
    Event {
        /// When Asterisk wrote it, in microseconds since 1970.
        at: Option<u64>,
        /// What it says.
        event: Event,
    },
    /// The same, with a header of somebody's own in it that says nothing about whom it concerns.
    Doctored {
        /// When Asterisk wrote it, in microseconds since 1970.
        at: Option<u64>,
        /// What it says.
        event: Event,
    },
    /// An event nobody has a use for.
    Unknown,
    /// It contradicts itself about whom it concerns, or is torn: not to be believed.
    Forged,
}

impl Verdict {
    /// Looks at a message that is no answer to an action.
    pub fn of(packet: &Packet) -> Self {
        if packet.kind() == PacketKind::Other {
            // Half of a message that a blank line tore in two; the other half went before.
            return Self::Forged;
        }
        // By the first line alone: what nobody reads is not looked at any further.
        let name = packet.name();
        let Some(reader) = Reader::of(name) else { return Self::Unknown };
        let index = packet.index();
        if index.suspicion() == Suspicion::Contradicts {
            return Self::Forged;
        }
        match Event::from_index(reader, name, &index) {
            (_, Event::Incomplete(_)) => Self::Forged,
            (at, event) if index.suspicion() == Suspicion::Repeats => Self::Doctored { at, event },
            (at, event) => Self::Event { at, event },
        }
    }
}

impl Link {
    /// One message of the events session: counted, dropped, withheld or told.
    pub(super) fn screen(&mut self, now: Time, packet: &Packet) {
        match Verdict::of(packet) {
            Verdict::Event { at, event } => self.pass(at, event),
            Verdict::Doctored { at, event } => {
                self.count_forged(packet);
                self.pass(at, event);
            }
            Verdict::Unknown => self.tally.count_unknown(packet.name()),
            Verdict::Forged => self.withhold(now, packet),
        }
    }

    pub(super) fn oversized(&mut self, now: Time, role: Role) {
        self.tally.oversized += 1;
        tracing::warn!(?role, "an AMI message was too long and was skipped");
        if role == Role::Events {
            self.plan_withheld_resync(now);
        }
    }

    fn pass(&mut self, at: Option<u64>, event: Event) {
        if let Event::Shutdown { restart } = event {
            self.shutdown = Some(restart);
        }
        // Before the link is up the snapshot to come holds all that these could tell.
        if self.is_up() {
            self.tally.events += 1;
            self.tell(Incoming::Event { at, event });
        }
    }

    /// Whom it concerns cannot be trusted: an honest event may hide behind it, so the state is read anew.
    fn withhold(&mut self, now: Time, packet: &Packet) {
        self.tally.withheld += 1;
        self.count_forged(packet);
        self.plan_withheld_resync(now);
    }

    fn count_forged(&mut self, packet: &Packet) {
        self.tally.forged += 1;
        tracing::warn!(event = %String::from_utf8_lossy(packet.name()).escape_debug(), "a forged AMI message");
        if self.is_up() {
            self.tell(Incoming::Forged { count: 1 });
        }
    }

    fn plan_withheld_resync(&mut self, now: Time) {
        let soonest = self.last_withheld_resync.map_or(now, |last| last + WITHHELD_RESYNC_EVERY);
        self.withheld_resync_due.get_or_insert_with(|| soonest.max(now));
    }
}
