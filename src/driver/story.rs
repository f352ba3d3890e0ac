//! A call's story in words, from the journal and the offers.

use serde_json::Value;

use crate::call::{EndedBy, Line, Outcome};
use crate::store::{CallRecord, CallSource, OfferRecord, Record};

use super::Roster;

/// One thing that happened to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryLine {
    /// When, UTC milliseconds.
    pub at_ms: i64,
    /// Stable word, as in the feed.
    pub event: String,
    /// Turkish.
    pub tr: String,
    /// English.
    pub en: String,
}

/// Tells a call's story, oldest first. What cannot be read is told by its word alone.
pub fn tell(
    journal: &[Record],
    offers: &[OfferRecord],
    call: &CallRecord,
    roster: &Roster,
) -> Vec<StoryLine> {
    let teller = Teller { offers, roster };
    let mut lines: Vec<StoryLine> = journal.iter().filter_map(|record| teller.of_record(record)).collect();
    lines.extend(offers.iter().map(|offer| teller.of_offer(offer)));
    if let Some(at_ms) = call.wrapped_up_at_ms {
        lines.push(line(
            at_ms,
            "wrapup.saved",
            "Çağrı sonucu kaydedildi".into(),
            "The outcome was saved".into(),
        ));
    }
    if call.source == Some(CallSource::QueueLog) {
        lines.extend(of_log(call, roster));
    }
    // What was gone when the PBX was read again has no end of its own in the journal.
    let ended = lines.iter().any(|line| ["call.ended", "call.repaired"].contains(&line.event.as_str()));
    let lost = call.outcome == Some(Outcome::Failed) && call.source.is_none();
    if let (true, Some(at_ms), false) = (lost, call.ended_at_ms, ended) {
        lines.push(line(
            at_ms,
            "call.lost",
            "Kayboldu: PBX kapandı ya da bağlantı yokken bitti".into(),
            "Lost: the PBX went down, or it ended while the link was away".into(),
        ));
    }
    lines.sort_by_key(|line| line.at_ms);
    lines
}

/// A call that is known from a log alone: what the log said.
fn of_log(call: &CallRecord, roster: &Roster) -> Vec<StoryLine> {
    let agent = call.agent_id.as_deref().or_else(|| call.line.as_ref().map(Line::as_str)).unwrap_or("?");
    let agent = roster.catalog().agent(agent).map_or(agent, |agent| agent.name.as_str());
    let (by_tr, by_en) = ended_by(call.ended_by.map_or("", |by| match by {
        EndedBy::Caller => "caller",
        EndedBy::Agent => "agent",
        EndedBy::System => "system",
    }));
    let told = [
        (
            call.joined_at_ms,
            "queue.joined",
            "Kuyruğa girdi (santral günlüğünden)".to_owned(),
            "Joined the queue (from the PBX's log)".to_owned(),
        ),
        (call.answered_at_ms, "call.answered", format!("{agent} cevapladı"), format!("{agent} answered")),
        (call.ended_at_ms, "call.ended", format!("Bitti ({by_tr})"), format!("Ended ({by_en})")),
    ];
    let lines = told.into_iter().filter_map(|(at_ms, event, tr, en)| Some(line(at_ms?, event, tr, en)));
    lines.collect()
}

struct Teller<'a> {
    offers: &'a [OfferRecord],
    roster: &'a Roster,
}

fn line(at_ms: i64, event: &str, tr: String, en: String) -> StoryLine {
    StoryLine { at_ms, event: event.to_owned(), tr, en }
}

impl Teller<'_> {
    fn of_offer(&self, offer: &OfferRecord) -> StoryLine {
        let (name, among) = (self.agent(&offer.agent_id), offer.considered);
        let (rule_tr, rule_en) = rule(&offer.rule);
        let (stage_tr, stage_en) = match offer.stage {
            0 => (String::new(), String::new()),
            stage => (format!(", {stage}. gevşeme"), format!(", relaxed step {stage}")),
        };
        line(
            offer.made_at_ms,
            "offer.made",
            format!("{name} seçildi: {rule_tr}{stage_tr}; uygun {among} temsilci"),
            format!("{name} was chosen: {rule_en}{stage_en}; {among} could have taken it"),
        )
    }

    fn of_record(&self, record: &Record) -> Option<StoryLine> {
        let body: Value = serde_json::from_str(&record.body).ok()?;
        let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or("");
        if text("time") == "repaired" {
            return Some(repaired(record.at_us / 1_000));
        }
        let event = body.get("event").or_else(|| body.get("act")).and_then(Value::as_str)?.to_owned();
        let (phone, person) = (self.phone(text("line")), self.agent(text("agent")));
        let (tr, en) = match event.as_str() {
            "call.arrived" => (format!("{} arandı", text("did")), format!("Arrived for {}", text("did"))),
            "call.ringing" => (format!("{phone} çalıyor"), format!("{phone} rings")),
            "call.ringing_ended" => {
                let (tr, en) = ring_end(text("reason"));
                (format!("{phone}: {tr}"), format!("{phone}: {en}"))
            }
            "call.answered" => (format!("{phone} cevapladı"), format!("{phone} answered")),
            "call.held" => ("Beklemeye alındı".to_owned(), "Put on hold".to_owned()),
            "call.retrieved" => ("Beklemeden alındı".to_owned(), "Taken off hold".to_owned()),
            "call.agent_left" => (format!("{phone} ayrıldı"), format!("{phone} left")),
            "call.fell_back" => (
                "PBX'in yedek kuyruğu aldı".to_owned(),
                "The PBX's fall-back queue took the caller".to_owned(),
            ),
            "call.ended" => {
                let (tr, en) = ended_by(text("by"));
                (format!("Bitti ({tr})"), format!("Ended ({en})"))
            }
            "call.reject" => (format!("{person} reddetti"), format!("{person} declined")),
            "call.hangup" => (format!("{person} kapattı"), format!("{person} hung up")),
            "wrapup.done" => (format!("{person} kaydı bitirdi"), format!("{person} finished writing up")),
            "wrapup.extend" => {
                (format!("{person} ek süre aldı"), format!("{person} took more time to write up"))
            }
            other => (other.to_owned(), other.to_owned()),
        };
        Some(StoryLine { at_ms: record.at_us / 1_000, event, tr, en })
    }

    /// A phone by the agent it was rung for: `Zeynep Arslan (1001)`.
    fn phone(&self, line: &str) -> String {
        let rung =
            self.offers.iter().find(|offer| offer.line.as_ref().is_some_and(|rung| rung.as_str() == line));
        rung.map_or_else(|| line.to_owned(), |offer| format!("{} ({line})", self.agent(&offer.agent_id)))
    }

    fn agent<'a>(&'a self, id: &'a str) -> &'a str {
        self.roster.catalog().agent(id).map_or(id, |agent| agent.name.as_str())
    }
}

fn repaired(at_ms: i64) -> StoryLine {
    line(
        at_ms,
        "call.repaired",
        "Bağlantı yokken bitmişti; nasıl bittiği santral günlüğünden tamamlandı".into(),
        "It had ended while the link was away; how was completed from the PBX's log".into(),
    )
}

/// The rule of a queue, in words.
fn rule(word: &str) -> (&str, &str) {
    match word {
        "longest-idle" => ("en uzun süredir boşta", "idle the longest"),
        "ring-all" => ("hepsi çaldırıldı", "all were rung"),
        "most-skilled" => ("en yetkin", "most skilled"),
        other => (other, other),
    }
}

fn ring_end(reason: &str) -> (&str, &str) {
    match reason {
        "no_answer" => ("cevap yok", "no answer"),
        "busy" => ("meşgul", "busy"),
        "declined" => ("reddedildi", "declined"),
        "unreachable" => ("ulaşılamıyor", "not reachable"),
        "cancelled" => ("geri çekildi", "withdrawn"),
        "answered_elsewhere" => ("başka telefon cevapladı", "another phone was answered"),
        other => ("çaldırılamadı", if other == "failed" { "could not be rung" } else { other }),
    }
}

fn ended_by(by: &str) -> (&str, &str) {
    match by {
        "caller" => ("arayan kapattı", "the caller hung up"),
        "agent" => ("temsilci kapattı", "the agent hung up"),
        _ => ("sistem", "by the system"),
    }
}
