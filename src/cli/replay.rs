//! `santral replay`: a recorded AMI stream through tracker and core, on virtual time.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use crate::acd::Time;
use crate::ami::{Event, Packet, PacketKind, Parser, Verdict};
use crate::api::feed;
use crate::api::wire::{FeedDetail, FeedEvent};
use crate::call::{CallEvent, LineState, LinkState, PbxName};
use crate::catalog::Catalog;
use crate::driver::{
    AgentChoice, CallChange, Effect, Happening, Known, Moment, PersonAct, Roster, Switchboard, What,
};
use crate::telephony::{Observer, Tracker};

/// Plays a recorded AMI stream; one JSON object a line, the same bytes on every run.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The recording: raw bytes, as `santral record` writes them.
    file: PathBuf,
    /// A catalog file: its queues take the callers of their numbers, its agents sit at their own phones and take calls.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The PBX's name in the settings: call ids derive from it.
    #[arg(long, default_value = "pbx1", value_name = "NAME")]
    pbx: String,
}

/// Bytes read at a time.
const BLOCK_BYTES: usize = 64 * 1024;

impl Replay {
    pub(super) fn run(&self) -> anyhow::Result<ExitCode> {
        let catalog = match &self.catalog {
            Some(file) => {
                let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
                Catalog::parse(&text).with_context(|| file.display().to_string())?
            }
            None => Catalog::default(),
        };
        let mut recording = File::open(&self.file).with_context(|| self.file.display().to_string())?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let mut player = Player::new(PbxName::new(&self.pbx), Arc::new(Roster::new(Arc::new(catalog))));
        let mut parser = Parser::new();
        let mut block = vec![0; BLOCK_BYTES];
        loop {
            let length = recording.read(&mut block).with_context(|| self.file.display().to_string())?;
            if length == 0 {
                break;
            }
            parser.push(&block[..length]);
            while let Some(packet) = parser.next() {
                // A packet beyond the limit has been skipped, as the daemon would.
                if let Ok(packet) = packet {
                    player.play(&packet);
                }
                write_events(&mut player, &mut out)?;
            }
        }
        // The last message of a stream that was cut ends without its blank line: it is not played, as the daemon would not.
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn write_events(player: &mut Player, out: &mut impl Write) -> anyhow::Result<()> {
    for event in player.told.drain(..) {
        serde_json::to_writer(&mut *out, &event)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The daemon's middle, driven by a recording instead of a link and a clock.
struct Player {
    pbx: PbxName,
    tracker: Tracker,
    observer: Observer,
    switchboard: Switchboard,
    fold: feed::Fold,
    now_ms: u64,
    listing: bool,
    last_id: u64,
    told: Vec<FeedEvent>,
}

impl Player {
    fn new(pbx: PbxName, roster: Arc<Roster>) -> Self {
        let mut player = Self {
            tracker: Tracker::new(pbx.clone(), roster.numbers().clone()),
            observer: Observer::new(pbx.clone()),
            switchboard: Switchboard::new(Arc::clone(&roster)),
            pbx,
            fold: feed::Fold::default(),
            now_ms: 0,
            listing: false,
            last_id: 0,
            told: Vec::new(),
        };
        player.begin(&roster);
        player
    }

    /// The link is up, everybody sits at the phone the catalog gives her, and takes calls.
    fn begin(&mut self, roster: &Roster) {
        self.tell(Happening::Link { pbx: self.pbx.clone(), link: LinkState::Up });
        for agent in roster.catalog().agents() {
            let Some(line) = agent.extension.clone() else { continue };
            let id = crate::acd::AgentId::new(agent.id.as_str());
            self.tell(Happening::Person(PersonAct::SignIn { agent: id.clone(), line: line.clone() }));
            let choice = AgentChoice::Available;
            self.tell(Happening::Person(PersonAct::Choose { agent: id, choice }));
            self.tell_call(CallEvent::Line { line, state: LineState::Free });
        }
        // How the day began is no news.
        self.told.clear();
        self.last_id = 0;
    }

    fn play(&mut self, packet: &Packet) {
        if packet.greeting().is_some() || packet.kind() == PacketKind::Response {
            return;
        }
        let at_ms = Event::timestamp_micros(packet).map_or(self.now_ms + 1, |at_us| at_us / 1_000);
        self.wait_until(at_ms.max(self.now_ms));
        let (Verdict::Event { event, .. } | Verdict::Doctored { event, .. }) = Verdict::of(packet) else {
            return;
        };
        self.list(&event);
        self.observer.handle(self.now_ms, &event);
        self.tracker.handle(&event);
        self.drain();
        if let Event::ListEnded { name, .. } = &event
            && name == "CoreShowChannelsComplete"
            && std::mem::take(&mut self.listing)
        {
            self.tracker.end_resync();
            self.observer.end_resync(self.now_ms);
            self.drain();
        }
    }

    /// The first row of a list begins a resync.
    fn list(&mut self, event: &Event) {
        if matches!(event, Event::ChannelListed { .. }) && !std::mem::replace(&mut self.listing, true) {
            self.tracker.begin_resync();
            self.observer.begin_resync();
        }
    }

    fn wait_until(&mut self, at_ms: u64) {
        while let Some(due) = self.switchboard.next_timeout().filter(|due| due.as_millis() <= at_ms) {
            self.now_ms = self.now_ms.max(due.as_millis());
            self.tell(Happening::Tick);
        }
        self.now_ms = at_ms;
    }

    fn drain(&mut self) {
        while let Some(news) = self.observer.poll() {
            self.switchboard.pass_on(Time::from_millis(self.now_ms), self.pbx.clone(), Arc::new(news));
            self.carry_out();
        }
        while let Some(event) = self.tracker.poll_event() {
            self.tell_call(event);
        }
    }

    fn tell_call(&mut self, event: CallEvent) {
        self.tell(Happening::Call { pbx: self.pbx.clone(), event });
    }

    fn tell(&mut self, happening: Happening) {
        // A recording holds what was, sensible or not: what the switchboard refuses has no effect, as in life.
        let _ = self.switchboard.handle(Time::from_millis(self.now_ms), happening);
        self.carry_out();
    }

    /// Wishes towards the PBX stay wishes: what came of those of the day is in the recording.
    fn carry_out(&mut self) {
        while let Some(effect) = self.switchboard.poll_effect() {
            match effect {
                Effect::Moment(moment) => self.note(&moment),
                Effect::WhoCalls(question) => {
                    let known = Known::default();
                    let answer = Happening::Known { call: question.call, known };
                    let _ = self.switchboard.handle(Time::from_millis(self.now_ms), answer);
                }
                Effect::Command { .. } => {}
            }
        }
    }

    fn note(&mut self, moment: &Moment) {
        let events = self.fold.on_moment(moment, self.switchboard.roster().numbers());
        let decision = decision(moment, &events);
        for event in decision.into_iter().chain(events) {
            self.last_id += 1;
            self.told.push(FeedEvent { id: format!("replay-{}", self.last_id), ..event });
        }
    }
}

/// Why the core chose whom it chose, in front of the offer that follows from it.
fn decision(moment: &Moment, events: &[FeedEvent]) -> Option<FeedEvent> {
    let What::Call { change: CallChange::Offered(offer), .. } = &moment.what else { return None };
    let detail = FeedDetail::Decision {
        agent: offer.agent.to_string(),
        stage: offer.decision.stage,
        rule: offer.decision.rule.as_str(),
        tie_break: offer.decision.tie_break.as_str(),
    };
    Some(FeedEvent { event: "decision", detail, ..events.first()?.clone() })
}
