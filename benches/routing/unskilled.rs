//! The floor: first come, first served by whoever is idle for longest, without skills.

use std::collections::VecDeque;

use crate::driver::Router;

/// The least a router can do.
pub(crate) struct Unskilled {
    idle: VecDeque<usize>,
    waiting: VecDeque<u64>,
    /// Who has a call, by the call's number.
    talking: Vec<usize>,
    offers: VecDeque<(u64, usize)>,
}

impl Unskilled {
    pub(crate) fn new(agents: usize) -> Self {
        let idle = (0..agents).collect();
        Self { idle, waiting: VecDeque::new(), talking: Vec::new(), offers: VecDeque::new() }
    }
}

impl Router for Unskilled {
    fn joins(&mut self, _: u64, call: u64, _: usize) {
        match self.idle.pop_front() {
            Some(agent) => self.offers.push_back((call, agent)),
            None => self.waiting.push_back(call),
        }
    }

    fn accepted(&mut self, _: u64, call: u64, agent: usize) {
        let call = call as usize;
        if self.talking.len() <= call {
            self.talking.resize(2 * call + 1, 0);
        }
        self.talking[call] = agent;
    }

    fn ended(&mut self, _: u64, call: u64) {
        let agent = self.talking[call as usize];
        match self.waiting.pop_front() {
            Some(call) => self.offers.push_back((call, agent)),
            None => self.idle.push_back(agent),
        }
    }

    fn next_offer(&mut self) -> Option<(u64, usize)> {
        self.offers.pop_front()
    }
}
