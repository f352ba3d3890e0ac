//! Supervisors who take part in a call, by what `ChanSpy` tells of itself (docs/asterisk.md, "A supervisor's buttons").

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::ami::ChannelInfo;
use crate::call::{CallId, Line, ListenMode, Listener};
use crate::telephony::dialplan::SPY_CONTEXT;
use crate::telephony::naming::line_of;

use super::Tracker;
use super::resync::Row;

/// Who listens, by the Uniqueid of the listening channel.
#[derive(Debug, Default)]
pub(super) struct Listening {
    by_channel: BTreeMap<SmolStr, Listens>,
    /// Calls whose listeners have not been told since they changed.
    changed: BTreeSet<CallId>,
}

#[derive(Debug)]
struct Listens {
    call: CallId,
    listener: Listener,
}

impl Tracker {
    /// The channel by which a phone takes part in a call.
    pub fn listener_channel(&self, call: CallId, line: &Line) -> Option<&str> {
        self.listener_channels(call, Some(line)).next()
    }

    /// The channels of all who take part in a call, or of one phone alone.
    pub fn listener_channels(&self, call: CallId, line: Option<&Line>) -> impl Iterator<Item = &str> {
        let wanted = move |listens: &&Listens| {
            listens.call == call && (line.is_none() || listens.listener.line.as_ref() == line)
        };
        self.listening
            .by_channel
            .iter()
            .filter(move |(_, listens)| wanted(listens))
            .map(|(channel, _)| channel.as_str())
    }

    /// The next call whose listeners changed, with all of them.
    pub fn poll_listened(&mut self) -> Option<(CallId, Vec<Listener>)> {
        let call = self.listening.changed.pop_first()?;
        let of_call = self.listening.by_channel.values().filter(|listens| listens.call == call);
        Some((call, of_call.map(|listens| listens.listener.clone()).collect()))
    }

    pub(super) fn on_spy(&mut self, spyer: &ChannelInfo, spyee: &str) {
        let Some(call) = self.call_on(spyee) else { return };
        let listens =
            Listens { call, listener: Listener { line: line_of(&spyer.name), mode: mode_of(spyer) } };
        self.listening.by_channel.insert(spyer.uniqueid.clone(), listens);
        self.listening.changed.insert(call);
        self.is_born(&spyer.uniqueid);
    }

    pub(super) fn on_spy_end(&mut self, spyer: &str) {
        if let Some(listens) = self.listening.by_channel.remove(spyer) {
            self.listening.changed.insert(listens.call);
        }
    }

    /// Who listens is read from the list like everything else; all calls with listeners, then or now, are told again.
    pub(super) fn read_listeners(&mut self, rows: &[Row], lives: impl Fn(&SmolStr) -> bool) {
        let gone: Vec<SmolStr> =
            self.listening.by_channel.keys().filter(|channel| !lives(channel)).cloned().collect();
        gone.iter().for_each(|channel| self.on_spy_end(channel));
        for row in rows.iter().filter(|row| row.application == "ChanSpy") {
            let spyee = row.application_data.split(',').next().unwrap_or_default();
            self.on_spy(&row.channel, spyee);
        }
        self.tell_listeners();
    }

    pub(super) fn tell_listeners(&mut self) {
        let heard = self.listening.by_channel.values().map(|listens| listens.call);
        self.listening.changed.extend(heard);
    }

    /// The call of a caller's channel, or of the phone that talks to him.
    fn call_on(&self, uniqueid: &str) -> Option<CallId> {
        let caller = self.legs.get(uniqueid).map_or(uniqueid, |leg| leg.caller.as_str());
        self.calls.get(caller).map(|call| call.id)
    }
}

/// The extension of our context says it. Somebody who listens by another way is at least that.
fn mode_of(spyer: &ChannelInfo) -> ListenMode {
    let ours = spyer.context() == SPY_CONTEXT;
    ListenMode::parse(&spyer.exten()).filter(|_| ours).unwrap_or(ListenMode::Listen)
}
