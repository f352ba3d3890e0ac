//! Actions on their way: each has an id, a deadline and somebody who waits.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Purpose;
use crate::ami::action::{ActionError, Response};
use crate::ami::time::Time;
use crate::ami::wire::Packet;

/// Most actions of one session that may wait for an answer.
pub const WAITING_MAX: usize = 1_024;

/// Most rows of one list that are kept; those beyond are counted only.
pub const LIST_ROWS_MAX: usize = 100_000;

/// The actions one session has sent and not seen answered.
#[derive(Debug)]
pub(super) struct Waiting {
    /// Makes ids hard to guess: a caller who can write lines into an event must not answer our actions.
    nonce: u64,
    last_id: u64,
    waiters: BTreeMap<u64, Waiter>,
    deadlines: BTreeSet<(Time, u64)>,
    lists_open: usize,
}

#[derive(Debug)]
struct Waiter {
    purpose: Purpose,
    patience: Duration,
    deadline: Time,
    /// The answer that opened a list; its rows follow.
    list: Option<Response>,
}

/// What a message meant to those who wait.
#[derive(Debug)]
pub(super) enum Match {
    /// It ended an action.
    Ended(Purpose, Result<Response, ActionError>),
    /// It began a list.
    Began,
    /// It is a row of the list this purpose opened.
    Row,
    /// Nobody waits for it.
    Nobody,
}

impl Waiting {
    pub(super) const fn new(nonce: u64) -> Self {
        Self { nonce, last_id: 0, waiters: BTreeMap::new(), deadlines: BTreeSet::new(), lists_open: 0 }
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiters.len() >= WAITING_MAX
    }

    /// A new id, and its text.
    pub(super) fn next_id(&mut self) -> (u64, String) {
        self.last_id += 1;
        (self.last_id, format!("{:016x}-{}", self.nonce, self.last_id))
    }

    pub(super) fn add(&mut self, id: u64, purpose: Purpose, now: Time, patience: Duration) {
        let deadline = now + patience;
        self.deadlines.insert((deadline, id));
        self.waiters.insert(id, Waiter { purpose, patience, deadline, list: None });
    }

    /// A `Response:` message.
    pub(super) fn response(&mut self, packet: Packet) -> Match {
        let Some(id) = self.id_of(&packet) else { return Match::Nobody };
        let Some(waiter) = self.waiters.get_mut(&id) else { return Match::Nobody };
        if waiter.list.is_some() {
            return Match::Nobody;
        }
        let opens_list = packet.get("EventList").is_some_and(|word| word.eq_ignore_ascii_case(b"start"));
        let response = Response::new(packet);
        if opens_list && response.success {
            waiter.list = Some(response);
            self.lists_open += 1;
            return Match::Began;
        }
        self.end(id, response.into_result())
    }

    /// An `Event:` message, which may belong to a list.
    pub(super) fn event(&mut self, packet: &Packet, now: Time) -> Match {
        if self.lists_open == 0 {
            return Match::Nobody;
        }
        let Some(id) = self.id_of(packet) else { return Match::Nobody };
        let Some(waiter) = self.waiters.get_mut(&id) else { return Match::Nobody };
        let Some(list) = &mut waiter.list else { return Match::Nobody };
        match packet.get("EventList") {
            Some(word) if word.eq_ignore_ascii_case(b"Complete") => self.end_list(id),
            Some(word) if word.eq_ignore_ascii_case(b"cancelled") => self.end(id, Err(cancelled())),
            _ => {
                list.listed += 1;
                if waiter.purpose.collects_rows() && list.items.len() < LIST_ROWS_MAX {
                    list.items.push(packet.clone());
                }
                self.postpone(id, now);
                Match::Row
            }
        }
    }

    /// Those whose deadline has passed.
    pub(super) fn expire(&mut self, now: Time) -> Option<Match> {
        let &(deadline, id) = self.deadlines.first()?;
        (deadline <= now).then(|| self.end(id, Err(ActionError::TimedOut)))
    }

    pub(super) fn next_deadline(&self) -> Option<Time> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// Everybody who waits: the link is lost.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Purpose> + use<> {
        self.deadlines.clear();
        self.lists_open = 0;
        std::mem::take(&mut self.waiters).into_values().map(|waiter| waiter.purpose)
    }

    fn id_of(&self, packet: &Packet) -> Option<u64> {
        let text = std::str::from_utf8(packet.get("ActionID")?).ok()?;
        let (nonce, id) = text.split_once('-')?;
        (u64::from_str_radix(nonce, 16).ok()? == self.nonce).then(|| id.parse().ok())?
    }

    fn end_list(&mut self, id: u64) -> Match {
        let list = self.waiters.get_mut(&id).and_then(|waiter| waiter.list.take());
        self.lists_open -= usize::from(list.is_some());
        list.map_or(Match::Nobody, |list| self.end(id, Ok(list)))
    }

    fn end(&mut self, id: u64, result: Result<Response, ActionError>) -> Match {
        let Some(waiter) = self.waiters.remove(&id) else { return Match::Nobody };
        self.deadlines.remove(&(waiter.deadline, id));
        self.lists_open -= usize::from(waiter.list.is_some());
        Match::Ended(waiter.purpose, result)
    }

    /// A list lives as long as its rows keep coming.
    fn postpone(&mut self, id: u64, now: Time) {
        if let Some(waiter) = self.waiters.get_mut(&id) {
            self.deadlines.remove(&(waiter.deadline, id));
            waiter.deadline = now + waiter.patience;
            self.deadlines.insert((waiter.deadline, id));
        }
    }
}

fn cancelled() -> ActionError {
    ActionError::Refused { message: "the list was cancelled".to_owned() }
}
