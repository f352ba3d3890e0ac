//! The frames of `cti.v1.json` (docs/websocket.md). One JSON object a message, `t` says which.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AgentRow, Board, Call, LinkRow, PbxQueueRow, Pop, QueueRow, Session, WrapUp};

/// What a browser may send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ClientFrame {
    /// First frame: who, what is wanted, from where.
    Hello {
        /// Protocol version, 1.
        v: u8,
        /// The page.
        client: ClientInfo,
        /// Streams wanted: `agent`, `board`.
        want: Vec<String>,
        /// Positions already held, one a stream.
        #[serde(default)]
        resume: Vec<Position>,
    },
    /// Asks for a further stream.
    Sub {
        /// Stream name.
        s: String,
    },
    /// Leaves a stream.
    Unsub {
        /// Stream name.
        s: String,
    },
    /// A command. `ok` in the reply means accepted; the effect arrives as an event.
    Cmd {
        /// Ties the reply to the command.
        id: u32,
        /// Idempotency key, kept ten minutes; the same key is answered again and done once.
        key: String,
        /// What to do.
        #[serde(flatten)]
        op: Command,
    },
    /// A pop was rendered.
    Ack {
        /// Stream.
        s: String,
        /// Position of the event that brought it.
        #[ts(type = "number")]
        q: u64,
        /// The pop.
        pop: String,
        /// From frame to DOM commit, milliseconds.
        ms: u32,
    },
    /// Answers a ping.
    Pong {
        /// The ping's number.
        n: u32,
        /// Whether the page is visible.
        vis: bool,
    },
}

/// A page introducing itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClientInfo {
    /// `console` or `embed`.
    pub name: String,
    /// Version of the page.
    pub ver: String,
    /// Random id of the tab.
    pub tab: String,
    /// Interface language.
    pub lang: String,
    /// Whether the page is visible.
    pub visible: bool,
}

/// A place in a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Position {
    /// Stream.
    pub s: String,
    /// Which life of the stream.
    pub epoch: String,
    /// Last event applied.
    #[ts(type = "number")]
    pub q: u64,
}

/// The commands of an agent's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "op", content = "d")]
pub enum Command {
    /// Choose a state; during a call it is the next one.
    #[serde(rename = "agent.state")]
    AgentState {
        /// `available`, `not_ready` or `offline`.
        state: super::AgentState,
        /// Reason for `not_ready`.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Refuse the ringing offer.
    #[serde(rename = "call.reject")]
    CallReject {
        /// The call.
        call_id: String,
    },
    /// End the conversation.
    #[serde(rename = "call.hangup")]
    CallHangup {
        /// The call.
        call_id: String,
    },
    /// Do something to the conversation: what `Call.can` holds.
    #[serde(rename = "call.control")]
    CallControl {
        /// The call.
        call_id: String,
        /// What.
        what: super::ControlOp,
        /// The number of `transfer` and `consult`, the keys of `keys`.
        #[serde(default)]
        to: Option<String>,
    },
    /// Call a number: her phone rings first.
    #[serde(rename = "call.dial")]
    CallDial {
        /// The number, in any form people write.
        number: String,
    },
    /// Say which candidate the caller is, or none of them.
    #[serde(rename = "pop.pick")]
    PopPick {
        /// The pop.
        pop_id: String,
        /// The customer; none undoes the choice.
        customer_id: Option<String>,
    },
    /// Save the outcome and the note; the agent becomes free when `finish`.
    #[serde(rename = "wrapup.save")]
    WrapUpSave {
        /// The call.
        call_id: String,
        /// What the call was; an id of `Session.dispositions`.
        disposition: Option<String>,
        /// Whether the matter was solved.
        solved: Option<bool>,
        /// How bad it was.
        #[serde(default)]
        #[ts(optional)]
        severity: Option<Severity>,
        /// When the agent promised to call again, RFC 3339.
        #[serde(default)]
        #[ts(optional)]
        follow_up_at: Option<String>,
        /// Note, 4,000 characters at most.
        note: String,
        /// False keeps a draft and the wrap-up open.
        finish: bool,
    },
    /// More time to write up: another wrap-up period.
    #[serde(rename = "wrapup.extend")]
    WrapUpExtend {
        /// The call.
        call_id: String,
    },
    /// Add a note to the customer of a pop.
    #[serde(rename = "note.add")]
    NoteAdd {
        /// The customer.
        customer_id: String,
        /// Text, 4,000 characters at most.
        text: String,
    },
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ServerFrame {
    /// Answer to `hello`; the streams follow, each `snap` or events, then `live`.
    Welcome {
        /// Id of this connection.
        sid: String,
        /// Protocol version.
        v: u8,
        /// The server's clock, RFC 3339 UTC; durations are computed against it.
        now: String,
        /// A ping comes after this long a silence, milliseconds.
        hb_ms: u32,
        /// `primary` acts (sound, notification), `mirror` only shows.
        role: SurfaceRole,
        /// How long a position stays resumable, milliseconds.
        resume_ms: u32,
        /// Additions to version 1 that this server has.
        feat: Vec<String>,
        /// The streams and how each will be caught up.
        streams: Vec<StreamStart>,
    },
    /// A stream's whole state at a position.
    Snap {
        /// Stream.
        s: String,
        /// Which life of the stream.
        epoch: String,
        /// Position.
        #[ts(type = "number")]
        q: u64,
        /// State.
        d: Snapshot,
    },
    /// One event of a stream. On `agent`, `q` goes up by one; on `board` it only goes up.
    Ev {
        /// Stream.
        s: String,
        /// Position.
        #[ts(type = "number")]
        q: u64,
        /// When, RFC 3339 UTC.
        at: String,
        /// What.
        #[serde(flatten)]
        event: StreamEvent,
    },
    /// The stream has caught up.
    Live {
        /// Stream.
        s: String,
        /// Position.
        #[ts(type = "number")]
        q: u64,
    },
    /// Answer to a command.
    Reply {
        /// The command's id.
        id: u32,
        /// Accepted or refused.
        ok: bool,
        /// Why it was refused.
        #[serde(skip_serializing_if = "Option::is_none")]
        err: Option<CommandError>,
    },
    /// This surface's part among the agent's pages has changed.
    Role {
        /// The new part.
        role: SurfaceRole,
        /// Why.
        why: String,
    },
    /// Answer with `pong`.
    Ping {
        /// Its number.
        n: u32,
    },
    /// Last frame before a close.
    Bye {
        /// The close code that follows.
        code: u16,
        /// Why, in words.
        why: String,
        /// Wait this long before coming back, milliseconds.
        retry_ms: u32,
    },
}

/// How a stream will be caught up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StreamStart {
    /// Stream.
    pub s: String,
    /// Which life of the stream.
    pub epoch: String,
    /// Position it will be live from.
    #[ts(type = "number")]
    pub q: u64,
    /// Missing events, or the whole state.
    pub how: CatchUp,
}

/// Missing events, or the whole state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CatchUp {
    /// Exactly the events missed.
    Replay,
    /// The state; forget what you had.
    Snapshot,
}

/// Which of an agent's pages acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SurfaceRole {
    /// Sounds and notifies.
    Primary,
    /// Only shows.
    Mirror,
}

/// A refused command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommandError {
    /// Stable word, e.g. `not_allowed`.
    pub code: String,
    /// What, where, and what to do next.
    pub msg: super::Label,
    /// Whether trying again may help.
    pub retry: bool,
}

/// The whole state of a stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Snapshot {
    /// Of `agent`: every open call, pop and wrap-up, so that a restart loses nothing that matters.
    Agent(Box<AgentSnapshot>),
    /// Of `board`.
    Board(Box<Board>),
}

/// The state of an agent's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgentSnapshot {
    /// Herself.
    pub session: Session,
    /// Her calls.
    pub calls: Vec<Call>,
    /// Open pops.
    pub pops: Vec<Pop>,
    /// Open wrap-ups.
    pub wrap_ups: Vec<WrapUp>,
}

/// What happens on a stream. Unknown `k` is to be ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "k", content = "d")]
pub enum StreamEvent {
    /// Agent stream: her session changed.
    #[serde(rename = "session")]
    Session(Box<Session>),
    /// Agent stream: a call began or changed.
    #[serde(rename = "call")]
    Call(Box<Call>),
    /// Agent stream: a call is over for her.
    #[serde(rename = "call.gone")]
    CallGone {
        /// The call.
        call_id: String,
        /// `ended`, `missed`, `rejected`, `answered_elsewhere`, `withdrawn`.
        how: String,
    },
    /// Agent stream: the PBX would not do what she wanted.
    #[serde(rename = "call.refused")]
    CallRefused {
        /// The call; none where a number could not be dialled.
        call_id: Option<String>,
        /// Why, in words.
        msg: super::Label,
    },
    /// Agent stream: a pop, at once with number and queue.
    #[serde(rename = "pop.created")]
    PopCreated(Box<Pop>),
    /// Agent stream: the pop again with what has been found since.
    #[serde(rename = "pop.updated")]
    PopUpdated(Box<Pop>),
    /// Agent stream: the pop is to vanish.
    #[serde(rename = "pop.closed")]
    PopClosed {
        /// The pop.
        pop_id: String,
        /// `answered`, `missed`, `ended`, `rerouted`.
        how: String,
    },
    /// Agent stream: a wrap-up opened or changed.
    #[serde(rename = "wrapup")]
    WrapUp(Box<WrapUp>),
    /// Agent stream: a wrap-up was saved or ran out.
    #[serde(rename = "wrapup.closed")]
    WrapUpClosed {
        /// The call.
        call_id: String,
        /// Whether an outcome was saved.
        saved: bool,
    },
    /// Board stream: a queue's row.
    #[serde(rename = "queue")]
    Queue(Box<QueueRow>),
    /// Board stream: a row of one of a PBX's own queues.
    #[serde(rename = "pbx_queue")]
    PbxQueue(Box<PbxQueueRow>),
    /// Board stream: an agent's row.
    #[serde(rename = "agent")]
    Agent(Box<AgentRow>),
    /// Board stream: a link's row.
    #[serde(rename = "link")]
    Link(LinkRow),
}

/// How bad what a call was about is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It can wait.
    Low,
    /// As most are.
    Normal,
    /// It cannot wait for long.
    High,
    /// It cannot wait.
    Urgent,
}
