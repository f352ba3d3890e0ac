//! What a log said of a call, as it is written.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::acd::{AgentId, QueueId};
use crate::call::Line;
use crate::driver::Repair;

use super::{EndedByRow, OutcomeRow};

#[derive(Serialize, Deserialize)]
pub(super) struct RepairRow {
    call: Uuid,
    ended_at_ms: u64,
    outcome: OutcomeRow,
    by: Option<EndedByRow>,
    queue: Option<String>,
    agent: Option<String>,
    line: Option<String>,
    answered_at_ms: Option<u64>,
    talk_ended_at_ms: Option<u64>,
}

impl RepairRow {
    pub(super) fn of(repair: &Repair) -> Self {
        Self {
            call: repair.call.uuid(),
            ended_at_ms: repair.ended_at_ms,
            outcome: repair.outcome.into(),
            by: repair.ended_by.map(Into::into),
            queue: repair.queue.as_ref().map(ToString::to_string),
            agent: repair.agent.as_ref().map(ToString::to_string),
            line: repair.line.as_ref().map(ToString::to_string),
            answered_at_ms: repair.answered_at_ms,
            talk_ended_at_ms: repair.talk_ended_at_ms,
        }
    }

    /// None where a phone in it is none.
    pub(super) fn read(self) -> Option<Repair> {
        Some(Repair {
            call: self.call.into(),
            ended_at_ms: self.ended_at_ms,
            outcome: self.outcome.into(),
            ended_by: self.by.map(Into::into),
            queue: self.queue.map(QueueId::new),
            agent: self.agent.map(AgentId::new),
            line: match self.line {
                Some(line) => Some(Line::parse(&line)?),
                None => None,
            },
            answered_at_ms: self.answered_at_ms,
            talk_ended_at_ms: self.talk_ended_at_ms,
        })
    }
}
