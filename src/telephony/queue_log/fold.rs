//! Lines into calls.

use std::collections::BTreeMap;

use crate::call::{CallId, EndedBy, Outcome, PbxName};
use crate::telephony::naming::began_at_ms;

use super::{Entry, Word};

/// Calls that are kept at once; beyond it those that have ended are given out though more may be said of them.
const CALLS_MAX: usize = 50_000;

/// After so long without a line, in the log's own time, nothing more is expected of a call.
const SILENT_MS: u64 = 24 * 3_600 * 1_000;

/// A call as the log tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedCall {
    /// The Uniqueid of the caller's channel, which is the Linkedid of a call that came from outside.
    pub uniqueid: String,
    /// When it began, UTC milliseconds.
    pub began_at_ms: u64,
    /// The queue it was in last.
    pub queue: String,
    /// The caller's number as it arrived.
    pub number: Option<String>,
    /// The number dialled, where the log says.
    pub did: Option<String>,
    /// When he joined the first queue, UTC milliseconds.
    pub joined_at_ms: u64,
    /// The member who talked to him last, by name or interface.
    pub member: Option<String>,
    /// When a member first talked to him, UTC milliseconds.
    pub answered_at_ms: Option<u64>,
    /// When the last member's part ended, UTC milliseconds.
    pub talk_ended_at_ms: Option<u64>,
    /// When the log's part of it was over, UTC milliseconds.
    pub ended_at_ms: u64,
    /// How it ended; [`Outcome::FellBack`] where the queue let him go unanswered and the dialplan went on.
    pub outcome: Outcome,
    /// Who hung up, where the log says.
    pub ended_by: Option<EndedBy>,
}

impl LoggedCall {
    /// Our id of it: the same as of the call the tracker saw.
    pub fn id(&self, pbx: &PbxName) -> CallId {
        CallId::derive(pbx, &self.uniqueid, began_at_ms(&self.uniqueid))
    }
}

/// **Tell it the lines in their order; [`take_finished`](Self::take_finished) now and then, [`finish`](Self::finish)
/// at the end.**
#[derive(Debug, Default)]
pub struct QueueLog {
    calls: BTreeMap<String, Open>,
    last_at_ms: u64,
}

#[derive(Debug, Default)]
struct Open {
    queue: String,
    number: Option<String>,
    did: Option<String>,
    joined_at_ms: Option<u64>,
    member: Option<String>,
    answered_at_ms: Option<u64>,
    talk_ended_at_ms: Option<u64>,
    ended: Option<(u64, Outcome, Option<EndedBy>)>,
    last_at_ms: u64,
}

impl QueueLog {
    /// Takes the next line.
    pub fn handle(&mut self, entry: &Entry<'_>) {
        match &entry.word {
            Word::Started => self.restart(),
            Word::Other => {}
            Word::Entered { .. }
            | Word::Connected { .. }
            | Word::Completed { .. }
            | Word::Transferred { .. }
            | Word::Abandoned { .. }
            | Word::Left { .. }
            | Word::Dialled(_) => {
                if is_call(entry.call) {
                    let call = self.calls.entry(entry.call.to_owned()).or_default();
                    call.last_at_ms = entry.at_ms;
                    call.take(entry, &entry.word);
                }
            }
        }
        self.last_at_ms = self.last_at_ms.max(entry.at_ms);
    }

    /// Calls of which nothing more is expected.
    pub fn take_finished(&mut self) -> Vec<LoggedCall> {
        let silent_since = self.last_at_ms.saturating_sub(SILENT_MS);
        let mut over: Vec<String> = self
            .calls
            .iter()
            .filter(|(_, call)| call.ended.is_some() && call.last_at_ms < silent_since)
            .map(|(uniqueid, _)| uniqueid.clone())
            .collect();
        if self.calls.len() - over.len() > CALLS_MAX {
            let ended = self.calls.iter().filter(|(_, call)| call.ended.is_some());
            over = ended.map(|(uniqueid, _)| uniqueid.clone()).collect();
        }
        let taken = over.into_iter().filter_map(|uniqueid| Some((self.calls.remove(&uniqueid)?, uniqueid)));
        taken.filter_map(|(call, uniqueid)| call.logged(uniqueid)).collect()
    }

    /// All others, and how many had not ended where the lines do.
    pub fn finish(self) -> (Vec<LoggedCall>, usize) {
        let all = self.calls.len();
        let calls: Vec<LoggedCall> =
            self.calls.into_iter().filter_map(|(uniqueid, call)| call.logged(uniqueid)).collect();
        let unfinished = all - calls.len();
        (calls, unfinished)
    }

    /// Whoever was there when Asterisk went down was gone with it.
    fn restart(&mut self) {
        let at_ms = self.last_at_ms;
        for call in self.calls.values_mut().filter(|call| call.ended.is_none()) {
            let outcome = if call.answered_at_ms.is_some() { Outcome::Completed } else { Outcome::Failed };
            call.talk_ended_at_ms = call.answered_at_ms.map(|_| at_ms);
            call.ended = Some((at_ms, outcome, Some(EndedBy::System)));
        }
    }
}

impl Open {
    fn take(&mut self, entry: &Entry<'_>, word: &Word) {
        let at_ms = entry.at_ms;
        let before = |seconds: u64| at_ms.saturating_sub(seconds.saturating_mul(1_000));
        if !matches!(word, Word::Dialled(_)) {
            entry.queue.clone_into(&mut self.queue);
        }
        match word {
            Word::Entered { number } => {
                self.joined_at_ms.get_or_insert(at_ms);
                self.ended = None;
                if self.number.is_none() && !number.trim().is_empty() {
                    self.number = Some(number.trim().to_owned());
                }
            }
            Word::Connected { wait_s } => {
                self.joined_at_ms.get_or_insert_with(|| before(*wait_s));
                self.talk(entry, at_ms);
                self.ended = None;
                self.talk_ended_at_ms = None;
            }
            Word::Completed { by, wait_s, talk_s } => self.talked(entry, *wait_s, *talk_s, Some(*by)),
            Word::Transferred { wait_s, talk_s } => self.talked(entry, *wait_s, *talk_s, None),
            Word::Abandoned { wait_s } => {
                self.joined_at_ms.get_or_insert_with(|| before(*wait_s));
                self.end(at_ms, Outcome::Abandoned, Some(EndedBy::Caller));
            }
            Word::Left { wait_s } => {
                self.joined_at_ms.get_or_insert_with(|| before(wait_s.unwrap_or(0)));
                self.end(at_ms, Outcome::FellBack, None);
            }
            Word::Dialled(did) => self.did = Some(did.trim().to_owned()).filter(|did| !did.is_empty()),
            Word::Started | Word::Other => {}
        }
    }

    fn talk(&mut self, entry: &Entry<'_>, answered_at_ms: u64) {
        self.answered_at_ms.get_or_insert(answered_at_ms);
        self.member = Some(entry.member.clone());
    }

    fn talked(&mut self, entry: &Entry<'_>, wait_s: u64, talk_s: u64, by: Option<EndedBy>) {
        let answered_at_ms = entry.at_ms.saturating_sub(talk_s.saturating_mul(1_000));
        let joined_at_ms = answered_at_ms.saturating_sub(wait_s.saturating_mul(1_000));
        self.joined_at_ms.get_or_insert(joined_at_ms);
        self.talk(entry, answered_at_ms);
        self.talk_ended_at_ms = Some(entry.at_ms);
        self.end(entry.at_ms, Outcome::Completed, by);
    }

    /// Whoever talked to a member once was served, whatever came after.
    fn end(&mut self, at_ms: u64, outcome: Outcome, by: Option<EndedBy>) {
        let outcome = if self.answered_at_ms.is_some() { Outcome::Completed } else { outcome };
        self.ended = Some((at_ms, outcome, by));
    }

    fn logged(self, uniqueid: String) -> Option<LoggedCall> {
        let (ended_at_ms, outcome, ended_by) = self.ended?;
        let joined_at_ms = self.joined_at_ms?;
        let began_at_ms = match began_at_ms(&uniqueid) {
            0 => joined_at_ms,
            began => began.min(joined_at_ms),
        };
        Some(LoggedCall {
            uniqueid,
            began_at_ms,
            queue: self.queue,
            number: self.number,
            did: self.did,
            joined_at_ms,
            member: self.member,
            answered_at_ms: self.answered_at_ms,
            talk_ended_at_ms: self.talk_ended_at_ms,
            ended_at_ms,
            outcome,
            ended_by,
        })
    }
}

/// Whether a line is about a call: others name who did it there.
fn is_call(uniqueid: &str) -> bool {
    !uniqueid.is_empty() && !matches!(uniqueid, "NONE" | "MANAGER" | "REALTIME")
}
