//! What an agent's page may ask for.

use std::time::{Duration, Instant};

use dashmap::DashMap;

use crate::acd::{AgentId, Reason};
use crate::api::SharedApp;
use crate::api::auth::{SignedIn, may_write, now_ms};
use crate::api::live::Late;
use crate::api::problem::ApiError;
use crate::api::wire::{AgentState, Command, CommandError, ControlOp, Label, Severity};
use crate::call::{self, CallId, Control, Dialled};
use crate::driver::{ActError, AgentChoice, PersonAct, Refused};
use crate::phone;
use crate::store::{CustomerId, Weight, WrapUpSave};

/// Longest note, characters.
const NOTE_LENGTH_MAX: usize = 4_000;

/// Commands answered lately, by agent and key: the same key is answered again and done once.
#[derive(Debug, Default)]
pub(in crate::api) struct Keys {
    answered: DashMap<(AgentId, String), (Option<CommandError>, Instant)>,
}

impl Keys {
    /// How long an answer is kept.
    const LIFETIME: Duration = Duration::from_secs(600);
    /// Keys kept at once.
    const KEPT_MAX: usize = 50_000;
    /// Longest key, bytes.
    const LENGTH_MAX: usize = 64;

    fn answer(&self, agent: &AgentId, key: &str) -> Option<Option<CommandError>> {
        let kept = self.answered.get(&(agent.clone(), key.to_owned()))?;
        (kept.1.elapsed() < Self::LIFETIME).then(|| kept.0.clone())
    }

    fn keep(&self, agent: AgentId, key: String, answer: Option<CommandError>) {
        if self.answered.len() >= Self::KEPT_MAX {
            self.answered.retain(|_, (_, at)| at.elapsed() < Self::LIFETIME);
        }
        if self.answered.len() < Self::KEPT_MAX {
            self.answered.insert((agent, key), (answer, Instant::now()));
        }
    }
}

/// Carries a command out. `Ok` means accepted: the effect arrives as an event.
pub(super) async fn run(
    app: &SharedApp,
    who: &SignedIn,
    key: &str,
    command: Command,
) -> Result<(), CommandError> {
    let Some(agent) = who.agent.clone() else { return Err(said(&ApiError::NotAllowed)) };
    if key.is_empty() || key.len() > Keys::LENGTH_MAX {
        let reason = format!("1 to {} bytes", Keys::LENGTH_MAX);
        return Err(said(&ApiError::Invalid { field: "key", reason }));
    }
    if let Some(answer) = app.keys().answer(&agent, key) {
        return answer.map_or(Ok(()), Err);
    }
    let answer = carry_out(app, who, agent.clone(), command).await.map_err(|error| said(&error));
    app.keys().keep(agent, key.to_owned(), answer.as_ref().err().cloned());
    answer
}

async fn carry_out(
    app: &SharedApp,
    who: &SignedIn,
    agent: AgentId,
    command: Command,
) -> Result<(), ApiError> {
    match command {
        Command::AgentState { state, reason } => choose(app, who, agent, state, reason).await,
        Command::CallReject { call_id } => {
            Ok(app.driver.act(PersonAct::Reject { agent, call: call(&call_id)? }).await?)
        }
        Command::CallHangup { call_id } => {
            Ok(app.driver.act(PersonAct::Hangup { agent, call: call(&call_id)? }).await?)
        }
        Command::CallControl { call_id, what, to } => {
            let what = control(what, to.as_deref())?;
            Ok(app.driver.act(PersonAct::Control { agent, call: call(&call_id)?, what }).await?)
        }
        Command::CallDial { number } => {
            let number = dialled(app, &number)?;
            // The PBX refuses a second call of the same key, so a command told twice dials once.
            let key = format!("santral-{}", uuid::Uuid::now_v7()).into();
            Ok(app.driver.act(PersonAct::Dial { agent, number, key }).await?)
        }
        Command::PopPick { pop_id, customer_id } => pick(app, who, &agent, pop_id, customer_id).await,
        Command::WrapUpSave { call_id, disposition, solved, severity, follow_up_at, note, finish } => {
            let save = WrapUpSave {
                agent: agent.to_string(),
                disposition,
                solved,
                severity: severity.map(weight),
                follow_up_at_ms: follow_up_at.as_deref().map(moment).transpose()?,
                note,
                finished: finish,
            };
            let call = call(&call_id)?;
            may_write(app, who, call).await?;
            save_wrap_up(app, agent, call, save).await
        }
        Command::WrapUpExtend { call_id } => {
            Ok(app.driver.act(PersonAct::WrapUpExtend { agent, call: call(&call_id)? }).await?)
        }
        Command::NoteAdd { customer_id, text } => {
            let note = checked_note(&text)?;
            let id = customer(&customer_id)?;
            app.store.customers().add_note(id, &who.name, note, now_ms()).await?;
            Ok(())
        }
    }
}

async fn choose(
    app: &SharedApp,
    who: &SignedIn,
    agent: AgentId,
    state: AgentState,
    reason: Option<String>,
) -> Result<(), ApiError> {
    let choice = choice_of(app, state, reason)?;
    let back = matches!(choice, AgentChoice::Available | AgentChoice::NotReady(_));
    let act = PersonAct::Choose { agent: agent.clone(), choice };
    match app.driver.act(act.clone()).await {
        // She went offline from another page and comes back from this one: the same place.
        Err(ActError::Refused(Refused::NotSignedIn)) if back => {
            let line = who.line.clone().ok_or(ApiError::NotAllowed)?;
            app.driver.act(PersonAct::SignIn { agent, line }).await?;
            Ok(app.driver.act(act).await?)
        }
        answer => Ok(answer?),
    }
}

/// A state that somebody may choose, with a reason of the catalog where she is not ready.
pub(in crate::api) fn choice_of(
    app: &SharedApp,
    state: AgentState,
    reason: Option<String>,
) -> Result<AgentChoice, ApiError> {
    match state {
        AgentState::Available => Ok(AgentChoice::Available),
        AgentState::NotReady => Ok(AgentChoice::NotReady(known_reason(app, reason)?)),
        AgentState::Offline => Ok(AgentChoice::Offline),
        AgentState::Ringing | AgentState::OnCall | AgentState::WrapUp => {
            let reason = "available, not_ready or offline".to_owned();
            Err(ApiError::Invalid { field: "state", reason })
        }
    }
}

fn known_reason(app: &SharedApp, reason: Option<String>) -> Result<Reason, ApiError> {
    let known = |id: &str| app.roster.borrow().catalog().reason(id).is_some();
    reason.filter(|id| known(id)).map(|id| Reason::from(id.as_str())).ok_or_else(|| ApiError::Invalid {
        field: "reason",
        reason: "choose one of the session's reasons".to_owned(),
    })
}

async fn pick(
    app: &SharedApp,
    who: &SignedIn,
    agent: &AgentId,
    pop_id: String,
    customer_id: Option<String>,
) -> Result<(), ApiError> {
    let call = pop_id
        .strip_suffix(agent.as_str())
        .and_then(|rest| rest.strip_suffix('.'))
        .and_then(CallId::parse)
        .ok_or(ApiError::NotFound("pop"))?;
    may_write(app, who, call).await?;
    let picked = match customer_id {
        None => None,
        Some(id) => {
            Some(app.store.customers().get(customer(&id)?).await?.ok_or(ApiError::NotFound("customer"))?)
        }
    };
    app.store.calls().set_customer(call, picked.as_ref().map(|customer| customer.id)).await?;
    app.hub.tell(Late::Picked(pop_id, picked.map(Box::new))).await;
    Ok(())
}

/// Saved is durable first; only then is the agent free.
async fn save_wrap_up(
    app: &SharedApp,
    agent: AgentId,
    call: CallId,
    save: WrapUpSave,
) -> Result<(), ApiError> {
    checked_note(&save.note)?;
    let known = |id: &String| app.roster.borrow().catalog().disposition(id).is_some();
    if save.disposition.as_ref().is_some_and(|id| !known(id)) {
        let reason = "choose one of the session's dispositions".to_owned();
        return Err(ApiError::Invalid { field: "disposition", reason });
    }
    app.store.calls().save_wrap_up(call, &save, now_ms()).await?;
    if save.finished {
        app.hub.tell(Late::WrapUpSaved(agent.clone(), call)).await;
        match app.driver.act(PersonAct::WrapUpDone { agent, call }).await {
            // Her time had run out while she wrote: it is saved, and she is free already.
            Ok(()) | Err(ActError::Refused(Refused::NotYourCall)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn weight(severity: Severity) -> Weight {
    match severity {
        Severity::Low => Weight::Low,
        Severity::Normal => Weight::Normal,
        Severity::High => Weight::High,
        Severity::Urgent => Weight::Urgent,
    }
}

/// A moment as pages write it, UTC milliseconds.
fn moment(text: &str) -> Result<i64, ApiError> {
    let reason = "write it as 2026-11-25T14:30:00Z".to_owned();
    let at: Result<jiff::Timestamp, _> = text.parse();
    at.map(jiff::Timestamp::as_millisecond).map_err(|_| ApiError::Invalid { field: "follow_up_at", reason })
}

fn control(what: ControlOp, to: Option<&str>) -> Result<Control, ApiError> {
    let digits = |field, text: Option<&str>| {
        text.map(|text| text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect::<String>())
            .ok_or_else(|| ApiError::Invalid { field, reason: "must be given".to_owned() })
    };
    let target = || {
        let reason = "a number of digits with + * #, 32 at most".to_owned();
        Dialled::parse(&digits("to", to)?).ok_or(ApiError::Invalid { field: "to", reason })
    };
    Ok(match what {
        ControlOp::Hold => Control::Hold,
        ControlOp::Resume => Control::Resume,
        ControlOp::Mute => Control::Mute,
        ControlOp::Unmute => Control::Unmute,
        ControlOp::Keys => {
            let reason = "0-9, * and #, 32 at most".to_owned();
            Control::Keys(
                call::Keys::parse(&digits("to", to)?).ok_or(ApiError::Invalid { field: "to", reason })?,
            )
        }
        ControlOp::Transfer => Control::Transfer(target()?),
        ControlOp::Consult => Control::Consult(target()?),
        ControlOp::Complete => Control::Complete,
        ControlOp::Cancel => Control::Cancel,
        ControlOp::Park => Control::Park,
    })
}

/// A number as a person writes it, as it is dialled: E.164 where it is one, else its digits.
fn dialled(app: &SharedApp, number: &str) -> Result<Dialled, ApiError> {
    let reading = phone::read(number, app.roster.borrow().numbers());
    let text =
        reading.e164.as_ref().map_or_else(|| number.trim().to_owned(), |e164| e164.as_str().to_owned());
    let reason = "a number that can be dialled".to_owned();
    Dialled::parse(&text).ok_or(ApiError::Invalid { field: "number", reason })
}

fn call(id: &str) -> Result<CallId, ApiError> {
    CallId::parse(id).ok_or(ApiError::NotFound("call"))
}

fn customer(id: &str) -> Result<CustomerId, ApiError> {
    CustomerId::parse(id).ok_or(ApiError::NotFound("customer"))
}

fn checked_note(text: &str) -> Result<&str, ApiError> {
    if text.chars().count() <= NOTE_LENGTH_MAX {
        return Ok(text);
    }
    let reason = format!("{NOTE_LENGTH_MAX} characters at most");
    Err(ApiError::Invalid { field: "note", reason })
}

/// A refusal as the page shows it.
fn said(error: &ApiError) -> CommandError {
    let tr = match error {
        ApiError::Act(ActError::Refused(Refused::NotYourCall)) => "Çağrı bu işlem için uygun durumda değil.",
        ApiError::Act(ActError::Refused(Refused::InACall)) => "Açık bir çağrı varken yapılamaz.",
        ApiError::Act(ActError::Refused(Refused::NotAble)) => "Santral (PBX) bunun için ayarlı değil.",
        ApiError::Act(ActError::Refused(Refused::NotTalking)) => "Temsilci şu anda görüşmüyor.",
        ApiError::Act(ActError::Refused(Refused::NoSuchPhone)) => "Bu telefon bunun için çaldırılamaz.",
        ApiError::Act(ActError::Refused(Refused::NotSignedIn)) => "Temsilci oturumu açık değil.",
        ApiError::Act(ActError::Refused(Refused::LineTaken)) => "Bu dahilide başka bir temsilci oturuyor.",
        ApiError::Act(ActError::Refused(Refused::UnknownAgent)) => "Katalogda böyle bir temsilci yok.",
        ApiError::Act(ActError::Busy | ActError::Stopped) => "Sunucu meşgul; yeniden deneyin.",
        ApiError::Store(_) => "Veritabanı yanıt vermedi; kaydedilmedi, yeniden deneyin.",
        ApiError::NotFound(_) => "Bulunamadı.",
        ApiError::Invalid { .. } => "Girilen bilgi geçerli değil.",
        ApiError::NotSignedIn
        | ApiError::BadCredentials
        | ApiError::TooManyTries(_)
        | ApiError::TooManyReaders
        | ApiError::Simulating(_)
        | ApiError::OneAtATime(_)
        | ApiError::NotAllowed
        | ApiError::ForeignOrigin => "Bu işlem için yetkiniz yok.",
        ApiError::Internal => "Sunucuda bir hata oldu; kayda geçti.",
    };
    let retry = matches!(error, ApiError::Store(_) | ApiError::Act(ActError::Busy | ActError::Stopped));
    CommandError { code: error.word().to_owned(), msg: Label::new(tr, error.to_string()), retry }
}
