//! Who should get whom: looked at from the agent's side and from the call's, at every offer.

use std::collections::BTreeSet;

use santral::acd::{
    Acd, AgentId, AgentOrder, AgentState, CallId, CallKind, CallOrder, Offer, OfferEnd, OfferId,
    PRIORITY_MAX, StageKind, Time,
};

use crate::model::{Candidate, comes_first};

use super::{Ledger, Waiting};

impl Ledger {
    pub(super) fn offer_made(&mut self, now: Time, offer: &Offer, acd: &Acd) {
        assert!(self.could_take_a_call(&offer.agent), "{} is idle", offer.agent);
        let order = self.queues[&offer.queue].agent_order;
        let together = self.yet_to_ring.as_mut().filter(|(call, _)| *call == offer.call);
        if let Some((_, others)) = together {
            assert!(others.remove(&offer.agent), "{} was to ring too", offer.agent);
        } else {
            self.everybody_has_been_rung();
            self.the_call_was_the_first_for_her(now, offer);
            self.she_was_the_first_for_the_call(now, offer, acd);
            if order == AgentOrder::RingAll {
                let mut all = self.all_who_could_have_it(now, offer.call);
                assert!(all.remove(&offer.agent));
                self.yet_to_ring = Some((offer.call, all));
            }
            let kind = self.waiting[&offer.call].kind;
            let habits = self.habits.entry(offer.queue.clone()).or_default();
            habits.callbacks_in_a_row = match kind {
                CallKind::Live => 0,
                CallKind::Callback => habits.callbacks_in_a_row + 1,
            };
        }
        self.habits.entry(offer.queue.clone()).or_default().offered_last = Some(offer.agent.clone());
        self.offer_opens(offer.id, offer.call, &offer.agent);
    }

    pub(super) fn everybody_has_been_rung(&mut self) {
        if let Some((call, others)) = self.yet_to_ring.take() {
            assert_eq!(others, BTreeSet::new(), "of those who all ring for {call}");
        }
    }

    pub(super) fn offer_opens(&mut self, offer: OfferId, call: CallId, agent: &AgentId) {
        assert!(offer.0 > self.last_offer, "offers count up");
        self.last_offer = offer.0;
        assert!(self.waiting.contains_key(&call), "only who waits is offered");
        let all_ring = self.queues[&self.waiting[&call].queue].agent_order == AgentOrder::RingAll;
        for (open_call, open_agent) in self.offers.values() {
            assert_ne!(open_agent, agent, "never two open offers for one agent");
            assert!(all_ring || *open_call != call, "never two open offers for one call");
        }
        self.offers.insert(offer, (call, agent.clone()));
    }

    pub(super) fn offer_ends(&mut self, offer: OfferId, call: CallId, agent: &AgentId, end: OfferEnd) {
        let open = self.offers.remove(&offer);
        assert_eq!(open, Some((call, agent.clone())), "an offer ends once: {end}");
    }

    pub(super) fn offers_are_as_told(&self, acd: &Acd) {
        let (mut ringing, mut called) = (0, 0);
        for call in acd.calls() {
            for open in call.phase.offers() {
                ringing += 1;
                assert_eq!(self.offers.get(&open.offer), Some(&(call.id, open.agent.clone())));
            }
        }
        for agent in acd.agents() {
            if let Some(open) = agent.offered {
                called += 1;
                assert_eq!(self.offers.get(&open.offer), Some(&(open.call, agent.id.clone())));
            }
            if let AgentState::Ringing { offer, .. } = agent.state {
                assert_eq!(agent.offered.map(|open| open.offer), Some(offer));
            }
        }
        assert_eq!((ringing, called), (self.offers.len(), self.offers.len()));
    }

    /// No call that is served before waited that she might have taken.
    fn the_call_was_the_first_for_her(&self, now: Time, offer: &Offer) {
        let chosen = &self.waiting[&offer.call];
        for (call, other) in &self.waiting {
            if *call == offer.call || !self.might_be_given(now, *call, &offer.agent) {
                continue;
            }
            self.nobody_starves(chosen, other);
            assert!(
                !self.is_served_before(now, other, chosen),
                "{} was offered {} before {call}",
                offer.agent,
                offer.call
            );
        }
        assert!(
            self.might_be_given(now, offer.call, &offer.agent),
            "{} may not take {}",
            offer.agent,
            offer.call
        );
    }

    /// The bound of `credit`: nobody comes before a caller who joined too long after him.
    fn nobody_starves(&self, chosen: &Waiting, other: &Waiting) {
        let orders = [chosen, other].map(|call| self.queues[&call.queue].call_order);
        if orders.iter().all(|order| matches!(order, CallOrder::Credit | CallOrder::Fcfs)) {
            let most = u32::from(PRIORITY_MAX) * self.queues[&chosen.queue].priority_worth;
            assert!(chosen.joined_at <= other.joined_at + most, "overtaken from beyond the bound");
        }
    }

    /// Nobody idle should have had the call rather than she.
    fn she_was_the_first_for_the_call(&self, now: Time, offer: &Offer, acd: &Acd) {
        let (call, queue) = (&self.waiting[&offer.call], &self.queues[&offer.queue]);
        let agents = &self.config.agents;
        let place = |id: &AgentId| agents.iter().rposition(|agent| agent.id == *id);
        let last = self.habits(&offer.queue).offered_last.as_ref().and_then(place);
        let candidate = |id| {
            let place = place(id)?;
            let turn = (place + agents.len() - last.map_or(0, |last| last + 1)) % agents.len();
            Some(Candidate {
                id,
                preferred: call.preferred.as_ref().map_or(0, |(agents, _)| {
                    agents.iter().position(|agent| agent == id).unwrap_or(agents.len())
                }),
                stage: self.admitting_stage(now, call, id)?,
                load: self.load(id),
                skills: &self.skills[id],
                place,
                record: &self.records[id],
                turn,
                idle: acd.agent(id)?.idle,
            })
        };
        let chosen = candidate(&offer.agent).unwrap();
        assert_eq!(chosen.stage, offer.stage);
        let others = self.all_who_could_have_it(now, offer.call);
        for other in others.iter().filter_map(candidate) {
            let first = comes_first(queue, &other, &chosen, now);
            assert!(!first, "{:?}: {} before {}", queue.agent_order, other.id, chosen.id);
        }
    }

    fn all_who_could_have_it(&self, now: Time, call: CallId) -> BTreeSet<AgentId> {
        let idle = self.states.keys().filter(|id| self.could_take_a_call(id));
        idle.filter(|id| self.might_be_given(now, call, id)).cloned().collect()
    }

    /// The promise: no agent who could take a call stands beside a call she may take.
    pub(super) fn nobody_is_overlooked(&self, now: Time) {
        for agent in self.states.keys().filter(|agent| self.could_take_a_call(agent)) {
            for call in self.waiting.keys() {
                assert!(!self.might_be_given(now, *call, agent), "{agent} stands idle beside {call}");
            }
        }
    }

    /// Whether a call could be offered to an agent, were she idle.
    fn might_be_given(&self, now: Time, call: CallId, agent: &AgentId) -> bool {
        let waiting = &self.waiting[&call];
        self.may_take(now, waiting, agent)
            && self.is_eligible(now, call)
            && !(self.callbacks_have_had_their_turn(waiting) && self.a_caller_waits_for(now, waiting, agent))
    }

    fn callbacks_have_had_their_turn(&self, call: &Waiting) -> bool {
        let most = self.queues[&call.queue].callbacks.unwrap_or_default().in_a_row_max.max(1);
        call.kind == CallKind::Callback && self.habits(&call.queue).callbacks_in_a_row >= most
    }

    fn a_caller_waits_for(&self, now: Time, call: &Waiting, agent: &AgentId) -> bool {
        self.waiting.iter().any(|(id, other)| {
            other.queue == call.queue
                && other.kind == CallKind::Live
                && self.is_eligible(now, *id)
                && self.may_take(now, other, agent)
        })
    }

    /// Whether a stage the call has reached, and none later has replaced, admits the agent, and the
    /// call is kept neither for others nor from the reserve.
    fn may_take(&self, now: Time, call: &Waiting, agent: &AgentId) -> bool {
        let kept = |(agents, until): &(Vec<AgentId>, Time)| now < *until && !agents.contains(agent);
        let reserve =
            self.queues[&call.queue].reserve.as_ref().filter(|_| !self.habits(&call.queue).reserve_on);
        let held = |skills| reserve.is_some_and(|reserve| reserve.who.satisfied_by(skills));
        self.admitting_stage(now, call, agent).is_some()
            && !call.preferred.as_ref().is_some_and(kept)
            && !self.skills.get(agent).is_some_and(held)
    }

    /// The earliest stage that admits the agent, of those the call has reached and none has replaced.
    pub(super) fn admitting_stage(&self, now: Time, call: &Waiting, agent: &AgentId) -> Option<usize> {
        let queue = &self.queues[&call.queue];
        let reached = self.stage_by_age(now, call).max(call.stage);
        let skills = self.skills.get(agent)?;
        let mut admitting = queue.require.satisfied_by(skills).then_some(0);
        for (number, stage) in (1..).zip(queue.stages.iter().take(reached)) {
            let admits = stage.require.satisfied_by(skills).then_some(number);
            admitting = match stage.kind {
                StageKind::Cumulative => admitting.or(admits),
                StageKind::Replace => admits,
            };
        }
        admitting
    }
}
