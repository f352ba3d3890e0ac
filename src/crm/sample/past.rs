//! A customer's past.

use super::dice::Dice;
use super::words::{AGENTS, CONTACTS, NOTES};
use crate::store::{NewContact, Note};

pub(super) const DAY_MS: i64 = 86_400_000;

/// How far back contacts go.
const PAST_DAYS: usize = 700;

/// So many contacts at some hours of some days before now.
pub(super) fn contacts(count: usize, dice: &mut Dice, now_ms: i64) -> Vec<NewContact> {
    (0..count).map(|_| contact(dice, now_ms)).collect()
}

fn contact(dice: &mut Dice, now_ms: i64) -> NewContact {
    let (queue, disposition, solved, summary) = dice.one_of(CONTACTS);
    NewContact {
        at_ms: moment(dice, now_ms),
        channel: if dice.percent(85) { "phone" } else { "email" }.to_owned(),
        queue: Some(queue.to_owned()),
        agent: Some(dice.one_of(AGENTS).to_owned()),
        disposition: Some(disposition.to_owned()),
        solved: Some(solved),
        summary: Some(summary.to_owned()),
    }
}

/// Notes, rarely more than one.
pub(super) fn notes(dice: &mut Dice, now_ms: i64) -> Vec<Note> {
    let count = [0, 0, 0, 1, 1, 2][dice.below(6)];
    let note = |dice: &mut Dice| Note {
        at_ms: moment(dice, now_ms),
        by: dice.one_of(AGENTS).to_owned(),
        text: dice.one_of(NOTES).to_owned(),
    };
    (0..count).map(|_| note(dice)).collect()
}

/// A moment of a past day, to the minute.
fn moment(dice: &mut Dice, now_ms: i64) -> i64 {
    let days = 1 + dice.below(PAST_DAYS) as i64;
    let minutes = dice.below(9 * 60) as i64;
    now_ms - days * DAY_MS - minutes * 60_000
}
