//! The catalog in force, and what happens when somebody applies another.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::catalog::Catalog;
use crate::driver::{Driver, Roster};
use crate::phone::Plans;
use crate::store::Store;

/// A catalog's number in the database; 0 before the first.
pub type Version = i64;

/// How often the database is asked for a newer catalog. `santral apply` runs in a process of its own.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);

/// The newest catalog, or an empty one before the first `santral apply`.
pub async fn in_force(store: &Store) -> anyhow::Result<(Version, Arc<Roster>)> {
    let Some(latest) = store.catalog_versions().latest().await? else {
        tracing::warn!("there is no catalog yet: nobody can be routed to; run `santral apply FILE`");
        return Ok((0, Arc::new(Roster::new(Arc::new(Catalog::default())))));
    };
    let catalog = Catalog::parse(&latest.text)
        .with_context(|| format!("catalog version {} in the database cannot be read", latest.version))?;
    Ok((latest.version, Arc::new(Roster::new(Arc::new(catalog)))))
}

/// Puts newer catalogs in force as they are applied.
#[derive(Debug)]
pub(super) struct Follower {
    pub(super) store: Store,
    pub(super) driver: Driver,
    /// For the pages.
    pub(super) rosters: watch::Sender<Arc<Roster>>,
    /// For the PBXs.
    pub(super) plans: watch::Sender<Plans>,
    pub(super) version: Version,
}

impl Follower {
    pub(super) async fn run(mut self, cancel: CancellationToken) {
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(LOOK_INTERVAL) => {}
            }
            match newer(&self.store, self.version).await {
                Ok(None) => {}
                Ok(Some((version, roster))) => self.put_in_force(version, roster).await,
                // The database is away; the catalog in force stays so. The journal says it louder.
                Err(error) => tracing::debug!(%error, "the catalog could not be looked for"),
            }
        }
    }

    async fn put_in_force(&mut self, version: Version, roster: Arc<Roster>) {
        self.version = version;
        self.plans.send_replace(roster.plans().clone());
        self.rosters.send_replace(Arc::clone(&roster));
        self.driver.apply(version, roster).await;
        tracing::info!(catalog.version = version, "another catalog is in force");
    }
}

async fn newer(store: &Store, version: Version) -> anyhow::Result<Option<(Version, Arc<Roster>)>> {
    let latest = store.catalog_versions().latest().await?;
    if latest.is_none_or(|latest| latest.version <= version) {
        return Ok(None);
    }
    in_force(store).await.map(Some)
}
