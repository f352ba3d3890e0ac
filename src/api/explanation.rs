//! Why a call went where it went: the core's account of it, in people's words.

use axum::Json;
use axum::extract::{Path, State};
use jiff::tz::TimeZone;

use crate::acd::{
    self, Account, AgentId, AgentOrder, CallPhase, DequeuedWhy, OverflowTarget, QueueId, Span, Step,
    TieBreak, Time, Verdict, WhyNot,
};
use crate::call::CallId;
use crate::driver::{self, Roster};
use crate::store::{CallRecord, Store};

use super::SharedApp;
use super::auth::SignedIn;
use super::live::words::{self, rfc3339};
use super::problem::ApiError;
use super::wire::{self, Label};

/// How soon a replay is likely to be over, seconds.
const RETRY_AFTER_S: u64 = 5;

/// For every second of waiting who was considered and why not, and for every decision by what rule.
#[utoipa::path(get, path = "/api/v1/calls/{id}/explanation",
    responses((status = 200, body = wire::CallExplanation), (status = 404, body = wire::Problem), (status = 429, body = wire::Problem)))]
pub(super) async fn show(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<wire::CallExplanation>, ApiError> {
    if !who.watches_everybody() {
        return Err(ApiError::NotAllowed);
    }
    let id = CallId::parse(&id).ok_or(ApiError::NotFound("call"))?;
    let record = app.store.calls().get(id).await?.ok_or(ApiError::NotFound("call"))?;
    let _turn = app.explaining().try_acquire().map_err(|_| ApiError::OneAtATime(RETRY_AFTER_S))?;
    let account = account_of(&app.store, &record).await.map_err(|error| {
        tracing::error!(call.id = %id, %error, "a call could not be explained");
        ApiError::Internal
    })?;
    let roster = app.roster.borrow().clone();
    Ok(Json(in_words(&account, roster.as_ref(), &app.zone)))
}

/// The account of a call of the store, by replaying the journal up to its end.
pub async fn account_of(store: &Store, call: &CallRecord) -> Result<Account, driver::RebuildError> {
    let time = |at_ms: i64| Time::from_millis(u64::try_from(at_ms).unwrap_or(0));
    let joined_at = time(call.joined_at_ms.unwrap_or(call.began_at_ms));
    let from_ms = i64::try_from(driver::replay_begins_at(joined_at).as_millis()).unwrap_or(i64::MAX);
    let roster = driver::roster_at(store, from_ms).await?;
    // Rows keep whole milliseconds: the record that ended the call lies within the next one.
    let ended_at = call.ended_at_ms.map(|at_ms| time(at_ms + 1));
    driver::account(store, roster, call.id, joined_at, ended_at).await
}

/// Who agents and queues are to whoever reads.
pub trait Names {
    /// An agent's name.
    fn agent(&self, id: &AgentId) -> String;
    /// A queue with its label.
    fn queue(&self, id: &QueueId) -> wire::NamedLabel;
    /// A reason of the catalog for not being ready, by its id.
    fn reason(&self, id: &str) -> Label {
        Label::new(id, id)
    }
}

impl Names for Roster {
    fn agent(&self, id: &AgentId) -> String {
        words::agent_name(self, id).to_owned()
    }

    fn queue(&self, id: &QueueId) -> wire::NamedLabel {
        words::queue(self, id)
    }

    fn reason(&self, id: &str) -> Label {
        let known = self.catalog().reasons().iter().find(|reason| reason.id == id);
        known.map_or_else(|| Label::new(id, id), |reason| Label::new(&*reason.label.tr, &*reason.label.en))
    }
}

/// An account as pages, programs and the command line see it; moments inside texts are those of `zone`.
pub fn in_words(account: &Account, names: &impl Names, zone: &TimeZone) -> wire::CallExplanation {
    wire::CallExplanation {
        call_id: account.call().to_string(),
        cut: account.is_cut(),
        places: account.places().iter().map(|span| place(span, names)).collect(),
        agents: account.agents().map(|(agent, spans)| agent_account(agent, spans, names, zone)).collect(),
        steps: account.steps().iter().map(|(at, what)| step(*at, what, names)).collect(),
    }
}

fn place(span: &Span<acd::Place>, names: &impl Names) -> wire::CallPlace {
    let phase = match span.what.phase {
        CallPhase::Waiting => "waiting",
        CallPhase::Ringing { .. } => "ringing",
        CallPhase::Talking { .. } => "talking",
    };
    wire::CallPlace {
        from: rfc3339(span.from),
        until: span.until.map(rfc3339),
        phase: phase.to_owned(),
        queue: names.queue(&span.what.queue),
        stage: span.what.stage,
    }
}

fn agent_account(
    agent: &AgentId,
    spans: &[Span<Verdict>],
    names: &impl Names,
    zone: &TimeZone,
) -> wire::AgentAccount {
    let spans = spans.iter().map(|span| wire::VerdictSpan {
        from: rfc3339(span.from),
        until: span.until.map(rfc3339),
        verdict: match &span.what {
            Verdict::Chosen => "chosen",
            Verdict::Not(why) => why.as_str(),
        }
        .to_owned(),
        text: verdict(&span.what, names, zone),
    });
    wire::AgentAccount { agent: agent.to_string(), name: names.agent(agent), spans: spans.collect() }
}

fn verdict(verdict: &Verdict, names: &impl Names, zone: &TimeZone) -> Label {
    let Verdict::Not(why) = verdict else { return Label::new("çağrı onda", "has the call") };
    let at = |at: Time| clock(at, zone);
    match why {
        WhyNot::LacksSkill { need } => {
            Label::new(format!("gereken: {}", need_tr(need)), format!("needs {need}"))
        }
        WhyNot::Offline => Label::new("oturum açmamış", "not signed in"),
        WhyNot::NotReady(reason) => {
            let reason = reason_words(reason, names);
            Label::new(format!("hazır değil ({})", reason.tr), format!("not ready ({})", reason.en))
        }
        WhyNot::Busy { .. } => Label::new("başka bir çağrıda", "on another call"),
        WhyNot::WrappingUp { .. } => Label::new("önceki çağrıyı yazıyor", "writing up the call before"),
        WhyNot::Unreachable => Label::new("telefonu kayıtlı değil", "her phone is not registered"),
        WhyNot::LineInUse => Label::new("telefonu başka bir görüşmede", "her phone is in another call"),
        WhyNot::CoolingDown { until } => Label::new(
            format!("bir çağrıyı kaçırdı, saat {} olana dek atlanıyor", at(*until)),
            format!("missed an offer, passed over until {}", at(*until)),
        ),
        WhyNot::NoCapacity => Label::new("hiç çağrı almıyor", "takes no calls at all"),
        WhyNot::HeldInReserve => Label::new("yedekte, henüz az bekleyen var", "in reserve, too few wait yet"),
        WhyNot::Quarantined { until } => Label::new(
            format!("müşteri açmadı, saat {} olunca yeniden denenecek", at(*until)),
            format!("the customer did not answer, tried again at {}", at(*until)),
        ),
        WhyNot::KeptForAnother { until } => Label::new(
            format!("çağrı saat {} olana dek başkasını bekliyor", at(*until)),
            format!("the call waits for another until {}", at(*until)),
        ),
        WhyNot::LowerInOrder => {
            Label::new("alabilirdi, başkası önce geldi", "could take it, another came first")
        }
    }
}

fn need_tr(need: &acd::Need) -> String {
    match need {
        acd::Need::AtLeast { skill, level, has } => format!("{skill} en az {level} (onda {has})"),
        acd::Need::Below { skill, level, has } => format!("{skill} {level} altında (onda {has})"),
        acd::Need::Impossible => "kimse karşılayamaz".to_owned(),
    }
}

fn step(at: Time, step: &Step, names: &impl Names) -> wire::CallStep {
    let (word, decision, text) = match step {
        Step::Waiting { queue, position } => {
            let queue = names.queue(queue).label;
            let tr = format!("{} kuyruğunda {position}. sırada beklemeye başladı", queue.tr);
            ("waiting", None, Label::new(tr, format!("began to wait in {}, at place {position}", queue.en)))
        }
        Step::Stage { stage, cause } => {
            let (tr, en) = match cause {
                acd::StageCause::Age => ("süresi doldu", "by its age"),
                acd::StageCause::NobodyReachable => {
                    ("öncekinde kimseye ulaşılamıyor", "nobody was reachable before")
                }
            };
            (
                "stage",
                None,
                Label::new(format!("{stage}. aşamaya geçti: {tr}"), format!("reached stage {stage}, {en}")),
            )
        }
        Step::PreferenceOver(why) => {
            let (tr, en) = match why {
                acd::PreferenceEnd::PatienceOver => ("bekleme süresi doldu", "the time to wait is over"),
                acd::PreferenceEnd::NobodyReachable => ("ona ulaşılamıyor", "not reachable"),
            };
            let text = Label::new(
                format!("tercih edilen temsilci artık beklenmiyor: {tr}"),
                format!("no longer waits for the preferred agent: {en}"),
            );
            ("preference_over", None, text)
        }
        Step::Offered(offer) => {
            let name = names.agent(&offer.agent);
            let (tr, en) = tie_break(offer.decision.tie_break);
            let decision = wire::StepDecision {
                agent: offer.agent.to_string(),
                stage: offer.stage,
                rule: offer.decision.rule.as_str().to_owned(),
                call_rule: offer.decision.call_rule.as_str().to_owned(),
                tie_break: offer.decision.tie_break.as_str().to_owned(),
            };
            let (rule_tr, rule_en) = rule(offer.decision.rule);
            let text = Label::new(
                format!("{name} seçildi ({rule_tr}): {tr}"),
                format!("{name} was chosen ({rule_en}): {en}"),
            );
            ("offered", Some(decision), text)
        }
        Step::OfferEnded { agent, end, .. } => {
            let name = names.agent(agent);
            (
                "offer_ended",
                None,
                Label::new(format!("{name}: {}", offer_end_tr(*end)), format!("{name}: {end}")),
            )
        }
        Step::Overflowed { to, cause } => {
            let (cause_tr, cause_en) = overflow_cause(*cause);
            let to = match to {
                OverflowTarget::Queue(queue) => names.queue(queue).label,
                OverflowTarget::GiveBack => Label::new("PBX'in yedek kuyruğu", "the PBX's fall-back queue"),
            };
            let text = Label::new(
                format!("taştı ({}): {}", cause_tr, to.tr),
                format!("overflowed ({}) to {}", cause_en, to.en),
            );
            ("overflowed", None, text)
        }
        Step::Dequeued(why) => ("dequeued", None, dequeued(why, names)),
    };
    wire::CallStep { at: rfc3339(at), step: word.to_owned(), decision, text }
}

/// A moment as the company's clocks show it.
fn clock(at: Time, zone: &TimeZone) -> String {
    let at =
        i64::try_from(at.as_millis()).ok().and_then(|at_ms| jiff::Timestamp::from_millisecond(at_ms).ok());
    zone.to_datetime(at.unwrap_or_default()).strftime("%H:%M:%S").to_string()
}

fn reason_words(reason: &acd::Reason, names: &impl Names) -> Label {
    match reason {
        acd::Reason::SignedIn => Label::new("yeni oturum açtı", "just signed in"),
        acd::Reason::Missed => Label::new("çağrı kaçırdı", "missed offers"),
        acd::Reason::NoScreen => Label::new("ekranı yok", "no screen"),
        acd::Reason::Supervisor => Label::new("yönetici", "supervisor"),
        acd::Reason::Named(id) => names.reason(id),
    }
}

/// What a queue's `agent_order` is called.
fn rule(order: AgentOrder) -> (&'static str, &'static str) {
    match order {
        AgentOrder::LongestIdle => ("en uzun süredir boşta olan", "longest idle"),
        AgentOrder::MostSkilled => ("en yetkin olan", "most skilled"),
        AgentOrder::LeastSkilled => ("yetkinliği en az yeten", "least skilled"),
        AgentOrder::SpecialistFirst => ("önce uzmanı", "specialist first"),
        AgentOrder::LeastOccupied => ("en az meşgul olan", "least occupied"),
        AgentOrder::FewestCalls => ("en az çağrı almış olan", "fewest calls"),
        AgentOrder::RoundRobin => ("sırayla", "round robin"),
        AgentOrder::Linear => ("liste sırasıyla", "in the list's order"),
        AgentOrder::RingAll => ("hepsi birden", "all at once"),
    }
}

fn overflow_cause(cause: acd::OverflowCause) -> (&'static str, &'static str) {
    match cause {
        acd::OverflowCause::WaitingTooLong => ("çok bekledi", "waiting too long"),
        acd::OverflowCause::NobodyReachable => ("kimseye ulaşılamıyor", "nobody reachable"),
        acd::OverflowCause::TooManyWaiting => ("çok bekleyen var", "too many waiting"),
        acd::OverflowCause::Closed => ("kuyruk kapalı", "closed"),
    }
}

fn tie_break(tie_break: TieBreak) -> (&'static str, &'static str) {
    match tie_break {
        TieBreak::OnlyCandidate => ("alabilecek tek kişi", "the only one who could"),
        TieBreak::Preferred => ("tercih edilen", "preferred"),
        TieBreak::EarlierStage => ("daha önceki aşamaya uyuyor", "an earlier stage admits her"),
        TieBreak::Rule => ("kural onu öne aldı", "the rule put her first"),
        TieBreak::LongestIdle => {
            ("kurala göre eşitti, daha uzun süredir boştaydı", "equal by the rule, idle for longer")
        }
        TieBreak::LessBusy => ("daha az çağrısı var", "on fewer calls"),
        TieBreak::Together => ("hepsi birden çalıyor", "all ring together"),
        TieBreak::Sequence => ("her şeyde eşitti, kayıt sırası", "equal in all, first in sequence"),
    }
}

fn offer_end_tr(end: acd::OfferEnd) -> &'static str {
    match end {
        acd::OfferEnd::Accepted => "cevapladı",
        acd::OfferEnd::Declined => "reddetti",
        acd::OfferEnd::Unanswered => "cevap vermedi",
        acd::OfferEnd::Busy => "meşguldü",
        acd::OfferEnd::Unreachable => "telefonu kayıtlı değildi",
        acd::OfferEnd::Failed => "PBX çaldıramadı",
        acd::OfferEnd::Withdrawn(_) => "geri alındı",
    }
}

fn dequeued(why: &DequeuedWhy, names: &impl Names) -> Label {
    match why {
        DequeuedWhy::Answered { agent } => {
            let name = names.agent(agent);
            Label::new(format!("{name} cevapladı"), format!("{name} answered"))
        }
        DequeuedWhy::AnsweredElsewhere => Label::new("başka biri cevapladı", "somebody else answered"),
        DequeuedWhy::Abandoned => Label::new("arayan kapattı", "the caller hung up"),
        DequeuedWhy::FellBack => Label::new("PBX'in yedek kuyruğu aldı", "the PBX's fall-back queue took it"),
        DequeuedWhy::Overflowed => Label::new("PBX'e geri verildi", "given back to the PBX"),
        DequeuedWhy::CallbackGivenUp => Label::new("müşteriye ulaşılamadı", "the customer did not answer"),
        DequeuedWhy::Ended => Label::new("sona erdi", "it ended"),
    }
}
