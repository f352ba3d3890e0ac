//! Who plays the callers and the telephones: the same for every router.

/// Something that is told what happens and says who is offered to whom. Agents, queues and calls are numbers.
pub(crate) trait Router {
    fn joins(&mut self, now_us: u64, call: u64, queue: usize);
    fn accepted(&mut self, now_us: u64, call: u64, agent: usize);
    fn ended(&mut self, now_us: u64, call: u64);
    /// The offers made since it was asked last: call and agent.
    fn next_offer(&mut self) -> Option<(u64, usize)>;
}

/// A day in which as many callers come as go.
pub(crate) struct Driver<R> {
    router: R,
    queues: usize,
    now_us: u64,
    random: u64,
    calls: u64,
    talking: Vec<u64>,
    decisions: usize,
}

/// So soon one caller comes after the other that nobody's stage is over before he is served.
const STEP_US: u64 = 100;

/// How full a house is where nobody waits for long.
const LOAD_PERCENT: usize = 75;

impl<R: Router> Driver<R> {
    /// With so many callers waiting once everybody who can be busy is; with 0 of them as many come as are served.
    pub(crate) fn new(router: R, agents: usize, queues: usize, waiting: usize) -> Self {
        let (now_us, random, calls) = (1_000_000_000, 1, 0);
        let mut driver = Self { router, queues, now_us, random, calls, talking: Vec::new(), decisions: 0 };
        let inside = if waiting == 0 { agents * LOAD_PERCENT / 100 } else { agents + waiting };
        (0..inside).for_each(|_| driver.a_call_joins());
        driver
    }

    /// Goes on until so many offers have been made, or about; how many.
    pub(crate) fn decide(&mut self, decisions: usize) -> usize {
        self.decisions = 0;
        while self.decisions < decisions {
            self.a_call_ends();
            self.a_call_joins();
        }
        self.decisions
    }

    fn a_call_joins(&mut self) {
        self.now_us += STEP_US;
        self.calls += 1;
        let queue = self.below(self.queues);
        self.router.joins(self.now_us, self.calls, queue);
        self.accept_offers();
    }

    fn a_call_ends(&mut self) {
        let index = self.below(self.talking.len());
        let call = self.talking.swap_remove(index);
        self.router.ended(self.now_us, call);
        self.accept_offers();
    }

    fn accept_offers(&mut self) {
        while let Some((call, agent)) = self.router.next_offer() {
            self.decisions += 1;
            self.router.accepted(self.now_us, call, agent);
            self.talking.push(call);
        }
    }

    fn below(&mut self, end: usize) -> usize {
        self.random =
            self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(self.random) * end as u128) >> 64) as usize
    }
}
