//! How a number is read, and whose it is: for admins who wonder why a pop showed somebody or nobody.

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::phone;
use crate::store::Customer;

use super::SharedApp;
use super::auth::SignedIn;
use super::problem::ApiError;
use super::wire;

/// Longest input, characters.
const INPUT_LENGTH_MAX: usize = 100;

/// What to read.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub(super) struct ReadQuery {
    /// A number as a caller, a trunk or a person would write it.
    #[serde(default)]
    input: String,
}

/// Reads a number under the catalog's rules.
#[utoipa::path(get, path = "/api/v1/numbers", params(ReadQuery), responses((status = 200, body = wire::NumberReading)))]
pub(super) async fn read(
    State(app): State<SharedApp>,
    _: SignedIn,
    Query(query): Query<ReadQuery>,
) -> Result<Json<wire::NumberReading>, ApiError> {
    if query.input.chars().count() > INPUT_LENGTH_MAX {
        return Err(ApiError::Invalid {
            field: "input",
            reason: format!("{INPUT_LENGTH_MAX} characters at most"),
        });
    }
    let reading = phone::read(&query.input, app.roster.borrow().numbers());
    let (exact, possible) = match &reading.e164 {
        None => (Vec::new(), Vec::new()),
        Some(number) => {
            let exact = app.store.customers().by_number(number).await?;
            let mut possible = app.store.customers().ends_alike(number.digits()).await?;
            possible.retain(|customer| !exact.iter().any(|known| known.id == customer.id));
            (exact, possible)
        }
    };
    Ok(Json(wire::NumberReading {
        input: reading.input.clone(),
        e164: reading.e164.as_ref().map(|number| number.as_str().to_owned()),
        national: reading.national.clone(),
        kind: reading.kind.as_str().to_owned(),
        note: reading.note.as_str().to_owned(),
        exact: exact.iter().map(named).collect(),
        possible: possible.iter().map(named).collect(),
    }))
}

fn named(customer: &Customer) -> wire::CustomerRef {
    wire::CustomerRef { id: customer.id.to_string(), name: customer.name.clone() }
}
