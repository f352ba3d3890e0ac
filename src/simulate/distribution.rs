//! How long things last: a mean, and how the single times are spread about it.
//!
//! `ln`, `exp` and `cos` are the `libm` crate's and not the platform's, so that a seed gives the same
//! day to the microsecond on every machine.

use super::random::Stream;

/// How times are spread about their mean.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Shape {
    /// Without memory: the squared coefficient of variation is 1.
    #[default]
    Exponential,
    /// Always the same.
    Constant,
    /// Log-normal, as measured handle times mostly are.
    Lognormal {
        /// Squared coefficient of variation: variance over the square of the mean. Above 0.
        scv: f64,
    },
}

impl Shape {
    /// The words in a scenario.
    pub const NAMES: [&'static str; 3] = ["exponential", "constant", "lognormal"];

    /// The word in a scenario.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exponential => "exponential",
            Self::Constant => "constant",
            Self::Lognormal { .. } => "lognormal",
        }
    }

    /// The n-th time of a stream, as a multiple of the mean.
    pub(super) fn multiple(self, stream: Stream, n: u64) -> f64 {
        match self {
            Self::Exponential => exponential(stream.share(n)),
            Self::Constant => 1.0,
            Self::Lognormal { scv } => {
                let variance = libm::log1p(scv);
                libm::exp(libm::sqrt(variance) * normal(stream, n) - variance / 2.0)
            }
        }
    }
}

/// A time with mean 1 and no memory, by inversion.
pub(super) fn exponential(share: f64) -> f64 {
    -libm::log(share)
}

/// A standard normal number (Box and Muller, Annals of Mathematical Statistics 29, 1958).
fn normal(stream: Stream, n: u64) -> f64 {
    let (radius, angle) = (stream.share(2 * n), stream.share(2 * n + 1));
    libm::sqrt(-2.0 * libm::log(radius)) * libm::cos(std::f64::consts::TAU * angle)
}

/// A mean and a shape, in microseconds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Span {
    pub(super) mean_us: f64,
    pub(super) shape: Shape,
}

impl Span {
    pub(super) fn new(mean_s: f64, shape: Shape) -> Self {
        Self { mean_us: mean_s * 1e6, shape }
    }

    pub(super) fn is_zero(self) -> bool {
        self.mean_us <= 0.0
    }

    /// The n-th time of a stream, to the nearest microsecond.
    pub(super) fn draw(self, stream: Stream, n: u64) -> u64 {
        nearest(self.mean_us * self.shape.multiple(stream, n))
    }
}

/// To the nearest whole number; cutting off instead would shorten every mean by half a microsecond.
pub(super) fn nearest(us: f64) -> u64 {
    // A float's cast saturates, and a negative time is none.
    (us + 0.5) as u64
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn means_and_spreads_are_those_asked_for() {
        let table = [
            (Shape::Exponential, 1.0),
            (Shape::Constant, 0.0),
            (Shape::Lognormal { scv: 0.25 }, 0.25),
            (Shape::Lognormal { scv: 1.5 }, 1.5),
        ];
        let count = 400_000_u64;
        for (shape, scv) in table {
            let span = Span::new(180.0, shape);
            let stream = Stream::new(7, 0, Purpose::Handle, 0);
            let times: Vec<f64> = (0..count).map(|n| span.draw(stream, n) as f64 / 180e6).collect();
            let mean = times.iter().sum::<f64>() / count as f64;
            let square = times.iter().map(|time| (time - mean) * (time - mean)).sum::<f64>() / count as f64;
            // Four standard errors of the mean, and room for the heavier tail of the square.
            assert!((mean - 1.0).abs() <= 4.0 * (scv / count as f64).sqrt() + 1e-9, "{shape:?}: {mean}");
            assert!((square - scv).abs() <= 0.05 * scv + 1e-9, "{shape:?}: {square}");
        }
    }

    #[test]
    fn times_round_to_the_nearest_microsecond() {
        assert_eq!([nearest(0.4), nearest(0.5), nearest(1.6), nearest(-3.0)], [0, 1, 2, 0]);
    }
}
