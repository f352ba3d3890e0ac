//! The scenario file's own shape: what serde reads and writes. Keys nobody knows are refused, so that a slip of
//! the pen is no silent default. docs/simulate.md says what each key means.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) replications: Option<u32>,
    pub(super) duration_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) warmup_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trunks: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service_level: Option<ServiceLevelTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) routing: Option<RoutingTable>,
    pub(super) call_types: Vec<CallTypeTable>,
    pub(super) agents: Vec<AgentTable>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServiceLevelTable {
    pub(super) within_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) short_abandon_s: Option<f64>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RoutingTable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) call_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cool_down_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) missed_in_a_row_max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) back_after_s: Option<f64>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CallTypeTable {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rate_per_hour: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mean_handle_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) handle_distribution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) handle_scv: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mean_patience_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) patience_distribution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) patience_scv: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wrap_up_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wrap_up_distribution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wrap_up_scv: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) require: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) skip_unreachable_stages: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) call_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent_order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority_worth_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) weight: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ring_timeout_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_waiting: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) overflow: Option<OverflowTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) redial: Option<RedialTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefer: Option<PreferTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) keeps_place_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) callbacks: Option<CallbacksTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reserve: Option<ReserveTable>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) open: Vec<ShiftTable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when_closed: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) stages: Vec<StageTable>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) profile: Vec<ProfileTable>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverflowTable {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) waiting_max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wait_max_s: Option<f64>,
    #[serde(default)]
    pub(super) nobody_reachable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RedialTable {
    pub(super) percent: f64,
    pub(super) after_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tries_max: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PreferTable {
    pub(super) percent: f64,
    pub(super) patience_s: f64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallbacksTable {
    pub(super) accept_percent: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offer_percent: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answered_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dial_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quarantine_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tries_max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) in_a_row_max: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReserveTable {
    pub(super) who: String,
    pub(super) on_waiting: u32,
    pub(super) off_waiting: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StageTable {
    pub(super) after_s: f64,
    pub(super) require: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileTable {
    pub(super) from_s: f64,
    pub(super) rate_per_hour: f64,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AgentTable {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) skills: BTreeMap<String, i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mean_handle_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer_after_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer_distribution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer_scv: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) misses_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) capacity: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) shifts: Vec<ShiftTable>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShiftTable {
    pub(super) from_s: f64,
    pub(super) to_s: f64,
}
