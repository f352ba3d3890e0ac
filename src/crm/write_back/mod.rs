//! Telling the company's own systems of a finished interaction.
//!
//! Letters come from the outbox of our own database, where they were put by the transaction that finished the
//! interaction. Each receiver has its own task: one that hangs or is away delays nobody else, and no call. A
//! letter is told at least once; with its key the receiver makes once of it.

mod config;
mod deliver;
mod http;
mod sql;
mod values;

use std::sync::Arc;
use std::time::Duration;

use super::{SourceError, SourceKind};
use crate::store::Letter;

pub use config::WriteBackConfig;
pub use deliver::deliver;

/// A receiver of the settings.
#[derive(Debug)]
pub struct WriteBack {
    name: String,
    give_up: Duration,
    retry_first: Duration,
    retry_longest: Duration,
    tries_max: u32,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Sql(sql::Sql),
    Http(Box<http::Http>),
}

/// Why a letter was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTold {
    /// It may be taken another time: the receiver is away, busy or out of order.
    Later(String),
    /// It will never be taken as it is.
    Never(String),
}

impl WriteBack {
    /// A receiver of the settings. It is not asked here: one that is away is no reason not to start.
    pub fn new(config: &WriteBackConfig) -> Result<Arc<Self>, SourceError> {
        let way = match config.kind {
            SourceKind::Sql => Way::Sql(sql::Sql::new(config)?),
            SourceKind::Http => Way::Http(Box::new(http::Http::new(config)?)),
        };
        Ok(Arc::new(Self {
            name: config.name.clone(),
            give_up: Duration::from_millis(config.give_up_ms),
            retry_first: Duration::from_millis(config.retry_first_ms.max(1)),
            retry_longest: Duration::from_millis(config.retry_longest_ms.max(1)),
            tries_max: config.tries_max.max(1),
            way,
        }))
    }

    /// Its name in the settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Tells one letter; an answer is waited for no longer than the settings say.
    pub async fn tell(&self, letter: &Letter) -> Result<(), NotTold> {
        let told = async {
            match &self.way {
                Way::Sql(sql) => sql.tell(letter).await,
                Way::Http(http) => http.tell(letter).await,
            }
        };
        let too_late = || NotTold::Later(format!("no answer within {} ms", self.give_up.as_millis()));
        tokio::time::timeout(self.give_up, told).await.unwrap_or_else(|_| Err(too_late()))
    }

    /// Whether it can be reached and would understand us; nothing is written. The words say what was found.
    pub async fn try_out(&self) -> Result<String, String> {
        let tried = async {
            match &self.way {
                Way::Sql(sql) => sql.try_out().await,
                Way::Http(http) => http.try_out().await,
            }
        };
        let too_late = || format!("no answer within {} ms", self.give_up.as_millis());
        tokio::time::timeout(self.give_up, tried).await.unwrap_or_else(|_| Err(too_late()))
    }
}
