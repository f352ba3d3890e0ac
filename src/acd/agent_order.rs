//! The names of the agent orders: which of the agents who may take a call gets it.

/// Which agent gets a call that several could take (routing.md, section 1, "Which agent").
///
/// Whatever the order, an agent an earlier stage admits comes before one a later stage admits; and
/// agents the order sees alike are told apart by who has been idle for longest
/// ([`Agent::idle`](super::Agent::idle)), then by who was told to the core first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum AgentOrder {
    /// The one who has had nothing to do for longest ([`Agent::idle`](super::Agent::idle)).
    #[default]
    LongestIdle,
    /// The one with the highest sum of levels in the skills the admitting requirement asks for.
    MostSkilled,
    /// The one with the lowest such sum: the experts are kept for those who need them.
    LeastSkilled,
    /// The one with the fewest other skills, at level 1 or above, than the admitting requirement
    /// asks for: who can do little else is used up first.
    SpecialistFirst,
    /// The one with the smallest share of handling time (calls and after-call work) in the time
    /// since she signed in, breaks included.
    LeastOccupied,
    /// The one who has answered the fewest calls of this queue since she signed in. Who signs in
    /// starts with as many as whoever has the fewest, or she would be flooded
    /// ([`Workload::answered`](super::Workload::answered)).
    FewestCalls,
    /// The next in catalog order after the one this queue offered a call to last, round and round.
    RoundRobin,
    /// The first in catalog order.
    Linear,
    /// All of them at once, whichever active stage admits them; the first to accept has the call.
    /// Who becomes free while they ring is not added.
    RingAll,
}

impl AgentOrder {
    /// Every order there is.
    pub const ALL: [Self; 9] = [
        Self::LongestIdle,
        Self::MostSkilled,
        Self::LeastSkilled,
        Self::SpecialistFirst,
        Self::LeastOccupied,
        Self::FewestCalls,
        Self::RoundRobin,
        Self::Linear,
        Self::RingAll,
    ];

    /// The name in the catalog.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LongestIdle => "longest-idle",
            Self::MostSkilled => "most-skilled",
            Self::LeastSkilled => "least-skilled",
            Self::SpecialistFirst => "specialist-first",
            Self::LeastOccupied => "least-occupied",
            Self::FewestCalls => "fewest-calls",
            Self::RoundRobin => "round-robin",
            Self::Linear => "linear",
            Self::RingAll => "ring-all",
        }
    }
}
