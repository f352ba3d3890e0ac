//! The pages, built from `web-widget/` and carried inside the binary.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

use super::SharedApp;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/pages"]
struct Pages;

/// What a browser sees from a binary that was built without the pages.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Santral</title>\
    <p>This binary was built without its pages. Build them, then build it again: \
    <code>npm --prefix web-widget ci &amp;&amp; npm --prefix web-widget run build &amp;&amp; cargo build</code>\
    <p lang=tr>Bu program sayfaları olmadan derlendi; yukarıdaki komutla derleyin.";

/// Every page is the same document; it looks at its address.
pub(super) fn routes() -> Router<SharedApp> {
    let pages = [
        "/",
        "/agent",
        "/board",
        "/calls",
        "/calls/{id}",
        "/customers",
        "/customers/{id}",
        "/incidents",
        "/numbers",
        "/duplicates",
        "/missed",
        "/queues/{id}",
        "/wall",
        "/account",
    ];
    pages
        .into_iter()
        .fold(Router::new(), |router, page| router.route(page, get(console)))
        .route("/assets/{*file}", get(asset))
        .route("/embed/v1/{*file}", get(embed))
}

async fn console() -> Response {
    match Pages::get("console.html") {
        Some(page) => {
            let fresh = [(header::CACHE_CONTROL, "no-cache")];
            (fresh, Html(page.data.into_owned())).into_response()
        }
        None => Html(NOT_BUILT).into_response(),
    }
}

/// Names carry a hash of the content: what has been fetched once never changes.
async fn asset(Path(file): Path<String>) -> Response {
    file_of(&format!("assets/{file}"), "public, max-age=31536000, immutable")
}

/// For other origins' pages: module scripts need leave to be read there.
async fn embed(Path(file): Path<String>) -> Response {
    let mut response = file_of(&format!("embed/v1/{file}"), "public, max-age=300");
    let anybody = axum::http::HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    response
}

fn file_of(path: &str, cache: &'static str) -> Response {
    let Some(file) = Pages::get(path) else { return StatusCode::NOT_FOUND.into_response() };
    let kind: Cow<'static, str> = match path.rsplit_once('.').map(|(_, end)| end) {
        Some("js") => "text/javascript; charset=utf-8".into(),
        Some("css") => "text/css; charset=utf-8".into(),
        Some("svg") => "image/svg+xml".into(),
        Some("json" | "map") => "application/json".into(),
        Some("woff2") => "font/woff2".into(),
        _ => "application/octet-stream".into(),
    };
    ([(header::CONTENT_TYPE, kind.as_ref()), (header::CACHE_CONTROL, cache)], file.data.into_owned())
        .into_response()
}
