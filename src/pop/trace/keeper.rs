//! The traces of the last calls.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::acd::{AgentId, Time};
use crate::call::{CallId, Line, PbxName};
use crate::pop::{Matched, Pop};

use super::{Gap, LookedUp, NumberRead, Screen, Sent, Trace, Whose};

/// What is found this soon after a link came up was found by reading the state.
const READ_WITHIN: Duration = Duration::from_secs(2);

/// Of which call something is told.
#[derive(Clone, Debug)]
pub struct Ringing<'a> {
    /// The call.
    pub call: CallId,
    /// The PBX it is on.
    pub pbx: &'a PbxName,
    /// The PBX's own key.
    pub linkedid: &'a Arc<str>,
}

/// Keeps the traces of the last [`CALLS_MAX`](Self::CALLS_MAX) calls, each of bounded size.
#[derive(Debug, Default)]
pub struct Traces {
    calls: BTreeMap<CallId, Trace>,
    /// In the order they came.
    order: VecDeque<CallId>,
    links: BTreeMap<PbxName, Standing>,
}

/// How the link to a PBX stands.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    went_down_at: Option<Time>,
    came_up_at: Option<Time>,
    is_up: bool,
}

impl Traces {
    /// Calls kept; the oldest goes first.
    pub const CALLS_MAX: usize = 1_000;
    /// Phones kept of one call.
    pub const SCREENS_MAX: usize = 16;

    /// The link to a PBX came up or went down; told again, nothing changes.
    pub fn link(&mut self, pbx: &PbxName, is_up: bool, at: Time) {
        let link = self.links.entry(pbx.clone()).or_default();
        if link.is_up == is_up {
            return;
        }
        link.is_up = is_up;
        if is_up {
            link.came_up_at = Some(at);
        } else {
            link.went_down_at = Some(at);
        }
    }

    /// A call is followed: it waits, or a phone is about to ring.
    pub fn seen(&mut self, at: Time, ringing: &Ringing<'_>) -> &mut Trace {
        if !self.calls.contains_key(&ringing.call) {
            self.make_room();
            self.order.push_back(ringing.call);
        }
        self.calls.entry(ringing.call).or_insert_with(|| Trace {
            call: ringing.call,
            pbx: ringing.pbx.clone(),
            linkedid: Arc::clone(ringing.linkedid),
            began_at: began_at(ringing.call),
            seen_at: at,
            screens: Vec::new(),
            more: 0,
            ended_at: None,
        })
    }

    /// A phone began to ring, as the PBX told at `told_at_ms` of its clock.
    pub fn rings(&mut self, at: Time, ringing: &Ringing<'_>, told_at_ms: u64, phone: &Line, whose: Whose) {
        let gap = self.gap(at, ringing);
        let trace = self.seen(at, ringing);
        let told_at = Time::from_millis(told_at_ms);
        let rings = |screen: &&mut Screen| screen.over_at.is_none() && screen.phone.as_ref() == Some(phone);
        match trace.screens.iter_mut().find(rings) {
            // Told of all that ring now, whenever one more does; or the pop was there first.
            Some(known) if known.told_at == known.seen_at && told_at < known.told_at => {
                known.told_at = told_at
            }
            Some(_) => {}
            None => trace.add(Screen { told_at, gap, ..Screen::fresh(at, Some(phone.clone()), whose) }),
        }
    }

    /// A phone rings no longer, and was not answered.
    pub fn ring_over(&mut self, at: Time, call: CallId, phone: &Line) {
        let Some(trace) = self.calls.get_mut(&call) else { return };
        for screen in trace.screens.iter_mut().filter(|screen| screen.phone.as_ref() == Some(phone)) {
            screen.over_at.get_or_insert(at);
        }
    }

    /// A pop was made, for the agent at this phone.
    pub fn popped(
        &mut self,
        at: Time,
        ringing: &Ringing<'_>,
        pop: &Pop,
        phone: Option<Line>,
        number: NumberRead,
    ) {
        let gap = self.gap(at, ringing);
        let asked = !matches!(pop.matched, Matched::NothingToLookUp);
        let customer = asked.then_some(LookedUp { asked_at: at, answered_at: None, candidates: None });
        let trace = self.seen(at, ringing);
        let whose = Whose::Seated(pop.agent.clone());
        let rings = |screen: &Screen| {
            let is_free = screen.over_at.is_none() && screen.popped_at.is_none();
            is_free && screen.phone.is_some() && screen.phone == phone
        };
        if !trace.screens.iter().any(rings) {
            trace.add(Screen { gap, ..Screen::fresh(at, phone.clone(), whose.clone()) });
        }
        // One too many is not kept, and has no screen of its own.
        let is_hers = |screen: &&mut Screen| rings(screen) || (phone.is_none() && screen.is_new(&pop.agent));
        if let Some(screen) = trace.screens.iter_mut().find(is_hers) {
            (screen.whose, screen.popped_at) = (whose, Some(at));
            (screen.number, screen.customer) = (Some(number), customer);
        }
    }

    /// The look-up came back.
    pub fn found(&mut self, at: Time, call: CallId, agent: &AgentId, matched: &Matched) {
        let candidates = match matched {
            Matched::Found(candidates) => Some(candidates.len()),
            Matched::Pending | Matched::NothingToLookUp | Matched::Failed => None,
        };
        if let Some(looked) = self.screen(call, agent).and_then(|screen| screen.customer.as_mut()) {
            looked.answered_at.get_or_insert(at);
            looked.candidates = candidates;
        }
    }

    /// The pop was sent to so many pages, for the first time, again, or because a page came.
    pub fn sent(
        &mut self,
        at: Time,
        call: CallId,
        agent: &AgentId,
        pages: usize,
        visible: usize,
        resends: u32,
    ) {
        let Some(screen) = self.screen(call, agent) else { return };
        let first = screen.sent.filter(|sent| sent.pages > 0).map_or(at, |sent| sent.at);
        screen.sent = Some(Sent { at: first, pages, visible, resends });
    }

    /// A page said that it shows it.
    pub fn rendered(&mut self, at: Time, call: CallId, agent: &AgentId) {
        if let Some(screen) = self.screen(call, agent) {
            screen.rendered_at.get_or_insert(at);
            // A page that came in between had it with its snapshot.
            if let Some(sent) = screen.sent.as_mut().filter(|sent| sent.pages == 0) {
                (sent.at, sent.pages) = (at, 1);
            }
        }
    }

    /// The pop left her screen.
    pub fn closed(&mut self, at: Time, call: CallId, agent: &AgentId) {
        if let Some(screen) = self.screen(call, agent) {
            screen.over_at.get_or_insert(at);
        }
    }

    /// The call is over; its trace, where there is one, does not change much any more.
    pub fn ended(&mut self, at: Time, call: CallId) -> Option<&Trace> {
        let trace = self.calls.get_mut(&call)?;
        trace.ended_at.get_or_insert(at);
        Some(trace)
    }

    /// The trace of a call.
    pub fn get(&self, call: CallId) -> Option<&Trace> {
        self.calls.get(&call)
    }

    /// The last ones, newest first.
    pub fn latest(&self) -> impl Iterator<Item = &Trace> {
        self.order.iter().rev().filter_map(|call| self.calls.get(call))
    }

    /// Lets go of the oldest that is over, for one more; of the oldest where none is.
    fn make_room(&mut self) {
        if self.order.len() < Self::CALLS_MAX {
            return;
        }
        let is_over = |call: &CallId| self.calls.get(call).is_none_or(|trace| trace.ended_at.is_some());
        let oldest = self.order.iter().position(is_over).unwrap_or(0);
        if let Some(call) = self.order.remove(oldest) {
            self.calls.remove(&call);
        }
    }

    /// The screen of an agent whose pop was made last.
    fn screen(&mut self, call: CallId, agent: &AgentId) -> Option<&mut Screen> {
        let hers = |screen: &&mut Screen| {
            screen.popped_at.is_some() && matches!(&screen.whose, Whose::Seated(at) if at == agent)
        };
        self.calls.get_mut(&call)?.screens.iter_mut().rev().find(hers)
    }

    /// The time without a link in which a call began of which we hear only now.
    fn gap(&self, at: Time, ringing: &Ringing<'_>) -> Option<Gap> {
        let began_at = began_at(ringing.call);
        if self.calls.contains_key(&ringing.call) || at - began_at < READ_WITHIN / 2 {
            return None;
        }
        let link = self.links.get(ringing.pbx).copied().unwrap_or_default();
        let gap = Gap { from: link.went_down_at, until: link.came_up_at.filter(|_| link.is_up) };
        let is_read = gap.until.is_none_or(|up_at| began_at < up_at && at - up_at < READ_WITHIN);
        is_read.then_some(gap)
    }
}

fn began_at(call: CallId) -> Time {
    Time::from_millis(call.began_at_ms())
}

impl Trace {
    fn add(&mut self, screen: Screen) {
        if self.screens.len() < Traces::SCREENS_MAX {
            self.screens.push(screen);
        } else {
            self.more += 1;
        }
    }
}

impl Screen {
    fn fresh(at: Time, phone: Option<Line>, whose: Whose) -> Self {
        Self {
            phone,
            told_at: at,
            seen_at: at,
            gap: None,
            whose,
            popped_at: None,
            number: None,
            customer: None,
            sent: None,
            rendered_at: None,
            over_at: None,
        }
    }

    fn is_new(&self, agent: &AgentId) -> bool {
        self.popped_at.is_none() && matches!(&self.whose, Whose::Seated(at) if at == agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pbx() -> PbxName {
        PbxName::new("pbx1")
    }

    fn call(n: u64) -> CallId {
        CallId::derive(&pbx(), &n.to_string(), 1_764_000_000_000 + n)
    }

    fn rings(traces: &mut Traces, n: u64, phone: &str) {
        let (pbx, linkedid) = (pbx(), Arc::from(n.to_string()));
        let ringing = Ringing { call: call(n), pbx: &pbx, linkedid: &linkedid };
        let at_ms = 1_764_000_000_000 + n;
        let phone = Line::parse(phone).unwrap();
        traces.rings(Time::from_millis(at_ms), &ringing, at_ms, &phone, Whose::Member);
    }

    #[test]
    fn the_oldest_call_that_is_over_goes_first_and_one_that_lasts_stays() {
        let mut traces = Traces::default();
        for n in 0..Traces::CALLS_MAX as u64 {
            rings(&mut traces, n, "1001");
        }
        traces.ended(Time::ZERO, call(1));
        rings(&mut traces, 5_000, "1001");
        assert!(traces.get(call(1)).is_none() && traces.get(call(0)).is_some());
        rings(&mut traces, 5_001, "1001");
        assert!(traces.get(call(0)).is_none(), "none of the others is over");
        assert_eq!(traces.latest().count(), Traces::CALLS_MAX);
        assert_eq!(traces.latest().next().unwrap().call, call(5_001));
    }

    #[test]
    fn a_ring_group_of_hundreds_keeps_so_many_phones_and_counts_the_others() {
        let mut traces = Traces::default();
        for phone in 0..200 {
            rings(&mut traces, 1, &format!("{}", 2_000 + phone));
        }
        // All that ring are told again whenever one more does.
        rings(&mut traces, 1, "2000");
        let trace = traces.get(call(1)).unwrap();
        assert_eq!(trace.screens.len(), Traces::SCREENS_MAX);
        assert_eq!(trace.more as usize, 200 - Traces::SCREENS_MAX);
    }
}
