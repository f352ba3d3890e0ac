//! The supervisor: the board and every call.

use std::time::Duration;

use santral::api::wire;

use super::{Rest, until};

/// A supervisor, signed in.
#[derive(Clone, Debug)]
pub(crate) struct Board {
    pub(crate) rest: Rest,
}

impl Board {
    /// The board now.
    pub(crate) async fn now(&self) -> anyhow::Result<wire::Board> {
        self.rest.get("/api/v1/board").await
    }

    /// One queue of it.
    pub(crate) async fn queue(&self, id: &str) -> wire::QueueRow {
        let board = self.now().await.expect("the board");
        board
            .queues
            .into_iter()
            .find(|row| row.id == id)
            .unwrap_or_else(|| panic!("no queue {id} on the board"))
    }

    /// One agent of it.
    pub(crate) async fn agent(&self, id: &str) -> wire::AgentRow {
        let board = self.now().await.expect("the board");
        board
            .agents
            .into_iter()
            .find(|row| row.id == id)
            .unwrap_or_else(|| panic!("no agent {id} on the board"))
    }

    /// Waits until the board is like this.
    pub(crate) async fn until(
        &self,
        what: &str,
        within: Duration,
        like: impl Fn(&wire::Board) -> bool,
    ) -> wire::Board {
        until(what, within, async || match self.now().await {
            Ok(board) if like(&board) => Ok(board),
            Ok(board) => Err(format!("{board:#?}")),
            Err(error) => Err(format!("{error:#}")),
        })
        .await
    }

    /// Waits until a queue's row is like this.
    pub(crate) async fn until_queue(
        &self,
        id: &str,
        what: &str,
        like: impl Fn(&wire::QueueRow) -> bool,
    ) -> wire::QueueRow {
        let within = Duration::from_secs(10);
        let board =
            self.until(what, within, |board| board.queues.iter().any(|row| row.id == id && like(row))).await;
        board.queues.into_iter().find(|row| row.id == id).expect("just waited for")
    }

    /// Calls, newest first.
    pub(crate) async fn calls(&self) -> anyhow::Result<Vec<wire::CallRow>> {
        let page: wire::CallPage = self.rest.get("/api/v1/calls?limit=200").await?;
        Ok(page.items)
    }

    /// Waits until the list has a call like this.
    pub(crate) async fn until_call(
        &self,
        what: &str,
        like: impl Fn(&wire::CallRow) -> bool,
    ) -> wire::CallRow {
        until(what, Duration::from_secs(10), async || match self.calls().await {
            Ok(calls) => calls.iter().find(|call| like(call)).cloned().ok_or_else(|| format!("{calls:#?}")),
            Err(error) => Err(format!("{error:#}")),
        })
        .await
    }

    /// One call with its story.
    pub(crate) async fn story(&self, call_id: &str) -> anyhow::Result<wire::CallStory> {
        self.rest.get(&format!("/api/v1/calls/{call_id}")).await
    }
}
