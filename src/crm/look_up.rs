//! Looking a number up.

use tokio::time::timeout;

use super::Config;
use crate::phone::E164;
use crate::store::{Customer, Store};

/// Looks callers up in the embedded customer database. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Crm {
    store: Store,
    config: Config,
}

/// What a look-up came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// These have the number, the one with the most recent contact first; never empty.
    Found(Vec<Customer>),
    /// Nobody has it.
    Nobody,
    /// The database did not answer, or not in time. The call is untouched by it.
    Failed(String),
}

impl Crm {
    /// Looks up in this database.
    pub fn new(store: Store, config: Config) -> Self {
        Self { store, config }
    }

    /// Who has this number, exactly. Answers within [`Config::give_up_ms`], whatever the database does.
    pub async fn look_up(&self, number: &E164) -> LookUp {
        match timeout(self.config.give_up(), self.store.customers().by_number(number)).await {
            Ok(Ok(found)) if found.is_empty() => LookUp::Nobody,
            Ok(Ok(found)) => LookUp::Found(found),
            Ok(Err(error)) => LookUp::Failed(error.to_string()),
            Err(_) => LookUp::Failed(format!("no answer within {} ms", self.config.give_up_ms)),
        }
    }
}
