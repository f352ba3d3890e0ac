//! The one digest the edges prove passwords with.

use md5::{Digest as _, Md5};

/// Lower-case hexadecimal MD5 of the parts, one after the other.
///
/// MD5 is what the peers speak (AMI `AuthType: MD5`, RFC 2617 digests); it is used for nothing else.
pub fn md5_hex(parts: &[&[u8]]) -> String {
    let mut hasher = Md5::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::with_capacity(32), |mut hex, byte| {
        for nibble in [byte >> 4, byte & 0x0f] {
            hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_hashed_as_one_text() {
        // RFC 1321 appendix A.5.
        assert_eq!(md5_hex(&[b"abc"]), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(md5_hex(&[b"a", b"", b"bc"]), "900150983cd24fb0d6963f7d28e17f72");
    }
}
