//! The one door: a switchboard with a small cast, told things at seconds, answering in short lines.

use std::sync::Arc;

use santral::acd::{AgentId, Time};
use santral::call::{
    Abilities, CallCommand, CallEvent, CallId, CallNews, Caller, Denied, GiveBackWhy, Line, LineState,
    LinkState, PbxName, RingEnd,
};
use santral::catalog::Catalog;
use santral::driver::{
    AgentChoice, CallChange, Effect, Happening, PersonAct, QueueFigures, Refused, Roster, Switchboard, What,
};
use santral::phone::Plan;

/// Two who speak Turkish, one who speaks English, two queues.
pub(crate) const CATALOG: &str = r#"
[[skills]]
id = "tr"
label = { tr = "Türkçe", en = "Turkish" }
[[skills]]
id = "en"
label = { tr = "İngilizce", en = "English" }

[[agents]]
id = "zeynep"
name = "Zeynep Arslan"
extension = "1001"
skills = { tr = 90 }
[[agents]]
id = "mehmet"
name = "Mehmet Kaya"
extension = "1002"
skills = { tr = 80 }
[[agents]]
id = "elif"
name = "Elif Çelik"
extension = "1006"
skills = { en = 90 }

[[queues]]
id = "destek"
label = { tr = "Destek", en = "Support" }
numbers = ["5552001"]
require = "tr >= 30"
ring_timeout_s = 15
wrap_up_s = 20
max_waiting = 3
service_level = { within_s = 20, target_percent = 80, short_abandon_s = 5 }
[[queues]]
id = "english"
label = { tr = "İngilizce", en = "English" }
numbers = ["5552003"]
require = "en >= 60"
wrap_up_s = 0
"#;

/// The catalog's roster.
pub(crate) fn roster() -> Arc<Roster> {
    Arc::new(Roster::new(Arc::new(Catalog::parse(CATALOG).unwrap())))
}

/// The PBX of every scene.
pub(crate) fn pbx() -> PbxName {
    PbxName::new("pbx1")
}

/// The n-th call.
pub(crate) fn call(n: u64) -> CallId {
    CallId::derive(&pbx(), &format!("pbx1-1764000000.{n}"), 1_764_000_000_000)
}

/// A phone.
pub(crate) fn line(extension: &str) -> Line {
    Line::parse(extension).unwrap()
}

/// A caller from a mobile number arrives.
pub(crate) fn arrives(n: u64, did: &str) -> CallEvent {
    CallEvent::Arrived {
        call: call(n),
        linkedid: format!("pbx1-1764000000.{n}").into(),
        began_at_ms: 1_764_000_000_000,
        did: did.into(),
        caller: Box::new(Caller::read(Some("05320000012"), Some("Mehmet K"), &Plan::default())),
    }
}

/// A switchboard with its scene.
pub(crate) struct Desk {
    board: Switchboard,
    now: Time,
    figures: Vec<Arc<QueueFigures>>,
}

impl Desk {
    /// The link is up and all phones are free; nobody is signed in.
    pub(crate) fn new() -> Self {
        Self::under(CATALOG)
    }

    /// The same under another catalog.
    pub(crate) fn under(catalog: &str) -> Self {
        let roster = Arc::new(Roster::new(Arc::new(Catalog::parse(catalog).unwrap())));
        let mut desk =
            Self { board: Switchboard::new(roster), now: Time::from_millis(0), figures: Vec::new() };
        desk.at(1_764_000_000);
        desk.happens(Happening::Link { pbx: pbx(), link: LinkState::Up });
        for extension in ["1001", "1002", "1006"] {
            desk.pbx(CallEvent::Line { line: line(extension), state: LineState::Free });
        }
        desk
    }

    /// With these agents signed in and available.
    pub(crate) fn with(agents: &[&str]) -> Self {
        let mut desk = Self::new();
        agents.iter().for_each(|agent| desk.work(agent));
        desk
    }

    /// An agent sits down and takes calls.
    pub(crate) fn work(&mut self, agent: &str) {
        self.sign_in(agent).unwrap();
        self.person(PersonAct::Choose { agent: AgentId::new(agent), choice: AgentChoice::Available })
            .unwrap();
    }

    /// Sits an agent down at her own phone.
    pub(crate) fn sign_in(&mut self, agent: &str) -> Result<Vec<String>, Refused> {
        let seat = match agent {
            "zeynep" => "1001",
            "mehmet" => "1002",
            _ => "1006",
        };
        self.person(PersonAct::SignIn { agent: AgentId::new(agent), line: line(seat) })
    }

    /// Moves the clock to this second; what is due happens on the way.
    pub(crate) fn at(&mut self, second: u64) -> Vec<String> {
        let until = Time::from_millis(second * 1_000);
        let mut told = Vec::new();
        while let Some(due) = self.board.next_timeout().filter(|due| *due <= until) {
            self.now = due.max(self.now);
            told.extend(self.happens(Happening::Tick));
        }
        self.now = until;
        told
    }

    /// Seconds pass.
    pub(crate) fn after(&mut self, seconds: u64) -> Vec<String> {
        let now = self.now.as_millis() / 1_000;
        self.at(now + seconds)
    }

    /// The PBX tells something.
    pub(crate) fn pbx(&mut self, event: CallEvent) -> Vec<String> {
        self.happens(Happening::Call { pbx: pbx(), event })
    }

    /// A person does something.
    pub(crate) fn person(&mut self, act: PersonAct) -> Result<Vec<String>, Refused> {
        self.board.handle(self.now, Happening::Person(act))?;
        Ok(self.drain())
    }

    /// Anything happens.
    pub(crate) fn happens(&mut self, happening: Happening) -> Vec<String> {
        self.board.handle(self.now, happening).unwrap();
        self.drain()
    }

    /// Something happens to any call.
    pub(crate) fn news(&mut self, news: &CallNews) -> Vec<String> {
        self.board.pass_on(self.now, pbx(), Arc::new(news.clone()));
        self.drain()
    }

    /// The PBX would not do what an agent wanted.
    pub(crate) fn refuse(&mut self, what: Denied) -> Vec<String> {
        self.board.refuse(self.now, what, "no".into());
        self.drain()
    }

    /// The PBX says what it can.
    pub(crate) fn can(&mut self, abilities: Abilities) -> Vec<String> {
        self.board.learn(self.now, &pbx(), abilities);
        self.drain()
    }

    /// The n-th call, as it stands.
    pub(crate) fn call(&self, n: u64) -> Arc<santral::driver::Call> {
        Arc::clone(self.board.calls().find(|known| known.id == call(n)).unwrap())
    }

    /// Whether a phone is being rung for a call.
    pub(crate) fn rings(&self, call: CallId) -> bool {
        self.board.calls().any(|other| other.id == call && other.agent.is_some())
    }

    /// The last figures of a queue.
    pub(crate) fn figures(&self, queue: &str) -> &QueueFigures {
        self.figures.iter().rev().find(|figures| figures.queue.as_str() == queue).unwrap()
    }

    fn drain(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(effect) = self.board.poll_effect() {
            match effect {
                Effect::Command { command, .. } => lines.push(command_line(&command)),
                Effect::WhoCalls(question) => lines.push(format!("who is {}", question.number.as_str())),
                Effect::Moment(moment) => match moment.what {
                    What::Call { change, call } => lines.extend(change_line(&change, &call)),
                    What::Queue(figures) => self.figures.push(figures),
                    What::Refused { agent, what, .. } => lines.push(format!("refused to {agent}: {what:?}")),
                    What::Agent(_)
                    | What::PbxQueue { .. }
                    | What::News { .. }
                    | What::Gap { .. }
                    | What::Link { .. }
                    | What::Catalog { .. } => {}
                },
            }
        }
        lines
    }
}

fn command_line(command: &CallCommand) -> String {
    match command {
        CallCommand::Ring { lines, ring_timeout, .. } => {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            format!("ring {} for {} s", lines.join(" and "), ring_timeout.as_secs())
        }
        CallCommand::StopRinging { line, declined, .. } => {
            format!("stop {line}{}", if *declined { ", declined" } else { "" })
        }
        CallCommand::GiveBack { why: GiveBackWhy::NotServed, .. } => "give back".to_owned(),
        CallCommand::GiveBack { why: GiveBackWhy::Closed, .. } => "give back, closed".to_owned(),
        CallCommand::Hangup { .. } => "hang up".to_owned(),
        CallCommand::Joined { .. } => "joined again".to_owned(),
        CallCommand::Requeue { .. } => "back into the wait room".to_owned(),
        CallCommand::Control { what, .. } => what.kind().as_str().to_owned(),
        CallCommand::Dial { line, number, .. } => format!("dial {number} for {line}"),
        CallCommand::Listen { line, mode, .. } => format!("{} by {line}", mode.as_str()),
        CallCommand::StopListening { .. } => "stop listening".to_owned(),
    }
}

fn change_line(change: &CallChange, call: &santral::driver::Call) -> Option<String> {
    Some(match change {
        CallChange::Answered { agent } => format!("{agent} talks"),
        CallChange::Ringing { agent, .. } => format!("{agent} rings"),
        CallChange::OfferEnded { agent, end, .. } => format!("offer to {agent} {end}"),
        CallChange::AgentLeft { agent } => format!("{agent} left"),
        CallChange::Ended => format!("ended: {}", call.outcome.unwrap().as_str()),
        CallChange::Dialling { agent } => format!("{agent} dials"),
        CallChange::Controls => "controls".to_owned(),
        CallChange::Consulted { agent } => format!("{agent} is asked"),
        CallChange::ConsultOver { agent } => format!("{agent} is asked no more"),
        CallChange::Repaired => format!("repaired: {}", call.outcome.unwrap().as_str()),
        CallChange::FellBack => "fell back".to_owned(),
        CallChange::Found => "found".to_owned(),
        CallChange::RingEnded { agent, why: RingEnd::AnsweredElsewhere } => {
            format!("{agent}: another answered")
        }
        CallChange::RingEnded { .. }
        | CallChange::Arrived
        | CallChange::Overflowed
        | CallChange::Offered(_)
        | CallChange::Held
        | CallChange::Retrieved => return None,
    })
}
