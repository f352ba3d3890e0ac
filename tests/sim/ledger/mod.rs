//! What a bystander knows who hears only what the core is told and says, and the promises it
//! checks by that. Nothing here asks the core how it decides.

mod line;
mod matching;
mod people;
mod sending;

use std::collections::{BTreeMap, BTreeSet};

use santral::acd::{
    Acd, AgentFlags, AgentId, AgentState, CallId, CallKind, CallerKey, Config, Input, Level, NextState,
    OfferId, Output, PreferenceEnd, QueueConfig, QueueId, SkillId, Time,
};

use crate::model::Record;

pub(crate) struct Ledger {
    config: Config,
    /// Queues as they were last configured, gone ones too.
    queues: BTreeMap<QueueId, QueueConfig>,
    habits: BTreeMap<QueueId, Habits>,
    skills: BTreeMap<AgentId, BTreeMap<SkillId, Level>>,
    states: BTreeMap<AgentId, AgentState>,
    flags: BTreeMap<AgentId, AgentFlags>,
    nexts: BTreeMap<AgentId, Option<NextState>>,
    records: BTreeMap<AgentId, Record>,
    /// The calls each agent talks on.
    calls: BTreeMap<AgentId, Vec<CallId>>,
    waiting: BTreeMap<CallId, Waiting>,
    /// When calls joined that are being talked on: the PBX may show them waiting again.
    joined: BTreeMap<CallId, Waiting>,
    offers: BTreeMap<OfferId, (CallId, AgentId)>,
    /// Who else must be rung for a call that all ring for.
    yet_to_ring: Option<(CallId, BTreeSet<AgentId>)>,
    /// Where callers who hung up had their places, and when they left.
    places: BTreeMap<(QueueId, CallerKey), (Time, Time)>,
    /// The closed queues the caller of this input has been sent on from.
    sent_on_from: Vec<QueueId>,
    last_offer: u64,
    arrivals: u64,
}

/// What a queue has done so far.
#[derive(Clone, Debug, Default)]
struct Habits {
    offered_last: Option<AgentId>,
    closed: bool,
    reserve_on: bool,
    callbacks_in_a_row: u32,
    entered: u64,
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
    kind: CallKind,
    caller: Option<CallerKey>,
    tries: u8,
    quarantined_until: Time,
}

impl Ledger {
    pub(crate) fn new(config: &Config) -> Self {
        let mut ledger = Self {
            config: Config::default(),
            queues: BTreeMap::new(),
            habits: BTreeMap::new(),
            skills: BTreeMap::new(),
            states: BTreeMap::new(),
            flags: BTreeMap::new(),
            nexts: BTreeMap::new(),
            records: BTreeMap::new(),
            calls: BTreeMap::new(),
            waiting: BTreeMap::new(),
            joined: BTreeMap::new(),
            offers: BTreeMap::new(),
            yet_to_ring: None,
            places: BTreeMap::new(),
            sent_on_from: Vec::new(),
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

    /// Calls that are talked on, each with who does.
    pub(crate) fn talking(&self) -> Vec<(CallId, AgentId)> {
        let each = |(agent, calls): (&AgentId, &Vec<CallId>)| -> Vec<(CallId, AgentId)> {
            calls.iter().map(|call| (*call, agent.clone())).collect()
        };
        self.calls.iter().flat_map(each).collect()
    }

    /// Takes in one input with all that followed from it, and holds the core to its promises.
    pub(crate) fn check(&mut self, now: Time, input: &Input, outputs: &[Output], acd: &Acd) {
        self.sent_on_from.clear();
        let configured = matches!(input, Input::Configure(_));
        if let Input::Configure(config) = input {
            self.configure(config);
        }
        if let Input::QueueHours { queue, open } = input
            && acd.queue(queue).is_some()
        {
            self.habits.entry(queue.clone()).or_default().closed = !open;
        }
        let mut matched = false;
        for output in outputs {
            if let Output::OfferMade(_) = output
                && !std::mem::replace(&mut matched, true)
            {
                // Who talks with whom is settled before the first offer is made.
                self.take_in_calls(acd, configured);
            }
            self.take_in(now, input, output, acd);
        }
        self.everybody_has_been_rung();
        self.take_in_calls(acd, configured);
        if configured {
            self.flags.retain(|agent, _| acd.agent(agent).is_some());
            self.nexts.retain(|agent, _| acd.agent(agent).is_some());
        }
        self.habits.retain(|queue, _| acd.queue(queue).is_some());
        self.joined.retain(|call, _| acd.call(*call).is_some_and(|call| !call.is_unanswered()));
        self.offers_are_as_told(acd);
        self.no_call_is_lost(acd);
        self.talkers_are_as_told(acd);
        self.reserves_are_as_the_lines_say();
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

    fn habits(&self, queue: &QueueId) -> Habits {
        self.habits.get(queue).cloned().unwrap_or_default()
    }

    fn take_in(&mut self, now: Time, input: &Input, output: &Output, acd: &Acd) {
        match output {
            Output::OfferMade(offer) => self.offer_made(now, offer, acd),
            Output::OfferFound { offer, call, agent, .. } => self.offer_opens(*offer, *call, agent),
            Output::OfferEnded { offer, call, agent, end, .. } => self.offer_ends(*offer, *call, agent, *end),
            Output::AgentChanged { agent, state, next, .. } => {
                self.nexts.insert(agent.clone(), next.clone());
                self.agent_moves(now, agent, state, acd);
            }
            Output::AgentFlagsChanged { agent, flags } => {
                self.flags.insert(agent.clone(), *flags);
            }
            Output::CallWaiting { call, queue, position, callback_offered } => {
                let came = self.call_waits(now, input, *call, queue, *position);
                self.offered_a_callback(came, *call, *callback_offered);
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
                self.call_is_sent_on(now, *call, queue, to, *cause);
            }
            Output::PreferenceOver { call, why, .. } => {
                let (_, until) = self.waiting[call].preferred.clone().unwrap();
                match why {
                    PreferenceEnd::PatienceOver => assert!(until <= now),
                    PreferenceEnd::NobodyReachable => assert!(!self.is_worth_waiting(now, *call)),
                }
                self.waiting.get_mut(call).unwrap().preferred = None;
            }
            Output::PlaceKept { call, queue, joined_at } => {
                assert_eq!(self.place_kept(now, input, queue), Some(*joined_at), "{call} had no such place");
            }
            Output::CallbackTaken { call, .. } => {
                assert!(matches!(input, Input::CallbackAsked { .. }));
                let before =
                    std::mem::replace(&mut self.waiting.get_mut(call).unwrap().kind, CallKind::Callback);
                assert_eq!(before, CallKind::Live);
            }
            Output::ReserveChanged { queue, on } => {
                self.reserve_may_turn(queue, *on);
                self.habits.entry(queue.clone()).or_default().reserve_on = *on;
            }
            Output::Refused(_) => {}
        }
    }
}
