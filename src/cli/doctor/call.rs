//! A call followed through every link of the chain, as it happens.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::ami::{Action, Ami, Incoming, Originate, Packet, Target};
use crate::api::wire::{CallTrace, DoctorState, Label, TraceState};
use crate::call::PbxName;
use crate::cli::say;
use crate::config::{Config, Mode};

use super::daemon::Visit;
use super::finding::{Finding, Lang};

/// How often the daemon is asked how far it is.
const ASK_EVERY: Duration = Duration::from_millis(300);
/// How long our own login may take.
const READY_WITHIN: Duration = Duration::from_secs(15);
/// How long Asterisk may take to say that a call is over.
const OVER_WITHIN: Duration = Duration::from_secs(3);
/// What the tracker cannot do without while a phone rings.
const EVENTS: [&str; 3] = ["Newchannel", "Newstate", "DialBegin"];

/// The call to follow.
#[derive(Debug, Args)]
pub(super) struct TestCall {
    /// Place the call ourselves, to this number of the dialplan: a queue's.
    #[arg(long, requires = "call", value_name = "NUMBER")]
    number: Option<String>,
    /// The context the number is dialled in.
    #[arg(long, requires = "number", default_value = "cti-in")]
    context: String,
    /// Who seems to call; `sample_number` of [crm] unless given.
    #[arg(long, requires = "number", value_name = "NUMBER")]
    from: Option<String>,
    /// On which PBX; the first that lets us unless given.
    #[arg(long, requires = "call", value_name = "NAME")]
    pbx: Option<String>,
    /// How long to wait for it to be on a screen, seconds.
    #[arg(long, requires = "call", default_value_t = 60)]
    wait_s: u64,
}

/// Follows a call, placed by us where we may, and says how it went.
pub(super) async fn follow(
    test: &TestCall,
    config: &Config,
    visit: &Visit,
    may_originate: &[String],
    before: &DoctorState,
    told: Option<Lang>,
) -> Vec<Finding> {
    let name = test.pbx.as_ref().or_else(|| may_originate.first()).or_else(|| config.pbx.keys().next());
    let Some((name, pbx)) = name.and_then(|name| config.pbx.get_key_value(name)) else {
        let what = Label::new("çağrının izleneceği santral yok", "there is no PBX to follow a call on");
        return vec![Finding::wrong("call", what, Label::new("--pbx ile adını verin", "name it with --pbx"))];
    };
    let Ok(ami) = pbx.ami(&PbxName::new(name)) else { return Vec::new() };
    let cancel = CancellationToken::new();
    let (ami, incoming, packets) = Ami::start_recording(ami, cancel.clone());
    let mut ear = Ear { incoming, packets, names: BTreeSet::new(), channel: None };
    // Before it listens, it would miss how the call begins.
    if let Err(why) = ear.ready().await {
        let what = Label::new(
            format!("{name} dinlenemedi: {why}"),
            format!("{name} could not be listened to: {why}"),
        );
        cancel.cancel();
        return vec![Finding::wrong(
            "call",
            what,
            Label::new("yukarıdaki pbx satırlarına bakın", "look at the pbx lines above"),
        )];
    }
    let mut findings = Vec::new();
    let placed = match &test.number {
        Some(number) => match place(test, number, config, &ami).await {
            Ok(()) => true,
            Err(finding) => {
                findings.push(finding);
                false
            }
        },
        None => false,
    };
    announce(told, name, test, placed);
    let deadline = Instant::now() + Duration::from_secs(test.wait_s);
    let call = watch(visit, &known(before), deadline, told, &mut ear).await;
    findings.push(verdict(call.as_ref(), test.wait_s));
    if placed {
        ear.hang_up(&ami, test).await;
    }
    ear.gather();
    if call.is_some() {
        findings.extend(missing(&ear.names, pbx.mode));
    }
    cancel.cancel();
    findings
}

async fn place(test: &TestCall, number: &str, config: &Config, ami: &Ami) -> Result<(), Finding> {
    let refused = |why: String| {
        let what = Label::new(
            format!("deneme çağrısı açılamadı: {why}"),
            format!("no test call could be placed: {why}"),
        );
        let next = Label::new(
            "write içine `originate` ekleyin; ya da bu sırada kendiniz arayın",
            "add `originate` to write; or call yourself meanwhile",
        );
        Finding::warn("call", what, next)
    };
    let from = test.from.as_ref().unwrap_or(&config.crm.sample_number);
    let from: String = from.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let call = Originate {
        channel: format!("Local/{number}@{}", test.context),
        target: Target::Application { name: "Wait".to_owned(), data: test.wait_s.to_string() },
        caller_id: Some(format!("\"Santral\" <{from}>")),
        timeout_ms: u32::try_from(test.wait_s * 1_000).unwrap_or(u32::MAX),
        channel_id: None,
        variables: Vec::new(),
    };
    ami.send(Action::originate(&call)).await.map(|_| ()).map_err(|error| refused(error.to_string()))
}

fn announce(told: Option<Lang>, pbx: &str, test: &TestCall, placed: bool) {
    let Some(lang) = told else { return };
    let number = test.number.as_deref().unwrap_or_default();
    let words = if placed {
        Label::new(
            format!("      {pbx}: {number}@{} aranıyor, izleniyor", test.context),
            format!("      {pbx}: calling {number}@{}, and following", test.context),
        )
    } else {
        Label::new(
            format!("      sıradaki çağrı bekleniyor ({} s): şimdi arayın", test.wait_s),
            format!("      waiting {} s for the next call: call now", test.wait_s),
        )
    };
    say(lang.of(&words));
}

fn known(state: &DoctorState) -> BTreeSet<String> {
    state.traces.iter().map(|trace| trace.call_id.clone()).collect()
}

/// Follows the first call that was not there before, until it is on a screen, or broken, or time is up.
async fn watch(
    visit: &Visit,
    known: &BTreeSet<String>,
    deadline: Instant,
    told: Option<Lang>,
    ear: &mut Ear,
) -> Option<CallTrace> {
    let mut call: Option<CallTrace> = None;
    let mut shown = BTreeSet::new();
    while Instant::now() < deadline {
        tokio::time::sleep(ASK_EVERY).await;
        ear.gather();
        let Ok(state) = visit.state().await else { continue };
        let is_it = |trace: &&CallTrace| match &call {
            Some(call) => call.call_id == trace.call_id,
            None => !known.contains(&trace.call_id),
        };
        // The oldest of the new ones: a call that comes meanwhile is another's.
        let Some(trace) = state.traces.iter().rev().find(is_it).cloned() else { continue };
        if let Some(lang) = told {
            tell(&trace, lang, &mut shown);
        }
        let is_over = is_rendered(&trace) || is_broken(&trace);
        call = Some(trace);
        if is_over {
            break;
        }
    }
    call
}

fn tell(trace: &CallTrace, lang: Lang, shown: &mut BTreeSet<(Option<String>, String, String)>) {
    for screen in &trace.screens {
        for link in screen.links.iter().filter(|link| link.at.is_some() || link.state == TraceState::Broken) {
            if shown.insert((screen.phone.clone(), link.link.clone(), link.text.en.clone())) {
                let phone = screen.phone.as_deref().unwrap_or("-");
                let after = link.after_ms.map(|ms| format!("+{ms} ms")).unwrap_or_default();
                say(format_args!("      {phone:<6} {:<9} {after:>9}  {}", link.link, lang.of(&link.text)));
            }
        }
    }
}

fn is_rendered(trace: &CallTrace) -> bool {
    let on_screen = |link: &crate::api::wire::TraceLink| {
        link.link == "rendered" && matches!(link.state, TraceState::Ok | TraceState::Late)
    };
    trace.screens.iter().flat_map(|screen| &screen.links).any(on_screen)
}

fn is_broken(trace: &CallTrace) -> bool {
    trace.fault.as_ref().is_some_and(|fault| fault.state == TraceState::Broken)
}

fn verdict(call: Option<&CallTrace>, wait_s: u64) -> Finding {
    let Some(call) = call else {
        let what = Label::new(
            format!("{wait_s} s içinde çağrı görülmedi"),
            format!("no call was seen within {wait_s} s"),
        );
        let next = Label::new(
            "santral çağrıyı aldı mı (`core show channels`); manager.conf: read içinde call var mı, eventfilter DialBegin geçiriyor mu",
            "did the PBX get it (`core show channels`)? in manager.conf, has read `call`, and do the filters let DialBegin through?",
        );
        return Finding::wrong("call", what, next);
    };
    let next =
        Label::new(format!("sayfası: /calls/{}", call.call_id), format!("its page: /calls/{}", call.call_id));
    match &call.fault {
        Some(fault) if fault.state == TraceState::Broken => Finding::wrong("call", fault.text.clone(), next),
        _ if is_rendered(call) => {
            Finding::ok("call", "her halkadan geçti, ekranda", "went through every link and is on the screen")
        }
        _ => {
            let stuck = call
                .screens
                .iter()
                .flat_map(|screen| &screen.links)
                .find(|link| link.state == TraceState::Waiting);
            let what = stuck.map_or_else(
                || Label::new("ekrana ulaşmadı", "did not reach a screen"),
                |link| link.text.clone(),
            );
            Finding::wrong("call", what, next)
        }
    }
}

/// Events that did not come while a phone rang.
fn missing(names: &BTreeSet<String>, mode: Mode) -> Vec<Finding> {
    let of_route = (mode == Mode::Route).then_some("UserEvent");
    let missing: Vec<&str> =
        EVENTS.into_iter().chain(of_route).filter(|name| !names.contains(*name)).collect();
    if missing.is_empty() {
        let all = "gereken olaylar geliyor";
        return vec![Finding::ok("filters", all, "the events that are needed come")];
    }
    let all = missing.join(", ");
    let what = Label::new(format!("gelmeyen olaylar: {all}"), format!("events that did not come: {all}"));
    let next = Label::new(
        "manager.conf: read = call,agent,user,system ve eventfilter satırları",
        "manager.conf: read = call,agent,user,system, and the eventfilter lines",
    );
    vec![Finding::wrong("filters", what, next)]
}

/// A listener of our own, beside the daemon's.
struct Ear {
    incoming: mpsc::Receiver<Incoming>,
    packets: mpsc::Receiver<Packet>,
    names: BTreeSet<String>,
    /// The test call's own end.
    channel: Option<String>,
}

impl Ear {
    /// Waits until the PBX's state is read: from then on every event comes.
    async fn ready(&mut self) -> Result<(), String> {
        let read = async {
            loop {
                match self.incoming.recv().await {
                    Some(Incoming::ResyncEnded { .. }) => return Ok(()),
                    Some(Incoming::Down { why }) => return Err(why.to_string()),
                    None => return Err("the link ended".to_owned()),
                    Some(_) => {}
                }
            }
        };
        let late = |_| Err(format!("no answer within {} s", READY_WITHIN.as_secs()));
        tokio::time::timeout(READY_WITHIN, read).await.unwrap_or_else(late)
    }

    fn gather(&mut self) {
        // Taken out, or the link would think that we lag and read the state again.
        while self.incoming.try_recv().is_ok() {}
        while let Ok(packet) = self.packets.try_recv() {
            self.names.insert(String::from_utf8_lossy(packet.name()).into_owned());
            let channel = packet.text("Channel").unwrap_or_default();
            if packet.name() == b"Newchannel" && channel.starts_with("Local/") && channel.ends_with(";1") {
                self.channel.get_or_insert_with(|| channel.into_owned());
            }
        }
    }

    /// Ends the call we placed.
    async fn hang_up(&mut self, ami: &Ami, test: &TestCall) {
        self.gather();
        let number = test.number.as_deref().unwrap_or_default();
        let ours = format!("Local/{number}@{}-", test.context);
        let Some(channel) = self.channel.clone().filter(|channel| channel.starts_with(&ours)) else { return };
        if ami.send(Action::hangup(&channel, 16)).await.is_err() {
            return;
        }
        let until = Instant::now() + OVER_WITHIN;
        while !self.names.contains("Hangup") && Instant::now() < until {
            tokio::time::sleep(ASK_EVERY).await;
            self.gather();
        }
    }
}
