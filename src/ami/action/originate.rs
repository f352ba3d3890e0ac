//! Calls Asterisk places for us.

use super::Action;

/// A call to place. Always asynchronous: a synchronous one holds the session's thread, and every event on it,
/// until the phone is answered (amiws #68).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Originate {
    /// Who is called first: `PJSIP/1001`.
    pub channel: String,
    /// Where that channel goes once answered.
    pub target: Target,
    /// Shown to the phone, and carried on to the outgoing leg.
    pub caller_id: Option<String>,
    /// How long the phone may ring.
    pub timeout_ms: u32,
    /// The uniqueid the channel is to have. Asterisk refuses a second one while the first lives, which makes a
    /// repeated request harmless.
    pub channel_id: Option<String>,
    /// Variables set before the phone rings. A name beginning with `__` is inherited.
    pub variables: Vec<(String, String)>,
}

/// Where an originated channel goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into the dialplan.
    Exten {
        /// Context.
        context: String,
        /// Extension.
        exten: String,
    },
    /// Into one application.
    Application {
        /// `ChanSpy`.
        name: String,
        /// Its arguments.
        data: String,
    },
}

impl Action {
    /// Places a call. How it ended is told by `Event::OriginateResponse`.
    pub fn originate(call: &Originate) -> Self {
        let action = Self::new("Originate").with("Channel", &call.channel);
        let action = match &call.target {
            Target::Exten { context, exten } => {
                action.with("Context", context).with("Exten", exten).with("Priority", "1")
            }
            Target::Application { name, data } => action.with("Application", name).with("Data", data),
        };
        let action = action.with("Timeout", call.timeout_ms.to_string()).with("Async", "true");
        let action = with_optional(action, "CallerID", call.caller_id.as_deref());
        let action = with_optional(action, "ChannelId", call.channel_id.as_deref());
        call.variables.iter().fold(action, |action, (name, value)| action.with_variable(name, value))
    }
}

fn with_optional(action: Action, key: &str, value: Option<&str>) -> Action {
    match value {
        Some(value) => action.with(key, value),
        None => action,
    }
}
