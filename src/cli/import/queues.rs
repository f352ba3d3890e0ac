//! `santral import queues`: Asterisk's queues and their members, into the catalog.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use encoding_rs::WINDOWS_1254;

use crate::call::Line;
use crate::catalog::{self, Catalog, LABEL_LENGTH_MAX, RING_TIMEOUT_S, WRAP_UP_S_MAX, diff};
use crate::cli::say;
use crate::config::Config;
use crate::store::{Store, fold};
use crate::telephony::{ConfMember, ConfQueue, QueuesConf, read_queues_conf};

use super::agents::Rules;
use super::rejects::{Rejects, beside};

/// What Asterisk takes for good service says nothing of how much of it is wanted.
const TARGET_PERCENT: u32 = 80;

/// Callers gone sooner than this do not count against it; the PBX has no such figure.
const SHORT_ABANDON_S: u32 = 5;

/// Reads queues and their members from Asterisk's `queues.conf` and adds them to the catalog, with the difference
/// shown first. Queues and agents the catalog has are left as they are, so the same file may be read again. Numbers
/// are not in the file: which number leads to a queue is for you to say. Queues kept in a database (realtime) are not
/// in the file either.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportQueues {
    /// The file; what it includes is read where it lies in the same folder.
    file: PathBuf,
    /// Whom a member is, `SIP/2*=1*`: what it became is an agent's id or a phone. May be repeated.
    #[arg(long = "agent", value_name = "MEMBER=AGENT")]
    agents: Vec<String>,
    /// Only show the difference.
    #[arg(long)]
    dry_run: bool,
    /// Write the whole proposed catalog there, for `santral apply`, and put nothing in force.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where lines that cannot be taken go, with number and reason; beside the file unless given.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

impl ImportQueues {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let conf = self.conf()?;
        let rules = Rules::read("--agent", &self.agents)?;
        let store = Store::open_beside(&config.store).await?;
        let latest = store.catalog_versions().latest().await?;
        let old = latest.as_ref().map(|latest| Catalog::parse(&latest.text)).transpose()?.unwrap_or_default();
        let mut proposal = Proposal::of(&old, &rules);
        conf.queues.iter().for_each(|queue| proposal.queue(queue));
        let mut base = old.clone();
        proposal.given.iter().for_each(|(agent, skill, level)| base.give_skill(agent, skill, *level));
        let text = format!("{}{}", base.to_toml(), proposal.text());
        let new = Catalog::parse(&text).context("what came of the file is no catalog")?;
        self.rejects(&conf, &proposal.rejected)?;
        proposal.remarks.iter().for_each(say);
        new.warnings().iter().for_each(|warning| say(format_args!("warning: {warning}")));
        let changes = diff(&old, &new);
        changes.iter().for_each(say);
        say("queues kept in a database (realtime) are not in this file");
        if let Some(out) = &self.out {
            fs::write(out, new.to_toml()).with_context(|| out.display().to_string())?;
            say(format_args!("{} changes; the proposed catalog is in {}", changes.len(), out.display()));
        } else if changes.is_empty() {
            say("nothing changes");
        } else if self.dry_run {
            say(format_args!("{} changes; nothing was applied (--dry-run)", changes.len()));
        } else {
            let author = std::env::var("USER").unwrap_or_else(|_| "command line".to_owned());
            let at_ms = jiff::Timestamp::now().as_millisecond();
            let version = store.catalog_versions().save(&new.to_toml(), &author, at_ms).await?;
            say(format_args!("catalog version {version} is in force"));
        }
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }

    fn conf(&self) -> anyhow::Result<QueuesConf> {
        let text = read_text(&self.file).with_context(|| self.file.display().to_string())?;
        let folder = self.file.parent().unwrap_or_else(|| Path::new("."));
        // Only what lies beside it: a file that names others is no reason to read them.
        let mut include = |name: &str| {
            let name = Path::new(name).file_name().filter(|file| Path::new(file) == Path::new(name))?;
            read_text(&folder.join(name)).ok()
        };
        Ok(read_queues_conf(&text, &mut include))
    }

    fn rejects(&self, conf: &QueuesConf, rejected: &[(String, String)]) -> anyhow::Result<()> {
        let path = self.rejects.clone().unwrap_or_else(|| beside(&self.file));
        let mut rejects = Rejects::at(path, &["text".to_owned()]);
        for problem in &conf.problems {
            let row = csv::StringRecord::from(vec![problem.text.as_str()]);
            rejects.put(problem.line as u64, &row, &problem.why)?;
        }
        for (text, why) in rejected {
            rejects.put(0, &csv::StringRecord::from(vec![text.as_str()]), why)?;
        }
        if let Some(path) = rejects.finish()? {
            let count = conf.problems.len() + rejected.len();
            say(format_args!(
                "{count} lines that were not taken, with number and reason: {}",
                path.display()
            ));
        }
        Ok(())
    }
}

fn read_text(path: &Path) -> std::io::Result<String> {
    let bytes = fs::read(path)?;
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| WINDOWS_1254.decode_without_bom_handling(error.as_bytes()).0.into_owned()))
}

/// What is to be added to a catalog.
struct Proposal<'a> {
    old: &'a Catalog,
    rules: &'a Rules,
    agents: BTreeMap<String, NewAgent>,
    skills: Vec<String>,
    /// Skills for agents whom the catalog has: agent, skill, level.
    given: Vec<(String, String, u8)>,
    queues: String,
    remarks: Vec<String>,
    rejected: Vec<(String, String)>,
}

struct NewAgent {
    name: String,
    line: Option<Line>,
    skills: BTreeMap<String, u8>,
}

impl<'a> Proposal<'a> {
    fn of(old: &'a Catalog, rules: &'a Rules) -> Self {
        Self {
            old,
            rules,
            agents: BTreeMap::new(),
            skills: Vec::new(),
            given: Vec::new(),
            queues: String::new(),
            remarks: Vec::new(),
            rejected: Vec::new(),
        }
    }

    fn queue(&mut self, queue: &ConfQueue) {
        let id = id_of(&queue.name);
        if self.old.queue(&id).is_some() || self.old.queue(&queue.name).is_some() {
            self.remarks.push(format!("queue {}: the catalog has it; it is left as it is", queue.name));
            return;
        }
        if id.is_empty() || self.queues.contains(&format!("id = \"{id}\"\n")) {
            self.rejected
                .push((queue.name.clone(), "no id can be made of its name that is its own".to_owned()));
            return;
        }
        let skill = format!("q-{id}").chars().take(catalog::ID_LENGTH_MAX).collect::<String>();
        self.skills.push(skill.clone());
        for member in &queue.members {
            self.member(member, &skill);
        }
        self.put_queue(queue, &id, &skill);
    }

    fn put_queue(&mut self, queue: &ConfQueue, id: &str, skill: &str) {
        let penalties: BTreeSet<u32> = queue.members.iter().map(|member| member.penalty).collect();
        let (order, remark) = order_of(&queue.strategy, penalties.len() > 1);
        self.remarks.extend(remark.map(|remark| format!("queue {}: {remark}", queue.name)));
        let label = label_of(&queue.name);
        let mut put = |line: String| {
            self.queues.push_str(&line);
            self.queues.push('\n');
        };
        put(format!("\n[[queues]]\nid = \"{id}\"\nlabel = {{ tr = {label}, en = {label} }}"));
        put(format!("require = \"{skill} >= 1\"\nagent_order = \"{order}\""));
        if let Some(timeout) = queue.timeout_s {
            let longest = if timeout == 0 { *RING_TIMEOUT_S.end() } else { timeout };
            put(format!(
                "ring_timeout_s = {}",
                longest.clamp(*RING_TIMEOUT_S.start(), *RING_TIMEOUT_S.end())
            ));
        }
        put(format!("wrap_up_s = {}", queue.wrap_up_s.unwrap_or(0).min(WRAP_UP_S_MAX)));
        if let Some(most) = queue.waiting_max.filter(|most| *most > 0) {
            put(format!("max_waiting = {}", most.min(catalog::MAX_WAITING_MAX)));
        }
        if let Some(within) = queue.service_level_s.filter(|within| *within > 0) {
            put(format!(
                "service_level = {{ within_s = {within}, target_percent = {TARGET_PERCENT}, short_abandon_s = {SHORT_ABANDON_S} }}"
            ));
        }
        if !queue.other_keys.is_empty() {
            let keys = queue.other_keys.join(", ");
            self.remarks.push(format!("queue {}: not taken over: {keys}", queue.name));
        }
    }

    /// A penalty is a level turned round: the lower one is rung first.
    fn member(&mut self, member: &ConfMember, skill: &str) {
        let level = u8::try_from(member.penalty).map_or(1, |penalty| 100_u8.saturating_sub(penalty).max(1));
        let told = self.rules.apply(&member.interface);
        let text = told.as_deref().unwrap_or(&member.interface);
        let line = Line::of_member(text).or_else(|| Line::parse(text));
        let known = self.old.agent_of_member(text);
        if let Some(agent) = known {
            self.given.push((agent.id.clone(), skill.to_owned(), level));
            return;
        }
        let Some(line) = line else {
            self.rejected.push((
                member.interface.clone(),
                "no phone can be read from it; name it with --agent".to_owned(),
            ));
            return;
        };
        let name = member.name.clone().unwrap_or_else(|| line.to_string());
        let known =
            self.agents.iter().find(|(_, agent)| agent.line.as_ref() == Some(&line)).map(|(id, _)| id);
        let id = known.cloned().unwrap_or_else(|| self.fresh_id(&name, &line));
        let agent = self.agents.entry(id).or_insert_with(|| NewAgent {
            name,
            line: Some(line),
            skills: BTreeMap::new(),
        });
        agent.skills.insert(skill.to_owned(), level);
    }

    fn fresh_id(&self, name: &str, line: &Line) -> String {
        let taken =
            |id: &String| id.is_empty() || self.old.agent(id).is_some() || self.agents.contains_key(id);
        Some(id_of(name)).filter(|id| !taken(id)).unwrap_or_else(|| id_of(&format!("agent-{line}")))
    }

    fn text(&self) -> String {
        let mut text = String::from("\n");
        for skill in &self.skills {
            let label = label_of(skill);
            // Writing into a String cannot fail.
            let _ =
                writeln!(text, "[[skills]]\nid = \"{skill}\"\nlabel = {{ tr = {label}, en = {label} }}\n");
        }
        for (id, agent) in &self.agents {
            let _ = writeln!(text, "[[agents]]\nid = \"{id}\"\nname = {}", label_of(&agent.name));
            if let Some(line) = &agent.line {
                let _ = writeln!(text, "extension = \"{line}\"");
            }
            let skills = agent.skills.iter().map(|(skill, level)| format!("{skill} = {level}"));
            let _ = writeln!(text, "skills = {{ {} }}\n", skills.collect::<Vec<_>>().join(", "));
        }
        text + &self.queues
    }
}

/// Our order of agents for a strategy of Asterisk's, and what is lost.
fn order_of(strategy: &str, has_penalties: bool) -> (&'static str, Option<String>) {
    let order = match strategy {
        "ringall" => "ring-all",
        "leastrecent" => "longest-idle",
        "fewestcalls" => "fewest-calls",
        "rrmemory" | "rrordered" | "roundrobin" => "round-robin",
        "linear" => "linear",
        _ => "longest-idle",
    };
    let remark = match (strategy, has_penalties) {
        (_, true) => Some(format!(
            "its members have penalties, so the least penalty is rung first and {strategy} among equals becomes longest idle"
        )),
        ("random" | "wrandom", false) => {
            Some(format!("{strategy} becomes longest idle: nothing here is left to chance"))
        }
        (
            "ringall" | "leastrecent" | "fewestcalls" | "rrmemory" | "rrordered" | "roundrobin" | "linear",
            false,
        ) => None,
        (other, false) => Some(format!("the strategy {other:?} is not known; it becomes longest idle")),
    };
    (if has_penalties { "most-skilled" } else { order }, remark)
}

/// An id out of a name: its letters and digits, small, without accents, with `-` between words.
fn id_of(name: &str) -> String {
    let words = fold(name);
    let words = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id: String = words.collect::<Vec<_>>().join("-").chars().take(catalog::ID_LENGTH_MAX).collect();
    id.trim_end_matches('-').to_owned()
}

/// A TOML string of a name, without controls and not too long.
fn label_of(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).take(LABEL_LENGTH_MAX).collect();
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
