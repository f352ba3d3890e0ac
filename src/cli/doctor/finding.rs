//! What the doctor found: of what part, how bad, and what to do.

use std::fmt;

use clap::ValueEnum;
use serde::Serialize;

use crate::api::wire::Label;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Which part: `pbx merkez`, `disk`.
    pub(super) part: String,
    /// How bad it is.
    pub(super) grade: Grade,
    /// What is so.
    pub(super) what: Label,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<Label>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Grade {
    /// As it should be.
    Ok,
    /// It works, and something is missing or near its end.
    Warn,
    /// It does not.
    Wrong,
}

impl Finding {
    pub(super) fn ok(part: impl Into<String>, tr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { part: part.into(), grade: Grade::Ok, what: Label::new(tr, en), next: None }
    }

    pub(super) fn warn(part: impl Into<String>, what: Label, next: Label) -> Self {
        Self { part: part.into(), grade: Grade::Warn, what, next: Some(next) }
    }

    pub(super) fn wrong(part: impl Into<String>, what: Label, next: Label) -> Self {
        Self { part: part.into(), grade: Grade::Wrong, what, next: Some(next) }
    }

    /// One line for a person.
    pub(super) fn line(&self, lang: Lang) -> String {
        let grade = match self.grade {
            Grade::Ok => "ok   ",
            Grade::Warn => "WARN ",
            Grade::Wrong => "WRONG",
        };
        let next = self.next.as_ref().map(|next| format!("; {}", lang.of(next))).unwrap_or_default();
        format!("{grade} {}: {}{next}", self.part, lang.of(&self.what))
    }
}

/// The language a person is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// Turkish.
    Tr,
    /// English.
    En,
}

impl Lang {
    /// As asked for, else as the terminal's locale says.
    pub(super) fn chosen(asked: Option<Self>) -> Self {
        let locale = || {
            ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .filter_map(|name| std::env::var(name).ok())
                .find(|value| !value.is_empty())
                .unwrap_or_default()
        };
        asked.unwrap_or_else(|| if locale().starts_with("tr") { Self::Tr } else { Self::En })
    }

    /// A text in this language.
    pub(super) fn of(self, label: &Label) -> &str {
        match self {
            Self::Tr => &label.tr,
            Self::En => &label.en,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tr => "tr",
            Self::En => "en",
        })
    }
}
