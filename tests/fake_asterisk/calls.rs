//! Calls: the event sequences of asterisk.md section 3, technique 2.

use std::collections::BTreeMap;

use super::world::{Channel, Phone, RingTimer, World};

/// Contexts of the dialplan. A Redirect elsewhere is a Success, and the caller is hung up.
const CONTEXTS: [&str; 8] =
    ["cti-in", "cti-wait", "cti-ring", "cti-xfer", "cti-leg", "from-trunk", "from-agents", "dialout"];

/// How a ring came to nothing: the dialplan's `DialStatus`, its `DIALSTATUS`, the cause, the SIP status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure {
    dial_end: &'static str,
    dialstatus: &'static str,
    cause: u16,
    tech_cause: Option<u16>,
}

const BUSY: Failure = Failure { dial_end: "BUSY", dialstatus: "BUSY", cause: 17, tech_cause: Some(486) };
const DECLINED: Failure =
    Failure { dial_end: "NOANSWER", dialstatus: "CHANUNAVAIL", cause: 21, tech_cause: Some(603) };
const DND: Failure =
    Failure { dial_end: "NOANSWER", dialstatus: "NOANSWER", cause: 19, tech_cause: Some(480) };
const NO_ANSWER: Failure =
    Failure { dial_end: "NOANSWER", dialstatus: "NOANSWER", cause: 0, tech_cause: None };
const ENDED_BY_US: Failure =
    Failure { dial_end: "NOANSWER", dialstatus: "NOANSWER", cause: 19, tech_cause: None };

impl World {
    /// `Newchannel` C, `Newstate` C Up, `UserEvent CtiWait`.
    pub(crate) fn arrive(&mut self, number: &str, name: &str, did: &str) -> String {
        self.arrive_with(number, name, did, &[])
    }

    /// The same with variables the dialplan's menu has set.
    pub(crate) fn arrive_with(
        &mut self,
        number: &str,
        name: &str,
        did: &str,
        menu: &[(&str, &str)],
    ) -> String {
        let (n, uniqueid) = self.next_uniqueid();
        let mut channel = new_channel(format!("PJSIP/trunk-{n:08x}"), &uniqueid, &uniqueid);
        channel.state = 4;
        channel.caller = (number.to_owned(), name.to_owned());
        channel.context = "from-trunk".to_owned();
        channel.exten = did.to_owned();
        self.tell(self.event("Newchannel", "call,all").with_channel("", &channel));
        channel.state = 6;
        channel.context = "cti-in".to_owned();
        channel.variables = BTreeMap::from([
            ("CTI_DID".to_owned(), did.to_owned()),
            ("CTI_CALLID".to_owned(), uniqueid.clone()),
            ("CTI_LAST".to_owned(), String::new()),
        ]);
        channel.variables.extend(menu.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.tell(self.event("Newstate", "call,all").with_channel("", &channel));
        self.channels.insert(uniqueid.clone(), channel);
        self.wait_room(&uniqueid);
        uniqueid
    }

    /// Context cti-wait.
    pub(crate) fn wait_room(&mut self, caller: &str) {
        let Some(channel) = self.channels.get_mut(caller) else { return };
        channel.context = "cti-wait".to_owned();
        channel.exten = "s".to_owned();
        channel.application = "Wait".to_owned();
        channel.partner = None;
        channel.variables.insert("CTI_STATE".to_owned(), "waiting".to_owned());
        let channel = channel.clone();
        let variable = |name: &str| channel.variables.get(name).cloned().unwrap_or_default();
        let event =
            self.event("UserEvent", "user,all").with_channel("", &channel).with("UserEvent", "CtiWait");
        let event = event.with("DID", &variable("CTI_DID")).with("Last", &variable("CTI_LAST"));
        self.tell(
            event
                .with("Key", &variable("CTI_KEY"))
                .with("Path", &variable("CTI_PATH"))
                .with("Pin", &variable("CTI_PIN")),
        );
    }

    /// The Redirect action, after its Success.
    pub(crate) fn redirect(&mut self, uniqueid: &str, context: &str, exten: &str) {
        self.leave_partner(uniqueid);
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        channel.context = context.to_owned();
        channel.exten = exten.to_owned();
        match context {
            _ if !CONTEXTS.contains(&context) => self.end_channel(uniqueid, 0, None),
            "cti-ring" | "cti-xfer" if exten.starts_with('1') => self.dial(uniqueid, exten),
            // The `i` extension of cti-ring.
            "cti-ring" | "cti-wait" | "cti-in" | "cti-xfer" => self.wait_room(uniqueid),
            _ => {}
        }
    }

    fn dial(&mut self, caller: &str, extension: &str) {
        let phone = self.phones.get(extension).copied().unwrap_or(Phone::Unregistered);
        self.set_state(caller, "ringing", "Dial");
        if phone == Phone::Unregistered {
            self.set_last(caller, &format!("{extension}/CHANUNAVAIL/3"));
            return self.wait_room(caller);
        }
        let agent = self.call_phone(caller, extension);
        match phone {
            Phone::Answer => {
                self.rings(&agent);
                self.answer_channel(&agent);
            }
            Phone::Rings => self.rings(&agent),
            Phone::Busy => self.refuse_ring(&agent, BUSY),
            Phone::Decline => self.refuse_ring(&agent, DECLINED),
            Phone::Dnd => self.refuse_ring(&agent, DND),
            Phone::Silent | Phone::Unregistered => {}
        }
        if matches!(phone, Phone::Rings | Phone::Silent) {
            let timeout = self.channels.get(caller).and_then(|channel| channel.variables.get("CTI_TIMEOUT"));
            let seconds = timeout.and_then(|text| text.parse().ok());
            self.ring_timers.push(RingTimer { extension: extension.to_owned(), agent, seconds });
        }
    }

    /// `Newchannel` A, `DialBegin` C -> A: the INVITE leaves.
    fn call_phone(&mut self, caller: &str, extension: &str) -> String {
        let (n, uniqueid) = self.next_uniqueid();
        let Some(from) = self.channels.get(caller).cloned() else { return uniqueid };
        let mut agent = new_channel(format!("PJSIP/{extension}-{n:08x}"), &uniqueid, &from.linkedid);
        agent.caller = (extension.to_owned(), format!("Agent {extension}"));
        agent.connected = from.caller.clone();
        agent.context = "from-agents".to_owned();
        agent.application = "AppDial".to_owned();
        agent.partner = Some(caller.to_owned());
        agent.phone = Some(extension.to_owned());
        agent.variables.insert("CTI_CALLID".to_owned(), from.uniqueid.clone());
        self.tell(self.event("Newchannel", "call,all").with_channel("", &agent));
        let event = self.event("DialBegin", "call,all").with_channel("", &from).with_channel("Dest", &agent);
        self.tell(event.with("DialString", extension));
        self.channels.insert(uniqueid.clone(), agent);
        if let Some(channel) = self.channels.get_mut(caller) {
            channel.partner = Some(uniqueid.clone());
        }
        uniqueid
    }

    fn rings(&mut self, agent: &str) {
        self.new_state(agent, 5);
        self.dial_event("DialState", agent, &[("DialStatus", "RINGING")]);
        self.device_of(agent, "RINGING");
    }

    pub(crate) fn answer_phone(&mut self, extension: &str) {
        if let Some(agent) = self.ringing(extension) {
            self.answer_channel(&agent);
        }
    }

    /// `Newstate` A Up, `DialEnd` ANSWER, `BridgeCreate`, `BridgeEnter` A and C, device INUSE.
    fn answer_channel(&mut self, agent: &str) {
        self.new_state(agent, 6);
        self.dial_event("DialEnd", agent, &[("DialStatus", "ANSWER")]);
        let Some(caller) = self.channels.get(agent).and_then(|channel| channel.partner.clone()) else {
            return;
        };
        self.set_state(&caller, "talking", "Dial");
        let bridge = self.next_bridge();
        self.tell(self.event("BridgeCreate", "call,all").with_bridge(&bridge, 0));
        self.bridges.insert(bridge.clone(), Vec::new());
        self.enter(&bridge, agent);
        self.enter(&bridge, &caller);
        self.device_of(agent, "INUSE");
    }

    pub(crate) fn ring_out(&mut self, extension: &str) {
        if let Some(agent) = self.ringing(extension) {
            self.fail_ring(&agent, NO_ANSWER);
        }
    }

    /// The phone itself said no: it asked for the hangup.
    fn refuse_ring(&mut self, agent: &str, failure: Failure) {
        if let (Some(channel), "BUSY") = (self.channels.get(agent), failure.dial_end) {
            let event = self.event("HangupRequest", "call,all").with_channel("", channel);
            self.tell(event.with("Cause", &failure.cause.to_string()));
        }
        self.fail_ring(agent, failure);
    }

    /// `DialEnd`, `Hangup` A, and the caller is back in the wait room.
    fn fail_ring(&mut self, agent: &str, failure: Failure) {
        let Some(channel) = self.channels.get(agent).cloned() else { return };
        self.dial_event("DialEnd", agent, &[("DialStatus", failure.dial_end)]);
        self.end_channel(agent, failure.cause, failure.tech_cause);
        let Some(caller) = channel.partner else { return };
        let extension = channel.phone.unwrap_or_default();
        self.set_last(&caller, &format!("{extension}/{}/{}", failure.dialstatus, failure.cause));
        self.wait_room(&caller);
    }

    pub(crate) fn hang_up_phone(&mut self, extension: &str) {
        let agent = self.channels.values().find(|channel| channel.phone.as_deref() == Some(extension));
        if let Some(agent) = agent.map(|channel| channel.uniqueid.clone()) {
            self.hang_up_channel(&agent);
        }
    }

    /// The person on a channel hangs up, or the Hangup action does it for them.
    pub(crate) fn hang_up_channel(&mut self, uniqueid: &str) {
        let Some(channel) = self.channels.get(uniqueid).cloned() else { return };
        self.tell(self.event("HangupRequest", "call,all").with_channel("", &channel));
        let Some(partner) = channel.partner.clone() else { return self.end_channel(uniqueid, 16, None) };
        if channel.bridge.is_some() {
            self.leave_bridge(uniqueid);
            self.leave_bridge(&partner);
            self.end_channel(uniqueid, 16, None);
            self.end_channel(&partner, 16, None);
        } else if channel.phone.is_some() {
            self.fail_ring(uniqueid, ENDED_BY_US);
        } else {
            self.cancel_ring(&partner);
            self.end_channel(uniqueid, 16, None);
        }
    }

    /// `DialEnd` CANCEL, `Hangup` A cause 16.
    fn cancel_ring(&mut self, agent: &str) {
        self.dial_event("DialEnd", agent, &[("DialStatus", "CANCEL")]);
        self.end_channel(agent, 16, None);
    }

    pub(crate) fn hold(&self, extension: &str, event: &str) {
        let agent = self.channels.values().find(|channel| channel.phone.as_deref() == Some(extension));
        if let Some(agent) = agent {
            self.tell(self.event(event, "call,all").with_channel("", agent));
        }
    }

    /// A redirected channel leaves whom it rings or talks to; that one ends.
    fn leave_partner(&mut self, uniqueid: &str) {
        let Some(channel) = self.channels.get(uniqueid).cloned() else { return };
        let Some(partner) = channel.partner else { return };
        if channel.bridge.is_some() {
            self.leave_bridge(uniqueid);
            self.leave_bridge(&partner);
            self.end_channel(&partner, 16, None);
        } else {
            self.cancel_ring(&partner);
        }
        if let Some(channel) = self.channels.get_mut(uniqueid) {
            channel.partner = None;
        }
    }

    /// Hangup: always a channel's last event.
    pub(crate) fn end_channel(&mut self, uniqueid: &str, cause: u16, tech_cause: Option<u16>) {
        let Some(channel) = self.channels.remove(uniqueid) else { return };
        let event =
            self.event("Hangup", "call,all").with_channel("", &channel).with("Cause", &cause.to_string());
        let event = event.with("Cause-txt", cause_words(cause));
        self.tell(match tech_cause {
            Some(code) => event.with("TechCause", &code.to_string()),
            None => event,
        });
        if let Some(extension) = channel.phone {
            self.device_state(&extension, "NOT_INUSE");
        }
    }

    pub(crate) fn device_state(&self, extension: &str, state: &str) {
        let event = self.event("DeviceStateChange", "call,all");
        self.tell(event.with("Device", &format!("PJSIP/{extension}")).with("State", state));
    }

    fn device_of(&self, agent: &str, state: &str) {
        if let Some(extension) = self.channels.get(agent).and_then(|channel| channel.phone.clone()) {
            self.device_state(&extension, state);
        }
    }

    fn new_state(&mut self, uniqueid: &str, state: u8) {
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        channel.state = state;
        let channel = channel.clone();
        self.tell(self.event("Newstate", "call,all").with_channel("", &channel));
    }

    fn dial_event(&self, name: &str, agent: &str, headers: &[(&str, &str)]) {
        let Some(to) = self.channels.get(agent) else { return };
        let from = to.partner.as_ref().and_then(|caller| self.channels.get(caller));
        let event = self.event(name, "call,all");
        let event = match from {
            Some(from) => event.with_channel("", from),
            None => event,
        };
        let event = event.with_channel("Dest", to);
        self.tell(headers.iter().fold(event, |event, (key, value)| event.with(key, value)));
    }

    fn enter(&mut self, bridge: &str, uniqueid: &str) {
        let Some(members) = self.bridges.get_mut(bridge) else { return };
        members.push(uniqueid.to_owned());
        let count = members.len();
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        channel.bridge = Some(bridge.to_owned());
        let channel = channel.clone();
        self.tell(
            self.event("BridgeEnter", "call,all").with_bridge(bridge, count).with_channel("", &channel),
        );
    }

    fn leave_bridge(&mut self, uniqueid: &str) {
        let Some(channel) = self.channels.get_mut(uniqueid) else { return };
        let Some(bridge) = channel.bridge.take() else { return };
        let channel = channel.clone();
        let Some(members) = self.bridges.get_mut(&bridge) else { return };
        members.retain(|member| member != uniqueid);
        let count = members.len();
        self.tell(
            self.event("BridgeLeave", "call,all").with_bridge(&bridge, count).with_channel("", &channel),
        );
        if count == 0 {
            self.bridges.remove(&bridge);
            self.tell(self.event("BridgeDestroy", "call,all").with_bridge(&bridge, 0));
        }
    }

    fn set_state(&mut self, uniqueid: &str, state: &str, application: &str) {
        if let Some(channel) = self.channels.get_mut(uniqueid) {
            channel.variables.insert("CTI_STATE".to_owned(), state.to_owned());
            channel.application = application.to_owned();
        }
    }

    fn set_last(&mut self, uniqueid: &str, last: &str) {
        if let Some(channel) = self.channels.get_mut(uniqueid) {
            channel.variables.insert("CTI_LAST".to_owned(), last.to_owned());
        }
    }

    fn ringing(&self, extension: &str) -> Option<String> {
        let rings =
            |channel: &&Channel| channel.phone.as_deref() == Some(extension) && channel.bridge.is_none();
        self.channels.values().find(rings).map(|channel| channel.uniqueid.clone())
    }
}

fn new_channel(name: String, uniqueid: &str, linkedid: &str) -> Channel {
    Channel {
        name,
        uniqueid: uniqueid.to_owned(),
        linkedid: linkedid.to_owned(),
        state: 0,
        caller: Default::default(),
        connected: Default::default(),
        context: String::new(),
        exten: String::new(),
        application: String::new(),
        variables: BTreeMap::new(),
        bridge: None,
        partner: None,
        phone: None,
    }
}

const fn cause_words(cause: u16) -> &'static str {
    match cause {
        16 => "Normal Clearing",
        17 => "User busy",
        19 => "User alerting, no answer",
        21 => "Call Rejected",
        _ => "Unknown",
    }
}
