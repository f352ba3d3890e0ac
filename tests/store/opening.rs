//! Opening: migrations, the lock, the future.

use santral::store::{Config, Store, StoreError};

use crate::house::{House, Kind, NOW_MS};

pub(crate) async fn migrations_apply_twice(house: House) {
    house.open().await.close().await;
    let store = house.open().await;
    store.ping().await.unwrap();
    assert_eq!(store.journal().last_seq().await.unwrap(), 0);
}

pub(crate) async fn a_second_daemon_is_told_who_holds_the_database(house: House) {
    let store = house.open().await;
    let error = Store::open(&house.config).await.unwrap_err();
    assert!(matches!(error, StoreError::Held { .. }), "{error}");
    assert!(error.to_string().contains("is in use by another santral"), "{error}");
    if house.is_sqlite() {
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
    }
    store.close().await;
    drop(store);
    house.open().await;
}

pub(crate) async fn a_tool_works_beside_the_daemon(house: House) {
    let daemon = house.open().await;
    let tool = Store::open_beside(&house.config).await.unwrap();
    tool.catalog_versions().save("# one", "ayse", NOW_MS).await.unwrap();
    assert_eq!(daemon.catalog_versions().latest().await.unwrap().unwrap().text, "# one");
    drop((daemon, tool));
    // And without one, on a database nobody has made yet, it makes it.
    let store = Store::open_beside(&house.config).await.unwrap();
    assert!(store.users().list().await.unwrap().is_empty());
    // A daemon may start while the tool still works.
    let daemon = house.open().await;
    assert!(daemon.users().list().await.unwrap().is_empty());
}

pub(crate) async fn a_database_from_the_future_is_refused_and_left_alone(house: House) {
    let store = house.open().await;
    store.catalog_versions().save("# kept", "ayse", NOW_MS).await.unwrap();
    drop(store);
    house
        .behind_its_back(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             SELECT 20990101000000, 'flying cars', success, checksum, 0 FROM _sqlx_migrations LIMIT 1",
        )
        .await;
    for opened in [Store::open(&house.config).await, Store::open_beside(&house.config).await] {
        let error = opened.unwrap_err();
        assert!(matches!(error, StoreError::FromTheFuture { migration: 20990101000000, .. }), "{error}");
        assert!(error.to_string().contains("from the future"), "{error}");
    }
    house.behind_its_back("DELETE FROM _sqlx_migrations WHERE version = 20990101000000").await;
    let store = house.open().await;
    assert_eq!(store.catalog_versions().latest().await.unwrap().unwrap().text, "# kept");
}

pub(crate) async fn what_is_kept_is_there_after_a_restart(house: House) {
    let store = house.open().await;
    store.catalog_versions().save("# kept", "ayse", NOW_MS).await.unwrap();
    drop(store);
    let store = house.open().await;
    assert_eq!(store.catalog_versions().latest().await.unwrap().unwrap().text, "# kept");
    if let Kind::Sqlite { file, .. } = &house.kind {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "customers' data is nobody else's to read");
    }
}

/// Addresses that lead nowhere, each with a sentence that says so.
#[tokio::test]
async fn an_address_that_leads_nowhere_is_told_without_its_password() {
    let refused =
        |url: &'static str| async move { Store::open(&Config::at(url)).await.unwrap_err().to_string() };
    assert!(refused("mysql://x").await.contains("write sqlite:PATH or postgres://"));
    assert!(refused("sqlite:/proc/nowhere/santral.db").await.starts_with("/proc/nowhere: "));
    let told = refused("postgres://santral:geheim@127.0.0.1:1/santral").await;
    assert!(told.starts_with("cannot open the database postgres://127.0.0.1:1/santral: "), "{told}");
    assert!(!told.contains("geheim"), "{told}");
}

/// A database in memory, for tests of other floors.
#[tokio::test]
async fn a_database_in_memory_is_whole() {
    let store = Store::open(&Config::at("sqlite::memory:")).await.unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(
                async move { store.catalog_versions().save(&format!("# {n}"), "ayse", NOW_MS).await },
            )
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(store.catalog_versions().list(100).await.unwrap().len(), 20);
    let other = Store::open(&Config::at("sqlite::memory:")).await.unwrap();
    assert_eq!(other.catalog_versions().latest().await.unwrap(), None, "each is its own");
}
