//! What is allowed and yet probably not meant.

use std::fmt;

use super::compile::{requirement_lint, serves};
use super::{Catalog, Queue};
use crate::acd::RequirementLint;

/// Something an admin should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// No agent meets the queue's requirement at any stage: its callers wait for nobody.
    NobodyServes {
        /// The queue.
        queue: String,
    },
    /// No number leads to the queue, and no other queue.
    NoNumber {
        /// The queue.
        queue: String,
    },
    /// The agent meets no queue's requirement: she gets no calls.
    InNoQueue {
        /// The agent.
        agent: String,
    },
    /// The agent has no phone; she must name one each time she signs in.
    NoExtension {
        /// The agent.
        agent: String,
    },
    /// No agent has the skill.
    UnusedSkill {
        /// The skill.
        skill: String,
    },
    /// A requirement says something its author hardly meant.
    OddRequirement {
        /// The queue.
        queue: String,
        /// The key, e.g. `stages[1].require`.
        key: String,
        /// The requirement.
        text: String,
        /// What is odd.
        lint: RequirementLint,
    },
    /// Callers sent on from queue to queue come round in a circle; each queue takes a call once.
    OverflowCircle {
        /// The queues, the first again at the end.
        queues: Vec<String>,
    },
    /// Nobody uses the hours.
    UnusedHours {
        /// Which.
        hours: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NobodyServes { queue } => {
                write!(
                    f,
                    "queue {queue}: no agent meets its requirement at any stage; its callers wait for nobody"
                )
            }
            Self::NoNumber { queue } => write!(f, "queue {queue}: no number leads to it, nor another queue"),
            Self::InNoQueue { agent } => {
                write!(f, "agent {agent}: meets no queue's requirement and gets no calls")
            }
            Self::NoExtension { agent } => {
                write!(f, "agent {agent}: has no extension and must name one each time she signs in")
            }
            Self::UnusedSkill { skill } => write!(f, "skill {skill}: no agent has it"),
            Self::OddRequirement { queue, key, text, lint } => {
                let what = match lint {
                    RequirementLint::AlwaysMet => "everybody meets it; write any, or correct it",
                    RequirementLint::NeverMet => "nobody can ever meet it",
                    RequirementLint::MetByAbsence => {
                        "who has none of its skills meets it; add a skill that is asked for, if that is not meant"
                    }
                };
                write!(f, "queue {queue}: {key} reads {text:?}: {what}")
            }
            Self::OverflowCircle { queues } => {
                let circle = queues.join(" -> ");
                write!(f, "queue {}: callers sent on come round ({circle}) and stay in the last", queues[0])
            }
            Self::UnusedHours { hours } => write!(f, "hours {hours}: no queue keeps them"),
        }
    }
}

impl Catalog {
    /// What an admin should look at, in the order of the file.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for skill in self.skills.iter().filter(|s| !self.agents.iter().any(|a| a.skills.contains_key(&s.id)))
        {
            warnings.push(Warning::UnusedSkill { skill: skill.id.clone() });
        }
        for agent in &self.agents {
            if agent.extension.is_none() {
                warnings.push(Warning::NoExtension { agent: agent.id.clone() });
            }
            if !self.queues.is_empty() && !self.queues.iter().any(|queue| serves(agent, queue)) {
                warnings.push(Warning::InNoQueue { agent: agent.id.clone() });
            }
        }
        for queue in &self.queues {
            self.queue_warnings(queue, &mut warnings);
        }
        for hours in &self.hours {
            if !self.queues.iter().any(|queue| queue.hours.as_ref() == Some(&hours.id)) {
                warnings.push(Warning::UnusedHours { hours: hours.id.clone() });
            }
        }
        warnings.extend(self.circles());
        warnings
    }

    fn queue_warnings(&self, queue: &Queue, warnings: &mut Vec<Warning>) {
        let leads_there = |other: &Queue| {
            let overflow = other.overflow.as_ref().and_then(|overflow| overflow.to.as_ref());
            [overflow, other.when_closed.as_ref()].contains(&Some(&queue.id))
        };
        if queue.numbers.is_empty() && !self.queues.iter().any(leads_there) {
            warnings.push(Warning::NoNumber { queue: queue.id.clone() });
        }
        if !self.agents.iter().any(|agent| serves(agent, queue)) {
            warnings.push(Warning::NobodyServes { queue: queue.id.clone() });
        }
        warnings.extend(odd_requirements(queue));
    }

    /// Every circle of overflows, told once, from the queue that comes first in the file.
    fn circles(&self) -> Vec<Warning> {
        let next = |queue: &Queue| self.queue(queue.overflow.as_ref()?.to.as_ref()?);
        let mut circles = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for first in &self.queues {
            let mut way = vec![first.id.as_str()];
            let mut at = next(first);
            while let Some(queue) = at.filter(|queue| !way.contains(&queue.id.as_str())) {
                way.push(&queue.id);
                at = next(queue);
            }
            if at.is_some_and(|queue| queue.id == first.id) && !told.contains(&first.id.as_str()) {
                told.extend(&way);
                way.push(&first.id);
                circles
                    .push(Warning::OverflowCircle { queues: way.into_iter().map(str::to_owned).collect() });
            }
        }
        circles
    }
}

fn odd_requirements(queue: &Queue) -> impl Iterator<Item = Warning> {
    let staged = queue.stages.iter().enumerate();
    let staged = staged.map(|(index, stage)| (format!("stages[{}].require", index + 1), &stage.require));
    let reserve = queue.reserve.iter().map(|reserve| ("reserve.who".to_owned(), &reserve.who));
    let all = std::iter::once(("require".to_owned(), &queue.require)).chain(staged).chain(reserve);
    all.filter_map(|(key, text)| {
        let lint = requirement_lint(text)?;
        Some(Warning::OddRequirement { queue: queue.id.clone(), key, text: text.clone(), lint })
    })
}
