//! What Asterisk tells: events by name, with the fields Santral has a use for.
//!
//! An event this list does not hold is [`Event::Other`], never an error. C escapes are undone here, once,
//! in exactly the fields Asterisk escapes; text that is not UTF-8 is made so here, and nowhere before.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod agent;
mod channel;
mod convert;
mod fields;
mod queue;
mod read;
mod transfer;

use smol_str::SmolStr;

pub use agent::AgentCall;
pub use channel::{ChannelInfo, ChannelState, Party, Snapshot};
pub use queue::{QueueEntry, QueueMember, QueueParams};
pub(super) use read::Reader;
pub use transfer::{AttendedTransfer, BlindTransfer, LocalPair, Parked};

/// One AMI event. Variants bear Asterisk's names; `…Listed` are rows of a list we asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A channel came to be; always its first event.
    Newchannel(ChannelInfo),
    /// A channel changed its state.
    Newstate {
        /// The channel, in its new state.
        channel: ChannelInfo,
    },
    /// A channel got another name; its uniqueid stays.
    Rename {
        /// Which channel.
        uniqueid: SmolStr,
        /// Its name until now.
        old_name: SmolStr,
        /// Its name from now on.
        new_name: SmolStr,
    },
    /// What the phone shows as the other party changed (`NewConnectedLine`).
    NewConnectedLine {
        /// The channel, with its new connected line.
        channel: ChannelInfo,
    },
    /// The caller id of a channel changed (`NewCallerid`).
    NewCallerid {
        /// The channel, with its new caller id.
        channel: ChannelInfo,
    },
    /// A channel is gone; always its last event.
    Hangup {
        /// The channel.
        channel: ChannelInfo,
        /// Q.850 cause; 0 where nobody said.
        cause: u16,
        /// The technology's own code: the SIP status, from Asterisk 22 on.
        tech_cause: Option<u16>,
    },
    /// Somebody asked for a channel to end (`HangupRequest`, and `SoftHangupRequest` where `soft`).
    HangupRequest {
        /// The channel that is to end.
        channel: ChannelInfo,
        /// Q.850 cause, where the asker gave one.
        cause: Option<u16>,
        /// Asked by Asterisk itself or an action, not by the phone.
        soft: bool,
    },
    /// A channel is called; for PJSIP the INVITE leaves now.
    DialBegin {
        /// Who calls; absent for an Originate.
        from: Option<ChannelInfo>,
        /// Who is called.
        to: ChannelInfo,
        /// What was dialled: `1001`.
        dial_string: SmolStr,
    },
    /// News of a call under way: `RINGING`, `PROGRESS`, `PROCEEDING`.
    DialState {
        /// Who calls.
        from: Option<ChannelInfo>,
        /// Who is called.
        to: ChannelInfo,
        /// Asterisk's word.
        status: SmolStr,
    },
    /// Calling a channel came to an end, one way or the other.
    DialEnd {
        /// Who called.
        from: Option<ChannelInfo>,
        /// Who was called.
        to: ChannelInfo,
        /// `ANSWER BUSY CANCEL NOANSWER CONGESTION CHANUNAVAIL`. For the reason look at `Hangup`'s `tech_cause`.
        status: SmolStr,
        /// Where the phone sends the call instead (a 302).
        forward: Option<SmolStr>,
    },
    /// A bridge came to be.
    BridgeCreate {
        /// Which.
        bridge_id: SmolStr,
    },
    /// A channel joined a bridge.
    BridgeEnter {
        /// The channel.
        channel: ChannelInfo,
        /// The bridge.
        bridge_id: SmolStr,
        /// `basic`, `parking`, `holding` …
        bridge_type: SmolStr,
        /// How many are in it now.
        members: u32,
        /// The channel whose place it took.
        swap_uniqueid: Option<SmolStr>,
    },
    /// A channel left a bridge.
    BridgeLeave {
        /// The channel.
        channel: ChannelInfo,
        /// The bridge.
        bridge_id: SmolStr,
        /// `basic`, `parking`, `holding` …
        bridge_type: SmolStr,
        /// How many are in it now.
        members: u32,
    },
    /// Everybody in one bridge moves to another.
    BridgeMerge {
        /// The bridge that empties.
        from_id: SmolStr,
        /// The bridge that fills.
        to_id: SmolStr,
    },
    /// A bridge is gone.
    BridgeDestroy {
        /// Which.
        bridge_id: SmolStr,
    },
    /// The party on `channel` put the other on hold.
    Hold {
        /// Who pressed hold.
        channel: ChannelInfo,
    },
    /// And took them back.
    Unhold {
        /// Who pressed it.
        channel: ChannelInfo,
    },
    /// A call was handed over unseen.
    BlindTransfer(Box<BlindTransfer>),
    /// A call was handed over after asking.
    AttendedTransfer(Box<AttendedTransfer>),
    /// A call was parked. Also the row of a `ParkedCalls` list: then `listed`.
    ParkedCall(Box<Parked>),
    /// A parked call waited too long and goes back.
    ParkedCallTimeOut(Box<Parked>),
    /// A parked caller gave up.
    ParkedCallGiveUp(Box<Parked>),
    /// A parked call was fetched.
    UnParkedCall(Box<Parked>),
    /// The two halves of a Local channel were joined.
    LocalBridge(Box<LocalPair>),
    /// A Local channel is about to be optimised away.
    LocalOptimizationBegin(Box<LocalPair>),
    /// It is done.
    LocalOptimizationEnd(Box<LocalPair>),
    /// Somebody took a call that rang elsewhere.
    Pickup {
        /// Who took it.
        channel: ChannelInfo,
        /// The channel that had been ringing.
        target: ChannelInfo,
    },
    /// The dialplan speaks: `UserEvent(CtiWait,DID: 5552001)`.
    UserEvent {
        /// `CtiWait`.
        name: SmolStr,
        /// The channel that ran it; absent when an action sent it.
        channel: Option<ChannelInfo>,
        /// What stands after the name, in order. It is not escaped.
        headers: Vec<(SmolStr, SmolStr)>,
    },
    /// A channel variable was set; without a channel, a global one.
    VarSet {
        /// Whose.
        channel: Option<ChannelInfo>,
        /// Its name.
        variable: SmolStr,
        /// Its value, C escapes undone.
        value: SmolStr,
    },
    /// A key was pressed and released.
    DtmfEnd {
        /// On which channel.
        channel: ChannelInfo,
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        digit: SmolStr,
        /// Sent to us by the phone, not by us to it.
        received: bool,
    },
    /// Music began (`MusicOnHoldStart`).
    MusicOnHoldStart {
        /// Who hears it.
        channel: ChannelInfo,
    },
    /// Music ended (`MusicOnHoldStop`).
    MusicOnHoldStop {
        /// Who heard it.
        channel: ChannelInfo,
    },
    /// Recording began.
    MixMonitorStart {
        /// Of which channel.
        channel: ChannelInfo,
    },
    /// Recording ended.
    MixMonitorStop {
        /// Of which channel.
        channel: ChannelInfo,
    },
    /// Recording was paused or goes on.
    MixMonitorMute {
        /// Of which channel.
        channel: ChannelInfo,
        /// Paused.
        muted: bool,
    },
    /// Somebody listens in.
    ChanSpyStart {
        /// Who listens.
        spyer: ChannelInfo,
        /// On whom.
        spyee: Option<ChannelInfo>,
    },
    /// And stopped.
    ChanSpyStop {
        /// Who listened.
        spyer: ChannelInfo,
        /// On whom.
        spyee: Option<ChannelInfo>,
    },
    /// A device changed: `NOT_INUSE INUSE BUSY INVALID UNAVAILABLE RINGING RINGINUSE ONHOLD UNKNOWN`.
    DeviceStateChange {
        /// `PJSIP/1001`.
        device: SmolStr,
        /// Asterisk's word.
        state: SmolStr,
    },
    /// Row of a `DeviceStateList`.
    DeviceListed {
        /// `PJSIP/1001`.
        device: SmolStr,
        /// Asterisk's word.
        state: SmolStr,
    },
    /// A phone registered or was lost: `Created Reachable Unreachable Removed Updated`.
    ContactStatus {
        /// The phone's address of record: `1001`.
        aor: SmolStr,
        /// Its endpoint, where told.
        endpoint: Option<SmolStr>,
        /// Where it is.
        uri: SmolStr,
        /// Asterisk's word.
        status: SmolStr,
    },
    /// How an asynchronous Originate ended.
    OriginateResponse {
        /// The action's id: on failure nothing else ties the two.
        action_id: Option<SmolStr>,
        /// Answered.
        success: bool,
        /// The channel; without suffix on failure.
        channel: SmolStr,
        /// Absent on failure.
        uniqueid: Option<SmolStr>,
        /// 4 = answered, 3 = no answer, 0 for everything else.
        reason: Option<u16>,
    },
    /// A caller joined one of Asterisk's own queues.
    QueueCallerJoin {
        /// Which queue.
        queue: SmolStr,
        /// Who.
        channel: ChannelInfo,
        /// 1-based.
        position: u32,
        /// How many wait now.
        count: u32,
    },
    /// A caller left it, for whatever reason.
    QueueCallerLeave {
        /// Which queue.
        queue: SmolStr,
        /// Who.
        channel: ChannelInfo,
        /// Where they stood.
        position: u32,
        /// How many wait now.
        count: u32,
    },
    /// A caller gave up.
    QueueCallerAbandon {
        /// Which queue.
        queue: SmolStr,
        /// Who.
        channel: ChannelInfo,
        /// Where they stood.
        position: u32,
        /// Where they began.
        original_position: u32,
        /// How long they waited (`HoldTime`).
        wait_s: u32,
    },
    /// A member was added (`QueueMemberAdded`).
    QueueMemberAdded(QueueMember),
    /// A member was removed.
    QueueMemberRemoved(QueueMember),
    /// A member's device changed, once for every queue.
    QueueMemberStatus(QueueMember),
    /// A member was paused or goes on.
    QueueMemberPause(QueueMember),
    /// A member's penalty changed.
    QueueMemberPenalty(QueueMember),
    /// A member's `ringinuse` changed.
    QueueMemberRinginuse(QueueMember),
    /// Row of `QueueStatus`: a queue.
    QueueListed(QueueParams),
    /// Row of `QueueStatus`: a member.
    QueueMemberListed(QueueMember),
    /// Row of `QueueStatus`: a waiting caller.
    QueueEntryListed(QueueEntry),
    /// A queue rings a member.
    AgentCalled(Box<AgentCall>),
    /// A member took a queue's call.
    AgentConnect(Box<AgentCall>),
    /// A member's queue call is over.
    AgentComplete(Box<AgentCall>),
    /// A member did not answer, was busy or declined.
    AgentRingNoAnswer(Box<AgentCall>),
    /// The caller hung up during the announcement to the member.
    AgentDump(Box<AgentCall>),
    /// Row of a `CoreShowChannels` list.
    ChannelListed {
        /// The channel.
        channel: ChannelInfo,
        /// The application it runs: `Dial`, `Wait`, `Queue`, `AppDial`.
        application: SmolStr,
        /// The application's arguments.
        application_data: SmolStr,
        /// The bridge it is in.
        bridge_id: Option<SmolStr>,
        /// Its age.
        duration_s: Option<u64>,
    },
    /// Row of a `BridgeList`.
    BridgeListed {
        /// Which bridge.
        bridge_id: SmolStr,
        /// `basic`, `parking`, `holding` …
        bridge_type: SmolStr,
        /// How many are in it.
        members: u32,
    },
    /// The end of a list: `CoreShowChannelsComplete` and its kind.
    ListEnded {
        /// The event's name.
        name: SmolStr,
        /// How many rows there were, as Asterisk counts them.
        items: u32,
        /// Asterisk gave up on the way (`EventList: cancelled`).
        cancelled: bool,
    },
    /// Asterisk is ready. A second one in the same session means that it was restarted.
    FullyBooted {
        /// Seconds since it started.
        uptime_s: Option<u64>,
    },
    /// Asterisk is about to end.
    Shutdown {
        /// And will start again at once.
        restart: bool,
    },
    /// Configuration was read anew.
    Reload {
        /// Which module's; `All` where everything was.
        module: SmolStr,
    },
    /// A known event without the channel that is due in it. Asterisk writes no such thing: somebody forged or tore it.
    Incomplete(SmolStr),
    /// An event of a name this list does not hold.
    Other(SmolStr),
}
