//! Why a simulated call went where it went.

use super::Scenario;
use super::engine::Observer;
use super::runner::observe;
use crate::acd::{Account, Acd, CallId, Output, Time};

/// The account of a caller who counts, by his number from 0 in the first replication; of his last try where
/// there were several. `None` when so many did not come.
pub fn account(scenario: &Scenario, counted: u64) -> Option<Account> {
    observe(scenario, 0, Accountant { counted, account: None }).account
}

/// Writes the account of one caller.
struct Accountant {
    counted: u64,
    account: Option<Account>,
}

impl Observer for Accountant {
    fn dialled(&mut self, counted: Option<u64>, call: CallId) {
        if counted == Some(self.counted) {
            self.account = Some(Account::of(call));
        }
    }

    fn output(&mut self, now: Time, output: &Output) {
        if let Some(account) = &mut self.account {
            account.note(now, output);
        }
    }

    fn after_input(&mut self, acd: &Acd, now: Time) {
        if let Some(account) = &mut self.account {
            account.look(now, acd);
        }
    }
}
