//! Any PBX's channels, dials and bridges folded into calls, without knowing its dialplan.
//!
//! A channel belongs to the call its `Linkedid` names; calls that meet in a bridge are one from then on, the
//! older. A Local channel is a wire between its two halves, so who talks to whom is who shares bridges joined
//! by such wires, optimised away or not. Everything is told as [`CallNews`]; when all channels are gone,
//! nothing is left.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod calls;
mod channel;
mod ending;
mod meeting;
mod queues;
mod resync;
mod ringing;
mod transfers;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use smol_str::SmolStr;

use crate::ami::{ChannelInfo, Event};
use crate::call::{CallId, CallNews, EndedBy, News, Party, PbxName};

use super::naming::began_at_ms;
use calls::{Bridges, CallKey, Tracked};
use channel::{Channel, Kind};
use resync::Resync;

/// Living channels of one PBX that are followed; further ones are counted in [`Observer::unfollowed`].
pub const CHANNELS_MAX: usize = 100_000;

/// The calls of one PBX, as its events tell them.
#[derive(Debug)]
pub struct Observer {
    pbx: PbxName,
    channels: BTreeMap<SmolStr, Channel>,
    calls: BTreeMap<CallKey, Tracked>,
    by_linkedid: BTreeMap<SmolStr, CallKey>,
    /// Halves of Local channels by the name of their pair.
    wires: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
    bridges: Bridges,
    resync: Option<Resync>,
    /// The moment of the event in hand, UTC milliseconds.
    at_ms: u64,
    last_key: u64,
    unfollowed: u64,
    news: VecDeque<CallNews>,
}

impl Observer {
    /// An observer that has seen nothing yet.
    pub fn new(pbx: PbxName) -> Self {
        Self {
            pbx,
            channels: BTreeMap::new(),
            calls: BTreeMap::new(),
            by_linkedid: BTreeMap::new(),
            wires: BTreeMap::new(),
            bridges: Bridges::default(),
            resync: None,
            at_ms: 0,
            last_key: 0,
            unfollowed: 0,
            news: VecDeque::new(),
        }
    }

    /// The next thing that happened.
    pub fn poll(&mut self) -> Option<CallNews> {
        self.news.pop_front()
    }

    /// Whether nothing is going on.
    pub fn is_empty(&self) -> bool {
        self.channels.is_empty()
            && self.calls.is_empty()
            && self.by_linkedid.is_empty()
            && self.wires.is_empty()
            && self.bridges.is_empty()
    }

    /// Channels that were not followed because there were too many.
    pub fn unfollowed(&self) -> u64 {
        self.unfollowed
    }

    /// Takes one event, told at `at_ms` (UTC).
    pub fn handle(&mut self, at_ms: u64, event: &Event) {
        self.at_ms = at_ms.max(self.at_ms);
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "most of Asterisk's events say nothing about a call's story"
        )]
        match event {
            Event::Newchannel(channel) | Event::Newstate { channel } => {
                self.see(channel);
            }
            Event::NewCallerid { channel } => self.refresh(channel),
            Event::Rename { uniqueid, new_name, .. } => self.rename(uniqueid, new_name),
            Event::DialBegin { from, to, .. } => self.on_dial_begin(from.as_ref(), to),
            Event::DialEnd { to, status, .. } => self.on_dial_end(to, status),
            Event::Pickup { channel, target } => self.on_pickup(channel, target),
            Event::BridgeEnter { channel, bridge_id, bridge_type, .. } => {
                self.on_bridge_enter(channel, bridge_id, bridge_type);
            }
            Event::BridgeLeave { channel, bridge_id, .. } => self.on_bridge_leave(channel, bridge_id),
            Event::BridgeDestroy { bridge_id } => self.on_bridge_destroy(bridge_id),
            Event::Hold { channel } => self.on_hold(channel),
            Event::Unhold { channel } => self.on_unhold(channel),
            Event::BlindTransfer(transfer) => self.on_blind_transfer(transfer),
            Event::AttendedTransfer(transfer) => self.on_attended_transfer(transfer),
            Event::ParkedCall(parked) if !parked.listed => self.on_parked(parked),
            Event::UnParkedCall(parked) => self.on_unparked(parked),
            Event::QueueCallerJoin { queue, channel, position, .. } => {
                self.on_queue_join(queue, channel, *position);
            }
            Event::QueueCallerLeave { queue, channel, position, .. } => {
                self.on_queue_leave(queue, channel, *position);
            }
            Event::QueueCallerAbandon { queue, channel, position, wait_s, .. } => {
                self.on_queue_abandon(queue, channel, *position, *wait_s);
            }
            Event::AgentCalled(called) => self.on_agent_called(called),
            Event::UserEvent { name, channel: Some(channel), .. } if name == "CtiWait" => {
                self.on_wait_room(channel);
            }
            Event::HangupRequest { channel, cause, .. } => self.on_hangup_request(channel, *cause),
            Event::Hangup { channel, cause, .. } => self.on_hangup(&channel.uniqueid, *cause),
            Event::ChannelListed { channel, application, bridge_id, .. } => {
                self.list(channel, application, bridge_id.as_deref());
            }
            Event::Shutdown { .. } => self.lose_all(),
            _ => {}
        }
    }

    /// The call of a channel, which is followed from now on if it was not; none for what is not to be followed.
    fn see(&mut self, info: &ChannelInfo) -> Option<CallKey> {
        if let Some(channel) = self.channels.get_mut(&info.uniqueid) {
            channel.refresh(info);
            let key = channel.call;
            self.keep_caller(key);
            return Some(key);
        }
        if info.is_nameless() || Kind::of(&info.name) == Kind::Helper {
            return None;
        }
        if self.channels.len() >= CHANNELS_MAX {
            self.unfollowed += 1;
            return None;
        }
        let linkedid = if info.linkedid.is_empty() { &info.uniqueid } else { &info.linkedid };
        let key = self.call_named(linkedid);
        let channel = Channel::new(info, key);
        if let Kind::Local(pair) = &channel.kind {
            self.wires.entry(pair.clone()).or_default().insert(info.uniqueid.clone());
        }
        let real = channel.is_real();
        self.channels.insert(info.uniqueid.clone(), channel);
        if let Some(call) = self.calls.get_mut(&key) {
            call.channels.insert(info.uniqueid.clone());
            if real && call.root.is_none() {
                call.root = Some(info.uniqueid.clone());
                call.focus.clone_from(&call.root);
            }
        }
        self.keep_caller(key);
        Some(key)
    }

    fn call_named(&mut self, linkedid: &str) -> CallKey {
        if let Some(key) = self.by_linkedid.get(linkedid) {
            return *key;
        }
        self.last_key += 1;
        let key = CallKey(self.last_key);
        let began_at_ms = began_at_ms(linkedid);
        let id = CallId::derive(&self.pbx, linkedid, began_at_ms);
        let age_ms = if began_at_ms == 0 { self.at_ms } else { began_at_ms };
        self.calls.insert(key, Tracked::new(id, linkedid, age_ms));
        self.by_linkedid.insert(linkedid.into(), key);
        key
    }

    fn refresh(&mut self, info: &ChannelInfo) {
        if self.channels.contains_key(&info.uniqueid) {
            self.see(info);
        }
    }

    fn rename(&mut self, uniqueid: &str, name: &str) {
        if let Some(channel) = self.channels.get_mut(uniqueid)
            && channel.is_real()
            && Kind::of(name) == Kind::Real
        {
            channel.name = name.into();
        }
    }

    /// Who the caller is may still change while nobody has been told as talking to him.
    fn keep_caller(&mut self, key: CallKey) {
        let Some(call) = self.calls.get_mut(&key).filter(|call| !call.talked) else { return };
        if let Some(root) = call.root.as_ref().and_then(|root| self.channels.get(root))
            && !root.is(&call.caller)
        {
            call.caller = root.party();
        }
    }

    fn call_of(&self, uniqueid: &str) -> Option<CallKey> {
        self.channels.get(uniqueid).map(|channel| channel.call)
    }

    fn party(&self, uniqueid: &str) -> Party {
        self.channels.get(uniqueid).map(Channel::party).unwrap_or_default()
    }

    fn tell(&mut self, key: CallKey, news: News) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        call.told = true;
        self.news.push_back(CallNews {
            call: call.id,
            linkedid: call.linkedid.clone(),
            at_ms: self.at_ms,
            caller: call.caller.clone(),
            queue: call.queue.as_ref().map(|queue| queue.name.clone()),
            news,
        });
    }

    /// The first to ask is the one who ended it; `Hangup`'s cause is polluted by earlier failed dials.
    fn on_hangup_request(&mut self, info: &ChannelInfo, cause: Option<u16>) {
        let uniqueid = &info.uniqueid;
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        if cause.is_some() {
            channel.cause = cause;
        }
        let (key, real) = (channel.call, channel.is_real());
        let Some(call) = self.calls.get_mut(&key) else { return };
        if call.root.as_ref() == Some(uniqueid) {
            call.ended_by.get_or_insert(EndedBy::Caller);
        } else if real && (call.talking.contains(uniqueid) || call.focus.as_ref() == Some(uniqueid)) {
            call.ended_by.get_or_insert(EndedBy::Agent);
        }
    }

    fn on_hangup(&mut self, uniqueid: &str, cause: u16) {
        if let Some(resync) = &mut self.resync {
            resync.hung_up(uniqueid);
        }
        self.stop_ringing_by_hangup(uniqueid, cause);
        let Some(channel) = self.channels.remove(uniqueid) else { return };
        if let Some(bridge) = &channel.bridge {
            self.bridges.leave(bridge, uniqueid);
        }
        if let Kind::Local(pair) = &channel.kind
            && let Some(halves) = self.wires.get_mut(pair)
        {
            halves.remove(uniqueid);
            if halves.is_empty() {
                self.wires.remove(pair);
            }
        }
        let Some(call) = self.calls.get_mut(&channel.call) else { return };
        call.channels.remove(uniqueid);
        call.talking.remove(uniqueid);
        call.holding.remove(uniqueid);
        if call.focus.as_deref() == Some(uniqueid) {
            // Whoever is left of the call is whom it is about now.
            let left =
                call.channels.iter().find(|left| self.channels.get(*left).is_some_and(Channel::is_real));
            call.focus = left.cloned();
            if let Some(focus) = &call.focus {
                call.talking.remove(focus);
            }
        }
        if call.channels.is_empty() {
            self.end(channel.call, None);
        }
    }

    fn end(&mut self, key: CallKey, merged_into: Option<CallId>) {
        let Some(call) = self.calls.get(&key) else { return };
        let outcome = call.outcome();
        let by = call.ended_by.unwrap_or(EndedBy::System);
        // A leg of its own that became part of a call before anything was told of it is no call at all.
        if merged_into.is_none() || call.told {
            self.tell(key, News::Ended { outcome, by, merged_into });
        }
        for name in self.calls.remove(&key).into_iter().flat_map(|call| call.linkedids) {
            self.by_linkedid.remove(&name);
        }
    }
}
