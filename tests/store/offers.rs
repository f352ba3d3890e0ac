//! Offers.

use santral::call::Line;
use santral::store::OfferRecord;

use crate::house::{House, NOW_MS, call};

pub(crate) async fn an_offer_ends_once(house: House) {
    let store = house.open().await;
    let open = OfferRecord {
        call: call(1),
        offer: 7,
        agent_id: "zeynep".to_owned(),
        line: Line::parse("1001"),
        made_at_ms: NOW_MS,
        ended_at_ms: None,
        end: None,
        stage: 1,
        rule: "longest-idle".to_owned(),
        tie_break: "only-candidate".to_owned(),
        considered: 3,
    };
    let ended = OfferRecord {
        ended_at_ms: Some(NOW_MS + 20_000),
        end: Some("unanswered".to_owned()),
        ..open.clone()
    };
    let next =
        OfferRecord { offer: 8, agent_id: "can".to_owned(), made_at_ms: NOW_MS + 21_000, ..open.clone() };
    for offer in [&open, &ended, &next, &open] {
        store.offers().upsert(offer).await.unwrap();
    }
    assert_eq!(store.offers().of_call(call(1)).await.unwrap(), [ended, next]);
    assert_eq!(store.offers().of_call(call(2)).await.unwrap(), []);
}
