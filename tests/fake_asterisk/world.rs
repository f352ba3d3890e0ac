//! The model behind the socket: channels, phones, sessions, and what tests told it to do wrong.

use std::collections::{BTreeMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc::UnboundedSender;

use super::Settings;
use super::layout::Message;

/// What a phone does when it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phone {
    /// 180, then 200 at once.
    Answer,
    /// 180, and then whatever the test says.
    Rings,
    /// Registered and dead: not even a 180.
    Silent,
    /// 486.
    Busy,
    /// 603.
    Decline,
    /// 480.
    Dnd,
    /// Not registered: no channel, no dial events.
    Unregistered,
}

/// What is to happen to an action instead.
#[derive(Debug, Clone)]
pub(crate) enum Script {
    /// `Response: Error` with this message.
    Refuse(String),
    /// No answer at all.
    Ignore,
    /// These bytes, with `{ActionID}` put in.
    Raw(Vec<u8>),
    /// A list's answer and its first row, half of the second, and the end of the connection.
    CutInList,
    /// These bytes between a list's rows.
    Interleave(Vec<u8>),
}

/// An action as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) name: String,
    pub(crate) headers: Vec<(String, String)>,
    /// Which connection, from 0.
    pub(crate) session: usize,
}

impl Received {
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) name: String,
    pub(crate) uniqueid: String,
    pub(crate) linkedid: String,
    pub(crate) state: u8,
    pub(crate) caller: (String, String),
    pub(crate) connected: (String, String),
    pub(crate) context: String,
    pub(crate) exten: String,
    pub(crate) application: String,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) bridge: Option<String>,
    /// The other channel: of a caller the phone it rings or talks to, of a phone its caller.
    pub(crate) partner: Option<String>,
    /// The phone's extension; callers have none.
    pub(crate) phone: Option<String>,
}

/// What goes out on one session.
#[derive(Debug)]
pub(crate) enum Out {
    Bytes(Vec<u8>),
    Close,
}

#[derive(Debug)]
pub(crate) struct SessionOut {
    pub(crate) out: UnboundedSender<Out>,
    pub(crate) logged_in: bool,
    pub(crate) events: bool,
    pub(crate) open: bool,
}

/// A ring whose time is to run out; the server keeps the clock.
#[derive(Debug, Clone)]
pub(crate) struct RingTimer {
    pub(crate) extension: String,
    pub(crate) agent: String,
    pub(crate) seconds: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) channels: BTreeMap<String, Channel>,
    pub(crate) bridges: BTreeMap<String, Vec<String>>,
    pub(crate) phones: BTreeMap<String, Phone>,
    pub(crate) globals: BTreeMap<String, String>,
    pub(crate) sessions: Vec<SessionOut>,
    pub(crate) received: Vec<Received>,
    pub(crate) heartbeats: u64,
    pub(crate) cut_for_slowness: u64,
    pub(crate) booted: bool,
    pub(crate) muted: bool,
    pub(crate) refusing: bool,
    pub(crate) ring_timers: Vec<RingTimer>,
    pub(crate) contexts_missing: Vec<String>,
    scripts: BTreeMap<String, VecDeque<Script>>,
    scripts_always: BTreeMap<String, Script>,
    started: u64,
    last_channel: u64,
    last_bridge: u64,
}

impl World {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            channels: BTreeMap::new(),
            bridges: BTreeMap::new(),
            phones: BTreeMap::new(),
            globals: BTreeMap::from([("CTI_HB".to_owned(), "0".to_owned())]),
            sessions: Vec::new(),
            received: Vec::new(),
            heartbeats: 0,
            cut_for_slowness: 0,
            booted: true,
            muted: false,
            refusing: false,
            ring_timers: Vec::new(),
            contexts_missing: Vec::new(),
            scripts: BTreeMap::new(),
            scripts_always: BTreeMap::new(),
            started: unix_seconds(),
            last_channel: 0,
            last_bridge: 0,
        }
    }

    pub(crate) fn sessions_open(&self) -> usize {
        self.sessions.iter().filter(|session| session.open && session.logged_in).count()
    }

    pub(crate) fn script_once(&mut self, action: &str, script: Script) {
        self.scripts.entry(action.to_owned()).or_default().push_back(script);
    }

    pub(crate) fn script_always(&mut self, action: &str, script: Option<Script>) {
        match script {
            Some(script) => self.scripts_always.insert(action.to_owned(), script),
            None => self.scripts_always.remove(action),
        };
    }

    pub(crate) fn next_script(&mut self, action: &str) -> Option<Script> {
        let once = self.scripts.get_mut(action).and_then(VecDeque::pop_front);
        once.or_else(|| self.scripts_always.get(action).cloned())
    }

    pub(crate) fn set_phone(&mut self, extension: &str, phone: Phone) {
        self.phones.insert(extension.to_owned(), phone);
        let state = if phone == Phone::Unregistered { "UNAVAILABLE" } else { "NOT_INUSE" };
        self.device_state(extension, state);
    }

    pub(crate) fn event(&self, name: &str, privilege: &str) -> Message {
        Message::event(name, privilege, self.settings.system_name.as_deref())
    }

    pub(crate) fn tell(&self, message: Message) {
        self.emit(message.into_bytes());
    }

    pub(crate) fn emit(&self, bytes: Vec<u8>) {
        for session in self.sessions.iter().filter(|session| session.logged_in && session.events) {
            let _ = session.out.send(Out::Bytes(bytes.clone()));
        }
    }

    pub(crate) fn reply(&self, session: usize, bytes: Vec<u8>) {
        if let Some(session) = self.sessions.get(session) {
            let _ = session.out.send(Out::Bytes(bytes));
        }
    }

    pub(crate) fn close(&self, session: usize) {
        if let Some(session) = self.sessions.get(session) {
            let _ = session.out.send(Out::Close);
        }
    }

    pub(crate) fn cut(&mut self) {
        (0..self.sessions.len()).for_each(|session| self.close(session));
    }

    pub(crate) fn cut_mid_event(&mut self) {
        let whole = self.event("DeviceStateChange", "call,all").with("Device", "PJSIP/1001").into_bytes();
        self.emit(whole[..whole.len() / 2].to_vec());
        self.cut();
    }

    pub(crate) fn boot(&mut self) {
        self.booted = true;
        self.tell(self.fully_booted());
    }

    pub(crate) fn fully_booted(&self) -> Message {
        let uptime = unix_seconds().saturating_sub(self.started);
        self.event("FullyBooted", "system,all")
            .with("Uptime", &uptime.to_string())
            .with("LastReload", &uptime.to_string())
            .with("Status", "Fully Booted")
    }

    pub(crate) fn restart(&mut self, clean: bool) {
        if clean {
            self.tell(
                self.event("Shutdown", "system,all").with("Shutdown", "Cleanly").with("Restart", "True"),
            );
        }
        self.forget_everything();
        self.cut();
    }

    pub(crate) fn restart_behind_proxy(&mut self) {
        self.forget_everything();
        self.tell(self.fully_booted());
    }

    fn forget_everything(&mut self) {
        self.channels.clear();
        self.bridges.clear();
        self.ring_timers.clear();
        self.globals.insert("CTI_HB".to_owned(), "0".to_owned());
        self.started += 1;
    }

    /// `CoreStartupDate`, `CoreStartupTime`. Before boot Asterisk shows the beginning of 1970.
    pub(crate) fn startup(&self) -> (String, String) {
        if !self.booted {
            return ("1970-01-01".to_owned(), "00:00:00".to_owned());
        }
        let day = self.started % 86_400;
        let time = format!("{:02}:{:02}:{:02}", day / 3_600, day / 60 % 60, day % 60);
        ("2026-11-25".to_owned(), time)
    }

    pub(crate) fn next_uniqueid(&mut self) -> (u64, String) {
        self.last_channel += 1;
        let id = format!("{}.{}", self.started, self.last_channel);
        let id =
            self.settings.system_name.as_ref().map_or_else(|| id.clone(), |system| format!("{system}-{id}"));
        (self.last_channel, id)
    }

    pub(crate) fn next_bridge(&mut self) -> String {
        self.last_bridge += 1;
        format!("5f3c0e6a-0000-4000-8000-{:012}", self.last_bridge)
    }

    /// Channels are named by name or by uniqueid.
    pub(crate) fn find(&self, name_or_id: &str) -> Option<Channel> {
        let by_id = self.channels.get(name_or_id);
        by_id.or_else(|| self.channels.values().find(|channel| channel.name == name_or_id)).cloned()
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
