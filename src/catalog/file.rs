//! The file's own shape: what serde reads. Keys nobody knows are refused, so that a slip of the pen is no
//! silent default.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    pub(super) policy: PolicyTable,
    pub(super) numbers: NumbersTable,
    pub(super) trunks: Vec<TrunkTable>,
    pub(super) skills: Vec<LabelTable>,
    pub(super) agents: Vec<AgentTable>,
    pub(super) queues: Vec<QueueTable>,
    pub(super) hours: Vec<HoursTable>,
    pub(super) reasons: Vec<LabelTable>,
    pub(super) dispositions: Vec<OutcomeTable>,
    pub(super) identity: IdentityTable,
    pub(super) authority: Vec<AuthorityTable>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PolicyTable {
    pub(super) cool_down_s: Option<u32>,
    pub(super) missed_in_a_row_max: Option<u32>,
    pub(super) show_listening: Option<bool>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NumbersTable {
    pub(super) region: Option<String>,
    pub(super) internal: Vec<String>,
}

/// `[[trunks]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrunkTable {
    pub(super) id: String,
    #[serde(default)]
    pub(super) endpoints: Vec<String>,
    pub(super) region: Option<String>,
    pub(super) internal: Option<Vec<String>>,
    #[serde(default)]
    pub(super) trunk_prefix: String,
    #[serde(default)]
    pub(super) international_prefix: String,
    #[serde(default)]
    pub(super) area: String,
}

/// `[[skills]]`, `[[reasons]]`, `[[dispositions]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelTable {
    pub(super) id: String,
    pub(super) label: Option<LabelValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeTable {
    pub(super) id: String,
    pub(super) label: Option<LabelValue>,
    pub(super) group: Option<LabelValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelValue {
    pub(super) tr: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentTable {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) team: Option<String>,
    #[serde(default)]
    pub(super) skills: BTreeMap<String, i64>,
    pub(super) capacity: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueTable {
    pub(super) id: String,
    pub(super) label: Option<LabelValue>,
    #[serde(default)]
    pub(super) numbers: Vec<String>,
    #[serde(default)]
    pub(super) require: String,
    #[serde(default)]
    pub(super) skip_unreachable_stages: bool,
    pub(super) call_order: Option<String>,
    pub(super) priority_worth_s: Option<u32>,
    pub(super) weight: Option<u32>,
    pub(super) agent_order: Option<String>,
    pub(super) service_level: Option<ServiceLevelTable>,
    pub(super) ring_timeout_s: Option<u32>,
    pub(super) wrap_up_s: Option<u32>,
    pub(super) max_waiting: Option<u32>,
    pub(super) overflow: Option<OverflowTable>,
    #[serde(default)]
    pub(super) stages: Vec<StageTable>,
    pub(super) reserve: Option<ReserveTable>,
    pub(super) keeps_place_s: Option<u32>,
    pub(super) hours: Option<String>,
    pub(super) when_closed: Option<String>,
    pub(super) prefer_last_agent_s: Option<u32>,
    #[serde(default)]
    pub(super) priorities: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReserveTable {
    pub(super) who: String,
    pub(super) on_waiting: u32,
    pub(super) off_waiting: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursTable {
    pub(super) id: String,
    pub(super) zone: Option<String>,
    #[serde(default)]
    pub(super) week: WeekTable,
    #[serde(default)]
    pub(super) days: BTreeMap<String, Vec<String>>,
}

/// A day that is not named is closed.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WeekTable {
    pub(super) mon: Vec<String>,
    pub(super) tue: Vec<String>,
    pub(super) wed: Vec<String>,
    pub(super) thu: Vec<String>,
    pub(super) fri: Vec<String>,
    pub(super) sat: Vec<String>,
    pub(super) sun: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceLevelTable {
    pub(super) within_s: u32,
    pub(super) target_percent: u32,
    pub(super) short_abandon_s: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverflowTable {
    pub(super) waiting_max: Option<u32>,
    pub(super) wait_max_s: Option<u32>,
    #[serde(default)]
    pub(super) nobody_reachable: bool,
    pub(super) to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageTable {
    pub(super) after_s: u32,
    pub(super) require: String,
    pub(super) kind: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct IdentityTable {
    pub(super) questions_min: Option<u32>,
    pub(super) questions: Vec<LabelTable>,
    pub(super) masked: Vec<MaskedTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaskedTable {
    pub(super) section: String,
    pub(super) field: String,
    pub(super) until: Option<String>,
    #[serde(default)]
    pub(super) show_last: u32,
    #[serde(default)]
    pub(super) reveal: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthorityTable {
    pub(super) label: LabelValue,
    pub(super) limit: String,
}
