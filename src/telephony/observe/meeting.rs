//! Who talks to whom: channels that meet in bridges, and calls that become one there.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::ami::ChannelInfo;
use crate::call::{News, RingingEnd};

use super::Observer;
use super::calls::CallKey;
use super::channel::{Channel, Kind};

impl Observer {
    pub(super) fn on_bridge_enter(&mut self, info: &ChannelInfo, bridge: &str, kind: &str) {
        if self.see(info).is_none() {
            return;
        }
        self.put_in_bridge(&info.uniqueid, bridge, kind);
        // Whoever talks rings no longer, whether or not that was told.
        self.stop_ringing(&info.uniqueid, RingingEnd::Answered);
        self.meet(bridge);
    }

    pub(super) fn put_in_bridge(&mut self, uniqueid: &str, bridge: &str, kind: &str) {
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        if let Some(before) = channel.bridge.replace(bridge.into())
            && before != bridge
        {
            self.bridges.leave(&before, uniqueid);
        }
        self.bridges.enter(bridge, kind, uniqueid);
    }

    pub(super) fn on_bridge_leave(&mut self, info: &ChannelInfo, bridge: &str) {
        if let Some(channel) = self.channels.get_mut(&info.uniqueid)
            && channel.bridge.as_deref() == Some(bridge)
        {
            channel.bridge = None;
        }
        self.bridges.leave(bridge, &info.uniqueid);
    }

    pub(super) fn on_bridge_destroy(&mut self, bridge: &str) {
        for member in self.bridges.destroy(bridge) {
            if let Some(channel) = self.channels.get_mut(&member) {
                channel.bridge = None;
            }
        }
    }

    /// Tells who of those that hear each other in a bridge talks to a caller and did not before.
    pub(super) fn meet(&mut self, bridge: &str) {
        let heard = self.heard_in(bridge);
        if heard.len() < 2 {
            return;
        }
        let calls: BTreeSet<CallKey> = heard.iter().filter_map(|uniqueid| self.call_of(uniqueid)).collect();
        let Some(key) = self.merge(&calls) else { return };
        let Some(call) = self.calls.get(&key) else { return };
        let Some(focus) = call.focus.as_ref().filter(|focus| heard.contains(*focus)) else { return };
        let fresh = |uniqueid: &&SmolStr| {
            *uniqueid != focus
                && !call.talking.contains(*uniqueid)
                && self.channels.get(*uniqueid).is_some_and(Channel::is_real)
        };
        for uniqueid in heard.iter().filter(fresh).cloned().collect::<Vec<_>>() {
            let party = self.party(&uniqueid);
            if let Some(call) = self.calls.get_mut(&key) {
                call.talking.insert(uniqueid);
                (call.talked, call.waited, call.ended_by) = (true, false, None);
            }
            self.tell(key, News::Answered { party });
        }
    }

    /// All channels that hear each other with those of a bridge, over the wires of Local channels.
    fn heard_in(&self, bridge: &str) -> BTreeSet<SmolStr> {
        let mut heard = BTreeSet::new();
        let mut ahead = vec![bridge];
        let mut seen = BTreeSet::from([bridge]);
        while let Some(bridge) = ahead.pop() {
            for uniqueid in self.bridges.talkers(bridge) {
                heard.insert(uniqueid.into());
                for half in self.halves_of(uniqueid) {
                    let next = self.channels.get(half).and_then(|half| half.bridge.as_deref());
                    ahead.extend(next.filter(|next| seen.insert(next)));
                }
            }
        }
        heard
    }

    /// Both halves of a Local channel; nothing for another.
    pub(super) fn halves_of(&self, uniqueid: &str) -> impl Iterator<Item = &SmolStr> {
        let pair = match self.channels.get(uniqueid).map(|channel| &channel.kind) {
            Some(Kind::Local(pair)) => self.wires.get(pair),
            Some(Kind::Real | Kind::Helper) | None => None,
        };
        pair.into_iter().flatten()
    }

    /// Makes one call of several, the oldest; the others end as part of it.
    pub(super) fn merge(&mut self, keys: &BTreeSet<CallKey>) -> Option<CallKey> {
        let age = |key: &&CallKey| (self.calls.get(*key).map(|call| call.began_at_ms), **key);
        let oldest = *keys.iter().min_by_key(age)?;
        for key in keys.iter().filter(|key| **key != oldest) {
            self.merge_into(oldest, *key);
        }
        Some(oldest)
    }

    fn merge_into(&mut self, oldest: CallKey, other: CallKey) {
        let Some(into) = self.calls.get(&oldest).map(|call| call.id) else { return };
        let Some(call) = self.calls.get_mut(&other) else { return };
        let channels = std::mem::take(&mut call.channels);
        let ringing = std::mem::take(&mut call.ringing);
        let names = std::mem::take(&mut call.linkedids);
        self.end(other, Some(into));
        for uniqueid in &channels {
            if let Some(channel) = self.channels.get_mut(uniqueid) {
                channel.call = oldest;
            }
        }
        for name in &names {
            self.by_linkedid.insert(name.clone(), oldest);
        }
        if let Some(call) = self.calls.get_mut(&oldest) {
            call.channels.extend(channels);
            call.ringing.extend(ringing);
            call.linkedids.extend(names);
        }
    }

    pub(super) fn on_hold(&mut self, info: &ChannelInfo) {
        let Some(key) = self.see(info) else { return };
        let by = self.party(&info.uniqueid);
        if self.calls.get_mut(&key).is_some_and(|call| call.holding.insert(info.uniqueid.clone())) {
            self.tell(key, News::Held { by });
        }
    }

    /// Phones say that they take back what they never held: that is no news.
    pub(super) fn on_unhold(&mut self, info: &ChannelInfo) {
        let Some(key) = self.call_of(&info.uniqueid) else { return };
        let by = self.party(&info.uniqueid);
        if self.calls.get_mut(&key).is_some_and(|call| call.holding.remove(&info.uniqueid)) {
            self.tell(key, News::Retrieved { by });
        }
    }
}
