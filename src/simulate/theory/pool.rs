//! Agents who are all alike, and one line before them: Erlang's formulas, and what patience and trunks make of
//! them.

use super::chain::{Chain, Jumps};

/// The share of callers a group of trunks without waiting turns away (Erlang 1917; by the recursion
/// B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1))). `offered` is in Erlangs.
pub fn erlang_b(servers: u32, offered: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| offered * blocked / (f64::from(n) + offered * blocked))
}

/// The share of callers who have to wait when nobody leaves and there is room for all (Erlang 1917:
/// c B / (c - a (1 - B))); 1 when there is more work than agents.
pub fn erlang_c(servers: u32, offered: f64) -> f64 {
    let (servers_f, blocked) = (f64::from(servers), erlang_b(servers, offered));
    if offered >= servers_f { 1.0 } else { servers_f * blocked / (servers_f - offered * (1.0 - blocked)) }
}

/// Agents who are all alike and callers who are all alike: M/M/c/N+M.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pool {
    /// Callers a second.
    pub arrival_rate: f64,
    /// Mean handle time, in seconds.
    pub handle_s: f64,
    /// Agents.
    pub servers: u32,
    /// Mean patience, in seconds; 0: nobody leaves.
    pub patience_s: f64,
    /// Most callers, waiting or talking; `None`: no limit.
    pub trunks: Option<u32>,
}

/// What holds in the long run.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PoolFigures {
    /// Blocked, per arrival.
    pub p_block: f64,
    /// Have to wait, per entered.
    pub p_wait: f64,
    /// Give up, per entered.
    pub p_abandon: f64,
    /// Mean wait of the answered, in seconds.
    pub wait_answered_s: f64,
    /// Mean wait of all who entered, in seconds.
    pub wait_entered_s: f64,
    /// Busy share of the agents' time.
    pub occupancy: f64,
    /// Answered within the limit, per entered.
    pub answered_within: f64,
    /// Gave up within the other limit, per entered.
    pub abandoned_within: f64,
}

/// Most callers in the system that are reckoned with.
const STATES_MAX: usize = 2_000_000;

/// A state whose weight is smaller than this share of the greatest is left out.
const NEGLIGIBLE: f64 = 1e-17;

impl Pool {
    /// The figures, with these limits in seconds for the two service levels. `None` when there is more
    /// work than agents, nobody leaves and there is room for all, so that the line grows for ever.
    pub fn figures(&self, within_s: f64, short_abandon_s: f64) -> Option<PoolFigures> {
        let weights = self.weights()?;
        let servers = self.servers as usize;
        let sum: f64 = weights.iter().sum();
        let full = self.trunks.map_or(0.0, |trunks| weights.get(trunks as usize).copied().unwrap_or(0.0));
        // Who is let in sees what anybody sees (Wolff 1982), short of the state that turns away.
        let seen_by_entered = sum - full;
        let waiting =
            || weights.iter().enumerate().skip(servers).map(|(n, weight)| ((n - servers) as f64, weight));
        let in_line: f64 = waiting().map(|(ahead, weight)| ahead * weight).sum::<f64>() / sum;
        let entered_rate = self.arrival_rate * seen_by_entered / sum;
        let wait_entered_s = in_line / entered_rate;
        let p_abandon = if self.leaves() { wait_entered_s / self.patience_s } else { 0.0 };
        let busy: f64 = weights.iter().enumerate().map(|(n, weight)| n.min(servers) as f64 * weight).sum();
        let let_in_waiting = self.trunks.map_or(weights.len(), |trunks| weights.len().min(trunks as usize));
        let queue = weights.get(servers..let_in_waiting).unwrap_or_default();
        let waits: f64 = queue.iter().sum();
        let fate = self.fate(queue.len());
        let answered: f64 = queue.iter().zip(&fate).map(|(weight, fate)| weight * fate.answered).sum();
        let wait_of_answered: f64 = queue.iter().zip(&fate).map(|(weight, fate)| weight * fate.wait_s).sum();
        let at_once = seen_by_entered - waits;
        Some(PoolFigures {
            p_block: full / sum,
            p_wait: waits / seen_by_entered,
            p_abandon,
            wait_answered_s: wait_of_answered / (at_once + answered),
            wait_entered_s,
            occupancy: busy / sum / f64::from(self.servers),
            answered_within: (at_once + self.done_within(queue, within_s)?) / seen_by_entered,
            abandoned_within: self.lost_within(queue, short_abandon_s)? / seen_by_entered,
        })
    }

    fn leaves(&self) -> bool {
        self.patience_s > 0.0
    }

    fn leave_rate(&self) -> f64 {
        if self.leaves() { 1.0 / self.patience_s } else { 0.0 }
    }

    /// How fast callers go when so many are inside.
    fn death_rate(&self, inside: usize) -> f64 {
        let servers = self.servers as usize;
        inside.min(servers) as f64 / self.handle_s + inside.saturating_sub(servers) as f64 * self.leave_rate()
    }

    /// How likely each number inside is, up to a factor: a birth-death process.
    fn weights(&self) -> Option<Vec<f64>> {
        let all_busy = self.death_rate(self.servers as usize);
        let most = self.trunks.map(|trunks| trunks as usize);
        if most.is_none() && !self.leaves() && self.arrival_rate >= all_busy {
            return None;
        }
        // From the likeliest number both ways, so that nothing overflows.
        let mut mode = 0;
        while self.death_rate(mode + 1) <= self.arrival_rate && most.is_none_or(|most| mode < most) {
            mode += 1;
            if mode > STATES_MAX {
                return None;
            }
        }
        let mut weights = vec![0.0; mode + 1];
        weights[mode] = 1.0;
        for inside in (0..mode).rev() {
            weights[inside] = weights[inside + 1] * self.death_rate(inside + 1) / self.arrival_rate;
        }
        let mut weight = 1.0;
        while most.is_none_or(|most| weights.len() <= most)
            && (weight > NEGLIGIBLE || weights.len() <= self.servers as usize)
        {
            weight *= self.arrival_rate / self.death_rate(weights.len());
            weights.push(weight);
            if weights.len() > STATES_MAX {
                return None;
            }
        }
        Some(weights)
    }

    /// What becomes of a caller with so many ahead of him, himself at the end of the line.
    fn fate(&self, longest: usize) -> Vec<Fate> {
        let leaves = self.leave_rate();
        let mut fates: Vec<Fate> = Vec::with_capacity(longest);
        let mut before = Fate { answered: 1.0, wait_s: 0.0 };
        for ahead in 0..longest {
            // Somebody ahead goes, or an agent becomes free for the first.
            let moves = self.death_rate(self.servers as usize + ahead);
            let stays = moves / (moves + leaves);
            let fate = Fate {
                answered: stays * before.answered,
                wait_s: stays * (before.wait_s + before.answered / (moves + leaves)),
            };
            fates.push(fate);
            before = fate;
        }
        fates
    }

    fn done_within(&self, queue: &[f64], time_s: f64) -> Option<f64> {
        if self.trunks.is_none() && !self.leaves() {
            // The wait of who waits is exponential.
            let rate = f64::from(self.servers) / self.handle_s - self.arrival_rate;
            return Some(queue.iter().sum::<f64>() * (1.0 - libm::exp(-rate * time_s)));
        }
        let ends = self.line(queue.len()).within(time_s)?;
        Some(queue.iter().zip(&ends.done).map(|(weight, done)| weight * done).sum())
    }

    fn lost_within(&self, queue: &[f64], time_s: f64) -> Option<f64> {
        if !self.leaves() {
            return Some(0.0);
        }
        let ends = self.line(queue.len()).within(time_s)?;
        Some(queue.iter().zip(&ends.lost).map(|(weight, lost)| weight * lost).sum())
    }

    /// A caller's way through the line, by how many are ahead of him.
    fn line(&self, longest: usize) -> Chain {
        let place = |ahead: usize| {
            let moves = self.death_rate(self.servers as usize + ahead);
            let lost = self.leave_rate();
            match ahead.checked_sub(1) {
                Some(next) => Jumps { to: vec![(next, moves)], done: 0.0, lost },
                None => Jumps { to: Vec::new(), done: moves, lost },
            }
        };
        Chain((0..longest).map(place).collect())
    }
}

/// How likely a waiting caller is answered, and his mean wait where he is, times that likelihood.
#[derive(Clone, Copy, Debug)]
struct Fate {
    answered: f64,
    wait_s: f64,
}
