//! The result as a table for people.

use std::fmt::Write as _;

use super::figure::Figure;
use super::report::{Report, TypeResult};
use super::scenario::Scenario;

/// The result as text: a block a call type, the occupancy of the groups, and how it was come by.
pub fn table(scenario: &Scenario, report: &Report) -> String {
    let mut text = String::new();
    let mut kinds: Vec<&TypeResult> = report.call_types.iter().collect();
    if kinds.len() != 1 {
        kinds.push(&report.overall);
    }
    kinds.iter().for_each(|kind| write_type(&mut text, scenario, kind));
    text.push_str("agents\n");
    for group in &report.agent_groups {
        line(&mut text, &format!("{}: occupancy", plain(&group.name)), &group.occupancy, Unit::Share);
    }
    text.push_str(&footnote(scenario, report));
    text
}

fn write_type(text: &mut String, scenario: &Scenario, kind: &TypeResult) {
    let _ = writeln!(text, "{}", plain(&kind.name));
    let _ = write!(
        text,
        "  {} arrived: {} answered, {} abandoned, {} blocked",
        kind.arrived, kind.answered, kind.abandoned, kind.blocked
    );
    if kind.given_back + kind.unserved > 0 {
        let _ = write!(text, ", {} given back, {} unserved", kind.given_back, kind.unserved);
    }
    text.push('\n');
    let within = seconds(scenario.within_s);
    let levels = &kind.service_level;
    let lines: [(String, &Figure, Unit); 11] = [
        ("have to wait".to_owned(), &kind.p_wait, Unit::Share),
        ("blocked".to_owned(), &kind.p_block, Unit::Share),
        ("abandon".to_owned(), &kind.p_abandon, Unit::Share),
        ("mean wait of the answered".to_owned(), &kind.mean_wait_answered_s, Unit::Seconds),
        ("mean wait of all".to_owned(), &kind.mean_wait_entered_s, Unit::Seconds),
        ("median wait".to_owned(), &kind.wait_p50_s, Unit::Seconds),
        ("95 % wait no longer than".to_owned(), &kind.wait_p95_s, Unit::Seconds),
        ("longest wait of a day".to_owned(), &kind.wait_max_s, Unit::Seconds),
        (format!("answered within {within} / entered"), &levels.entered, Unit::Share),
        (format!("answered within {within} / answered"), &levels.answered, Unit::Share),
        (
            format!("same / (entered - abandoned within {})", seconds(scenario.short_abandon_s)),
            &levels.excluding_short_abandons,
            Unit::Share,
        ),
    ];
    lines.iter().for_each(|(name, figure, unit)| line(text, name, figure, *unit));
}

fn line(text: &mut String, name: &str, figure: &Figure, unit: Unit) {
    let _ = writeln!(text, "  {name:<44}{:>12}  {}", value(figure.mean(), unit), half_width(figure, unit));
}

/// What a figure is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    /// Of one, shown in percent.
    Share,
    /// Seconds.
    Seconds,
}

/// A value with its unit; a dash where there is none.
pub(super) fn value(value: Option<f64>, unit: Unit) -> String {
    match (value, unit) {
        (None, _) => "-".to_owned(),
        (Some(value), Unit::Share) => format!("{:.2} %", value * 100.0),
        (Some(value), Unit::Seconds) => format!("{value:.2} s"),
    }
}

/// The half-width of a figure's interval; nothing where there is none.
pub(super) fn half_width(figure: &Figure, unit: Unit) -> String {
    figure.ci95().map_or_else(String::new, |half| format!("± {}", value(Some(half), unit)))
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

/// A number of seconds without needless zeros.
pub(super) fn seconds(seconds: f64) -> String {
    format!("{seconds} s")
}

/// A name from a file, fit for a terminal: nothing in it moves the cursor. Reading refuses control
/// characters already; this also holds back what turns the direction of writing.
fn plain(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    name.chars().map(|c| if c.is_control() || turns(c) { '?' } else { c }).collect()
}
