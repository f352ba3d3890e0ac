//! What is allowed and yet probably not meant.

use std::fmt;

use super::compile::serves;
use super::{Catalog, Queue};

/// Something an admin should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// No agent meets the queue's requirement at any stage: its callers wait for nobody.
    NobodyServes {
        /// The queue.
        queue: String,
    },
    /// No number leads to the queue.
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
            Self::NoNumber { queue } => write!(f, "queue {queue}: no number leads to it"),
            Self::InNoQueue { agent } => {
                write!(f, "agent {agent}: meets no queue's requirement and gets no calls")
            }
            Self::NoExtension { agent } => {
                write!(f, "agent {agent}: has no extension and must name one each time she signs in")
            }
            Self::UnusedSkill { skill } => write!(f, "skill {skill}: no agent has it"),
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
        warnings
    }

    fn queue_warnings(&self, queue: &Queue, warnings: &mut Vec<Warning>) {
        if queue.numbers.is_empty() {
            warnings.push(Warning::NoNumber { queue: queue.id.clone() });
        }
        if !self.agents.iter().any(|agent| serves(agent, queue)) {
            warnings.push(Warning::NobodyServes { queue: queue.id.clone() });
        }
    }
}
