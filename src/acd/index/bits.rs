//! Sets of small numbers.

/// A set of numbers below a bound, a bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set of numbers below `end`.
    pub(super) fn below(end: usize) -> Self {
        Self(vec![0; end.div_ceil(64)])
    }

    pub(super) fn insert(&mut self, number: u32) {
        self.0[number as usize / 64] |= 1 << (number % 64);
    }

    pub(super) fn remove(&mut self, number: u32) {
        self.0[number as usize / 64] &= !(1 << (number % 64));
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Adds what two other sets of the same bound have in common.
    pub(super) fn insert_common(&mut self, a: &Self, b: &Self) {
        for (mine, (a, b)) in self.0.iter_mut().zip(a.0.iter().zip(&b.0)) {
            *mine |= a & b;
        }
    }

    /// The numbers in both sets, lowest first.
    pub(super) fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        let words = (0..).zip(self.0.iter().zip(&other.0).map(|(a, b)| a & b));
        words.flat_map(|(index, word)| ones(index, word))
    }

    /// The numbers, lowest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.0).flat_map(|(index, word)| ones(index, *word))
    }
}

fn ones(index: u32, word: u64) -> impl Iterator<Item = u32> {
    let without_lowest = |word: &u64| Some(word & (word - 1)).filter(|rest| *rest != 0);
    let rests = std::iter::successors(Some(word).filter(|word| *word != 0), without_lowest);
    rests.map(move |rest| index * 64 + rest.trailing_zeros())
}
