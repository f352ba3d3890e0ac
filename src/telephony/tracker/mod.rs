//! Asterisk's channels and bridges folded into calls, for route mode (docs/asterisk.md).
//!
//! A caller's call begins with the wait room's `CtiWait` and is known by the caller's channel. The phone
//! that rings for it is learnt from `DialBegin`, who talks to whom from the membership of bridges, and why
//! a phone stopped ringing from the wait room's next `CtiWait`, which comes last and always.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod listening;
mod resync;
mod ring_end;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::ami::{ChannelInfo, Event};
use crate::call::{CallEvent, CallId, Caller, EndedBy, Line, LineState, LiveCall, LivePhase, PbxName};
use crate::phone::Plans;

use self::listening::Listening;
use self::resync::{Resync, Row};
use self::ring_end::{last_lines, refusal, ring_end};
use super::naming::{began_at_ms, line_of};

/// The state of one PBX's calls. When all its channels are gone it is empty.
#[derive(Debug)]
pub struct Tracker {
    pbx: PbxName,
    numbers: Plans,
    /// By the Uniqueid of the caller's channel.
    calls: BTreeMap<SmolStr, Tracked>,
    /// Channels of phones that were dialled for a call, by Uniqueid.
    legs: BTreeMap<SmolStr, Leg>,
    /// Who is in which bridge, with the phone.
    bridges: BTreeMap<SmolStr, BTreeMap<SmolStr, Option<Line>>>,
    /// The phones, as the PBX last told them.
    lines: BTreeMap<Line, LineState>,
    resync: Option<Resync>,
    listening: Listening,
    events: VecDeque<CallEvent>,
}

#[derive(Clone, Debug)]
struct Tracked {
    id: CallId,
    linkedid: Arc<str>,
    began_at_ms: u64,
    did: Arc<str>,
    caller: Caller,
    phase: LivePhase,
    /// The phones that ring for it; several where all are rung.
    rung: Vec<Line>,
    /// On hold by the PBX: neither is in a bridge.
    held_here: bool,
    /// Who asked first for the end.
    ended_by: Option<EndedBy>,
}

#[derive(Clone, Debug)]
struct Leg {
    caller: SmolStr,
    line: Line,
}

impl Tracker {
    /// A tracker that knows nothing yet.
    pub fn new(pbx: PbxName, numbers: impl Into<Plans>) -> Self {
        Self {
            pbx,
            numbers: numbers.into(),
            calls: BTreeMap::new(),
            legs: BTreeMap::new(),
            bridges: BTreeMap::new(),
            lines: BTreeMap::new(),
            resync: None,
            listening: Listening::default(),
            events: VecDeque::new(),
        }
    }

    /// The next thing that happened.
    pub fn poll_event(&mut self) -> Option<CallEvent> {
        self.events.pop_front()
    }

    /// Whether nothing is going on.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.legs.is_empty() && self.bridges.is_empty()
    }

    /// The caller's channel of a call.
    pub fn caller_channel(&self, call: CallId) -> Option<&str> {
        self.calls.iter().find(|(_, tracked)| tracked.id == call).map(|(uniqueid, _)| uniqueid.as_str())
    }

    /// How far a call is.
    pub fn phase(&self, call: CallId) -> Option<&LivePhase> {
        self.calls.values().find(|tracked| tracked.id == call).map(|tracked| &tracked.phase)
    }

    /// The channel of this phone, ringing or talking for a call.
    pub fn leg(&self, call: CallId, line: &Line) -> Option<&str> {
        let caller = self.caller_channel(call)?;
        self.legs.iter().find(|(_, leg)| leg.caller == caller && leg.line == *line).map(|(id, _)| id.as_str())
    }

    /// The channel of the phone that rings or talks for a call.
    pub fn agent_channel(&self, call: CallId) -> Option<&str> {
        let caller = self.caller_channel(call)?;
        let line = match &self.calls.get(caller)?.phase {
            LivePhase::Ringing(line) | LivePhase::Talking(line) => line,
            LivePhase::Waiting | LivePhase::FellBack => return None,
        };
        self.legs.iter().find(|(_, leg)| leg.caller == caller && leg.line == *line).map(|(id, _)| id.as_str())
    }

    /// Other plans for reading numbers, from the next caller on.
    pub fn set_numbers(&mut self, numbers: Plans) {
        self.numbers = numbers;
    }

    /// Forgets what has not been told yet and tells the present state instead.
    pub fn tell_all(&mut self) {
        self.events.clear();
        let live = self.calls.values().map(live_call).collect();
        self.events.push_back(CallEvent::Resynced { live });
        // Phones are told last: only then may the core ring them.
        let line = |(line, state): (&Line, &LineState)| CallEvent::Line { line: line.clone(), state: *state };
        self.events.extend(self.lines.iter().map(line));
        self.tell_listeners();
    }

    /// Forgets what has not been told yet: nobody is to act on it.
    pub fn tell_nothing(&mut self) {
        self.events.clear();
    }

    /// Takes one AMI event.
    pub fn handle(&mut self, event: &Event) {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "most of Asterisk's events say nothing about a call's story"
        )]
        match event {
            Event::UserEvent { name, channel: Some(channel), headers } => {
                self.on_user_event(name, channel, headers)
            }
            Event::DialBegin { from: Some(from), to, .. } => self.on_dial_begin(from, to),
            Event::BridgeEnter { channel, bridge_id, .. } => self.on_bridge_enter(channel, bridge_id),
            Event::BridgeLeave { channel, bridge_id, .. } => {
                self.on_bridge_leave(&channel.uniqueid, bridge_id)
            }
            Event::BridgeMerge { from_id, to_id } => self.on_bridge_merge(from_id, to_id),
            Event::BridgeDestroy { bridge_id } => drop(self.bridges.remove(bridge_id)),
            Event::HangupRequest { channel, .. } => self.on_hangup_request(&channel.uniqueid),
            Event::Hangup { channel, cause, .. } => self.on_hangup(&channel.uniqueid, *cause),
            Event::Hold { channel } => {
                self.on_hold(&channel.uniqueid, |call| CallEvent::Held { call, here: false })
            }
            Event::Unhold { channel } => {
                self.on_hold(&channel.uniqueid, |call| CallEvent::Retrieved { call })
            }
            Event::DeviceStateChange { device, state } | Event::DeviceListed { device, state } => {
                self.on_device(device, state);
            }
            Event::ChanSpyStart { spyer, spyee: Some(spyee) } => self.on_spy(spyer, &spyee.uniqueid),
            Event::ChanSpyStop { spyer, .. } => self.on_spy_end(&spyer.uniqueid),
            Event::ChannelListed { channel, application, application_data, bridge_id, .. } => {
                if let Some(resync) = &mut self.resync {
                    resync.rows.push(Row {
                        channel: channel.clone(),
                        application: application.clone(),
                        application_data: application_data.clone(),
                        bridge: bridge_id.clone(),
                    });
                }
            }
            _ => {}
        }
    }

    fn on_user_event(&mut self, name: &str, channel: &ChannelInfo, headers: &[(SmolStr, SmolStr)]) {
        let header =
            |key: &str| headers.iter().find(|(k, _)| k.eq_ignore_ascii_case(key)).map(|(_, v)| v.as_str());
        match name {
            "CtiWait" => {
                let menu = Menu { keypad: header("Key"), path: header("Path"), pin: header("Pin") };
                self.on_wait(channel, header("DID").unwrap_or(""), header("Last").unwrap_or(""), &menu);
            }
            "CtiHold" => {
                if let Some(call) = self.calls.get_mut(&channel.uniqueid)
                    && matches!(call.phase, LivePhase::Talking(_))
                    && !std::mem::replace(&mut call.held_here, true)
                {
                    self.events.push_back(CallEvent::Held { call: call.id, here: true });
                }
            }
            "CtiFallback" => {
                if let Some(call) = self.calls.get_mut(&channel.uniqueid)
                    && call.phase != LivePhase::FellBack
                {
                    call.phase = LivePhase::FellBack;
                    self.events.push_back(CallEvent::FellBack { call: call.id });
                }
            }
            _ => {}
        }
    }

    /// The caller is in the wait room: for the first time, after a phone that did not answer, or because an
    /// agent sent him back to a queue.
    fn on_wait(&mut self, channel: &ChannelInfo, did: &str, last: &str, menu: &Menu<'_>) {
        let Some(call) = self.calls.get_mut(&channel.uniqueid) else {
            let mut tracked = self.tracked(channel, did);
            tracked.caller = tracked.caller.with_menu(menu.keypad, menu.path).with_pin(menu.pin);
            self.events.push_back(arrived(&tracked));
            self.calls.insert(channel.uniqueid.clone(), tracked);
            self.is_born(&channel.uniqueid);
            return;
        };
        call.held_here = false;
        let before = std::mem::replace(&mut call.phase, LivePhase::Waiting);
        let id = call.id;
        match before {
            LivePhase::Ringing(line) => {
                let mut rung = std::mem::take(&mut call.rung);
                if rung.is_empty() {
                    rung.push(line);
                }
                // Who was to be rung beside them and could not be, told by the dialplan alone.
                for line in last_lines(last) {
                    if rung.len() > 1 && !rung.contains(&line) {
                        rung.push(line);
                    }
                }
                let why = ring_end(last);
                self.events.extend(rung.into_iter().map(|line| CallEvent::RingEnded { call: id, line, why }));
            }
            // A phone that is not registered: the dialplan came back without having dialled.
            LivePhase::Waiting => {
                let why = ring_end(last);
                let rung = last_lines(last).map(|line| CallEvent::RingEnded { call: id, line, why });
                self.events.extend(rung);
            }
            LivePhase::Talking(line) => {
                call.did = did.into();
                let again = arrived(call);
                // She may have hung up before the caller got here: that has been told then.
                if self.legs.values().any(|leg| leg.caller == channel.uniqueid && leg.line == line) {
                    self.events.push_back(CallEvent::AgentLeft { call: id, line });
                }
                self.events.push_back(again);
            }
            LivePhase::FellBack => {
                call.rung.clear();
                let again = arrived(call);
                self.events.push_back(again);
            }
        }
    }

    fn on_dial_begin(&mut self, from: &ChannelInfo, to: &ChannelInfo) {
        let Some(line) = line_of(&to.name) else { return };
        let Some(call) = self.calls.get_mut(&from.uniqueid) else { return };
        let leg = Leg { caller: from.uniqueid.clone(), line: line.clone() };
        // The fall-back queue rings by itself; a snapshot may be newer than an event that was on its way.
        let fresh = self.legs.insert(to.uniqueid.clone(), leg).is_none();
        let news = fresh && call.phase != LivePhase::FellBack;
        if news {
            call.phase = LivePhase::Ringing(line.clone());
            call.rung.push(line.clone());
            self.events.push_back(CallEvent::Ringing { call: call.id, line });
        }
        if fresh {
            self.is_born(&to.uniqueid);
        }
    }

    fn on_bridge_enter(&mut self, channel: &ChannelInfo, bridge: &str) {
        let members = self.bridges.entry(bridge.into()).or_default();
        members.insert(channel.uniqueid.clone(), line_of(&channel.name));
        self.on_members(bridge);
    }

    /// Whoever shares a bridge with a caller talks to him: the phone that was dialled for him, or one that he was
    /// handed to. With several, who talked already talks on; of newcomers it is one, always the same.
    fn on_members(&mut self, bridge: &str) {
        let Some(members) = self.bridges.get(bridge) else { return };
        let phones: Vec<(SmolStr, Line)> = members
            .iter()
            .filter(|(uniqueid, _)| !self.calls.contains_key(*uniqueid))
            .filter_map(|(uniqueid, line)| {
                let leg = self.legs.get(uniqueid).map(|leg| &leg.line);
                Some((uniqueid.clone(), leg.or(line.as_ref())?.clone()))
            })
            .collect();
        for caller in
            members.keys().filter(|uniqueid| self.calls.contains_key(*uniqueid)).cloned().collect::<Vec<_>>()
        {
            self.on_talkers(&caller, &phones);
        }
    }

    fn on_talkers(&mut self, caller: &str, phones: &[(SmolStr, Line)]) {
        let Some(call) = self.calls.get_mut(caller) else { return };
        let goes_on =
            matches!(&call.phase, LivePhase::Talking(line) if phones.iter().any(|(_, phone)| phone == line));
        let Some((uniqueid, line)) = phones.first() else { return };
        if std::mem::take(&mut call.held_here) {
            self.events.push_back(CallEvent::Retrieved { call: call.id });
        }
        if goes_on || call.phase == LivePhase::FellBack {
            return;
        }
        // He was handed over: her part is over, unless that was told when she hung up.
        if let LivePhase::Talking(before) =
            std::mem::replace(&mut call.phase, LivePhase::Talking(line.clone()))
            && self.legs.values().any(|leg| leg.caller == caller && leg.line == before)
        {
            self.events.push_back(CallEvent::AgentLeft { call: call.id, line: before });
        }
        call.rung.clear();
        call.ended_by = None;
        self.events.push_back(CallEvent::Answered { call: call.id, line: line.clone() });
        self.legs.insert(uniqueid.clone(), Leg { caller: caller.into(), line: line.clone() });
    }

    fn on_bridge_leave(&mut self, uniqueid: &str, bridge: &str) {
        let Some(members) = self.bridges.get_mut(bridge) else { return };
        members.remove(uniqueid);
        if members.is_empty() {
            self.bridges.remove(bridge);
        } else {
            // Of three, the one who is left talks on.
            self.on_members(bridge);
        }
    }

    fn on_bridge_merge(&mut self, from: &str, to: &str) {
        let moved = self.bridges.remove(from).unwrap_or_default();
        self.bridges.entry(to.into()).or_default().extend(moved);
        self.on_members(to);
    }

    /// The first to ask is the one who ended it; `Hangup`'s cause is polluted by earlier failed dials.
    fn on_hangup_request(&mut self, uniqueid: &str) {
        if let Some(call) = self.calls.get_mut(uniqueid) {
            call.ended_by.get_or_insert(EndedBy::Caller);
        } else if let Some(leg) = self.legs.get(uniqueid)
            && let Some(call) = self.calls.get_mut(&leg.caller)
            && call.phase == LivePhase::Talking(leg.line.clone())
        {
            call.ended_by.get_or_insert(EndedBy::Agent);
        }
    }

    fn on_hangup(&mut self, uniqueid: &str, cause: u16) {
        if let Some(resync) = &mut self.resync {
            resync.hung_up.insert(uniqueid.into());
        }
        for members in self.bridges.values_mut() {
            members.remove(uniqueid);
        }
        self.bridges.retain(|_, members| !members.is_empty());
        self.on_spy_end(uniqueid);
        if let Some(call) = self.calls.remove(uniqueid) {
            let by = call.ended_by.unwrap_or(EndedBy::System);
            self.events.push_back(CallEvent::Ended { call: call.id, by });
            self.legs.retain(|_, leg| leg.caller != uniqueid);
        } else if let Some(leg) = self.legs.remove(uniqueid)
            && let Some(call) = self.calls.get_mut(&leg.caller)
        {
            if call.phase == LivePhase::Talking(leg.line.clone()) {
                self.events.push_back(CallEvent::AgentLeft { call: call.id, line: leg.line });
            } else if call.rung.len() > 1
                && let Some(why) = refusal(cause)
            {
                // Others go on ringing: the wait room will not tell of this phone before they have ended.
                call.rung.retain(|line| *line != leg.line);
                self.events.push_back(CallEvent::RingEnded { call: call.id, line: leg.line, why });
            }
        }
    }

    fn on_hold(&mut self, uniqueid: &str, event: impl FnOnce(CallId) -> CallEvent) {
        let caller = self.legs.get(uniqueid).map_or(uniqueid, |leg| leg.caller.as_str());
        if let Some(call) = self.calls.get(caller) {
            self.events.push_back(event(call.id));
        }
    }

    fn on_device(&mut self, device: &str, state: &str) {
        let Some(line) = device.split_once('/').and_then(|(_, name)| Line::parse(name)) else { return };
        let state = match state {
            "NOT_INUSE" => LineState::Free,
            "UNAVAILABLE" | "INVALID" | "UNKNOWN" => LineState::Unreachable,
            // INUSE BUSY RINGING RINGINUSE ONHOLD, and whatever a later Asterisk adds.
            _ => LineState::InUse,
        };
        self.lines.insert(line.clone(), state);
        if self.resync.is_none() {
            self.events.push_back(CallEvent::Line { line, state });
        }
    }

    fn tracked(&self, channel: &ChannelInfo, did: &str) -> Tracked {
        let began_at_ms = began_at_ms(&channel.uniqueid);
        let number = channel.caller.number.as_deref();
        let trunk = self.numbers.trunk(channel.variable("CTI_TRUNK").as_deref(), endpoint_of(&channel.name));
        let trunk = trunk.map(|trunk| trunk.name.as_str());
        Tracked {
            id: CallId::derive(&self.pbx, &channel.uniqueid, began_at_ms),
            linkedid: channel.linkedid.as_str().into(),
            began_at_ms,
            did: did.into(),
            caller: Caller::by_trunk(number, channel.caller.name.as_deref(), trunk, &self.numbers),
            phase: LivePhase::Waiting,
            rung: Vec::new(),
            held_here: false,
            ended_by: None,
        }
    }
}

/// What the caller did in the PBX's menu, where the dialplan tells.
struct Menu<'a> {
    keypad: Option<&'a str>,
    path: Option<&'a str>,
    pin: Option<&'a str>,
}

fn arrived(call: &Tracked) -> CallEvent {
    CallEvent::Arrived {
        call: call.id,
        linkedid: Arc::clone(&call.linkedid),
        began_at_ms: call.began_at_ms,
        did: Arc::clone(&call.did),
        caller: Box::new(call.caller.clone()),
    }
}

fn live_call(call: &Tracked) -> LiveCall {
    LiveCall {
        call: call.id,
        linkedid: Arc::clone(&call.linkedid),
        began_at_ms: call.began_at_ms,
        did: Arc::clone(&call.did),
        caller: call.caller.clone(),
        phase: call.phase.clone(),
    }
}

/// `PJSIP/tt-1-0000002a` came in by the endpoint `tt-1`.
fn endpoint_of(channel: &str) -> Option<&str> {
    Some(channel.split_once('/')?.1.rsplit_once('-')?.0)
}
