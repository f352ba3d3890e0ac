//! Two customers who are one person.

use santral::call::PbxName;
use santral::store::{
    CallRecord, Customer, CustomerEdit, CustomerId, DuplicateConfidence, Fact, FileCustomer, NewContact,
    ProfileTag, Store, Subject, Unmerged,
};

use crate::house::{House, NOW_MS, call, e164};

async fn customer(store: &Store, name: &str, numbers: &[&str]) -> CustomerId {
    let numbers = numbers.iter().map(|number| e164(number)).collect();
    let edit = CustomerEdit { name: name.into(), numbers, ..CustomerEdit::default() };
    store.customers().create(&edit, NOW_MS).await.unwrap().id
}

/// Everything of a customer that a page could show.
async fn whole(store: &Store, id: CustomerId) -> (Option<Customer>, String) {
    let customer = store.customers().get(id).await.unwrap();
    let mut all = store.subjects().export(&Subject::Customer(id)).await.unwrap().unwrap();
    // That it happened stays, of course.
    for trail in ["seen_by", "merges"] {
        all.as_object_mut().unwrap().remove(trail);
    }
    (customer, all.to_string())
}

fn points(value: &str) -> Fact {
    Fact { row: "1".into(), at_ms: NOW_MS, fields: vec![("points".into(), value.into())] }
}

/// Mehmet twice, each with a past.
async fn two(store: &Store) -> (CustomerId, CustomerId) {
    let kept = customer(store, "Mehmet Kaya", &["+905320000012", "+902164649201"]).await;
    let edit = CustomerEdit {
        name: "Mehmet Can Kaya".into(),
        numbers: vec![e164("+905320000012"), e164("+905559998877")],
        email: Some("mehmet@example.com".into()),
        city: Some("Bursa".into()),
        ..CustomerEdit::default()
    };
    let gone = store.customers().create(&edit, NOW_MS).await.unwrap().id;
    for (id, note, value) in [(kept, "kalanın notu", "10"), (gone, "gidenin notu", "yirmi puan")] {
        store.customers().add_note(id, "Zeynep", note, NOW_MS).await.unwrap().unwrap();
        store.facts().put(id, "loyalty", &points(value), NOW_MS).await.unwrap();
        store.facts().put_key(id, "customer", "K-1").await.unwrap();
    }
    store.facts().put(gone, "tickets", &Fact { row: "T-9".into(), ..points("0") }, NOW_MS).await.unwrap();
    store.facts().put_key(gone, "order", "S-4471").await.unwrap();
    let tag =
        ProfileTag { profile: "hurried".into(), by: "zeynep".into(), at_ms: NOW_MS, expires_ms: NOW_MS + 9 };
    store.profiles().tag(gone, Some(&tag)).await.unwrap();
    store.pins().set(gone, Some("$argon2id$..."), "sema", NOW_MS).await.unwrap();
    let contact = NewContact {
        at_ms: NOW_MS,
        channel: "email".into(),
        queue: None,
        agent: None,
        disposition: None,
        solved: None,
        summary: Some("eski yazışma".into()),
    };
    let imported = santral::store::Imported {
        id: CustomerId::derived(b"imported"),
        customer: CustomerEdit { name: "Başkası".into(), ..CustomerEdit::default() },
        contacts: vec![contact],
        notes: Vec::new(),
    };
    store.customers().import(&[imported], NOW_MS).await.unwrap();
    for second in [1, 2] {
        let facts = CallRecord::new(call(second), PbxName::new("pbx1"), "pbx1-1.1", NOW_MS);
        store.calls().upsert(&facts).await.unwrap();
    }
    store.calls().set_customer(call(1), Some(kept)).await.unwrap();
    store.calls().set_customer(call(2), Some(gone)).await.unwrap();
    (kept, gone)
}

pub(crate) async fn everything_follows_and_comes_back_to_the_row(house: House) {
    let store = house.open().await;
    let (kept, gone) = two(&store).await;
    let before = (whole(&store, kept).await, whole(&store, gone).await);
    let merge = store.customers().merge(kept, gone, "sema", NOW_MS + 1).await.unwrap().unwrap();
    assert_eq!(merge.gone_name, "Mehmet Can Kaya");

    let one = store.customers().get(kept).await.unwrap().unwrap();
    let numbers: Vec<&str> = one.numbers.iter().map(|number| number.as_str()).collect();
    assert_eq!(numbers, ["+905320000012", "+902164649201", "+905559998877"]);
    assert_eq!((one.email.as_deref(), one.city.as_deref()), (Some("mehmet@example.com"), Some("Bursa")));
    assert_eq!(one.notes.len(), 2);
    assert_eq!(store.customers().get(gone).await.unwrap().unwrap().id, kept, "the lost id shows who stayed");
    for number in ["+905320000012", "+905559998877"] {
        let found = store.customers().by_number(&e164(number)).await.unwrap();
        assert_eq!(found.iter().map(|c| c.id).collect::<Vec<_>>(), [kept], "{number}");
    }
    assert_eq!(store.calls().get(call(2)).await.unwrap().unwrap().customer_id, Some(kept));
    let sections = store.facts().of(kept).await.unwrap();
    assert_eq!(sections["loyalty"][0].fields[0].1, "10", "her own row under the same id stays");
    assert_eq!(sections["tickets"].len(), 1);
    assert_eq!(store.facts().by_key("S-4471").await.unwrap()[0].id, kept);
    assert_eq!(store.profiles().of(kept, NOW_MS).await.unwrap().unwrap().profile, "hurried");
    assert!(store.pins().hash_of(kept).await.unwrap().is_some(), "her code too");
    let searched = store.customers().search("mehmet can", 9).await.unwrap();
    assert_eq!(searched.len(), 0, "her name is gone with her");
    assert_eq!(store.audit().of_customer(kept, 1).await.unwrap()[0].what, "merge");

    // Words said of the lost id are words of who stayed.
    assert!(store.calls().set_customer(call(1), Some(gone)).await.unwrap());
    assert_eq!(store.calls().get(call(1)).await.unwrap().unwrap().customer_id, Some(kept));
    assert!(store.calls().claim(call(1), gone).await.unwrap());

    assert_eq!(store.customers().unmerge(merge.id, "sema", NOW_MS + 2).await.unwrap(), Unmerged::Done(gone));
    assert_eq!((whole(&store, kept).await, whole(&store, gone).await), before);
    assert_eq!(store.customers().search("mehmet can", 9).await.unwrap().len(), 1);
    assert_eq!(store.pins().hash_of(kept).await.unwrap(), None);
    assert!(store.pins().hash_of(gone).await.unwrap().is_some());
    assert_eq!(store.customers().unmerge(merge.id, "sema", NOW_MS + 3).await.unwrap(), Unmerged::Unknown);
    let listed = store.customers().merges(Some(gone), 9).await.unwrap();
    assert_eq!((listed.len(), listed[0].undone_at_ms), (1, Some(NOW_MS + 2)));

    // What came or was changed between stays as people left it.
    let again = store.customers().merge(kept, gone, "sema", NOW_MS + 4).await.unwrap().unwrap();
    store.customers().add_note(kept, "Zeynep", "arada yazıldı", NOW_MS + 5).await.unwrap().unwrap();
    let now = store.customers().get(kept).await.unwrap().unwrap();
    let edit =
        CustomerEdit { name: now.name, email: Some("yeni@example.com".into()), ..CustomerEdit::default() };
    store.customers().update(kept, &edit, NOW_MS + 6).await.unwrap().unwrap();
    store.customers().unmerge(again.id, "sema", NOW_MS + 7).await.unwrap();
    let now = store.customers().get(kept).await.unwrap().unwrap();
    assert_eq!((now.email.as_deref(), now.notes.len()), (Some("yeni@example.com"), 2));
    assert_eq!(store.customers().get(gone).await.unwrap().unwrap().numbers.len(), 2);
}

pub(crate) async fn a_chain_is_followed_and_taken_back_from_its_end(house: House) {
    let store = house.open().await;
    let [a, b, c] = [
        customer(&store, "Bir", &["+905320000001"]).await,
        customer(&store, "İki", &["+905320000002"]).await,
        customer(&store, "Üç", &["+905320000003"]).await,
    ];
    let first = store.customers().merge(a, b, "sema", NOW_MS + 1).await.unwrap().unwrap();
    let second = store.customers().merge(c, a, "sema", NOW_MS + 2).await.unwrap().unwrap();
    assert_eq!(store.customers().get(b).await.unwrap().unwrap().id, c);
    assert_eq!(store.customers().get(c).await.unwrap().unwrap().numbers.len(), 3);
    let refused = store.customers().unmerge(first.id, "sema", NOW_MS + 3).await.unwrap();
    assert_eq!(refused, Unmerged::LaterFirst(second.id));
    store.customers().unmerge(second.id, "sema", NOW_MS + 4).await.unwrap();
    assert_eq!(store.customers().get(a).await.unwrap().unwrap().numbers.len(), 2);
    store.customers().unmerge(first.id, "sema", NOW_MS + 5).await.unwrap();
    for id in [a, b, c] {
        let now = store.customers().get(id).await.unwrap().unwrap();
        assert_eq!((now.id, now.numbers.len()), (id, 1));
    }
}

pub(crate) async fn what_cannot_be_merged_or_taken_back_is_said(house: House) {
    let store = house.open().await;
    let a = customer(&store, "Bir", &[]).await;
    let b = customer(&store, "İki", &[]).await;
    let nobody = CustomerId::derived(b"nobody");
    assert!(store.customers().merge(a, a, "sema", NOW_MS).await.is_err());
    assert_eq!(store.customers().merge(a, nobody, "sema", NOW_MS).await.unwrap(), None);
    assert_eq!(store.customers().merge(nobody, a, "sema", NOW_MS).await.unwrap(), None);
    store.customers().merge(a, b, "sema", NOW_MS).await.unwrap().unwrap();
    assert_eq!(
        store.customers().merge(a, b, "sema", NOW_MS).await.unwrap(),
        None,
        "she is not there any more"
    );
    assert_eq!(store.customers().unmerge(nobody.uuid(), "sema", NOW_MS).await.unwrap(), Unmerged::Unknown);
}

pub(crate) async fn a_subject_is_all_who_went_into_her(house: House) {
    let store = house.open().await;
    let (kept, gone) = two(&store).await;
    let last = customer(&store, "Mehmet K.", &["+905320000099"]).await;
    store.customers().merge(kept, gone, "sema", NOW_MS + 1).await.unwrap().unwrap();
    store.customers().merge(last, kept, "sema", NOW_MS + 2).await.unwrap().unwrap();
    let document = store.subjects().export(&Subject::Customer(gone)).await.unwrap().unwrap().to_string();
    for part in ["Mehmet K.", "Mehmet Kaya", "Mehmet Can Kaya", "kalanın notu", "gidenin notu", "yirmi puan"]
    {
        assert!(document.contains(part), "{part} is missing in {document}");
    }
    assert!(!document.contains("Başkası"));
    let subject = Subject::Number(e164("+905559998877"));
    store.subjects().erase(&subject, "kvkk", "başvuru 17", NOW_MS + 3).await.unwrap().unwrap();
    for id in [kept, gone, last] {
        assert_eq!(store.customers().get(id).await.unwrap(), None);
        assert_eq!(store.subjects().export(&Subject::Customer(id)).await.unwrap(), None);
    }
    assert_eq!(store.customers().merges(None, 9).await.unwrap(), []);
    assert_eq!(store.calls().get(call(2)).await.unwrap().unwrap().customer_id, None);
}

pub(crate) async fn an_import_does_not_bring_back_who_was_merged(house: House) {
    let store = house.open().await;
    let of_file = |key: &str| FileCustomer {
        id: CustomerId::derived(key.as_bytes()),
        customer: CustomerEdit { name: format!("Müşteri {key}"), ..CustomerEdit::default() },
        key: Some(key.to_owned()),
    };
    let file = [of_file("1"), of_file("2")];
    assert_eq!(store.customers().bulk(&file, NOW_MS).await.unwrap().0, 2);
    store.customers().merge(file[0].id, file[1].id, "sema", NOW_MS).await.unwrap().unwrap();
    assert_eq!(store.customers().bulk(&file, NOW_MS).await.unwrap().0, 0);
    assert_eq!(store.customers().count().await.unwrap(), 1);
}

pub(crate) async fn doubles_are_found_with_reasons_and_families_are_not(house: House) {
    let store = house.open().await;
    let mehmet = customer(&store, "Mehmet Kaya", &["+905320000012"]).await;
    let twice = customer(&store, "KAYA MEHMET", &["+905320000012"]).await;
    customer(&store, "Ayşe Kaya", &["+905320000012"]).await;
    let office: Vec<CustomerId> = {
        let mut office = Vec::new();
        for n in 0..25 {
            office.push(customer(&store, &format!("Personel {n}"), &["+902164649201"]).await);
        }
        office
    };
    let keyed = customer(&store, "M. Kaya", &[]).await;
    store.facts().put_key(keyed, "customer", "K-1").await.unwrap();
    store.facts().put_key(mehmet, "customer", "K-1").await.unwrap();
    store.facts().put_key(office[0], "order", "K-1").await.unwrap();
    for name in ["Işıl Öz", "Kerem Ak"] {
        let edit = CustomerEdit {
            name: name.into(),
            email: Some("EV@example.com".into()),
            ..CustomerEdit::default()
        };
        store.customers().create(&edit, NOW_MS).await.unwrap();
    }
    let found = store.customers().duplicates(100).await.unwrap();
    let told: Vec<String> = found
        .iter()
        .map(|d| format!("{} / {} {} {:?}", d.first.name, d.second.name, d.confidence.as_str(), d.reasons))
        .collect();
    assert_eq!(found.len(), 3, "{told:#?}");
    assert!(told[0].contains("certain [SameKey(\"customer\")]"), "{told:#?}");
    assert!(told[1].contains("likely [SameNumber(\"+905320000012\"), SameName]"), "{told:#?}");
    assert!(told[2].contains("possible [SameEmail]"), "{told:#?}");
    assert_eq!(found[1].confidence, DuplicateConfidence::Likely);
    let pair = [found[1].first.id, found[1].second.id];
    assert!(pair.contains(&mehmet) && pair.contains(&twice));
    assert_eq!(store.customers().duplicates(1).await.unwrap().len(), 1);
    store.customers().merge(mehmet, twice, "sema", NOW_MS).await.unwrap().unwrap();
    assert_eq!(store.customers().duplicates(100).await.unwrap().len(), 2);
}
