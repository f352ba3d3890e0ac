//! From catalog to text, in the shape of the contract's example: one line a key, small tables inline.

use std::fmt::Write;

use std::collections::BTreeMap;

use super::parse::WEEKDAYS;
use super::{Agent, Catalog, Hours, Identity, Label, Overflow, Queue, Stage, StageKind, Trunk, defaults};

impl Catalog {
    /// The catalog as a file. Reading it gives the same catalog.
    pub fn to_toml(&self) -> String {
        let mut out = Text(String::new());
        out.line("[policy]");
        out.key("cool_down_s", self.policy.cool_down_s);
        out.key("missed_in_a_row_max", self.policy.missed_in_a_row_max);
        out.key("show_listening", self.policy.show_listening);
        out.line("\n[numbers]");
        out.key("region", quoted(&self.numbers.region));
        out.key("internal", list(&self.numbers.internal));
        self.trunks.iter().for_each(|one| trunk(&mut out, one));
        self.skills.iter().for_each(|skill| out.labelled("skills", &skill.id, &skill.label));
        self.agents.iter().for_each(|one| agent(&mut out, one));
        self.queues.iter().for_each(|one| queue(&mut out, one));
        self.hours.iter().for_each(|one| hours(&mut out, one));
        self.reasons.iter().for_each(|reason| out.labelled("reasons", &reason.id, &reason.label));
        for one in &self.dispositions {
            out.labelled("dispositions", &one.id, &one.label);
            one.group.iter().for_each(|group| out.key("group", label(group)));
        }
        identity(&mut out, &self.identity);
        for authority in &self.authority {
            out.line("\n[[authority]]");
            out.key("label", label(&authority.label));
            out.key("limit", quoted(&authority.limit));
        }
        out.0
    }
}

fn identity(out: &mut Text, identity: &Identity) {
    if *identity == Identity::default() {
        return;
    }
    out.line("\n[identity]");
    out.key("questions_min", identity.questions_min);
    for question in &identity.questions {
        out.labelled("identity.questions", &question.id, &question.label);
    }
    for masked in &identity.masked {
        out.line("\n[[identity.masked]]");
        out.key("section", quoted(&masked.section));
        out.key("field", quoted(&masked.field));
        out.key("until", quoted(masked.until.as_str()));
        out.key("show_last", masked.show_last);
        out.key("reveal", list(&masked.reveal));
    }
}

fn trunk(out: &mut Text, trunk: &Trunk) {
    out.line("\n[[trunks]]");
    out.key("id", quoted(&trunk.id));
    out.key("endpoints", list(&trunk.endpoints));
    if let Some(region) = &trunk.region {
        out.key("region", quoted(region));
    }
    if let Some(internal) = &trunk.internal {
        out.key("internal", list(internal));
    }
    for (key, digits) in [
        ("trunk_prefix", &trunk.trunk_prefix),
        ("international_prefix", &trunk.international_prefix),
        ("area", &trunk.area),
    ] {
        if !digits.is_empty() {
            out.key(key, quoted(digits));
        }
    }
}

fn agent(out: &mut Text, agent: &Agent) {
    out.line("\n[[agents]]");
    out.key("id", quoted(&agent.id));
    out.key("name", quoted(&agent.name));
    if let Some(extension) = &agent.extension {
        out.key("extension", quoted(extension.as_str()));
    }
    if let Some(team) = &agent.team {
        out.key("team", quoted(team));
    }
    let skills: Vec<String> =
        agent.skills.iter().map(|(skill, level)| format!("{} = {level}", key(skill))).collect();
    out.key("skills", braced(&skills));
    if agent.capacity != defaults::CAPACITY {
        out.key("capacity", agent.capacity);
    }
}

fn queue(out: &mut Text, queue: &Queue) {
    out.line("\n[[queues]]");
    out.key("id", quoted(&queue.id));
    out.key("label", label(&queue.label));
    out.key("numbers", list(&queue.numbers));
    out.key("require", quoted(&queue.require));
    out.key("call_order", quoted(&queue.call_order));
    if queue.skip_unreachable_stages {
        out.key("skip_unreachable_stages", true);
    }
    if queue.priority_worth_s != defaults::PRIORITY_WORTH_S {
        out.key("priority_worth_s", queue.priority_worth_s);
    }
    if queue.weight != defaults::WEIGHT {
        out.key("weight", queue.weight);
    }
    out.key("agent_order", quoted(&queue.agent_order));
    if let Some(level) = queue.service_level {
        let figures = [
            format!("within_s = {}", level.within_s),
            format!("target_percent = {}", level.target_percent),
            format!("short_abandon_s = {}", level.short_abandon_s),
        ];
        out.key("service_level", braced(&figures));
    }
    out.key("ring_timeout_s", queue.ring_timeout_s);
    out.key("wrap_up_s", queue.wrap_up_s);
    if let Some(max_waiting) = queue.max_waiting {
        out.key("max_waiting", max_waiting);
    }
    if let Some(overflow) = &queue.overflow {
        out.key("overflow", braced(&overflow_keys(overflow)));
    }
    rarer_keys(out, queue);
    queue.stages.iter().for_each(|one| stage(out, one));
}

/// What most queues say nothing about.
fn rarer_keys(out: &mut Text, queue: &Queue) {
    if let Some(reserve) = &queue.reserve {
        let (who, on, off) = (quoted(&reserve.who), reserve.on_waiting, reserve.off_waiting);
        out.key("reserve", format!("{{ who = {who}, on_waiting = {on}, off_waiting = {off} }}"));
    }
    if queue.keeps_place_s != 0 {
        out.key("keeps_place_s", queue.keeps_place_s);
    }
    for (key, id) in [("hours", &queue.hours), ("when_closed", &queue.when_closed)] {
        if let Some(id) = id {
            out.key(key, quoted(id));
        }
    }
    if queue.prefer_last_agent_s != 0 {
        out.key("prefer_last_agent_s", queue.prefer_last_agent_s);
    }
    if !queue.priorities.is_empty() {
        let points = queue.priorities.iter().map(|(segment, points)| format!("{} = {points}", key(segment)));
        out.key("priorities", braced(&points.collect::<Vec<_>>()));
    }
}

fn hours(out: &mut Text, hours: &Hours) {
    out.line("\n[[hours]]");
    out.key("id", quoted(&hours.id));
    out.key("zone", quoted(&hours.zone));
    let week = WEEKDAYS.iter().zip(&hours.week).filter(|(_, openings)| !openings.is_empty());
    let week: Vec<String> = week.map(|(day, openings)| format!("{day} = {}", list(openings))).collect();
    out.key("week", braced(&week));
    out.key("days", braced(&days(&hours.days)));
}

fn days(days: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    days.iter().map(|(day, openings)| format!("{} = {}", key(day), list(openings))).collect()
}

fn overflow_keys(overflow: &Overflow) -> Vec<String> {
    let waiting_max = overflow.waiting_max.map(|most| format!("waiting_max = {most}"));
    let wait_max = overflow.wait_max_s.map(|most| format!("wait_max_s = {most}"));
    let nobody = overflow.nobody_reachable.then(|| "nobody_reachable = true".to_owned());
    let to = overflow.to.as_ref().map(|to| format!("to = {}", quoted(to)));
    [waiting_max, wait_max, nobody, to].into_iter().flatten().collect()
}

fn stage(out: &mut Text, stage: &Stage) {
    out.line("[[queues.stages]]");
    out.key("after_s", stage.after_s);
    out.key("require", quoted(&stage.require));
    if stage.kind != StageKind::default() {
        out.key("kind", quoted(stage.kind.as_str()));
    }
}

/// The file as it grows.
struct Text(String);

impl Text {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    fn key(&mut self, key: &str, value: impl std::fmt::Display) {
        // Writing into a String cannot fail.
        let _ = writeln!(self.0, "{key} = {value}");
    }

    fn labelled(&mut self, table: &str, id: &str, text: &Label) {
        self.line(&format!("\n[[{table}]]"));
        self.key("id", quoted(id));
        self.key("label", label(text));
    }
}

fn label(label: &Label) -> String {
    braced(&[format!("tr = {}", quoted(&label.tr)), format!("en = {}", quoted(&label.en))])
}

fn list(items: &[String]) -> String {
    format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
}

fn braced(items: &[String]) -> String {
    if items.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", items.join(", ")) }
}

/// A key as it may stand bare, or quoted.
fn key(text: &str) -> String {
    let bare =
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if bare { text.to_owned() } else { quoted(text) }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
