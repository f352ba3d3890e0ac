//! Why an agent is not ready.

use std::fmt;
use std::sync::Arc;

/// Why an agent takes no calls though she is signed in.
///
/// The text form ([`Reason::as_str`], [`Reason::from`]) is stable: it goes into records and feeds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    /// She has just signed in and has not asked for calls yet.
    SignedIn,
    /// She let several offers in a row go by ([`Policy::missed_in_a_row_max`](super::Policy)).
    Missed,
    /// Her page went away and did not come back.
    NoScreen,
    /// A supervisor set her so.
    Supervisor,
    /// A reason of the catalog, by its id: `lunch`, `training`.
    Named(Arc<str>),
}

impl Reason {
    /// Texts that are ours; the catalog gives no reason one of these ids.
    pub const RESERVED: [&'static str; 4] = ["signed_in", "missed", "no_screen", "supervisor"];

    /// The stable text form.
    pub fn as_str(&self) -> &str {
        match self {
            Self::SignedIn => "signed_in",
            Self::Missed => "missed",
            Self::NoScreen => "no_screen",
            Self::Supervisor => "supervisor",
            Self::Named(id) => id,
        }
    }
}

impl From<&str> for Reason {
    /// Reads the text form back; what is not ours is the catalog's.
    fn from(text: &str) -> Self {
        match text {
            "signed_in" => Self::SignedIn,
            "missed" => Self::Missed,
            "no_screen" => Self::NoScreen,
            "supervisor" => Self::Supervisor,
            named => Self::Named(named.into()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_reads_back() {
        for text in Reason::RESERVED.into_iter().chain(["lunch"]) {
            assert_eq!(Reason::from(text).as_str(), text);
        }
        assert_eq!(Reason::from("missed"), Reason::Missed);
    }
}
