//! Who calls, for queues whose routing hangs on it.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use crate::acd::AgentId;
use crate::driver::{Driver, KNOWN_WITHIN, Known, Question};
use crate::store::{Store, StoreError};

/// Questions that may wait for an answer; the driver answers a further one by itself.
pub(super) const QUESTIONS_MAX: usize = 256;

/// Questions answered side by side.
const ASKED_AT_ONCE_MAX: usize = 8;

/// Answers the driver's questions until it is told to stop. Nobody is kept beyond [`KNOWN_WITHIN`]: the
/// switchboard's own timer sees to that, whatever the database does.
pub(super) async fn answer(
    mut questions: mpsc::Receiver<Question>,
    store: Store,
    driver: Driver,
    cancel: CancellationToken,
) {
    let room = Arc::new(Semaphore::new(ASKED_AT_ONCE_MAX));
    loop {
        let question = tokio::select! {
            () = cancel.cancelled() => return,
            question = questions.recv() => match question {
                Some(question) => question,
                None => return,
            },
        };
        // Never closed: it is ours.
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let (store, driver) = (store.clone(), driver.clone());
        tokio::spawn(async move {
            let call = question.call;
            let known = tokio::time::timeout(KNOWN_WITHIN, look_up(&store, &question)).await;
            let known = match known {
                Ok(Ok(known)) => known,
                Ok(Err(error)) => {
                    tracing::warn!(call.id = %call, %error, "the caller could not be looked up; routed unknown");
                    Known::default()
                }
                Err(_) => Known::default(),
            };
            driver.known(call, known).await;
            drop(place);
        });
    }
}

async fn look_up(store: &Store, question: &Question) -> Result<Known, StoreError> {
    let customers = store.customers().by_number(&question.number).await?;
    let last_agent = store.calls().last_agent(&question.number).await?.map(AgentId::new);
    Ok(match customers.as_slice() {
        [one] => Known { segment: one.segment.clone(), vip: one.vip, last_agent },
        // Several share the number: who of them calls is not known, but who talked to them last is.
        [] | [_, ..] => Known { last_agent, ..Known::default() },
    })
}
