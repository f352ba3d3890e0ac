//! What a shadow has found.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::acd::{AgentId, Time};
use crate::call::{CallId, PbxName};

use super::Shadow;

/// Differences the median is taken of: the latest so many.
const DIFFERENCES_MAX: usize = 10_000;

/// Less than this is no difference: the PBX's queue looks once a second, and our own view of it is as old.
const SAME_MS: i64 = 1_000;

/// Everything found since the daemon came up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowReport {
    /// Since when.
    pub since: Time,
    /// By queue.
    pub queues: Vec<ShadowQueue>,
    /// The latest calls, newest first.
    pub recent: Vec<ShadowVerdict>,
}

/// One watched queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowQueue {
    /// The PBX.
    pub pbx: PbxName,
    /// The queue's name there.
    pub queue: Arc<str>,
    /// Callers who were answered and of whom the core had somebody to ring, too.
    pub judged: u32,
    /// Of those, given to the same agent.
    pub same_agent: u32,
    /// Of those, rung more than a second sooner by the core.
    pub sooner: u32,
    /// Of those, rung more than a second later by the core.
    pub later: u32,
    /// How much sooner in the middle, in milliseconds; below zero it was later. None while none is judged.
    pub median_sooner_ms: Option<i64>,
    /// Callers who were answered and for whom the core had nobody to ring until then.
    pub nobody: u32,
    /// Callers who gave up.
    pub gave_up: u32,
    /// Of those, for whom the core would have rung somebody before.
    pub gave_up_offered: u32,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShadowVerdict {
    /// Which.
    pub call: CallId,
    /// The PBX.
    pub pbx: PbxName,
    /// The queue's name there.
    pub queue: Arc<str>,
    /// When the caller joined.
    pub joined_at: Time,
    /// Who answered: our agent where it is one, the phone, and when that phone had begun to ring. None where he gave up.
    pub got: Option<(Option<AgentId>, String, Time)>,
    /// Whom the core would have rung first, and when.
    pub would: Option<(AgentId, Time)>,
}

impl ShadowVerdict {
    /// How much sooner the core would have rung somebody, in milliseconds; below zero it would have been later.
    pub fn sooner_ms(&self) -> Option<i64> {
        let ((.., rang_at), (_, at)) = (self.got.as_ref()?, self.would.as_ref()?);
        Some(difference_ms(*rang_at, *at))
    }
}

fn difference_ms(rang_at: Time, would_at: Time) -> i64 {
    let ms = |at: Time| i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
    ms(rang_at) - ms(would_at)
}

/// A queue's counts.
#[derive(Debug, Default)]
pub(super) struct Totals {
    same_agent: u32,
    judged: u32,
    sooner: u32,
    later: u32,
    nobody: u32,
    gave_up: u32,
    gave_up_offered: u32,
    differences_ms: VecDeque<i64>,
}

impl Totals {
    pub(super) fn answered(&mut self, got: Option<&AgentId>, rang_at: Time, would: Option<&(AgentId, Time)>) {
        let Some((agent, at)) = would else {
            self.nobody += 1;
            return;
        };
        let difference = difference_ms(rang_at, *at);
        self.judged += 1;
        self.same_agent += u32::from(got == Some(agent));
        self.sooner += u32::from(difference > SAME_MS);
        self.later += u32::from(difference < -SAME_MS);
        if self.differences_ms.len() >= DIFFERENCES_MAX {
            self.differences_ms.pop_front();
        }
        self.differences_ms.push_back(difference);
    }

    pub(super) fn gave_up(&mut self, offered: bool) {
        self.gave_up += 1;
        self.gave_up_offered += u32::from(offered);
    }

    fn median_ms(&self) -> Option<i64> {
        let mut sorted: Vec<i64> = self.differences_ms.iter().copied().collect();
        sorted.sort_unstable();
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => None,
            odd if odd % 2 == 1 => Some(sorted[middle]),
            _ => Some((sorted[middle - 1] + sorted[middle]) / 2),
        }
    }
}

impl Shadow {
    /// What has been found.
    pub fn report(&self) -> ShadowReport {
        let queues = self.totals.iter().map(|((pbx, queue), totals)| ShadowQueue {
            pbx: pbx.clone(),
            queue: Arc::clone(queue),
            judged: totals.judged,
            same_agent: totals.same_agent,
            sooner: totals.sooner,
            later: totals.later,
            median_sooner_ms: totals.median_ms(),
            nobody: totals.nobody,
            gave_up: totals.gave_up,
            gave_up_offered: totals.gave_up_offered,
        });
        ShadowReport {
            since: self.since,
            queues: queues.collect(),
            recent: self.recent.iter().rev().cloned().collect(),
        }
    }
}
