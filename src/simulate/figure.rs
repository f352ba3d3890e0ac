//! A figure over replications: its value and how sure it is.

use serde::{Serialize, Serializer};

use super::student::t_95;

/// A figure estimated from independent replications.
///
/// It keeps one *pseudo-value* a replication. Their mean is the figure; their spread gives the interval, and
/// the differences of two scenarios' pseudo-values that of a comparison.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figure {
    mean: Option<f64>,
    values: Vec<f64>,
}

/// What a program reads of a figure.
#[derive(Serialize)]
struct Wire {
    mean: Option<f64>,
    ci95: Option<f64>,
}

impl Figure {
    /// A figure that each replication gives by itself.
    pub(super) fn of_values(values: impl IntoIterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.into_iter().collect();
        let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
        Self { mean, values }
    }

    /// A ratio of sums, such as a mean wait per call: the sum of all numerators over the sum of all
    /// denominators, since the mean of the replications' own ratios is off by one part in the calls
    /// of a replication. The pseudo-value of a replication is the ratio plus its residual over the mean
    /// denominator (the ratio estimator; Cochran, *Sampling Techniques*, 3rd ed., section 6.3).
    /// Nothing to divide by in any replication gives no figure.
    pub(super) fn of_ratio(pairs: &[(f64, f64)]) -> Self {
        let (over, under) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
        if under <= 0.0 {
            return Self::default();
        }
        let (ratio, mean_under) = (over / under, under / pairs.len() as f64);
        let pseudo = |(over, under): &(f64, f64)| ratio + (over - ratio * under) / mean_under;
        Self { mean: Some(ratio), values: pairs.iter().map(pseudo).collect() }
    }

    /// A figure known from all replications together, with the interval that the replications' own
    /// values have.
    pub(super) fn of_pooled(pooled: Option<f64>, own: &[f64]) -> Self {
        let (Some(pooled), false) = (pooled, own.is_empty()) else { return Self::default() };
        let mean = own.iter().sum::<f64>() / own.len() as f64;
        Self { mean: Some(pooled), values: own.iter().map(|value| pooled + value - mean).collect() }
    }

    /// The figure; `None` when nothing was there to measure, such as the wait of a type nobody called.
    pub fn mean(&self) -> Option<f64> {
        self.mean
    }

    /// The standard error; `None` for fewer than two replications.
    pub fn standard_error(&self) -> Option<f64> {
        let mean = self.mean()?;
        let count = self.values.len() as f64;
        if self.values.len() < 2 {
            return None;
        }
        let squares: f64 = self.values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Some((squares / (count - 1.0) / count).sqrt())
    }

    /// Half the width of the 95 % confidence interval (Student t over the replications); `None` for
    /// fewer than two.
    pub fn ci95(&self) -> Option<f64> {
        Some(self.standard_error()? * t_95(self.values.len() as f64 - 1.0))
    }

    /// The pseudo-values, one a replication.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire { mean: self.mean(), ci95: self.ci95() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_of_the_sums_and_its_interval_of_the_residuals() {
        let figure = Figure::of_ratio(&[(10.0, 10.0), (0.0, 30.0), (20.0, 20.0)]);
        assert!((figure.mean().unwrap() - 0.5).abs() < 1e-15);
        // Residuals 5, -15, 10 over a mean denominator of 20.
        let error = ((25.0_f64 + 225.0 + 100.0) / 400.0 / 2.0 / 3.0).sqrt();
        assert!((figure.standard_error().unwrap() - error).abs() < 1e-12);
        assert!((figure.ci95().unwrap() - error * 4.302_652_73).abs() < 1e-8);
    }

    #[test]
    fn one_replication_has_no_interval_and_none_has_no_figure() {
        let one = Figure::of_values([3.0]);
        assert_eq!((one.mean(), one.ci95()), (Some(3.0), None));
        assert_eq!(Figure::of_ratio(&[(0.0, 0.0)]).mean(), None);
        assert_eq!(serde_json::to_string(&one).unwrap(), r#"{"mean":3.0,"ci95":null}"#);
    }
}
