//! A supervisor beside a conversation.

use super::Line;

/// How a supervisor takes part in an agent's conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListenMode {
    /// Hears both and is heard by nobody.
    Listen,
    /// Hears both and is heard by the agent alone.
    Whisper,
    /// Hears both and is heard by both.
    Join,
    /// Gets the caller, and the agent's part is over.
    Take,
}

impl ListenMode {
    /// Every one, from the quietest to the loudest.
    pub const ALL: [Self; 4] = [Self::Listen, Self::Whisper, Self::Join, Self::Take];

    /// The word in commands, records, JSON and the dialplan.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listen => "listen",
            Self::Whisper => "whisper",
            Self::Join => "join",
            Self::Take => "take",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }
}

/// Somebody who listens to a conversation, as the PBX tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Her phone; none where she listens from something that is no phone.
    pub line: Option<Line>,
    /// How.
    pub mode: ListenMode,
}
