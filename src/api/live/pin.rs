//! A code keyed in, compared while the phone rings.

use crate::acd::AgentId;
use crate::call::{CallId, Pin};
use crate::crm::{Crm, PinVerdict};
use crate::phone::E164;
use crate::store::{AuditRecord, CustomerId, Store, StoreError, Verified};

use super::{Hub, Late};

/// Who says so in the audit.
const KEYPAD: &str = "keypad";

/// A code and whose it should be.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) call: CallId,
    pub(super) agent: AgentId,
    pub(super) customer: CustomerId,
    pub(super) number: Option<E164>,
    pub(super) pin: Pin,
}

/// Compares it; the card opens when it is right, and what it came to is in the audit.
pub(super) async fn check(crm: Crm, store: Store, hub: Hub, asked: Asked) {
    let (call, customer) = (asked.call, asked.customer);
    match tried(&crm, &store, asked).await {
        Ok(Some(agent)) => hub.tell(Late::Verified(call, agent, customer)).await,
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, call.id = %call, "a code keyed in could not be compared"),
    }
}

/// Whose screen is to be told; none where the code was not right.
async fn tried(crm: &Crm, store: &Store, asked: Asked) -> Result<Option<AgentId>, StoreError> {
    let Asked { call, agent, customer, number, pin } = asked;
    let verdict = crm.try_pin(customer, number.as_ref(), pin).await?;
    let what = match verdict {
        PinVerdict::Right => "verify",
        PinVerdict::Wrong => "pin.wrong",
        PinVerdict::TooMany => "pin.too_many",
        PinVerdict::None => return Ok(None),
    };
    let at_ms = jiff::Timestamp::now().as_millisecond();
    let record = AuditRecord {
        at_ms,
        who: KEYPAD.to_owned(),
        what: what.to_owned(),
        customer: Some(customer),
        call: Some(call),
        detail: "pin".to_owned(),
        why: None,
    };
    store.audit().keep(&record).await?;
    if verdict != PinVerdict::Right {
        return Ok(None);
    }
    let verified = Verified { customer, by: KEYPAD.to_owned(), at_ms, questions: vec!["pin".to_owned()] };
    store.audit().verify(call, &verified).await?;
    Ok(Some(agent))
}
