//! When agents took calls, from the journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::acd::{AgentId, AgentState, Time};
use crate::store::Store;

use super::rebuild::Replay;
use super::{RebuildError, Roster};

/// A time an agent took calls: signed in and not on a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkTime {
    /// Who.
    pub agent: AgentId,
    /// From when.
    pub from: Time,
    /// To when.
    pub to: Time,
}

/// When agents took calls between two moments, by agent and moment, from the journal. `roster` was in force
/// where the replay begins, 36 hours before ([`replay_begins_at`](super::replay_begins_at)).
pub async fn work_times(
    store: &Store,
    roster: Arc<Roster>,
    from: Time,
    to: Time,
) -> Result<Vec<WorkTime>, RebuildError> {
    let begin = super::replay_begins_at(from);
    let mut replay = Replay::new(roster, begin, jiff::tz::TimeZone::UTC);
    replay.keep_standings();
    replay.read(store, begin, Some(to)).await?;
    let mut since: BTreeMap<AgentId, Time> = BTreeMap::new();
    let mut times = Vec::new();
    for (at, standing) in replay.into_standings() {
        let takes_calls = match standing.state {
            AgentState::Offline | AgentState::NotReady(_) => false,
            AgentState::Available
            | AgentState::Ringing { .. }
            | AgentState::OnCall { .. }
            | AgentState::WrapUp { .. } => true,
        };
        let agent = standing.agent.clone();
        if takes_calls {
            since.entry(agent).or_insert(at);
        } else if let Some(began) = since.remove(&agent) {
            times.push(WorkTime { agent, from: began, to: at });
        }
    }
    times.extend(since.into_iter().map(|(agent, began)| WorkTime { agent, from: began, to }));
    times.retain(|time| time.to > from && time.from < to);
    for time in &mut times {
        (time.from, time.to) = (time.from.max(from), time.to.min(to));
    }
    times.sort_by(|a, b| (&a.agent, a.from).cmp(&(&b.agent, b.from)));
    Ok(times)
}
