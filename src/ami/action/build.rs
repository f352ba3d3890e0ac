//! The actions Santral uses, by name.

use super::{Action, BadValue};

impl Action {
    /// Sends a channel to another place in the dialplan, from its first priority on.
    ///
    /// `Success` means queued, not arrived; it is the answer for an extension that does not exist, too, and an
    /// unknown *context* hangs the caller up: see [`Action::show_dialplan`].
    pub fn redirect(channel: &str, context: &str, exten: &str) -> Self {
        Self::new("Redirect")
            .with("Channel", channel)
            .with("Context", context)
            .with("Exten", exten)
            .with("Priority", "1")
    }

    /// Sends both channels of a conversation elsewhere at once.
    pub fn redirect_both(channel: &str, extra: &str, context: &str, exten: &str, extra_exten: &str) -> Self {
        Self::redirect(channel, context, exten)
            .with("ExtraChannel", extra)
            .with("ExtraContext", context)
            .with("ExtraExten", extra_exten)
            .with("ExtraPriority", "1")
    }

    /// Sets a variable of a channel.
    pub fn setvar_channel(channel: &str, name: &str, value: &str) -> Self {
        Self::new("Setvar").with("Channel", channel).with_variable_name(name).with("Value", value)
    }

    /// Sets a global variable.
    pub fn setvar_global(name: &str, value: &str) -> Self {
        Self::new("Setvar").with_variable_name(name).with("Value", value)
    }

    /// Reads a variable of a channel; the answer's `Value` is not escaped.
    pub fn getvar_channel(channel: &str, name: &str) -> Self {
        Self::new("Getvar").with("Channel", channel).with_variable_name(name)
    }

    /// Reads a global variable.
    pub fn getvar_global(name: &str) -> Self {
        Self::new("Getvar").with_variable_name(name)
    }

    /// Ends a channel with a Q.850 cause.
    pub fn hangup(channel: &str, cause: u16) -> Self {
        Self::new("Hangup").with("Channel", channel).with("Cause", cause.to_string())
    }

    /// Lists every channel.
    pub fn core_show_channels() -> Self {
        Self::new("CoreShowChannels")
    }

    /// Lists every bridge.
    pub fn bridge_list() -> Self {
        Self::new("BridgeList")
    }

    /// Lists the state of every device.
    pub fn device_state_list() -> Self {
        Self::new("DeviceStateList")
    }

    /// Lists Asterisk's own queues, their members and callers.
    pub fn queue_status() -> Self {
        Self::new("QueueStatus")
    }

    /// Lists parked calls.
    pub fn parked_calls() -> Self {
        Self::new("ParkedCalls")
    }

    /// Asks for the version and the system's name.
    pub fn core_settings() -> Self {
        Self::new("CoreSettings")
    }

    /// Asks when Asterisk started.
    pub fn core_status() -> Self {
        Self::new("CoreStatus")
    }

    /// Asks for a sign of life.
    pub fn ping() -> Self {
        Self::new("Ping")
    }

    /// Lists a dialplan context, to know that it exists; an unknown one is an error.
    pub fn show_dialplan(context: &str) -> Self {
        Self::new("ShowDialPlan").with("Context", context)
    }

    /// Lists one extension of a context, to know that it exists; an unknown one is an error.
    pub fn show_exten(context: &str, exten: &str) -> Self {
        Self::show_dialplan(context).with("Extension", exten)
    }

    /// Hands a channel's partner to an extension, unseen.
    pub fn blind_transfer(channel: &str, context: &str, exten: &str) -> Self {
        Self::new("BlindTransfer").with("Channel", channel).with("Context", context).with("Exten", exten)
    }

    /// Begins an attended transfer; [`Action::hangup`] of the same channel completes it.
    pub fn atxfer(channel: &str, context: &str, exten: &str) -> Self {
        Self::new("Atxfer").with("Channel", channel).with("Context", context).with("Exten", exten)
    }

    /// Takes an attended transfer back.
    pub fn cancel_atxfer(channel: &str) -> Self {
        Self::new("CancelAtxfer").with("Channel", channel)
    }

    /// Joins two channels. Never two that are in a bridge already: it breaks their call.
    pub fn bridge(one: &str, two: &str) -> Self {
        Self::new("Bridge").with("Channel1", one).with("Channel2", two)
    }

    /// Parks a channel; after the time it is called back to `announce_to`.
    pub fn park(channel: &str, announce_to: &str, timeout_ms: u32) -> Self {
        Self::new("Park")
            .with("Channel", channel)
            .with("TimeoutChannel", announce_to)
            .with("Timeout", timeout_ms.to_string())
    }

    /// Presses a key on a channel's behalf.
    pub fn play_dtmf(channel: &str, digit: char) -> Self {
        Self::new("PlayDTMF").with("Channel", channel).with("Digit", digit.to_string())
    }

    /// Silences what comes from a channel, or lets it be heard again: the dialplan function `MUTEAUDIO` of
    /// `res_mutestream`, whose own action would need the right `system`.
    pub fn mute_audio(channel: &str, muting: Muting) -> Self {
        let state = match muting {
            Muting::Muted => "on",
            Muting::Heard => "off",
        };
        Self::new("Setvar").with("Channel", channel).with("Variable", "MUTEAUDIO(in)").with("Value", state)
    }

    /// Pauses a recording or lets it go on, both directions.
    pub fn mix_monitor_mute(channel: &str, muting: Muting) -> Self {
        let state = match muting {
            Muting::Muted => "1",
            Muting::Heard => "0",
        };
        Self::new("MixMonitorMute").with("Channel", channel).with("Direction", "both").with("State", state)
    }

    /// Variables by plain name only: `SHELL(…)`, `FILE(…)` and other functions are not for us to call
    /// (CVE-2024-42365 began so).
    fn with_variable_name(mut self, name: &str) -> Self {
        if is_variable_name(name) {
            return self.with("Variable", name);
        }
        self.refuse(BadValue::VariableName { name: name.to_owned() });
        self
    }

    /// `Variable: name=value`, once for each.
    pub(super) fn with_variable(mut self, name: &str, value: &str) -> Self {
        if is_variable_name(name) {
            return self.with("Variable", format!("{name}={value}"));
        }
        self.refuse(BadValue::VariableName { name: name.to_owned() });
        self
    }
}

/// What a recording hears, or the other party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Muting {
    /// Nothing, for now.
    Muted,
    /// Everything again.
    Heard,
}

fn is_variable_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
