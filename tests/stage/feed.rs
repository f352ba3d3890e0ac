//! The feed as a program reads it.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

use super::{Rest, until};

/// Everything the feed has told since it was opened.
#[derive(Clone, Debug)]
pub(crate) struct Feed(watch::Receiver<Vec<Value>>);

impl Feed {
    /// Opens it (`text/event-stream`); every event is one line of JSON.
    pub(crate) async fn open(rest: &Rest) -> anyhow::Result<Self> {
        let mut answer = rest.follow("/api/v1/events").await?;
        let (told, events) = watch::channel(Vec::new());
        tokio::spawn(async move {
            let mut text = String::new();
            while let Ok(Some(bytes)) = answer.chunk().await {
                text.push_str(&String::from_utf8_lossy(&bytes));
                while let Some((line, rest)) = text.split_once('\n') {
                    let event = line.strip_prefix("data:").and_then(|data| serde_json::from_str(data).ok());
                    told.send_modify(|events| events.extend(event));
                    text = rest.to_owned();
                }
            }
        });
        Ok(Self(events))
    }

    /// All of them.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.0.borrow().clone()
    }

    /// Waits for an event of this name that is like this.
    pub(crate) async fn tells(&self, name: &str, like: impl Fn(&Value) -> bool) -> Value {
        until(&format!("the feed tells {name}"), Duration::from_secs(5), async || {
            let events = self.events();
            let found = events.iter().find(|event| event["event"] == name && like(event));
            found.cloned().ok_or_else(|| format!("{events:#?}"))
        })
        .await
    }
}
