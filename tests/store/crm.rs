//! Looking up, with the sample customers.

use std::time::{Duration, Instant};

use santral::crm::{CAST, Config, Crm, LookUp, SAMPLE_COUNT_DEFAULT, Sample};

use crate::house::{House, NOW_MS, e164};

pub(crate) async fn sample_customers_are_looked_up(house: House) {
    let store = house.open().await;
    let sample = Sample::new(SAMPLE_COUNT_DEFAULT, NOW_MS);
    assert_eq!(sample.fill(&store).await.unwrap(), SAMPLE_COUNT_DEFAULT as u64);
    assert_eq!(sample.fill(&store).await.unwrap(), 0, "filling twice is filling once");
    let crm = Crm::new(store.clone(), Config { give_up_ms: 1_500 });
    for member in &CAST {
        for number in member.numbers {
            let LookUp::Found(found) = crm.look_up(&e164(number)).await else { panic!("{number}") };
            let card = found.iter().find(|customer| customer.name == member.name).unwrap();
            assert_eq!(card.history.len(), member.contacts.min(5), "{}", member.name);
            assert_eq!((card.vip, card.segment.as_deref()), (member.vip, Some(member.segment)));
        }
    }
    let LookUp::Found(family) = crm.look_up(&e164("+902160000013")).await else { panic!() };
    assert_eq!(family.len(), 2);
    assert_eq!(crm.look_up(&e164("+905319999999")).await, LookUp::Nobody);
    assert_eq!(
        store.customers().search("isik", 50).await.unwrap().iter().filter(|c| c.name == "İpek Işık").count(),
        1
    );
    // With the database gone, the card says so in time.
    store.close().await;
    let asked = Instant::now();
    assert!(matches!(crm.look_up(&e164("+905320000012")).await, LookUp::Failed(_)));
    assert!(asked.elapsed() < Duration::from_secs(5));
}
