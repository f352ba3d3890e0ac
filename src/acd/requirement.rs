//! What a call asks of an agent: a boolean expression over skills with minimum levels.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Level, SkillId};

/// A requirement, as in `tr >= 3 and (kart >= 2 or vip) and not trainee`.
///
/// A bare skill means level 1 or more. `not` binds tightest, then `and`, then `or`. Blank text and
/// the word `any` ask for nothing. A skill an agent lacks has level 0. It is read by
/// [`Requirement::parse`]; its [`Display`](fmt::Display) is the shortest text that reads back to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Requirement(pub(super) Expression);

/// The tree. `All` and `Either` hold two or more branches and never one of their own kind directly.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Expression {
    Any,
    AtLeast(SkillId, Level),
    Not(Box<Self>),
    All(Vec<Self>),
    Either(Vec<Self>),
}

/// What an agent would have to have, and has not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Need {
    /// The skill at this level or above.
    AtLeast {
        /// The skill asked for.
        skill: SkillId,
        /// The lowest level that would do, 0 to 100.
        level: Level,
        /// The level the agent has.
        has: Level,
    },
    /// The skill below this level: the requirement excludes those who have it.
    Below {
        /// The skill excluded.
        skill: SkillId,
        /// The lowest level that is excluded, 0 to 100.
        level: Level,
        /// The level the agent has.
        has: Level,
    },
    /// Nobody can meet it (`not any`).
    Impossible,
}

impl Requirement {
    /// The requirement everybody meets.
    pub fn any() -> Self {
        Self(Expression::Any)
    }

    /// Whether this asks for nothing.
    pub fn is_any(&self) -> bool {
        self.0 == Expression::Any
    }

    /// Whether an agent with these skills meets it.
    pub fn satisfied_by(&self, skills: &BTreeMap<SkillId, Level>) -> bool {
        self.0.holds(skills)
    }

    /// The first part, from the left, an agent with these skills fails; `None` when she meets it all.
    pub fn first_lacking(&self, skills: &BTreeMap<SkillId, Level>) -> Option<Need> {
        (!self.0.holds(skills)).then(|| self.0.lacking(skills))
    }

    /// Every skill named, excluded ones too.
    pub fn skills(&self) -> BTreeSet<&SkillId> {
        let mut named = BTreeSet::new();
        self.0.for_each_skill(Asked::For, &mut |skill, _| {
            named.insert(skill);
        });
        named
    }

    /// The sum of an agent's levels in the skills asked for; excluded skills do not count.
    pub fn proficiency(&self, skills: &BTreeMap<SkillId, Level>) -> u32 {
        self.wanted().into_iter().map(|skill| u32::from(level(skills, skill))).sum()
    }

    /// How many skills, at level 1 or above, an agent has that are not asked for.
    pub fn other_skills(&self, skills: &BTreeMap<SkillId, Level>) -> u64 {
        let wanted = self.wanted();
        skills.iter().map(|(skill, level)| u64::from(*level > 0 && !wanted.contains(skill))).sum()
    }

    /// The skills asked for, not those excluded.
    fn wanted(&self) -> BTreeSet<&SkillId> {
        let mut wanted = BTreeSet::new();
        self.0.for_each_skill(Asked::For, &mut |skill, asked| {
            if asked == Asked::For {
                wanted.insert(skill);
            }
        });
        wanted
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, Binding::Loose)
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast { skill, level, has } => write!(f, "{skill} at least {level} (has {has})"),
            Self::Below { skill, level, has } => write!(f, "{skill} below {level} (has {has})"),
            Self::Impossible => f.write_str("what nobody has"),
        }
    }
}

/// Whether a skill is wanted or excluded where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    For,
    Against,
}

impl Asked {
    fn turned(self) -> Self {
        match self {
            Self::For => Self::Against,
            Self::Against => Self::For,
        }
    }
}

/// How tightly the surroundings of a printed part bind; decides who needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Loose,
    And,
    Not,
}

impl Expression {
    /// Joins branches under `and`, keeping the tree flat.
    pub(super) fn all(branches: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(branches.len());
        for branch in branches {
            match branch {
                Self::All(inner) => flat.extend(inner),
                other @ (Self::Any | Self::AtLeast(..) | Self::Not(_) | Self::Either(_)) => flat.push(other),
            }
        }
        Self::single_or(flat, Self::All)
    }

    /// Joins branches under `or`, keeping the tree flat.
    pub(super) fn either(branches: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(branches.len());
        for branch in branches {
            match branch {
                Self::Either(inner) => flat.extend(inner),
                other @ (Self::Any | Self::AtLeast(..) | Self::Not(_) | Self::All(_)) => flat.push(other),
            }
        }
        Self::single_or(flat, Self::Either)
    }

    fn single_or(mut branches: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        match branches.len() {
            0 => Self::Any,
            1 => branches.swap_remove(0),
            _ => join(branches),
        }
    }

    fn holds(&self, skills: &BTreeMap<SkillId, Level>) -> bool {
        match self {
            Self::Any => true,
            Self::AtLeast(skill, least) => level(skills, skill) >= *least,
            Self::Not(inner) => !inner.holds(skills),
            Self::All(branches) => branches.iter().all(|branch| branch.holds(skills)),
            Self::Either(branches) => branches.iter().any(|branch| branch.holds(skills)),
        }
    }

    /// The first failing leaf of an expression that does not hold.
    fn lacking(&self, skills: &BTreeMap<SkillId, Level>) -> Need {
        match self {
            Self::Any => Need::Impossible,
            Self::AtLeast(skill, least) => {
                Need::AtLeast { skill: skill.clone(), level: *least, has: level(skills, skill) }
            }
            Self::Not(inner) => inner.excess(skills),
            Self::All(branches) | Self::Either(branches) => {
                let failing = branches.iter().find(|branch| !branch.holds(skills));
                failing.map_or(Need::Impossible, |branch| branch.lacking(skills))
            }
        }
    }

    /// The first leaf that makes an expression hold which should not.
    fn excess(&self, skills: &BTreeMap<SkillId, Level>) -> Need {
        match self {
            Self::Any => Need::Impossible,
            Self::AtLeast(skill, from) => {
                Need::Below { skill: skill.clone(), level: *from, has: level(skills, skill) }
            }
            Self::Not(inner) => inner.lacking(skills),
            Self::All(branches) | Self::Either(branches) => {
                let holding = branches.iter().find(|branch| branch.holds(skills));
                holding.map_or(Need::Impossible, |branch| branch.excess(skills))
            }
        }
    }

    fn for_each_skill<'a>(&'a self, asked: Asked, visit: &mut impl FnMut(&'a SkillId, Asked)) {
        match self {
            Self::Any => {}
            Self::AtLeast(skill, _) => visit(skill, asked),
            Self::Not(inner) => inner.for_each_skill(asked.turned(), visit),
            Self::All(branches) | Self::Either(branches) => {
                branches.iter().for_each(|branch| branch.for_each_skill(asked, visit));
            }
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, around: Binding) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::AtLeast(skill, 1) => write!(f, "{skill}"),
            Self::AtLeast(skill, least) => write!(f, "{skill} >= {least}"),
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.write(f, Binding::Not)
            }
            Self::All(branches) => write_joined(f, branches, " and ", Binding::And, around > Binding::And),
            Self::Either(branches) => {
                write_joined(f, branches, " or ", Binding::Loose, around > Binding::Loose)
            }
        }
    }
}

/// Writes branches with a word between, in parentheses where the surroundings bind tighter.
fn write_joined(
    f: &mut fmt::Formatter<'_>,
    branches: &[Expression],
    word: &str,
    binding: Binding,
    parentheses: bool,
) -> fmt::Result {
    f.write_str(if parentheses { "(" } else { "" })?;
    for (index, branch) in branches.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { word })?;
        branch.write(f, binding)?;
    }
    f.write_str(if parentheses { ")" } else { "" })
}

fn level(skills: &BTreeMap<SkillId, Level>, skill: &SkillId) -> Level {
    skills.get(skill).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skills(text: &str) -> BTreeMap<SkillId, Level> {
        let pair = |word: &str| {
            let (skill, level) = word.split_once('=').unwrap();
            (SkillId::new(skill), level.parse().unwrap())
        };
        text.split_whitespace().map(pair).collect()
    }

    #[test]
    fn requirements_hold_or_say_what_is_lacking() {
        let table = [
            ("", "", "ok"),
            ("any", "tr=3", "ok"),
            ("tr >= 3", "tr=3", "ok"),
            ("tr >= 3", "tr=2", "tr at least 3 (has 2)"),
            ("tr", "", "tr at least 1 (has 0)"),
            ("tr >= 0", "", "ok"),
            ("not trainee", "", "ok"),
            ("not trainee", "trainee=1", "trainee below 1 (has 1)"),
            ("not any", "tr=9", "what nobody has"),
            ("tr and kart >= 2", "tr=1 kart=1", "kart at least 2 (has 1)"),
            ("tr >= 3 and (kart >= 2 or vip) and not trainee", "tr=5 vip=1", "ok"),
            ("tr >= 3 and (kart >= 2 or vip) and not trainee", "tr=5", "kart at least 2 (has 0)"),
            (
                "tr >= 3 and (kart >= 2 or vip) and not trainee",
                "tr=5 kart=9 trainee=1",
                "trainee below 1 (has 1)",
            ),
            ("not (a and b)", "a=1 b=1", "a below 1 (has 1)"),
            ("not (a or b)", "b=7", "b below 1 (has 7)"),
            ("not not a", "", "a at least 1 (has 0)"),
            ("a or b and c", "b=1", "a at least 1 (has 0)"),
            ("a or b and c", "b=1 c=1", "ok"),
        ];
        for (text, has, expected) in table {
            let requirement = Requirement::parse(text).unwrap();
            let lacking = requirement.first_lacking(&skills(has));
            assert_eq!(lacking.is_none(), requirement.satisfied_by(&skills(has)), "{text} with {has}");
            let found = lacking.map_or_else(|| "ok".to_owned(), |need| need.to_string());
            assert_eq!(found, expected, "{text} with {has}");
        }
    }

    #[test]
    fn proficiency_counts_each_wanted_skill_once() {
        let requirement = Requirement::parse("tr >= 3 and (kart or tr >= 50) and not trainee").unwrap();
        assert_eq!(requirement.proficiency(&skills("tr=60 kart=5 trainee=9 golf=100")), 65);
        let named: Vec<_> = requirement.skills().into_iter().map(SkillId::as_str).collect();
        assert_eq!(named, ["kart", "tr", "trainee"]);
    }
}
