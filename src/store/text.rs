//! Texts on their way into a column.

use super::StoreError;

/// Takes out NUL, which PostgreSQL cannot keep in a text. Both databases get the same text, and a note is
/// never lost over a character nobody can see.
pub(super) fn clean(text: &str) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() }
}

/// The same for a text that may be missing; what is blank is missing.
pub(super) fn clean_some(text: Option<&str>) -> Option<String> {
    text.map(clean).filter(|t| !t.trim().is_empty())
}

/// Refuses a text that is longer than its limit, counted in characters.
pub(super) fn within(what: &'static str, text: &str, length_max: usize) -> Result<(), StoreError> {
    let length = text.chars().count();
    if length > length_max {
        return Err(StoreError::refused(what, format!("{length} characters, {length_max} at most")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_goes_and_everything_else_stays() {
        assert_eq!(clean("a\0b'\"\u{1}\n;--"), "ab'\"\u{1}\n;--");
        assert_eq!(clean_some(Some(" \0")), None);
        assert_eq!(clean_some(Some("x")), Some("x".to_owned()));
    }

    #[test]
    fn a_limit_counts_characters_not_bytes() {
        assert!(within("name", "şşş", 3).is_ok());
        let error = within("name", "şşşş", 3).unwrap_err();
        assert_eq!(error.to_string(), "name: 4 characters, 3 at most");
    }
}
