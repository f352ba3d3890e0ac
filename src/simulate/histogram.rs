//! Waits, sorted into narrow bins: quantiles and plots without keeping every wait.

/// Bins an octave; a bin is at most one part in this many wide.
const BINS_AN_OCTAVE: u64 = 128;
const OCTAVE_BITS: u32 = BINS_AN_OCTAVE.trailing_zeros();

/// Counts of waits in microseconds. Each bin knows its least and greatest wait, so that a quantile is exact
/// where waits heap up on one value, and within a small part of a bin where they are spread.
#[derive(Clone, Debug, Default)]
pub(super) struct Histogram {
    bins: Vec<Bin>,
    count: u64,
}

#[derive(Clone, Copy, Debug)]
struct Bin {
    count: u64,
    least_us: u64,
    most_us: u64,
}

const EMPTY: Bin = Bin { count: 0, least_us: u64::MAX, most_us: 0 };

impl Histogram {
    pub(super) fn add(&mut self, wait_us: u64) {
        let index = index_of(wait_us);
        if index >= self.bins.len() {
            self.bins.resize(index + 1, EMPTY);
        }
        if let Some(bin) = self.bins.get_mut(index) {
            bin.count += 1;
            bin.least_us = bin.least_us.min(wait_us);
            bin.most_us = bin.most_us.max(wait_us);
        }
        self.count += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.bins.len() < other.bins.len() {
            self.bins.resize(other.bins.len(), EMPTY);
        }
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            mine.count += theirs.count;
            mine.least_us = mine.least_us.min(theirs.least_us);
            mine.most_us = mine.most_us.max(theirs.most_us);
        }
        self.count += other.count;
    }

    /// The smallest wait that at least this share of the waits do not exceed; `None` of none.
    pub(super) fn quantile_us(&self, share: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let rank = (share * self.count as f64).ceil().max(1.0);
        let mut below = 0.0;
        for bin in &self.bins {
            let count = bin.count as f64;
            if below + count >= rank {
                let width = bin.most_us.saturating_sub(bin.least_us) as f64;
                // The k-th of n spread evenly from the least to the greatest.
                let within = if bin.count > 1 { (rank - below - 1.0) / (count - 1.0) } else { 0.0 };
                return Some(bin.least_us as f64 + width * within);
            }
            below += count;
        }
        None
    }

    /// The share of waits that do not exceed this; whole bins up to it count.
    pub(super) fn share_within(&self, wait_us: u64) -> f64 {
        let within: u64 =
            self.bins.iter().filter(|bin| bin.count > 0 && bin.most_us <= wait_us).map(|bin| bin.count).sum();
        if self.count == 0 { 0.0 } else { within as f64 / self.count as f64 }
    }
}

/// Below [`BINS_AN_OCTAVE`] every value has its bin; above, its leading bits choose it.
fn index_of(value: u64) -> usize {
    let octave = (u64::BITS - value.leading_zeros()).saturating_sub(OCTAVE_BITS + 1);
    // The leading one stays in, so that each octave's bins follow the one's before it.
    let index = (value >> octave) + u64::from(octave) * BINS_AN_OCTAVE;
    usize::try_from(index).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::random::{Purpose, Stream};
    use super::*;

    #[test]
    fn bins_follow_one_another_without_gap_or_overlap() {
        let mut last = 0;
        for value in 0..100_000_u64 {
            let index = index_of(value);
            assert!(index == last || index == last + 1, "{value}");
            last = index;
        }
        assert_eq!(index_of(127), 127);
        assert_eq!(index_of(256), index_of(257));
        assert!(index_of(u64::MAX) < 8_000);
    }

    #[test]
    fn quantiles_agree_with_sorting() {
        let stream = Stream::new(3, 0, Purpose::Patience, 0);
        let mut waits: Vec<u64> = (0..40_000)
            .map(|n| if stream.chance(2 * n, 30.0) { 0 } else { (stream.share(2 * n + 1) * 6e7) as u64 })
            .collect();
        let mut whole = Histogram::default();
        let (mut left, mut right) = (Histogram::default(), Histogram::default());
        for (index, wait) in waits.iter().enumerate() {
            whole.add(*wait);
            if index % 3 == 0 { left.add(*wait) } else { right.add(*wait) }
        }
        left.merge(&right);
        waits.sort_unstable();
        for share in [0.1, 0.3, 0.31, 0.5, 0.95, 0.999, 1.0] {
            let exact = waits[((share * waits.len() as f64).ceil() as usize).max(1) - 1] as f64;
            let found = whole.quantile_us(share).unwrap();
            assert!((found - exact).abs() <= 0.002 * exact, "{share}: {found} for {exact}");
            assert_eq!(left.quantile_us(share), Some(found));
        }
        assert!((whole.share_within(30_000_000) - 0.65).abs() < 0.02);
        assert_eq!(Histogram::default().quantile_us(0.5), None);
    }

    #[test]
    fn waits_that_are_all_alike_are_reported_to_the_microsecond() {
        let mut waits = Histogram::default();
        (0..9).for_each(|_| waits.add(20_000_000));
        assert_eq!(waits.quantile_us(0.95), Some(20_000_000.0));
    }
}
