//! Saying, of every agent, why she does not have a call.

use super::call_order::Urgency;
use super::machine::Acd;
use super::{
    Agent, AgentState, Call, CallId, Explanation, Line, QueueConfig, Reachability, Time, Verdict, WhyNot,
};

impl Acd {
    /// Where every agent stands towards a call at this moment; `None` when the core does not know
    /// the call. Right after the input that led to an offer this explains the offer; for a past
    /// one, replay up to it and ask then.
    pub fn explain(&self, now: Time, call: CallId) -> Option<Explanation> {
        let call = self.call(call)?;
        let queue = self.queue(&call.queue)?;
        let stage = if call.is_unanswered() {
            queue.stage_at(now.max(self.now) - call.joined.at).max(call.stage)
        } else {
            call.stage
        };
        let now = now.max(self.now);
        let verdict = |agent: &Agent| {
            let why = if call.is_with(&agent.id) {
                Verdict::Chosen
            } else {
                Verdict::Not(self.why_not(call, queue, stage, agent, now))
            };
            (agent.id.clone(), why)
        };
        Some(Explanation {
            call: call.id,
            queue: call.queue.clone(),
            stage,
            chosen: call.agent().cloned(),
            calls_passed_over: self.calls_before(call, now),
            agents: self.agents().map(verdict).collect(),
        })
    }

    /// How many calls that could be offered to somebody come before this one.
    fn calls_before(&self, call: &Call, now: Time) -> usize {
        let urgency = |call: &Call| Some(Urgency::of(call, self.queue(&call.queue)?, now));
        let mine = urgency(call);
        self.calls.values().filter(|other| other.is_eligible() && urgency(other) < mine).count()
    }

    fn why_not(&self, call: &Call, queue: &QueueConfig, stage: usize, agent: &Agent, now: Time) -> WhyNot {
        if queue.admits(stage, &agent.skills).is_none()
            && let Some(need) = queue.requirement(stage).first_lacking(&agent.skills)
        {
            return WhyNot::LacksSkill { need };
        }
        let why = by_state(agent);
        if why != WhyNot::LowerInOrder || !call.is_unanswered() {
            return why;
        }
        if let Some(until) = call.quarantined_until {
            WhyNot::Quarantined { until }
        } else if let Some(until) = call.kept_from(&agent.id, now) {
            WhyNot::KeptForAnother { until }
        } else if queue.reserves(&agent.skills) && !self.is_reserve_on(&call.queue) {
            WhyNot::HeldInReserve
        } else {
            WhyNot::LowerInOrder
        }
    }
}

fn by_state(agent: &Agent) -> WhyNot {
    match &agent.state {
        AgentState::Offline => WhyNot::Offline,
        AgentState::NotReady(reason) => WhyNot::NotReady(reason.clone()),
        AgentState::OnCall { .. } if agent.is_offerable() => WhyNot::LowerInOrder,
        AgentState::Ringing { call, .. } | AgentState::OnCall { call } => WhyNot::Busy { call: *call },
        AgentState::WrapUp { until, .. } => WhyNot::WrappingUp { until: *until },
        AgentState::Available => by_flags(agent),
    }
}

fn by_flags(agent: &Agent) -> WhyNot {
    let flags = &agent.flags;
    if agent.capacity == 0 {
        WhyNot::NoCapacity
    } else if flags.reachable == Reachability::Unreachable {
        WhyNot::Unreachable
    } else if flags.line == Line::InUse {
        WhyNot::LineInUse
    } else {
        flags.cooled_until.map_or(WhyNot::LowerInOrder, |until| WhyNot::CoolingDown { until })
    }
}
