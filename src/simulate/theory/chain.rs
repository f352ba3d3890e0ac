//! A small Markov chain that ends: how likely it has ended by a moment, and in which of two ways.

/// What leads out of a state. Rates are per second.
#[derive(Clone, Debug, Default)]
pub(super) struct Jumps {
    /// To other states.
    pub(super) to: Vec<(usize, f64)>,
    /// To the end that is wished for.
    pub(super) done: f64,
    /// To the other end.
    pub(super) lost: f64,
}

/// The states, by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain(pub(super) Vec<Jumps>);

/// How likely the ends are by a moment, from each state.
#[derive(Clone, Debug)]
pub(super) struct Ends {
    pub(super) done: Vec<f64>,
    pub(super) lost: Vec<f64>,
}

/// Most steps times states a chain is followed; beyond it there is no figure.
const WORK_MAX: f64 = 4e9;

impl Chain {
    /// How likely each end is within a time, by uniformisation (Jensen 1953): the chain is looked at
    /// at the moments of one Poisson process fast enough for all states. `None` when it would take too long.
    pub(super) fn within(&self, time_s: f64) -> Option<Ends> {
        let out =
            |jumps: &Jumps| jumps.done + jumps.lost + jumps.to.iter().map(|(_, rate)| rate).sum::<f64>();
        let rate = self.0.iter().map(out).fold(0.0, f64::max);
        let mean = rate * time_s;
        let steps = mean + 10.0 * libm::sqrt(mean) + 40.0;
        if steps * self.0.len() as f64 > WORK_MAX {
            return None;
        }
        let nought = || vec![0.0; self.0.len()];
        let mut ends = Ends { done: nought(), lost: nought() };
        if mean <= 0.0 {
            return Some(ends);
        }
        // Likelihood of each end after so many steps.
        let mut after = Ends { done: nought(), lost: nought() };
        let mut seen = 0.0;
        for step in 0..=nearest_step(steps) {
            let weight = poisson(mean, step);
            seen += weight;
            add(&mut ends.done, &after.done, weight);
            add(&mut ends.lost, &after.lost, weight);
            after = Ends {
                done: self.step(&after.done, |jumps| jumps.done, rate),
                lost: self.step(&after.lost, |jumps| jumps.lost, rate),
            };
        }
        // What little is left of the Poisson weights goes with the last step.
        add(&mut ends.done, &after.done, 1.0 - seen);
        add(&mut ends.lost, &after.lost, 1.0 - seen);
        Some(ends)
    }

    fn step(&self, before: &[f64], end: fn(&Jumps) -> f64, rate: f64) -> Vec<f64> {
        let one = |(index, jumps): (usize, &Jumps)| {
            let onward: f64 = jumps.to.iter().map(|(to, rate)| rate * before[*to]).sum();
            let out = jumps.done + jumps.lost + jumps.to.iter().map(|(_, rate)| rate).sum::<f64>();
            (end(jumps) + onward + (rate - out) * before[index]) / rate
        };
        self.0.iter().enumerate().map(one).collect()
    }
}

fn add(sum: &mut [f64], values: &[f64], weight: f64) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
}

fn poisson(mean: f64, count: u32) -> f64 {
    let count = f64::from(count);
    libm::exp(count * libm::log(mean) - mean - libm::lgamma(count + 1.0))
}

fn nearest_step(steps: f64) -> u32 {
    u32::try_from(super::super::distribution::nearest(steps)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rivalling_ends_share_an_exponential_time() {
        let chain = Chain(vec![Jumps { to: Vec::new(), done: 3.0, lost: 1.0 }]);
        let ends = chain.within(0.4).unwrap();
        let ended = 1.0 - f64::exp(-1.6);
        assert!((ends.done[0] - 0.75 * ended).abs() < 1e-12 && (ends.lost[0] - 0.25 * ended).abs() < 1e-12);
    }

    #[test]
    fn a_row_of_states_is_an_erlang_time() {
        let row = |to: Option<usize>| Jumps {
            to: to.into_iter().map(|to| (to, 2.0)).collect(),
            done: if to.is_none() { 2.0 } else { 0.0 },
            lost: 0.0,
        };
        let chain = Chain(vec![row(None), row(Some(0)), row(Some(1))]);
        let x: f64 = 2.0 * 0.7;
        let erlang = 1.0 - (-x).exp() * (1.0 + x + x * x / 2.0);
        assert!((chain.within(0.7).unwrap().done[2] - erlang).abs() < 1e-12);
        assert!((chain.within(0.0).unwrap().done[2]).abs() < 1e-12);
    }
}
