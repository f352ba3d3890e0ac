//! What holds between the tables: ids differ, and whatever is named exists.

use crate::catalog::check::Problems;
use crate::catalog::model::without_plus;
use crate::catalog::{
    AGENTS_MAX, Catalog, DISPOSITIONS_MAX, HOURS_MAX, QUEUES_MAX, REASONS_MAX, SKILLS_MAX, compile,
};

/// What holds between the tables.
pub(super) fn check(catalog: &Catalog, problems: &mut Problems) {
    problems.at_most("skills", catalog.skills.len(), SKILLS_MAX);
    problems.at_most("agents", catalog.agents.len(), AGENTS_MAX);
    problems.at_most("queues", catalog.queues.len(), QUEUES_MAX);
    problems.at_most("reasons", catalog.reasons.len(), REASONS_MAX);
    problems.at_most("dispositions", catalog.dispositions.len(), DISPOSITIONS_MAX);
    problems.differ("id", catalog.skills.iter().map(|s| (format!("skill {}", s.id), s.id.as_str())));
    problems.differ("id", catalog.agents.iter().map(|a| (format!("agent {}", a.id), a.id.as_str())));
    problems.differ("id", catalog.queues.iter().map(|q| (format!("queue {}", q.id), q.id.as_str())));
    problems.differ("id", catalog.reasons.iter().map(|r| (format!("reason {}", r.id), r.id.as_str())));
    problems
        .differ("id", catalog.dispositions.iter().map(|d| (format!("disposition {}", d.id), d.id.as_str())));
    problems.differ(
        "number",
        catalog.queues.iter().flat_map(|queue| {
            queue.numbers.iter().map(|number| (format!("queue {}", queue.id), without_plus(number)))
        }),
    );
    problems.differ(
        "extension",
        catalog.agents.iter().filter_map(|agent| {
            agent.extension.as_ref().map(|line| (format!("agent {}", agent.id), line.as_str()))
        }),
    );
    problems.at_most("hours", catalog.hours.len(), HOURS_MAX);
    problems.differ("id", catalog.hours.iter().map(|h| (format!("hours {}", h.id), h.id.as_str())));
    skills_exist(catalog, problems);
    hours_exist(catalog, problems);
    targets_exist(catalog, problems);
}

/// An unknown skill would be a requirement silently never met.
fn skills_exist(catalog: &Catalog, problems: &mut Problems) {
    let how = "add it to [[skills]], or correct the name";
    let unknown = |skill: &str| catalog.skill(skill).is_none();
    for agent in &catalog.agents {
        for skill in agent.skills.keys().filter(|skill| unknown(skill)) {
            problems.add(
                format!("agent {}: skills.{skill}", agent.id),
                format!("there is no skill {skill}; {how}"),
            );
        }
    }
    for queue in &catalog.queues {
        let staged = queue.stages.iter().enumerate();
        let staged = staged.map(|(index, stage)| (format!("stages[{}].require", index + 1), &stage.require));
        let reserve = queue.reserve.iter().map(|reserve| ("reserve.who".to_owned(), &reserve.who));
        for (key, text) in
            std::iter::once(("require".to_owned(), &queue.require)).chain(staged).chain(reserve)
        {
            for skill in compile::requirement_skills(text).unwrap_or_default() {
                if unknown(&skill) {
                    problems.add(
                        format!("queue {}: {key}", queue.id),
                        format!("there is no skill {skill}; {how}"),
                    );
                }
            }
        }
    }
}

/// A queue that is not there, or the same one, would keep callers waiting for nothing.
fn targets_exist(catalog: &Catalog, problems: &mut Problems) {
    for queue in &catalog.queues {
        let overflow = queue.overflow.as_ref().and_then(|overflow| overflow.to.as_ref());
        for (key, to) in [("overflow.to", overflow), ("when_closed", queue.when_closed.as_ref())] {
            let Some(to) = to else { continue };
            let place = format!("queue {}: {key}", queue.id);
            if *to == queue.id {
                problems
                    .add(place, "is the queue itself; name another, or leave it out to give callers back");
            } else if catalog.queue(to).is_none() {
                problems
                    .add(place, format!("there is no queue {to}; add it to [[queues]], or correct the name"));
            }
        }
    }
}

fn hours_exist(catalog: &Catalog, problems: &mut Problems) {
    for queue in &catalog.queues {
        if let Some(id) = &queue.hours
            && catalog.hours_of(queue).is_none()
        {
            let how = "add it to [[hours]], or correct the name";
            problems.add(format!("queue {}: hours", queue.id), format!("there are no hours {id}; {how}"));
        }
    }
}
