//! What the core would have decided beside the PBXs' own queues.

use axum::Json;
use axum::extract::State;

use crate::acd::{AgentId, Time};
use crate::driver::{Roster, ShadowQueue, ShadowVerdict};

use super::SharedApp;
use super::auth::Supervisor;
use super::live::words;
use super::wire;

/// The comparison since the daemon came up, by queue and for the latest calls.
#[utoipa::path(get, path = "/api/v1/shadow",
    responses((status = 200, body = wire::ShadowReport), (status = 403, body = wire::Problem)))]
pub(super) async fn show(State(app): State<SharedApp>, _: Supervisor) -> Json<wire::ShadowReport> {
    let report = app.shadow.report();
    let roster = app.roster.borrow().clone();
    Json(wire::ShadowReport {
        since: at(report.since),
        method: wire::Label::new(
            "Her çağrı tek başına: temsilciler o an gerçekte nasılsa öyle alınır, seçilen telefonun ne zaman çalacağı \
             cevaplayan telefonun gerçekte ne zaman çaldığıyla karşılaştırılır. Cevap verilir miydi, önceki çağrılar \
             başka dağıtılsaydı kim boş olurdu, bilinemez.",
            "Each call by itself: agents are taken as they really were, and when the chosen phone would have rung is \
             compared with when the phone that answered really rang. Whether she would have answered, and who would have \
             been free had earlier calls gone otherwise, cannot be known.",
        ),
        queues: report.queues.iter().map(queue).collect(),
        recent: report.recent.iter().map(|verdict| call(verdict, &roster)).collect(),
    })
}

fn queue(queue: &ShadowQueue) -> wire::ShadowQueue {
    let percent = |part: u32| (queue.judged > 0).then(|| (part * 100 + queue.judged / 2) / queue.judged);
    wire::ShadowQueue {
        id: format!("{}/{}", queue.pbx, queue.queue),
        judged: queue.judged,
        same_agent_percent: percent(queue.same_agent),
        sooner_percent: percent(queue.sooner),
        later_percent: percent(queue.later),
        median_sooner_ms: queue.median_sooner_ms,
        nobody: queue.nobody,
        gave_up: queue.gave_up,
        gave_up_offered: queue.gave_up_offered,
    }
}

fn call(verdict: &ShadowVerdict, roster: &Roster) -> wire::ShadowCall {
    let name = |agent: &AgentId| words::agent_name(roster, agent).to_owned();
    wire::ShadowCall {
        call_id: verdict.call.to_string(),
        queue: format!("{}/{}", verdict.pbx, verdict.queue),
        joined_at: at(verdict.joined_at),
        got: verdict.got.as_ref().map(|(agent, phone, _)| agent.as_ref().map_or_else(|| phone.clone(), name)),
        would: verdict.would.as_ref().map(|(agent, _)| name(agent)),
        sooner_ms: verdict.sooner_ms(),
    }
}

fn at(at: Time) -> String {
    words::rfc3339_ms(i64::try_from(at.as_millis()).unwrap_or(i64::MAX))
}
