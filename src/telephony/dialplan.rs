//! What the dialplan must have and what it may have, by its own names (sip-config/extensions.conf).

use crate::ami::{Action, ActionError, Ami};
use crate::call::Abilities;

/// The context in which both wait while the caller is on hold; its extensions are `caller` and `agent`.
pub(super) const HOLD_CONTEXT: &str = "cti-hold";
/// The context that agents' transfers go to.
pub(super) const TRANSFER_CONTEXT: &str = "cti-xfer";
/// The context of numbers outside, as the company lets its agents call them.
pub(super) const DIAL_CONTEXT: &str = "dialout";
/// The context of the agents' own phones.
pub(super) const AGENTS_CONTEXT: &str = "from-agents";
/// The context of the parking places, filled by Asterisk.
pub(super) const PARKING_CONTEXT: &str = "parkedcalls";
/// The context in which supervisors take part; its extensions are the words of `ListenMode`.
pub(super) const SPY_CONTEXT: &str = "cti-spy";
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
    /// What agents may do to their calls.
    pub abilities: Abilities,
    /// `all` in the ring context.
    pub ring_all: bool,
}

/// What is missing in the dialplan, in words; none when it fits.
pub async fn missing_context(ami: &Ami) -> Option<String> {
    for context in [WAIT_CONTEXT, RING_CONTEXT] {
        match ami.send(Action::show_dialplan(context)).await {
            Ok(_) => {}
            Err(ActionError::Refused { message }) => {
                return Some(format!(
                    "the dialplan has no context [{context}] ({message}): include the files of sip-config/, or no caller can be routed"
                ));
            }
            Err(error) => return Some(format!("the dialplan could not be looked at: {error}")),
        }
    }
    None
}

/// What the dialplan has beyond the contexts.
pub async fn extras(ami: &Ami) -> Dialplan {
    let has = async |context, exten| ami.send(Action::show_exten(context, exten)).await.is_ok();
    let holds = async |context| ami.send(Action::show_dialplan(context)).await.is_ok();
    Dialplan {
        closed: has(WAIT_CONTEXT, CLOSED_EXTEN).await,
        ring_all: has(RING_CONTEXT, RING_ALL_EXTEN).await,
        abilities: Abilities {
            transfer: holds(TRANSFER_CONTEXT).await,
            hold: holds(HOLD_CONTEXT).await,
            park: holds(PARKING_CONTEXT).await,
            dial: holds(AGENTS_CONTEXT).await && holds(DIAL_CONTEXT).await,
            listen: holds(SPY_CONTEXT).await,
        },
    }
}
