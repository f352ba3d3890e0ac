//! After a gap: the channels the PBX lists are the truth.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::ami::{ChannelInfo, ChannelState};

use super::Observer;

/// What is gathered between the beginning and the end of a resync.
#[derive(Debug, Default)]
pub(super) struct Resync {
    rows: BTreeMap<SmolStr, Row>,
    /// Ended while the list was on its way: a row of theirs is older news.
    hung_up: BTreeSet<SmolStr>,
    /// Known before it began. What came up meanwhile may be too young for the list.
    before: BTreeSet<SmolStr>,
}

#[derive(Debug)]
struct Row {
    channel: ChannelInfo,
    application: SmolStr,
    bridge: Option<SmolStr>,
}

impl Resync {
    pub(super) fn hung_up(&mut self, uniqueid: &str) {
        self.hung_up.insert(uniqueid.into());
    }
}

impl Observer {
    /// The list of channels is on its way.
    pub fn begin_resync(&mut self) {
        let before = self.channels.keys().cloned().collect();
        self.resync = Some(Resync { before, ..Resync::default() });
    }

    /// The list is whole: what was known before and is not in it has ended, what is in it goes on.
    pub fn end_resync(&mut self, at_ms: u64) {
        self.at_ms = at_ms.max(self.at_ms);
        let Some(Resync { mut rows, hung_up, before }) = self.resync.take() else { return };
        rows.retain(|uniqueid, _| !hung_up.contains(uniqueid));
        for lost in before.iter().filter(|uniqueid| !rows.contains_key(*uniqueid)) {
            self.lose(lost);
        }
        // Who began a call is seen first, then who called, then who was called.
        let mut rows: Vec<Row> = rows.into_values().collect();
        rows.sort_by_key(|row| {
            (row.channel.uniqueid != row.channel.linkedid, row.application.starts_with("AppDial"))
        });
        for row in &rows {
            self.see(&row.channel);
            self.place(row);
        }
        for row in &rows {
            self.catch_up(row);
        }
    }

    pub(super) fn list(&mut self, channel: &ChannelInfo, application: &str, bridge: Option<&str>) {
        if let Some(resync) = &mut self.resync {
            let row = Row {
                channel: channel.clone(),
                application: application.into(),
                bridge: bridge.map(SmolStr::from),
            };
            resync.rows.insert(channel.uniqueid.clone(), row);
        }
    }

    /// The PBX is going down: nothing of it is left.
    pub(super) fn lose_all(&mut self) {
        for uniqueid in self.channels.keys().cloned().collect::<Vec<_>>() {
            self.lose(&uniqueid);
        }
        self.bridges.clear();
    }

    fn lose(&mut self, uniqueid: &str) {
        if let Some(call) = self.call_of(uniqueid).and_then(|key| self.calls.get_mut(&key)) {
            call.lost = true;
        }
        self.on_hangup(uniqueid, 0);
    }

    fn place(&mut self, row: &Row) {
        let uniqueid = &row.channel.uniqueid;
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        channel.dialled |= row.application.starts_with("AppDial");
        match &row.bridge {
            Some(bridge) => {
                let kind = if row.application == "Park" { "parking" } else { "" };
                self.put_in_bridge(uniqueid, bridge, kind);
            }
            None => {
                if let Some(bridge) = channel.bridge.take() {
                    self.bridges.leave(&bridge, uniqueid);
                }
            }
        }
    }

    fn catch_up(&mut self, row: &Row) {
        let uniqueid = &row.channel.uniqueid;
        let Some(channel) = self.channels.get(uniqueid) else { return };
        let key = channel.call;
        let rings = matches!(row.channel.state, ChannelState::Ringing | ChannelState::Down);
        if let Some(bridge) = channel.bridge.clone() {
            self.stop_ringing(uniqueid, crate::call::RingingEnd::Answered);
            self.meet(&bridge);
        } else if channel.dialled && channel.is_real() && rings {
            self.start_ringing(key, uniqueid);
        }
    }
}
