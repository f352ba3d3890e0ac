//! Looking up, with the sample customers.

use std::time::{Duration, Instant};

use santral::crm::{Asked, CAST, Confidence, Config, Crm, LookUp, SAMPLE_COUNT_DEFAULT, Sample};

use crate::house::{House, NOW_MS, e164};

pub(crate) async fn sample_customers_are_looked_up(house: House) {
    let store = house.open().await;
    let sample = Sample::new(SAMPLE_COUNT_DEFAULT, NOW_MS);
    assert_eq!(sample.fill(&store).await.unwrap(), SAMPLE_COUNT_DEFAULT as u64);
    assert_eq!(sample.fill(&store).await.unwrap(), 0, "filling twice is filling once");
    let crm = Crm::new(store.clone(), Config { give_up_ms: 1_500, ..Config::default() }).unwrap();
    for member in &CAST {
        for number in member.numbers {
            let LookUp::Found(found) = crm.look_up(&by(number)).await else { panic!("{number}") };
            let card = &found.iter().find(|found| found.customer.name == member.name).unwrap().customer;
            assert_eq!(card.history.len(), member.contacts.min(5), "{}", member.name);
            assert_eq!((card.vip, card.segment.as_deref()), (member.vip, Some(member.segment)));
        }
    }
    let LookUp::Found(family) = crm.look_up(&by("+902160000013")).await else { panic!() };
    assert_eq!(family.len(), 2);
    assert!(family.iter().all(|found| found.confidence == Confidence::Likely && !found.reasons.is_empty()));
    let LookUp::Found(alike) = crm.look_up(&by("+495320000012")).await else { panic!() };
    assert!(alike.iter().all(|found| found.confidence == Confidence::Possible), "ends alike and is another");
    assert_eq!(crm.look_up(&by("+905319999999")).await, LookUp::Nobody);
    // An id keyed in outranks the number it is keyed in from.
    let keyed = family[1].customer.id;
    store.facts().put_key(keyed, "order", "S-4471").await.unwrap();
    let asked = Asked { keypad: Some("s4471".to_owned()), ..by("+905320000012") };
    let LookUp::Found(found) = crm.look_up(&asked).await else { panic!() };
    assert_eq!((found[0].customer.id, found[0].confidence), (keyed, Confidence::Certain));
    assert!(found[1..].iter().all(|found| found.confidence == Confidence::Likely));
    assert_eq!(
        store.customers().search("isik", 50).await.unwrap().iter().filter(|c| c.name == "İpek Işık").count(),
        1
    );
    // With the database gone, the card says so in time.
    store.close().await;
    let asked = Instant::now();
    assert!(matches!(crm.look_up(&by("+905320000012")).await, LookUp::Failed(_)));
    assert!(asked.elapsed() < Duration::from_secs(5));
}

fn by(number: &str) -> Asked {
    Asked { number: Some(e164(number)), ..Asked::default() }
}
