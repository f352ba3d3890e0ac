//! What would change: shown before a catalog comes into force, and kept with it.

use std::collections::BTreeMap;
use std::fmt;

use super::parse::WEEKDAYS;
use super::{Agent, Catalog, Disposition, Hours, Label, Queue, Stage, StageKind, Trunk, defaults};

/// One difference between two catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something is new.
    Added {
        /// What, e.g. `queue destek`.
        subject: String,
    },
    /// Something is gone.
    Removed {
        /// What.
        subject: String,
    },
    /// Something is different.
    Changed {
        /// What.
        subject: String,
        /// Which key.
        key: String,
        /// What it was; `-` where it was not given.
        from: String,
        /// What it is; `-` where it is not given.
        to: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { subject } => write!(f, "+ {subject}"),
            Self::Removed { subject } => write!(f, "- {subject}"),
            Self::Changed { subject, key, from, to } => write!(f, "~ {subject}: {key} {from} → {to}"),
        }
    }
}

/// What is different in `new`; empty when they are the same.
pub fn diff(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let mut changes = orders_changed(old, new);
    let (old, new) = (subjects(old), subjects(new));
    for (subject, fields) in &old {
        match find(&new, subject) {
            Some(now) => fields_changed(subject, fields, now, &mut changes),
            None => changes.push(Change::Removed { subject: subject.clone() }),
        }
    }
    let added = new.iter().filter(|(subject, _)| find(&old, subject).is_none());
    changes.extend(added.map(|(subject, _)| Change::Added { subject: subject.clone() }));
    changes
}

/// A thing of the catalog: its name, and its keys with their values as text.
type Subject = (String, BTreeMap<String, String>);

fn subjects(catalog: &Catalog) -> Vec<Subject> {
    let labelled =
        |kind: &str, id: &str, label: &Label| (format!("{kind} {id}"), fields([("label", show(label))]));
    let (policy, numbers) = (catalog.policy, &catalog.numbers);
    let mut subjects = vec![
        (
            "policy".to_owned(),
            fields([
                ("cool_down_s", policy.cool_down_s.to_string()),
                ("missed_in_a_row_max", policy.missed_in_a_row_max.to_string()),
                ("show_listening", policy.show_listening.to_string()),
            ]),
        ),
        (
            "numbers".to_owned(),
            fields([("region", numbers.region.clone()), ("internal", numbers.internal.join(", "))]),
        ),
    ];
    subjects.extend(catalog.trunks.iter().map(trunk));
    subjects.extend(catalog.skills.iter().map(|s| labelled("skill", &s.id, &s.label)));
    subjects.extend(catalog.agents.iter().map(agent));
    subjects.extend(catalog.queues.iter().map(queue));
    subjects.extend(catalog.hours.iter().map(hours));
    subjects.extend(catalog.reasons.iter().map(|r| labelled("reason", &r.id, &r.label)));
    subjects.extend(catalog.dispositions.iter().map(disposition));
    subjects.push(identity(catalog));
    subjects.extend(catalog.identity.questions.iter().map(|q| labelled("question", &q.id, &q.label)));
    subjects
}

fn disposition(disposition: &Disposition) -> Subject {
    let group = disposition.group.as_ref().map(show).unwrap_or_default();
    (
        format!("disposition {}", disposition.id),
        fields([("label", show(&disposition.label)), ("group", group)]),
    )
}

/// What is hidden, and what agents may grant.
fn identity(catalog: &Catalog) -> Subject {
    let mut keys = fields([("questions_min", catalog.identity.questions_min.to_string())]);
    keys.extend(catalog.identity.masked.iter().map(|masked| {
        let (until, last, reveal) = (masked.until.as_str(), masked.show_last, masked.reveal.join(" "));
        (
            format!("masked {}.{}", masked.section, masked.field),
            format!("until {until}, last {last}, reveal {reveal}"),
        )
    }));
    keys.extend(catalog.authority.iter().map(|a| (format!("authority {}", show(&a.label)), a.limit.clone())));
    ("identity".to_owned(), keys)
}

/// The order of the lists is a matter of its own: menus are shown in it, and `linear` rings in it. Only what
/// both catalogs have is compared; what came or went says so itself.
fn orders_changed(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let (old, new) = (orders(old), orders(new));
    let moved = old.into_iter().zip(new).filter_map(|((subject, was), (_, is))| {
        let from: Vec<&str> = was.iter().copied().filter(|id| is.contains(id)).collect();
        let to: Vec<&str> = is.iter().copied().filter(|id| was.contains(id)).collect();
        (from != to).then(|| Change::Changed {
            subject: subject.to_owned(),
            key: "order".to_owned(),
            from: from.join(" "),
            to: to.join(" "),
        })
    });
    moved.collect()
}

fn orders(catalog: &Catalog) -> [(&'static str, Vec<&str>); 6] {
    [
        ("skills", catalog.skills.iter().map(|s| s.id.as_str()).collect()),
        ("agents", catalog.agents.iter().map(|a| a.id.as_str()).collect()),
        ("queues", catalog.queues.iter().map(|q| q.id.as_str()).collect()),
        ("hours", catalog.hours.iter().map(|h| h.id.as_str()).collect()),
        ("reasons", catalog.reasons.iter().map(|r| r.id.as_str()).collect()),
        ("dispositions", catalog.dispositions.iter().map(|d| d.id.as_str()).collect()),
    ]
}

fn trunk(trunk: &Trunk) -> Subject {
    let inherited = || "as [numbers]".to_owned();
    let keys = [
        ("endpoints", trunk.endpoints.join(", ")),
        ("region", trunk.region.clone().unwrap_or_else(inherited)),
        ("internal", trunk.internal.as_ref().map_or_else(inherited, |patterns| patterns.join(", "))),
        ("trunk_prefix", trunk.trunk_prefix.clone()),
        ("international_prefix", trunk.international_prefix.clone()),
        ("area", trunk.area.clone()),
    ];
    (format!("trunk {}", trunk.id), fields(keys))
}

fn agent(agent: &Agent) -> Subject {
    let mut keys = fields([("name", agent.name.clone())]);
    let extension = agent.extension.as_ref().map(ToString::to_string);
    keys.extend(extension.map(|extension| ("extension".to_owned(), extension)));
    keys.extend(agent.team.clone().map(|team| ("team".to_owned(), team)));
    keys.extend(agent.skills.iter().map(|(skill, level)| (format!("skills.{skill}"), level.to_string())));
    if agent.capacity != defaults::CAPACITY {
        keys.insert("capacity".to_owned(), agent.capacity.to_string());
    }
    (format!("agent {}", agent.id), keys)
}

fn queue(queue: &Queue) -> Subject {
    let mut keys = fields([
        ("label", show(&queue.label)),
        ("numbers", queue.numbers.join(", ")),
        ("require", queue.require.clone()),
        ("call_order", queue.call_order.clone()),
        ("skip_unreachable_stages", queue.skip_unreachable_stages.to_string()),
        ("priority_worth_s", queue.priority_worth_s.to_string()),
        ("weight", queue.weight.to_string()),
        ("agent_order", queue.agent_order.clone()),
        ("ring_timeout_s", queue.ring_timeout_s.to_string()),
        ("wrap_up_s", queue.wrap_up_s.to_string()),
        ("stages", queue.stages.iter().map(stage).collect::<Vec<_>>().join(", ")),
    ]);
    keys.extend(queue.max_waiting.map(|max| ("max_waiting".to_owned(), max.to_string())));
    if let Some(level) = queue.service_level {
        keys.extend(fields([
            ("service_level.within_s", level.within_s.to_string()),
            ("service_level.target_percent", level.target_percent.to_string()),
            ("service_level.short_abandon_s", level.short_abandon_s.to_string()),
        ]));
    }
    if let Some(overflow) = &queue.overflow {
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        keys.extend(fields([
            ("overflow.waiting_max", number(overflow.waiting_max)),
            ("overflow.wait_max_s", number(overflow.wait_max_s)),
            ("overflow.nobody_reachable", overflow.nobody_reachable.to_string()),
            ("overflow.to", overflow.to.clone().unwrap_or_default()),
        ]));
    }
    keys.extend(rarer_keys(queue));
    (format!("queue {}", queue.id), keys)
}

/// What most queues say nothing about.
fn rarer_keys(queue: &Queue) -> BTreeMap<String, String> {
    let seconds = |seconds: u32| if seconds == 0 { String::new() } else { seconds.to_string() };
    let mut keys = fields([
        ("keeps_place_s", seconds(queue.keeps_place_s)),
        ("hours", queue.hours.clone().unwrap_or_default()),
        ("when_closed", queue.when_closed.clone().unwrap_or_default()),
        ("prefer_last_agent_s", seconds(queue.prefer_last_agent_s)),
    ]);
    if let Some(reserve) = &queue.reserve {
        keys.extend(fields([
            ("reserve.who", reserve.who.clone()),
            ("reserve.on_waiting", reserve.on_waiting.to_string()),
            ("reserve.off_waiting", reserve.off_waiting.to_string()),
        ]));
    }
    let points = queue.priorities.iter();
    keys.extend(points.map(|(segment, points)| (format!("priorities.{segment}"), points.to_string())));
    keys
}

fn hours(hours: &Hours) -> Subject {
    let mut keys = fields([("zone", hours.zone.clone())]);
    let week = WEEKDAYS.iter().zip(&hours.week).filter(|(_, openings)| !openings.is_empty());
    keys.extend(week.map(|(day, openings)| (format!("week.{day}"), openings.join(", "))));
    let days = hours.days.iter();
    keys.extend(days.map(|(day, openings)| {
        let openings = if openings.is_empty() { "closed".to_owned() } else { openings.join(", ") };
        (format!("days.{day}"), openings)
    }));
    (format!("hours {}", hours.id), keys)
}

fn stage(stage: &Stage) -> String {
    match stage.kind {
        StageKind::Cumulative => format!("{} s: {}", stage.after_s, stage.require),
        StageKind::Replace => format!("{} s, replace: {}", stage.after_s, stage.require),
    }
}

fn show(label: &Label) -> String {
    format!("{} / {}", label.tr, label.en)
}

fn fields<const N: usize>(fields: [(&str, String); N]) -> BTreeMap<String, String> {
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn find<'a>(subjects: &'a [Subject], name: &str) -> Option<&'a BTreeMap<String, String>> {
    subjects.iter().find(|(subject, _)| subject == name).map(|(_, fields)| fields)
}

fn fields_changed(
    subject: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    changes: &mut Vec<Change>,
) {
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    for key in keys {
        let value = |of: &BTreeMap<String, String>| of.get(key).cloned().unwrap_or_else(|| "-".to_owned());
        let (from, to) = (value(old), value(new));
        if from != to {
            changes.push(Change::Changed { subject: subject.to_owned(), key: key.clone(), from, to });
        }
    }
}
