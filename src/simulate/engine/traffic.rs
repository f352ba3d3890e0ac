//! When callers call.

use super::super::distribution::{exponential, nearest};
use super::super::random::Stream;
use super::super::scenario::Rate;

/// The arrivals of one call type: a Poisson process whose rate is constant by pieces.
///
/// Exact by a change of time: a caller comes whenever a unit of exponential chance has been used up
/// by the running integral of the rate, whatever pieces it runs through.
#[derive(Debug)]
pub(super) struct Traffic {
    pieces: Vec<Piece>,
    stream: Stream,
    /// How many have been drawn.
    drawn: u64,
    /// The last one's moment, unrounded so that rounding does not add up.
    at_us: f64,
    piece: usize,
}

#[derive(Debug)]
struct Piece {
    until_us: f64,
    per_us: f64,
}

impl Traffic {
    pub(super) fn new(profile: &[Rate], stream: Stream) -> Self {
        let ends = profile.iter().skip(1).map(|rate| rate.from_s * 1e6).chain([f64::INFINITY]);
        let piece = |(rate, until_us): (&Rate, f64)| Piece { until_us, per_us: rate.per_hour / 3.6e9 };
        let pieces = profile.iter().zip(ends).map(piece).collect();
        Self { pieces, stream, drawn: 0, at_us: 0.0, piece: 0 }
    }

    /// The moment of the next caller; `None` when none comes any more.
    pub(super) fn next_us(&mut self) -> Option<u64> {
        let mut left = exponential(self.stream.share(self.drawn));
        self.drawn += 1;
        loop {
            let piece = self.pieces.get(self.piece)?;
            let room = (piece.until_us - self.at_us) * piece.per_us;
            // With no rate there is no room, be the piece ever so long (and the last one is).
            if piece.per_us > 0.0 && left <= room {
                self.at_us += left / piece.per_us;
                return Some(nearest(self.at_us));
            }
            if piece.per_us > 0.0 {
                left -= room;
            }
            self.at_us = piece.until_us;
            self.piece += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Purpose;
    use super::*;

    #[test]
    fn each_piece_has_as_many_callers_as_its_rate_says() {
        let profile = [
            Rate { from_s: 0.0, per_hour: 0.0 },
            Rate { from_s: 1e5, per_hour: 3_600.0 },
            Rate { from_s: 2e5, per_hour: 0.0 },
            Rate { from_s: 3e5, per_hour: 360.0 },
        ];
        let mut traffic = Traffic::new(&profile, Stream::new(5, 0, Purpose::Arrival, 0));
        let mut counts = [0_i32; 4];
        let mut last = 0;
        while let Some(at_us) = traffic.next_us().filter(|at_us| *at_us < 1_300_000_000_000) {
            assert!(at_us >= last);
            last = at_us;
            counts[profile.iter().rposition(|rate| at_us as f64 >= rate.from_s * 1e6).unwrap()] += 1;
        }
        // Both pieces expect 100,000 callers; four standard deviations.
        assert_eq!((counts[0], counts[2]), (0, 0));
        assert!((counts[1] - 100_000).abs() < 1_265 && (counts[3] - 100_000).abs() < 1_265, "{counts:?}");
    }

    #[test]
    fn a_rate_that_ends_at_nought_ends_the_callers() {
        let profile = [Rate { from_s: 0.0, per_hour: 60.0 }, Rate { from_s: 60.0, per_hour: 0.0 }];
        let mut traffic = Traffic::new(&profile, Stream::new(1, 0, Purpose::Arrival, 0));
        assert!((0..1_000).any(|_| traffic.next_us().is_none()));
    }
}
