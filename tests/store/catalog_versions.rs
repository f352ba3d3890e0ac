//! Catalog versions.

use crate::house::{House, NOW_MS};

pub(crate) async fn versions_count_up_and_the_highest_is_in_force(house: House) {
    let store = house.open().await;
    let versions = store.catalog_versions();
    assert_eq!(versions.latest().await.unwrap(), None);
    assert_eq!(versions.save("# bir", "ayse", NOW_MS).await.unwrap(), 1);
    let savers: Vec<_> = (0..4)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(
                async move { store.catalog_versions().save(&format!("# {n}"), "can", NOW_MS + n).await },
            )
        })
        .collect();
    let mut given = Vec::new();
    for saver in savers {
        given.push(saver.await.unwrap().unwrap());
    }
    given.sort_unstable();
    assert_eq!(given, [2, 3, 4, 5], "at the same time, and each its own");
    let latest = versions.latest().await.unwrap().unwrap();
    assert_eq!((latest.version, latest.author.as_str()), (5, "can"));
    assert_eq!(versions.get(1).await.unwrap().unwrap().text, "# bir");
    assert_eq!(versions.get(6).await.unwrap(), None);
    let list: Vec<i64> = versions.list(3).await.unwrap().iter().map(|head| head.version).collect();
    assert_eq!(list, [5, 4, 3]);
    assert_eq!(versions.at(NOW_MS + 3).await.unwrap().unwrap().version, 5);
    assert_eq!(versions.at(NOW_MS - 1).await.unwrap().unwrap().version, 1, "before there was any, the first");
}
