//! A call as the observer keeps it, and how it is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::call::{CallId, CallOutcome, EndedBy, Party, RingingEnd};

/// A call's place in the table: older calls have lower ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CallKey(pub(super) u64);

/// One call.
#[derive(Debug)]
pub(super) struct Tracked {
    pub(super) id: CallId,
    pub(super) linkedid: Arc<str>,
    /// All keys the PBX has for it: its own and those of calls that became part of it.
    pub(super) linkedids: Vec<SmolStr>,
    /// When it began, or was first seen where its key does not tell, UTC milliseconds.
    pub(super) began_at_ms: u64,
    /// Every living channel of it.
    pub(super) channels: BTreeSet<SmolStr>,
    /// The channel that began it.
    pub(super) root: Option<SmolStr>,
    /// The channel whose partners are told as talking to the caller: the root, or who was handed over by it.
    pub(super) focus: Option<SmolStr>,
    pub(super) caller: Party,
    /// Channels that ring, in the order they began.
    pub(super) ringing: Vec<SmolStr>,
    /// Who has been told as talking to the focus and lives.
    pub(super) talking: BTreeSet<SmolStr>,
    /// Who has put somebody on hold.
    pub(super) holding: BTreeSet<SmolStr>,
    /// A phone was answered while others rang.
    pub(super) answered_by_other: bool,
    /// Two parties have talked.
    pub(super) talked: bool,
    /// Why the last phone stopped ringing unanswered.
    pub(super) unanswered: Option<RingingEnd>,
    /// Who asked first for the end.
    pub(super) ended_by: Option<EndedBy>,
    /// The PBX's queue the caller is in.
    pub(super) queue: Option<InQueue>,
    /// He waited in a queue, the PBX's or ours.
    pub(super) waited: bool,
    /// Some of its channels vanished while nobody looked.
    pub(super) lost: bool,
    /// Something of it was told.
    pub(super) told: bool,
}

/// A caller in one of the PBX's queues.
#[derive(Clone, Debug)]
pub(super) struct InQueue {
    pub(super) name: Arc<str>,
    pub(super) since_ms: u64,
    /// He has left it; the name stays for what is told after.
    pub(super) left: bool,
}

impl Tracked {
    pub(super) fn new(id: CallId, linkedid: &str, began_at_ms: u64) -> Self {
        Self {
            id,
            linkedid: linkedid.into(),
            linkedids: vec![linkedid.into()],
            began_at_ms,
            channels: BTreeSet::new(),
            root: None,
            focus: None,
            caller: Party::default(),
            ringing: Vec::new(),
            talking: BTreeSet::new(),
            holding: BTreeSet::new(),
            answered_by_other: false,
            talked: false,
            unanswered: None,
            ended_by: None,
            queue: None,
            waited: false,
            lost: false,
            told: false,
        }
    }

    /// How it ended, were it to end now.
    pub(super) fn outcome(&self) -> CallOutcome {
        if self.talked {
            return CallOutcome::Completed;
        }
        if self.lost {
            return CallOutcome::Failed;
        }
        let gave_up = self.ended_by == Some(EndedBy::Caller);
        if self.waited && gave_up {
            return CallOutcome::Abandoned;
        }
        match self.unanswered {
            Some(RingingEnd::Busy) => CallOutcome::Busy,
            Some(RingingEnd::NoAnswer) => CallOutcome::NoAnswer,
            Some(RingingEnd::Rejected) => CallOutcome::Rejected,
            Some(RingingEnd::AnsweredElsewhere) => CallOutcome::AnsweredElsewhere,
            Some(RingingEnd::Cancelled) => CallOutcome::Cancelled,
            Some(RingingEnd::Unreachable | RingingEnd::Failed) => CallOutcome::Failed,
            Some(RingingEnd::Answered) | None if gave_up => CallOutcome::Cancelled,
            Some(RingingEnd::Answered) | None => CallOutcome::Failed,
        }
    }
}

/// Which channels are in which bridge.
#[derive(Debug, Default)]
pub(super) struct Bridges(BTreeMap<SmolStr, Bridge>);

#[derive(Debug, Default)]
struct Bridge {
    members: BTreeSet<SmolStr>,
    /// Its members only wait in it, and hear each other not.
    waiting_room: bool,
}

impl Bridges {
    pub(super) fn enter(&mut self, bridge: &str, kind: &str, channel: &str) {
        let bridge = self.0.entry(bridge.into()).or_default();
        bridge.waiting_room = matches!(kind, "parking" | "holding");
        bridge.members.insert(channel.into());
    }

    pub(super) fn leave(&mut self, bridge: &str, channel: &str) {
        if let Some(there) = self.0.get_mut(bridge) {
            there.members.remove(channel);
            if there.members.is_empty() {
                self.0.remove(bridge);
            }
        }
    }

    pub(super) fn destroy(&mut self, bridge: &str) -> BTreeSet<SmolStr> {
        self.0.remove(bridge).map(|bridge| bridge.members).unwrap_or_default()
    }

    /// Who hears each other in a bridge; nobody in a waiting room.
    pub(super) fn talkers(&self, bridge: &str) -> impl Iterator<Item = &str> {
        let bridge = self.0.get(bridge).filter(|bridge| !bridge.waiting_room);
        bridge.into_iter().flat_map(|bridge| bridge.members.iter().map(SmolStr::as_str))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
