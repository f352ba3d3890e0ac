//! What a source may be asked by: values of the call and of the customer, by name.

use std::collections::BTreeMap;

/// Names a source may use. `key_NAME` is the customer's id of that kind in the company's systems.
pub(super) const NAMES: &[&str] = &["e164", "digits", "national", "customer_id", "did", "queue", "call_id"];

/// How ids of the company's own systems are named.
pub(super) const KEY_PREFIX: &str = "key_";

/// What is known of the call and the customer when a source is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    values: BTreeMap<String, String>,
    /// When it is asked, UTC milliseconds.
    pub now_ms: i64,
}

impl Facts {
    /// Nothing yet.
    pub fn at(now_ms: i64) -> Self {
        Self { values: BTreeMap::new(), now_ms }
    }

    /// With one more value; none and blank leave it missing.
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.values.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}

/// A text with names in it, cut at them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::crm) struct Template {
    /// Texts and names in turn, a text first and last.
    pub(in crate::crm) texts: Vec<String>,
    /// The names between them.
    pub(in crate::crm) names: Vec<String>,
    /// Names it may use, beside `key_…`.
    known: &'static [&'static str],
}

impl Template {
    /// Cuts a text at every `{name}`; `{{` is a brace. The error is the name or what is wrong.
    pub(in crate::crm) fn braced(text: &str, known: &'static [&'static str]) -> Result<Self, String> {
        let mut template = Self { texts: vec![String::new()], names: Vec::new(), known };
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            template.push(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                template.push(brace);
                rest = after;
                continue;
            }
            let name = rest.split_once('}').filter(|_| brace == "{");
            let (name, after) =
                name.ok_or_else(|| format!("a lone {brace}; write {brace}{brace} for the character"))?;
            template.name(name)?;
            rest = after;
        }
        template.push(rest);
        Ok(template)
    }

    /// Cuts a query at every `:name` that stands in no quotes and no comment; `::` is a cast.
    pub(in crate::crm) fn query(text: &str, known: &'static [&'static str]) -> Result<Self, String> {
        let mut template = Self { texts: vec![String::new()], names: Vec::new(), known };
        let mut quote: Option<char> = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, c)| *c);
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"' | '`') => quote = Some(c),
                (None, '-') if next == Some('-') => return Err("a comment; take it out".to_owned()),
                (None, '/') if next == Some('*') => return Err("a comment; take it out".to_owned()),
                (None, ';') => return Err("a semicolon; one statement, without it".to_owned()),
                (None, ':') if next == Some(':') => {
                    template.push("::");
                    chars.next();
                    continue;
                }
                (None, ':') => {
                    let rest = &text[at + 1..];
                    let length =
                        rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                    template.name(&rest[..length])?;
                    for _ in 0..length {
                        chars.next();
                    }
                    continue;
                }
                (None, _) => {}
            }
            template.push(c.encode_utf8(&mut [0; 4]));
        }
        if quote.is_some() { Err("a quote that does not end".to_owned()) } else { Ok(template) }
    }

    /// The text with every name replaced.
    pub(in crate::crm) fn fill(&self, mut value: impl FnMut(usize, &str) -> String) -> String {
        let mut filled = self.texts[0].clone();
        for (place, (name, text)) in self.names.iter().zip(&self.texts[1..]).enumerate() {
            filled.push_str(&value(place, name));
            filled.push_str(text);
        }
        filled
    }

    fn push(&mut self, text: &str) {
        if let Some(last) = self.texts.last_mut() {
            last.push_str(text);
        }
    }

    fn name(&mut self, name: &str) -> Result<(), String> {
        let is_key = name.strip_prefix(KEY_PREFIX).is_some_and(|kind| !kind.is_empty());
        if !is_key && !self.known.contains(&name) {
            let known = self.known.join(", ");
            return Err(format!(
                "{name:?} is no value; write one of {known}, or {KEY_PREFIX}… for an id of yours"
            ));
        }
        self.names.push(name.to_owned());
        self.texts.push(String::new());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_cut_at_its_names_and_nowhere_else() {
        let query = Template::query(
            "SELECT a::text AS \"x:e164\", ':did', d AS `:q` FROM t WHERE p = :e164 OR c=:key_erp AND x='it''s :no'",
            NAMES,
        )
        .unwrap();
        assert_eq!(query.names, ["e164", "key_erp"]);
        assert_eq!(
            query.fill(|place, _| format!("${}", place + 1)),
            "SELECT a::text AS \"x:e164\", ':did', d AS `:q` FROM t WHERE p = $1 OR c=$2 AND x='it''s :no'"
        );
    }

    #[test]
    fn what_could_hide_a_second_statement_is_refused() {
        for (text, why) in [
            ("SELECT 1; DROP TABLE t", "semicolon"),
            ("SELECT 1 -- :e164", "comment"),
            ("SELECT /* x */ 1", "comment"),
            ("SELECT ':e164", "quote"),
            ("SELECT :phone", "\"phone\" is no value"),
            ("SELECT :key_", "is no value"),
        ] {
            assert!(Template::query(text, NAMES).unwrap_err().contains(why), "{text}");
        }
    }

    #[test]
    fn braces_hold_names_and_doubled_ones_are_themselves() {
        let template = Template::braced("https://crm/{customer_id}?p={e164}&b={{x}}", NAMES).unwrap();
        assert_eq!(template.fill(|_, name| name.to_uppercase()), "https://crm/CUSTOMER_ID?p=E164&b={x}");
        assert!(Template::braced("{phone}", NAMES).unwrap_err().contains("\"phone\""));
        assert!(Template::braced("a}b", NAMES).unwrap_err().contains("lone }"));
        assert!(Template::braced("a{b", NAMES).unwrap_err().contains("lone {"));
    }
}
