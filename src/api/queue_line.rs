//! Who waits in a queue, and why each still does.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};

use crate::acd::{QueueId, Verdict, WhyNot};
use crate::driver::{Roster, Waiting};

use super::SharedApp;
use super::auth::Supervisor;
use super::live::words;
use super::problem::ApiError;
use super::wire::{self, Label};

/// The callers who wait in a queue, in the order they came; of the first, how many agents stand how to them.
#[utoipa::path(get, path = "/api/v1/queues/{id}/line",
    responses((status = 200, body = wire::QueueLine), (status = 403, body = wire::Problem), (status = 404, body = wire::Problem)))]
pub(super) async fn show(
    State(app): State<SharedApp>,
    _: Supervisor,
    Path(id): Path<String>,
) -> Result<Json<wire::QueueLine>, ApiError> {
    let roster = app.roster.borrow().clone();
    roster.catalog().queue(&id).ok_or(ApiError::NotFound("queue"))?;
    let line = app.driver.line_of(QueueId::new(id.as_str())).await?;
    let mut callers = Vec::with_capacity(line.callers.len());
    for waiting in &line.callers {
        let record = app.store.calls().get(waiting.call.id).await?;
        let customer = match record.and_then(|record| record.customer_id) {
            Some(id) => app.store.customers().name_of(id).await?.map(|name| (id, name)),
            None => None,
        };
        let customer = customer.map(|(id, name)| wire::CustomerRef { id: id.to_string(), name });
        callers.push(caller(waiting, customer, &roster));
    }
    Ok(Json(wire::QueueLine { waiting: line.waiting as u32, callers }))
}

fn caller(waiting: &Waiting, customer: Option<wire::CustomerRef>, roster: &Roster) -> wire::WaitingCaller {
    let call = &waiting.call;
    let mut standing: BTreeMap<usize, u32> = BTreeMap::new();
    for (_, verdict) in waiting.explanation.iter().flat_map(|explanation| &explanation.agents) {
        *standing.entry(place(verdict)).or_default() += 1;
    }
    let explanation = waiting.explanation.as_ref();
    wire::WaitingCaller {
        call_id: call.id.to_string(),
        number: call.caller.shown().map(str::to_owned),
        customer,
        joined_at: words::rfc3339(call.joined_at),
        priority: waiting.priority,
        stage: explanation.map(|explanation| explanation.stage as u32),
        rings_for: call.rung.iter().map(|(agent, _)| words::agent_name(roster, agent).to_owned()).collect(),
        standing: standing
            .into_iter()
            .filter_map(|(place, agents)| {
                let (tr, en) = STANDINGS.get(place)?;
                Some(wire::Standing { text: Label::new(*tr, *en), agents })
            })
            .collect(),
    }
}

/// How agents can stand to a caller, whoever is nearest to taking him first.
const STANDINGS: [(&str, &str); 13] = [
    ("çalıyor", "ringing"),
    ("alabilirdi, başkası önce geliyor", "could take it, another comes first"),
    ("az önce bir çağrıyı kaçırdı", "missed a call a moment ago"),
    ("önceki çağrıyı yazıyor", "writing up the call before"),
    ("görüşmede", "on another call"),
    ("telefonu başka görüşmede", "phone in another call"),
    ("yedekte", "in reserve"),
    ("çağrı başkasını bekliyor", "the call waits for another"),
    ("hazır değil", "not ready"),
    ("telefonu kayıtlı değil", "phone not registered"),
    ("hiç çağrı almıyor", "takes no calls at all"),
    ("becerisi yetmiyor", "lacks a skill"),
    ("oturum açmamış", "not signed in"),
];

fn place(verdict: &Verdict) -> usize {
    let Verdict::Not(why) = verdict else { return 0 };
    match why {
        WhyNot::LowerInOrder => 1,
        WhyNot::CoolingDown { .. } => 2,
        WhyNot::WrappingUp { .. } => 3,
        WhyNot::Busy { .. } => 4,
        WhyNot::LineInUse => 5,
        WhyNot::HeldInReserve => 6,
        WhyNot::KeptForAnother { .. } | WhyNot::Quarantined { .. } => 7,
        WhyNot::NotReady(_) => 8,
        WhyNot::Unreachable => 9,
        WhyNot::NoCapacity => 10,
        WhyNot::LacksSkill { .. } => 11,
        WhyNot::Offline => 12,
    }
}
