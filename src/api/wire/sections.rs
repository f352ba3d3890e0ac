//! The card beyond the name: sections that arrive when they are ready, who it may be and why, what is wrong today.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Customer, Label, Level};

/// One who may be calling, with the reasons for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Candidate {
    /// The customer.
    #[serde(flatten)]
    pub customer: Customer,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, most telling first.
    pub reasons: Vec<Label>,
}

/// How sure it is that a customer is the caller. Only `certain` opens anything by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The only one with exactly this number, named by a keypad id, or confirmed by the agent.
    Certain,
    /// One of several with exactly this number.
    Likely,
    /// The last digits agree and no more.
    Possible,
}

/// What is known of the customer a call is with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Card {
    /// Whose card it is.
    pub customer_id: String,
    /// How sure we are that it is she.
    pub identity: IdentityLevel,
    /// Whether there are questions to verify her by.
    pub verifiable: bool,
    /// The n-th call of the last days, where it is not the first.
    pub repeat: Option<Repeat>,
    /// How to meet her, where somebody tagged her and the tag still holds.
    pub profile: Option<Profile>,
    /// What the agent may grant by herself.
    pub authority: Vec<Authority>,
    /// In the order they are shown; one that is still asked for is there as `pending`.
    pub sections: Vec<CardSection>,
}

/// How sure the agent may be of the person she talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentityLevel {
    /// By number, keypad id or the agent's word.
    Recognised,
    /// By questions asked, or a PIN.
    Verified,
}

/// A caller who comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Repeat {
    /// Which call of the window this is, from 2.
    pub nth: u32,
    /// The window, days.
    pub days: u32,
    /// When the call before this one was, RFC 3339 UTC.
    pub last_at: String,
    /// What they were about, where all that were written up say the same.
    pub about: Option<Label>,
}

/// How to meet a kind of caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Profile {
    /// Its id, e.g. `hurried`.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// What to do.
    pub advice: Label,
    /// Until when a tag holds, RFC 3339 UTC; none in the list of profiles.
    pub expires_at: Option<String>,
}

/// Something an agent may grant by herself, and up to where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Authority {
    /// What.
    pub label: Label,
    /// Up to where, as people write it.
    pub limit: String,
}

/// A section of the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CardSection {
    /// Its id: `loyalty preferences value tickets orders products offers stale`, or one of the company's own.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// How far it is.
    pub state: SectionState,
    /// Why it failed, in words; what it does not hold; none when all is well.
    pub note: Option<Label>,
    /// Where it comes from: `own` or a source of the settings.
    pub source: String,
    /// When its data was fetched, RFC 3339 UTC; older than now where a cache answered.
    pub as_of: Option<String>,
    /// Its rows, ten at most.
    pub rows: Vec<CardRow>,
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionState {
    /// Asked for; keep its room.
    Pending,
    /// Here; it may be empty.
    Ready,
    /// It did not come.
    Failed,
}

/// A row of a section: a ticket, an order, a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CardRow {
    /// Its id in its source; unique in the section.
    pub id: String,
    /// Its fields, in the order they are shown.
    pub fields: Vec<CardField>,
}

/// A field of a row. The value is text from a database or a caller: show it as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CardField {
    /// Its id, e.g. `due_at`.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// How to write it.
    pub kind: FieldKind,
    /// The value; with `masked` what may be seen of it.
    pub value: Option<String>,
    /// Whether the value is hidden from this role at this level of identity. The page does not have it.
    pub masked: bool,
    /// Whether this role may have it revealed, with a reason that is kept.
    pub revealable: bool,
    /// What stands out: a due time that is over, a warranty that ends.
    pub level: Option<Level>,
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// As it stands.
    Text,
    /// A moment, RFC 3339.
    Moment,
    /// A date, `2026-11-25`.
    Date,
    /// A number.
    Number,
}

/// A known trouble, posted by a supervisor, e.g. "15:00-15:30 no cash machines".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Incident {
    /// Its id.
    pub id: String,
    /// What to tell callers.
    pub text: Label,
    /// How bad it is.
    pub level: Level,
    /// Queues it is for; all when empty.
    pub queues: Vec<String>,
    /// Cities it is for; all when empty.
    pub cities: Vec<String>,
    /// Products it is for; all when empty.
    pub products: Vec<String>,
    /// From, RFC 3339 UTC.
    pub from: String,
    /// Until, RFC 3339 UTC; none until somebody ends it.
    pub until: Option<String>,
    /// Who posted it.
    pub by: String,
}

/// Posting an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct IncidentPost {
    /// What to tell callers; at least one of the two languages.
    pub text: Label,
    /// How bad it is.
    pub level: Level,
    /// Queues it is for; all when empty.
    #[serde(default)]
    pub queues: Vec<String>,
    /// Cities it is for; all when empty.
    #[serde(default)]
    pub cities: Vec<String>,
    /// Products it is for; all when empty.
    #[serde(default)]
    pub products: Vec<String>,
    /// Until, RFC 3339 UTC; none until somebody ends it.
    #[serde(default)]
    pub until: Option<String>,
}

/// The incidents that hold now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct IncidentList {
    /// Worst first, then newest first.
    pub items: Vec<Incident>,
}

/// The thirteen profiles of callers with their advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProfileList {
    /// In the handbook's order.
    pub items: Vec<Profile>,
}

/// A supervisor's words in place of the advice there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct AdviceEdit {
    /// The new advice; blank texts bring back the house's own.
    pub advice: Label,
}

/// Tagging a customer with a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ProfileTag {
    /// The profile; none takes the tag off.
    pub profile: Option<String>,
}

/// Saying how a caller was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Verification {
    /// The questions answered rightly, by their ids in the catalog.
    pub questions: Vec<String>,
}

/// The questions an agent may ask to verify a caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Questions {
    /// How many must be answered rightly.
    pub least: u32,
    /// The questions.
    pub items: Vec<super::NamedLabel>,
}

/// Asking for a masked value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct RevealAsk {
    /// Whose.
    pub customer_id: String,
    /// The section.
    pub section: String,
    /// The row.
    pub row: String,
    /// The field.
    pub field: String,
    /// Why; 3 characters at least. It is kept with your name.
    pub why: String,
}

/// A revealed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Revealed {
    /// The value.
    pub value: Option<String>,
}

/// How a number is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NumberReading {
    /// As it was written.
    pub input: String,
    /// E.164, where it is a number that has one.
    pub e164: Option<String>,
    /// As people of its country write it.
    pub national: Option<String>,
    /// `mobile fixed shared_cost toll_free premium uan short internal withheld invalid`.
    pub kind: String,
    /// How it was read, in words.
    pub note: String,
    /// By whose rules it was read: a trunk's id; none for those of `[numbers]`.
    pub trunk: Option<String>,
    /// How each trunk of the catalog would read it.
    pub trunks: Vec<TrunkReading>,
    /// Customers who have exactly this number.
    pub exact: Vec<super::CustomerRef>,
    /// Customers whose number ends alike: possible, never certain.
    pub possible: Vec<super::CustomerRef>,
}

/// How a trunk reads a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TrunkReading {
    /// The trunk's id.
    pub trunk: String,
    /// E.164, where it is a number that has one.
    pub e164: Option<String>,
    /// As in [`NumberReading`].
    pub kind: String,
    /// How it was read, in words.
    pub note: String,
}

/// Asking that a customer takes the earlier calls of a call's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct EarlierCalls {
    /// The call whose number is meant.
    pub call_id: String,
}

/// How many calls a customer took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallsTaken {
    /// So many.
    #[ts(type = "number")]
    pub taken: u64,
}
