//! Our wishes as Asterisk's actions (docs/asterisk.md, "Route mode").

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::ami::Action;
use crate::call::{CallCommand, CallId};

use super::Tracker;

/// The context that rings a phone; its extension is the phone.
pub(super) const RING_CONTEXT: &str = "cti-ring";
/// The context in which callers wait.
pub(super) const WAIT_CONTEXT: &str = "cti-wait";
/// Its extension that goes to the fall-back queue at once.
pub(super) const GIVE_BACK_EXTEN: &str = "fallback";

/// Why a command cannot be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The PBX has no such call any more.
    #[error("the PBX has no such call any more")]
    CallGone,
}

/// The actions of a command, to be written in one piece and answered in order.
pub fn plan(command: &CallCommand, tracker: &Tracker) -> Result<Vec<Action>, PlanError> {
    let caller = |call: CallId| tracker.caller_channel(call).ok_or(PlanError::CallGone);
    match command {
        // CTI_TIMEOUT stays on the channel, so it is set before every Redirect.
        CallCommand::Ring { call, line, ring_timeout } => {
            let channel = caller(*call)?;
            let seconds = ring_timeout.as_secs().max(1).to_string();
            Ok(vec![
                Action::setvar_channel(channel, "CTI_TIMEOUT", &seconds),
                Action::redirect(channel, RING_CONTEXT, line.as_str()),
            ])
        }
        // Hanging up the ringing leg lets the dialplan bring the caller back; before the leg exists the
        // caller is fetched back himself.
        CallCommand::StopRinging { call, declined, .. } => {
            let channel = caller(*call)?;
            Ok(match tracker.agent_channel(*call) {
                Some(leg) => {
                    vec![Action::hangup(leg, if *declined { CAUSE_REJECTED } else { CAUSE_NO_ANSWER })]
                }
                None => vec![Action::redirect(channel, WAIT_CONTEXT, "s")],
            })
        }
        CallCommand::GiveBack { call } => {
            Ok(vec![Action::redirect(caller(*call)?, WAIT_CONTEXT, GIVE_BACK_EXTEN)])
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
