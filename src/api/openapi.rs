//! The API described by itself.

use axum::Json;
use utoipa::OpenApi;

use super::{
    account, board, calls, customers, directory, doctor, embed, events, explanation, gaps, identity,
    incidents, listen, merges, missed, numbers, outbox, profiles, queue_line, shadow, sign_in, simulations,
    sources, supervise, tickets, trace, walls, wire,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Santral", description = "The switchboard beside the PBX: REST API, version 1."),
    paths(
        sign_in::create,
        sign_in::show,
        sign_in::delete,
        account::change_password,
        account::change_extension,
        tickets::create,
        embed::create,
        walls::create,
        walls::list,
        walls::revoke,
        walls::ticket,
        calls::list,
        calls::show,
        explanation::show,
        trace::show,
        trace::list,
        customers::search,
        customers::create,
        customers::show,
        customers::update,
        customers::take_earlier_calls,
        merges::duplicates,
        merges::merge,
        merges::list,
        merges::unmerge,
        supervise::set_state,
        supervise::reasons,
        listen::begin,
        listen::end,
        queue_line::show,
        missed::list,
        missed::called_back,
        identity::questions,
        identity::verify,
        identity::reveal,
        incidents::list,
        incidents::post,
        incidents::end,
        profiles::list,
        profiles::advise,
        profiles::tag,
        numbers::read,
        outbox::list,
        outbox::retry,
        outbox::drop_letter,
        sources::list,
        simulations::create,
        board::show,
        gaps::list,
        shadow::show,
        directory::show,
        doctor::show,
        events::read
    ),
    components(schemas(wire::Problem))
)]
struct Document;

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Serves it.
pub(super) async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
