//! What calls, phones and PBXs are known by.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::acd;

/// Our id of a call: a version 7 UUID that derives from the PBX, the `Linkedid` and the second the call began.
///
/// Derived, not drawn: the same call gets the same id after a restart of ours, in a replay and in a
/// second connection, without a table that could be lost.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CallId(Uuid);

impl CallId {
    /// The id of the call that a PBX calls `linkedid` and that began at `began_at_ms` (UTC).
    pub fn derive(pbx: &PbxName, linkedid: &str, began_at_ms: u64) -> Self {
        let text = [pbx.as_str().as_bytes(), b"\n", linkedid.as_bytes()].concat();
        let high = u128::from(fnv1a(0xcbf2_9ce4_8422_2325, &text));
        let low = u128::from(fnv1a(0x9e37_79b9_7f4a_7c15, &text));
        // RFC 9562 section 5.7: 48 bits of milliseconds, version, 12 bits, variant, 62 bits.
        let bits = (u128::from(began_at_ms & 0xffff_ffff_ffff) << 80)
            | (0x7 << 76)
            | ((high & 0xfff) << 64)
            | (0b10 << 62)
            | (low & 0x3fff_ffff_ffff_ffff);
        Self(Uuid::from_u128(bits))
    }

    /// Reads an id as it stands in an address or a row.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }

    /// When the call began, UTC milliseconds by the PBX's clock: it is part of the id.
    pub fn began_at_ms(self) -> u64 {
        u64::try_from(self.0.as_u128() >> 80).unwrap_or(u64::MAX)
    }

    /// The id as the store keeps it.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for CallId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl From<CallId> for acd::CallId {
    fn from(id: CallId) -> Self {
        Self(id.0.as_u128())
    }
}

impl From<acd::CallId> for CallId {
    fn from(id: acd::CallId) -> Self {
        Self(Uuid::from_u128(id.0))
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// FNV-1a, 64 bits (draft-eastlake-fnv): stable over versions, which `std`'s hashers do not promise.
fn fnv1a(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The phone an agent answers on, by its extension, e.g. `1001`. Letters, digits, `-`, `_` and `.` only,
/// 32 at most: it goes into PBX commands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Line(Arc<str>);

impl Line {
    /// Longest extension.
    pub const LENGTH_MAX: usize = 32;

    /// Reads an extension; none when it holds anything that has no place in one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text.len() <= Self::LENGTH_MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        fits.then(|| Self(text.into()))
    }

    /// The phone that a member of one of the PBX's queues stands for: `PJSIP/1001`, `Local/1001@agents/n`.
    pub fn of_member(interface: &str) -> Option<Self> {
        let (_, rest) = interface.split_once('/')?;
        Self::parse(rest.split(['@', '/']).next()?)
    }

    /// The extension.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A PBX by its name in the settings.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PbxName(Arc<str>);

impl PbxName {
    /// A PBX of this name.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PbxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_call_gets_the_same_id_and_others_do_not() {
        let pbx = PbxName::new("pbx1");
        let id = CallId::derive(&pbx, "pbx1-1764000000.7", 1_764_000_000_000);
        assert_eq!(id, CallId::derive(&pbx, "pbx1-1764000000.7", 1_764_000_000_000));
        assert_ne!(id, CallId::derive(&pbx, "pbx1-1764000000.8", 1_764_000_000_000));
        assert_ne!(id, CallId::derive(&PbxName::new("pbx2"), "pbx1-1764000000.7", 1_764_000_000_000));
        assert_eq!(id.uuid().get_version_num(), 7);
        assert_eq!(CallId::parse(&id.to_string()), Some(id));
        assert_eq!(CallId::from(acd::CallId::from(id)), id);
    }

    #[test]
    fn ids_sort_by_the_moment_the_call_began() {
        let pbx = PbxName::new("pbx1");
        assert!(CallId::derive(&pbx, "b", 1_000) < CallId::derive(&pbx, "a", 2_000));
    }

    #[test]
    fn a_line_is_an_extension_and_nothing_else() {
        assert_eq!(Line::parse("1001").map(|l| l.to_string()), Some("1001".to_owned()));
        for bad in ["", "1001\r\nAction: x", "1001&1002", "10 01", "${X}", &"1".repeat(33)] {
            assert_eq!(Line::parse(bad), None, "{bad:?}");
        }
    }
}
