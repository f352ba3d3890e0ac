//! The board as lines of text. Pure: the same board, moment and size give the same lines.

use jiff::Timestamp;

use super::words::{Lang, Word};
use crate::api::wire::{AgentRow, AgentState, Board, Level, PhoneState, QueueRow, Screen as AgentScreen};

/// How lines are drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// The words.
    pub(super) lang: Lang,
    /// Columns.
    pub(super) width: usize,
    /// Rows; agents beyond them are counted, not drawn.
    pub(super) height: usize,
    /// Whether colours may be used; a shape says the same beside every one.
    pub(super) colour: bool,
}

/// How old what is drawn is.
#[derive(Clone, Debug)]
pub(super) enum Age {
    /// It is told as it happens.
    Live,
    /// It was told last so many seconds ago; why no longer.
    Stale(u64, String),
}

/// Draws a frame.
pub(super) fn draw(board: &Board, now: Timestamp, age: &Age, look: Look) -> Vec<String> {
    let mut lines = vec![head(board, now, look)];
    lines.extend(banners(board, now, age, look));
    lines.push(String::new());
    lines.push(titles(&QUEUE_COLUMNS, look));
    lines.extend(board.queues.iter().map(|queue| row(&QUEUE_COLUMNS, &queue_cells(queue, now, look), look)));
    lines.push(String::new());
    let here: Vec<&AgentRow> = ordered(&board.agents);
    lines.push(titles(&AGENT_COLUMNS, look));
    let room = look.height.saturating_sub(lines.len() + 1).max(1);
    lines.extend(
        here.iter().take(room).map(|agent| row(&AGENT_COLUMNS, &agent_cells(agent, now, look), look)),
    );
    if here.len() > room {
        lines.push(look.lang.say(Word::More).replace("{n}", &(here.len() - room).to_string()));
    }
    lines
}

/// A column: its title, how wide, whether figures stand in it.
type Column = (Word, usize, bool);

const QUEUE_COLUMNS: [Column; 9] = [
    (Word::Queue, 20, false),
    (Word::Waiting, 9, true),
    (Word::Longest, 9, true),
    (Word::ServiceLevel, 9, true),
    (Word::Answered, 9, true),
    (Word::Abandoned, 9, true),
    (Word::Ready, 7, true),
    (Word::Busy, 7, true),
    (Word::NotReady, 11, true),
];

const AGENT_COLUMNS: [Column; 5] = [
    (Word::Agent, 24, false),
    (Word::Phone, 8, false),
    (Word::State, 24, false),
    (Word::Since, 9, true),
    (Word::Call, 24, false),
];

fn head(board: &Board, now: Timestamp, look: Look) -> String {
    let waiting: u32 = board.queues.iter().map(|queue| queue.waiting).sum();
    let oldest = board.queues.iter().filter_map(|queue| queue.oldest_at.as_deref()).min();
    let longest = oldest.map_or_else(|| "–".to_owned(), |at| clock(since(at, now)));
    let count = |state: AgentState| board.agents.iter().filter(|agent| agent.state == state).count();
    let say = |word: Word| look.lang.say(word);
    let line = format!(
        "Santral   {} {waiting}   {} {longest}   {} {}   {} {}   {} {}",
        say(Word::Waiting),
        say(Word::Longest),
        say(Word::Ready),
        count(AgentState::Available),
        say(Word::OnCall),
        count(AgentState::OnCall) + count(AgentState::Ringing),
        say(Word::NotReady),
        count(AgentState::NotReady) + count(AgentState::WrapUp),
    );
    paint(&cut(&line, look.width), "1", look)
}

/// Old figures are never drawn as if they were live.
fn banners(board: &Board, now: Timestamp, age: &Age, look: Look) -> Vec<String> {
    let mut lines = Vec::new();
    let stale = |seconds: u64| look.lang.say(Word::Stale).replace("{s}", &seconds.to_string());
    if let Age::Stale(seconds, why) = age {
        lines.push(format!("■ {}: {}", stale(*seconds), tame(why)));
    }
    for link in board.links.iter().filter(|link| !link.up) {
        let why = link.detail.as_deref().unwrap_or("–");
        let no_link = look.lang.say(Word::NoLink).replace("{pbx}", &link.pbx);
        lines.push(format!("■ {no_link}: {} · {}", tame(why), stale(since(&link.since, now))));
    }
    lines.into_iter().map(|line| paint(&cut(&line, look.width), "1;31", look)).collect()
}

fn queue_cells(queue: &QueueRow, now: Timestamp, look: Look) -> Vec<String> {
    let level = &queue.service_level;
    let percent = level.percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent:.0}%"));
    vec![
        look.lang.label(&queue.label).to_owned(),
        queue.waiting.to_string(),
        queue.oldest_at.as_deref().map_or_else(|| "–".to_owned(), |at| clock(since(at, now))),
        format!("{percent} {}", shape(level.level)),
        queue.answered.to_string(),
        queue.abandoned.to_string(),
        queue.agents_available.to_string(),
        queue.agents_busy.to_string(),
        queue.agents_not_ready.to_string(),
    ]
}

fn agent_cells(agent: &AgentRow, now: Timestamp, look: Look) -> Vec<String> {
    let mut state = look.lang.say(Word::of_state(agent.state)).to_owned();
    if let Some(reason) = &agent.reason {
        state = format!("{state} · {reason}");
    }
    let mut call = agent.caller.clone().unwrap_or_default();
    if agent.phone == PhoneState::Unreachable {
        call = format!("{call} ■ {}", look.lang.say(Word::PhoneGone));
    }
    if agent.screen == AgentScreen::Lost {
        call = format!("{call} ■ {}", look.lang.say(Word::ScreenGone));
    }
    vec![
        agent.name.clone(),
        agent.extension.clone(),
        state,
        clock(since(&agent.since, now)),
        call.trim_start().to_owned(),
    ]
}

/// Who is here, whoever cannot be reached first; within that, who has been in a state longest.
fn ordered(agents: &[AgentRow]) -> Vec<&AgentRow> {
    let mut here: Vec<&AgentRow> = agents.iter().filter(|agent| agent.state != AgentState::Offline).collect();
    let is_fine =
        |agent: &AgentRow| agent.phone != PhoneState::Unreachable && agent.screen == AgentScreen::Ok;
    here.sort_by(|a, b| (is_fine(a), &a.since, &a.id).cmp(&(is_fine(b), &b.since, &b.id)));
    here
}

fn titles(columns: &[Column], look: Look) -> String {
    let cells: Vec<String> = columns.iter().map(|(word, ..)| look.lang.say(*word).to_owned()).collect();
    paint(&row(columns, &cells, look), "4", look)
}

fn row(columns: &[Column], cells: &[String], look: Look) -> String {
    let cells = columns.iter().zip(cells).map(|((_, width, figures), cell)| {
        let cell = cut(&tame(cell), *width);
        let gap = " ".repeat(width.saturating_sub(cell.chars().count()));
        if *figures { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
    });
    cut(cells.collect::<Vec<_>>().join(" ").trim_end(), look.width)
}

fn shape(level: Level) -> char {
    match level {
        Level::Ok => '●',
        Level::Warn => '▲',
        Level::Breach => '■',
    }
}

/// Seconds since a moment of the server's.
fn since(at: &str, now: Timestamp) -> u64 {
    let at: Option<Timestamp> = at.parse().ok();
    at.map_or(0, |at| u64::try_from(now.duration_since(at).as_secs()).unwrap_or(0))
}

fn clock(seconds: u64) -> String {
    if seconds >= 3_600 {
        return format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    }
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// A name is text: nothing in it may speak to the terminal.
fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_turning(c) { '·' } else { c }).collect()
}

/// The marks that turn the direction of writing.
fn is_turning(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

fn paint(text: &str, code: &str, look: Look) -> String {
    if look.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}
