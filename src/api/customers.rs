//! Customers: search, page, create, edit.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::call::CallId;
use crate::phone::{self, E164};
use crate::store::{Customer, CustomerEdit, CustomerId, CustomerKind};

use super::SharedApp;
use super::auth::{SignedIn, may_write, now_ms};
use super::live::{Late, words};
use super::problem::ApiError;
use super::wire;

/// Most customers a search answers with.
const FOUND_MAX: u32 = 50;
/// Most contacts on a customer's page.
const CONTACTS_MAX: u32 = 100;
/// Longest name, characters.
const NAME_LENGTH_MAX: usize = 200;
/// Longest other field, characters.
const FIELD_LENGTH_MAX: usize = 200;
/// Most numbers one customer may have.
const NUMBERS_MAX: usize = 20;

/// What to look for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct SearchQuery {
    /// The beginning of a name, or a number in any form people write.
    #[serde(default)]
    q: String,
}

/// Finds customers by name or number.
#[utoipa::path(get, path = "/api/v1/customers", params(SearchQuery), responses((status = 200, body = wire::CustomerList)))]
pub(super) async fn search(
    State(app): State<SharedApp>,
    _: SignedIn,
    Query(query): Query<SearchQuery>,
) -> Result<Json<wire::CustomerList>, ApiError> {
    let found = app.store.customers().search(&query.q, FOUND_MAX).await?;
    Ok(Json(wire::CustomerList {
        items: found.iter().map(|found| words::customer(found, &app.roster.borrow())).collect(),
    }))
}

/// A customer's page.
#[utoipa::path(get, path = "/api/v1/customers/{id}", responses((status = 200, body = wire::CustomerPage), (status = 404, body = wire::Problem)))]
pub(super) async fn show(
    State(app): State<SharedApp>,
    _: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<wire::CustomerPage>, ApiError> {
    let customer = app.store.customers().get(read_id(&id)?).await?.ok_or(ApiError::NotFound("customer"))?;
    page(&app, customer).await
}

/// Creates a customer; one made during a call takes that call.
#[utoipa::path(post, path = "/api/v1/customers", request_body = wire::CustomerEdit,
    responses((status = 201, body = wire::CustomerPage), (status = 422, body = wire::Problem)))]
pub(super) async fn create(
    State(app): State<SharedApp>,
    who: SignedIn,
    Json(body): Json<wire::CustomerEdit>,
) -> Result<(StatusCode, Json<wire::CustomerPage>), ApiError> {
    let call = call_of(&app, &who, body.call_id.as_deref()).await?;
    let customer = app.store.customers().create(&edit(&app, body)?, now_ms()).await?;
    take_call(&app, &who, call, &customer).await?;
    Ok((StatusCode::CREATED, page(&app, customer).await?))
}

/// Edits a customer.
#[utoipa::path(put, path = "/api/v1/customers/{id}", request_body = wire::CustomerEdit,
    responses((status = 200, body = wire::CustomerPage), (status = 404, body = wire::Problem), (status = 422, body = wire::Problem)))]
pub(super) async fn update(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::CustomerEdit>,
) -> Result<Json<wire::CustomerPage>, ApiError> {
    let call = call_of(&app, &who, body.call_id.as_deref()).await?;
    let edited = app.store.customers().update(read_id(&id)?, &edit(&app, body)?, now_ms()).await?;
    let customer = edited.ok_or(ApiError::NotFound("customer"))?;
    take_call(&app, &who, call, &customer).await?;
    page(&app, customer).await
}

/// Gives a customer the earlier calls of the number of a call that are nobody's.
#[utoipa::path(post, path = "/api/v1/customers/{id}/earlier-calls", request_body = wire::EarlierCalls,
    responses((status = 200, body = wire::CallsTaken), (status = 404, body = wire::Problem)))]
pub(super) async fn take_earlier_calls(
    State(app): State<SharedApp>,
    who: SignedIn,
    Path(id): Path<String>,
    Json(body): Json<wire::EarlierCalls>,
) -> Result<Json<wire::CallsTaken>, ApiError> {
    let id = read_id(&id)?;
    let call = call_of(&app, &who, Some(&body.call_id)).await?.ok_or(ApiError::NotFound("call"))?;
    let record = app.store.calls().get(call).await?.ok_or(ApiError::NotFound("call"))?;
    let number = record.e164.as_deref().and_then(|number| number.parse::<E164>().ok());
    let Some(number) = number else { return Ok(Json(wire::CallsTaken { taken: 0 })) };
    let taken = app.store.customers().take_earlier_calls(id, &number).await?;
    Ok(Json(wire::CallsTaken { taken }))
}

/// The call a customer is made or edited for, seen to be hers before anything is kept.
async fn call_of(app: &SharedApp, who: &SignedIn, id: Option<&str>) -> Result<Option<CallId>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let call = CallId::parse(id).ok_or(ApiError::NotFound("call"))?;
    may_write(app, who, call).await?;
    Ok(Some(call))
}

/// A customer made or matched during a call takes the call, on every screen that shows it.
async fn take_call(
    app: &SharedApp,
    who: &SignedIn,
    call: Option<CallId>,
    customer: &Customer,
) -> Result<(), ApiError> {
    let Some(call) = call else { return Ok(()) };
    app.store.calls().set_customer(call, Some(customer.id)).await?;
    if let Some(agent) = &who.agent {
        app.hub.tell(Late::Picked(format!("{call}.{agent}"), Some(Box::new(customer.clone())))).await;
    }
    let named = wire::CustomerRef { id: customer.id.to_string(), name: customer.name.clone() };
    app.hub.tell(Late::CustomerOf(call, named)).await;
    Ok(())
}

async fn page(app: &SharedApp, customer: Customer) -> Result<Json<wire::CustomerPage>, ApiError> {
    let contacts = app.store.customers().contacts(customer.id, CONTACTS_MAX).await?;
    let roster = app.roster.borrow();
    Ok(Json(wire::CustomerPage {
        customer: words::customer(&customer, &roster),
        contacts: contacts.iter().map(|contact| words::contact(contact, &roster)).collect(),
    }))
}

fn read_id(id: &str) -> Result<CustomerId, ApiError> {
    CustomerId::parse(id).ok_or(ApiError::NotFound("customer"))
}

fn edit(app: &SharedApp, body: wire::CustomerEdit) -> Result<CustomerEdit, ApiError> {
    let name = body.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_LENGTH_MAX {
        let reason = format!("1 to {NAME_LENGTH_MAX} characters");
        return Err(ApiError::Invalid { field: "name", reason });
    }
    Ok(CustomerEdit {
        kind: match body.kind {
            wire::CustomerKind::Person => CustomerKind::Person,
            wire::CustomerKind::Company => CustomerKind::Company,
        },
        name,
        salutation: field("salutation", body.salutation)?,
        segment: field("segment", body.segment)?,
        vip: body.vip,
        language: language(body.language)?,
        city: field("city", body.city)?,
        email: field("email", body.email)?,
        numbers: numbers(app, &body.numbers)?,
        since: None,
    })
}

fn field(name: &'static str, text: Option<String>) -> Result<Option<String>, ApiError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > FIELD_LENGTH_MAX) {
        return Err(ApiError::Invalid {
            field: name,
            reason: format!("{FIELD_LENGTH_MAX} characters at most"),
        });
    }
    Ok(text)
}

fn language(text: Option<String>) -> Result<Option<String>, ApiError> {
    match text.as_deref() {
        None | Some("") => Ok(None),
        Some("tr" | "en") => Ok(text),
        Some(_) => Err(ApiError::Invalid { field: "language", reason: "tr or en".to_owned() }),
    }
}

fn numbers(app: &SharedApp, written: &[String]) -> Result<Vec<E164>, ApiError> {
    if written.len() > NUMBERS_MAX {
        return Err(ApiError::Invalid { field: "numbers", reason: format!("{NUMBERS_MAX} at most") });
    }
    let roster = app.roster.borrow().clone();
    let mut numbers = Vec::with_capacity(written.len());
    for text in written.iter().filter(|text| !text.trim().is_empty()) {
        let reading = phone::read(text, roster.numbers());
        let Some(number) = reading.e164 else {
            let reason = format!("\"{text}\" cannot be read as a full number ({})", reading.kind.as_str());
            return Err(ApiError::Invalid { field: "numbers", reason });
        };
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    Ok(numbers)
}
