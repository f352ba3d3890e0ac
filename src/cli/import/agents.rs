//! Whom the members and queues of a PBX's file are here: by number, by name, or as somebody says.

use std::collections::BTreeMap;

use anyhow::{Context, bail};

use crate::call::Line;
use crate::catalog::Catalog;

/// What stands for what, `PATTERN=TARGET`; a pattern may hold one `*`, and so may the target.
#[derive(Debug)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    before: String,
    /// What stands after the `*`; none where the pattern has none.
    after: Option<String>,
    target: String,
}

impl Rules {
    /// Reads them as they stand on the command line.
    pub(super) fn read(option: &str, told: &[String]) -> anyhow::Result<Self> {
        told.iter().map(|text| Rule::read(option, text)).collect::<anyhow::Result<_>>().map(Self)
    }

    /// What the first rule that fits makes of a text.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        self.0.iter().find_map(|rule| rule.apply(text))
    }
}

impl Rule {
    fn read(option: &str, text: &str) -> anyhow::Result<Self> {
        let (pattern, target) =
            text.rsplit_once('=').with_context(|| format!("{option} {text}: write NAME=ID"))?;
        if pattern.matches('*').count() > 1 || target.matches('*').count() > 1 || target.is_empty() {
            bail!("{option} {text}: write NAME=ID, with one * on either side at most");
        }
        let (before, after) = match pattern.split_once('*') {
            Some((before, after)) => (before.to_owned(), Some(after.to_owned())),
            None => (pattern.to_owned(), None),
        };
        Ok(Self { before, after, target: target.to_owned() })
    }

    fn apply(&self, text: &str) -> Option<String> {
        let rest = text.strip_prefix(&self.before)?;
        let star = match &self.after {
            Some(after) => rest.strip_suffix(after.as_str())?,
            None if rest.is_empty() => "",
            None => return None,
        };
        Some(self.target.replace('*', star))
    }
}

/// Whom a member is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The agent, by her catalog id.
    pub(super) agent: Option<String>,
    /// The phone, where it can be read.
    pub(super) line: Option<Line>,
}

/// Members as they come along, with those nobody is.
#[derive(Debug)]
pub(super) struct Members<'a> {
    catalog: &'a Catalog,
    rules: Rules,
    unmapped: BTreeMap<String, u64>,
}

impl<'a> Members<'a> {
    pub(super) fn new(catalog: &'a Catalog, rules: Rules) -> Self {
        Self { catalog, rules, unmapped: BTreeMap::new() }
    }

    /// Whom this member is.
    pub(super) fn known(&mut self, member: &str) -> Known {
        let told = self.rules.apply(member);
        let text = told.as_deref().unwrap_or(member);
        let agent = self.catalog.agent_of_member(text);
        if agent.is_none() {
            *self.unmapped.entry(member.to_owned()).or_default() += 1;
        }
        let line = Line::of_member(text).or_else(|| Line::parse(text).filter(|_| is_number(text)));
        let default = agent.and_then(|agent| agent.extension.clone());
        Known { agent: agent.map(|agent| agent.id.clone()), line: line.or(default) }
    }

    /// Those nobody is, with how often they came.
    pub(super) fn unmapped(&self) -> &BTreeMap<String, u64> {
        &self.unmapped
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_puts_what_the_star_stood_for_into_its_target() {
        let rules = ["SIP/2*=1*", "Local/*@agents/n=*", "Ayşe=ayse", "a=b=c"].map(str::to_owned);
        let rules = Rules::read("--agent", &rules).unwrap();
        let table = [
            ("SIP/2001", Some("1001")),
            ("Local/1004@agents/n", Some("1004")),
            ("Local/1004@agents", None),
            ("Ayşe", Some("ayse")),
            ("Ayşe Yılmaz", None),
            ("a=b", Some("c")),
            ("PJSIP/1001", None),
        ];
        for (text, expected) in table {
            assert_eq!(rules.apply(text).as_deref(), expected, "{text}");
        }
        for wrong in ["no equals", "a**=b", "a=", "a*=**"] {
            assert!(Rules::read("--agent", &[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }
}
