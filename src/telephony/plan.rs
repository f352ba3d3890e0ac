//! Our wishes as Asterisk's actions (docs/asterisk.md, "Route mode").

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::ami::{Action, Muting, Originate, Target};
use crate::call::{CallCommand, CallId, Control, Dialled, GiveBackWhy, Line, ListenMode, LivePhase};

use super::Tracker;
use super::dialplan::{
    AGENTS_CONTEXT, CLOSED_EXTEN, DIAL_CONTEXT, Dialplan, GIVE_BACK_EXTEN, HOLD_CONTEXT, RING_ALL_EXTEN,
    RING_CONTEXT, SPY_CONTEXT, TRANSFER_CONTEXT, WAIT_CONTEXT,
};

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
        // Told only once they are: a Bridge that fails must leave him where he is looked after.
        CallCommand::Joined { call } => {
            let both = [Some(caller(*call)?), tracker.agent_channel(*call)].into_iter().flatten();
            Ok(both.map(|channel| Action::setvar_channel(channel, "CTI_STATE", "talking")).collect())
        }
        CallCommand::Requeue { call } => Ok(vec![Action::redirect(caller(*call)?, WAIT_CONTEXT, "s")]),
        CallCommand::Control { call, what } => {
            let agent = tracker.agent_channel(*call).ok_or(PlanError::CallGone)?;
            Ok(control(what, caller(*call)?, agent))
        }
        CallCommand::Dial { key, line, number, .. } => Ok(vec![Action::originate(&Originate {
            channel: format!("PJSIP/{line}"),
            target: Target::Exten { context: dial_context(number).to_owned(), exten: number.to_string() },
            caller_id: Some(number.to_string()),
            timeout_ms: DIAL_RING_MS,
            channel_id: Some(key.to_string()),
            variables: Vec::new(),
        })]),
        CallCommand::Listen { call, key, line, mode } => {
            let agent = tracker.agent_channel(*call).ok_or(PlanError::CallGone)?;
            Ok(vec![match tracker.listener_channel(*call, line) {
                Some(channel) => Action::redirect(channel, SPY_CONTEXT, mode.as_str()),
                None => listen(caller(*call)?, agent, key, line, *mode),
            }])
        }
        CallCommand::StopListening { call, line } => {
            let channels = tracker.listener_channels(*call, line.as_ref());
            Ok(channels.map(|channel| Action::hangup(channel, CAUSE_NORMAL)).collect())
        }
    }
}

/// Rings a supervisor's phone. The conversation stays as it is whether or not she answers; its channels are told to
/// the dialplan by their Uniqueids.
fn listen(caller: &str, agent: &str, key: &str, line: &Line, mode: ListenMode) -> Action {
    Action::originate(&Originate {
        channel: format!("PJSIP/{line}"),
        target: Target::Exten { context: SPY_CONTEXT.to_owned(), exten: mode.as_str().to_owned() },
        caller_id: Some("Santral".to_owned()),
        timeout_ms: DIAL_RING_MS,
        channel_id: Some(key.to_owned()),
        variables: vec![
            ("CTI_CALLER".to_owned(), caller.to_owned()),
            ("CTI_AGENT".to_owned(), agent.to_owned()),
        ],
    })
}

/// What an agent wants done to her conversation (docs/asterisk.md, "An agent's buttons").
fn control(what: &Control, caller: &str, agent: &str) -> Vec<Action> {
    match what {
        Control::Hold => vec![
            // Should one of the two go meanwhile, the dialplan sees it by itself: he goes back to the wait room,
            // her call ends. A phone that fetched him from another was not dialled for him, and is told who he is.
            Action::setvar_channel(caller, "CTI_AGENT", agent),
            Action::setvar_channel(agent, "CTI_CALLID", caller),
            Action::redirect_both(caller, agent, HOLD_CONTEXT, "caller", "agent"),
        ],
        Control::Resume => vec![Action::bridge(caller, agent)],
        Control::Mute => vec![Action::mute_audio(agent, Muting::Muted)],
        Control::Unmute => vec![Action::mute_audio(agent, Muting::Heard)],
        Control::Keys(keys) => keys.iter().map(|key| Action::play_dtmf(caller, key)).collect(),
        Control::Transfer(to) => vec![Action::blind_transfer(agent, transfer_context(to), to.as_str())],
        Control::Consult(to) => vec![Action::atxfer(agent, transfer_context(to), to.as_str())],
        Control::Complete => vec![Action::hangup(agent, CAUSE_NORMAL)],
        Control::Cancel => vec![Action::cancel_atxfer(agent)],
        Control::Park => vec![Action::park(caller, agent, PARK_MS)],
    }
}

/// Where transfers go: colleagues and our own queues by one context, the world by another.
fn transfer_context(to: &Dialled) -> &'static str {
    if is_outside(to) { DIAL_CONTEXT } else { TRANSFER_CONTEXT }
}

fn dial_context(to: &Dialled) -> &'static str {
    if is_outside(to) { DIAL_CONTEXT } else { AGENTS_CONTEXT }
}

/// Extensions and our own numbers are shorter than any number outside but the emergency one and the seven digits of
/// `444 XXXX`, Türkiye's numbers without an area.
fn is_outside(to: &Dialled) -> bool {
    const INSIDE_MAX: usize = 7;
    let to = to.as_str();
    let is_everywhere = to == "112" || (to.len() == INSIDE_MAX && to.starts_with("444"));
    to.starts_with(['+', '0']) || to.len() > INSIDE_MAX || is_everywhere
}

/// How long her own phone may ring when she dials from the page, milliseconds.
const DIAL_RING_MS: u32 = 20_000;
/// How long a parked caller waits before the one who parked him is called back, milliseconds.
const PARK_MS: u32 = 120_000;

/// Q.850 causes.
const CAUSE_NORMAL: u16 = 16;
const CAUSE_NO_ANSWER: u16 = 19;
const CAUSE_REJECTED: u16 = 21;
