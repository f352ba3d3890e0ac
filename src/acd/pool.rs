//! Idle agents in the order a queue takes them.

use std::collections::BTreeSet;

use super::line::{Line, Links};
use super::ranking::{Merit, Rank};
use super::table::AgentSlot;
use super::{AgentOrder, Stamp};

/// The idle agents of one era of a queue.
///
/// Where a queue goes by what does not change while an agent is idle and has few values (levels,
/// how many other skills, nothing at all), she stands in the line of her grade, behind whoever has
/// been idle for longer; a bit says which lines are not empty, and the best is the first of the first
/// of them. What has many values, and agents who are on a call already, are kept in an ordered set,
/// which costs the logarithm of their number.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    lines: Vec<Line>,
    /// A bit for each line that is not empty.
    filled: Vec<u64>,
    ordered: BTreeSet<Key>,
}

/// How a queue keeps its idle agents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Keeping {
    /// In a line for each grade.
    Grades,
    /// By their place in the catalog.
    Places,
    /// By the calls of the queue they have answered.
    Answered,
    /// As they come: their share of handling time changes while they are idle, each at its own pace,
    /// so that all have to be looked at.
    Shares,
}

/// Where one idle agent stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) agent: AgentSlot,
    pub(super) link: u32,
    pub(super) keeping: Keeping,
    pub(super) stage: usize,
    pub(super) load: usize,
    /// The number of her grade, or what the set is ordered by.
    pub(super) merit: u64,
    pub(super) since: Stamp,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Key {
    stage: usize,
    load: usize,
    merit: u64,
    since: Stamp,
    agent: AgentSlot,
}

/// What the best is chosen by, beyond how they are kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Choice<S> {
    /// The first kept.
    First,
    /// The next after this place in the catalog, round and round.
    After(Option<u32>),
    /// The smallest share, which this tells.
    Share(S),
}

impl Keeping {
    pub(super) fn of(order: AgentOrder) -> Self {
        match order {
            AgentOrder::LongestIdle
            | AgentOrder::RingAll
            | AgentOrder::MostSkilled
            | AgentOrder::LeastSkilled
            | AgentOrder::SpecialistFirst => Self::Grades,
            AgentOrder::RoundRobin | AgentOrder::Linear => Self::Places,
            AgentOrder::FewestCalls => Self::Answered,
            AgentOrder::LeastOccupied => Self::Shares,
        }
    }
}

impl Pool {
    /// Makes room for so many grades.
    pub(super) fn make_room(&mut self, grades: usize) {
        self.lines.resize_with(grades, Line::default);
        self.filled.resize(grades.div_ceil(64), 0);
    }

    pub(super) fn insert(&mut self, links: &mut Links, standing: Standing) {
        match standing.line() {
            Some(line) => {
                self.lines[line].insert(links, standing.link, standing.since);
                self.filled[line / 64] |= 1 << (line % 64);
            }
            None => {
                self.ordered.insert(standing.key());
            }
        }
    }

    pub(super) fn remove(&mut self, links: &mut Links, standing: Standing) {
        match standing.line() {
            Some(line) => {
                self.lines[line].remove(links, standing.link);
                if self.lines[line].is_empty() {
                    self.filled[line / 64] &= !(1 << (line % 64));
                }
            }
            None => {
                self.ordered.remove(&standing.key());
            }
        }
    }

    /// The first of the first line that is not empty: its number, since when she is idle, her link.
    pub(super) fn first_in_line(&self, links: &Links) -> Option<(usize, Stamp, u32)> {
        let word = self.filled.iter().position(|word| *word != 0)?;
        let line = word * 64 + self.filled[word].trailing_zeros() as usize;
        let (since, link) = self.lines[line].first(links)?;
        Some((line, since, link))
    }

    /// The best of those in the ordered set whom a stage up to this admits.
    pub(super) fn best_in_order(
        &self,
        upto: usize,
        choice: Choice<impl Fn(AgentSlot) -> Merit>,
    ) -> Option<(Rank, AgentSlot)> {
        let first = *self.ordered.first().filter(|key| key.stage <= upto)?;
        let best = match choice {
            Choice::First => first,
            Choice::After(last) => self.next_after(first, last),
            Choice::Share(share) => {
                let alike =
                    self.ordered.iter().take_while(|key| (key.stage, key.load) == (first.stage, first.load));
                return alike.map(|key| (key.rank(share(key.agent)), key.agent)).min();
            }
        };
        let merit = match choice {
            Choice::After(last) => Merit::turn(best.merit, last),
            Choice::First | Choice::Share(_) => Merit::Lowest(best.merit),
        };
        Some((best.rank(merit), best.agent))
    }

    /// Of those who are to be taken before the others, like the first, whose turn it is.
    fn next_after(&self, first: Key, last: Option<u32>) -> Key {
        let Some(last) = last else { return first };
        let after = Key { merit: u64::from(last) + 1, since: Stamp::default(), agent: AgentSlot(0), ..first };
        let next = self.ordered.range(after..).next();
        next.copied().filter(|key| (key.stage, key.load) == (first.stage, first.load)).unwrap_or(first)
    }
}

impl Standing {
    /// The line she stands in, where she stands in one.
    fn line(&self) -> Option<usize> {
        let lined = self.keeping == Keeping::Grades && self.load == 0;
        lined.then(|| usize::try_from(self.merit).unwrap_or(usize::MAX))
    }

    fn key(&self) -> Key {
        let Self { stage, load, merit, since, agent, .. } = *self;
        Key { stage, load, merit, since, agent }
    }
}

impl Key {
    fn rank(&self, merit: Merit) -> Rank {
        Rank { preferred: 0, stage: self.stage, load: self.load, merit, idle: self.since }
    }
}

/// A grade for each of the orders that go by one, the smaller the better.
pub(super) fn grade(
    order: AgentOrder,
    proficiency: impl FnOnce() -> u32,
    others: impl FnOnce() -> u64,
) -> u64 {
    match order {
        AgentOrder::MostSkilled => u64::from(u32::MAX - proficiency()),
        AgentOrder::LeastSkilled => u64::from(proficiency()),
        AgentOrder::SpecialistFirst => others(),
        AgentOrder::LongestIdle
        | AgentOrder::RingAll
        | AgentOrder::LeastOccupied
        | AgentOrder::FewestCalls
        | AgentOrder::RoundRobin
        | AgentOrder::Linear => 0,
    }
}
