//! What a bystander knows who hears only what the core is told and says, and the promises it
//! checks by that. Nothing here asks the core how it decides.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use santral::acd::{
    Acd, AgentFlags, AgentId, AgentState, CallId, CallOrder, CallPhase, Config, DequeuedWhy, Input, Level,
    Line, NextState, Offer, OfferEnd, OfferId, Output, OverflowCause, OverflowTarget, PRIORITY_MAX,
    PreferenceEnd, QueueConfig, QueueId, Reachability, SkillId, StageCause, StageKind, Time,
};

use crate::model::{Candidate, Claim, Record, comes_first, is_served_first};

pub(crate) struct Ledger {
    config: Config,
    /// Queues as they were last configured, gone ones too.
    queues: BTreeMap<QueueId, QueueConfig>,
    skills: BTreeMap<AgentId, BTreeMap<SkillId, Level>>,
    states: BTreeMap<AgentId, AgentState>,
    flags: BTreeMap<AgentId, AgentFlags>,
    nexts: BTreeMap<AgentId, Option<NextState>>,
    records: BTreeMap<AgentId, Record>,
    /// Whom each queue offered a call to last.
    offered_last: BTreeMap<QueueId, AgentId>,
    waiting: BTreeMap<CallId, Waiting>,
    /// When calls joined that are being talked on: the PBX may show them waiting again.
    joined: BTreeMap<CallId, Waiting>,
    offers: BTreeMap<OfferId, (CallId, AgentId)>,
    last_offer: u64,
    arrivals: u64,
}

#[derive(Clone, Debug)]
struct Waiting {
    queue: QueueId,
    joined_at: Time,
    arrival: u64,
    priority: u8,
    entered_at: Time,
    overflowed_from: Vec<QueueId>,
    /// The stage it was told to have reached.
    stage: usize,
    preferred: Option<(Vec<AgentId>, Time)>,
}

impl Ledger {
    pub(crate) fn new(config: &Config) -> Self {
        let mut ledger = Self {
            config: Config::default(),
            queues: BTreeMap::new(),
            skills: BTreeMap::new(),
            states: BTreeMap::new(),
            flags: BTreeMap::new(),
            nexts: BTreeMap::new(),
            records: BTreeMap::new(),
            offered_last: BTreeMap::new(),
            waiting: BTreeMap::new(),
            joined: BTreeMap::new(),
            offers: BTreeMap::new(),
            last_offer: 0,
            arrivals: 0,
        };
        ledger.configure(config);
        ledger
    }

    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    pub(crate) fn open_offers(&self) -> Vec<(CallId, AgentId)> {
        self.offers.values().cloned().collect()
    }

    pub(crate) fn waiting(&self) -> Vec<CallId> {
        self.waiting.keys().copied().collect()
    }

    pub(crate) fn talking(&self) -> Vec<CallId> {
        let on_call = |state: &AgentState| {
            let AgentState::OnCall { call } = state else { return None };
            Some(*call)
        };
        self.states.values().filter_map(on_call).collect()
    }

    /// Takes in one input with all that followed from it, and holds the core to its promises.
    pub(crate) fn check(&mut self, now: Time, input: &Input, outputs: &[Output], acd: &Acd) {
        let configured = matches!(input, Input::Configure(_));
        if let Input::Configure(config) = input {
            self.configure(config);
        }
        for output in outputs {
            if configured && matches!(output, Output::OfferMade(_)) {
                self.counts_begin(acd);
            }
            self.take_in(now, input, output, acd);
        }
        if configured {
            self.flags.retain(|agent, _| acd.agent(agent).is_some());
            self.nexts.retain(|agent, _| acd.agent(agent).is_some());
            self.counts_begin(acd);
        }
        self.forget_queues(acd);
        let talking = self.talking();
        self.joined.retain(|call, _| talking.contains(call));
        self.offers_are_as_told(acd);
        self.no_call_is_lost(acd);
        self.talkers_are_as_told(acd);
        self.nobody_is_overlooked(now);
        self.nobody_waits_in_vain(now);
        assert!(acd.next_timeout().is_none_or(|at| at > now), "what is due has happened");
    }

    fn configure(&mut self, config: &Config) {
        self.config = config.clone();
        for queue in &config.queues {
            let mut queue = queue.clone();
            queue.stages.sort_by_key(|stage| stage.after);
            self.queues.insert(queue.id.clone(), queue);
        }
        self.skills = config.agents.iter().map(|agent| (agent.id.clone(), agent.skills.clone())).collect();
    }

    /// A queue that is gone and empty remembers nothing.
    fn forget_queues(&mut self, acd: &Acd) {
        self.offered_last.retain(|queue, _| acd.queue(queue).is_some());
        for record in self.records.values_mut() {
            record.answered.retain(|queue, _| acd.queue(queue).is_some());
        }
    }

    fn agent_moves(&mut self, now: Time, agent: &AgentId, to: &AgentState, acd: &Acd) {
        let from = self.states.insert(agent.clone(), to.clone()).unwrap_or(AgentState::Offline);
        self.records.entry(agent.clone()).or_default().moves(&from, to, now);
        if from == AgentState::Offline {
            self.counts_begin(acd);
        }
        if let AgentState::OnCall { call } = to
            && from != *to
        {
            let queue = self.waiting.get(call).or_else(|| self.joined.get(call)).unwrap().queue.clone();
            if let Some(answered) = self.records.get_mut(agent).unwrap().answered.get_mut(&queue) {
                *answered += 1;
            }
        }
    }

    /// Whoever is signed in has a count for each queue she serves; a new one starts at the lowest.
    fn counts_begin(&mut self, acd: &Acd) {
        let signed_in = self.states.iter().filter(|(_, state)| **state != AgentState::Offline);
        let signed_in: Vec<AgentId> = signed_in.map(|(agent, _)| agent.clone()).collect();
        for agent in &signed_in {
            for queue in self.queues.values() {
                let skills = self.skills.get(agent).filter(|_| acd.queue(&queue.id).is_some());
                let serves =
                    |skills| (0..=queue.stages.len()).any(|s| queue.requirement(s).satisfied_by(skills));
                let others = signed_in.iter().filter_map(|id| self.records[id].answered.get(&queue.id));
                let fewest = others.min().copied().unwrap_or(0);
                let answered = &mut self.records.get_mut(agent).unwrap().answered;
                if skills.is_some_and(serves) {
                    answered.entry(queue.id.clone()).or_insert(fewest);
                } else {
                    answered.remove(&queue.id);
                }
            }
        }
    }

    /// Nobody idle should have had the call rather than she.
    fn she_was_the_first_for_the_call(&self, now: Time, offer: &Offer, acd: &Acd) {
        let (call, queue) = (&self.waiting[&offer.call], &self.queues[&offer.queue]);
        let agents = &self.config.agents;
        let place = |id: &AgentId| agents.iter().rposition(|agent| agent.id == *id);
        let last = self.offered_last.get(&offer.queue).and_then(place);
        let candidate = |id| {
            if !self.may_take(now, call, id) {
                return None;
            }
            let place = place(id)?;
            let turn = (place + agents.len() - last.map_or(0, |last| last + 1)) % agents.len();
            Some(Candidate {
                id,
                preferred: call.preferred.as_ref().map_or(0, |(agents, _)| {
                    agents.iter().position(|agent| agent == id).unwrap_or(agents.len())
                }),
                stage: self.admitting_stage(now, call, id)?,
                skills: &self.skills[id],
                place,
                record: &self.records[id],
                turn,
                idle: acd.agent(id)?.idle,
            })
        };
        let chosen = candidate(&offer.agent).unwrap();
        assert_eq!(chosen.stage, offer.stage);
        for other in self.states.keys().filter(|id| self.could_take_a_call(id)).filter_map(candidate) {
            let first = comes_first(queue, &other, &chosen, now);
            assert!(!first, "{:?}: {} before {}", queue.agent_order, other.id, chosen.id);
        }
    }

    fn take_in(&mut self, now: Time, input: &Input, output: &Output, acd: &Acd) {
        match output {
            Output::OfferMade(offer) => {
                self.the_call_was_the_first_for_her(now, offer);
                self.she_was_the_first_for_the_call(now, offer, acd);
                self.offered_last.insert(offer.queue.clone(), offer.agent.clone());
                self.offer_opens(offer.id, offer.call, &offer.agent);
            }
            Output::OfferFound { offer, call, agent, .. } => self.offer_opens(*offer, *call, agent),
            Output::OfferEnded { offer, call, agent, end, .. } => self.offer_ends(*offer, *call, agent, *end),
            Output::AgentChanged { agent, state, next, .. } => {
                self.nexts.insert(agent.clone(), next.clone());
                self.agent_moves(now, agent, state, acd);
                let gone = *state == AgentState::Offline && !self.skills.contains_key(agent);
                if gone {
                    self.states.remove(agent);
                    self.flags.remove(agent);
                    self.records.remove(agent);
                }
            }
            Output::AgentFlagsChanged { agent, flags } => {
                self.flags.insert(agent.clone(), *flags);
            }
            Output::CallWaiting { call, queue, position } => {
                self.call_waits(now, input, *call, queue, *position)
            }
            Output::CallDequeued { call, why, wait, .. } => self.call_dequeued(now, *call, why, *wait),
            Output::StageReached { call, queue, stage, cause } => {
                // Timers due before a new configuration took effect under the old one.
                if !matches!(input, Input::Configure(_)) {
                    self.stage_is_reached(now, *call, queue, *stage, *cause);
                }
                self.waiting.get_mut(call).unwrap().stage = *stage;
            }
            Output::CallOverflowed { call, queue, to, cause } => {
                assert!(self.overflow_causes(now, *call).contains(cause), "{call} overflows: {cause:?}");
                assert!(self.may_overflow(&self.waiting[call]));
                let waiting = self.waiting.get_mut(call).unwrap();
                assert_eq!(waiting.queue, *queue);
                if let OverflowTarget::Queue(to) = to {
                    waiting.overflowed_from.push(queue.clone());
                    (waiting.queue, waiting.entered_at, waiting.stage) = (to.clone(), now, 0);
                }
            }
            Output::PreferenceOver { call, why, .. } => {
                let (_, until) = self.waiting[call].preferred.clone().unwrap();
                match why {
                    PreferenceEnd::PatienceOver => assert!(until <= now),
                    PreferenceEnd::NobodyReachable => assert!(!self.is_worth_waiting(now, *call)),
                }
                self.waiting.get_mut(call).unwrap().preferred = None;
            }
            Output::Refused(_) => {}
        }
    }

    /// Why a waiting call should be sent on.
    fn overflow_causes(&self, now: Time, call: CallId) -> Vec<OverflowCause> {
        let waiting = &self.waiting[&call];
        let queue = &self.queues[&waiting.queue];
        let Some(overflow) = &queue.overflow else { return Vec::new() };
        let entered = |waiting: &Waiting| (waiting.entered_at, waiting.arrival);
        let before = |other: &&Waiting| other.queue == queue.id && entered(other) < entered(waiting);
        let mut causes = Vec::new();
        if overflow.waiting_max.is_some_and(|most| self.waiting.values().filter(before).count() >= most) {
            causes.push(OverflowCause::TooManyWaiting);
        }
        if overflow.wait_max.is_some_and(|most| now >= waiting.entered_at + most) {
            causes.push(OverflowCause::WaitingTooLong);
        }
        // Whoever some stage from here on admits, now or later, until one replaces it.
        let ever = |agent: &&AgentId| {
            (0..=queue.stages.len()).any(|stage| {
                let later = Waiting { stage: stage.max(waiting.stage), ..waiting.clone() };
                self.admitting_stage(now, &later, agent).is_some()
            })
        };
        if overflow.nobody_reachable && !self.states.keys().filter(ever).any(|a| self.is_reachable_soon(a)) {
            causes.push(OverflowCause::NobodyReachable);
        }
        causes
    }

    fn may_overflow(&self, call: &Waiting) -> bool {
        let overflow = self.queues[&call.queue].overflow.as_ref();
        match overflow.map(|overflow| &overflow.to) {
            None => false,
            Some(OverflowTarget::GiveBack) => true,
            Some(OverflowTarget::Queue(to)) => {
                let Some(target) = self.config.queues.iter().rfind(|queue| queue.id == *to) else {
                    return false;
                };
                let there = self.waiting.values().filter(|call| call.queue == *to).count();
                *to != call.queue
                    && !call.overflowed_from.contains(to)
                    && target.max_waiting.is_none_or(|most| there < most)
            }
        }
    }

    fn stage_is_reached(&self, now: Time, call: CallId, queue: &QueueId, stage: usize, cause: StageCause) {
        let (waiting, config) = (&self.waiting[&call], &self.queues[queue]);
        let by_age = self.stage_by_age(now, waiting);
        match cause {
            StageCause::Age => assert_eq!(stage, by_age),
            StageCause::NobodyReachable => {
                assert!(config.skip_unreachable_stages && stage > by_age);
                let skipped = Waiting { stage: stage - 1, ..waiting.clone() };
                let somebody = self.states.keys().any(|agent| {
                    self.is_reachable(agent) && self.admitting_stage(now, &skipped, agent).is_some()
                });
                assert!(!somebody, "{call} skipped a stage somebody could serve");
            }
        }
    }

    fn stage_by_age(&self, now: Time, call: &Waiting) -> usize {
        let age = now - call.joined_at;
        self.queues[&call.queue].stages.iter().filter(|stage| stage.after <= age).count()
    }

    /// No call is left at a stage it should have skipped, or waits for somebody who will not come.
    fn nobody_waits_in_vain(&self, now: Time) {
        let ringing: BTreeSet<CallId> = self.offers.values().map(|(call, _)| *call).collect();
        for (call, waiting) in self.waiting.iter().filter(|(call, _)| !ringing.contains(call)) {
            let queue = &self.queues[&waiting.queue];
            let stage = self.stage_by_age(now, waiting).max(waiting.stage);
            if queue.skip_unreachable_stages && stage < queue.stages.len() {
                let mut reachable = self.states.keys().filter(|agent| self.is_reachable(agent));
                assert!(reachable.any(|agent| self.admitting_stage(now, waiting, agent).is_some()));
            }
            assert!(
                !self.may_overflow(waiting) || self.overflow_causes(now, *call).is_empty(),
                "{call} should have been sent on"
            );
            if let Some((_, until)) = &waiting.preferred {
                assert!(*until > now && self.is_worth_waiting(now, *call), "{call} waits in vain");
            }
        }
    }

    fn is_worth_waiting(&self, now: Time, call: CallId) -> bool {
        let waiting = &self.waiting[&call];
        let (agents, _) = waiting.preferred.as_ref().unwrap();
        agents
            .iter()
            .any(|agent| self.is_reachable_soon(agent) && self.admitting_stage(now, waiting, agent).is_some())
    }

    fn is_reachable(&self, agent: &AgentId) -> bool {
        let cooled = self.flags.get(agent).is_some_and(|flags| flags.cooled_until.is_some());
        self.is_reachable_soon(agent) && !cooled
    }

    fn is_reachable_soon(&self, agent: &AgentId) -> bool {
        let resting = match self.states.get(agent) {
            None | Some(AgentState::Offline | AgentState::NotReady(_)) => true,
            Some(_) => self.nexts.get(agent).is_some_and(Option::is_some),
        };
        let flags = self.flags.get(agent).copied().unwrap_or_default();
        !resting && flags.reachable == Reachability::Reachable
    }

    fn offer_opens(&mut self, offer: OfferId, call: CallId, agent: &AgentId) {
        assert!(offer.0 > self.last_offer, "offers count up");
        self.last_offer = offer.0;
        assert!(self.waiting.contains_key(&call), "only who waits is offered");
        for (open_call, open_agent) in self.offers.values() {
            assert_ne!(open_agent, agent, "never two open offers for one agent");
            assert_ne!(*open_call, call, "never two open offers for one call");
        }
        self.offers.insert(offer, (call, agent.clone()));
    }

    fn offer_ends(&mut self, offer: OfferId, call: CallId, agent: &AgentId, end: OfferEnd) {
        let open = self.offers.remove(&offer);
        assert_eq!(open, Some((call, agent.clone())), "an offer ends once: {end}");
    }

    fn call_waits(&mut self, now: Time, input: &Input, call: CallId, queue: &QueueId, position: usize) {
        let moved = self.waiting.remove(&call);
        let waiting = if let Some(waiting) = moved {
            waiting
        } else if let Input::CallJoined(join) = input {
            let mut waiting = self.arrive(queue, join.joined_at.min(now), join.priority);
            let until = waiting.joined_at + join.patience;
            waiting.preferred = (!join.prefer.is_empty()).then(|| (join.prefer.clone(), until));
            waiting
        } else if let Input::CallFound { joined_at, .. } = input {
            let before = self.joined.remove(&call);
            before.unwrap_or_else(|| self.arrive(queue, (*joined_at).min(now), 0))
        } else {
            panic!("{input:?} brings no call")
        };
        let ahead = |other: &&Waiting| other.queue == *queue && self.is_served_before(now, other, &waiting);
        assert_eq!(position, self.waiting.values().filter(ahead).count() + 1);
        assert!(self.waiting.insert(call, waiting).is_none(), "a call waits in one place");
    }

    fn arrive(&mut self, queue: &QueueId, joined_at: Time, priority: u8) -> Waiting {
        self.arrivals += 1;
        Waiting {
            queue: queue.clone(),
            joined_at,
            arrival: self.arrivals,
            priority,
            entered_at: joined_at,
            overflowed_from: Vec::new(),
            stage: 0,
            preferred: None,
        }
    }

    fn call_dequeued(&mut self, now: Time, call: CallId, why: &DequeuedWhy, wait: Duration) {
        let waited = self.waiting.remove(&call).expect("only who waits is dequeued");
        assert_eq!(wait, now - waited.joined_at, "age is never reset");
        assert!(!self.offers.values().any(|(open, _)| *open == call), "no offer outlives its call");
        self.joined.remove(&call);
        if let DequeuedWhy::Answered { agent } = why {
            assert_eq!(self.states.get(agent), Some(&AgentState::OnCall { call }));
            self.joined.insert(call, waited);
        }
    }

    fn is_served_before(&self, now: Time, a: &Waiting, b: &Waiting) -> bool {
        let claim = |call: &Waiting| Claim {
            queue: &self.queues[&call.queue],
            wait_us: (now - call.joined_at).as_micros(),
            priority: call.priority,
            arrival: call.arrival,
        };
        is_served_first(&claim(a), &claim(b))
    }

    /// The bound of `credit`: nobody comes before a caller who joined too long after him.
    fn nobody_starves(&self, chosen: &Waiting, other: &Waiting) {
        let orders = [chosen, other].map(|call| self.queues[&call.queue].call_order);
        if orders.iter().all(|order| matches!(order, CallOrder::Credit | CallOrder::Fcfs)) {
            let most = u32::from(PRIORITY_MAX) * self.queues[&chosen.queue].priority_worth;
            assert!(chosen.joined_at <= other.joined_at + most, "overtaken from beyond the bound");
        }
    }

    /// No call that is served before waited that she might have taken.
    fn the_call_was_the_first_for_her(&self, now: Time, offer: &Offer) {
        let chosen = &self.waiting[&offer.call];
        for (call, other) in &self.waiting {
            let rings = self.offers.values().any(|(open, _)| open == call);
            if call == &offer.call || rings || !self.may_take(now, other, &offer.agent) {
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
        assert!(self.may_take(now, chosen, &offer.agent), "{} may not take {}", offer.agent, offer.call);
    }

    fn offers_are_as_told(&self, acd: &Acd) {
        let (mut ringing, mut called) = (0, 0);
        for call in acd.calls() {
            if let CallPhase::Ringing { offer, agent, .. } = &call.phase {
                ringing += 1;
                assert!(self.offers.get(offer).is_some_and(|open| *open == (call.id, agent.clone())));
            }
        }
        for agent in acd.agents() {
            if let AgentState::Ringing { offer, call } = agent.state {
                called += 1;
                assert!(self.offers.get(&offer).is_some_and(|open| *open == (call, agent.id.clone())));
            }
        }
        assert_eq!((ringing, called), (self.offers.len(), self.offers.len()));
    }

    fn no_call_is_lost(&self, acd: &Acd) {
        let held = acd.calls().filter(|call| call.is_unanswered()).map(|call| call.id);
        assert!(held.eq(self.waiting.keys().copied()), "who waits is held, nobody else");
        let in_queues: usize = acd.queues().map(|queue| acd.waiting(&queue.id).count()).sum();
        assert_eq!(in_queues, self.waiting.len(), "who waits stands in a queue");
    }

    fn talkers_are_as_told(&self, acd: &Acd) {
        let mut talking = BTreeMap::new();
        for call in acd.calls() {
            if let CallPhase::Talking { agent } = &call.phase {
                talking.insert(call.id, agent.clone());
            }
        }
        let mut on_call = BTreeMap::new();
        for (agent, state) in &self.states {
            if let AgentState::OnCall { call } = state {
                assert!(on_call.insert(*call, agent.clone()).is_none(), "a call is never with two agents");
            }
        }
        assert_eq!(talking, on_call);
    }

    /// The promise: no agent who could take a call stands beside a call she may take.
    fn nobody_is_overlooked(&self, now: Time) {
        let ringing: BTreeSet<CallId> = self.offers.values().map(|(call, _)| *call).collect();
        for agent in self.states.keys().filter(|agent| self.could_take_a_call(agent)) {
            for (call, waiting) in self.waiting.iter().filter(|(call, _)| !ringing.contains(call)) {
                assert!(!self.may_take(now, waiting, agent), "{agent} stands idle beside {call}");
            }
        }
    }

    fn could_take_a_call(&self, agent: &AgentId) -> bool {
        let flags = self.flags.get(agent).copied().unwrap_or_default();
        self.states.get(agent) == Some(&AgentState::Available)
            && flags.reachable == Reachability::Reachable
            && flags.line == Line::Free
            && flags.cooled_until.is_none()
    }

    /// Whether a stage the call has reached, and none later has replaced, admits the agent.
    fn may_take(&self, now: Time, call: &Waiting, agent: &AgentId) -> bool {
        let kept = |(agents, until): &(Vec<AgentId>, Time)| now < *until && !agents.contains(agent);
        self.admitting_stage(now, call, agent).is_some() && !call.preferred.as_ref().is_some_and(kept)
    }

    /// The earliest stage that admits the agent, of those the call has reached and none has replaced.
    fn admitting_stage(&self, now: Time, call: &Waiting, agent: &AgentId) -> Option<usize> {
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
