//! What a decision costs, for how many agents, queues and waiting callers: the core, a first-come queue without
//! skills (the floor), and a core that scans everybody, all told the same by the same driver.
//!
//! `cargo bench --bench routing`. A decision is a caller who joins, is offered to an agent, is accepted and
//! hangs up: three inputs, and all that is said about them. The driver's own cost is in every figure. The figures
//! of one row come from one run, in rounds that take turns; what is printed are medians and their ratios.
#![expect(clippy::print_stdout, reason = "a bench is read by people")]
#![expect(
    clippy::duplicate_mod,
    reason = "two cores with types of their own, made routers in the same words"
)]

#[path = "routing/driver.rs"]
mod driver;
#[path = "routing/indexed.rs"]
mod indexed;
#[path = "routing/scanning.rs"]
mod scanning;
#[path = "routing/shop.rs"]
mod shop;
#[path = "routing/unskilled.rs"]
mod unskilled;

use rustix::time::{ClockId, clock_gettime};

use driver::{Driver, Router};
use indexed::Indexed;
use scanning::Scanning;
use unskilled::Unskilled;

const AGENTS: [usize; 4] = [100, 1_000, 10_000, 100_000];
const QUEUES: [usize; 2] = [5, 50];
const WAITING: [usize; 2] = [0, 100_000];
const ROUNDS: usize = 7;
const DECISIONS: usize = 40_000;

/// The scan is not asked for more than this: filling its house alone would take minutes.
const SCAN_AGENTS_MAX: usize = 1_000;
const SCAN_DECISIONS: usize = 300;

fn main() {
    println!("nanoseconds of processor time a decision, median of {ROUNDS} rounds; 200 skills");
    println!(
        "{:>8} {:>7} {:>8} {:>8} {:>8} {:>10} {:>11} {:>11} {:>10}",
        "agents", "queues", "waiting", "floor", "core", "core/floor", "full/empty", "scan", "scan/core"
    );
    for agents in AGENTS {
        for queues in QUEUES {
            let mut empty = None;
            for waiting in WAITING {
                let row = measure(agents, queues, waiting);
                let over_empty = empty.get_or_insert(row.core);
                println!(
                    "{agents:>8} {queues:>7} {waiting:>8} {:>8.0} {:>8.0} {:>9.1}x {:>10.2}x {:>11} {:>10}",
                    row.floor,
                    row.core,
                    row.core / row.floor,
                    row.core / *over_empty,
                    row.scan.map_or_else(|| "-".to_owned(), |scan| format!("{scan:.0}")),
                    row.scan.map_or_else(|| "-".to_owned(), |scan| format!("{:.0}x", scan / row.core)),
                );
            }
        }
    }
}

struct Row {
    floor: f64,
    core: f64,
    scan: Option<f64>,
}

fn measure(agents: usize, queues: usize, waiting: usize) -> Row {
    let mut floor = Driver::new(Unskilled::new(agents), agents, queues, waiting);
    let mut core = Driver::new(Indexed::new(agents, queues), agents, queues, waiting);
    let scans = agents <= SCAN_AGENTS_MAX && waiting == 0;
    let mut scan = scans.then(|| Driver::new(Scanning::new(agents, queues), agents, queues, waiting));
    let (mut of_floor, mut of_core, mut of_scan) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_floor.push(time(&mut floor, DECISIONS));
        of_core.push(time(&mut core, DECISIONS));
        of_scan.extend(scan.as_mut().map(|scan| time(scan, SCAN_DECISIONS)));
    }
    Row { floor: median(of_floor), core: median(of_core), scan: scan.map(|_| median(of_scan)) }
}

/// Nanoseconds of processor time a decision over so many of them: others may be at work on the machine.
fn time(driver: &mut Driver<impl Router>, decisions: usize) -> f64 {
    let began = cpu_ns();
    let made = driver.decide(decisions);
    (cpu_ns() - began) / made as f64
}

fn cpu_ns() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
