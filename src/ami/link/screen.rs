//! What may pass to the consumer. A caller can write lines into every event of their channel
//! (asterisk.md 5.3), so a message's own word about itself is looked at first.

use super::{Link, WITHHELD_RESYNC_EVERY};
use crate::ami::event::Event;
use crate::ami::incoming::Incoming;
use crate::ami::session::Role;
use crate::ami::time::Time;
use crate::ami::wire::{Packet, PacketKind, Suspicion};

impl Link {
    /// One message of the events session: counted, dropped, withheld or told.
    pub(super) fn screen(&mut self, now: Time, packet: &Packet) {
        if packet.kind() == PacketKind::Other {
            // Half of a message that a blank line tore in two; the other half went before.
            return self.withhold(now, packet);
        }
        let name = packet.name();
        if !Event::is_known(name) {
            return self.tally.count_unknown(name);
        }
        let index = packet.index();
        match index.suspicion() {
            Suspicion::None => {}
            Suspicion::Repeats => self.count_forged(packet),
            Suspicion::Contradicts => return self.withhold(now, packet),
        }
        let event = Event::from_index(name, &index);
        if matches!(event, Event::Incomplete(_)) {
            return self.withhold(now, packet);
        }
        self.pass(packet, event);
    }

    pub(super) fn oversized(&mut self, now: Time, role: Role) {
        self.tally.oversized += 1;
        tracing::warn!(?role, "an AMI message was too long and was skipped");
        if role == Role::Events {
            self.plan_withheld_resync(now);
        }
    }

    fn pass(&mut self, packet: &Packet, event: Event) {
        if let Event::Shutdown { restart } = event {
            self.shutdown = Some(restart);
        }
        // Before the link is up the snapshot to come holds all that these could tell.
        if self.is_up() {
            self.tally.events += 1;
            self.tell(Incoming::Event { at: Event::timestamp_micros(packet), event });
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
