//! Calls handed over, parked and fetched.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::ami::{AttendedTransfer, BlindTransfer, ChannelInfo, Parked};
use crate::call::{Line, News, Party, TransferMode};

use super::Observer;
use super::calls::CallKey;
use super::channel::{Channel, party_of};

impl Observer {
    pub(super) fn on_blind_transfer(&mut self, transfer: &BlindTransfer) {
        if transfer.result != "Success" {
            return;
        }
        let Some(key) = self.see(&transfer.transferer) else { return };
        let by = self.party(&transfer.transferer.uniqueid);
        let to = Party {
            number: Some(transfer.exten.clone()),
            line: Line::parse(&transfer.exten),
            ..Party::default()
        };
        if let Some(kept) = &transfer.transferee {
            self.see(kept);
            self.keep(key, &[&transfer.transferer], kept);
        }
        self.tell(key, News::Transferred { mode: TransferMode::Blind, by, to });
    }

    pub(super) fn on_attended_transfer(&mut self, transfer: &AttendedTransfer) {
        if transfer.result != "Success" {
            return;
        }
        let legs = [&transfer.orig_transferer, &transfer.second_transferer];
        let parties = legs.into_iter().chain(&transfer.transferee).chain(&transfer.target);
        let calls: BTreeSet<CallKey> = parties.filter_map(|info| self.see(info)).collect();
        let Some(key) = self.merge(&calls) else { return };
        let by = self.party(&transfer.orig_transferer.uniqueid);
        if let Some(kept) = &transfer.transferee {
            self.keep(key, &legs, kept);
        }
        let (mode, to) = self.handed_to(key, &legs, transfer.target.as_ref());
        self.tell(key, News::Transferred { mode, by, to });
    }

    /// Whom a call was handed to: the target told, where it is a phone; else who talks to the caller or rings for
    /// him beside those who handed him over.
    fn handed_to(
        &self,
        key: CallKey,
        legs: &[&ChannelInfo],
        target: Option<&ChannelInfo>,
    ) -> (TransferMode, Party) {
        let target =
            target.filter(|target| self.channels.get(&target.uniqueid).is_some_and(Channel::is_real));
        let Some(call) = self.calls.get(&key) else { return (TransferMode::Attended, Party::default()) };
        let is_leg = |uniqueid: &SmolStr| legs.iter().any(|leg| leg.uniqueid == *uniqueid);
        let ringing = |uniqueid: &str| self.channels.get(uniqueid).is_some_and(|channel| channel.ringing);
        let talking = call.talking.iter().rev().find(|uniqueid| !is_leg(uniqueid));
        let found = target.map(|target| &target.uniqueid).or(talking).or_else(|| call.ringing.last());
        match found {
            Some(uniqueid) if ringing(uniqueid) => (TransferMode::Blonde, self.party(uniqueid)),
            Some(uniqueid) => (TransferMode::Attended, self.party(uniqueid)),
            None => (TransferMode::Attended, Party::default()),
        }
    }

    /// When the one who began the call hands it over, it is about the one who is kept from then on.
    fn keep(&mut self, key: CallKey, legs: &[&ChannelInfo], kept: &ChannelInfo) {
        let Some(call) = self.calls.get_mut(&key) else { return };
        let leaves = call.focus.as_ref().is_some_and(|focus| legs.iter().any(|leg| leg.uniqueid == *focus));
        if leaves && call.channels.contains(&kept.uniqueid) {
            call.focus = Some(kept.uniqueid.clone());
            call.talking.remove(&kept.uniqueid);
        }
    }

    pub(super) fn on_parked(&mut self, parked: &Parked) {
        let Some(key) = self.see(&parked.parkee) else { return };
        let dialled = |text: &SmolStr| {
            let line = text.rsplit('/').next().and_then(Line::parse);
            Party { number: line.as_ref().map(|line| line.as_str().into()), line, ..Party::default() }
        };
        let by = match &parked.parker {
            Some(parker) => self.known_party(parker),
            None => parked.parker_dial_string.as_ref().map(dialled).unwrap_or_default(),
        };
        self.tell(key, News::Parked { by, space: parked.space.clone() });
    }

    pub(super) fn on_unparked(&mut self, parked: &Parked) {
        let Some(key) = self.see(&parked.parkee) else { return };
        let by = match &parked.retriever {
            Some(retriever) => {
                self.see(retriever);
                self.known_party(retriever)
            }
            None => Party::default(),
        };
        self.tell(key, News::Retrieved { by });
    }

    fn known_party(&self, info: &ChannelInfo) -> Party {
        self.channels.get(&info.uniqueid).map_or_else(|| party_of(info), Channel::party)
    }
}
