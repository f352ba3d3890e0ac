//! The feed as server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::SharedApp;
use super::auth::SignedIn;
use super::feed::{Feed, Told};
use super::problem::ApiError;
use super::state::Ended;

/// Programs that may read along at the same time.
pub(super) const READERS_MAX: usize = 64;

/// Everything that happens, from now on or behind the event that `Last-Event-ID` names: each event once while it
/// lies among the last 16,384, else one `gap` and what is left of them. It ends with the session it was opened in.
/// docs/feed.md describes the events.
#[utoipa::path(get, path = "/api/v1/events",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last event that was received")),
    responses((status = 200, body = super::wire::FeedEvent, content_type = "text/event-stream",
            description = "One event a message: its id, its name, and as data the object"),
        (status = 403, body = super::wire::Problem), (status = 429, body = super::wire::Problem)))]
pub(super) async fn read(
    State(app): State<SharedApp>,
    who: SignedIn,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    if !who.watches_everybody() {
        return Err(ApiError::NotAllowed);
    }
    let seat = app.readers().clone().try_acquire_owned().map_err(|_| ApiError::TooManyReaders)?;
    let feed = app.hub.feed().clone();
    let resumed = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let (place, gap) = match resumed.map(|id| feed.place(id)) {
        Some(Some(place)) => (place, false),
        Some(None) => (feed.begin(), true),
        None => (feed.end(), false),
    };
    let reader = Reader { changes: feed.changes(), feed, place, gap, ahead: VecDeque::new(), _seat: seat };
    let events = futures_util::stream::unfold(reader, async |mut reader| {
        let event = reader.next().await?;
        Some((Ok(event), reader))
    });
    let events = events.take_until(over(app, who));
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// Comes when the daemon goes down or whoever reads has signed out.
fn over(app: SharedApp, who: SignedIn) -> impl Future<Output = ()> {
    let mut ended = app.sessions_ended();
    async move {
        // Lagging behind sign-outs is no proof of being signed in.
        let hers = Ended::Session(who.token.clone());
        let signed_out = async { while ended.recv().await.is_ok_and(|told| told != hers) {} };
        tokio::select! {
            () = app.drain.cancelled() => {}
            () = signed_out => {}
        }
    }
}

/// One program that reads along. It holds no queue: what it has not read yet stands in the feed.
struct Reader {
    feed: Feed,
    changes: watch::Receiver<u64>,
    place: u64,
    /// It must be told that it missed something.
    gap: bool,
    ahead: VecDeque<Told>,
    _seat: OwnedSemaphorePermit,
}

impl Reader {
    /// The next event; none when the feed itself is gone.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if std::mem::take(&mut self.gap) {
                return Some(gap());
            }
            if let Some(told) = self.ahead.pop_front() {
                self.place = told.n;
                return Some(Event::default().id(&*told.id).event(told.name).data(&*told.json));
            }
            self.changes.mark_unchanged();
            let missed = self.feed.since(self.place);
            self.gap = missed.gap;
            self.ahead = missed.events.into();
            if self.ahead.is_empty() {
                self.changes.changed().await.ok()?;
            }
        }
    }
}

fn gap() -> Event {
    Event::default().event("gap").data(r#"{"event":"gap","reason":"events before the next one were missed"}"#)
}
