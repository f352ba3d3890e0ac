//! Our wishes as Asterisk's actions (docs/asterisk.md, "Route mode").

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::ami::Action;
use crate::call::{CallCommand, CallId, GiveBackWhy, Line, LivePhase};

use super::Tracker;

/// The context that rings a phone; its extension is the phone.
pub(super) const RING_CONTEXT: &str = "cti-ring";
/// The context in which callers wait.
pub(super) const WAIT_CONTEXT: &str = "cti-wait";
/// Its extension that goes to the fall-back queue at once.
pub(super) const GIVE_BACK_EXTEN: &str = "fallback";
/// Its extension that says that nobody is there at this hour, where the dialplan has one.
pub(super) const CLOSED_EXTEN: &str = "closed";
/// The extension of the ring context that rings all phones of `CTI_RING`, where the dialplan has one.
pub(super) const RING_ALL_EXTEN: &str = "all";

/// What the dialplan has beyond what it must have. A Redirect to an extension that is not there would hang
/// the caller up, so it is looked for first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialplan {
    /// `closed` in the wait room.
    pub closed: bool,
    /// `all` in the ring context.
    pub ring_all: bool,
}

/// Why a command cannot be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The PBX has no such call any more.
    #[error("the PBX has no such call any more")]
    CallGone,
    /// There is nothing to ring.
    #[error("no phone was named")]
    NoPhone,
    /// The dialplan cannot ring several phones at once.
    #[error("the dialplan has no extension `all` in [cti-ring]: include the files of sip-config/ again")]
    NoRingAll,
}

/// The actions of a command, to be written in one piece and answered in order.
pub fn plan(command: &CallCommand, tracker: &Tracker, dialplan: Dialplan) -> Result<Vec<Action>, PlanError> {
    let caller = |call: CallId| tracker.caller_channel(call).ok_or(PlanError::CallGone);
    match command {
        // CTI_TIMEOUT stays on the channel, so it is set before every Redirect.
        CallCommand::Ring { call, lines, ring_timeout } => {
            let channel = caller(*call)?;
            let seconds = ring_timeout.as_secs().max(1).to_string();
            let timeout = Action::setvar_channel(channel, "CTI_TIMEOUT", &seconds);
            match lines.as_slice() {
                [] => Err(PlanError::NoPhone),
                [line] => Ok(vec![timeout, Action::redirect(channel, RING_CONTEXT, line.as_str())]),
                _ if !dialplan.ring_all => Err(PlanError::NoRingAll),
                lines => {
                    // A line is letters, digits, `-`, `_` and `.`: it cannot leave its place in a dial string.
                    let phones: Vec<&str> = lines.iter().map(Line::as_str).collect();
                    let ring = Action::setvar_channel(channel, "CTI_RING", &phones.join("&"));
                    Ok(vec![timeout, ring, Action::redirect(channel, RING_CONTEXT, RING_ALL_EXTEN)])
                }
            }
        }
        // Hanging up the ringing leg lets the dialplan bring the caller back; before the leg exists the
        // caller is fetched back himself.
        CallCommand::StopRinging { call, line, declined } => {
            let channel = caller(*call)?;
            Ok(match (tracker.phase(*call), tracker.leg(*call, line)) {
                // The wish crossed with an answer: no conversation is cut to silence a phone.
                (Some(LivePhase::Talking(_) | LivePhase::FellBack) | None, _) => Vec::new(),
                (_, Some(leg)) => {
                    vec![Action::hangup(leg, if *declined { CAUSE_REJECTED } else { CAUSE_NO_ANSWER })]
                }
                // Others ring for him; hers does not.
                (Some(LivePhase::Ringing(_)), None) => Vec::new(),
                (Some(LivePhase::Waiting), None) => vec![Action::redirect(channel, WAIT_CONTEXT, "s")],
            })
        }
        CallCommand::GiveBack { call, why } => {
            let exten = match why {
                GiveBackWhy::Closed if dialplan.closed => CLOSED_EXTEN,
                GiveBackWhy::Closed | GiveBackWhy::NotServed => GIVE_BACK_EXTEN,
            };
            Ok(vec![Action::redirect(caller(*call)?, WAIT_CONTEXT, exten)])
        }
        // The agent's leg: the caller's own channel would be ended by it as well, but this way the PBX's
        // records say who hung up.
        CallCommand::Hangup { call } => {
            let channel = tracker.agent_channel(*call).map_or_else(|| caller(*call), Ok)?;
            Ok(vec![Action::hangup(channel, CAUSE_NORMAL)])
        }
    }
}

/// Q.850 causes.
const CAUSE_NORMAL: u16 = 16;
const CAUSE_NO_ANSWER: u16 = 19;
const CAUSE_REJECTED: u16 = 21;
