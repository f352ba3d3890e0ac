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
    /// The trunk it came in by, by its id in the catalog; the rules of `[numbers]` unless given.
    trunk: Option<String>,
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
    let roster = app.roster.borrow().clone();
    let trunk = query.trunk.filter(|trunk| !trunk.is_empty());
    if let Some(unknown) = trunk.as_deref().filter(|trunk| roster.plans().trunk(Some(trunk), None).is_none())
    {
        return Err(ApiError::Invalid { field: "trunk", reason: format!("there is no trunk {unknown}") });
    }
    let reading = phone::read(&query.input, roster.plans().named(trunk.as_deref()));
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
        trunks: roster.plans().trunks.iter().map(|trunk| by_trunk(&query.input, trunk)).collect(),
        trunk,
        exact: exact.iter().map(named).collect(),
        possible: possible.iter().map(named).collect(),
    }))
}

fn by_trunk(input: &str, trunk: &phone::Trunk) -> wire::TrunkReading {
    let reading = phone::read(input, &trunk.plan);
    wire::TrunkReading {
        trunk: trunk.name.clone(),
        e164: reading.e164.as_ref().map(|number| number.as_str().to_owned()),
        kind: reading.kind.as_str().to_owned(),
        note: reading.note.as_str().to_owned(),
    }
}

fn named(customer: &Customer) -> wire::CustomerRef {
    wire::CustomerRef { id: customer.id.to_string(), name: customer.name.clone() }
}
