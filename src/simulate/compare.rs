//! Two scenarios side by side: what differs, and whether chance alone would explain it.

use serde::Serialize;

use super::Scenario;
use super::figure::Figure;
use super::metric::METRICS;
use super::report::{Report, TypeResult};
use super::student::{t_95, two_sided};

/// Two scenarios side by side; `second` less `first`, for what has the same name in both.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Comparison {
    /// Where the intervals come from.
    pub method: Match,
    /// The call types both have, and last all together, named `overall`.
    pub call_types: Vec<Compared>,
    /// The agent groups both have.
    pub agent_groups: Vec<Compared>,
    /// Call types and agent groups only one of them has.
    pub only_in_one: Vec<String>,
}

/// How replications are set against each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// Each with its fellow: the seeds and the numbers of replications agree, and so do the callers.
    Paired,
    /// Two independent samples of unlike spread (Welch 1947).
    Welch,
    /// Not at all: one of the two has a single replication.
    None,
}

/// What is compared of one call type or group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// Its figures, in the order of the result.
    pub figures: Vec<Difference>,
}

/// One figure of both.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Difference {
    /// The key in the result, e.g. `service_level.entered`.
    pub key: &'static str,
    /// In the first scenario.
    pub first: Figure,
    /// In the second.
    pub second: Figure,
    /// Second less first.
    pub mean: Option<f64>,
    /// Half the width of the difference's 95 % interval.
    pub ci95: Option<f64>,
    /// How often chance alone would make a difference as large.
    pub p_value: Option<f64>,
    /// Whether the interval leaves out 0.
    pub significant: Option<bool>,
}

/// Compares two reports with their scenarios.
pub fn compare(first: (&Scenario, &Report), second: (&Scenario, &Report)) -> Comparison {
    let (a, b) = (first.0, second.0);
    let method = if a.replications.min(b.replications) < 2 {
        Match::None
    } else if (a.seed, a.replications) == (b.seed, b.replications) {
        Match::Paired
    } else {
        Match::Welch
    };
    let mut only_in_one = Vec::new();
    let types = in_both(&first.1.call_types, &second.1.call_types, |kind| &kind.name, &mut only_in_one);
    let overall = std::iter::once((&first.1.overall, &second.1.overall));
    let compared = |(first, second): (&TypeResult, &TypeResult)| Compared {
        name: first.name.clone(),
        figures: METRICS
            .iter()
            .map(|metric| difference(metric.key, (metric.of)(first), (metric.of)(second), method))
            .collect(),
    };
    let call_types = types.into_iter().chain(overall).map(compared).collect();
    let groups =
        in_both(&first.1.agent_groups, &second.1.agent_groups, |group| &group.name, &mut only_in_one);
    let agent_groups = groups.into_iter().map(|(first, second)| Compared {
        name: first.name.clone(),
        figures: vec![difference("occupancy", &first.occupancy, &second.occupancy, method)],
    });
    Comparison { method, call_types, agent_groups: agent_groups.collect(), only_in_one }
}

/// What has the same name in both lists, in the first one's order; the others' names are kept aside.
fn in_both<'a, T>(
    first: &'a [T],
    second: &'a [T],
    name: impl Fn(&T) -> &String,
    only_in_one: &mut Vec<String>,
) -> Vec<(&'a T, &'a T)> {
    let fellow = |one: &T, others: &'a [T]| others.iter().find(|other| name(other) == name(one));
    only_in_one.extend(first.iter().filter(|one| fellow(one, second).is_none()).map(|one| name(one).clone()));
    only_in_one.extend(
        second
            .iter()
            .filter(|one| !first.iter().any(|other| name(other) == name(one)))
            .map(|one| name(one).clone()),
    );
    first.iter().filter_map(|one| Some((one, fellow(one, second)?))).collect()
}

fn difference(key: &'static str, first: &Figure, second: &Figure, method: Match) -> Difference {
    let mean = second.mean().zip(first.mean()).map(|(second, first)| second - first);
    let spread = match method {
        Match::Paired => paired(first, second),
        Match::Welch => welch(first, second),
        Match::None => None,
    };
    let judged = mean.zip(spread).map(|(mean, (error, degrees))| {
        let half = error * t_95(degrees);
        // No spread at all: any difference is one.
        let p_value = if error > 0.0 { two_sided(mean / error, degrees) } else { f64::from(mean == 0.0) };
        (half, p_value, mean.abs() > half)
    });
    Difference {
        key,
        first: first.clone(),
        second: second.clone(),
        mean,
        ci95: judged.map(|(half, ..)| half),
        p_value: judged.map(|(_, p_value, _)| p_value),
        significant: judged.map(|(.., significant)| significant),
    }
}

/// The standard error of the difference and its degrees of freedom, from the replications' own differences.
fn paired(first: &Figure, second: &Figure) -> Option<(f64, f64)> {
    // A figure may lack a replication in which there was nothing to measure; then there are no pairs.
    if first.values().len() != second.values().len() {
        return welch(first, second);
    }
    let pairs = first.values().iter().zip(second.values());
    let differences = Figure::of_values(pairs.map(|(first, second)| second - first));
    Some((differences.standard_error()?, differences.values().len() as f64 - 1.0))
}

/// The same from two independent samples (Welch, Biometrika 34, 1947).
fn welch(first: &Figure, second: &Figure) -> Option<(f64, f64)> {
    let square = |figure: &Figure| figure.standard_error().map(|error| error * error);
    let (a, b) = (square(first)?, square(second)?);
    let own = |square: f64, figure: &Figure| square * square / (figure.values().len() as f64 - 1.0);
    let under = own(a, first) + own(b, second);
    let degrees = if under > 0.0 { (a + b) * (a + b) / under } else { f64::INFINITY };
    Some(((a + b).sqrt(), degrees.min(1e9)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_sharper_than_independent_samples_where_both_move_together() {
        let first = Figure::of_values([1.0, 5.0, 9.0]);
        let second = Figure::of_values([2.0, 6.1, 9.9]);
        let (error, degrees) = paired(&first, &second).unwrap();
        assert!((error - (0.01_f64 / 3.0).sqrt()).abs() < 1e-12 && degrees == 2.0, "{error} {degrees}");
        let (error, degrees) = welch(&first, &second).unwrap();
        assert!(error > 3.0 && degrees > 3.9 && degrees < 4.0, "{error} {degrees}");
    }

    #[test]
    fn what_does_not_vary_differs_or_does_not() {
        let one = Figure::of_values([3.0, 3.0]);
        let same = difference("x", &one, &one, Match::Paired);
        assert_eq!((same.mean, same.significant, same.p_value), (Some(0.0), Some(false), Some(1.0)));
        let other = Figure::of_values([4.0, 4.0]);
        let differs = difference("x", &one, &other, Match::Welch);
        assert_eq!((differs.mean, differs.significant, differs.p_value), (Some(1.0), Some(true), Some(0.0)));
        let alone = difference("x", &one, &other, Match::None);
        assert_eq!((alone.mean, alone.ci95, alone.significant), (Some(1.0), None, None));
    }
}
