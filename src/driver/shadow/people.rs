//! Agents as they really are, from what the PBX shows of its queues' members and of calls.

use std::collections::{BTreeMap, BTreeSet};

use crate::acd::{AgentId, Input, Line as LineUse, Reachability};
use crate::call::{CallId, CallNews, News, Party, PbxName, PbxQueue, SeatState};
use crate::catalog::Catalog;

use super::WatchedQueue;

/// What is known of the members of watched queues.
#[derive(Debug, Default)]
pub(super) struct People {
    /// How each member stands in each queue.
    seats: BTreeMap<(WatchedQueue, AgentId), Standing>,
    /// The calls each agent rings for or talks in.
    busy: BTreeMap<AgentId, BTreeSet<(PbxName, CallId)>>,
    /// What the core has been told.
    told: BTreeMap<AgentId, Standing>,
}

/// How an agent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Away,
    Busy,
    Free,
}

impl People {
    /// A queue's members stand as it shows; what the core is to be told of that.
    pub(super) fn seats(
        &mut self,
        queue: WatchedQueue,
        shown: Option<&PbxQueue>,
        catalog: &Catalog,
    ) -> Vec<Input> {
        let before = self.seats.keys().filter(|(of, _)| *of == queue).map(|(_, agent)| agent.clone());
        let mut concerned: BTreeSet<AgentId> = before.collect();
        self.seats.retain(|(of, _), _| *of != queue);
        for seat in shown.into_iter().flat_map(|queue| &queue.members) {
            let by_line = || seat.line.as_ref().and_then(|line| catalog.agent_of_member(line.as_str()));
            let agent = catalog.agent_of_member(&seat.interface).or_else(by_line);
            let Some(agent) = agent.or_else(|| catalog.agent_of_member(&seat.name)) else { continue };
            let agent = AgentId::new(agent.id.as_str());
            let standing = match seat.state {
                _ if seat.paused => Standing::Away,
                SeatState::Unavailable => Standing::Away,
                // Which calls she is in is known sooner from the calls themselves.
                SeatState::Free | SeatState::Busy | SeatState::Ringing => Standing::Free,
            };
            self.seats.insert((queue.clone(), agent.clone()), standing);
            concerned.insert(agent);
        }
        concerned.into_iter().flat_map(|agent| self.tell(agent)).collect()
    }

    /// Something happened to a call; what the core is to be told of whoever is in it.
    pub(super) fn news(&mut self, pbx: &PbxName, told: &CallNews, catalog: &Catalog) -> Vec<Input> {
        let call = (pbx.clone(), told.call);
        let mut concerned = BTreeSet::new();
        let mut take = |people: &mut Self, party: &Party, busy: bool| {
            let Some(agent) = people.agent_of(party, catalog) else { return };
            let calls = people.busy.entry(agent.clone()).or_default();
            if busy {
                calls.insert(call.clone())
            } else {
                calls.remove(&call)
            };
            concerned.insert(agent);
        };
        match &told.news {
            News::Ringing { targets } => {
                // Who calls from her own phone is in a call as well.
                take(self, &told.caller, true);
                targets.iter().for_each(|target| take(self, target, true));
            }
            News::Answered { party } => take(self, party, true),
            News::RingingEnded { why: crate::call::RingingEnd::Answered, .. } => {}
            News::RingingEnded { target, .. } => take(self, target, false),
            News::Transferred { by, .. } | News::Parked { by, .. } => take(self, by, false),
            News::Ended { .. } => {
                for (agent, calls) in &mut self.busy {
                    if calls.remove(&call) {
                        concerned.insert(agent.clone());
                    }
                }
            }
            News::Held { .. }
            | News::Retrieved { .. }
            | News::QueueJoined { .. }
            | News::QueueLeft { .. }
            | News::QueueAbandoned { .. } => {}
        }
        concerned.into_iter().flat_map(|agent| self.tell(agent)).collect()
    }

    /// The agent at a phone.
    pub(super) fn agent_of(&self, party: &Party, catalog: &Catalog) -> Option<AgentId> {
        let by_line = || party.line.as_ref().and_then(|line| catalog.agent_of_member(line.as_str()));
        let agent =
            party.member.as_deref().and_then(|member| catalog.agent_of_member(member)).or_else(by_line);
        agent.map(|agent| AgentId::new(agent.id.as_str()))
    }

    fn tell(&mut self, agent: AgentId) -> Vec<Input> {
        // A member of several queues takes calls as long as one of them has her unpaused.
        let best = self.seats.iter().filter(|((_, of), _)| *of == agent).map(|(_, standing)| *standing).max();
        let in_call = self.busy.get(&agent).is_some_and(|calls| !calls.is_empty());
        let now = match best {
            None | Some(Standing::Away) => Standing::Away,
            Some(Standing::Free | Standing::Busy) if in_call => Standing::Busy,
            Some(Standing::Free | Standing::Busy) => Standing::Free,
        };
        let before = self.told.insert(agent.clone(), now);
        if before == Some(now) {
            return Vec::new();
        }
        let mut inputs = Vec::new();
        if before.is_none() {
            inputs.push(Input::AgentSignedIn { agent: agent.clone() });
        }
        let line = if now == Standing::Busy { LineUse::InUse } else { LineUse::Free };
        let reachable =
            if now == Standing::Away { Reachability::Unreachable } else { Reachability::Reachable };
        let line = Input::AgentLine { agent: agent.clone(), line };
        let reachable = Input::AgentReachable { agent: agent.clone(), reachable };
        // In between she is not to be offered a call: who goes is out of reach first, who comes is so last.
        inputs.extend(if now == Standing::Away { [reachable, line] } else { [line, reachable] });
        if before.is_none() {
            inputs.push(Input::AgentReady { agent });
        }
        inputs
    }
}
