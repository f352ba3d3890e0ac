//! Names of the things the core speaks of.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// One conversation: a UUID version 7 in life, a counter in simulation and replay.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallId(pub u128);

impl fmt::Display for CallId {
    /// Writes the number the way UUIDs are written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = format!("{:032x}", self.0);
        let [a, b, c, d, e] = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        write!(f, "{a}-{b}-{c}-{d}-{e}")
    }
}

/// One offer of one call to one agent; counts up from 1 and is never used twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OfferId(pub u64);

impl fmt::Display for OfferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A caller, as far as the core need tell one from another: opaque, and given by the driver (the
/// core knows no phone numbers).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallerKey(pub u64);

/// Defines an id the catalog gives: text, cheap to clone, ordered by its bytes.
///
/// Beside the text it remembers where the core keeps what it names. That is a hint and no part of
/// the id: the core looks whether it is true, and looks the text up where it is not. So whoever
/// hands back the ids the core handed out spares it the look-up, and nobody has to.
macro_rules! catalog_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name {
            text: Arc<str>,
            slot: u32,
        }

        impl $name {
            /// Takes the catalog's text as it stands; the catalog is where it was validated.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self { text: id.into(), slot: u32::MAX }
            }

            /// The catalog's text.
            pub fn as_str(&self) -> &str {
                &self.text
            }
        }

        impl Slotted for $name {
            fn slot(&self) -> u32 {
                self.slot
            }

            fn in_slot(&self, slot: u32) -> Self {
                Self { text: Arc::clone(&self.text), slot }
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                Arc::ptr_eq(&self.text, &other.text) || self.text == other.text
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.text.cmp(&other.text)
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.text.hash(state);
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.text).finish()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }
    };
}

/// An id that remembers where the core keeps what it names.
pub(super) trait Slotted: Ord + Clone {
    /// Where, or `u32::MAX` where the core never said.
    fn slot(&self) -> u32;
    /// The same id, remembering this.
    fn in_slot(&self, slot: u32) -> Self;
}

catalog_id! {
    /// A person who takes calls.
    AgentId
}
catalog_id! {
    /// A place callers wait in.
    QueueId
}
catalog_id! {
    /// Something an agent can do, to a level.
    SkillId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_written_as_a_uuid() {
        let id = CallId(0x0192_3f4e_5a6b_7c8d_9e0f_1122_3344_5566);
        assert_eq!(id.to_string(), "01923f4e-5a6b-7c8d-9e0f-112233445566");
    }

    #[test]
    fn where_it_is_kept_is_no_part_of_an_id() {
        let (id, kept) = (AgentId::new("a"), AgentId::new("a").in_slot(7));
        assert_eq!(
            (&id, id.cmp(&kept), format!("{kept:?}")),
            (&kept, Ordering::Equal, "AgentId(\"a\")".to_owned())
        );
    }
}
