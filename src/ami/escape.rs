//! Asterisk's C escapes, undone.

use std::borrow::Cow;

use memchr::memchr;

/// Undoes `ast_escape_c` (main/utils.c) once: `\a \b \f \n \r \t \v \\ \' \" \?`.
///
/// Asterisk 12 and later escape `CallerIDName`, `ConnectedLineName`, `ChanVariable` and `VarSet`'s `Value`
/// so, and nothing else. A backslash before any other byte, or at the end, is not one of theirs and stays.
pub fn unescape(value: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr(b'\\', value) else { return Cow::Borrowed(value) };
    let mut plain = value[..first].to_vec();
    let mut rest = &value[first..];
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match tail.first().copied().and_then(meaning) {
            Some(meant) if byte == b'\\' => {
                plain.push(meant);
                rest = &tail[1..];
            }
            _ => plain.push(byte),
        }
    }
    Cow::Owned(plain)
}

const fn meaning(escape: u8) -> Option<u8> {
    Some(match escape {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'\\' | b'\'' | b'"' | b'?' => escape,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(value: &str) -> String {
        String::from_utf8_lossy(&unescape(value.as_bytes())).into_owned()
    }

    #[test]
    fn each_escape_is_undone_once() {
        assert_eq!(plain(r"O\'Brien"), "O'Brien");
        assert_eq!(plain(r"Really\?"), "Really?");
        assert_eq!(plain(r#"a \\\"b\\\" c"#), r#"a \"b\" c"#);
        assert_eq!(plain(r"\a\b\f\n\r\t\v"), "\x07\x08\x0c\n\r\t\x0b");
    }

    #[test]
    fn what_is_not_an_escape_stays() {
        assert_eq!(plain(r"C:\x"), r"C:\x");
        assert_eq!(plain(r"cut\"), r"cut\");
        assert_eq!(plain("plain"), "plain");
    }
}
