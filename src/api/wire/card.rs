//! The agent's side: her session, her calls, the pop and the customer's card.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{AgentState, Candidate, Card, Incident, Label};

/// The signed-in agent as her own page shows her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Session {
    /// Catalog id of the agent.
    pub agent_id: String,
    /// Name as the catalog has it.
    pub name: String,
    /// The phone she sits at today.
    pub extension: String,
    /// Her state.
    pub state: AgentState,
    /// Why she is not ready, when she is not.
    pub reason: Option<String>,
    /// When this state began, RFC 3339 UTC.
    pub since: String,
    /// What she chose to be after the present call.
    pub next: Option<NextState>,
    /// Whether her phone can be rung, as the PBX says.
    pub phone: PhoneState,
    /// Set while a missed offer keeps calls away: until when, RFC 3339 UTC.
    pub cooled_until: Option<String>,
    /// Whether she may dial a number from the page.
    pub may_dial: bool,
    /// The queues she serves.
    pub queues: Vec<SessionQueue>,
    /// The reasons she may choose for not being ready.
    pub reasons: Vec<NamedLabel>,
    /// How she may say a call ended.
    pub dispositions: Vec<Outcome>,
}

/// Whether the PBX can ring the agent's phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhoneState {
    /// Registered and free.
    Free,
    /// Registered and in a call.
    InUse,
    /// Not registered; no call can reach her.
    Unreachable,
    /// The PBX has not said yet.
    Unknown,
}

/// A choice made during a call, in force when it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NextState {
    /// `available`, `not_ready` or `offline`.
    pub state: AgentState,
    /// The reason that goes with `not_ready`.
    pub reason: Option<String>,
}

/// One queue of an agent's session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct SessionQueue {
    /// Catalog id.
    pub id: String,
    /// Name to show.
    pub label: Label,
}

/// What an agent may say a call was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// What people see.
    pub label: Label,
    /// Under which head it stands, where it stands under one.
    pub group: Option<Label>,
}

/// An id with its label: a reason, a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct NamedLabel {
    /// Catalog id.
    pub id: String,
    /// Name to show.
    pub label: Label,
}

/// One call of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Call {
    /// Our own id of the call.
    pub call_id: String,
    /// Where the call stands for this agent.
    pub state: CallState,
    /// The other party.
    pub party: Party,
    /// The queue it came by.
    pub queue: Option<NamedLabel>,
    /// When this state began, RFC 3339 UTC.
    pub since: String,
    /// Whether the caller does not hear her.
    pub muted: bool,
    /// Whether somebody listens, where the catalog's policy has it shown.
    pub monitored: bool,
    /// Whom she asks while the caller waits.
    pub consult: Option<Consult>,
    /// The buttons the page may offer, as the PBX and the rights allow; never guessed by the page.
    pub can: Vec<CallOp>,
}

/// Where a call stands for an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallState {
    /// Her phone rings.
    Ringing,
    /// She talks.
    Connected,
    /// One side pressed hold.
    Held,
    /// A colleague who talks to the caller rings her: she may have him next.
    Consult,
}

/// What can be done to a call now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallOp {
    /// Refuse the offer; the caller goes to the next agent.
    Reject,
    /// End the conversation.
    Hangup,
    /// Let the caller hear music.
    Hold,
    /// Take the caller back from hold.
    Resume,
    /// Not to be heard.
    Mute,
    /// To be heard again.
    Unmute,
    /// Press keys.
    Keys,
    /// Hand the caller over unseen.
    Transfer,
    /// Ask a colleague while the caller waits.
    Consult,
    /// Give the caller to whom was asked.
    Complete,
    /// Take the caller back from asking.
    Cancel,
    /// Let the caller wait in a parking place.
    Park,
}

/// What an agent does to her conversation with `call.control`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the same words as in `CallOp`")]
pub enum ControlOp {
    Hold,
    Resume,
    Mute,
    Unmute,
    Keys,
    Transfer,
    Consult,
    Complete,
    Cancel,
    Park,
}

/// Whom an agent asks while the caller waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Consult {
    /// The colleague's name, or the number that was called.
    pub with: String,
    /// Whether somebody answered.
    pub answered: bool,
}

/// The other party of a call. Both texts came from a caller: show them as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Party {
    /// The number as read: E.164 where there is one, else as the PBX had it.
    pub number: Option<String>,
    /// The display name the caller sent.
    pub name: Option<String>,
}

/// The screen pop: one call for one agent, from ring to wrap-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Pop {
    /// Idempotency key in the page.
    pub pop_id: String,
    /// The call it belongs to.
    pub call_id: String,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// Number to show; E.164 where there is one.
    pub number: Option<String>,
    /// How the number was read, e.g. `mobile` or `withheld`.
    pub number_kind: String,
    /// The display name the caller sent, never trusted as identity.
    pub caller_name: Option<String>,
    /// The number that was dialled.
    pub dialled: Option<String>,
    /// The queue.
    pub queue: NamedLabel,
    /// How long the caller had waited when the phone began to ring, in milliseconds.
    #[ts(type = "number")]
    pub wait_ms: u64,
    /// Why this agent was chosen, in words.
    pub why: Label,
    /// What the look-up has come to.
    #[serde(rename = "match")]
    pub matched: Match,
    /// Who it may be, best first, each with its reasons; the certain one alone when `single`.
    pub candidates: Vec<Candidate>,
    /// What the caller keyed in.
    pub keypad: Option<String>,
    /// The way he took through the menu.
    pub path: Option<String>,
    /// The colleague who hands the caller over; none when he came by a queue.
    pub handed: Option<Handed>,
    /// What is known of the customer; none while nobody is certain.
    pub card: Option<Card>,
    /// Known trouble that fits the queue, and the customer's city and products where she is certain.
    pub incidents: Vec<Incident>,
}

/// A caller handed over by a colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Handed {
    /// Her name.
    pub by: String,
    /// What she has written of the call so far.
    pub note: Option<String>,
}

/// What the customer look-up came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// Still looking.
    Pending,
    /// Exactly one customer has this number.
    Single,
    /// Several have it; nobody is chosen until the agent says who.
    Multiple,
    /// Nobody has it.
    None,
    /// The number was withheld: there is nothing to look up.
    Withheld,
    /// The customer database did not answer in time; the call is untouched.
    Error,
}

/// A customer as the card shows her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Customer {
    /// Our id of the customer.
    pub id: String,
    /// A person or a company.
    pub kind: CustomerKind,
    /// Full name.
    pub name: String,
    /// How to address her, e.g. `Ayşe Hanım`.
    pub salutation: Option<String>,
    /// Value segment, e.g. `Altın`.
    pub segment: Option<String>,
    /// To be treated with particular care.
    pub vip: bool,
    /// Preferred language, `tr` or `en`.
    pub language: Option<String>,
    /// City, for telling namesakes apart.
    pub city: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Numbers, E.164.
    pub numbers: Vec<String>,
    /// Customer since, a date.
    pub since: Option<String>,
    /// Her last contacts, newest first, five at most.
    pub history: Vec<Contact>,
    /// Notes, newest first, five at most.
    pub notes: Vec<Note>,
}

/// A person or a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// A person.
    Person,
    /// A company.
    Company,
}

/// One earlier contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Contact {
    /// When, RFC 3339 UTC.
    pub at: String,
    /// The call, where it was one of ours.
    pub call_id: Option<String>,
    /// Channel, e.g. `phone`.
    pub channel: String,
    /// Queue name at the time.
    pub queue: Option<String>,
    /// Agent name at the time.
    pub agent: Option<String>,
    /// What the agent said it was.
    pub disposition: Option<Label>,
    /// Whether the matter was solved, where the agent said.
    pub solved: Option<bool>,
    /// Her note.
    pub summary: Option<String>,
}

/// A note on a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Note {
    /// When, RFC 3339 UTC.
    pub at: String,
    /// Who wrote it.
    pub by: String,
    /// Text.
    pub text: String,
}

/// The writing-up of one call, open until saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct WrapUp {
    /// The call.
    pub call_id: String,
    /// Who it was, where known.
    pub party: Party,
    /// The customer it is for, where one is confirmed.
    pub customer: Option<CustomerRef>,
    /// Queue.
    pub queue: Option<NamedLabel>,
    /// When the conversation ended, RFC 3339 UTC.
    pub ended_at: String,
    /// When the agent becomes free by herself, RFC 3339 UTC; none when she is free already.
    pub until: Option<String>,
    /// How long they talked, in milliseconds.
    #[ts(type = "number")]
    pub talk_ms: u64,
}

/// A customer by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CustomerRef {
    /// Our id.
    pub id: String,
    /// Full name.
    pub name: String,
}
