//! Results as tables for people.

use std::fmt::Write as _;

use super::compare::{Comparison, Difference, Match};
use super::metric::{METRICS, Unit, seconds};
use super::report::{Report, TypeResult};
use super::scenario::Scenario;
use super::theory::{NoTheory, Theory, TypeTheory};

/// The result as text: a block a call type, the occupancy of the groups, and how it was come by; with the closed
/// forms beside it where asked for.
pub fn table(scenario: &Scenario, report: &Report, theory: Option<&Result<Theory, NoTheory>>) -> String {
    let closed = theory.and_then(|theory| theory.as_ref().ok());
    let mut text = String::new();
    let types = closed.map(|theory| theory.call_types.iter().map(Some).collect::<Vec<_>>());
    let types = types.unwrap_or_else(|| vec![None; report.call_types.len()]);
    for (kind, theory) in report.call_types.iter().zip(types) {
        write_type(&mut text, scenario, kind, theory);
    }
    if report.call_types.len() != 1 {
        write_type(&mut text, scenario, &report.overall, closed.map(|theory| &theory.overall));
    }
    text.push_str("agents\n");
    for (index, group) in report.agent_groups.iter().enumerate() {
        let occupancy = &group.occupancy;
        let theory = closed.and_then(|theory| *theory.agent_groups.get(index)?);
        let name = format!("{}: occupancy", plain(&group.name));
        line(&mut text, &name, Unit::Share, occupancy.mean(), occupancy.ci95(), theory);
    }
    text.push_str(&footnote(scenario, report));
    match theory {
        Some(Ok(theory)) => {
            let _ = writeln!(text, "the last column is exact: {}", theory.models.join("; "));
        }
        Some(Err(reason)) => {
            let _ = writeln!(text, "no closed form: {}", plain(&reason.to_string()));
        }
        None => {}
    }
    text
}

fn write_type(text: &mut String, scenario: &Scenario, kind: &TypeResult, theory: Option<&TypeTheory>) {
    let _ = writeln!(text, "{}", plain(&kind.name));
    let _ = write!(
        text,
        "  {} arrived: {} answered, {} abandoned, {} blocked",
        kind.arrived, kind.answered, kind.abandoned, kind.blocked
    );
    for (count, _, name) in kind.other_ends() {
        let _ = write!(text, ", {count} {name}");
    }
    text.push('\n');
    for metric in &METRICS {
        let figure = (metric.of)(kind);
        let theory = theory.and_then(|theory| (metric.theory)(theory));
        line(text, &metric.english(scenario), metric.unit, figure.mean(), figure.ci95(), theory);
    }
}

fn line(
    text: &mut String,
    name: &str,
    unit: Unit,
    mean: Option<f64>,
    half: Option<f64>,
    theory: Option<f64>,
) {
    let theory = theory.map_or_else(String::new, |exact| unit.show(Some(exact)));
    let row = format!("  {name:<44}{:>12}  {:<12}{theory:>12}", unit.show(mean), unit.show_half_width(half));
    let _ = writeln!(text, "{}", row.trim_end());
}

fn footnote(scenario: &Scenario, report: &Report) -> String {
    let days = scenario.replications;
    let mut text = format!(
        "{days} {} of {} with seed {}, the first {} not counted",
        if days == 1 { "replication" } else { "replications" },
        seconds(scenario.duration_s),
        scenario.seed,
        seconds(scenario.warmup_s),
    );
    text.push_str(if days == 1 {
        "; take more for intervals"
    } else {
        "; ± is the 95 % confidence interval"
    });
    if let Some(speed) = report.calls_per_cpu_second {
        let _ = write!(text, "; {speed:.0} calls a processor second");
    }
    text.push('\n');
    text
}

/// A comparison as text: what both have, side by side, with the difference and whether chance alone
/// would explain it.
pub fn comparison_table(scenario: &Scenario, comparison: &Comparison) -> String {
    let mut text = format!("{:<46}{:>12}{:>12}{:>12}\n", "", "first", "second", "difference");
    for kind in &comparison.call_types {
        let _ = writeln!(text, "{}", plain(&kind.name));
        for (metric, difference) in METRICS.iter().zip(&kind.figures) {
            write_difference(&mut text, &metric.english(scenario), metric.unit, difference);
        }
    }
    text.push_str("agents\n");
    for group in &comparison.agent_groups {
        for difference in &group.figures {
            write_difference(
                &mut text,
                &format!("{}: occupancy", plain(&group.name)),
                Unit::Share,
                difference,
            );
        }
    }
    let how = match comparison.method {
        Match::Paired => "replications paired: the same callers in both",
        Match::Welch => "replications independent of each other (Welch)",
        Match::None => "one replication each: no interval, so no judgement",
    };
    let _ = writeln!(text, "* differs by more than chance (95 %, each figure by itself); {how}");
    for name in &comparison.only_in_one {
        let _ = writeln!(text, "only in one of the two: {}", plain(name));
    }
    text
}

fn write_difference(text: &mut String, name: &str, unit: Unit, difference: &Difference) {
    let mark = if difference.significant == Some(true) { "*" } else { "" };
    let row = format!(
        "  {name:<44}{:>12}{:>12}{:>12} {mark:1} {}",
        unit.show(difference.first.mean()),
        unit.show(difference.second.mean()),
        unit.show(difference.mean),
        unit.show_half_width(difference.ci95),
    );
    let _ = writeln!(text, "{}", row.trim_end());
}

/// A name from a file, fit for a terminal: nothing in it moves the cursor. Reading refuses control
/// characters already; this also holds back what turns the direction of writing.
fn plain(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().map(|c| if c.is_control() || turns(c) { '?' } else { c }).collect()
}
