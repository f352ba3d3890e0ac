//! A fake Asterisk 22 for tests: real AMI over a real socket, a small model of calls behind it.
//!
//! # Recipes
//!
//! Include it from any test binary:
//! ```ignore
//! #[path = "../fake_asterisk/mod.rs"]
//! mod fake_asterisk;
//! use fake_asterisk::{FakeAsterisk, Phone, Script, Settings};
//! ```
//! *Start one and log in*: `let pbx = FakeAsterisk::start().await; Ami::start(pbx.config(), cancel)`.
//! The user is `cti`, the secret `ctisecret`; other figures through [`Settings`] and [`FakeAsterisk::start_with`].
//!
//! *A call*: `let caller = pbx.arrive("+902164649201", "Ayşe Yılmaz", "5552001");` emits `Newchannel`, `Newstate` and
//! `UserEvent CtiWait`. A `Redirect` of it to `cti-ring` dials the phone: `pbx.phone("1001", Phone::Answer)` first, or
//! `Busy Decline Dnd Rings Silent Unregistered`. A phone that rings: `pbx.answer("1001")`, `pbx.ring_out("1001")`. The end:
//! `pbx.hang_up(&caller)`, `pbx.hang_up_phone("1001")`. What came to pass is the event sequences of asterisk.md section 3.
//!
//! *What was asked of it*: `pbx.actions()`, `pbx.actions_named("Redirect")`, `pbx.heartbeats()`;
//! `pbx.wait_for(|world| …).await` waits for a condition without sleeping.
//!
//! *Answers out of order*: `pbx.script("CoreShowChannels", Script::Refuse("no".into()))` for the next such action;
//! [`Script`] has `Ignore`, `Raw`, `CutInList`, `Interleave`. `pbx.script_always` for each.
//!
//! *Trouble*: `pbx.cut()`, `pbx.cut_mid_event()`, `pbx.mute()`/`pbx.unmute()` (half-open), `pbx.refuse_connections(true)`,
//! `pbx.hold_boot()`/`pbx.boot()`, `pbx.restart(…)`, `pbx.restart_behind_proxy()`, `pbx.emit(bytes)` for any bytes at all.
//!
//! *Slow readers* are cut as Asterisk does: a session's events leave one by one, and a write that stalls for
//! `Settings::write_timeout` (100 ms) ends the session in the middle of an event. `pbx.sessions_cut_for_slowness()`.
#![expect(dead_code, reason = "each test binary uses its own part of the peer")]

mod calls;
mod layout;
mod lists;
mod server;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use santral::ami::Config;

use self::server::Shared;
pub(crate) use self::world::{Phone, Received, Script, World};

/// Keeps the expectation above true in a binary that uses everything.
const UNUSED: () = ();

/// How the peer is to be.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) username: String,
    pub(crate) secret: String,
    /// The pause before a login is refused: one second in Asterisk, none here unless asked for.
    pub(crate) bad_login_pause: Duration,
    /// How long one write may stall.
    pub(crate) write_timeout: Duration,
    /// `SO_SNDBUF` of each connection; the system's where absent.
    pub(crate) send_buffer: Option<usize>,
    /// Certificate and key, PEM, for TLS.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    /// Whether the user reads class `system`, and so is told `FullyBooted`.
    pub(crate) reads_system: bool,
    /// Whether `Challenge` is known.
    pub(crate) challenge: bool,
    /// How long phones ring where `CTI_TIMEOUT` says nothing.
    pub(crate) ring_time: Duration,
    pub(crate) system_name: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            username: "cti".to_owned(),
            secret: "ctisecret".to_owned(),
            bad_login_pause: Duration::ZERO,
            write_timeout: Duration::from_millis(100),
            send_buffer: None,
            tls: None,
            reads_system: true,
            challenge: true,
            ring_time: Duration::from_secs(20),
            system_name: None,
        }
    }
}

/// The peer. Ends when dropped.
#[derive(Debug)]
pub(crate) struct FakeAsterisk {
    address: SocketAddr,
    shared: Arc<Shared>,
    settings: Settings,
    accepting: tokio::task::JoinHandle<()>,
}

impl FakeAsterisk {
    /// One with every default, on a free port of loopback.
    pub(crate) async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    /// One as wished.
    pub(crate) async fn start_with(settings: Settings) -> Self {
        let shared = Shared::new(settings.clone());
        let (address, accepting) = server::listen(Arc::clone(&shared)).await;
        Self { address, shared, settings, accepting }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.address.port()
    }

    /// Settings that reach it.
    pub(crate) fn config(&self) -> Config {
        let secret = self.settings.secret.as_str();
        Config::new(self.address.ip().to_string(), self.port(), &*self.settings.username, secret)
    }

    /// What a phone does when it is called.
    pub(crate) fn phone(&self, extension: &str, phone: Phone) {
        self.shared.change(|world| world.set_phone(extension, phone));
    }

    /// A caller comes in and waits. Returns the channel's uniqueid, by which everything else names it.
    pub(crate) fn arrive(&self, number: &str, name: &str, did: &str) -> String {
        self.shared.change(|world| world.arrive(number, name, did))
    }

    /// A caller arrives by way of a menu, where he keyed something in.
    pub(crate) fn arrive_keyed(&self, number: &str, did: &str, key: &str, path: &str) -> String {
        let menu = [("CTI_KEY", key), ("CTI_PATH", path)];
        self.shared.change(|world| world.arrive_with(number, "", did, &menu))
    }

    /// A caller arrives who has keyed a code in.
    pub(crate) fn arrive_with_pin(&self, number: &str, name: &str, did: &str, pin: &str) -> String {
        self.shared.change(|world| world.arrive_with(number, name, did, &[("CTI_PIN", pin)]))
    }

    /// A ringing phone is answered.
    pub(crate) fn answer(&self, extension: &str) {
        self.shared.change(|world| world.answer_phone(extension));
    }

    /// The ring time of a ringing phone runs out now.
    pub(crate) fn ring_out(&self, extension: &str) {
        self.shared.change(|world| world.ring_out(extension));
    }

    /// A caller hangs up.
    pub(crate) fn hang_up(&self, uniqueid: &str) {
        self.shared.change(|world| world.hang_up_channel(uniqueid));
    }

    /// The person at a phone hangs up.
    pub(crate) fn hang_up_phone(&self, extension: &str) {
        self.shared.change(|world| world.hang_up_phone(extension));
    }

    /// The person at a phone presses hold, or takes the other party back.
    pub(crate) fn hold(&self, extension: &str, event: &str) {
        self.shared.change(|world| world.hold(extension, event));
    }

    /// Any bytes at all, to every session that hears events.
    pub(crate) fn emit(&self, bytes: impl Into<Vec<u8>>) {
        self.shared.change(|world| world.emit(bytes.into()));
    }

    /// It has no such dialplan context.
    pub(crate) fn lacks_context(&self, context: &str) {
        self.shared.change(|world| world.contexts_missing.push(context.to_owned()));
    }

    /// The next action of this name is treated so.
    pub(crate) fn script(&self, action: &str, script: Script) {
        self.shared.change(|world| world.script_once(action, script));
    }

    /// Every action of this name is treated so, `None` to end that.
    pub(crate) fn script_always(&self, action: &str, script: Option<Script>) {
        self.shared.change(|world| world.script_always(action, script));
    }

    /// Every connection ends now.
    pub(crate) fn cut(&self) {
        self.shared.change(World::cut);
    }

    /// Every connection ends in the middle of an event.
    pub(crate) fn cut_mid_event(&self) {
        self.shared.change(World::cut_mid_event);
    }

    /// From now on nothing is sent and nothing read, as with a network that swallows everything.
    pub(crate) fn mute(&self) {
        self.shared.change(|world| world.muted = true);
    }

    pub(crate) fn unmute(&self) {
        self.shared.change(|world| world.muted = false);
    }

    /// New connections are closed at once.
    pub(crate) fn refuse_connections(&self, refuse: bool) {
        self.shared.change(|world| world.refusing = refuse);
    }

    /// Logins are accepted, but Asterisk is not booted until [`FakeAsterisk::boot`].
    pub(crate) fn hold_boot(&self) {
        self.shared.change(|world| world.booted = false);
    }

    pub(crate) fn boot(&self) {
        self.shared.change(World::boot);
    }

    /// Asterisk restarts: all channels are gone and every connection ends. A clean one says so first.
    pub(crate) fn restart(&self, clean: bool) {
        self.shared.change(|world| world.restart(clean));
    }

    /// The same behind connections that stay.
    pub(crate) fn restart_behind_proxy(&self) {
        self.shared.change(World::restart_behind_proxy);
    }

    /// Every action since the start, login and lists included, in order.
    pub(crate) fn actions(&self) -> Vec<Received> {
        self.shared.look(|world| world.received.clone())
    }

    pub(crate) fn actions_named(&self, name: &str) -> Vec<Received> {
        self.actions().into_iter().filter(|action| action.name == name).collect()
    }

    /// How often `CTI_HB` was set.
    pub(crate) fn heartbeats(&self) -> u64 {
        self.shared.look(|world| world.heartbeats)
    }

    pub(crate) fn sessions_cut_for_slowness(&self) -> u64 {
        self.shared.look(|world| world.cut_for_slowness)
    }

    /// Looks at the model.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.shared.look(look)
    }

    /// Waits until the model is so.
    pub(crate) async fn wait_for(&self, condition: impl Fn(&World) -> bool) {
        self.shared.wait_for(condition).await;
    }
}

impl Drop for FakeAsterisk {
    fn drop(&mut self) {
        self.accepting.abort();
        self.shared.change(World::cut);
    }
}
