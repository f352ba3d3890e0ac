//! What a requirement says that its author hardly meant.

use std::collections::{BTreeMap, BTreeSet};

use super::requirement::Expression;
use super::{Level, Requirement, SkillId};

/// Most combinations of levels a requirement is tried with; one with more is not judged.
const COMBINATIONS_MAX: usize = 65_536;

/// Something odd about a requirement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RequirementLint {
    /// Everybody meets it, though it names skills.
    AlwaysMet,
    /// Nobody can ever meet it.
    NeverMet,
    /// Who has none of the skills it names meets it: it relies on a skill being absent.
    MetByAbsence,
}

impl Requirement {
    /// What is odd about it, judged over all levels agents could have; none for the plain `any`.
    pub fn lint(&self) -> Option<RequirementLint> {
        if self.is_any() {
            return None;
        }
        let levels = self.levels_that_matter();
        if levels.values().map(BTreeSet::len).try_fold(1_usize, usize::checked_mul)? > COMBINATIONS_MAX {
            return None;
        }
        let (mut met, mut failed) = (false, false);
        for_each_combination(&levels, &mut |skills| {
            if self.satisfied_by(skills) { met = true } else { failed = true }
        });
        match (met, failed) {
            (false, _) => Some(RequirementLint::NeverMet),
            (true, false) => Some(RequirementLint::AlwaysMet),
            (true, true) => self.satisfied_by(&BTreeMap::new()).then_some(RequirementLint::MetByAbsence),
        }
    }

    /// Of every skill named the levels at which something changes, and 0.
    fn levels_that_matter(&self) -> BTreeMap<SkillId, BTreeSet<Level>> {
        let mut levels = BTreeMap::new();
        collect(&self.0, &mut levels);
        levels
    }
}

fn collect(expression: &Expression, levels: &mut BTreeMap<SkillId, BTreeSet<Level>>) {
    match expression {
        Expression::Any => {}
        Expression::AtLeast(skill, level) => {
            levels.entry(skill.clone()).or_insert_with(|| BTreeSet::from([0])).insert(*level);
        }
        Expression::Not(inner) => collect(inner, levels),
        Expression::All(branches) | Expression::Either(branches) => {
            branches.iter().for_each(|branch| collect(branch, levels));
        }
    }
}

fn for_each_combination(
    levels: &BTreeMap<SkillId, BTreeSet<Level>>,
    visit: &mut impl FnMut(&BTreeMap<SkillId, Level>),
) {
    let choices: Vec<(&SkillId, Vec<Level>)> =
        levels.iter().map(|(skill, levels)| (skill, levels.iter().copied().collect())).collect();
    let mut chosen = vec![0; choices.len()];
    loop {
        let picked = choices.iter().zip(&chosen);
        visit(&picked.map(|((skill, levels), at)| ((*skill).clone(), levels[*at])).collect());
        // Counts up, the first skill turning fastest, until every one has turned over.
        let turns_over = |(at, (_, levels)): (&mut usize, &(&SkillId, Vec<Level>))| {
            *at = (*at + 1) % levels.len();
            *at == 0
        };
        if chosen.iter_mut().zip(&choices).all(turns_over) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oddities_are_found_and_plain_requirements_are_left_alone() {
        use RequirementLint::{AlwaysMet, MetByAbsence, NeverMet};
        let table = [
            ("", None),
            ("any", None),
            ("tr >= 3", None),
            ("tr >= 3 and (kart >= 2 or vip) and not trainee", None),
            ("tr or not tr", Some(AlwaysMet)),
            ("tr >= 0", Some(AlwaysMet)),
            ("tr >= 30 or not tr >= 20", Some(MetByAbsence)),
            ("tr >= 30 or not tr >= 40", Some(AlwaysMet)),
            ("tr >= 40 or not tr >= 30", Some(MetByAbsence)),
            ("tr and not tr", Some(NeverMet)),
            ("not any", Some(NeverMet)),
            ("tr >= 50 and not tr >= 20", Some(NeverMet)),
            ("not trainee", Some(MetByAbsence)),
            ("vip or not trainee", Some(MetByAbsence)),
        ];
        for (text, lint) in table {
            assert_eq!(Requirement::parse(text).unwrap().lint(), lint, "{text}");
        }
    }

    #[test]
    fn a_requirement_with_too_many_skills_to_try_is_not_judged() {
        let text = (0..40).map(|n| format!("not s{n}")).collect::<Vec<_>>().join(" and ");
        assert_eq!(Requirement::parse(&text).unwrap().lint(), None);
    }
}
