//! Every address there is.

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware;
use axum::routing::{delete, get, post, put};
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{
    SharedApp, account, auth, board, calls, customers, directory, doctor, embed, events, explanation, gaps,
    health, identity, incidents, listen, merges, metrics, missed, numbers, openapi, outbox, pages, profiles,
    queue_line, shadow, sign_in, simulations, sources, supervise, tickets, trace, walls, ws,
};

/// Longest request body, bytes.
const BODY_LENGTH_MAX: usize = 64 * 1024;

/// Scripts and styles from us alone, no frames around us, text never becomes markup.
const CONTENT_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The API, the WebSocket and the pages.
pub fn router(app: SharedApp) -> Router {
    Router::new()
        .nest("/api/v1", api().layer(app.embed.cors()))
        .route("/ws/v1", get(ws::open))
        .route("/healthz", get(health::ready))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::show))
        .merge(pages::routes())
        .layer(middleware::from_fn_with_state(app.clone(), auth::guard))
        .layer(RequestBodyLimitLayer::new(BODY_LENGTH_MAX))
        .layer(CompressionLayer::new())
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .with_state(app)
}

fn api() -> Router<SharedApp> {
    Router::new()
        .route("/session", post(sign_in::create).get(sign_in::show).delete(sign_in::delete))
        .route("/session/password", put(account::change_password))
        .route("/session/extension", put(account::change_extension))
        .route("/ws-ticket", post(tickets::create))
        .route("/embed-tokens", post(embed::create))
        .route("/wall-tokens", get(walls::list).post(walls::create))
        .route("/wall-tokens/{id}", delete(walls::revoke))
        .route("/wall-ticket", post(walls::ticket))
        .route("/calls", get(calls::list))
        .route("/calls/{id}", get(calls::show))
        .route("/calls/{id}/explanation", get(explanation::show))
        .route("/calls/{id}/trace", get(trace::show))
        .route("/calls/{id}/verification", post(identity::verify))
        .route("/calls/{id}/reveal", post(identity::reveal))
        .route("/questions", get(identity::questions))
        .route("/incidents", get(incidents::list).post(incidents::post))
        .route("/incidents/{id}", delete(incidents::end))
        .route("/profiles", get(profiles::list))
        .route("/profiles/{id}/advice", put(profiles::advise))
        .route("/customers/{id}/profile", put(profiles::tag))
        .route("/customers/{id}/earlier-calls", post(customers::take_earlier_calls))
        .route("/doctor", get(doctor::show))
        .route("/traces", get(trace::list))
        .route("/numbers", get(numbers::read))
        .route("/customers", get(customers::search).post(customers::create))
        .route("/customers/duplicates", get(merges::duplicates))
        .route("/customers/merges", get(merges::list).post(merges::merge))
        .route("/customers/merges/{id}", delete(merges::unmerge))
        .route("/customers/{id}", get(customers::show).put(customers::update))
        .route("/outbox", get(outbox::list))
        .route("/outbox/{id}", delete(outbox::drop_letter))
        .route("/outbox/{id}/retry", post(outbox::retry))
        .route("/crm/sources", get(sources::list))
        .route("/simulations", post(simulations::create))
        .route("/agents/{id}/state", put(supervise::set_state))
        .route("/agents/{id}/spy", post(listen::begin).delete(listen::end))
        .route("/queues/{id}/line", get(queue_line::show))
        .route("/reasons", get(supervise::reasons))
        .route("/missed", get(missed::list))
        .route("/missed/{id}/called-back", post(missed::called_back))
        .route("/board", get(board::show))
        .route("/gaps", get(gaps::list))
        .route("/shadow", get(shadow::show))
        .route("/directory", get(directory::show))
        .route("/events", get(events::read))
        .route("/openapi.json", get(openapi::show))
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
