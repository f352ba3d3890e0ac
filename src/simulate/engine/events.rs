//! What is going to happen, earliest first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Something that is going to happen. Of events at one microsecond the kinds happen in this order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Event {
    /// A seat's work is over.
    ShiftEnds { seat: u32 },
    /// A seat's work begins.
    ShiftBegins { seat: u32 },
    /// A queue closes.
    Closes { kind: u32 },
    /// A queue opens.
    Opens { kind: u32 },
    /// A conversation is over.
    CallEnds { slot: u32 },
    /// After-call work is over.
    WrapUpEnds { seat: u32 },
    /// An agent who called somebody back gives up reaching him.
    CallbackFails { slot: u32 },
    /// An agent who missed too many offers is back.
    Back { seat: u32 },
    /// A seat picks up the offer it then had.
    Answers { seat: u32, tag: u32 },
    /// A seat lets its offer go by.
    Misses { seat: u32, tag: u32 },
    /// Somebody calls.
    Arrives { kind: u32 },
    /// A caller tries again.
    Redials { slot: u32 },
    /// A caller asks to be called back.
    AsksCallback { slot: u32, tag: u32 },
    /// A caller's patience is over.
    GivesUp { slot: u32, tag: u32 },
}

/// Tags tell an event that has been overtaken from one that still holds; they wrap round long after that.
pub(super) const TAG_BITS: u32 = 28;

/// The events to come. Overtaken ones stay and are passed over when their moment comes.
#[derive(Debug, Default)]
pub(super) struct Events {
    // The moment, then kind (4 bits), tag (28 bits) and place (32 bits) in one word.
    heap: BinaryHeap<Reverse<(u64, u64)>>,
}

impl Events {
    pub(super) fn add(&mut self, at_us: u64, event: Event) {
        self.heap.push(Reverse((at_us, pack(event))));
    }

    /// The moment of the next.
    pub(super) fn next_us(&self) -> Option<u64> {
        self.heap.peek().map(|Reverse((at_us, _))| *at_us)
    }

    pub(super) fn take(&mut self) -> Option<(u64, Event)> {
        self.heap.pop().and_then(|Reverse((at_us, word))| Some((at_us, unpack(word)?)))
    }
}

fn pack(event: Event) -> u64 {
    let (kind, tag, place) = match event {
        Event::ShiftEnds { seat } => (0, 0, seat),
        Event::ShiftBegins { seat } => (1, 0, seat),
        Event::Closes { kind } => (2, 0, kind),
        Event::Opens { kind } => (3, 0, kind),
        Event::CallEnds { slot } => (4, 0, slot),
        Event::WrapUpEnds { seat } => (5, 0, seat),
        Event::CallbackFails { slot } => (6, 0, slot),
        Event::Back { seat } => (7, 0, seat),
        Event::Answers { seat, tag } => (8, tag, seat),
        Event::Misses { seat, tag } => (9, tag, seat),
        Event::Arrives { kind } => (10, 0, kind),
        Event::Redials { slot } => (11, 0, slot),
        Event::AsksCallback { slot, tag } => (12, tag, slot),
        Event::GivesUp { slot, tag } => (13, tag, slot),
    };
    let tag = u64::from(tag) & ((1 << TAG_BITS) - 1);
    (kind << 60) | (tag << 32) | u64::from(place)
}

fn unpack(word: u64) -> Option<Event> {
    let place = u32::try_from(word & u64::from(u32::MAX)).ok()?;
    let tag = u32::try_from((word >> 32) & ((1 << TAG_BITS) - 1)).ok()?;
    Some(match word >> 60 {
        0 => Event::ShiftEnds { seat: place },
        1 => Event::ShiftBegins { seat: place },
        2 => Event::Closes { kind: place },
        3 => Event::Opens { kind: place },
        4 => Event::CallEnds { slot: place },
        5 => Event::WrapUpEnds { seat: place },
        6 => Event::CallbackFails { slot: place },
        7 => Event::Back { seat: place },
        8 => Event::Answers { seat: place, tag },
        9 => Event::Misses { seat: place, tag },
        10 => Event::Arrives { kind: place },
        11 => Event::Redials { slot: place },
        12 => Event::AsksCallback { slot: place, tag },
        13 => Event::GivesUp { slot: place, tag },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_moment_then_by_kind_as_they_went_in() {
        let mut events = Events::default();
        let all = [
            (5, Event::GivesUp { slot: u32::MAX, tag: (1 << TAG_BITS) - 1 }),
            (5, Event::Arrives { kind: 3 }),
            (5, Event::CallEnds { slot: 9 }),
            (2, Event::Misses { seat: 1, tag: 7 }),
            (2, Event::Answers { seat: 1, tag: 8 }),
            (5, Event::Redials { slot: 2 }),
            (5, Event::WrapUpEnds { seat: 2 }),
            (5, Event::Back { seat: 2 }),
            (5, Event::ShiftBegins { seat: 2 }),
            (5, Event::ShiftEnds { seat: 2 }),
            (5, Event::Opens { kind: 1 }),
            (5, Event::Closes { kind: 1 }),
            (5, Event::AsksCallback { slot: 4, tag: 1 }),
            (5, Event::CallbackFails { slot: 4 }),
        ];
        for (at_us, event) in all {
            events.add(at_us, event);
        }
        assert_eq!(events.next_us(), Some(2));
        let order = [4, 3, 9, 8, 11, 10, 2, 6, 13, 7, 1, 5, 12, 0];
        for index in order {
            assert_eq!(events.take(), Some(all[index]));
        }
        assert_eq!((events.take(), events.next_us()), (None, None));
    }
}
