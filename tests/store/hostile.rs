//! Texts that callers and people may send.

use santral::call::PbxName;
use santral::store::{CallRecord, CustomerEdit, NewUser, Role, WrapUpSave};

use crate::house::{House, NOW_MS, call};

const TEXTS: &[&str] = &[
    "'; DROP TABLE customers; --",
    "\"quoted\" \\back\\slash\\ %like_ $1 ? :name",
    "<script>alert(1)</script>",
    "satır\r\nsonu\ttab \u{1}\u{7f}\u{1b}[31m",
    "\u{202e}ters\u{2066} \u{feff}",
    "🙂 e\u{301} \u{10ffff}",
    "NUL\0in\0side",
    "=HYPERLINK(\"x\")",
];

pub(crate) async fn texts_come_back_as_they_are_but_for_nul(house: House) {
    let store = house.open().await;
    for (index, text) in TEXTS.iter().enumerate() {
        let expected = text.replace('\0', "");
        let edit = CustomerEdit {
            name: (*text).to_owned(),
            city: Some((*text).to_owned()),
            email: Some((*text).to_owned()),
            ..CustomerEdit::default()
        };
        let customer = store.customers().create(&edit, NOW_MS).await.unwrap();
        store.customers().add_note(customer.id, text, text, NOW_MS).await.unwrap().unwrap();
        let kept = store.customers().get(customer.id).await.unwrap().unwrap();
        assert_eq!((kept.name.as_str(), kept.city.as_deref()), (&*expected, Some(&*expected)));
        assert_eq!((kept.notes[0].by.as_str(), kept.notes[0].text.as_str()), (&*expected, &*expected));
        store.customers().search(text, 50).await.unwrap();

        let id = call(index as u64);
        let mut facts = CallRecord::new(id, PbxName::new("pbx1"), *text, NOW_MS);
        facts.caller_name = Some((*text).to_owned());
        facts.number_raw = Some((*text).to_owned());
        store.calls().upsert(&facts).await.unwrap();
        let save = WrapUpSave {
            note: (*text).to_owned(),
            disposition: Some((*text).to_owned()),
            ..WrapUpSave::default()
        };
        store.calls().save_wrap_up(id, &save, NOW_MS).await.unwrap();
        let kept = store.calls().get(id).await.unwrap().unwrap();
        assert_eq!(kept.caller_name.as_deref(), Some(&*expected));
        assert_eq!(kept.note.as_deref(), Some(&*expected));

        store.users().find(text).await.unwrap();
        let user = NewUser {
            login: format!("user{index}"),
            name: (*text).to_owned(),
            role: Role::Admin,
            agent_id: Some(format!("{index}{text}")),
            password_hash: "x".to_owned(),
        };
        store.users().create(&user, NOW_MS).await.unwrap();
        store.catalog_versions().save(text, text, NOW_MS).await.unwrap();
        assert_eq!(store.catalog_versions().latest().await.unwrap().unwrap().text, expected);
    }
    assert_eq!(store.customers().count().await.unwrap(), TEXTS.len() as u64);
}
