//! After a gap: calls that ended while nobody looked are completed from the PBX's `queue_log`, those that came and
//! went in it are read from there, and the gap itself is kept.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::acd::{AgentId, QueueId};
use crate::call::{CallId, Caller, EndedBy, Gap, LinkState, Outcome, PbxName};
use crate::catalog::Catalog;
use crate::driver::{CallChange, Driver, Moment, Repair, Roster, What};
use crate::phone::Plans;
use crate::store::{CallRecord, CallSource, GapRecord, Store, StoreError};
use crate::telephony::LoggedCall;

use super::tail::read_tail;

/// When the log is looked into, counted from the moment the state had been read again: at once, and once more for
/// what was still being written.
const LOOKS_AFTER: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(8)];

/// Calls the PBX itself ended that are remembered, to be taken for lost should a gap be told of.
const RECENT_MAX: usize = 10_000;

/// Before a gap is told of, its calls are closed: so long before, in milliseconds, they may have been.
const CLOSED_BEFORE_MS: u64 = 2_000;

/// Most calls of an earlier life that are closed at once.
const OPEN_MAX: u32 = 1_000;

/// What the task is made of.
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) driver: Driver,
    pub(super) roster: watch::Receiver<Arc<Roster>>,
    /// Every PBX, with its log where it can be read.
    pub(super) logs: BTreeMap<PbxName, Option<PathBuf>>,
}

/// Watches for gaps until `cancel`.
pub(super) async fn watch(parts: Parts, cancel: CancellationToken) {
    let mut feed = parts.driver.subscribe();
    let mut task = Task { parts, recent: VecDeque::new(), gaps: BTreeMap::new() };
    loop {
        let next = task.gaps.values().map(|open| open.look_at).min();
        let due = next.unwrap_or_else(|| Instant::now() + Duration::from_secs(3_600));
        tokio::select! {
            biased;
            () = cancel.cancelled() => return,
            moment = feed.recv() => match moment {
                Ok(moment) => task.take(&moment),
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "calls closed after a gap may stay as they are");
                }
                Err(broadcast::error::RecvError::Closed) => return,
            },
            () = tokio::time::sleep_until(due), if next.is_some() => task.look().await,
        }
    }
}

struct Task {
    parts: Parts,
    /// Calls that ended by the PBX, as a call does that is not there any more: when, UTC milliseconds.
    recent: VecDeque<(u64, PbxName, CallId)>,
    gaps: BTreeMap<PbxName, OpenGap>,
}

/// A gap whose calls are being looked for.
struct OpenGap {
    gap: Gap,
    lost: BTreeSet<CallId>,
    repaired: BTreeSet<CallId>,
    found: u64,
    looks: usize,
    look_at: Instant,
}

impl Task {
    fn take(&mut self, moment: &Moment) {
        match &moment.what {
            What::Call { change: CallChange::Ended, call } if call.ended_by == Some(EndedBy::System) => {
                let at_ms = moment.at.as_millis();
                // Later ones ended before our eyes.
                if let Some(open) = self.gaps.get_mut(&call.pbx).filter(|open| open.looks == 0) {
                    open.lost.insert(call.id);
                }
                if self.recent.len() >= RECENT_MAX {
                    self.recent.pop_front();
                }
                self.recent.push_back((at_ms, call.pbx.clone(), call.id));
            }
            What::Gap { pbx, gap } => self.open(pbx, gap.clone()),
            What::Link { pbx, link: LinkState::Up } => {
                if let Some(open) = self.gaps.get_mut(pbx).filter(|open| open.looks == 0) {
                    open.look_at = Instant::now() + LOOKS_AFTER[0];
                }
            }
            What::Call { .. }
            | What::Agent(_)
            | What::Queue(_)
            | What::News { .. }
            | What::PbxQueue { .. }
            | What::Refused { .. }
            | What::Link { .. }
            | What::Catalog { .. } => {}
        }
    }

    fn open(&mut self, pbx: &PbxName, gap: Gap) {
        let since = gap.until_ms.saturating_sub(CLOSED_BEFORE_MS);
        let closed = self.recent.iter().filter(|(at_ms, of, _)| of == pbx && *at_ms >= since);
        let lost = closed.map(|(.., call)| *call).collect();
        let look_at = Instant::now() + LOOKS_AFTER[0];
        let fresh = OpenGap { gap, lost, repaired: BTreeSet::new(), found: 0, looks: 0, look_at };
        self.gaps.insert(pbx.clone(), fresh);
    }

    async fn look(&mut self) {
        let now = Instant::now();
        let due: Vec<PbxName> =
            self.gaps.iter().filter(|(_, open)| open.look_at <= now).map(|(pbx, _)| pbx.clone()).collect();
        for pbx in due {
            let Some(mut open) = self.gaps.remove(&pbx) else { continue };
            let is_last = open.looks + 1 == LOOKS_AFTER.len();
            if let Err(error) = self.parts.look(&pbx, &mut open, is_last).await {
                tracing::warn!(%pbx, %error, "what happened in a gap cannot be kept for now");
            }
            open.looks += 1;
            if !is_last {
                open.look_at = now + LOOKS_AFTER[open.looks];
                self.gaps.insert(pbx, open);
            }
        }
    }
}

impl Parts {
    async fn look(&self, pbx: &PbxName, open: &mut OpenGap, is_last: bool) -> Result<(), StoreError> {
        let roster = self.roster.borrow().clone();
        let logged = self.logged(pbx, &open.gap).await;
        // Rows of calls we only watched, in a life of ours before this one: nothing else would close them.
        let alive = self.driver.alive().await;
        let rows = self.store.calls().open_on(pbx, ms(open.gap.from_ms), OPEN_MAX).await?;
        let rows: BTreeMap<CallId, CallRecord> =
            rows.into_iter().filter(|row| !alive.contains(&row.id)).map(|row| (row.id, row)).collect();
        let mut came_and_went = Vec::new();
        for call in &logged {
            let id = call.id(pbx);
            if open.repaired.contains(&id) {
                continue;
            }
            if open.lost.contains(&id) {
                open.repaired.insert(id);
                self.driver.repaired(repair(call, id, roster.catalog())).await;
            } else if let Some(row) = rows.get(&id) {
                open.lost.insert(id);
                open.repaired.insert(id);
                self.store.calls().upsert(&completed(row, call, roster.catalog())).await?;
            } else if (open.gap.from_ms.saturating_sub(1_000)..=open.gap.until_ms)
                .contains(&call.joined_at_ms)
            {
                came_and_went.push(past(call, pbx, roster.catalog(), roster.plans()));
            }
        }
        open.found += self.store.calls().keep_past(&came_and_went).await?.added;
        if is_last {
            for row in rows.values().filter(|row| !open.repaired.contains(&row.id)) {
                open.lost.insert(row.id);
                self.store.calls().upsert(&closed(row, &open.gap)).await?;
            }
        }
        self.store.gaps().put(&record(pbx, open)).await?;
        let (lost, repaired, found) = (open.lost.len(), open.repaired.len(), open.found);
        tracing::info!(%pbx, lost, repaired, found, "what happened in a gap was looked for");
        Ok(())
    }

    /// Calls of the log that ended since the gap began; none where there is no log or it cannot be read.
    async fn logged(&self, pbx: &PbxName, gap: &Gap) -> Vec<LoggedCall> {
        let Some(path) = self.logs.get(pbx).cloned().flatten() else { return Vec::new() };
        let from_ms = gap.from_ms.saturating_sub(1_000);
        let name = path.display().to_string();
        let read = tokio::task::spawn_blocking(move || read_tail(&path)).await;
        match read {
            Ok(Ok(calls)) => calls.into_iter().filter(|call| call.ended_at_ms >= from_ms).collect(),
            Ok(Err(error)) => {
                tracing::warn!(%pbx, log = name, %error, "the PBX's queue_log cannot be read");
                Vec::new()
            }
            Err(error) => {
                tracing::error!(%pbx, %error, "reading the PBX's queue_log did not end well");
                Vec::new()
            }
        }
    }
}

fn repair(call: &LoggedCall, id: CallId, catalog: &Catalog) -> Repair {
    let agent = call.member.as_deref().and_then(|member| catalog.agent_of_member(member));
    Repair {
        call: id,
        ended_at_ms: call.ended_at_ms,
        outcome: call.outcome,
        ended_by: call.ended_by,
        queue: Some(QueueId::new(call.queue.as_str())),
        agent: agent.map(|agent| AgentId::new(agent.id.as_str())),
        line: agent.and_then(|agent| agent.extension.clone()),
        answered_at_ms: call.answered_at_ms,
        talk_ended_at_ms: call.talk_ended_at_ms,
    }
}

/// A call nobody of ours saw.
fn past(call: &LoggedCall, pbx: &PbxName, catalog: &Catalog, plans: &Plans) -> CallRecord {
    let agent = call.member.as_deref().and_then(|member| catalog.agent_of_member(member));
    let caller = Caller::read(call.number.as_deref(), None, plans.named(None));
    CallRecord {
        did: call.did.clone(),
        number_raw: caller.raw.clone(),
        e164: caller.e164().map(str::to_owned),
        number_kind: Some(caller.reading.kind.as_str().to_owned()),
        queue_id: Some(call.queue.clone()),
        agent_id: agent.map(|agent| agent.id.clone()),
        line: agent.and_then(|agent| agent.extension.clone()),
        joined_at_ms: Some(ms(call.joined_at_ms)),
        answered_at_ms: call.answered_at_ms.map(ms),
        talk_ended_at_ms: call.talk_ended_at_ms.map(ms),
        ended_at_ms: Some(ms(call.ended_at_ms)),
        outcome: Some(call.outcome),
        ended_by: call.ended_by,
        ..CallRecord::new(call.id(pbx), pbx.clone(), call.uniqueid.as_str(), ms(call.began_at_ms))
    }
}

/// A row of an earlier life with what the log says of its end.
fn completed(row: &CallRecord, call: &LoggedCall, catalog: &Catalog) -> CallRecord {
    let agent = call.member.as_deref().and_then(|member| catalog.agent_of_member(member));
    CallRecord {
        agent_id: agent.map(|agent| agent.id.clone()).or_else(|| row.agent_id.clone()),
        answered_at_ms: row.answered_at_ms.or_else(|| call.answered_at_ms.map(ms)),
        talk_ended_at_ms: call.talk_ended_at_ms.map(ms),
        ended_at_ms: Some(ms(call.ended_at_ms)),
        outcome: Some(call.outcome),
        ended_by: call.ended_by,
        source: Some(CallSource::Repaired),
        ..row.clone()
    }
}

/// A row of an earlier life of which nothing more is to be had.
fn closed(row: &CallRecord, gap: &Gap) -> CallRecord {
    let outcome = if row.answered_at_ms.is_some() { Outcome::Completed } else { Outcome::Failed };
    CallRecord {
        ended_at_ms: Some(ms(gap.until_ms)),
        outcome: Some(outcome),
        ended_by: Some(EndedBy::System),
        ..row.clone()
    }
}

fn record(pbx: &PbxName, open: &OpenGap) -> GapRecord {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    GapRecord {
        pbx: pbx.to_string(),
        began_at_ms: ms(open.gap.from_ms),
        ended_at_ms: ms(open.gap.until_ms),
        why: open.gap.why.to_string(),
        lost: count(open.lost.len()),
        repaired: count(open.repaired.len()),
        found: i64::try_from(open.found).unwrap_or(i64::MAX),
    }
}

fn ms(at_ms: u64) -> i64 {
    i64::try_from(at_ms).unwrap_or(i64::MAX)
}
