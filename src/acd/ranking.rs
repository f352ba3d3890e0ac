//! Which of the agents who may take a call comes first.

use super::workload::Share;
use super::{AgentOrder, Stamp, TieBreak};

/// An agent who may take the call. Candidates compare best first: whom the call prefers, the
/// earliest admitting stage, the fewest calls at once, then the queue's order, then the longest idle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rank {
    /// Her place among those the call prefers.
    pub(super) preferred: usize,
    pub(super) stage: usize,
    /// How many calls she talks on.
    pub(super) load: usize,
    pub(super) merit: Merit,
    pub(super) idle: Stamp,
}

/// What the queue's order says of an agent, the smaller the better. All candidates for one call
/// have the same kind of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Merit {
    /// The lowest number first; where only idle time counts it is 0.
    Lowest(u64),
    /// The smallest share first.
    Share(Share),
}

impl Merit {
    /// How far off an agent's turn is: first those after the last one in the catalog, then from its top.
    pub(super) fn turn(place: u64, last: Option<u32>) -> Self {
        let round = u64::from(last.is_some_and(|last| place <= u64::from(last)));
        Self::Lowest((round << 32) | place)
    }
}

/// What set the first apart from the next in order.
pub(super) fn tie_break(rule: AgentOrder, first: &Rank, second: Option<&Rank>) -> TieBreak {
    let Some(second) = second else { return TieBreak::OnlyCandidate };
    if rule == AgentOrder::RingAll {
        TieBreak::Together
    } else if first.preferred != second.preferred {
        TieBreak::Preferred
    } else if first.stage != second.stage {
        TieBreak::EarlierStage
    } else if first.load != second.load {
        TieBreak::LessBusy
    } else if first.merit != second.merit {
        TieBreak::Rule
    } else if first.idle.at == second.idle.at {
        TieBreak::Sequence
    } else if rule == AgentOrder::LongestIdle {
        TieBreak::Rule
    } else {
        TieBreak::LongestIdle
    }
}
