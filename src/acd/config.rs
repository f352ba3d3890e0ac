//! What the core is configured with: agents, queues, stages, policy.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{
    AgentId, AgentOrder, CallOrder, Callbacks, Overflow, OverflowTarget, QueueId, Requirement, Reserve,
    SkillId, Time,
};

/// How well an agent has a skill: 0 (not at all) to [`LEVEL_MAX`].
pub type Level = u8;

/// The highest level there is.
pub const LEVEL_MAX: Level = 100;

/// Everything the core needs to know beforehand; replaced as a whole by
/// [`Input::Configure`](super::Input::Configure).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Config {
    /// The agents, in catalog order; when an id comes twice the later one counts.
    pub agents: Vec<AgentConfig>,
    /// The queues; when an id comes twice the later one counts.
    pub queues: Vec<QueueConfig>,
    /// What holds for everybody.
    pub policy: Policy,
}

/// Most calls an agent can be given at once; a larger capacity counts as this.
pub const CAPACITY_MAX: u8 = 8;

/// An agent as the catalog knows her.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgentConfig {
    /// Her id.
    pub id: AgentId,
    /// What she can do; a skill not listed has level 0.
    pub skills: BTreeMap<SkillId, Level>,
    /// Most calls she takes at once, 0 (none at all) to [`CAPACITY_MAX`]. Default 1.
    pub capacity: u8,
}

impl AgentConfig {
    /// An agent who takes one call at a time.
    pub fn new(id: impl Into<AgentId>, skills: BTreeMap<SkillId, Level>) -> Self {
        Self { id: id.into(), skills, capacity: 1 }
    }
}

/// A queue as the catalog knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QueueConfig {
    /// Its id.
    pub id: QueueId,
    /// What an agent must be able to do from the first second on; this is stage 0.
    pub require: Requirement,
    /// How the requirement relaxes with the caller's age; `stages[i]` is stage `i + 1`.
    /// Kept in order of [`Stage::after`].
    pub stages: Vec<Stage>,
    /// Whether a call skips a stage at once when nobody it admits is reachable: signed in, phone
    /// registered, not on a break nor about to go on one, not cooled down.
    pub skip_unreachable_stages: bool,
    /// Which of the waiting calls comes first.
    pub call_order: CallOrder,
    /// With [`CallOrder::Credit`]: how much longer a call counts as having waited, a point of
    /// priority. Default 60 s.
    pub priority_worth: Duration,
    /// With [`CallOrder::Deadline`]: how long after joining a call should be answered. Default 20 s.
    pub target: Duration,
    /// With [`CallOrder::Accumulating`]: how many times as fast as in other queues urgency grows with
    /// the wait. Default 1.
    pub weight: u32,
    /// Which of the agents who may take the call gets it.
    pub agent_order: AgentOrder,
    /// How long the PBX rings one agent before it reports the offer unanswered.
    pub ring_timeout: Duration,
    /// How long an agent has for after-call work; zero means none.
    pub wrap_up: Duration,
    /// When calls are sent on, and where to; `None`: never.
    pub overflow: Option<Overflow>,
    /// Most callers that may wait (ringing ones included, callbacks not); a further one is refused.
    /// `None`: no limit.
    pub max_waiting: Option<usize>,
    /// Agents kept back until many wait; `None`: none are.
    pub reserve: Option<Reserve>,
    /// For how long after hanging up a caller who joins again finds his old place; zero: not at all.
    pub keeps_place: Duration,
    /// How callers are called back; `None`: they are not.
    pub callbacks: Option<Callbacks>,
    /// Where a caller goes who joins while the queue is closed
    /// ([`Input::QueueHours`](super::Input::QueueHours)). `None`: back to the PBX.
    pub when_closed: Option<OverflowTarget>,
}

/// From a certain age of the call on, who else (or who instead) may take it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// The age, counted from when the caller joined, at which the stage is reached.
    pub after: Duration,
    /// What an agent must be able to do to be admitted by this stage.
    pub require: Requirement,
    /// Whether the earlier stages still hold.
    pub kind: StageKind,
}

/// What a stage does to the stages before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum StageKind {
    /// Adds agents; whoever an earlier stage admits keeps precedence.
    #[default]
    Cumulative,
    /// Ends every earlier stage: from now on only this requirement (and later ones) counts.
    Replace,
}

/// What holds for all agents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// How long an agent who missed an offer is passed over. Default 10 s.
    pub cool_down: Duration,
    /// After so many missed offers in a row she becomes not ready (missed). Default 3; 0 means never.
    pub missed_in_a_row_max: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self { cool_down: Duration::from_secs(10), missed_in_a_row_max: 3 }
    }
}

impl QueueConfig {
    /// A queue anybody may serve: no stages, first come first served, longest idle, 20 s of
    /// ringing, no wrap-up, no limit.
    pub fn new(id: impl Into<QueueId>) -> Self {
        Self {
            id: id.into(),
            require: Requirement::any(),
            stages: Vec::new(),
            skip_unreachable_stages: false,
            call_order: CallOrder::default(),
            priority_worth: Duration::from_secs(60),
            target: Duration::from_secs(20),
            weight: 1,
            agent_order: AgentOrder::default(),
            ring_timeout: Duration::from_secs(20),
            wrap_up: Duration::ZERO,
            overflow: None,
            max_waiting: None,
            reserve: None,
            keeps_place: Duration::ZERO,
            callbacks: None,
            when_closed: None,
        }
    }

    /// The stage a call of this age has reached; 0 is the queue's own requirement.
    pub fn stage_at(&self, age: Duration) -> usize {
        self.stages.iter().take_while(|stage| stage.after <= age).count()
    }

    /// When a call that joined then and has reached `stage` reaches the next; `None` from the last.
    pub fn next_stage_at(&self, joined_at: Time, stage: usize) -> Option<Time> {
        self.stages.get(stage).map(|next| joined_at + next.after)
    }

    /// The requirement of one stage; past the last stage the last one's.
    pub fn requirement(&self, stage: usize) -> &Requirement {
        match stage.min(self.stages.len()).checked_sub(1) {
            None => &self.require,
            Some(index) => &self.stages[index].require,
        }
    }

    /// The stages that count for a call that has reached `stage`, earliest first.
    pub fn active_stages(&self, stage: usize) -> std::ops::RangeInclusive<usize> {
        let reached = stage.min(self.stages.len());
        let replaced_by = self.stages[..reached].iter().rposition(|s| s.kind == StageKind::Replace);
        replaced_by.map_or(0, |index| index + 1)..=reached
    }

    /// The earliest active stage that admits an agent with these skills, if one does.
    pub fn admits(&self, stage: usize, skills: &BTreeMap<SkillId, Level>) -> Option<usize> {
        self.active_stages(stage).find(|&s| self.requirement(s).satisfied_by(skills))
    }

    /// Whether an agent with these skills is admitted by a call at this stage, or by any later one.
    pub(super) fn ever_admits(&self, stage: usize, skills: &BTreeMap<SkillId, Level>) -> bool {
        let first = *self.active_stages(stage).start();
        (first..=self.stages.len()).any(|s| self.requirement(s).satisfied_by(skills))
    }

    /// Whether calls move through the same stages, in the same way.
    pub(super) fn has_stages_of(&self, other: &Self) -> bool {
        let staging =
            |queue: &Self| (queue.skip_unreachable_stages, queue.require.clone(), queue.stages.clone());
        staging(self) == staging(other)
    }

    /// Puts the stages into the order of their ages; equal ages stay as configured.
    pub(super) fn in_order(mut self) -> Self {
        self.stages.sort_by_key(|stage| stage.after);
        self
    }
}
