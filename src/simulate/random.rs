//! Chance, from a seed: numbers that are the same on every machine, thread and run.
//!
//! The generator is `SplitMix64` (Steele, Lea and Flood, *Fast splittable pseudorandom number generators*,
//! OOPSLA 2014). Its n-th number is a function of its start and n alone, so a draw is looked up by
//! what it is for (whose handle time, whose patience) rather than taken from a common tape. Two
//! scenarios with one seed therefore give the same caller the same fate wherever they agree, which
//! is what makes their difference sharp; and what nobody needs is never drawn.

/// The golden ratio's odd 64-bit fraction, `SplitMix64`'s step.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a stream of numbers is for; each purpose and owner has its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    Arrival = 1,
    Handle,
    Patience,
    WrapUp,
    Answer,
    Miss,
    Redial,
    RedialAfter,
    Prefer,
    Preferred,
    AskCallback,
    CallbackAnswered,
}

/// Numbers of one purpose and owner in one replication.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream(u64);

impl Stream {
    pub(super) fn new(seed: u64, replication: u64, purpose: Purpose, owner: usize) -> Self {
        let words = [seed, replication, purpose as u64, owner as u64];
        Self(
            words
                .into_iter()
                .fold(0x5361_6e74_7261_6c21, |key, word| mix(key.wrapping_add(STEP) ^ mix(word))),
        )
    }

    /// The n-th number, all 64 bits of it.
    pub(super) fn bits(self, n: u64) -> u64 {
        mix(self.0.wrapping_add(n.wrapping_add(1).wrapping_mul(STEP)))
    }

    /// The n-th number as a share above 0 and below 1, one of 2^52 in the middles of equal steps.
    pub(super) fn share(self, n: u64) -> f64 {
        ((self.bits(n) >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    /// True so many times in a hundred.
    pub(super) fn chance(self, n: u64, percent: f64) -> bool {
        self.share(n) * 100.0 < percent
    }

    /// A number from 0 up to, not including, `most`; 0 when `most` is 0. Even to one part in 2^64.
    pub(super) fn below(self, n: u64, most: usize) -> usize {
        let scaled = (u128::from(self.bits(n)) * most as u128) >> 64;
        usize::try_from(scaled).unwrap_or(0)
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // The first outputs of SplitMix64 from the state 1234567, as printed in its reference test vector.
        let stream = Stream(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([stream.bits(0), stream.bits(1), stream.bits(2)], expected);
    }

    #[test]
    fn shares_are_spread_evenly_and_streams_differ() {
        let count = 100_000;
        let stream = Stream::new(1, 0, Purpose::Arrival, 0);
        let mean = (0..count).map(|n| stream.share(n)).sum::<f64>() / count as f64;
        assert!((mean - 0.5).abs() < 0.004, "{mean}");
        let other = Stream::new(1, 0, Purpose::Arrival, 1);
        let product: f64 = (0..count).map(|n| (stream.share(n) - 0.5) * (other.share(n) - 0.5)).sum();
        assert!((product / count as f64).abs() < 0.0012, "{product}");
        assert!((0..1_000).all(|n| stream.below(n, 7) < 7));
        assert_eq!(stream.below(3, 0), 0);
    }
}
