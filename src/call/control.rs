//! What an agent may do to the call she talks on.

use std::fmt;
use std::sync::Arc;

/// One wish of an agent about her conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
    /// The caller hears music, she hears nothing, until she takes him back.
    Hold,
    /// She takes him back.
    Resume,
    /// He does not hear her.
    Mute,
    /// He hears her again.
    Unmute,
    /// Keys pressed on her behalf.
    Keys(Keys),
    /// He is sent on unseen.
    Transfer(Dialled),
    /// Somebody else is called while he hears music.
    Consult(Dialled),
    /// He is given to whom she asked, or who still rings.
    Complete,
    /// She does not give him away and talks to him again.
    Cancel,
    /// He waits in a parking place, to be fetched from any phone.
    Park,
}

/// What a person dials: digits with `+`, `*` and `#`, 1 to 32 of them. It goes into PBX commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialled(Arc<str>);

impl Dialled {
    /// Longest number.
    pub const LENGTH_MAX: usize = 32;

    /// Reads a number; none where anything else is in it.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LENGTH_MAX).contains(&text.len());
        let digits = text.strip_prefix('+').unwrap_or(text);
        let plain =
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#'));
        (fits && plain).then(|| Self(text.into()))
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Dialled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Keys of a phone, 1 to 32 of `0`-`9`, `*`, `#`. They may be a card's number: never to be logged or journalled.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys(Arc<str>);

impl Keys {
    /// Most keys at once.
    pub const LENGTH_MAX: usize = 32;

    /// Reads keys; none where anything else is in them.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::LENGTH_MAX).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#'));
        (fits && plain).then(|| Self(text.into()))
    }

    /// Keys that were pressed once and are not known any more.
    pub fn forgotten() -> Self {
        Self("".into())
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = char> {
        self.0.chars()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keys({} of them)", self.0.len())
    }
}

impl Control {
    /// Which wish it is.
    pub fn kind(&self) -> ControlKind {
        match self {
            Self::Hold => ControlKind::Hold,
            Self::Resume => ControlKind::Resume,
            Self::Mute => ControlKind::Mute,
            Self::Unmute => ControlKind::Unmute,
            Self::Keys(_) => ControlKind::Keys,
            Self::Transfer(_) => ControlKind::Transfer,
            Self::Consult(_) => ControlKind::Consult,
            Self::Complete => ControlKind::Complete,
            Self::Cancel => ControlKind::Cancel,
            Self::Park => ControlKind::Park,
        }
    }
}

/// Which wish, without the number or the keys that go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the same as in `Control`")]
pub enum ControlKind {
    Hold,
    Resume,
    Mute,
    Unmute,
    Keys,
    Transfer,
    Consult,
    Complete,
    Cancel,
    Park,
}

impl ControlKind {
    /// Every one, in the order of the buttons.
    pub const ALL: [Self; 10] = [
        Self::Hold,
        Self::Resume,
        Self::Mute,
        Self::Unmute,
        Self::Keys,
        Self::Transfer,
        Self::Consult,
        Self::Complete,
        Self::Cancel,
        Self::Park,
    ];

    /// The word in commands, records and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Mute => "mute",
            Self::Unmute => "unmute",
            Self::Keys => "keys",
            Self::Transfer => "transfer",
            Self::Consult => "consult",
            Self::Complete => "complete",
            Self::Cancel => "cancel",
            Self::Park => "park",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What a PBX's dialplan and our rights there allow beyond ringing and hanging up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// Callers can be handed over.
    pub transfer: bool,
    /// They can be put on hold from here.
    pub hold: bool,
    /// They can be parked.
    pub park: bool,
    /// Numbers can be called from here.
    pub dial: bool,
    /// Supervisors can listen, whisper, join and take over.
    pub listen: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dialled_is_digits_and_nothing_else() {
        for good in ["1002", "+905320000012", "*72", "05320000012"] {
            assert_eq!(Dialled::parse(good).map(|d| d.to_string()).as_deref(), Some(good));
        }
        for bad in ["", "+", "1002@x", "10 02", "1002\r\nAction: Logoff", "${X}", "1+2", &"1".repeat(33)] {
            assert_eq!(Dialled::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn keys_are_never_written_down() {
        let keys = Keys::parse("4111").unwrap();
        assert_eq!(format!("{:?}", Control::Keys(keys)), "Keys(Keys(4 of them))");
        assert!(Keys::parse("12A").is_none() && Keys::parse("").is_none());
    }
}
