//! Phones that ring, and why they stop.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::ami::ChannelInfo;
use crate::call::{EndedBy, News, RingingEnd};

use super::calls::CallKey;
use super::{Observer, ending};

impl Observer {
    pub(super) fn on_dial_begin(&mut self, from: Option<&ChannelInfo>, to: &ChannelInfo) {
        // Who calls is seen first: it is the one whose call this is.
        let member = from.and_then(|from| {
            self.see(from)?;
            self.halves_of(&from.uniqueid).find_map(|half| self.channels.get(half)?.member.clone())
        });
        let Some(key) = self.see(to) else { return };
        let Some(channel) = self.channels.get_mut(&to.uniqueid) else { return };
        channel.dialled = true;
        if channel.member.is_none() {
            channel.member = member;
        }
        if channel.is_real() && channel.bridge.is_none() {
            self.start_ringing(key, &to.uniqueid);
        }
    }

    pub(super) fn start_ringing(&mut self, key: CallKey, uniqueid: &str) {
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        if std::mem::replace(&mut channel.ringing, true) {
            return;
        }
        let Some(call) = self.calls.get_mut(&key) else { return };
        if call.ringing.is_empty() {
            call.answered_by_other = false;
        }
        call.ended_by = None;
        call.ringing.push(uniqueid.into());
        let ringing = call.ringing.clone();
        let targets = ringing.iter().map(|uniqueid| self.party(uniqueid)).collect();
        self.tell(key, News::Ringing { targets });
    }

    pub(super) fn on_dial_end(&mut self, to: &ChannelInfo, status: &str) {
        let Some(channel) = self.channels.get(&to.uniqueid) else { return };
        let (key, cause, real) = (channel.call, channel.cause, channel.is_real());
        let by_other = self.is_answered_by_other(key, &to.uniqueid);
        let why = ending::of_dial(status, cause, by_other);
        self.stop_ringing(&to.uniqueid, why);
        if real
            && why == RingingEnd::Answered
            && let Some(call) = self.calls.get_mut(&key)
        {
            call.answered_by_other = true;
        }
    }

    pub(super) fn stop_ringing(&mut self, uniqueid: &str, why: RingingEnd) {
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        if !std::mem::take(&mut channel.ringing) {
            return;
        }
        let (key, target) = (channel.call, channel.party());
        if let Some(call) = self.calls.get_mut(&key) {
            call.ringing.retain(|ringing| ringing != uniqueid);
            if why != RingingEnd::Answered {
                call.unanswered = Some(why);
            }
        }
        self.tell(key, News::RingingEnded { target, why });
    }

    pub(super) fn stop_ringing_by_hangup(&mut self, uniqueid: &str, cause: u16) {
        let Some(channel) = self.channels.get(uniqueid).filter(|channel| channel.ringing) else { return };
        let call = self.calls.get(&channel.call);
        let why = if channel.picked_up {
            RingingEnd::AnsweredElsewhere
        } else if call.is_some_and(|call| call.ended_by == Some(EndedBy::Caller)) {
            RingingEnd::Cancelled
        } else {
            let by_other = self.is_answered_by_other(channel.call, uniqueid);
            ending::of_hangup(channel.cause.unwrap_or(cause), by_other)
        };
        self.stop_ringing(uniqueid, why);
    }

    /// Whether another phone of the call was answered. A plain `Dial` of several tells of the losers' end before the
    /// winner's; that his channel is up it has told already.
    fn is_answered_by_other(&self, key: CallKey, uniqueid: &str) -> bool {
        let up = |other: &SmolStr| self.channels.get(other).is_some_and(|channel| channel.up);
        self.calls.get(&key).is_some_and(|call| {
            call.answered_by_other || call.ringing.iter().any(|other| other != uniqueid && up(other))
        })
    }

    /// Somebody takes a call that rings elsewhere: his own becomes part of it.
    pub(super) fn on_pickup(&mut self, taker: &ChannelInfo, target: &ChannelInfo) {
        let (Some(taker), Some(key)) = (self.see(taker), self.call_of(&target.uniqueid)) else { return };
        if let Some(target) = self.channels.get_mut(&target.uniqueid) {
            target.picked_up = true;
        }
        if let Some(call) = self.merge(&BTreeSet::from([taker, key])).and_then(|key| self.calls.get_mut(&key))
        {
            call.answered_by_other = true;
        }
    }
}
