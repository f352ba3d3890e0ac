//! What a simulation found.

use serde::Serialize;

use super::figure::Figure;

/// What a simulation found: the object `--json` prints. Counts are sums over the replications.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// In the order of the scenario.
    pub call_types: Vec<TypeResult>,
    /// In the order of the scenario.
    pub agent_groups: Vec<GroupResult>,
    /// All call types together.
    pub overall: TypeResult,
    /// Callers who counted, for each second of processor time; `None` when the time was too short to
    /// measure.
    pub calls_per_cpu_second: Option<f64>,
}

/// What became of the callers of one type.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct TypeResult {
    /// The type's name.
    pub name: String,
    /// Callers who count; each ended as exactly one of the following.
    pub arrived: u64,
    /// Found no trunk, or a full queue, and never entered.
    pub blocked: u64,
    /// Were answered.
    pub answered: u64,
    /// Entered and gave up.
    pub abandoned: u64,
    /// Were called back, having asked for it.
    #[serde(skip_serializing_if = "is_nought")]
    pub called_back: u64,
    /// Asked for it, and were not reached.
    #[serde(skip_serializing_if = "is_nought")]
    pub callback_missed: u64,
    /// Came while the queue was closed, and never entered.
    #[serde(skip_serializing_if = "is_nought")]
    pub closed: u64,
    /// Were sent back to the PBX by overflow.
    #[serde(skip_serializing_if = "is_nought")]
    pub given_back: u64,
    /// Still waited when nobody was left to serve them.
    #[serde(skip_serializing_if = "is_nought")]
    pub unserved: u64,
    /// Waited longer than nought, per entered.
    pub p_wait: Figure,
    /// Blocked, per arrival.
    pub p_block: Figure,
    /// Gave up, per entered.
    pub p_abandon: Figure,
    /// Mean wait of the answered.
    pub mean_wait_answered_s: Figure,
    /// Mean wait of all who entered.
    pub mean_wait_entered_s: Figure,
    /// Median wait of all who entered.
    pub wait_p50_s: Figure,
    /// 95th percentile of the waits of all who entered.
    pub wait_p95_s: Figure,
    /// Longest wait of a replication.
    pub wait_max_s: Figure,
    /// Shares answered in time.
    pub service_level: ServiceLevels,
    /// Mean time from asking to be called back to talking, of those who were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_callback_s: Option<Figure>,
}

/// The share answered in time, by three conventions.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct ServiceLevels {
    /// Of those who entered.
    pub entered: Figure,
    /// Of those answered.
    pub answered: Figure,
    /// Of those who entered, less those who gave up in short time.
    pub excluding_short_abandons: Figure,
}

/// How much the agents of one group had to do.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct GroupResult {
    /// The group's name.
    pub name: String,
    /// Time talking and writing up over time signed in.
    pub occupancy: Figure,
}

fn is_nought(count: &u64) -> bool {
    *count == 0
}

impl TypeResult {
    /// The ends only some scenarios know, with their names in Turkish and English, where there were any.
    pub(super) fn other_ends(&self) -> impl Iterator<Item = (u64, &'static str, &'static str)> {
        let ends = [
            (self.called_back, "geri aranan", "called back"),
            (self.callback_missed, "geri aranıp ulaşılamayan", "not reached when called back"),
            (self.closed, "kapalıyken gelen", "came while closed"),
            (self.given_back, "santrale geri verilen", "given back"),
            (self.unserved, "kimse kalmadığı için yanıtlanmayan", "unserved"),
        ];
        ends.into_iter().filter(|(count, ..)| *count > 0)
    }
}
