//! Decision for decision: the index says what the scan says.

use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};

use crate::{indexed, scanning};

const STEPS: usize = 60_000;
const HOUSES: u64 = 24;

/// Agents, queues and the crowd of a house: most of them small, for there everything meets everything.
fn size(house: u64) -> (usize, usize, usize) {
    match house % 8 {
        0 => (3, 1, 6),
        1 => (6, 2, 8),
        2 => (9, 4, 8),
        3 => (12, 3, 12),
        4 => (16, 6, 10),
        5 => (20, 8, 14),
        6 => (8, 12, 12),
        _ => (24, 5, 24),
    }
}

#[test]
fn the_index_says_what_the_scan_says_in_the_first_houses() {
    (0..HOUSES / 4).for_each(live_alike);
}

#[test]
fn the_index_says_what_the_scan_says_in_the_second_houses() {
    (HOUSES / 4..HOUSES / 2).for_each(live_alike);
}

#[test]
fn the_index_says_what_the_scan_says_in_the_third_houses() {
    (HOUSES / 2..HOUSES / 4 * 3).for_each(live_alike);
}

#[test]
fn the_index_says_what_the_scan_says_in_the_last_houses() {
    (HOUSES / 4 * 3..HOUSES).for_each(live_alike);
}

fn live_alike(house: u64) {
    if std::env::var("SANTRAL_SEED").is_ok_and(|seed| seed.parse() != Ok(house)) {
        return;
    }
    let (agents, queues, crowd) = size(house);
    let mut indexed = indexed::life::Life::of(house, indexed::house::Size { agents, queues, crowd });
    let mut scanning = scanning::life::Life::of(house, scanning::house::Size { agents, queues, crowd });
    for step in 0..STEPS {
        let told = indexed.step();
        scanning.step();
        if digest(&indexed.outputs) != digest(&scanning.outputs) {
            panic!(
                "house {house}, step {step}: {told:?}\nindex: {:#?}\nscan: {:#?}",
                indexed.outputs, scanning.outputs
            );
        }
        let (by_index, by_scan) = (indexed.next_timeout(), scanning.next_timeout());
        assert_eq!(by_index, by_scan, "house {house}, step {step}: {told:?}");
        if step % 5_000 == 0 {
            assert_eq!(indexed.memory(), scanning.memory(), "house {house}, step {step}: {told:?}");
        }
    }
}

/// Two sets of types, one set of words.
fn digest(outputs: &impl fmt::Debug) -> u64 {
    struct Words(DefaultHasher);
    impl Write for Words {
        fn write_str(&mut self, words: &str) -> fmt::Result {
            self.0.write(words.as_bytes());
            Ok(())
        }
    }
    let mut words = Words(DefaultHasher::new());
    write!(words, "{outputs:?}").unwrap();
    words.0.finish()
}
