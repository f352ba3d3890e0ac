//! Lists that stay in order, of members that can leave from anywhere.

/// No node.
const NONE: u32 = u32::MAX;

/// The nodes of many lists; a node is in one list at most, and has the number its owner gave it.
///
/// Each list is a linked list with a search tree over it (a treap, its priorities a hash of the
/// node's number). Where members come in order, putting one at the end and taking the first out
/// cost a step or two; anywhere else it is the logarithm of the length. Nothing is allocated but
/// for nodes with a number never used before. With `COUNTED` every node knows how many are below
/// it, so that a member's rank can be told.
#[derive(Clone, Debug)]
pub(super) struct Nodes<K, const COUNTED: bool> {
    nodes: Vec<Node<K>>,
}

#[derive(Clone, Copy, Debug)]
struct Node<K> {
    key: K,
    parent: u32,
    left: u32,
    right: u32,
    before: u32,
    after: u32,
    /// With those below it; kept only where counted.
    size: u32,
}

/// One list.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    root: u32,
    first: u32,
    last: u32,
    len: u32,
}

impl Default for List {
    fn default() -> Self {
        Self { root: NONE, first: NONE, last: NONE, len: 0 }
    }
}

impl List {
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn first(&self) -> Option<u32> {
        (self.first != NONE).then_some(self.first)
    }
}

impl<K, const COUNTED: bool> Default for Nodes<K, COUNTED> {
    fn default() -> Self {
        Self { nodes: Vec::new() }
    }
}

impl<K: Ord + Copy + Default, const COUNTED: bool> Nodes<K, COUNTED> {
    /// Makes room for nodes up to this number, not included.
    pub(super) fn reserve(&mut self, end: usize) {
        if self.nodes.len() < end {
            let none = NONE;
            let node = Node {
                key: K::default(),
                parent: none,
                left: none,
                right: none,
                before: none,
                after: none,
                size: 1,
            };
            self.nodes.resize(end, node);
        }
    }

    pub(super) fn key(&self, node: u32) -> K {
        self.nodes[node as usize].key
    }

    /// The next in order.
    pub(super) fn after(&self, node: u32) -> Option<u32> {
        let after = self.nodes[node as usize].after;
        (after != NONE).then_some(after)
    }

    /// The members in order.
    pub(super) fn iter(&self, list: &List) -> impl Iterator<Item = u32> {
        std::iter::successors(list.first(), |node| self.after(*node))
    }

    /// Puts a node that is in no list into this one. No two members may have equal keys.
    pub(super) fn insert(&mut self, list: &mut List, node: u32, key: K) {
        self.reserve(node as usize + 1);
        let before = self.last_below(list, &key);
        let after = if before == NONE { list.first } else { self.nodes[before as usize].after };
        let new = Node { key, parent: NONE, left: NONE, right: NONE, before, after, size: 1 };
        self.nodes[node as usize] = new;
        list.len += 1;
        match before {
            NONE => list.first = node,
            _ => self.nodes[before as usize].after = node,
        }
        match after {
            NONE => list.last = node,
            _ => self.nodes[after as usize].before = node,
        }
        // Of two neighbours one has no child on the side of the other.
        let parent = if before != NONE && self.nodes[before as usize].right == NONE {
            self.nodes[before as usize].right = node;
            before
        } else if after != NONE {
            self.nodes[after as usize].left = node;
            after
        } else {
            list.root = node;
            return;
        };
        self.nodes[node as usize].parent = parent;
        self.count_up(parent, 1);
        self.rise(list, node);
    }

    /// Takes a member out.
    pub(super) fn remove(&mut self, list: &mut List, node: u32) {
        let Node { before, after, .. } = self.nodes[node as usize];
        list.len -= 1;
        match before {
            NONE => list.first = after,
            _ => self.nodes[before as usize].after = after,
        }
        match after {
            NONE => list.last = before,
            _ => self.nodes[after as usize].before = before,
        }
        loop {
            let Node { left, right, .. } = self.nodes[node as usize];
            if left == NONE || right == NONE {
                break;
            }
            let higher = if priority(left) > priority(right) { left } else { right };
            self.rotate_above(list, higher);
        }
        let Node { left, right, parent, .. } = self.nodes[node as usize];
        let child = if left == NONE { right } else { left };
        if child != NONE {
            self.nodes[child as usize].parent = parent;
        }
        self.put_in_place_of(list, parent, node, child);
        self.count_up(parent, -1);
    }

    /// The first member whose key is this or greater.
    pub(super) fn from(&self, list: &List, key: &K) -> Option<u32> {
        let before = self.last_below(list, key);
        if before == NONE { list.first() } else { self.after(before) }
    }

    /// How many members have a smaller key.
    pub(super) fn rank(&self, list: &List, key: &K) -> usize {
        const { assert!(COUNTED, "only counted nodes have a rank") };
        if list.last == NONE || self.nodes[list.last as usize].key < *key {
            return list.len();
        }
        let (mut at, mut rank) = (list.root, 0);
        while at != NONE {
            let node = &self.nodes[at as usize];
            if node.key < *key {
                rank += 1 + self.size(node.left);
                at = node.right;
            } else {
                at = node.left;
            }
        }
        rank
    }

    fn last_below(&self, list: &List, key: &K) -> u32 {
        if list.last == NONE || self.nodes[list.last as usize].key < *key {
            return list.last;
        }
        if self.nodes[list.first as usize].key >= *key {
            return NONE;
        }
        let (mut at, mut below) = (list.root, NONE);
        while at != NONE {
            let node = &self.nodes[at as usize];
            if node.key < *key {
                below = at;
                at = node.right;
            } else {
                at = node.left;
            }
        }
        below
    }

    fn rise(&mut self, list: &mut List, node: u32) {
        let mine = priority(node);
        loop {
            let parent = self.nodes[node as usize].parent;
            if parent == NONE || priority(parent) >= mine {
                return;
            }
            self.rotate_above(list, node);
        }
    }

    /// Turns a node and its parent round, so that the node comes above.
    fn rotate_above(&mut self, list: &mut List, node: u32) {
        let parent = self.nodes[node as usize].parent;
        let above = self.nodes[parent as usize].parent;
        let between;
        if self.nodes[parent as usize].left == node {
            between = self.nodes[node as usize].right;
            self.nodes[parent as usize].left = between;
            self.nodes[node as usize].right = parent;
        } else {
            between = self.nodes[node as usize].left;
            self.nodes[parent as usize].right = between;
            self.nodes[node as usize].left = parent;
        }
        if between != NONE {
            self.nodes[between as usize].parent = parent;
        }
        self.nodes[parent as usize].parent = node;
        self.nodes[node as usize].parent = above;
        self.put_in_place_of(list, above, parent, node);
        if COUNTED {
            self.nodes[node as usize].size = self.nodes[parent as usize].size;
            let Node { left, right, .. } = self.nodes[parent as usize];
            self.nodes[parent as usize].size = 1 + (self.size(left) + self.size(right)) as u32;
        }
    }

    /// Lets what hung below `above` as `old` be `new`.
    fn put_in_place_of(&mut self, list: &mut List, above: u32, old: u32, new: u32) {
        match self.nodes.get_mut(above as usize) {
            None => list.root = new,
            Some(above) if above.left == old => above.left = new,
            Some(above) => above.right = new,
        }
    }

    fn count_up(&mut self, from: u32, by: i32) {
        if COUNTED {
            let mut at = from;
            while let Some(node) = self.nodes.get_mut(at as usize) {
                node.size = node.size.wrapping_add_signed(by);
                at = node.parent;
            }
        }
    }

    fn size(&self, node: u32) -> usize {
        self.nodes.get(node as usize).map_or(0, |node| node.size as usize)
    }
}

/// A node's place in the heap that keeps the tree flat: as good as random, and always the same.
fn priority(node: u32) -> u32 {
    let mixed = u64::from(node).wrapping_add(0x9e37_79b9).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 32) as u32 ^ (mixed as u32).rotate_left(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Puts members in and takes them out in no order, beside a sorted vector.
    #[test]
    fn a_list_is_always_sorted_and_counted() {
        let (mut nodes, mut list) = (Nodes::<u64, true>::default(), List::default());
        let mut sorted: Vec<(u64, u32)> = Vec::new();
        let mut word = 1_u64;
        for step in 0..20_000_u32 {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (node, key) = ((word >> 33) as u32 % 300, (word >> 40) * 1_000 + u64::from(step % 1_000));
            if let Some(at) = sorted.iter().position(|(_, member)| *member == node) {
                sorted.remove(at);
                nodes.remove(&mut list, node);
            } else if !sorted.iter().any(|(taken, _)| *taken == key) {
                let at = sorted.partition_point(|(below, _)| *below < key);
                sorted.insert(at, (key, node));
                nodes.insert(&mut list, node, key);
            }
            assert_eq!(list.len(), sorted.len());
            assert_eq!(nodes.rank(&list, &key), sorted.partition_point(|(below, _)| *below < key));
            let from = sorted.iter().find(|(member, _)| *member >= key).map(|(_, node)| *node);
            assert_eq!(nodes.from(&list, &key), from);
            if step % 97 == 0 {
                assert!(nodes.iter(&list).eq(sorted.iter().map(|(_, node)| *node)));
            }
        }
    }
}
