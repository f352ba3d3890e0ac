//! Recordings without people: numbers and names replaced, each by the same one throughout.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use std::collections::BTreeMap;

use bytes::{BufMut as _, Bytes, BytesMut};

use super::wire::Packet;

/// Shortest run of digits that is taken for somebody's number.
const DIGITS_MIN: usize = 7;
/// Digits that stay: of what kind a number is may be seen, whose it is not.
const DIGITS_KEPT: usize = 3;

/// Events that may hold anything at all, and that nobody needs: left out.
const LEFT_OUT: [&[u8]; 2] = [b"VarSet", b"Newexten"];

/// Headers whose digits tie events together and name nobody.
const TIES: [&str; 4] = ["uniqueid", "linkedid", "timestamp", "actionid"];

/// Replaces what says who somebody is.
#[derive(Debug, Default)]
pub struct Masker {
    numbers: BTreeMap<Vec<u8>, Vec<u8>>,
    names: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Masker {
    /// A packet without numbers and names, ready to be written; none for one that is left out.
    pub fn mask(&mut self, packet: &Packet) -> Option<Bytes> {
        if LEFT_OUT.contains(&packet.name()) {
            return None;
        }
        let mut masked = BytesMut::with_capacity(packet.as_bytes().len());
        for (key, value) in packet.headers() {
            masked.put_slice(key);
            masked.put_slice(b": ");
            let lower = key.to_ascii_lowercase();
            if TIES.iter().any(|tie| lower.ends_with(tie.as_bytes())) {
                masked.put_slice(value);
            } else if lower.ends_with(b"idname") || lower.ends_with(b"linename") {
                masked.put_slice(&self.name(value));
            } else {
                self.put_without_numbers(&mut masked, value);
            }
            masked.put_slice(b"\r\n");
        }
        Some(masked.freeze())
    }

    fn name(&mut self, name: &[u8]) -> Vec<u8> {
        if name.is_empty() || name == b"<unknown>" {
            return name.to_vec();
        }
        let n = self.names.len() + 1;
        self.names.entry(name.to_vec()).or_insert_with(|| format!("Kişi {n}").into_bytes()).clone()
    }

    fn put_without_numbers(&mut self, out: &mut BytesMut, value: &[u8]) {
        let mut rest = value;
        while !rest.is_empty() {
            let plain = rest.iter().position(u8::is_ascii_digit).unwrap_or(rest.len());
            out.put_slice(&rest[..plain]);
            rest = &rest[plain..];
            let digits = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
            let (run, after) = rest.split_at(digits);
            if run.len() < DIGITS_MIN {
                out.put_slice(run);
            } else {
                out.put_slice(&self.number(run));
            }
            rest = after;
        }
    }

    fn number(&mut self, digits: &[u8]) -> Vec<u8> {
        let n = self.numbers.len() + 1;
        let fresh = || {
            let width = digits.len() - DIGITS_KEPT;
            let mut masked = digits[..DIGITS_KEPT].to_vec();
            // More people than digits: the last ones tell them apart.
            let counter = format!("{n:0width$}");
            masked.extend_from_slice(&counter.as_bytes()[counter.len() - width..]);
            masked
        };
        self.numbers.entry(digits.to_vec()).or_insert_with(fresh).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(masker: &mut Masker, text: &str) -> Option<String> {
        let bytes = masker.mask(&Packet::new(text.replace('\n', "\r\n").into_bytes()))?;
        Some(String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n", "\n"))
    }

    #[test]
    fn who_called_is_not_to_be_seen_and_is_the_same_throughout() {
        let mut masker = Masker::default();
        let first = masked(
            &mut masker,
            "Event: Newchannel\nChannel: PJSIP/trunk-0000001b\nCallerIDNum: 05321112233\nCallerIDName: Ali Veli\n\
             Uniqueid: merkez-1764000000.27\nExten: 5552001\n",
        );
        assert_eq!(
            first.as_deref(),
            Some(
                "Event: Newchannel\nChannel: PJSIP/trunk-0000001b\nCallerIDNum: 05300000002\nCallerIDName: Kişi 1\n\
                 Uniqueid: merkez-1764000000.27\nExten: 5550003\n"
            )
        );
        let again = masked(
            &mut masker,
            "Event: Hangup\nChannel: Local/05321112233@x;1\nConnectedLineName: Ali Veli\n",
        );
        assert_eq!(
            again.as_deref(),
            Some("Event: Hangup\nChannel: Local/05300000002@x;1\nConnectedLineName: Kişi 1\n")
        );
    }

    #[test]
    fn what_may_hold_anything_is_left_out_and_what_is_unknown_stays_so() {
        let mut masker = Masker::default();
        assert_eq!(masked(&mut masker, "Event: VarSet\nValue: 05321112233\n"), None);
        let unknown = masked(&mut masker, "Event: Newstate\nCallerIDName: <unknown>\nCallerIDNum: 1001\n");
        assert_eq!(unknown.as_deref(), Some("Event: Newstate\nCallerIDName: <unknown>\nCallerIDNum: 1001\n"));
    }
}
