//! Who is at the far end.

use std::sync::Arc;

use super::Pin;
use crate::phone;

/// The caller as the PBX announced him. Both texts are his to choose: nothing here is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The number as it arrived; none when withheld.
    pub raw: Option<String>,
    /// How the number was read.
    pub reading: phone::Reading,
    /// The display name, cleaned of control characters and cut at 80 characters; none when there is none.
    pub name: Option<String>,
    /// What he keyed in before he came to us: a customer, order or case number.
    pub keypad: Option<String>,
    /// Which way he took through the PBX's menu, as the dialplan tells it.
    pub path: Option<String>,
    /// The code he keyed in to be recognised for sure.
    pub pin: Option<Pin>,
    /// The trunk he came in by, where it is one of the catalog's: its rules read the number.
    pub trunk: Option<Arc<str>>,
}

impl Caller {
    /// Longest display name kept, in characters. Asterisk cuts at 79 bytes.
    pub const NAME_LENGTH_MAX: usize = 80;

    /// Reads a caller's number and name under a trunk's plan.
    pub fn read(number: Option<&str>, name: Option<&str>, plan: &phone::Plan) -> Self {
        Self {
            raw: number.map(clean).filter(|n| !n.is_empty()),
            reading: phone::read(number.unwrap_or(""), plan),
            name: name.map(clean).filter(|n| !n.is_empty()),
            keypad: None,
            path: None,
            pin: None,
            trunk: None,
        }
    }

    /// Reads a caller who came in by a trunk, under its rules.
    pub fn by_trunk(
        number: Option<&str>,
        name: Option<&str>,
        trunk: Option<&str>,
        plans: &phone::Plans,
    ) -> Self {
        Self { trunk: trunk.map(Arc::from), ..Self::read(number, name, plans.named(trunk)) }
    }

    /// With what he keyed in and the way he took, where the dialplan tells.
    pub fn with_menu(mut self, keypad: Option<&str>, path: Option<&str>) -> Self {
        self.keypad = keypad.map(clean).filter(|text| !text.is_empty());
        self.path = path.map(clean).filter(|text| !text.is_empty());
        self
    }

    /// With the code he keyed in, where it is one.
    pub fn with_pin(self, pin: Option<&str>) -> Self {
        Self { pin: pin.and_then(Pin::parse), ..self }
    }

    /// The number in E.164, where there is one.
    pub fn e164(&self) -> Option<&str> {
        self.reading.e164.as_ref().map(phone::E164::as_str)
    }

    /// The number to show: E.164 where there is one, else as it arrived; none when it was withheld.
    pub fn shown(&self) -> Option<&str> {
        let withheld = self.reading.kind == phone::Kind::Withheld;
        self.e164().or_else(|| self.raw.as_deref().filter(|_| !withheld))
    }
}

/// Drops what must never reach a log line or a screen: controls and the marks that turn text around.
fn clean(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    text.chars()
        .filter(|c| !c.is_control() && !turns(*c))
        .take(Caller::NAME_LENGTH_MAX)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_name_is_kept_as_text_without_controls_and_turns() {
        assert_eq!(clean("  Ay\u{202e}şe\r\n<b>\u{1} "), "Ayşe<b>");
        assert_eq!(clean(&"x".repeat(200)).len(), Caller::NAME_LENGTH_MAX);
    }
}
