//! Asterisk's `queues.conf`: its queues with their members. Pure.
//!
//! The form is that of all of Asterisk's files (`main/config.c`): sections, templates `[name](!)`, sections made
//! from them `[name](one,two)`, additions `[name](+)`, `;` and `;-- --;` comments, `#include`. What the keys mean is
//! in `apps/app_queue.c` and the sample `queues.conf`. Queues kept in a database (realtime) are not in the file.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod file;
mod member;

pub use member::ConfMember;

use file::Section;

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueuesConf {
    /// The queues, in the order of the file.
    pub queues: Vec<ConfQueue>,
    /// What could not be read.
    pub problems: Vec<ConfProblem>,
}

/// A queue of the file. A figure that is not there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfQueue {
    /// Its name.
    pub name: String,
    /// How a member is chosen; `ringall` where nothing is said.
    pub strategy: String,
    /// How long a member rings, in seconds; 0 for as long as it likes.
    pub timeout_s: Option<u32>,
    /// How long a member is left alone after a call, in seconds.
    pub wrap_up_s: Option<u32>,
    /// Answered within so many seconds is good service.
    pub service_level_s: Option<u32>,
    /// Most callers who wait; 0 for no limit.
    pub waiting_max: Option<u32>,
    /// Its members.
    pub members: Vec<ConfMember>,
    /// Keys that say something of which nothing is read here.
    pub other_keys: Vec<String>,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfProblem {
    /// The line, from 1, in the file or the one included there.
    pub line: usize,
    /// The line itself.
    pub text: String,
    /// Why.
    pub why: String,
}

/// Reads a file. `include` is asked for the text of a file named by `#include`; none where it is not to be had.
pub fn read_queues_conf(text: &str, include: &mut dyn FnMut(&str) -> Option<String>) -> QueuesConf {
    let (sections, mut problems) = file::read(text, include);
    let queues = sections
        .iter()
        .filter(|section| !section.is_template && section.name != "general")
        .map(|section| queue(section, &mut problems))
        .collect();
    QueuesConf { queues, problems }
}

fn queue(section: &Section, problems: &mut Vec<ConfProblem>) -> ConfQueue {
    let mut queue =
        ConfQueue { name: section.name.clone(), strategy: "ringall".to_owned(), ..ConfQueue::default() };
    for pair in &section.pairs {
        let mut wrong = |why: String| {
            let text = format!("{} = {}", pair.key, pair.value);
            problems.push(ConfProblem { line: pair.line, text, why });
        };
        let figure = match pair.key.as_str() {
            "timeout" => &mut queue.timeout_s,
            "wrapuptime" => &mut queue.wrap_up_s,
            "servicelevel" => &mut queue.service_level_s,
            "maxlen" => &mut queue.waiting_max,
            "strategy" => {
                queue.strategy = pair.value.to_ascii_lowercase();
                continue;
            }
            "member" => {
                match ConfMember::read(&pair.value) {
                    Ok(member) => queue.members.push(member),
                    Err(why) => wrong(why.to_owned()),
                }
                continue;
            }
            other => {
                if !queue.other_keys.iter().any(|known| known == other) {
                    queue.other_keys.push(other.to_owned());
                }
                continue;
            }
        };
        match pair.value.parse() {
            Ok(value) => *figure = Some(value),
            Err(_) => wrong("a whole number is due here".to_owned()),
        }
    }
    queue
}
