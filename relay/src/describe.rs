//! The description of the HTTP interface (OpenAPI), out of the code.

use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::frames::Mail;
use crate::refusal::Refusal;
use crate::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Doormat relay",
        description = "Prekey directory and store-and-forward for many rooms: bytes only. Every answer that refuses has a code for \
                       programs, why, and what to do next."
    ),
    paths(routes::health, routes::put_bundles, routes::take_bundle, routes::mail, routes::socket),
    components(schemas(Mail<'static>, Refusal))
)]
struct Description;

/// The description of the interface, as `relay/openapi.json` holds it.
#[must_use]
pub fn openapi() -> String {
    let mut description = Description::openapi();
    let token = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    description.components.get_or_insert_default().security_schemes.insert("token".into(), token.into());
    // What can be described can be written.
    let mut text = description.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}
