//! Reading the state anew: the lists that together are the snapshot, on the events session, so that rows and
//! live events come in one order.

use super::{Link, LinkOutput};
use crate::ami::action::{Action, ActionError, Response};
use crate::ami::incoming::{GapWhy, Incoming};
use crate::ami::session::{DownWhy, Rows, SessionInput, Ticket};
use crate::ami::time::Time;

/// Tickets of one snapshot's lists are `round * LISTS_MAX + index`.
const LISTS_MAX: u64 = 8;

/// The list of channels, without which there is no snapshot.
const CHANNELS: u64 = 0;

/// The snapshot under way.
#[derive(Debug, Default)]
pub(super) struct Resync {
    round: u64,
    /// Lists not ended yet.
    open: usize,
    channels: usize,
    /// Another one is due after this one, which tells nothing any more.
    again: Option<(Time, GapWhy)>,
    completed: bool,
}

impl Resync {
    /// Whether one was ever read whole.
    pub(super) const fn completed(&self) -> bool {
        self.completed
    }

    /// Forgets the one under way.
    pub(super) fn abandon(&mut self) {
        self.round += 1;
        self.open = 0;
        self.again = None;
    }
}

impl Link {
    /// Reads everything anew because events were missed since a time.
    pub(super) fn resync_for(&mut self, now: Time, since: Time, why: GapWhy) {
        if !self.is_up() {
            return;
        }
        if self.resync.open > 0 {
            // Rows may have been among what was missed: this one must not be taken for whole.
            self.resync.again.get_or_insert((since, why));
            return;
        }
        self.gap = Some((since, why));
        self.begin_resync(now);
    }

    pub(super) fn begin_resync(&mut self, now: Time) {
        self.tally.resyncs += 1;
        let gap = self.gap.take();
        self.outputs.push_back(LinkOutput::ResyncBegan { epoch: self.config.epoch, gap });
        let mut lists =
            vec![Action::core_show_channels(), Action::bridge_list(), Action::device_state_list()];
        if self.config.queue_status {
            lists.push(Action::queue_status());
        }
        self.resync.round += 1;
        self.resync.open = lists.len();
        self.resync.channels = 0;
        for (index, action) in (0..).zip(lists) {
            let ticket = Ticket(self.resync.round * LISTS_MAX + index);
            self.events.handle(now, SessionInput::Send { ticket, action, rows: Rows::Stream });
        }
    }

    pub(super) fn list_answered(&mut self, now: Time, ticket: Ticket, result: Result<Response, ActionError>) {
        let (round, index) = (ticket.0 / LISTS_MAX, ticket.0 % LISTS_MAX);
        if round != self.resync.round || !self.is_up() {
            return;
        }
        match result {
            Ok(response) if index == CHANNELS => self.resync.channels = response.listed,
            Ok(_) => {}
            Err(ActionError::Refused { message }) if index != CHANNELS => {
                tracing::warn!(
                    message,
                    list = index,
                    "Asterisk refused a list; the snapshot goes without it"
                );
            }
            Err(ActionError::LinkLost) => return,
            Err(error) => return self.fail(now, DownWhy::ResyncFailed { message: error.to_string() }),
        }
        self.resync.open -= 1;
        if self.resync.open == 0 {
            self.end_resync(now);
        }
    }

    fn end_resync(&mut self, now: Time) {
        if let Some(again) = self.resync.again.take() {
            self.gap = Some(again);
            return self.begin_resync(now);
        }
        self.resync.completed = true;
        let (epoch, channels) = (self.config.epoch, self.resync.channels);
        self.tell(Incoming::ResyncEnded { epoch, channels });
    }
}
