//! Customers: round trips, look-up, search.

use santral::phone::E164;
use santral::store::{
    Customer, CustomerEdit, CustomerId, CustomerKind, FileCustomer, Imported, NewContact, Note, Store,
    StoreError,
};

use crate::house::{House, NOW_MS, e164};

const DAY_MS: i64 = 86_400_000;

pub(crate) async fn a_customer_comes_back_as_she_was_written(house: House) {
    let store = house.open().await;
    let edit = CustomerEdit {
        kind: CustomerKind::Company,
        name: "Yıldız Tekstil A.Ş.".to_owned(),
        salutation: Some("Sayın Yetkili".to_owned()),
        segment: Some("Altın".to_owned()),
        vip: true,
        language: Some("tr".to_owned()),
        city: Some("İstanbul".to_owned()),
        email: Some("x@example.com.tr".to_owned()),
        numbers: vec![e164("+902120000016"), e164("+902120000015"), e164("+902120000016")],
        since: Some("2009-06-30".to_owned()),
    };
    let made = store.customers().create(&edit, NOW_MS).await.unwrap();
    assert_eq!(made.numbers, [e164("+902120000016"), e164("+902120000015")], "her order, each once");
    assert_eq!(store.customers().get(made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(store.customers().name_of(made.id).await.unwrap().as_deref(), Some("Yıldız Tekstil A.Ş."));
    assert_eq!(made.name, edit.name);
    assert_eq!(made.since, edit.since);
    assert!(made.vip);
    let stranger = CustomerId::parse("01923f4e-5a6b-7c8d-9e0f-112233445566").unwrap();
    assert_eq!(store.customers().get(stranger).await.unwrap(), None);
    assert_eq!(store.customers().count().await.unwrap(), 1);
}

pub(crate) async fn a_number_is_looked_up_exactly(house: House) {
    let store = house.open().await;
    let mehmet = person(&store, "Mehmet Kaya", &["+905320000012"]).await;
    assert_eq!(names(&store, "+905320000012").await, ["Mehmet Kaya"]);
    assert_eq!(store.customers().by_number(&e164("+905320000012")).await.unwrap(), [mehmet]);
    for near in ["+905320000011", "+905320000013", "+905330000012"] {
        assert!(names(&store, near).await.is_empty(), "{near}");
    }
}

pub(crate) async fn several_may_share_a_number_the_latest_contact_first(house: House) {
    let store = house.open().await;
    let home = vec![e164("+902160000013")];
    let family: Vec<Imported> = [("Fatma", 30), ("Hasan", 2), ("Ece", 400)]
        .into_iter()
        .enumerate()
        .map(|(index, (name, days))| {
            imported(index, name, home.clone(), vec![contact(NOW_MS - days * DAY_MS)])
        })
        .chain([imported(3, "Ali", home.clone(), Vec::new())])
        .collect();
    assert_eq!(store.customers().import(&family, NOW_MS).await.unwrap(), 4);
    assert_eq!(names(&store, "+902160000013").await, ["Hasan", "Fatma", "Ece", "Ali"]);
    assert_eq!(store.customers().import(&family, NOW_MS).await.unwrap(), 0, "who is there is left as she is");
    assert_eq!(store.customers().by_number(&home[0]).await.unwrap()[0].history.len(), 1);
}

pub(crate) async fn an_update_replaces_numbers_and_words(house: House) {
    let store = house.open().await;
    let ayse = person(&store, "Ayşe Yılmaz", &["+905320000011", "+902120000011"]).await;
    let edit = CustomerEdit {
        name: "Ayşe Kaya".to_owned(),
        numbers: vec![e164("+905330000011")],
        ..CustomerEdit::default()
    };
    let now = store.customers().update(ayse.id, &edit, NOW_MS).await.unwrap().unwrap();
    assert_eq!(now.numbers, [e164("+905330000011")]);
    assert_eq!(now.since, Some("2020-02-02".to_owned()), "an edit without a date keeps the one there is");
    assert!(names(&store, "+905320000011").await.is_empty());
    assert_eq!(found(&store, "yilmaz").await, [""; 0]);
    assert_eq!(found(&store, "kaya").await, ["Ayşe Kaya"]);
    let stranger = CustomerId::parse("01923f4e-5a6b-7c8d-9e0f-112233445566").unwrap();
    assert_eq!(store.customers().update(stranger, &edit, NOW_MS).await.unwrap(), None);
    assert_eq!(names(&store, "+905330000011").await, ["Ayşe Kaya"], "and nobody new");
}

pub(crate) async fn a_card_shows_the_newest_five(house: House) {
    let store = house.open().await;
    let contacts = (1..=8).map(|day| contact(NOW_MS - day * DAY_MS)).collect();
    let fatma = imported(0, "Fatma Demir", vec![e164("+905320000013")], contacts);
    store.customers().import(std::slice::from_ref(&fatma), NOW_MS).await.unwrap();
    for minute in 0..7 {
        let text = format!("not {minute}");
        let note =
            store.customers().add_note(fatma.id, "Zeynep", &text, NOW_MS + minute * 60_000).await.unwrap();
        assert_eq!(note.unwrap().text, text);
    }
    let card = store.customers().get(fatma.id).await.unwrap().unwrap();
    let days: Vec<i64> = card.history.iter().map(|c| (NOW_MS - c.at_ms) / DAY_MS).collect();
    assert_eq!(days, [1, 2, 3, 4, 5]);
    assert_eq!(card.history[0].disposition.as_deref(), Some("cozuldu"));
    assert_eq!(
        card.notes.iter().map(|n| n.text.as_str()).collect::<Vec<_>>(),
        ["not 6", "not 5", "not 4", "not 3", "not 2"]
    );
    assert_eq!(store.customers().contacts(fatma.id, 100).await.unwrap().len(), 8);
    assert_eq!(store.customers().contacts(fatma.id, 3).await.unwrap()[..], card.history[..3]);
    let stranger = CustomerId::parse("01923f4e-5a6b-7c8d-9e0f-112233445566").unwrap();
    assert_eq!(store.customers().add_note(stranger, "Zeynep", "?", NOW_MS).await.unwrap(), None);
}

pub(crate) async fn what_breaks_a_rule_is_refused_whole(house: House) {
    let store = house.open().await;
    let ayse = person(&store, "Ayşe", &["+905320000011"]).await;
    for (name, what) in
        [("  ", "name: it is empty"), (&*"x".repeat(201), "name: 201 characters, 200 at most")]
    {
        let edit = CustomerEdit { name: name.to_owned(), ..CustomerEdit::default() };
        let error = store.customers().create(&edit, NOW_MS).await.unwrap_err();
        assert!(matches!(error, StoreError::Refused { .. }));
        assert_eq!(error.to_string(), what);
        assert!(store.customers().update(ayse.id, &edit, NOW_MS).await.is_err());
    }
    assert!(store.customers().add_note(ayse.id, "Zeynep", " \n", NOW_MS).await.is_err());
    assert!(store.customers().add_note(ayse.id, "Zeynep", &"ş".repeat(4_000), NOW_MS).await.is_ok());
    assert!(store.customers().add_note(ayse.id, "Zeynep", &"ş".repeat(4_001), NOW_MS).await.is_err());
    assert_eq!(store.customers().count().await.unwrap(), 1);
    assert_eq!(store.customers().get(ayse.id).await.unwrap().unwrap().name, "Ayşe");
}

pub(crate) async fn a_name_is_found_by_what_a_hurried_hand_types(house: House) {
    let store = house.open().await;
    for (index, name) in
        ["İpek Işık", "IŞIK Aydınlatma A.Ş.", "Şükrü Öğüt", "Can Demir", "Canan Demirel", "Can Can Kâmiloğlu"]
            .into_iter()
            .enumerate()
    {
        person(&store, name, &[&format!("+9053200001{index:02}")]).await;
    }
    assert_eq!(found(&store, "isik").await, ["IŞIK Aydınlatma A.Ş.", "İpek Işık"]);
    assert_eq!(found(&store, "IŞIK").await, found(&store, "ışık").await);
    assert_eq!(found(&store, "SUKRU").await, ["Şükrü Öğüt"]);
    assert_eq!(found(&store, "öğüt şük").await, ["Şükrü Öğüt"], "in any order");
    assert_eq!(found(&store, "can dem").await, ["Can Demir", "Canan Demirel"]);
    assert_eq!(found(&store, "demir").await, ["Can Demir", "Canan Demirel"]);
    assert_eq!(found(&store, "can").await, ["Can Can Kâmiloğlu", "Can Demir", "Canan Demirel"], "each once");
    assert_eq!(found(&store, "kamil").await, ["Can Can Kâmiloğlu"]);
    for (slip, meant) in [
        ("sukr", "Şükrü Öğüt"),
        ("demri", "Can Demir"),
        ("isjk ipek", "İpek Işık"),
        ("kamiloglo", "Can Can Kâmiloğlu"),
    ] {
        assert!(found(&store, slip).await.iter().any(|name| name == meant), "{slip} is {meant}");
    }
    for nobody in ["", "  ", "%", "_", "mir", "can xyz", "' OR 1=1 --"] {
        assert_eq!(found(&store, nobody).await, [""; 0], "{nobody:?}");
    }
    assert_eq!(store.customers().search("can", 2).await.unwrap().len(), 2);
}

pub(crate) async fn a_number_is_found_by_any_of_its_ends(house: House) {
    let store = house.open().await;
    person(&store, "Mehmet Kaya", &["+905320000012", "+903120000012"]).await;
    person(&store, "Ayşe Yılmaz", &["+905320000011"]).await;
    for typed in
        ["0532 000 00 12", "5320000012", "+90 532 000 00 12", "00905320000012", "0012", "0312000", "312 0"]
    {
        assert_eq!(found(&store, typed).await, ["Mehmet Kaya"], "{typed}");
    }
    assert_eq!(found(&store, "0532").await.len(), 2);
    assert_eq!(found(&store, "999").await, [""; 0]);
}

async fn person(store: &Store, name: &str, numbers: &[&str]) -> Customer {
    let edit = CustomerEdit {
        name: name.to_owned(),
        numbers: numbers.iter().map(|number| e164(number)).collect(),
        since: Some("2020-02-02".to_owned()),
        ..CustomerEdit::default()
    };
    store.customers().create(&edit, NOW_MS).await.unwrap()
}

fn imported(index: usize, name: &str, numbers: Vec<E164>, contacts: Vec<NewContact>) -> Imported {
    let id = CustomerId::parse(&format!("01923f4e-5a6b-7c8d-9e0f-11223344556{index}")).unwrap();
    let customer = CustomerEdit { name: name.to_owned(), numbers, ..CustomerEdit::default() };
    let note = Note { at_ms: NOW_MS - 90 * DAY_MS, by: "Can".to_owned(), text: "eski".to_owned() };
    Imported { id, customer, contacts, notes: vec![note] }
}

fn contact(at_ms: i64) -> NewContact {
    NewContact {
        at_ms,
        channel: "phone".to_owned(),
        queue: Some("destek".to_owned()),
        agent: Some("Zeynep Arslan".to_owned()),
        disposition: Some("cozuldu".to_owned()),
        solved: Some(true),
        summary: Some("Modem yeniden başlatıldı.".to_owned()),
    }
}

async fn names(store: &Store, number: &str) -> Vec<String> {
    store.customers().by_number(&e164(number)).await.unwrap().into_iter().map(|c| c.name).collect()
}

async fn found(store: &Store, query: &str) -> Vec<String> {
    store.customers().search(query, 50).await.unwrap().into_iter().map(|c| c.name).collect()
}

pub(crate) async fn a_large_file_leaves_every_index_as_it_was(house: House) {
    const INDEXES: &str =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name LIKE 'customer%'";
    const ROWS: usize = 21_000;
    let store = house.open().await;
    let file: Vec<FileCustomer> = (0..ROWS)
        .map(|n| FileCustomer {
            id: CustomerId::derived(format!("K-{n}").as_bytes()),
            customer: CustomerEdit {
                name: format!("Işıl Kaynak{n}"),
                numbers: vec![e164(&format!("+90532{:07}", 1_000_000 + n))],
                ..CustomerEdit::default()
            },
            key: Some(format!("K-{n}")),
        })
        .collect();
    let before = if house.is_sqlite() { house.count_behind_its_back(INDEXES).await } else { 0 };
    store.customers().expect_many().await.unwrap();
    assert_eq!(store.customers().bulk(&file, NOW_MS).await.unwrap(), (ROWS as u64, Vec::new()));
    assert_eq!(store.customers().bulk(&file, NOW_MS).await.unwrap(), (0, Vec::new()));
    if house.is_sqlite() {
        assert_eq!(house.count_behind_its_back(INDEXES).await, before);
        let orphans = "SELECT count(*) FROM pragma_foreign_key_check";
        assert_eq!(house.count_behind_its_back(orphans).await, 0);
    }
    for query in ["kaynak20999", "05321020999", "1020999", "K-20999"] {
        let found = store.customers().search(query, 5).await.unwrap();
        assert_eq!(found.first().map(|c| c.name.as_str()), Some("Işıl Kaynak20999"), "{query}");
    }
    assert_eq!(store.customers().by_number(&e164("+905321020999")).await.unwrap().len(), 1);
}

pub(crate) async fn of_a_row_that_stands_twice_in_a_file_the_first_that_keeps_the_rules_is_kept(
    house: House,
) {
    let store = house.open().await;
    let of_file = |key: &str, name: &str| FileCustomer {
        id: CustomerId::derived(key.as_bytes()),
        customer: CustomerEdit { name: name.into(), ..CustomerEdit::default() },
        key: Some(key.to_owned()),
    };
    let file = [of_file("2", " "), of_file("1", "Önce"), of_file("2", "Ece"), of_file("1", "Sonra")];
    let (added, rejected) = store.customers().bulk(&file, NOW_MS).await.unwrap();
    assert_eq!((added, rejected.iter().map(|one| one.place).collect::<Vec<_>>()), (2, vec![0]));
    let name = async |key: &str| {
        store.customers().get(CustomerId::derived(key.as_bytes())).await.unwrap().unwrap().name
    };
    assert_eq!((name("1").await.as_str(), name("2").await.as_str()), ("Önce", "Ece"));
}
