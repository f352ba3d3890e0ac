//! Any skill sets, first come first served, longest idle first: the exact solution.
//!
//! Adan and Weiss, *A skill based parallel service system under FCFS-ALIS — steady state, overloads, and
//! abandonments*, Stochastic Systems 4 (2014), theorem 2.1: with the busy servers M1 … Mi in the order of the calls
//! they serve, `n_j` calls waiting between, and the idle servers M(i+1) … MJ, the last of them idle for longest,
//!
//! ```text
//! p(M1, n1, …, Mi, ni, M(i+1), …, MJ) = B Π_{j≤i} λ(U_j)^n_j / μ(M1…Mj)^(n_j+1) · Π_{j>i} 1 / λ(C_j)
//! ```
//!
//! where `U_j` are the types only M1 … Mj serve and `C_j` those that some of Mj … MJ serve. Servers of one group
//! are alike, so all that matters of M1 … Mj is how many of each group it holds: sums over orders become sums
//! over paths in a lattice of counts, one factor a step, and the work grows with the product of the group
//! sizes and not with the factorial of their sum.
//!
//! The wait of a type is, along such a path, the sum of exponential times with the rates μ - λ(U) of those steps
//! at which the type's servers are all busy: replacing λ(U) by λ(U) - s in those factors gives the
//! transform of the number waiting, and with it, by the distributional law of Little, that of the wait.

use super::chain::{Chain, Jumps};

/// Most states of the lattice: the product of one more than each group's size.
pub const LATTICE_MAX: usize = 200_000;

/// Agents of several skills.
#[derive(Clone, PartialEq, Debug)]
pub struct SkillSystem {
    /// Callers a second, one a type; all above 0.
    pub arrival_rates: Vec<f64>,
    /// Agents, one a group; all above 0.
    pub servers: Vec<u32>,
    /// Calls an agent of the group ends in a second.
    pub service_rates: Vec<f64>,
    /// `serves[group][type]`: who may serve whom; every type and every group appears.
    pub serves: Vec<Vec<bool>>,
}

/// What holds in the long run.
#[derive(Clone, PartialEq, Debug)]
pub struct SkillFigures {
    /// One a type.
    pub types: Vec<SkillTypeFigures>,
    /// Busy share of the agents' time, one a group.
    pub occupancy: Vec<f64>,
}

/// What holds for one type.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SkillTypeFigures {
    /// Have to wait.
    pub p_wait: f64,
    /// Mean wait, in seconds.
    pub wait_s: f64,
    /// Answered within the limit.
    pub answered_within: f64,
}

/// Why there is no solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoSolution {
    /// Some types bring more work than the agents who may serve them can do.
    #[error(
        "some call types bring more work than the agents who may serve them can do; their lines grow for ever"
    )]
    Overloaded,
    /// The lattice would have more than [`LATTICE_MAX`] states.
    #[error("the exact solution is not reckoned beyond {LATTICE_MAX} combinations of busy agents")]
    TooLarge,
}

impl SkillSystem {
    /// The figures, with this limit in seconds for the service level.
    pub fn figures(&self, within_s: f64) -> Result<SkillFigures, NoSolution> {
        let lattice = Lattice::new(self)?;
        let types = 0..self.arrival_rates.len();
        let types = types.map(|kind| lattice.figures(kind, within_s)).collect::<Result<_, _>>()?;
        Ok(SkillFigures { types, occupancy: lattice.occupancy() })
    }

    /// The arrival rate of the types all of whose agents are busy, and of those with an agent among
    /// the given: `counts` is a number of agents a group.
    fn rate_shut_out(&self, counts: &[u32]) -> f64 {
        self.sum_of_rates(|kind| self.all_busy(kind, counts))
    }

    fn rate_served(&self, counts: &[u32]) -> f64 {
        self.sum_of_rates(|kind| {
            counts.iter().zip(&self.serves).any(|(count, serves)| *count > 0 && serves[kind])
        })
    }

    fn sum_of_rates(&self, which: impl Fn(usize) -> bool) -> f64 {
        self.arrival_rates.iter().enumerate().filter(|(kind, _)| which(*kind)).map(|(_, rate)| rate).sum()
    }

    /// Whether all agents who may serve a type are among the given.
    fn all_busy(&self, kind: usize, counts: &[u32]) -> bool {
        let groups = counts.iter().zip(&self.servers).zip(&self.serves);
        groups.into_iter().all(|((count, servers), serves)| !serves[kind] || count == servers)
    }

    fn service_rate(&self, counts: &[u32]) -> f64 {
        counts.iter().zip(&self.service_rates).map(|(count, rate)| f64::from(*count) * rate).sum()
    }
}

/// All combinations of busy agents, with their likelihoods.
struct Lattice<'a> {
    system: &'a SkillSystem,
    /// How far apart two neighbours in a group's direction are.
    strides: Vec<usize>,
    /// The counts of each state, by number.
    counts: Vec<Vec<u32>>,
    /// States in the order of how many are busy.
    by_level: Vec<usize>,
    /// μ - λ(U), by state; of the empty state 0.
    net_rates: Vec<f64>,
    /// The sums over paths of busy agents, each level divided by a number of its own.
    paths: Vec<f64>,
    /// What each level's sums were divided by, compared with the level before.
    level_scale: Vec<f64>,
    /// How likely each state is.
    likelihood: Vec<f64>,
}

impl<'a> Lattice<'a> {
    fn new(system: &'a SkillSystem) -> Result<Self, NoSolution> {
        let mut strides = Vec::with_capacity(system.servers.len());
        let mut size: usize = 1;
        for servers in &system.servers {
            strides.push(size);
            size = size
                .checked_mul(*servers as usize + 1)
                .filter(|size| *size <= LATTICE_MAX)
                .ok_or(NoSolution::TooLarge)?;
        }
        let counts_of = |state: usize| {
            let of_group =
                |(stride, servers): (&usize, &u32)| (state / stride % (*servers as usize + 1)) as u32;
            strides.iter().zip(&system.servers).map(of_group).collect::<Vec<u32>>()
        };
        let counts: Vec<Vec<u32>> = (0..size).map(counts_of).collect();
        let mut by_level: Vec<usize> = (0..size).collect();
        by_level.sort_by_key(|state| level(&counts[*state]));
        let net_rate = |counts: &Vec<u32>| system.service_rate(counts) - system.rate_shut_out(counts);
        let net_rates: Vec<f64> = counts.iter().map(net_rate).collect();
        if counts.iter().zip(&net_rates).any(|(counts, rate)| level(counts) > 0 && *rate <= 0.0) {
            return Err(NoSolution::Overloaded);
        }
        let mut lattice = Self {
            system,
            strides,
            counts,
            by_level,
            net_rates,
            paths: Vec::new(),
            level_scale: Vec::new(),
            likelihood: Vec::new(),
        };
        (lattice.paths, lattice.level_scale) = lattice.sums(|state| lattice.net_rates[state]);
        lattice.weigh();
        Ok(lattice)
    }

    /// Sums over all paths from the empty state of the product of 1/rate, each level scaled to a greatest sum of
    /// 1; and by what it was divided.
    fn sums(&self, rate: impl Fn(usize) -> f64) -> (Vec<f64>, Vec<f64>) {
        let mut sums = vec![0.0; self.counts.len()];
        let mut scales = vec![1.0];
        sums[0] = 1.0;
        for states in
            self.by_level.chunk_by(|a, b| level(&self.counts[*a]) == level(&self.counts[*b])).skip(1)
        {
            for state in states {
                sums[*state] = self.below(*state).map(|below| sums[below]).sum::<f64>() / rate(*state);
            }
            let greatest = states.iter().map(|state| sums[*state]).fold(0.0, f64::max);
            states.iter().for_each(|state| sums[*state] /= greatest);
            scales.push(greatest);
        }
        (sums, scales)
    }

    /// The states with one agent fewer busy.
    fn below(&self, state: usize) -> impl Iterator<Item = usize> {
        let groups = self.counts[state].iter().zip(&self.strides);
        groups.filter(|(count, _)| **count > 0).map(move |(_, stride)| state - stride)
    }

    /// Joins the busy side and the idle side into likelihoods.
    fn weigh(&mut self) {
        let (idle, idle_scale) = self.sums(|state| self.system.rate_served(&self.counts[state]));
        let last = self.counts.len() - 1;
        let running = |scales: &[f64]| {
            let logs = scales.iter().scan(0.0, |sum, scale| {
                *sum += libm::log(*scale);
                Some(*sum)
            });
            logs.collect::<Vec<f64>>()
        };
        let (busy_log, idle_log) = (running(&self.level_scale), running(&idle_scale));
        let agents = busy_log.len() - 1;
        let log_of = |busy: usize| busy_log[busy] + idle_log[agents - busy];
        let greatest = (0..=agents).map(log_of).fold(f64::NEG_INFINITY, f64::max);
        // Numbering by mixed radix makes the complement of a state the last number less its own.
        let weight = |state: usize| {
            let factor = libm::exp(log_of(level(&self.counts[state])) - greatest);
            self.paths[state] * idle[last - state] * factor
        };
        let weights: Vec<f64> = (0..=last).map(weight).collect();
        let sum: f64 = weights.iter().sum();
        self.likelihood = weights.into_iter().map(|weight| weight / sum).collect();
    }

    fn occupancy(&self) -> Vec<f64> {
        let busy = |group: usize| {
            let states = self.counts.iter().zip(&self.likelihood);
            states.map(|(counts, likelihood)| f64::from(counts[group]) * likelihood).sum::<f64>()
        };
        self.system
            .servers
            .iter()
            .enumerate()
            .map(|(group, servers)| busy(group) / f64::from(*servers))
            .collect()
    }

    fn figures(&self, kind: usize, within_s: f64) -> Result<SkillTypeFigures, NoSolution> {
        // The states in which the type waits, and their numbers among themselves.
        let waits: Vec<bool> = self.counts.iter().map(|counts| self.system.all_busy(kind, counts)).collect();
        let waiting: Vec<usize> = (0..waits.len()).filter(|state| waits[*state]).collect();
        let mut place = vec![usize::MAX; waits.len()];
        waiting.iter().enumerate().for_each(|(index, state)| place[*state] = index);
        let mut chain = Chain(Vec::with_capacity(waiting.len()));
        // Mean time to the end from each state, the way there being downwards.
        let mut mean_s = vec![0.0; waits.len()];
        for state in self.by_level.iter().filter(|state| waits[**state]) {
            let all: f64 = self.below(*state).map(|below| self.paths[below]).sum();
            mean_s[*state] = 1.0 / self.net_rates[*state]
                + self.below(*state).map(|below| self.paths[below] / all * mean_s[below]).sum::<f64>();
        }
        for state in &waiting {
            let all: f64 = self.below(*state).map(|below| self.paths[below]).sum();
            let mut jumps = Jumps::default();
            for below in self.below(*state) {
                let rate = self.net_rates[*state] * self.paths[below] / all;
                if waits[below] { jumps.to.push((place[below], rate)) } else { jumps.done += rate }
            }
            chain.0.push(jumps);
        }
        let ends = chain.within(within_s).ok_or(NoSolution::TooLarge)?;
        let sum = |value: &dyn Fn(usize) -> f64| -> f64 {
            waiting.iter().enumerate().map(|(index, state)| self.likelihood[*state] * value(index)).sum()
        };
        let p_wait = sum(&|_| 1.0);
        Ok(SkillTypeFigures {
            p_wait,
            wait_s: sum(&|index| mean_s[waiting[index]]),
            answered_within: 1.0 - p_wait + sum(&|index| ends.done[index]),
        })
    }
}

fn level(counts: &[u32]) -> usize {
    counts.iter().map(|count| *count as usize).sum()
}
