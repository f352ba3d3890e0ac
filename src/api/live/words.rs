//! Domain words as wire words.

use std::time::Duration;

use jiff::Timestamp;

use crate::acd::{self, AgentId, Decision, QueueId, Time};
use crate::api::wire;
use crate::call::{
    self, Caller, ControlKind, Denied, Line, LinkState, PbxName, PbxQueue, QueueSeat, SeatState,
};
use crate::driver::{self, Call, QueueFigures, Roster};
use crate::phone;
use crate::pop;
use crate::stats::{Standing, service_level};
use crate::store;

use super::candidates::matched;

/// A moment as RFC 3339 in UTC with milliseconds.
pub(crate) fn rfc3339(at: Time) -> String {
    rfc3339_ms(i64::try_from(at.as_millis()).unwrap_or(i64::MAX))
}

/// The same from UTC milliseconds.
pub(crate) fn rfc3339_ms(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map_or_else(|_| String::new(), |at| format!("{at:.3}"))
}

/// Milliseconds of a duration.
pub(crate) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

pub(crate) fn state(state: &acd::AgentState) -> (wire::AgentState, Option<String>) {
    match state {
        acd::AgentState::Offline => (wire::AgentState::Offline, None),
        acd::AgentState::Available => (wire::AgentState::Available, None),
        acd::AgentState::NotReady(reason) => (wire::AgentState::NotReady, Some(reason.to_string())),
        acd::AgentState::Ringing { .. } => (wire::AgentState::Ringing, None),
        acd::AgentState::OnCall { .. } => (wire::AgentState::OnCall, None),
        acd::AgentState::WrapUp { .. } => (wire::AgentState::WrapUp, None),
    }
}

pub(super) fn next_state(next: &acd::NextState) -> wire::NextState {
    match next {
        acd::NextState::NotReady(reason) => {
            wire::NextState { state: wire::AgentState::NotReady, reason: Some(reason.to_string()) }
        }
        acd::NextState::Offline => wire::NextState { state: wire::AgentState::Offline, reason: None },
    }
}

pub(super) fn phone(phone: driver::PhoneState) -> wire::PhoneState {
    match phone {
        driver::PhoneState::Free => wire::PhoneState::Free,
        driver::PhoneState::InUse => wire::PhoneState::InUse,
        driver::PhoneState::Unreachable => wire::PhoneState::Unreachable,
        driver::PhoneState::Unknown => wire::PhoneState::Unknown,
    }
}

pub(super) fn party(caller: &Caller) -> wire::Party {
    wire::Party { number: caller.shown().map(str::to_owned), name: caller.name.clone() }
}

/// The number of a recorded call as [`party`] shows it: none where the network wrote that it was withheld.
pub(crate) fn number_of(record: &store::CallRecord, roster: &Roster) -> Option<String> {
    let is_number = |raw: &&String| phone::read(raw, roster.numbers()).kind != phone::Kind::Withheld;
    record.e164.clone().or_else(|| record.number_raw.as_ref().filter(is_number).cloned())
}

/// The last two digits are enough to tell callers apart on a board.
pub(super) fn masked(caller: &Caller) -> Option<String> {
    let digits: Vec<char> = caller.shown()?.chars().collect();
    let cut = digits.len().saturating_sub(2);
    Some(digits.iter().enumerate().map(|(n, c)| if n >= cut || n < 3 { *c } else { '•' }).collect())
}

pub(crate) fn queue(roster: &Roster, id: &QueueId) -> wire::NamedLabel {
    wire::NamedLabel { id: id.to_string(), label: queue_label(roster, id) }
}

pub(super) fn queue_label(roster: &Roster, id: &QueueId) -> wire::Label {
    roster.catalog().queue(id.as_str()).map_or_else(
        || wire::Label::new(id.as_str(), id.as_str()),
        |queue| wire::Label::new(queue.label.tr.as_str(), queue.label.en.as_str()),
    )
}

pub(super) fn call(call: &Call, roster: &Roster, state: wire::CallState, since: Time) -> wire::Call {
    wire::Call {
        call_id: call.id.to_string(),
        state,
        party: party(&call.caller),
        queue: call.queue.as_ref().map(|id| queue(roster, id)),
        since: rfc3339(since),
        muted: call.muted,
        monitored: !call.listeners.is_empty() && roster.catalog().policy().show_listening,
        consult: call.consult.as_ref().map(|consult| wire::Consult {
            with: consult
                .agent
                .as_ref()
                .map_or_else(|| consult.number.clone(), |agent| agent_name(roster, agent).to_owned()),
            answered: consult.answered,
        }),
        can: match state {
            // Not ours to route: the phone decides.
            _ if !call.ours => Vec::new(),
            wire::CallState::Ringing => vec![wire::CallOp::Reject],
            wire::CallState::Connected | wire::CallState::Held => controls(call),
            // The phone decides: it is the colleague's call to answer.
            wire::CallState::Consult => Vec::new(),
        },
    }
}

/// What its agent may do to a conversation now.
fn controls(call: &Call) -> Vec<wire::CallOp> {
    let op = |kind| match kind {
        ControlKind::Hold => wire::CallOp::Hold,
        ControlKind::Resume => wire::CallOp::Resume,
        ControlKind::Mute => wire::CallOp::Mute,
        ControlKind::Unmute => wire::CallOp::Unmute,
        ControlKind::Keys => wire::CallOp::Keys,
        ControlKind::Transfer => wire::CallOp::Transfer,
        ControlKind::Consult => wire::CallOp::Consult,
        ControlKind::Complete => wire::CallOp::Complete,
        ControlKind::Cancel => wire::CallOp::Cancel,
        ControlKind::Park => wire::CallOp::Park,
    };
    // While somebody is asked, ending her leg would give the caller away: that is `complete`.
    let ends = call.consult.is_none().then_some(wire::CallOp::Hangup);
    ends.into_iter().chain(ControlKind::ALL.into_iter().filter(|kind| call.may(*kind)).map(op)).collect()
}

/// A supervisor who takes part in a conversation.
pub(super) fn listener(listener: &call::Listener) -> wire::Listener {
    wire::Listener {
        phone: listener.line.as_ref().map(ToString::to_string),
        mode: match listener.mode {
            call::ListenMode::Listen => wire::ListenMode::Listen,
            call::ListenMode::Whisper => wire::ListenMode::Whisper,
            call::ListenMode::Join => wire::ListenMode::Join,
            call::ListenMode::Take => wire::ListenMode::Take,
        },
    }
}

/// What an agent wanted and the PBX would not do, with the PBX's own words.
pub(super) fn refused(what: &Denied, why: &str) -> wire::StreamEvent {
    let (call, tr, en) = match what {
        Denied::Control(call, kind) => {
            let (tr, en) = not_done(*kind);
            (Some(call), format!("Çağrı {tr}"), format!("The call {en}"))
        }
        Denied::Listen(call) => {
            (Some(call), "Çağrıya katılınamadı".to_owned(), "The call could not be listened to".to_owned())
        }
        Denied::Dial(_) => (None, "Numara aranamadı".to_owned(), "The number could not be called".to_owned()),
        Denied::OwnPhone(_) => (
            None,
            "Kendi telefonunuz çağrıyı almadı, numara aranmadı".to_owned(),
            "Your own phone did not take the call, and the number was not called".to_owned(),
        ),
    };
    let msg = wire::Label::new(format!("{tr}: {why}"), format!("{en}: {why}"));
    wire::StreamEvent::CallRefused { call_id: call.map(ToString::to_string), msg }
}

fn not_done(what: ControlKind) -> (&'static str, &'static str) {
    match what {
        ControlKind::Hold => ("beklemeye alınamadı", "could not be put on hold"),
        ControlKind::Resume => ("beklemeden alınamadı", "could not be taken off hold"),
        ControlKind::Mute | ControlKind::Unmute => {
            ("sessize alınıp açılamadı", "could not be muted or unmuted")
        }
        ControlKind::Keys => ("tuşları alamadı", "could not be sent the keys"),
        ControlKind::Transfer | ControlKind::Complete => ("aktarılamadı", "could not be transferred"),
        ControlKind::Consult => ("için kimseye danışılamadı", "could not be asked about"),
        ControlKind::Cancel => ("danışmadan geri alınamadı", "could not be taken back from the consultation"),
        ControlKind::Park => ("park edilemedi", "could not be parked"),
    }
}

pub(super) fn pop(
    pop: &pop::Pop,
    call: &Call,
    roster: &Roster,
    why: wire::Label,
    handed: Option<wire::Handed>,
    card: Option<wire::Card>,
    incidents: Vec<wire::Incident>,
) -> wire::Pop {
    let (matched, candidates) = matched(pop, roster);
    let unqueued = || wire::NamedLabel { id: String::new(), label: wire::Label::default() };
    wire::Pop {
        pop_id: pop.id.to_string(),
        call_id: pop.call.to_string(),
        created_at: rfc3339(pop.created_at),
        number: call.caller.shown().map(str::to_owned),
        number_kind: call.caller.reading.kind.as_str().to_owned(),
        caller_name: call.caller.name.clone(),
        dialled: Some(call.did.to_string()),
        queue: call.queue.as_ref().map_or_else(unqueued, |id| queue(roster, id)),
        wait_ms: ms(call.answered_at.unwrap_or(pop.created_at) - call.joined_at),
        why,
        matched,
        candidates,
        keypad: call.caller.keypad.clone(),
        path: call.caller.path.clone(),
        handed,
        card,
        incidents,
    }
}

/// A customer as pages see her.
pub(crate) fn customer(customer: &store::Customer, roster: &Roster) -> wire::Customer {
    wire::Customer {
        id: customer.id.to_string(),
        kind: match customer.kind {
            store::CustomerKind::Person => wire::CustomerKind::Person,
            store::CustomerKind::Company => wire::CustomerKind::Company,
        },
        name: customer.name.clone(),
        salutation: customer.salutation.clone(),
        segment: customer.segment.clone(),
        vip: customer.vip,
        language: customer.language.clone(),
        city: customer.city.clone(),
        email: customer.email.clone(),
        numbers: customer.numbers.iter().map(|number| number.as_str().to_owned()).collect(),
        since: customer.since.clone(),
        history: customer.history.iter().map(|earlier| contact(earlier, roster)).collect(),
        notes: customer.notes.iter().map(note).collect(),
    }
}

/// An earlier contact as pages see it.
pub(crate) fn contact(contact: &store::Contact, roster: &Roster) -> wire::Contact {
    let catalog = roster.catalog();
    let queue = |id: &String| catalog.queue(id).map_or_else(|| id.clone(), |queue| queue.label.tr.clone());
    let agent = |id: &String| catalog.agent(id).map_or_else(|| id.clone(), |agent| agent.name.clone());
    wire::Contact {
        at: rfc3339_ms(contact.at_ms),
        call_id: contact.call.map(|call| call.to_string()),
        channel: contact.channel.clone(),
        queue: contact.queue.as_ref().map(queue),
        agent: contact.agent.as_ref().map(agent),
        disposition: contact.disposition.as_deref().map(|id| disposition(roster, id)),
        solved: contact.solved,
        summary: contact.summary.clone(),
    }
}

/// A disposition by its id, or the words themselves where the catalog has no such id.
pub(crate) fn disposition(roster: &Roster, id: &str) -> wire::Label {
    roster.catalog().disposition(id).map_or_else(
        || wire::Label::new(id, id),
        |disposition| wire::Label::new(disposition.label.tr.as_str(), disposition.label.en.as_str()),
    )
}

fn note(note: &store::Note) -> wire::Note {
    wire::Note { at: rfc3339_ms(note.at_ms), by: note.by.clone(), text: note.text.clone() }
}

/// Why an agent was chosen, in one line for her own screen.
pub(super) fn why(decision: &Decision, roster: &Roster, queue: &QueueId) -> wire::Label {
    let label = queue_label(roster, queue);
    let stage = decision.stage;
    let (tr, en) = match decision.rule {
        acd::AgentOrder::LongestIdle => ("en uzun süredir boşta", "longest idle"),
        acd::AgentOrder::MostSkilled => ("en yetkin", "most skilled"),
        acd::AgentOrder::LeastSkilled => ("yeten en az yetkin", "least skilled who can"),
        acd::AgentOrder::SpecialistFirst => ("önce uzmanı", "specialist first"),
        acd::AgentOrder::LeastOccupied => ("en az meşgul", "least occupied"),
        acd::AgentOrder::FewestCalls => ("en az çağrı alan", "fewest calls"),
        acd::AgentOrder::RoundRobin => ("sıra kimdeyse", "next in turn"),
        acd::AgentOrder::Linear => ("listede ilk", "first in the list"),
        acd::AgentOrder::RingAll => ("hepsi birden çalıyor", "all ring together"),
    };
    let step = |word: &str| if stage == 0 { String::new() } else { format!(", {word} {stage}") };
    wire::Label {
        tr: format!("{}: {tr}{}", label.tr, step("gevşeme adımı")),
        en: format!("{}: {en}{}", label.en, step("relaxed step")),
    }
}

pub(super) fn queue_row(figures: &QueueFigures, roster: &Roster) -> wire::QueueRow {
    let convention = roster.convention(&figures.queue);
    let (permille, standing) = service_level(&figures.day, convention);
    let seconds = |duration: Duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
    wire::QueueRow {
        id: figures.queue.to_string(),
        label: queue_label(roster, &figures.queue),
        waiting: figures.waiting,
        oldest_at: figures.oldest_at.map(rfc3339),
        entered: figures.day.entered,
        answered: figures.day.answered,
        abandoned: figures.day.abandoned,
        short_abandoned: figures.day.short_abandoned,
        fell_back: figures.day.fell_back,
        service_level: wire::ServiceLevel {
            percent: permille.map(|permille| f64::from(permille) / 10.0),
            target_percent: convention.target_percent,
            within_s: seconds(convention.within),
            short_abandon_s: seconds(convention.short_abandon),
            level: match standing {
                Standing::Ok => wire::Level::Ok,
                Standing::Warn => wire::Level::Warn,
                Standing::Breach => wire::Level::Breach,
            },
        },
        agents_available: figures.agents_available,
        agents_busy: figures.agents_busy,
        agents_not_ready: figures.agents_not_ready,
    }
}

/// The id of the row of one of a PBX's own queues.
pub(super) fn pbx_queue_id(pbx: &PbxName, name: &str) -> String {
    format!("{pbx}/{name}")
}

/// One of a PBX's own queues; `agent_at` says who of ours sits at a phone.
pub(super) fn pbx_queue(
    pbx: &PbxName,
    queue: &PbxQueue,
    roster: &Roster,
    agent_at: impl Fn(&Line) -> Option<AgentId>,
) -> wire::PbxQueueRow {
    let member = |seat: &QueueSeat| wire::PbxQueueMember {
        interface: seat.interface.clone(),
        name: seat.name.clone(),
        agent: seat.line.as_ref().and_then(&agent_at).map(|id| agent_name(roster, &id).to_owned()),
        state: match seat.state {
            SeatState::Free => wire::SeatState::Free,
            SeatState::Busy => wire::SeatState::Busy,
            SeatState::Ringing => wire::SeatState::Ringing,
            SeatState::Unavailable => wire::SeatState::Unavailable,
        },
        paused: seat.paused,
        paused_reason: seat.paused_reason.clone(),
        penalty: seat.penalty,
        calls_taken: seat.calls_taken,
    };
    let since = |at_ms: u64| rfc3339_ms(i64::try_from(at_ms).unwrap_or(i64::MAX));
    wire::PbxQueueRow {
        id: pbx_queue_id(pbx, &queue.name),
        name: queue.name.to_string(),
        strategy: queue.strategy.clone(),
        waiting: queue.waiting,
        oldest_at: queue.oldest_at_ms.map(since),
        completed: queue.completed,
        abandoned: queue.abandoned,
        members: queue.members.iter().map(member).collect(),
    }
}

/// The convention of [`service_level`], in words.
pub(crate) fn service_level_formula() -> wire::Label {
    wire::Label::new(
        "= süre içinde cevaplanan / (cevaplanan + kısa sayılmayan kaçan + PBX kuyruğuna düşen), bugün",
        "= answered within the limit / (answered + abandoned that were not short + taken by the PBX's fall-back queue), today",
    )
}

pub(super) fn link(pbx: &str, link: &LinkState, since: Time) -> wire::LinkRow {
    let detail = match link {
        LinkState::Up => None,
        LinkState::Down { detail } => Some(detail.to_string()),
    };
    wire::LinkRow { pbx: pbx.to_owned(), up: detail.is_none(), since: rfc3339(since), detail }
}

pub(crate) fn agent_name<'a>(roster: &'a Roster, id: &'a AgentId) -> &'a str {
    roster.catalog().agent(id.as_str()).map_or(id.as_str(), |agent| agent.name.as_str())
}
