//! Where the database is.

use serde::Deserialize;

/// The settings of `[store]`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `sqlite:PATH` (made when it is not there, with its directory), `sqlite::memory:` (gone at the end) or
    /// `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub url: String,
    /// Most connections that read at once (SQLite), or connections in all (PostgreSQL).
    pub connections_max: u32,
}

impl Config {
    /// Where the database is when nobody says.
    pub const URL_DEFAULT: &'static str = "sqlite:data/santral.db";

    /// Connections when nobody says: a look-up a call, the journal, some pages.
    pub const CONNECTIONS_MAX_DEFAULT: u32 = 8;

    /// A database at this address, all else by default.
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::default() }
    }

    /// The address without what stands before its `@`: fit for messages and logs.
    pub fn place(&self) -> String {
        match (self.url.split_once("://"), self.url.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
            _ => self.url.clone(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self { url: Self::URL_DEFAULT.to_owned(), connections_max: Self::CONNECTIONS_MAX_DEFAULT }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("url", &self.place())
            .field("connections_max", &self.connections_max)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_shows() {
        let config = Config::at("postgres://santral:geheim@db.example:5432/santral");
        assert_eq!(config.place(), "postgres://db.example:5432/santral");
        assert!(!format!("{config:?}").contains("geheim"));
        assert_eq!(Config::at("sqlite:data/santral.db").place(), "sqlite:data/santral.db");
    }
}
