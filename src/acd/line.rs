//! Things in the order of their stamps: first in, first out, and out of the middle at once.

use std::collections::BTreeSet;

use super::Stamp;

const NONE: u32 = u32::MAX;

/// A line of things known by their number. Almost everything comes in the order of its stamp and is
/// linked to the end in a few steps, however long the line. What comes late, with an older stamp than
/// the last (a call after a missed offer, an agent after her cool-down), stands aside in an ordered
/// set; the first of the line is the older of the two firsts.
#[derive(Clone, Debug)]
pub(super) struct Line {
    head: u32,
    tail: u32,
    linked: u32,
    aside: BTreeSet<(Stamp, u32)>,
}

/// The links of the things that stand in lines; each in one line at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Links(Vec<Link>);

#[derive(Clone, Copy, Debug)]
struct Link {
    stamp: Stamp,
    before: u32,
    after: u32,
    standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    Nowhere,
    Linked,
    Aside,
}

impl Links {
    /// Links for things of the numbers 0 up to this; those there are stay.
    pub(super) fn reach(&mut self, width: usize) {
        let none = Link { stamp: Stamp::default(), before: NONE, after: NONE, standing: Standing::Nowhere };
        self.0.resize(width, none);
    }
}

impl Default for Line {
    fn default() -> Self {
        Self { head: NONE, tail: NONE, linked: 0, aside: BTreeSet::new() }
    }
}

impl Line {
    /// Adds a thing that stands in no line.
    pub(super) fn insert(&mut self, links: &mut Links, number: u32, stamp: Stamp) {
        let last = links.0.get(self.tail as usize).map(|link| link.stamp);
        let standing = if last.is_some_and(|last| stamp < last) { Standing::Aside } else { Standing::Linked };
        links.0[number as usize] = Link { stamp, before: self.tail, after: NONE, standing };
        if standing == Standing::Aside {
            self.aside.insert((stamp, number));
            return;
        }
        match links.0.get_mut(self.tail as usize) {
            Some(last) => last.after = number,
            None => self.head = number,
        }
        self.tail = number;
        self.linked += 1;
    }

    /// Takes out a thing that stands in this line.
    pub(super) fn remove(&mut self, links: &mut Links, number: u32) {
        let Link { stamp, before, after, standing } = links.0[number as usize];
        links.0[number as usize].standing = Standing::Nowhere;
        match standing {
            Standing::Nowhere => debug_assert!(false, "{number} stands in no line"),
            Standing::Aside => {
                self.aside.remove(&(stamp, number));
            }
            Standing::Linked => {
                match links.0.get_mut(before as usize) {
                    Some(link) => link.after = after,
                    None => self.head = after,
                }
                match links.0.get_mut(after as usize) {
                    Some(link) => link.before = before,
                    None => self.tail = before,
                }
                self.linked -= 1;
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.linked == 0 && self.aside.is_empty()
    }

    /// The thing with the oldest stamp.
    pub(super) fn first(&self, links: &Links) -> Option<(Stamp, u32)> {
        let linked = links.0.get(self.head as usize).map(|link| (link.stamp, self.head));
        match (linked, self.aside.first().copied()) {
            (Some(linked), Some(aside)) => Some(linked.min(aside)),
            (linked, aside) => linked.or(aside),
        }
    }

    /// How many things have an older stamp than this. Quick where few have a later one.
    pub(super) fn older_than(&self, links: &Links, stamp: Stamp) -> usize {
        let mut older = self.linked as usize;
        let mut at = self.tail;
        while let Some(link) = links.0.get(at as usize).filter(|link| link.stamp >= stamp) {
            older -= 1;
            at = link.before;
        }
        if self.aside.last().is_some_and(|(last, _)| *last < stamp) {
            return older + self.aside.len();
        }
        older + self.aside.range(..(stamp, 0)).count()
    }

    /// Everything in it, in no particular order.
    pub(super) fn iter(&self, links: &Links) -> impl Iterator<Item = u32> {
        let next = |at: &u32| links.0.get(*at as usize).map(|link| link.after).filter(|after| *after != NONE);
        let first = (self.head != NONE).then_some(self.head);
        std::iter::successors(first, next).chain(self.aside.iter().map(|(_, number)| *number))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Time;
    use super::*;

    #[test]
    fn a_line_is_an_ordered_set() {
        let (mut line, mut links, mut set) = (Line::default(), Links::default(), BTreeSet::new());
        links.reach(64);
        let mut state = 7_u64;
        let mut stamps = [None; 64];
        for step in 1..50_000_u64 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = u32::try_from(state >> 58).unwrap();
            if let Some(stamp) = stamps[number as usize].take() {
                line.remove(&mut links, number);
                set.remove(&(stamp, number));
            } else {
                // One in four comes late.
                let at = if state.is_multiple_of(4) { step - step.min(40) } else { step };
                let stamp = Stamp { at: Time::from_micros(at), seq: step };
                line.insert(&mut links, number, stamp);
                set.insert((stamp, number));
                stamps[number as usize] = Some(stamp);
            }
            assert_eq!(line.first(&links), set.first().copied());
            assert_eq!(line.is_empty(), set.is_empty());
            let stamp = Stamp { at: Time::from_micros(step - step.min(20)), seq: 0 };
            assert_eq!(line.older_than(&links, stamp), set.range(..(stamp, 0)).count());
            assert_eq!(line.iter(&links).count(), set.len());
        }
    }
}
