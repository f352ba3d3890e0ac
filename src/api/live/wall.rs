//! The supervisors' board: rows, each with the moment it last changed.

use std::collections::BTreeMap;

use tokio::sync::watch;

use crate::acd::{AgentId, QueueId};
use crate::api::wire::{AgentRow, Board, Label, LinkRow, PbxQueueRow, QueueRow, StreamEvent};
use crate::call::PbxName;

/// Rows with positions. A reader takes what changed since its own, newest value only.
#[derive(Debug)]
pub(crate) struct Wall {
    /// Which life of the stream.
    pub(crate) epoch: String,
    q: u64,
    /// When a row was last taken away: who has not read since must read everything.
    removed_at: u64,
    queues: BTreeMap<QueueId, (u64, QueueRow)>,
    agents: BTreeMap<AgentId, (u64, AgentRow)>,
    links: BTreeMap<PbxName, (u64, LinkRow)>,
    pbx_queues: BTreeMap<String, (u64, PbxQueueRow)>,
    changed: watch::Sender<u64>,
}

impl Wall {
    /// An empty board of a new epoch.
    pub(crate) fn new(epoch: String) -> Self {
        Self {
            epoch,
            q: 0,
            removed_at: 0,
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
            links: BTreeMap::new(),
            pbx_queues: BTreeMap::new(),
            changed: watch::Sender::new(0),
        }
    }

    /// The last position.
    pub(crate) fn q(&self) -> u64 {
        self.q
    }

    /// A queue's row.
    pub(crate) fn queue(&mut self, id: QueueId, row: QueueRow) {
        let q = self.next();
        self.queues.insert(id, (q, row));
        self.changed.send_replace(q);
    }

    /// An agent's row.
    pub(crate) fn agent(&mut self, id: AgentId, row: AgentRow) {
        if self.agents.get(&id).is_some_and(|(_, known)| *known == row) {
            return;
        }
        let q = self.next();
        self.agents.insert(id, (q, row));
        self.changed.send_replace(q);
    }

    /// The row of one of a PBX's own queues; none where it is gone.
    pub(crate) fn pbx_queue(&mut self, id: String, row: Option<PbxQueueRow>) {
        if self.pbx_queues.get(&id).map(|(_, known)| known) == row.as_ref() {
            return;
        }
        let q = self.next();
        match row {
            Some(row) => drop(self.pbx_queues.insert(id, (q, row))),
            None => {
                self.pbx_queues.remove(&id);
                self.removed_at = q;
            }
        }
        self.changed.send_replace(q);
    }

    /// A link's row.
    pub(crate) fn link(&mut self, pbx: PbxName, row: LinkRow) {
        let q = self.next();
        self.links.insert(pbx, (q, row));
        self.changed.send_replace(q);
    }

    /// Forgets rows of what the catalog no longer has.
    pub(crate) fn keep(&mut self, queues: &[QueueId], agents: &[AgentId]) {
        self.queues.retain(|id, _| queues.contains(id));
        self.agents.retain(|id, _| agents.contains(id));
        let q = self.next();
        self.removed_at = q;
        self.changed.send_replace(q);
    }

    /// The whole board.
    pub(crate) fn board(&self, formula: Label) -> Board {
        Board {
            queues: self.queues.values().map(|(_, row)| row.clone()).collect(),
            pbx_queues: self.pbx_queues.values().map(|(_, row)| row.clone()).collect(),
            agents: self.agents.values().map(|(_, row)| row.clone()).collect(),
            links: self.links.values().map(|(_, row)| row.clone()).collect(),
            service_level_formula: formula,
        }
    }

    /// Every link's row, by name.
    pub(crate) fn link_rows(&self) -> Vec<LinkRow> {
        self.links.values().map(|(_, row)| row.clone()).collect()
    }

    /// Every agent's row, by id.
    pub(crate) fn agent_rows(&self) -> impl Iterator<Item = &AgentRow> {
        self.agents.values().map(|(_, row)| row)
    }

    /// Every row of the PBXs' own queues.
    pub(crate) fn pbx_queue_rows(&self) -> impl Iterator<Item = &PbxQueueRow> {
        self.pbx_queues.values().map(|(_, row)| row)
    }

    /// Every queue's row, by id.
    pub(crate) fn queue_rows(&self) -> impl Iterator<Item = &QueueRow> {
        self.queues.values().map(|(_, row)| row)
    }

    /// The rows that changed after `q` of this epoch; none where only the whole board will do.
    pub(crate) fn since(&self, epoch: &str, q: u64) -> Option<Vec<(u64, StreamEvent)>> {
        if epoch != self.epoch || q > self.q || q < self.removed_at {
            return None;
        }
        let queues = self.queues.values().map(|(at, row)| (*at, StreamEvent::Queue(Box::new(row.clone()))));
        let agents = self.agents.values().map(|(at, row)| (*at, StreamEvent::Agent(Box::new(row.clone()))));
        let links = self.links.values().map(|(at, row)| (*at, StreamEvent::Link(row.clone())));
        let pbx_queues =
            self.pbx_queues.values().map(|(at, row)| (*at, StreamEvent::PbxQueue(Box::new(row.clone()))));
        let mut rows: Vec<_> =
            queues.chain(agents).chain(links).chain(pbx_queues).filter(|(at, _)| *at > q).collect();
        rows.sort_by_key(|(at, _)| *at);
        Some(rows)
    }

    /// The links and whether each is up.
    pub(crate) fn links(&self) -> Vec<(String, bool)> {
        self.links.values().map(|(_, row)| (row.pbx.clone(), row.up)).collect()
    }

    /// Wakes at every change.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn next(&mut self) -> u64 {
        self.q += 1;
        self.q
    }
}
