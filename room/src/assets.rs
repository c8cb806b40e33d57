//! The pages, built into the program; a debug build reads them from the folder, so that a change shows on reload.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
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

/// Answers that were compressed before, by the digest of what they say.
static COMPRESSED: LazyLock<Mutex<HashMap<[u8; 32], Bytes>>> = LazyLock::new(Mutex::default);

/// A file, if this listener serves it: compressed if the browser takes that, and not at all if it has it already.
#[must_use]
pub fn serve(path: &str, headers: &HeaderMap, console: bool) -> Response {
    let path = match path.trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    if !console && (path.starts_with("console/") || CONSOLE.iter().any(|own| path.starts_with(own))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if path == "version.js" {
        let text = format!("export const VERSION = \"{}\";\n", *VERSION);
        return answer("text/javascript; charset=utf-8", text.into_bytes(), headers);
    }
    if let Some(language) = path.strip_prefix("words/").and_then(|file| file.strip_suffix(".json")) {
        return match Words::file(language, console) {
            Some(words) => answer("application/json", words, headers),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let file = match path {
        "core.wasm" | "core.wasm.json" => Core::get(path),
        path => Pages::get(path),
    };
    match file {
        Some(file) => answer(kind(path), file.data.into_owned(), headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(kind: &'static str, body: Vec<u8>, headers: &HeaderMap) -> Response {
    let digest = sha256(&[&body]);
    let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let says = |name: header::HeaderName| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    };
    // Asked for again at each visit, and sent again only if it has changed.
    let common = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag.clone()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if says(header::IF_NONE_MATCH) == tag {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let takes_gzip = says(header::ACCEPT_ENCODING).split(',').any(|coding| coding.trim().starts_with("gzip"));
    let kind = [(header::CONTENT_TYPE, kind)];
    match takes_gzip.then(|| compressed(digest, &body)).flatten() {
        Some(small) => (common, kind, [(header::CONTENT_ENCODING, "gzip")], small).into_response(),
        None => (common, kind, body).into_response(),
    }
}

/// The answer, compressed once.
fn compressed(digest: [u8; 32], body: &[u8]) -> Option<Bytes> {
    let kept = || COMPRESSED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(small) = kept().get(&digest) {
        return Some(small.clone());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).ok()?;
    let small = Bytes::from(encoder.finish().ok()?);
    kept().insert(digest, small.clone());
    Some(small)
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
