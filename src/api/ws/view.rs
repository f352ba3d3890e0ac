//! What a wall display sees of the board: its own queues, agents by name only where that is wanted, no caller.

use crate::api::wire::{AgentRow, Board, LinkRow, Screen, StreamEvent};
use crate::store::WallView;

/// The board as this view has it.
pub(super) fn board(view: &WallView, board: Board) -> Board {
    Board {
        queues: board.queues.into_iter().filter(|row| shows(view, &row.id)).collect(),
        pbx_queues: Vec::new(),
        agents: board.agents.into_iter().filter_map(|row| agent(view, row)).collect(),
        links: board.links.into_iter().map(link).collect(),
        service_level_formula: board.service_level_formula,
    }
}

/// An event of the board's stream as this view has it; none where it has not.
pub(super) fn event(view: &WallView, event: StreamEvent) -> Option<StreamEvent> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is not said here is not shown, later additions too"
    )]
    match event {
        StreamEvent::Queue(row) => shows(view, &row.id).then_some(StreamEvent::Queue(row)),
        StreamEvent::Agent(row) => agent(view, *row).map(|row| StreamEvent::Agent(Box::new(row))),
        StreamEvent::Link(row) => Some(StreamEvent::Link(link(row))),
        _ => None,
    }
}

fn shows(view: &WallView, queue: &str) -> bool {
    view.queues.is_empty() || view.queues.iter().any(|id| id == queue)
}

/// Her name and state; where she sits and whom she talks to is nobody's business who walks by.
fn agent(view: &WallView, row: AgentRow) -> Option<AgentRow> {
    let queues: Vec<String> = row.queues.into_iter().filter(|id| shows(view, id)).collect();
    if !view.shows_names || queues.is_empty() {
        return None;
    }
    Some(AgentRow {
        queues,
        extension: String::new(),
        reason: None,
        screen: Screen::Ok,
        queue: None,
        caller: None,
        may_listen: false,
        listeners: Vec::new(),
        ..row
    })
}

/// That it is down makes the figures old; why is for those who can do something about it.
fn link(row: LinkRow) -> LinkRow {
    LinkRow { detail: None, ..row }
}
