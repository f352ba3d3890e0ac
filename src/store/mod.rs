//! What is kept: customers, calls, users, catalog versions and the journal, in SQLite or PostgreSQL.
//!
//! One file a noun, one door a noun: [`Store::customers`], [`Store::calls`] and so on. The two databases
//! behave alike; `tests/store` runs the same cases on both. Row types are the store's own and know nothing
//! of the wire. *Not found* is `Ok(None)`. Moments come in as arguments, UTC milliseconds; only the
//! journal's writer, which waits and tries again by itself, reads a clock.

mod audit;
mod backup;
mod calls;
mod catalog_versions;
mod config;
mod contact;
mod customers;
mod db;
mod erased;
mod error;
mod facts;
mod fold;
mod gaps;
mod id;
mod incidents;
mod journal;
mod lock;
mod note;
mod offers;
mod open;
mod outbox;
mod pins;
mod profiles;
mod retention;
mod sessions;
mod subject;
mod text;
mod traces;
mod users;
mod wall_tokens;
mod writer;

pub use audit::{Audit, AuditRecord, Verified};
pub use backup::BACKUP_PART_SUFFIX;
pub use calls::{
    CallFilter, CallNote, CallPage, CallRecord, CallSource, Calls, Missed, PastCalls, Weight, WrapUpSave,
};
pub use catalog_versions::{CatalogVersion, CatalogVersions, VersionHead};
pub use config::Config;
pub use contact::{Contact, NewContact};
pub use customers::{
    Customer, CustomerEdit, CustomerKind, Customers, Duplicate, DuplicateConfidence, DuplicateReason,
    DuplicateSide, EarlierCall, FileCustomer, Imported, Merge, Rejected, Signals, Unmerged,
};
pub use erased::Erased;
pub use error::StoreError;
pub use facts::{Fact, Facts};
pub use fold::{fold, words};
pub use gaps::{GapRecord, Gaps};
pub use id::CustomerId;
pub use incidents::{Incident, Incidents, Scope, Severity};
pub use journal::{JournalPages, JournalRows, Record, RecordKind};
pub use note::Note;
pub use offers::{OfferRecord, Offers};
pub use outbox::{
    EventLetter, INTERACTION, LETTERS_WAITING_MAX, Letter, LetterState, Outbox, OutboxCounts, WEBHOOK,
};
pub use pins::Pins;
pub use profiles::{Advice, ProfileTag, Profiles};
pub use retention::{Category, Disposing, Due, Retention, RetentionConfig};
pub use sessions::{Session, SessionToken, Sessions};
pub use subject::{Disposal, Subject, Subjects};
pub use traces::Traces;
pub use users::{NewUser, Role, User, Users};
pub use wall_tokens::{WallToken, WallTokens, WallView};
pub use writer::{BATCH_MAX, Journal, JournalError, JournalState, JournalWriter, SPOOL_MAX};

use std::sync::{Arc, OnceLock};

use db::Db;
use lock::Hold;

/// The open database. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    vocabulary: Arc<customers::Vocabulary>,
    /// Who is told of every finished interaction, by name.
    told: Arc<OnceLock<Vec<String>>>,
    /// Kept for its `Drop`: the database is free for another daemon when the last clone is gone.
    _hold: Option<Arc<Hold>>,
}

impl Store {
    /// Customers, their numbers and notes.
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(&self.db, &self.vocabulary)
    }

    /// Times in which a PBX was not heard.
    pub fn gaps(&self) -> Gaps<'_> {
        Gaps::new(&self.db)
    }

    /// What cards show beside name, history and notes.
    pub fn facts(&self) -> Facts<'_> {
        Facts::new(&self.db)
    }

    /// Known trouble.
    pub fn incidents(&self) -> Incidents<'_> {
        Incidents::new(&self.db)
    }

    /// How to meet customers.
    pub fn profiles(&self) -> Profiles<'_> {
        Profiles::new(&self.db)
    }

    /// Codes customers key in.
    pub fn pins(&self) -> Pins<'_> {
        Pins::new(&self.db)
    }

    /// Who saw or did what.
    pub fn audit(&self) -> Audit<'_> {
        Audit::new(&self.db)
    }

    /// Everything about one person.
    pub fn subjects(&self) -> Subjects<'_> {
        Subjects::new(&self.db)
    }

    /// What is old and to be let go of.
    pub fn retention(&self) -> Retention<'_> {
        Retention::new(&self.db)
    }

    /// Calls: what happened and what people said of it.
    pub fn calls(&self) -> Calls<'_> {
        Calls::new(&self.db, self.targets())
    }

    /// What is to be told to other systems.
    pub fn outbox(&self) -> Outbox<'_> {
        Outbox::new(&self.db, self.targets())
    }

    /// From now on a letter to each of these is put in the transaction that finishes an interaction. Told once,
    /// by the daemon at its start; a second time changes nothing.
    pub fn tell_finished_to(&self, targets: Vec<String>) {
        self.told.get_or_init(|| targets);
    }

    fn targets(&self) -> &[String] {
        self.told.get().map_or(&[], Vec::as_slice)
    }

    /// Offers of calls to agents.
    pub fn offers(&self) -> Offers<'_> {
        Offers::new(&self.db)
    }

    /// Traces of calls that are over.
    pub fn traces(&self) -> Traces<'_> {
        Traces::new(&self.db)
    }

    /// Who may sign in.
    pub fn users(&self) -> Users<'_> {
        Users::new(&self.db)
    }

    /// Who is signed in.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions::new(&self.db)
    }

    /// Tokens of wall displays.
    pub fn wall_tokens(&self) -> WallTokens<'_> {
        WallTokens::new(&self.db)
    }

    /// Every catalog there ever was.
    pub fn catalog_versions(&self) -> CatalogVersions<'_> {
        CatalogVersions::new(&self.db)
    }

    /// The journal's rows. Whoever writes while calls go on uses [`JournalWriter`] instead.
    pub fn journal(&self) -> JournalRows<'_> {
        JournalRows::new(&self.db)
    }

    /// Asks the database whether it is there.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let _: (i32,) = db::read!(&self.db, |x| sqlx::query_as("SELECT 1").fetch_one(x).await)?;
        Ok(())
    }

    /// Closes every connection; what is under way is finished first.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
