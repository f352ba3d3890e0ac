//! Names of the things the core speaks of.

use std::fmt;

use super::text::Text;

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
macro_rules! catalog_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text);

        impl $name {
            /// Takes the catalog's text as it stands; the catalog is where it was validated.
            pub fn new(id: impl AsRef<str>) -> Self {
                Self(Text::new(id.as_ref()))
            }

            /// The catalog's text.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.as_str()).finish()
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }
    };
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
}
