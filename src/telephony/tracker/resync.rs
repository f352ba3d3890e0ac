//! Reading the calls anew from the lists of what is alive.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::ami::ChannelInfo;
use crate::call::LivePhase;
use crate::telephony::naming::line_of;

use super::{Leg, Tracked, Tracker};

/// What is gathered between the beginning and the end of a resync.
#[derive(Debug, Default)]
pub(super) struct Resync {
    pub(super) rows: Vec<Row>,
    /// Ended while the list was on its way: a row of theirs is older news.
    pub(super) hung_up: BTreeSet<SmolStr>,
    /// Came up while the list was on its way: perhaps too young for it.
    born: BTreeSet<SmolStr>,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) channel: ChannelInfo,
    pub(super) application: SmolStr,
    pub(super) application_data: SmolStr,
    pub(super) bridge: Option<SmolStr>,
}

impl Tracker {
    /// A resync begins: rows and live events follow.
    pub fn begin_resync(&mut self) {
        self.lines.clear();
        self.resync = Some(Resync::default());
    }

    /// The resync is over: what was not listed is gone, what was is the truth.
    pub fn end_resync(&mut self) {
        let Some(resync) = self.resync.take() else { return };
        let listed: BTreeSet<&str> = resync.rows.iter().map(|row| row.channel.uniqueid.as_str()).collect();
        let lives = |uniqueid: &SmolStr| listed.contains(uniqueid.as_str()) || resync.born.contains(uniqueid);
        self.calls.retain(|caller, _| lives(caller));
        self.legs.retain(|leg, _| lives(leg));
        self.bridges.retain(|_, members| {
            members.retain(|member, _| resync.born.contains(member));
            !members.is_empty()
        });
        let rows = resync.rows.iter().filter(|row| !resync.hung_up.contains(&row.channel.uniqueid));
        let (callers, others): (Vec<&Row>, Vec<&Row>) = rows.partition(|row| is_caller(&row.channel));
        for row in &callers {
            self.adopt_caller(row);
        }
        for row in &others {
            self.adopt_leg(row);
        }
        self.read_listeners(&resync.rows, lives);
        self.tell_all();
    }

    fn adopt_caller(&mut self, row: &Row) {
        let channel = &row.channel;
        if let Some(bridge) = &row.bridge {
            self.bridges.entry(bridge.clone()).or_default().insert(channel.uniqueid.clone(), None);
        }
        let did = channel.variable("CTI_DID").unwrap_or_else(|| channel.exten());
        let state = channel.variable("CTI_STATE");
        // One who is being told that nobody is there is the PBX's too.
        let given_back = matches!(state.as_deref(), Some("fallback" | "closed"));
        let fell_back = given_back || row.application == "Queue";
        let phase = if fell_back { LivePhase::FellBack } else { LivePhase::Waiting };
        let known = self.calls.remove(&channel.uniqueid);
        let fresh = known.unwrap_or_else(|| self.tracked(channel, &did));
        let held_here = state.as_deref() == Some("held");
        let call = Tracked { phase, rung: Vec::new(), held_here, ..fresh };
        self.calls.insert(channel.uniqueid.clone(), call);
    }

    fn adopt_leg(&mut self, row: &Row) {
        let channel = &row.channel;
        let Some(caller) = channel.variable("CTI_CALLID").filter(|id| self.calls.contains_key(id)) else {
            return;
        };
        let Some(line) = line_of(&channel.name) else { return };
        self.legs.insert(channel.uniqueid.clone(), Leg { caller: caller.clone(), line: line.clone() });
        let together = match &row.bridge {
            Some(bridge) => {
                let members = self.bridges.entry(bridge.clone()).or_default();
                members.insert(channel.uniqueid.clone(), Some(line.clone()));
                members.contains_key(&caller)
            }
            None => false,
        };
        if let Some(call) = self.calls.get_mut(&caller)
            && call.phase != LivePhase::FellBack
        {
            match (together, &call.phase) {
                (true, _) => call.phase = LivePhase::Talking(line),
                (false, _) if call.held_here => call.phase = LivePhase::Talking(line),
                // A phone that rang beside the one that was answered, not gone yet.
                (false, LivePhase::Talking(_)) => {}
                (false, _) => {
                    call.rung.push(line.clone());
                    call.phase = LivePhase::Ringing(line);
                }
            }
        }
    }

    pub(super) fn is_born(&mut self, uniqueid: &str) {
        if let Some(resync) = &mut self.resync {
            resync.born.insert(uniqueid.into());
        }
    }
}

/// A caller in our contexts carries his own Uniqueid in `CTI_CALLID`; an agent's leg carries his too.
fn is_caller(channel: &ChannelInfo) -> bool {
    channel.variable("CTI_CALLID").is_some_and(|id| id == channel.uniqueid)
}
