//! The catalog as it was accepted.

use std::collections::BTreeMap;

use crate::calendar;
use crate::call::Line;

/// A validated catalog. What it says is consistent: ids are unique, skills exist, requirements can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalog {
    pub(super) policy: Policy,
    pub(super) numbers: Numbers,
    pub(super) trunks: Vec<Trunk>,
    pub(super) skills: Vec<Skill>,
    pub(super) agents: Vec<Agent>,
    pub(super) queues: Vec<Queue>,
    pub(super) hours: Vec<Hours>,
    pub(super) reasons: Vec<Reason>,
    pub(super) dispositions: Vec<Disposition>,
    pub(super) identity: Identity,
    pub(super) authority: Vec<Authority>,
}

/// A text shown to people, in both languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// Turkish.
    pub tr: String,
    /// English.
    pub en: String,
}

/// What holds for every agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long an agent who missed an offer is passed over, in seconds.
    pub cool_down_s: u32,
    /// After so many missed offers in a row she becomes not ready; 0 means never.
    pub missed_in_a_row_max: u32,
    /// Whether an agent's page says that somebody listens.
    pub show_listening: bool,
}

/// How callers' numbers are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The country a number without one belongs to, ISO 3166-1 alpha-2.
    pub region: String,
    /// Patterns of the company's own numbers as Asterisk writes them, e.g. `1XXX`.
    pub internal: Vec<String>,
}

/// A line to the outside and how it presents callers' numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trunk {
    /// Its id; the dialplan may give it as `CTI_TRUNK`.
    pub id: String,
    /// The PBX's endpoints callers come in by.
    pub endpoints: Vec<String>,
    /// The country a number without one belongs to; that of [`Numbers`] unless given.
    pub region: Option<String>,
    /// Patterns of the company's own numbers; those of [`Numbers`] unless given.
    pub internal: Option<Vec<String>>,
    /// Digits it puts before every number; blank for none.
    pub trunk_prefix: String,
    /// What stands before a number from abroad; blank for the country's own.
    pub international_prefix: String,
    /// The area of numbers that come without one; blank where all have one.
    pub area: String,
}

/// Something an agent can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    /// Its id.
    pub id: String,
    /// What people see.
    pub label: Label,
}

/// A person who takes calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// Her id.
    pub id: String,
    /// Her full name.
    pub name: String,
    /// The phone she signs in at by default.
    pub extension: Option<Line>,
    /// Her team: what a supervisor sees is cut by it.
    pub team: Option<String>,
    /// What she can do, and how well, 0 to 100.
    pub skills: BTreeMap<String, u8>,
    /// How many calls she takes at once; 0 for none.
    pub capacity: u8,
}

/// A place callers wait in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Its id.
    pub id: String,
    /// What people see.
    pub label: Label,
    /// The numbers dialled that lead here.
    pub numbers: Vec<String>,
    /// What an agent must be able to do, from the first second on.
    pub require: String,
    /// Whether a call skips a stage at once when nobody it admits is reachable.
    pub skip_unreachable_stages: bool,
    /// Which of the waiting calls comes first.
    pub call_order: String,
    /// With `credit`: what a point of a call's priority counts, in seconds of waiting.
    pub priority_worth_s: u32,
    /// With `accumulating`: how fast urgency grows with the wait.
    pub weight: u32,
    /// Which of the agents who may take a call gets it.
    pub agent_order: String,
    /// What is counted as good service; none where nobody counts.
    pub service_level: Option<ServiceLevel>,
    /// How long one phone rings, in seconds.
    pub ring_timeout_s: u32,
    /// How long an agent has after a call, in seconds.
    pub wrap_up_s: u32,
    /// When callers are sent on, and where to; none where they never are.
    pub overflow: Option<Overflow>,
    /// Most callers it holds; none means no limit.
    pub max_waiting: Option<u32>,
    /// How the requirement changes with the caller's age, earliest first.
    pub stages: Vec<Stage>,
    /// Agents who help out only while many wait.
    pub reserve: Option<Reserve>,
    /// How long a caller who hung up keeps the place, in seconds; 0 means not at all.
    pub keeps_place_s: u32,
    /// The hours it is open, by their id; none means always.
    pub hours: Option<String>,
    /// The queue that takes its callers while it is closed; the PBX where none is named.
    pub when_closed: Option<String>,
    /// How long a caller waits for the agent who talked to him last, in seconds; 0 means not at all.
    pub prefer_last_agent_s: u32,
    /// Points of priority by the customer's segment; `vip` is the mark beside it.
    pub priorities: BTreeMap<String, u8>,
}

/// Agents who help out only while many wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// Who they are, as a requirement.
    pub who: String,
    /// From so many unanswered callers on they take calls of this queue.
    pub on_waiting: u32,
    /// At so many or fewer they no longer do.
    pub off_waiting: u32,
}

/// When queues are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Its id.
    pub id: String,
    /// The time zone, by its IANA name.
    pub zone: String,
    /// The openings of a week, Monday first, as they were written.
    pub week: [Vec<String>; 7],
    /// Days of their own, `2026-10-29`, with their openings; closed all day where there is none.
    pub days: BTreeMap<String, Vec<String>>,
    pub(super) calendar: calendar::Hours,
}

impl Hours {
    /// The hours to be asked.
    pub fn calendar(&self) -> &calendar::Hours {
        &self.calendar
    }
}

/// When a queue's callers are sent on, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overflow {
    /// Beyond so many unanswered callers.
    pub waiting_max: Option<u32>,
    /// After so many seconds in the queue.
    pub wait_max_s: Option<u32>,
    /// When nobody who could ever take the call is reachable.
    pub nobody_reachable: bool,
    /// The queue they go to; back to the PBX where none is named.
    pub to: Option<String>,
}

/// What is counted as good service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceLevel {
    /// A call answered within so many seconds counts.
    pub within_s: u32,
    /// The share that should, in percent.
    pub target_percent: u32,
    /// A caller who leaves sooner than this, in seconds, does not count against it.
    pub short_abandon_s: u32,
}

/// From a certain age of the call on, who may take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The age, in seconds after the caller joined.
    pub after_s: u32,
    /// What an agent must be able to do then.
    pub require: String,
    /// Whether the earlier stages still hold.
    pub kind: StageKind,
}

/// What a stage does to the stages before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StageKind {
    /// Adds agents to them.
    #[default]
    Cumulative,
    /// Ends them.
    Replace,
}

impl StageKind {
    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cumulative => "cumulative",
            Self::Replace => "replace",
        }
    }
}

/// Why an agent may take no calls for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its id.
    pub id: String,
    /// What people see.
    pub label: Label,
}

/// What an agent may say a call was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disposition {
    /// Its id.
    pub id: String,
    /// What people see.
    pub label: Label,
    /// Under which head it stands in the list; those of one head follow one another.
    pub group: Option<Label>,
}

/// How callers are verified, and what is hidden until they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// How many questions must be answered rightly.
    pub questions_min: u32,
    /// The questions, in the order they are shown.
    pub questions: Vec<Question>,
    /// Fields of the card that are not for everybody.
    pub masked: Vec<MaskedField>,
}

/// A question that only the customer can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// What people see.
    pub label: Label,
}

/// A field of the card that is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedField {
    /// The section, e.g. `loyalty`.
    pub section: String,
    /// The field, e.g. `points`.
    pub field: String,
    /// Until when.
    pub until: MaskedUntil,
    /// How many characters at its end may be seen all the same.
    pub show_last: u8,
    /// The roles that may have it revealed, with a reason: `agent supervisor admin`.
    pub reveal: Vec<String>,
}

/// Until when a field is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaskedUntil {
    /// Until the caller is verified.
    Verified,
    /// For ever: only a reveal shows it.
    Revealed,
}

impl MaskedUntil {
    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Revealed => "revealed",
        }
    }
}

/// What an agent may grant by herself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// What.
    pub label: Label,
    /// Up to where, as people write it.
    pub limit: String,
}

impl Catalog {
    /// What holds for every agent.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// How callers' numbers are read.
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// The trunks, in the order of the file.
    pub fn trunks(&self) -> &[Trunk] {
        &self.trunks
    }

    /// The skills, in the order of the file.
    pub fn skills(&self) -> &[Skill] {
        &self.skills
    }

    /// The agents, in the order of the file.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// The queues, in the order of the file.
    pub fn queues(&self) -> &[Queue] {
        &self.queues
    }

    /// The hours, in the order of the file.
    pub fn hours(&self) -> &[Hours] {
        &self.hours
    }

    /// When a queue is open; none where it always is.
    pub fn hours_of(&self, queue: &Queue) -> Option<&Hours> {
        let id = queue.hours.as_ref()?;
        self.hours.iter().find(|hours| hours.id == *id)
    }

    /// The not-ready reasons, in the order they are shown.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The dispositions, in the order they are shown.
    pub fn dispositions(&self) -> &[Disposition] {
        &self.dispositions
    }

    /// How callers are verified, and what is hidden until they are.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// What an agent may grant by herself, in the order it is shown.
    pub fn authority(&self) -> &[Authority] {
        &self.authority
    }

    /// One skill.
    pub fn skill(&self, id: &str) -> Option<&Skill> {
        self.skills.iter().find(|skill| skill.id == id)
    }

    /// One agent.
    pub fn agent(&self, id: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.id == id)
    }

    /// One queue.
    pub fn queue(&self, id: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.id == id)
    }

    /// One not-ready reason.
    pub fn reason(&self, id: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }

    /// One disposition.
    pub fn disposition(&self, id: &str) -> Option<&Disposition> {
        self.dispositions.iter().find(|disposition| disposition.id == id)
    }

    /// The queue a dialled number leads to. A `+` before either is not looked at.
    pub fn queue_for(&self, did: &str) -> Option<&Queue> {
        let dialled = without_plus(did);
        self.queues.iter().find(|queue| queue.numbers.iter().any(|number| without_plus(number) == dialled))
    }
}

impl Default for Catalog {
    /// Nobody and nothing yet, with the reasons and dispositions of the house.
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            numbers: Numbers::default(),
            trunks: Vec::new(),
            skills: Vec::new(),
            agents: Vec::new(),
            queues: Vec::new(),
            hours: Vec::new(),
            reasons: super::defaults::reasons(),
            dispositions: super::defaults::dispositions(),
            identity: Identity::default(),
            authority: Vec::new(),
        }
    }
}

/// A number as it is compared.
pub(super) fn without_plus(number: &str) -> &str {
    number.strip_prefix('+').unwrap_or(number)
}
