//! Backup.

use santral::store::{Config, Store, StoreError};

use crate::house::{House, Kind, NOW_MS};

pub(crate) async fn a_backup_is_a_database(house: House) {
    let store = house.open().await;
    store.catalog_versions().save("# kept", "ayse", NOW_MS).await.unwrap();
    let Kind::Sqlite { file, .. } = &house.kind else {
        let error = store.backup("/tmp/never-written".as_ref()).await.unwrap_err();
        assert!(matches!(error, StoreError::BackupElsewhere { .. }));
        assert!(error.to_string().contains("pg_dump"), "{error}");
        return;
    };
    let copy = file.with_file_name("it's a \"copy\".db");
    std::fs::write(copy.with_file_name("it's a \"copy\".db.part"), "left over").unwrap();
    store.backup(&copy).await.unwrap();
    store.catalog_versions().save("# later", "ayse", NOW_MS).await.unwrap();
    let error = store.backup(&copy).await.unwrap_err();
    assert!(error.to_string().contains("never overwrites"), "{error}");
    let restored = Store::open(&Config::at(format!("sqlite:{}", copy.display()))).await.unwrap();
    assert_eq!(restored.catalog_versions().latest().await.unwrap().unwrap().text, "# kept");
    restored.catalog_versions().save("# goes on", "ayse", NOW_MS).await.unwrap();
}
