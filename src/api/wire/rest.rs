//! Bodies of the REST API under `/api/v1`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Contact, Customer, CustomerKind, CustomerRef, Label, NamedLabel, Party, Role};

/// Signing in.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SignIn {
    /// Login name.
    pub login: String,
    /// Password.
    pub password: String,
    /// The phone she sits at today; her catalog extension when left out.
    #[serde(default)]
    pub extension: Option<String>,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn").field("login", &self.login).finish_non_exhaustive()
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Me {
    /// Login name.
    pub login: String,
    /// Name to show.
    pub name: String,
    /// Role.
    pub role: Role,
    /// The agent this user is, where she is one.
    pub agent_id: Option<String>,
    /// The phone she sits at.
    pub extension: Option<String>,
}

/// Changing one's password.
#[derive(Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct PasswordChange {
    /// The present one.
    pub old: String,
    /// The new one, twelve characters at least.
    pub new: String,
}

impl std::fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordChange")
    }
}

/// Sitting down at another phone.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct ExtensionChange {
    /// Digits of the extension.
    pub extension: String,
}

/// A ticket for one WebSocket, used once within thirty seconds.
#[derive(Clone, Debug, Serialize, Deserialize, TS, ToSchema)]
pub struct WsTicket {
    /// Goes into the subprotocol `cti.ticket.<ticket>`.
    pub ticket: String,
    /// Seconds it stays good.
    pub expires_in_s: u32,
}

/// For whom the company's back end vouches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EmbedAsk {
    /// The agent's login.
    pub login: String,
    /// The phone she sits at, when not her usual one.
    pub extension: Option<String>,
}

/// A token for the agent's desk on a page of the company's.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EmbedToken {
    /// What the page's `tokenProvider` gives.
    pub token: String,
    /// Seconds it stays good.
    pub expires_in_s: u32,
}

/// The token is nobody's to read in a log.
impl std::fmt::Debug for EmbedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmbedToken").field("expires_in_s", &self.expires_in_s).finish_non_exhaustive()
    }
}

/// One line of the call list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallRow {
    /// Our id.
    pub call_id: String,
    /// When it arrived, RFC 3339 UTC.
    pub started_at: String,
    /// Caller.
    pub party: Party,
    /// Confirmed customer.
    pub customer: Option<CustomerRef>,
    /// Queue.
    pub queue: Option<NamedLabel>,
    /// Agent who talked to the caller.
    pub agent: Option<String>,
    /// From joining to answer or leaving, milliseconds.
    #[ts(type = "number | null")]
    pub wait_ms: Option<u64>,
    /// Conversation, milliseconds.
    #[ts(type = "number | null")]
    pub talk_ms: Option<u64>,
    /// How it ended; none while it lasts.
    pub outcome: Option<String>,
    /// What the agent said it was.
    pub disposition: Option<Label>,
    /// Where it is known from, when the PBX did not tell it as it happened: `queue_log`, all of it from a log of the
    /// PBX's; `repaired`, how it ended from there.
    pub source: Option<String>,
}

/// A page of the call list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallPage {
    /// Newest first.
    pub items: Vec<CallRow>,
    /// Give it back as `cursor` for the next page; none at the end.
    pub next_cursor: Option<String>,
}

/// One call with its story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallStory {
    /// The call.
    pub call: CallRow,
    /// Note of the wrap-up.
    pub note: Option<String>,
    /// What each agent wrote who had the caller, in the order they saved.
    pub notes: Vec<CallNote>,
    /// Whether it was solved.
    pub solved: Option<bool>,
    /// What happened, oldest first.
    pub story: Vec<StoryLine>,
}

/// Whom a caller can be handed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Directory {
    /// Colleagues at a phone, by id.
    pub agents: Vec<DirectoryAgent>,
    /// Queues that have a number, by id.
    pub queues: Vec<DirectoryQueue>,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DirectoryAgent {
    /// Her name.
    pub name: String,
    /// Her phone.
    pub number: String,
    /// Her state.
    pub state: super::AgentState,
    /// Whether she could take a call now.
    pub free: bool,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct DirectoryQueue {
    /// Its name.
    pub label: Label,
    /// The number that leads there.
    pub number: String,
    /// Callers who wait there.
    pub waiting: u32,
    /// Agents of it who are free.
    pub agents_available: u32,
}

/// What one agent wrote of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CallNote {
    /// Her name.
    pub by: String,
    /// When she last saved it, RFC 3339 UTC with milliseconds.
    pub at: String,
    /// Her words.
    pub text: String,
}

/// One thing that happened to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct StoryLine {
    /// When, RFC 3339 UTC with milliseconds.
    pub at: String,
    /// Stable word, e.g. `offer.made`.
    pub event: String,
    /// In words.
    pub text: Label,
}

/// Creating or editing a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CustomerEdit {
    /// A person or a company.
    pub kind: CustomerKind,
    /// Full name, 1 to 200 characters.
    pub name: String,
    /// How to address her.
    #[serde(default)]
    pub salutation: Option<String>,
    /// Value segment.
    #[serde(default)]
    pub segment: Option<String>,
    /// Particular care.
    #[serde(default)]
    pub vip: bool,
    /// `tr` or `en`.
    #[serde(default)]
    pub language: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Numbers in any form people write; each must read as E.164.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// The call during which she was made or edited: it becomes hers.
    #[serde(default)]
    pub call_id: Option<String>,
}

/// A customer's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CustomerPage {
    /// The card.
    pub customer: Customer,
    /// All contacts, newest first, a hundred at most.
    pub contacts: Vec<Contact>,
}

/// Customers found by a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct CustomerList {
    /// Best first, fifty at most.
    pub items: Vec<Customer>,
}

/// What went wrong, RFC 9457.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Problem {
    /// A stable word, e.g. `not-signed-in`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What, in a few words.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Where, and what to do next.
    pub detail: String,
}
