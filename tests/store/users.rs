//! Users and sessions.

use santral::call::Line;
use santral::store::{NewUser, Role, StoreError, User};

use crate::house::{House, NOW_MS};

pub(crate) async fn a_user_comes_back_and_names_are_taken_once(house: House) {
    let store = house.open().await;
    let users = store.users();
    users.create(&user("Zeynep", Some("zeynep")), NOW_MS).await.unwrap();
    users.create(&user("admin", None), NOW_MS).await.unwrap();
    users.create(&user("kalite", None), NOW_MS).await.unwrap();
    let zeynep = User {
        login: "zeynep".to_owned(),
        name: "Zeynep Arslan".to_owned(),
        role: Role::Agent,
        agent_id: Some("zeynep".to_owned()),
        extension: None,
        password_hash: "$argon2id$x".to_owned(),
        disabled: false,
    };
    assert_eq!(users.find("ZEYNEP").await.unwrap(), Some(zeynep.clone()));
    assert_eq!(users.find("nobody").await.unwrap(), None);
    assert_eq!(
        users.list().await.unwrap().iter().map(|u| u.login.as_str()).collect::<Vec<_>>(),
        ["admin", "kalite", "zeynep"]
    );
    for taken in [user("zeynep", None), user("can", Some("zeynep"))] {
        let error = users.create(&taken, NOW_MS).await.unwrap_err();
        assert!(matches!(error, StoreError::Taken { .. }), "{error}");
    }
    for bad in ["", "zeynep arslan", "ayşe", "a;b", &"x".repeat(65)] {
        let error = users.create(&user(bad, None), NOW_MS).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. }), "{bad:?}: {error}");
    }
    assert!(users.set_password("zeynep", "$argon2id$y").await.unwrap());
    assert!(users.set_extension("zeynep", Line::parse("1007").as_ref()).await.unwrap());
    let now = users.find("zeynep").await.unwrap().unwrap();
    assert_eq!(
        now,
        User { password_hash: "$argon2id$y".to_owned(), extension: Line::parse("1007"), ..zeynep }
    );
    assert!(!users.set_password("nobody", "x").await.unwrap());
    assert!(!format!("{now:?}").contains("argon2"));
}

pub(crate) async fn a_session_is_found_until_it_is_over(house: House) {
    let store = house.open().await;
    store.users().create(&user("zeynep", Some("zeynep")), NOW_MS).await.unwrap();
    let sessions = store.sessions();
    let desk = Line::parse("1001");
    let end = NOW_MS + 1_000_000;
    let token = sessions.create("zeynep", desk.as_ref(), NOW_MS, end).await.unwrap();
    let other = sessions.create("zeynep", None, NOW_MS, end).await.unwrap();
    let session = sessions.find(&token, NOW_MS).await.unwrap().unwrap();
    assert_eq!((session.user.login.as_str(), session.extension), ("zeynep", desk));
    sessions.touch(&token, NOW_MS + 5).await.unwrap();
    sessions.touch(&token, NOW_MS + 2).await.unwrap();
    sessions.set_extension(&token, Line::parse("1009").as_ref()).await.unwrap();
    let session = sessions.find(&token, NOW_MS + 5).await.unwrap().unwrap();
    assert_eq!((session.last_seen_at_ms, session.extension), (NOW_MS + 5, Line::parse("1009")));
    assert_eq!(sessions.find(&token, end).await.unwrap(), None, "over");
    assert_eq!(sessions.delete_all("zeynep", Some(&token)).await.unwrap(), 1);
    assert_eq!(sessions.find(&other, NOW_MS).await.unwrap(), None);
    assert!(sessions.find(&token, NOW_MS).await.unwrap().is_some());
    store.users().set_disabled("zeynep", true).await.unwrap();
    assert_eq!(sessions.find(&token, NOW_MS).await.unwrap(), None, "kept out at once");
    let third = sessions.create("zeynep", None, NOW_MS, end).await.unwrap();
    assert_eq!(sessions.find(&third, NOW_MS).await.unwrap(), None, "and no new one helps");
    sessions.delete(&third).await.unwrap();
    sessions.create("zeynep", None, NOW_MS, end).await.unwrap();
    assert_eq!(sessions.sweep(end).await.unwrap(), 1);
}

fn user(login: &str, agent: Option<&str>) -> NewUser {
    NewUser {
        login: login.to_owned(),
        name: "Zeynep Arslan".to_owned(),
        role: Role::Agent,
        agent_id: agent.map(ToOwned::to_owned),
        password_hash: "$argon2id$x".to_owned(),
    }
}
