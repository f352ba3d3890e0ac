//! Actions and their answers (asterisk.md 5.1).

use super::layout::Message;
use super::world::{Channel, Received, Script, World};

impl World {
    /// Answers one action of a session that is logged in.
    pub(crate) fn act(&mut self, session: usize, action: &Received) {
        let script = self.next_script(&action.name);
        let id = action.get("ActionID").map(str::to_owned);
        let id = id.as_deref();
        match script {
            Some(Script::Refuse(message)) => self.reply(session, Message::error(id, &message).into_bytes()),
            Some(Script::Ignore) => {}
            Some(Script::Raw(bytes)) => self.reply(session, put_id(&bytes, id.unwrap_or_default())),
            Some(script @ (Script::CutInList | Script::Interleave(_))) => {
                self.answer(session, action, Some(&script))
            }
            None => self.answer(session, action, None),
        }
    }

    fn answer(&mut self, session: usize, action: &Received, script: Option<&Script>) {
        let id = action.get("ActionID");
        match action.name.as_str() {
            "Ping" => self.ping(session, id),
            "ListCommands" => self.list_commands(session, id),
            "CoreSettings" => self.core_settings(session, id),
            "CoreStatus" => self.core_status(session, id),
            "CoreShowChannels" => self.core_show_channels(session, id, script),
            "BridgeList" => self.bridge_list(session, id, script),
            "DeviceStateList" => self.device_state_list(session, id, script),
            "QueueStatus" => {
                self.list(session, id, "Queue status will follow", &[], "QueueStatusComplete", script)
            }
            "ShowDialPlan" => self.show_dialplan(session, action, script),
            "Setvar" => self.setvar(session, action),
            "Getvar" => self.getvar(session, action),
            "Redirect" => self.redirect_action(session, action),
            "Hangup" => self.hangup_action(session, action),
            "Originate" => self.originate(session, action),
            "Logoff" => {
                self.reply(session, Message::response("Goodbye", id).into_bytes());
                self.close(session);
            }
            _ => self.reply(session, Message::error(id, "Invalid/unknown command").into_bytes()),
        }
    }

    fn ping(&self, session: usize, id: Option<&str>) {
        let now = jiff::Timestamp::now().as_microsecond();
        let answer = Message::response("Success", id).with("Ping", "Pong");
        let stamp = format!("{}.{:06}", now / 1_000_000, now % 1_000_000);
        self.reply(session, answer.with("Timestamp", &stamp).into_bytes());
    }

    /// Only what the user may do is listed (main/manager.c, `action_listcommands`).
    fn list_commands(&self, session: usize, id: Option<&str>) {
        let answer = Message::response("Success", id)
            .with("CoreShowChannels", "List currently active channels.  (Priv: system,reporting,all)")
            .with("Originate", "Originate a call.  (Priv: originate,all)")
            .with("Ping", "Keepalive command.  (Priv: <none>)")
            .with("Redirect", "Redirect (transfer) a call.  (Priv: call,all)");
        self.reply(session, answer.into_bytes());
    }

    fn core_settings(&self, session: usize, id: Option<&str>) {
        let answer =
            Message::response("Success", id).with("AMIversion", "11.0.0").with("AsteriskVersion", "22.10.1");
        let name = self.settings.system_name.clone().unwrap_or_default();
        self.reply(session, answer.with("SystemName", &name).with("CoreMaxCalls", "0").into_bytes());
    }

    fn core_status(&self, session: usize, id: Option<&str>) {
        let (date, time) = self.startup();
        let answer =
            Message::response("Success", id).with("CoreStartupDate", &date).with("CoreStartupTime", &time);
        self.reply(session, answer.with("CoreReloadDate", &date).with("CoreReloadTime", &time).into_bytes());
    }

    fn core_show_channels(&self, session: usize, id: Option<&str>, script: Option<&Script>) {
        let row = |channel: &Channel| {
            Message::row("CoreShowChannel", id)
                .with_channel("", channel)
                .with("BridgeId", channel.bridge.as_deref().unwrap_or_default())
                .with("Application", &channel.application)
                .with("ApplicationData", "")
                .with("Duration", "00:01:05")
        };
        let rows: Vec<_> = self.channels.values().map(row).collect();
        self.list(session, id, "Channels will follow", &rows, "CoreShowChannelsComplete", script);
    }

    fn bridge_list(&self, session: usize, id: Option<&str>, script: Option<&Script>) {
        let row = |(bridge, members): (&String, &Vec<String>)| {
            Message::row("BridgeListItem", id).with_bridge(bridge, members.len())
        };
        let rows: Vec<_> = self.bridges.iter().map(row).collect();
        self.list(session, id, "Bridge listing will follow", &rows, "BridgeListComplete", script);
    }

    fn device_state_list(&self, session: usize, id: Option<&str>, script: Option<&Script>) {
        let row = |extension: &String| {
            let device = format!("PJSIP/{extension}");
            Message::row("DeviceStateChange", id)
                .with("Device", &device)
                .with("State", self.state_of(extension))
        };
        let rows: Vec<_> = self.phones.keys().map(row).collect();
        self.list(session, id, "Device State Changes will follow", &rows, "DeviceStateListComplete", script);
    }

    fn state_of(&self, extension: &str) -> &'static str {
        if self.phones.get(extension) == Some(&super::Phone::Unregistered) {
            return "UNAVAILABLE";
        }
        match self.channels.values().find(|channel| channel.phone.as_deref() == Some(extension)) {
            Some(channel) if channel.bridge.is_some() => "INUSE",
            Some(_) => "RINGING",
            None => "NOT_INUSE",
        }
    }

    fn show_dialplan(&self, session: usize, action: &Received, script: Option<&Script>) {
        let (id, context) = (action.get("ActionID"), action.get("Context").unwrap_or_default());
        let missing = self.contexts_missing.iter().any(|missing| missing == context);
        if missing || !context.starts_with("cti-") {
            let message = format!("Did not find context {context}");
            return self.reply(session, Message::error(id, &message).into_bytes());
        }
        let rows = [Message::row("ListDialplan", id).with("Context", context).with("Extension", "s")];
        self.list(session, id, "DialPlan list will follow", &rows, "ShowDialPlanComplete", script);
    }

    fn list(
        &self,
        session: usize,
        id: Option<&str>,
        says: &str,
        rows: &[Message],
        end: &str,
        script: Option<&Script>,
    ) {
        self.reply(session, Message::list_begins(id, says).into_bytes());
        for (index, row) in rows.iter().enumerate() {
            let bytes = row.clone().into_bytes();
            if let (1, Some(Script::CutInList)) = (index, script) {
                self.reply(session, bytes[..bytes.len() / 2].to_vec());
                return self.close(session);
            }
            self.reply(session, bytes);
            self.interleave(session, script);
        }
        if rows.is_empty() {
            self.interleave(session, script);
        }
        if let Some(Script::CutInList) = script {
            return self.close(session);
        }
        self.reply(session, Message::list_ends(end, id, rows.len()).into_bytes());
    }

    fn interleave(&self, session: usize, script: Option<&Script>) {
        if let Some(Script::Interleave(bytes)) = script {
            self.reply(session, bytes.clone());
        }
    }

    fn setvar(&mut self, session: usize, action: &Received) {
        let id = action.get("ActionID");
        let name = action.get("Variable").unwrap_or_default().to_owned();
        let value = action.get("Value").unwrap_or_default().to_owned();
        if let Some(channel) = action.get("Channel") {
            let Some(found) = self.find(channel) else {
                return self.no_channel(session, id, "No such channel");
            };
            if let Some(channel) = self.channels.get_mut(&found.uniqueid) {
                channel.variables.insert(name, value);
            }
        } else {
            self.heartbeats += u64::from(name == "CTI_HB");
            self.globals.insert(name, value);
        }
        self.reply(session, Message::success(id, "Variable Set").into_bytes());
    }

    fn getvar(&self, session: usize, action: &Received) {
        let id = action.get("ActionID");
        let name = action.get("Variable").unwrap_or_default();
        let value = match action.get("Channel") {
            Some(channel) => match self.find(channel) {
                Some(channel) => channel.variables.get(name).cloned(),
                None => return self.no_channel(session, id, "No such channel"),
            },
            None => self.globals.get(name).cloned(),
        };
        let answer = Message::response("Success", id).with("Variable", name);
        self.reply(session, answer.with("Value", &value.unwrap_or_default()).into_bytes());
    }

    fn redirect_action(&mut self, session: usize, action: &Received) {
        let id = action.get("ActionID");
        let named = action.get("Channel").unwrap_or_default();
        let Some(channel) = self.find(named) else {
            return self.no_channel(session, id, &format!("Channel does not exist: {named}"));
        };
        self.reply(session, Message::success(id, "Redirect successful").into_bytes());
        let context = action.get("Context").unwrap_or_default();
        let exten = action.get("Exten").unwrap_or_default();
        self.redirect(&channel.uniqueid, context, exten);
    }

    fn hangup_action(&mut self, session: usize, action: &Received) {
        let id = action.get("ActionID");
        let named = action.get("Channel").unwrap_or_default();
        let Some(channel) = self.find(named) else { return self.no_channel(session, id, "No such channel") };
        self.reply(session, Message::success(id, "Channel Hungup").into_bytes());
        self.hang_up_channel(&channel.uniqueid);
    }

    /// Only the answer and how it ended: on failure nothing but the `ActionID` ties the two.
    fn originate(&self, session: usize, action: &Received) {
        let id = action.get("ActionID");
        let channel = action.get("Channel").unwrap_or_default();
        self.reply(session, Message::success(id, "Originate successfully queued").into_bytes());
        let extension = channel.trim_start_matches("PJSIP/");
        let answered = self.phones.get(extension) == Some(&super::Phone::Answer);
        let event = self.event("OriginateResponse", "call,all").with("ActionID", id.unwrap_or_default());
        let event = if answered {
            event
                .with("Response", "Success")
                .with("Channel", &format!("{channel}-000000ff"))
                .with("Reason", "4")
        } else {
            event.with("Response", "Failure").with("Channel", channel).with("Reason", "0")
        };
        let uniqueid =
            if answered { action.get("ChannelId").unwrap_or("1764031032.255") } else { "<unknown>" };
        self.tell(event.with("Uniqueid", uniqueid));
    }

    fn no_channel(&self, session: usize, id: Option<&str>, message: &str) {
        self.reply(session, Message::error(id, message).into_bytes());
    }
}

fn put_id(bytes: &[u8], id: &str) -> Vec<u8> {
    const MARK: &[u8] = b"{ActionID}";
    let mut filled = Vec::with_capacity(bytes.len() + id.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        filled.extend_from_slice(&rest[..at]);
        filled.extend_from_slice(id.as_bytes());
        rest = &rest[at + MARK.len()..];
    }
    filled.extend_from_slice(rest);
    filled
}
