//! How many calls a processor second a simulation plays, and how much of it is the engine's and how much the core's.
//!
//! The core's part is measured by telling a second core the same inputs, written down once.
#![expect(clippy::print_stdout, reason = "a bench is read by people")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use santral::acd::{Acd, Input, Time};
use santral::simulate::{Limits, Observer, Scenario, core_config, observe, run};

/// Ninety agents in three groups, two call types, first come first served.
const NINETY: &str = r#"
    seed = 1
    replications = 4
    duration_s = 180000
    [[call_types]]
    name = "a"
    rate_per_hour = 900
    mean_handle_s = 180
    require = "a"
    [[call_types]]
    name = "b"
    rate_per_hour = 750
    mean_handle_s = 180
    mean_patience_s = 120
    require = "b >= 3"
    [[agents]]
    name = "a only"
    count = 40
    skills = { a = 5 }
    [[agents]]
    name = "b only"
    count = 30
    skills = { b = 5 }
    [[agents]]
    name = "both"
    count = 20
    skills = { a = 3, b = 3 }
"#;

const ROUNDS: usize = 5;

fn main() {
    let Ok(scenario) = Scenario::parse(NINETY) else { return };
    let limits = Limits { threads_max: NonZeroUsize::new(1), ..Limits::NONE };
    let speeds = (0..ROUNDS).filter_map(|_| run(&scenario, limits, &()).ok()?.report.calls_per_cpu_second);
    let speed = speeds.fold(0.0, f64::max);
    println!("{speed:>12.0} calls a processor second, 90 agents ({:.0} ns a call)", 1e9 / speed);
    let whole = best(|| observe(&scenario, 0, Callers::default()).0);
    let (inputs, callers) = tape(&scenario);
    let core = best(|| replay(&scenario, &inputs));
    let nanos = |took: Duration| took.as_secs_f64() * 1e9 / callers as f64;
    println!("{:>12.0} ns a call in all, {callers} calls", nanos(whole));
    println!("{:>12.0} ns a call in the core, told the same {} inputs", nanos(core), inputs.len());
    println!("{:>12.0} ns a call in the engine", nanos(whole.saturating_sub(core)));
}

/// Counts who dials.
#[derive(Default)]
struct Callers(usize);

impl Observer for Callers {
    fn dialled(&mut self, _: Option<u64>, _: santral::acd::CallId) {
        self.0 += 1;
    }
}

/// Writes down what the core is told.
#[derive(Default)]
struct Tape {
    inputs: Vec<(Time, Input)>,
    callers: usize,
}

impl Observer for Tape {
    fn input(&mut self, now: Time, input: &Input) {
        self.inputs.push((now, input.clone()));
    }

    fn dialled(&mut self, _: Option<u64>, _: santral::acd::CallId) {
        self.callers += 1;
    }
}

fn tape(scenario: &Scenario) -> (Vec<(Time, Input)>, usize) {
    let tape = observe(scenario, 0, Tape::default());
    (tape.inputs, tape.callers)
}

/// What the core makes of the inputs. Copying them is in it, where the engine makes them: much the same.
fn replay(scenario: &Scenario, inputs: &[(Time, Input)]) -> usize {
    let mut acd = Acd::new(core_config(scenario));
    let mut said = 0;
    for (now, input) in inputs {
        acd.handle(*now, input.clone());
        while let Some(output) = acd.poll_output() {
            black_box(&output);
            said += 1;
        }
    }
    said
}

/// The best of several rounds: the rest of the machine only ever adds.
fn best(mut work: impl FnMut() -> usize) -> Duration {
    let timed = (0..ROUNDS).map(|_| {
        let began = Instant::now();
        black_box(work());
        began.elapsed()
    });
    timed.min().unwrap_or_default()
}
