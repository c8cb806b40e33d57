//! The pages, built into the program; a debug build reads them from the folder, so that a change shows on reload.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use honest::primitives::kdf::sha256;
use rust_embed::Embed;

use crate::words::Words;

/// The pages.
#[derive(Embed)]
#[folder = "../web/app/"]
struct Pages;

/// The messengers as WebAssembly.
#[derive(Embed)]
#[folder = "../web/pkg/"]
struct Core;

/// Pages that only the console's listener serves.
const CONSOLE: [&str; 7] =
    ["projector.html", "projector.js", "console.html", "console.js", "stage.css", "wall.js", "scenes/"];

/// The version of the pages: the beginning of a digest over all of them.
pub static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut digests: Vec<(String, [u8; 32])> = Pages::iter()
        .filter_map(|name| Some((name.to_string(), Pages::get(&name)?.metadata.sha256_hash())))
        .chain(
            Core::iter()
                .filter_map(|name| Some((name.to_string(), Core::get(&name)?.metadata.sha256_hash()))),
        )
        .collect();
    digests.sort();
    let all: Vec<u8> =
        digests.into_iter().flat_map(|(name, digest)| [name.as_bytes(), &digest].concat()).collect();
    sha256(&[&all]).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// A file, if this listener serves it.
#[must_use]
pub fn serve(path: &str, console: bool) -> Response {
    let path = match path.trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    if !console && (path.starts_with("console/") || CONSOLE.iter().any(|own| path.starts_with(own))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if path == "version.js" {
        let text = format!("export const VERSION = \"{}\";\n", *VERSION);
        return answer("text/javascript; charset=utf-8", text.into_bytes());
    }
    if let Some(language) = path.strip_prefix("words/").and_then(|file| file.strip_suffix(".json")) {
        return match Words::file(language) {
            Some(words) => answer("application/json", words),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let file = match path {
        "core.wasm" | "core.wasm.json" => Core::get(path),
        path => Pages::get(path),
    };
    match file {
        Some(file) => answer(kind(path), file.data.into_owned()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(kind: &'static str, body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
