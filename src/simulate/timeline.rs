//! How long the lines were over the day.

/// Pieces a day is cut into.
pub(super) const PIECES: usize = 96;

/// Caller-microseconds of waiting in each piece of the day, one row a call type. All callers are in it, whether
/// they count or not.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    rows: Vec<[u64; PIECES]>,
    piece_us: u64,
}

impl Timeline {
    pub(super) fn new(kinds: usize, day_us: u64) -> Self {
        Self { rows: vec![[0; PIECES]; kinds], piece_us: day_us.div_ceil(PIECES as u64).max(1) }
    }

    /// A caller waited from a moment to a moment; what lies after the day's end is left out.
    pub(super) fn waited(&mut self, kind: usize, from_us: u64, to_us: u64) {
        let mut from_us = from_us;
        while from_us < to_us {
            let piece = from_us / self.piece_us;
            let Some(sum) = usize::try_from(piece).ok().and_then(|piece| self.rows[kind].get_mut(piece))
            else {
                return;
            };
            let until_us = to_us.min((piece + 1) * self.piece_us);
            *sum += until_us - from_us;
            from_us = until_us;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.rows.iter_mut().zip(&other.rows) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// The mean number waiting in each piece, over so many days added up.
    pub(super) fn mean_waiting(&self, kind: usize, days: f64) -> Vec<f64> {
        let row = self.rows.get(kind).into_iter().flatten();
        row.map(|waited_us| *waited_us as f64 / self.piece_us as f64 / days).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_spread_over_the_pieces_it_runs_through() {
        let mut timeline = Timeline::new(2, 96_000);
        timeline.waited(1, 500, 3_250);
        timeline.waited(1, 95_500, 200_000);
        timeline.waited(1, 7_000, 7_000);
        let mean = timeline.mean_waiting(1, 1.0);
        assert_eq!(mean[..5], [0.5, 1.0, 1.0, 0.25, 0.0]);
        assert_eq!((mean[95], mean.iter().sum::<f64>()), (0.5, 3.25));
        timeline.merge(&timeline.clone());
        assert_eq!(timeline.mean_waiting(1, 2.0), mean);
    }
}
