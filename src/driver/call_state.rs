//! A call as the switchboard follows it, from arrival to its end.

use std::sync::Arc;
use std::time::Duration;

use crate::acd::{AgentId, QueueId, Time};
use crate::call::{Abilities, CallId, Caller, EndedBy, Line, Listener, Outcome, PbxName};

use super::Repair;

/// Everything known of one call. It travels whole with every change, so that no consumer needs a memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Our id.
    pub id: CallId,
    /// The PBX it is on.
    pub pbx: PbxName,
    /// The PBX's own key.
    pub linkedid: Arc<str>,
    /// When it began, UTC milliseconds.
    pub began_at_ms: u64,
    /// The number dialled.
    pub did: Arc<str>,
    /// Who calls.
    pub caller: Caller,
    /// Whether we route it; else the PBX does, and we only follow.
    pub ours: bool,
    /// The queue it waits in or was answered from; none for a number that no queue has.
    pub queue: Option<QueueId>,
    /// When the caller joined the queue; wait time is measured from here.
    pub joined_at: Time,
    /// How far it is.
    pub phase: CallPhase,
    /// The agent who rings, talks or talked.
    pub agent: Option<AgentId>,
    /// Her phone.
    pub line: Option<Line>,
    /// The agents who are rung for it now, with their phones; several where the queue rings all.
    pub rung: Vec<(AgentId, Line)>,
    /// The agent who handed him over, or is about to.
    pub handed_by: Option<AgentId>,
    /// Whom the agent asks about him, while he waits.
    pub consult: Option<Consulting>,
    /// Whether he does not hear the agent.
    pub muted: bool,
    /// Whether he is on hold by the PBX, not by a phone: there the agent's buttons take him back.
    pub held_here: bool,
    /// What the PBX lets the agent do.
    pub abilities: Abilities,
    /// Supervisors who take part.
    pub listeners: Vec<Listener>,
    /// When somebody first talked to the caller.
    pub answered_at: Option<Time>,
    /// When the agent's part ended.
    pub agent_left_at: Option<Time>,
    /// Whether somebody pressed hold.
    pub held: bool,
    /// When the caller was gone.
    pub ended_at: Option<Time>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Who ended it.
    pub ended_by: Option<EndedBy>,
}

/// A consultation while the caller waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consulting {
    /// The colleague, where it is one.
    pub agent: Option<AgentId>,
    /// The number that was called.
    pub number: String,
    /// Whether somebody answered.
    pub answered: bool,
}

/// How far a call is.
///
/// ```text
///            ┌────────── RingEnded ─────────┐
///            ▼                              │
///  Arrived ─ Waiting ── Ringing event ── Ringing ── Answered ── Talking ── AgentLeft ── Over
///            │                              │                      │
///            └── FellBack ◄─────────────────┘        Ended (from any) ──────────────── Over
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallPhase {
    /// In the wait room.
    Waiting,
    /// A phone rings for it.
    Ringing,
    /// In conversation.
    Talking,
    /// In the PBX's fall-back queue.
    FellBack,
    /// The agent's part is over, or the caller is gone.
    Over,
}

impl Call {
    /// An agent is rung for it no longer; the first of the others stands for all.
    pub fn stop_ringing(&mut self, agent: &AgentId) {
        self.rung.retain(|(rung, _)| rung != agent);
        if self.phase == CallPhase::Ringing || self.phase == CallPhase::Waiting {
            let first = self.rung.first().cloned();
            (self.agent, self.line) = first.unzip();
            if self.agent.is_none() {
                self.phase = CallPhase::Waiting;
            }
        }
    }

    /// Whether nobody has talked to the caller and the PBX's fall-back queue has not taken him.
    pub(super) fn is_unheard(&self) -> bool {
        matches!(self.phase, CallPhase::Waiting | CallPhase::Ringing)
    }

    /// It is over.
    pub(super) fn close(&mut self, at: Time, outcome: Outcome, by: EndedBy) {
        if self.phase == CallPhase::Talking {
            self.agent_left_at.get_or_insert(at);
        }
        self.phase = CallPhase::Over;
        (self.ended_at, self.outcome, self.ended_by) = (Some(at), Some(outcome), Some(by));
    }

    /// Takes what a log of the PBX's says of it. What was seen to happen stays: only what nobody saw is the log's.
    pub(super) fn repair(&mut self, repair: &Repair) {
        let was_answered = self.answered_at.is_some();
        // The log counts in whole seconds: nothing ends before it began.
        let at = |ms: u64| Time::from_millis(ms).max(self.joined_at);
        let (ended_at, answered_at) = (at(repair.ended_at_ms), repair.answered_at_ms.map(at));
        let talk_ended_at = repair.talk_ended_at_ms.map(at);
        self.ended_at = Some(ended_at);
        self.ended_by = repair.ended_by.or(self.ended_by);
        self.answered_at = self.answered_at.or(answered_at);
        self.agent_left_at = talk_ended_at.or_else(|| self.answered_at.map(|_| ended_at));
        self.outcome = Some(if self.answered_at.is_some() { Outcome::Completed } else { repair.outcome });
        // A phone that only rang when he was seen last says nothing about who talked to him.
        if !was_answered || repair.agent.is_some() || repair.line.is_some() {
            self.agent.clone_from(&repair.agent);
            self.line.clone_from(&repair.line);
        }
        if self.queue.is_none() {
            self.queue.clone_from(&repair.queue);
        }
    }

    /// From joining to answer; to the end for a caller nobody talked to; none while he still waits.
    pub fn wait(&self) -> Option<Duration> {
        self.answered_at.or(self.ended_at).map(|until| until - self.joined_at)
    }

    /// Conversation so far or in all, as of `now`; none when there was none.
    pub fn talk(&self, now: Time) -> Option<Duration> {
        let until = self.agent_left_at.or(self.ended_at).unwrap_or(now);
        self.answered_at.map(|answered_at| until - answered_at)
    }
}
