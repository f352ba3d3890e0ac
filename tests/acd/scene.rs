//! The one door of these tests: [`scene`] plays a script against a core and compares what it says.
//!
//! A line is `TIME EVENT | OUTPUTS`: left what happens, right what the core says, comma-separated.
//! Between lines the core is woken whenever it asks to be; what it says then needs a line of its
//! own (`25s tick | …`). Offers, withdrawals and refusals always count; every other kind of output
//! counts as soon as one line of the scene mentions its kind.
//!
//! ```text
//! agent a1 tr=5 kart=2 takes=2    settings, before the first TIME; unnamed agents have no skills,
//! queue vip require "tr >= 3" ring 20s wrap 30s full 2 order most-skilled keeps 60s closed-to q
//! stage vip 30s "tr >= 1"         a stage of that queue; `replace` at the end replaces
//! reserve vip "kart" 3 1          comes in with three waiting, goes with one
//! callbacks vip offer 50 quarantine 60s tries 2 row 3
//! cool-down 5s                    missed-max 2
//!
//! 0s agent a1 tr=9                with a TIME: changes the setting, live. Also `drop agent a1`,
//!                                 `drop queue vip`, and `queue …` (which forgets its stages)
//! 0s a1 ready                     signs in first when offline; also: signs in, signs out,
//!                                 not ready REASON, registered, unregistered, line in use, line free,
//!                                 finishes, extends 10s
//! 0s a1 accepts c1                also: declines, misses, busy, unreachable, fails; of a callback
//!                                 she has accepted: `finds nobody c1`
//! 0s q closes                     also: opens
//! 0s c1 asks callback
//! 0s c1 joins q from 7            caller 7; a callback: `c1 joins q as callback`
//! 0s c1 joins q prefers a1+a2 for 20s
//! 0s c1 joins vip priority 3      queue `q` if none is named; also: joins vip 30s ago, hangs up,
//!                                 falls back, leaves, ends
//! 0s c1 found talking a1 vip      also: found ringing a1 vip, found waiting vip 30s ago
//! 0s restart                      snapshot, new core, go on
//!
//! offer c1 a1 [stage 1]           found c1 a1          ended c1 a1 declined
//! withdraw c1 a1 call_left        a1 wrap_up c1 then offline
//! a1 flags unreachable in_use until 10s                (`a1 flags` when there are none)
//! c1 overflows p waiting_too_long c1 overflows back too_many_waiting
//! c1 reaches 1 [skipping]         c1 opens patience_over
//! c1 waits q 1                    c1 reaches 1         c1 dequeued answered a1 5s
//! c1 keeps place                  c1 becomes callback  c1 waits q 1 callback offered
//! q reserve on                    refused queue_full
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use santral::acd::{
    Acd, AgentConfig, AgentFlags, AgentId, AgentOrder, AgentState, CallId, CallOrder, Callbacks, CallerKey,
    Config, DequeuedWhy, Input, Join, LeftWhy, Line, NextState, OfferEnd, OfferFailure, Output, Overflow,
    OverflowTarget, Phase, QueueConfig, QueueId, Reachability, Reason, Requirement, Reserve, SkillId, Stage,
    StageCause, StageKind, Time,
};

/// Plays a script; panics with the line and both sides where they differ. Returns the core.
pub(crate) fn scene(script: &str) -> Acd {
    let lines: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut desk = Desk::new(&lines);
    for line in lines {
        desk.play(line);
    }
    desk.acd.unwrap()
}

/// The id of the call `c7` in a script.
pub(crate) fn call(name: &str) -> CallId {
    let number = name.strip_prefix('c').and_then(|number| number.parse().ok());
    CallId(number.unwrap_or_else(|| panic!("`{name}` is no call")))
}

/// The time of a script; scenes begin an hour after the origin, so that callers may have joined before.
pub(crate) fn moment(text: &str) -> Time {
    START + span(text)
}

const START: Time = Time::from_millis(3_600_000);

/// `5s`, `1500ms`, `2m`.
pub(crate) fn span(text: &str) -> Duration {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().unwrap_or_else(|_| panic!("`{text}` is no time"));
    match &text[digits.len()..] {
        "us" => Duration::from_micros(number),
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number * 60),
        unit => panic!("`{unit}` is no unit of time"),
    }
}

struct Desk {
    config: Config,
    acd: Option<Acd>,
    /// Kinds of output that count in this scene.
    kinds: Vec<&'static str>,
}

impl Desk {
    fn new(lines: &[&str]) -> Self {
        let kinds =
            lines.iter().filter_map(|line| line.split_once('|')).flat_map(|(_, said)| said.split(','));
        let mut kinds: Vec<_> = kinds.map(str::trim).filter(|said| !said.is_empty()).map(kind).collect();
        kinds.extend(["offer", "withdraw", "refused"]);
        let mut config = Config { queues: vec![QueueConfig::new("q")], ..Config::default() };
        // Agents a scene does not describe: whoever is named like one.
        for word in lines.iter().flat_map(|line| line.split_whitespace()) {
            let named = word
                .strip_prefix('a')
                .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            if named && word != "a99" {
                put_agent(&mut config, word, 1, BTreeMap::new());
            }
        }
        Self { config, acd: None, kinds }
    }

    fn play(&mut self, line: &str) {
        let (left, right) = line.split_once('|').unwrap_or((line, ""));
        let (first, rest) = left.trim().split_once(' ').unwrap_or_else(|| (left.trim(), ""));
        if !first.starts_with(|c: char| c.is_ascii_digit()) {
            assert!(self.acd.is_none(), "settings come before the first time: {line}");
            assert!(set(&mut self.config, left.trim()), "no such setting: {line}");
            return;
        }
        let now = moment(first);
        self.wake_until(now);
        let event = rest.trim();
        if event == "restart" {
            let acd = self.acd.take().unwrap();
            self.acd = Some(Acd::restore(self.config.clone(), acd.snapshot()));
        } else {
            self.inputs(event, now).into_iter().for_each(|input| self.acd().handle(now, input));
        }
        let said = self.drain();
        let expected: Vec<_> = right.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        assert_eq!(said, expected, "\n  at: {line}");
    }

    /// Wakes the core at every moment it asks for before `now`; it must have nothing to say that counts.
    fn wake_until(&mut self, now: Time) {
        while let Some(at) = self.acd().next_timeout().filter(|at| *at < now) {
            self.acd().handle(at, Input::Tick);
            let said = self.drain();
            assert_eq!(said, [""; 0], "\n  said at {at} s, where the scene has no line");
        }
    }

    fn acd(&mut self) -> &mut Acd {
        self.acd.get_or_insert_with(|| Acd::new(self.config.clone()))
    }

    fn drain(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(output) = self.acd().poll_output() {
            said.push(words(&output));
        }
        said.retain(|said| self.kinds.contains(&kind(said)));
        said
    }

    fn inputs(&mut self, event: &str, now: Time) -> Vec<Input> {
        let before = self.config.clone();
        if set(&mut self.config, event) {
            assert_ne!(before, self.config, "changes nothing: {event}");
            return vec![Input::Configure(self.config.clone())];
        }
        let parts: Vec<&str> = event.split_whitespace().collect();
        match parts[..] {
            ["tick"] => vec![Input::Tick],
            [queue, hours @ ("opens" | "closes")] => {
                vec![Input::QueueHours { queue: QueueId::new(queue), open: hours == "opens" }]
            }
            [name, ..] if name.starts_with('c') => vec![call_input(&parts, now)],
            [name, "ready"] => {
                let agent = AgentId::new(name);
                if self.acd().agent(&agent).is_some_and(|agent| agent.state == AgentState::Offline) {
                    self.acd().handle(now, Input::AgentSignedIn { agent: agent.clone() });
                    self.drain();
                }
                vec![Input::AgentReady { agent }]
            }
            // Only the ready of the scene signs in by itself; this is the bare input.
            [name, "just", "ready"] => vec![Input::AgentReady { agent: AgentId::new(name) }],
            [name, ..] => vec![agent_input(AgentId::new(name), &parts[1..])],
            [] => panic!("nothing happens"),
        }
    }
}

fn agent_input(agent: AgentId, event: &[&str]) -> Input {
    let failed = |agent, name, why| Input::OfferFailed { call: call(name), agent, why };
    match *event {
        ["signs", "in"] => Input::AgentSignedIn { agent },
        ["signs", "out"] => Input::AgentSignedOut { agent },
        ["not", "ready", reason] => Input::AgentNotReady { agent, reason: Reason::from(reason) },
        ["registered"] => Input::AgentReachable { agent, reachable: Reachability::Reachable },
        ["unregistered"] => Input::AgentReachable { agent, reachable: Reachability::Unreachable },
        ["line", "in", "use"] => Input::AgentLine { agent, line: Line::InUse },
        ["line", "free"] => Input::AgentLine { agent, line: Line::Free },
        ["finishes"] => Input::WrapUpFinished { agent },
        ["extends", by] => Input::WrapUpExtended { agent, by: span(by) },
        ["accepts", name] => Input::OfferAccepted { call: call(name), agent },
        ["declines", name] => failed(agent, name, OfferFailure::Declined),
        ["misses", name] => failed(agent, name, OfferFailure::Unanswered),
        ["busy", name] => failed(agent, name, OfferFailure::Busy),
        ["unreachable", name] => failed(agent, name, OfferFailure::Unreachable),
        ["fails", name] => failed(agent, name, OfferFailure::Failed),
        ["finds", "nobody", name] => Input::CallbackUnanswered { call: call(name), agent },
        _ => panic!("no such event: {agent} {event:?}"),
    }
}

fn call_input(event: &[&str], now: Time) -> Input {
    let call = call(event[0]);
    let (event, joined_at) = match event[1..] {
        [ref event @ .., age, "ago"] => (event, Time::ZERO + (now - (Time::ZERO + span(age)))),
        ref event => (event, now),
    };
    let (event, prefer) = match *event {
        [ref event @ .., "prefers", agents, "for", patience] => (event, Some((agents, patience))),
        _ => (event, None),
    };
    let (event, priority) = match *event {
        [ref event @ .., "priority", points] => (event, points.parse().unwrap()),
        _ => (event, 0),
    };
    let (event, caller) = match *event {
        [ref event @ .., "from", caller] => (event, Some(CallerKey(caller.parse().unwrap()))),
        _ => (event, None),
    };
    let (event, callback) = match *event {
        [ref event @ .., "as", "callback"] => (event, true),
        _ => (event, false),
    };
    let joins = |queue| {
        let mut join = Join::new(call, QueueId::new(queue), joined_at).with_priority(priority);
        join.caller = caller;
        if callback {
            join = join.as_callback();
        }
        Input::CallJoined(match prefer {
            Some((agents, patience)) => {
                join.with_preferred(agents.split('+').map(AgentId::new).collect(), span(patience))
            }
            None => join,
        })
    };
    let found = |agent: Option<&str>, queue: &str, phase| Input::CallFound {
        call,
        queue: QueueId::new(queue),
        agent: agent.map(AgentId::new),
        phase,
        joined_at,
    };
    match *event {
        ["joins"] => joins("q"),
        ["joins", queue] => joins(queue),
        ["hangs", "up"] => Input::CallLeft { call, why: LeftWhy::Abandoned },
        ["falls", "back"] => Input::CallLeft { call, why: LeftWhy::FellBack },
        ["leaves"] => Input::CallLeft { call, why: LeftWhy::Ended },
        ["ends"] => Input::CallEnded { call },
        ["asks", "callback"] => Input::CallbackAsked { call },
        ["found", "waiting", queue] => found(None, queue, Phase::Waiting),
        ["found", "ringing", agent, queue] => found(Some(agent), queue, Phase::Ringing),
        ["found", "ringing", queue] => found(None, queue, Phase::Ringing),
        ["found", "talking", agent, queue] => found(Some(agent), queue, Phase::Talking),
        ["found", "talking", queue] => found(None, queue, Phase::Talking),
        _ => panic!("no such event: {call} {event:?}"),
    }
}

/// Applies a setting; false where the text is none.
fn set(config: &mut Config, text: &str) -> bool {
    let (before, quoted, after) = match text.split('"').collect::<Vec<_>>()[..] {
        [before, quoted, after] => (before, Some(quoted), after),
        _ => (text, None, ""),
    };
    let parts: Vec<&str> = before.split_whitespace().chain(after.split_whitespace()).collect();
    match parts[..] {
        ["agent", name, ref skills @ ..] => {
            let skill = |text: &&str| {
                let (skill, level) = text.split_once('=').unwrap();
                (SkillId::new(skill), level.parse().unwrap())
            };
            let (takes, skills): (Vec<_>, Vec<_>) =
                skills.iter().map(skill).partition(|(skill, _)| skill.as_str() == "takes");
            put_agent(
                config,
                name,
                takes.first().map_or(1, |(_, takes)| *takes),
                skills.into_iter().collect(),
            );
        }
        ["queue", name, ref fields @ ..] => put_queue(config, name, fields, quoted),
        ["stage", name, after, ref kind @ ..] => {
            let kind = if kind == ["replace"] { StageKind::Replace } else { StageKind::Cumulative };
            let require = Requirement::parse(quoted.unwrap()).unwrap();
            find_queue(config, name).stages.push(Stage { after: span(after), require, kind });
        }
        ["reserve", name, on, off] => {
            let who = Requirement::parse(quoted.unwrap()).unwrap();
            let (on_waiting, off_waiting) = (on.parse().unwrap(), off.parse().unwrap());
            find_queue(config, name).reserve = Some(Reserve { who, on_waiting, off_waiting });
        }
        ["callbacks", name, ref fields @ ..] => find_queue(config, name).callbacks = Some(callbacks(fields)),
        ["drop", "agent", name] => config.agents.retain(|agent| agent.id.as_str() != name),
        ["drop", "queue", name] => config.queues.retain(|queue| queue.id.as_str() != name),
        ["cool-down", time] => config.policy.cool_down = span(time),
        ["missed-max", number] => config.policy.missed_in_a_row_max = number.parse().unwrap(),
        _ => return false,
    }
    true
}

fn put_agent(config: &mut Config, name: &str, capacity: u8, skills: BTreeMap<SkillId, u8>) {
    config.agents.retain(|agent| agent.id.as_str() != name);
    config.agents.push(AgentConfig { capacity, ..AgentConfig::new(name, skills) });
}

fn find_queue<'a>(config: &'a mut Config, name: &str) -> &'a mut QueueConfig {
    config.queues.iter_mut().find(|queue| queue.id.as_str() == name).unwrap()
}

fn callbacks(fields: &[&str]) -> Callbacks {
    let mut callbacks = Callbacks::default();
    for field in fields.chunks(2) {
        match *field {
            ["offer", percent] => callbacks.offer_percent = percent.parse().unwrap(),
            ["quarantine", time] => callbacks.quarantine = span(time),
            ["tries", most] => callbacks.tries_max = most.parse().unwrap(),
            ["row", most] => callbacks.in_a_row_max = most.parse().unwrap(),
            _ => panic!("no such field of callbacks: {field:?}"),
        }
    }
    callbacks
}

fn put_queue(config: &mut Config, name: &str, fields: &[&str], require: Option<&str>) {
    let mut queue = QueueConfig::new(name);
    let fields: Vec<&str> = fields.iter().copied().filter(|field| *field != "require").collect();
    if let Some(require) = require {
        queue.require = Requirement::parse(require).unwrap();
    }
    let (fields, overflow) = overflow(&fields);
    queue.overflow = overflow;
    for field in fields.chunks(2) {
        match *field {
            ["ring", time] => queue.ring_timeout = span(time),
            ["wrap", time] => queue.wrap_up = span(time),
            ["full", most] => queue.max_waiting = most.parse().ok(),
            ["calls", order] => {
                queue.call_order = CallOrder::ALL.into_iter().find(|o| o.as_str() == order).unwrap();
            }
            ["skip", "stages"] => queue.skip_unreachable_stages = true,
            ["keeps", time] => queue.keeps_place = span(time),
            ["closed-to", "back"] => queue.when_closed = Some(OverflowTarget::GiveBack),
            ["closed-to", name] => queue.when_closed = Some(OverflowTarget::Queue(QueueId::new(name))),
            ["worth", time] => queue.priority_worth = span(time),
            ["target", time] => queue.target = span(time),
            ["weight", number] => queue.weight = number.parse().unwrap(),
            ["order", order] => {
                queue.agent_order = AgentOrder::ALL.into_iter().find(|o| o.as_str() == order).unwrap();
            }
            _ => panic!("no such field of a queue: {field:?}"),
        }
    }
    config.queues.retain(|queue| queue.id.as_str() != name);
    config.queues.push(queue);
}

/// Takes `over-waiting 2 over-wait 60s over-nobody to p` out of a queue's fields.
fn overflow<'a>(fields: &[&'a str]) -> (Vec<&'a str>, Option<Overflow>) {
    let mut overflow =
        Overflow { waiting_max: None, wait_max: None, nobody_reachable: false, to: OverflowTarget::GiveBack };
    let (mut others, mut words) = (Vec::new(), fields.iter().copied());
    while let Some(word) = words.next() {
        match word {
            "over-waiting" => overflow.waiting_max = words.next().unwrap().parse().ok(),
            "over-wait" => overflow.wait_max = words.next().map(span),
            "over-nobody" => overflow.nobody_reachable = true,
            "to" => overflow.to = OverflowTarget::Queue(words.next().map(QueueId::new).unwrap()),
            word => others.push(word),
        }
    }
    let given = others.len() != fields.len();
    (others, given.then_some(overflow))
}

/// What kind of output these words are.
fn kind(said: &str) -> &'static str {
    let parts: Vec<&str> = said.split_whitespace().collect();
    match parts[..] {
        ["offer", ..] => "offer",
        ["found", ..] => "found",
        ["withdraw", ..] => "withdraw",
        ["ended", ..] => "ended",
        ["refused", ..] => "refused",
        [_, "flags", ..] => "flags",
        [_, "waits", ..] => "waits",
        [_, "reaches", ..] => "reaches",
        [_, "opens", ..] => "opens",
        [_, "overflows", ..] => "overflows",
        [_, "dequeued", ..] => "dequeued",
        [_, "keeps", ..] => "keeps",
        [_, "becomes", ..] => "becomes",
        [_, "reserve", ..] => "reserve",
        [_, "offline" | "available" | "not_ready" | "ringing" | "on_call" | "wrap_up", ..] => "agent",
        _ => panic!("no such output: {said}"),
    }
}

fn words(output: &Output) -> String {
    match output {
        Output::OfferMade(offer) => {
            let stage = if offer.stage == 0 { String::new() } else { format!(" stage {}", offer.stage) };
            format!("offer c{} {}{stage}", offer.call.0, offer.agent)
        }
        Output::OfferFound { call, agent, .. } => format!("found c{} {agent}", call.0),
        Output::OfferEnded { call, agent, end: OfferEnd::Withdrawn(why), .. } => {
            format!("withdraw c{} {agent} {}", call.0, why.as_str())
        }
        Output::OfferEnded { call, agent, end, .. } => format!("ended c{} {agent} {end}", call.0),
        Output::AgentChanged { agent, state, next, .. } => state_words(agent, state, next.as_ref()),
        Output::AgentFlagsChanged { agent, flags } => flag_words(agent, flags),
        Output::CallWaiting { call, queue, position, callback_offered } => {
            let offered = if *callback_offered { " callback offered" } else { "" };
            format!("c{} waits {queue} {position}{offered}", call.0)
        }
        Output::PlaceKept { call, .. } => format!("c{} keeps place", call.0),
        Output::CallbackTaken { call, .. } => format!("c{} becomes callback", call.0),
        Output::ReserveChanged { queue, on } => format!("{queue} reserve {}", if *on { "on" } else { "off" }),
        Output::StageReached { call, stage, cause: StageCause::Age, .. } => {
            format!("c{} reaches {stage}", call.0)
        }
        Output::StageReached { call, stage, .. } => format!("c{} reaches {stage} skipping", call.0),
        Output::CallOverflowed { call, to: OverflowTarget::Queue(to), cause, .. } => {
            format!("c{} overflows {to} {}", call.0, cause.as_str())
        }
        Output::CallOverflowed { call, cause, .. } => {
            format!("c{} overflows back {}", call.0, cause.as_str())
        }
        Output::PreferenceOver { call, why, .. } => format!("c{} opens {}", call.0, why.as_str()),
        Output::CallDequeued { call, why, wait, .. } => {
            let by = match why {
                DequeuedWhy::Answered { agent } => format!(" {agent}"),
                DequeuedWhy::AnsweredElsewhere
                | DequeuedWhy::Abandoned
                | DequeuedWhy::FellBack
                | DequeuedWhy::Overflowed
                | DequeuedWhy::CallbackGivenUp
                | DequeuedWhy::Ended => String::new(),
            };
            format!("c{} dequeued {}{by} {}s", call.0, why.as_str(), wait.as_secs())
        }
        Output::Refused(refusal) => format!("refused {}", refusal.as_str()),
    }
}

fn state_words(agent: &AgentId, state: &AgentState, next: Option<&NextState>) -> String {
    let mut words = format!("{agent} {}", state.as_str());
    match state {
        AgentState::NotReady(reason) => write!(words, " {reason}").unwrap(),
        AgentState::Ringing { call, .. } | AgentState::OnCall { call } | AgentState::WrapUp { call, .. } => {
            write!(words, " c{}", call.0).unwrap();
        }
        AgentState::Offline | AgentState::Available => {}
    }
    match next {
        Some(NextState::NotReady(reason)) => write!(words, " then not_ready {reason}").unwrap(),
        Some(NextState::Offline) => words.push_str(" then offline"),
        None => {}
    }
    words
}

fn flag_words(agent: &AgentId, flags: &AgentFlags) -> String {
    let mut words = format!("{agent} flags");
    if flags.reachable == Reachability::Unreachable {
        words.push_str(" unreachable");
    }
    if flags.line == Line::InUse {
        words.push_str(" in_use");
    }
    if let Some(until) = flags.cooled_until {
        write!(words, " until {}s", (until - START).as_secs()).unwrap();
    }
    words
}
