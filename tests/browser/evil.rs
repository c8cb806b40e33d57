//! An evil relay: everything between the phones and the room goes through a double that drops, repeats, reorders, changes, or
//! hands out bundles of its own. What phones notice, and what they cannot.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ws::{Message as Ours, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::{SinkExt, StreamExt};
use rand_core::SeedableRng;
use room::workshop::config::RoomConfig;
use room::workshop::console::Act;
use room::workshop::scene::Scene;
use serde_json::Value;
use tokio_tungstenite::tungstenite::Message as Theirs;

use crate::devtools::{Page, Screen};
use crate::rooms::{Stage, browser_is_there};

/// What the relay does to mail and bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// Passes everything on.
    Nothing,
    /// Passes mail on twice.
    Repeat,
    /// Passes mail on in pairs, the later one first, under numbers in order.
    Reorder,
    /// Changes one bit of each message.
    Flip,
    /// Passes no mail on.
    Drop,
    /// Hands out its own bundles.
    Swap,
}

#[derive(Clone)]
struct Evil {
    room: SocketAddr,
    deed: Deed,
    /// Bundles of a messenger of its own, in the clear and under the mandate alike: both are honest bundles.
    own: Arc<Mutex<Vec<String>>>,
}

/// Starts it before a room.
async fn between(room: SocketAddr, deed: Deed) -> SocketAddr {
    let mut rng = chacha20::ChaCha20Rng::from_seed([9; 32]);
    let mut device =
        honest::Device::new(honest::Address::new("mallory").unwrap(), honest::Suite::Hybrid, &mut rng);
    let mut published = device.publish(4, &mut rng);
    let own = (0..4).map(|_| URL_SAFE_NO_PAD.encode(published.next_bundle().to_bytes())).collect();
    let evil = Evil { room, deed, own: Arc::new(Mutex::new(own)) };
    let app = Router::new().fallback(pass).with_state(evil);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

async fn pass(State(evil): State<Evil>, request: Request) -> Response {
    let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let (mut parts, body) = request.into_parts();
    if let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        return upgrade.on_upgrade(move |socket| carry(evil, socket, path));
    }
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let stream = tokio::net::TcpStream::connect(evil.room).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(hyper_util::rt::TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut onward = hyper::Request::builder()
        .method(parts.method.clone())
        .uri(&path)
        .header(header::HOST, evil.room.to_string());
    for name in [header::CONTENT_TYPE, header::AUTHORIZATION] {
        if let Some(value) = parts.headers.get(&name) {
            onward = onward.header(name, value);
        }
    }
    let answer = sender.send_request(onward.body(Body::from(body)).unwrap()).await.unwrap();
    let (mut head, body) = answer.into_parts();
    let mut body = to_bytes(Body::new(body), 4 << 20).await.unwrap().to_vec();
    if evil.deed == Deed::Swap && path.ends_with("/bundle") && head.status == StatusCode::OK {
        let mut answer: Value = serde_json::from_slice(&body).unwrap();
        answer["bundle"] = Value::String(evil.own.lock().unwrap().pop().unwrap());
        body = answer.to_string().into_bytes();
    }
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.remove(header::TRANSFER_ENCODING);
    (head, Body::from(body)).into_response()
}

/// One socket, both ways.
async fn carry(evil: Evil, mut phone: WebSocket, path: String) {
    let url = format!("ws://{}{path}", evil.room);
    let Ok((mut room, _)) = tokio_tungstenite::connect_async(url).await else { return };
    let mut held: Option<Value> = None;
    loop {
        tokio::select! {
            from_phone = phone.recv() => match from_phone {
                Some(Ok(Ours::Text(text))) => {
                    if room.send(Theirs::text(text.to_string())).await.is_err() {
                        return;
                    }
                }
                Some(Ok(Ours::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
            from_room = room.next() => match from_room {
                Some(Ok(Theirs::Text(text))) => {
                    for frame in misdeeds(evil.deed, &text, &mut held) {
                        if phone.send(Ours::Text(frame.into())).await.is_err() {
                            return;
                        }
                    }
                }
                Some(Ok(Theirs::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

fn misdeeds(deed: Deed, text: &str, held: &mut Option<Value>) -> Vec<String> {
    let Ok(mut frame) = serde_json::from_str::<Value>(text) else { return vec![text.to_owned()] };
    if frame["t"] != "mail" {
        return vec![text.to_owned()];
    }
    match deed {
        Deed::Nothing | Deed::Swap => vec![text.to_owned()],
        Deed::Drop => Vec::new(),
        Deed::Repeat => {
            // Once under its own number, and once more as if it were new.
            let n = frame["n"].as_u64().unwrap();
            frame["n"] = (2 * n - 1).into();
            let mut again = frame.clone();
            again["n"] = (2 * n).into();
            vec![frame.to_string(), again.to_string()]
        }
        Deed::Reorder => match held.take() {
            None => {
                *held = Some(frame);
                Vec::new()
            }
            Some(mut first) => {
                let (n, m) = (first["n"].clone(), frame["n"].clone());
                (frame["n"], first["n"]) = (n, m);
                vec![frame.to_string(), first.to_string()]
            }
        },
        Deed::Flip => {
            let mut body = URL_SAFE_NO_PAD.decode(frame["body"].as_str().unwrap()).unwrap();
            if let Some(last) = body.last_mut() {
                *last ^= 1;
            }
            frame["body"] = URL_SAFE_NO_PAD.encode(body).into();
            vec![frame.to_string()]
        }
    }
}

/// Two phones behind the relay, in the chat.
async fn two_phones(deed: Deed) -> (Stage, [Page; 2]) {
    let stage = Stage::open(RoomConfig::default(), 77, 0).await;
    let relay = between(stage.running.address, deed).await;
    let code = stage.workshop().with(|state| state.code.clone());
    let link = format!("http://workshop.test:{}/#{code}", relay.port());
    let mut phones = Vec::new();
    for who in ["one", "other"] {
        let people = phones.len();
        let phone = stage.browser.page(who, &link, Screen::PHONE).await;
        phone.click("button", "Join").await;
        stage
            .until("somebody joins", |workshop| workshop.with(|state| state.people.len() == people + 1))
            .await;
        phones.push(phone);
    }
    stage.act(Act::Scene { to: Scene::Chat }).await;
    for phone in &phones {
        phone.until("the chat", "document.querySelector('nav.tabs')").await;
        phone.eval("document.querySelectorAll('nav.tabs button')[1].click()").await;
        phone.until("the deck", "document.querySelector('.deck .button')").await;
    }
    let [one, other] = <[Page; 2]>::try_from(phones).ok().unwrap();
    // Whoever fetches the bundle writes first.
    let first = stage.workshop().with(|state| state.pairs[0].one.clone());
    let is_first = one
        .eval("JSON.stringify(Object.values(localStorage))")
        .await
        .to_string()
        .contains(&format!("\\\"address\\\":\\\"{first}"));
    let phones = if is_first { [one, other] } else { [other, one] };
    (stage, phones)
}

async fn write(phone: &Page, times: usize) {
    for _ in 0..times {
        let before = phone.eval("document.querySelectorAll('.said.mine').length").await.as_u64().unwrap();
        phone.click(".deck .button", "").await;
        phone
            .until("it stands there", &format!("document.querySelectorAll('.said.mine').length > {before}"))
            .await;
    }
}

async fn received(phone: &Page) -> u64 {
    phone.eval("document.querySelectorAll('.said:not(.mine):not(.failed)').length").await.as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_passes_on_is_the_control() {
    if !browser_is_there() {
        return;
    }
    let (stage, [one, other]) = two_phones(Deed::Nothing).await;
    write(&one, 4).await;
    other
        .until("four messages", "document.querySelectorAll('.said:not(.mine):not(.failed)').length === 4")
        .await;
    assert_eq!(safety(&one).await, safety(&other).await);
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_repeated_is_read_once() {
    if !browser_is_there() {
        return;
    }
    let (stage, [one, other]) = two_phones(Deed::Repeat).await;
    write(&one, 4).await;
    other
        .until("four messages", "document.querySelectorAll('.said:not(.mine):not(.failed)').length >= 4")
        .await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(received(&other).await, 4);
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_in_another_order_is_read_all_the_same() {
    if !browser_is_there() {
        return;
    }
    let (stage, [one, other]) = two_phones(Deed::Reorder).await;
    write(&one, 4).await;
    other
        .until("four messages", "document.querySelectorAll('.said:not(.mine):not(.failed)').length === 4")
        .await;
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_is_refused_and_said_to_be() {
    if !browser_is_there() {
        return;
    }
    let (stage, [one, other]) = two_phones(Deed::Flip).await;
    write(&one, 2).await;
    other.until("a warning", "document.querySelectorAll('.said.failed').length >= 1").await;
    assert_eq!(received(&other).await, 0);
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_swapped_bundle_shows_in_a_warning_or_in_the_safety_code() {
    if !browser_is_there() {
        return;
    }
    let (stage, [one, other]) = two_phones(Deed::Swap).await;
    write(&one, 1).await;
    // The other cannot read it: it was sealed to the relay. What it says of that is no text.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(received(&other).await, 0);
    // Where the other writes back, its own key contradicts the swapped one, and that is said; else the two codes are not one.
    let warned = "document.querySelector('nav.tabs') && !document.querySelector('.partner .button')";
    let mut noticed = false;
    for _ in 0..40 {
        noticed = noticed || one.holds(warned).await || other.holds(warned).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    if !noticed {
        let of_one = safety(&one).await;
        assert!(of_one.is_some());
        assert_ne!(of_one, safety(&other).await);
    }
    stage.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_is_not_noticed_and_the_docs_say_so() {
    if !browser_is_there() {
        return;
    }
    let (stage, [one, other]) = two_phones(Deed::Drop).await;
    write(&one, 2).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(received(&other).await, 0);
    assert!(other.holds("document.querySelectorAll('.said.failed').length === 0").await);
    assert!(include_str!("../../docs/relay.md").contains("about dropped\nones not at all"));
    stage.running.stop().await;
}

/// The safety code that a phone shows, if it has one.
async fn safety(phone: &Page) -> Option<String> {
    phone.click(".partner .button", "").await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let digits =
        phone.eval("[...document.querySelectorAll('.digits li')].map(e => e.textContent).join('')").await;
    digits.as_str().filter(|digits| !digits.is_empty()).map(str::to_owned)
}
