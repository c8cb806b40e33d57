use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use relay::store::SqliteStore;
use relay::{Limits, Relay, RoomId, Token};
use tower::ServiceExt;

use super::*;
use crate::trustee::{Clock, Panel};
use crate::workshop::boards::View;
use crate::workshop::config::RoomConfig;
use crate::workshop::court::Bench;
use crate::workshop::custody;
use crate::workshop::event::{Event, Role};
use crate::workshop::live::Opening;
use crate::workshop::scene::Scene;

/// A room with twelve people, each of whom plays at most one part, and their tokens.
struct Room {
    workshop: Workshop,
    console: Token,
    tokens: Vec<(String, String)>,
    stranger: String,
}

async fn room() -> Room {
    let relay = Relay::open(Arc::new(SqliteStore::memory().unwrap()), Limits::default()).await.unwrap();
    let bench = Bench::new(custody::court(&[1; 32]), Panel::new(Vec::new()), Clock::system());
    let opening = Opening {
        config: RoomConfig::default(),
        seed: 1,
        secret: [1; 32],
        recorder: None,
        view: View::default(),
    };
    let workshop =
        Workshop::open(relay.clone(), "room".parse::<RoomId>().unwrap(), bench, opening).await.unwrap();
    let code = workshop.with(|state| state.code.clone());
    let mut tokens = Vec::new();
    for _ in 0..12 {
        let joined = workshop.join("", &code, None, false).await.unwrap();
        tokens.push((joined.address, joined.token));
    }
    let other = "other".parse::<RoomId>().unwrap();
    relay.create_room(&other).await.unwrap();
    let stranger = relay.admit(&other, "somebody").await.unwrap().as_str().to_owned();
    workshop.act(Act::Scene { to: Scene::Shares }).await.unwrap();
    Room { workshop, console: Token::draw().unwrap(), tokens, stranger }
}

impl Room {
    /// Somebody who plays exactly this part.
    fn token_of(&self, role: Option<Role>) -> &str {
        let plays = |address: &str| self.workshop.with(|state| state.roles(address));
        let wanted: Vec<Role> = role.into_iter().collect();
        let found = self.tokens.iter().find(|(address, _)| plays(address) == wanted);
        &found.unwrap_or_else(|| panic!("nobody is {role:?}")).1
    }

    async fn ask(&self, route: &Route, token: Option<&str>) -> StatusCode {
        let app = match route.who {
            Who::Console => console(self.workshop.clone(), self.console.clone()),
            _ => participants(self.workshop.clone()),
        };
        let mut request = Request::builder().method(route.method).uri(route.path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.header(header::CONTENT_TYPE, "application/json");
        app.oneshot(request.body(Body::from(route.body)).unwrap()).await.unwrap().status()
    }
}

#[tokio::test]
async fn every_route_answers_those_it_is_for_and_nobody_else() {
    let room = room().await;
    let console = room.console.as_str().to_owned();
    let made_up = Token::draw().unwrap().as_str().to_owned();
    for route in ROUTES.iter().chain(&CONSOLE_ROUTES) {
        let callers = [
            ("nobody", None),
            ("a made-up token", Some(made_up.as_str())),
            ("somebody of another room", Some(room.stranger.as_str())),
            ("a participant", Some(room.token_of(None))),
            ("a trustee", Some(room.token_of(Some(Role::Trustee)))),
            ("the judge", Some(room.token_of(Some(Role::Judge)))),
            ("an attacker", Some(room.token_of(Some(Role::Attacker)))),
            ("the console", Some(console.as_str())),
        ];
        for (caller, token) in callers {
            let may = match route.who {
                Who::Anyone => true,
                Who::Console => caller == "the console",
                Who::Participant => {
                    ["a participant", "a trustee", "the judge", "an attacker"].contains(&caller)
                }
                Who::Trustee => caller == "a trustee",
                Who::Judge => caller == "the judge",
                Who::Attacker => caller == "an attacker",
            };
            let status = room.ask(route, token).await;
            let refused = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
            assert_eq!(refused, !may, "{} {} by {caller}: {status}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn every_route_that_the_router_has_stands_in_the_table() {
    // The router's own text names its paths; a route without a rule would stand there and not here.
    let source = include_str!("../routes.rs");
    let routed: std::collections::BTreeSet<&str> = source
        .split(".route(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|path| *path != "/api/console/socket")
        .collect();
    let known: std::collections::BTreeSet<&str> =
        ROUTES.iter().chain(&CONSOLE_ROUTES).map(|route| route.path).collect();
    assert_eq!(routed, known);
}

#[tokio::test]
async fn the_pages_of_the_console_are_not_served_to_phones() {
    let room = room().await;
    let status = async |app: Router, path: &str| {
        app.oneshot(Request::builder().uri(path).body(Body::empty()).unwrap()).await.unwrap().status()
    };
    for path in ["/projector.html", "/console.html", "/console/people.js", "/scenes/break.js"] {
        let phones = participants(room.workshop.clone());
        assert_eq!(status(phones, path).await, StatusCode::NOT_FOUND, "{path}");
        let desk = console(room.workshop.clone(), room.console.clone());
        assert_eq!(status(desk, path).await, StatusCode::OK, "{path}");
    }
    for path in
        ["/..%2fCargo.toml", "/../Cargo.toml", "/%2e%2e/room.toml", "/words/..%2f..%2fx.json", "/vendor/"]
    {
        assert_eq!(status(participants(room.workshop.clone()), path).await, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_code_is_needed_to_join_and_a_live_token_to_come_back() {
    let room = room().await;
    let code = room.workshop.with(|state| state.code.clone());
    let people = || room.workshop.with(|state| state.people.len());
    assert_eq!(room.workshop.join("", "ZZZZ", None, false).await, Err(Refused::Code));
    assert_eq!(people(), 12);
    let (address, token) = room.tokens[0].clone();
    let back = room.workshop.join("", "", Some(&token), false).await.unwrap();
    assert_eq!(back.address, address);
    assert_eq!(people(), 12, "coming back makes nobody new");
    room.workshop.act(Act::Expel { address }).await.unwrap();
    assert_eq!(
        room.workshop.join("", "", Some(&token), false).await,
        Err(Refused::Code),
        "who was sent out needs the code"
    );
    assert!(room.workshop.join("", &code.to_lowercase(), Some(&token), false).await.is_ok());
}

#[tokio::test]
async fn a_vote_counts_only_for_the_open_question_and_a_known_choice() {
    let room = room().await;
    let address = room.tokens[0].0.clone();
    let vote = |question: &str, choice: &str| room.workshop.vote(address.clone(), question, choice);
    assert!(matches!(vote("copy", "none"), Err(Refused::Now(_))));
    room.workshop.act(Act::Scene { to: Scene::Predict }).await.unwrap();
    assert!(matches!(vote("copy", "perhaps"), Err(Refused::Unknown { .. })));
    assert!(matches!(vote("weather", "none"), Err(Refused::Unknown { .. })));
    assert_eq!(vote("copy", "none"), Ok(()));
    room.workshop.act(Act::CloseQuestion {}).await.unwrap();
    assert!(matches!(vote("copy", "all"), Err(Refused::Now(_))));
}

#[tokio::test]
async fn free_texts_wait_for_approval_and_are_bounded() {
    use crate::limits::{MAX_FREE_TEXT, MAX_WAITING};
    let room = room().await;
    let address = room.tokens[0].0.clone();
    let propose = |text: &str| room.workshop.propose(address.clone(), text);
    assert!(matches!(propose("hello"), Err(Refused::Now(_))), "the deck is the default");
    room.workshop.act(Act::FreeText { on: true }).await.unwrap();
    assert!(propose(&"x".repeat(MAX_FREE_TEXT)).is_ok());
    assert!(matches!(propose(&"x".repeat(MAX_FREE_TEXT + 1)), Err(Refused::TooMuch { .. })));
    for _ in 1..MAX_WAITING {
        propose("hello").unwrap();
    }
    assert!(matches!(propose("hello"), Err(Refused::TooMuch { .. })));
    let id = room.workshop.with(|state| *state.proposals.keys().next().unwrap());
    room.workshop.act(Act::Allow { id, ok: true }).await.unwrap();
    assert!(
        matches!(room.workshop.act(Act::Allow { id, ok: false }).await, Err(Refused::Now(_))),
        "ruled on once"
    );
    assert!(propose("hello").is_ok());
}

#[tokio::test]
async fn attackers_draw_only_in_their_scene_and_the_same_seed_gives_the_same_dice() {
    let drawn = async || {
        let room = room().await;
        let attacker = room.workshop.with(|state| state.attackers[0].clone());
        assert!(matches!(room.workshop.draw(&attacker), Err(Refused::Now(_))));
        room.workshop.act(Act::Scene { to: Scene::Attack }).await.unwrap();
        for _ in 0..6 {
            room.workshop.draw(&attacker).unwrap();
        }
        room.workshop.with(|state| {
            let drawn = |stamped: &crate::workshop::event::Stamped| match &stamped.event {
                Event::Drawn { card, die, hit, .. } => Some((*card, *die, *hit)),
                _ => None,
            };
            state.history.iter().filter_map(drawn).collect::<Vec<_>>()
        })
    };
    let (one, other) = (drawn().await, drawn().await);
    assert_eq!(one.len(), 6);
    assert_eq!(one, other);
    assert!(one.iter().all(|(_, die, hit)| hit.is_none_or(|_| *die >= 3)));
}

#[tokio::test]
async fn hostile_acts_of_the_console_are_refused_and_change_nothing() {
    let room = room().await;
    for act in [
        Act::Steal { trustee: 0 },
        Act::Steal { trustee: 6 },
        Act::Sweep { k: 9, n: 3, epoch: 1 },
        Act::Sweep { k: 2, n: 200, epoch: 1 },
        Act::Rename { address: "nobody".to_owned(), nickname: "x".to_owned() },
        Act::Rename { address: room.tokens[0].0.clone(), nickname: " ".to_owned() },
        Act::Expel { address: "nobody".to_owned() },
        Act::Request { pair: Some(99) },
        Act::Grant { ok: true },
        Act::Release { trustee: 1, ok: true },
        Act::Allow { id: 7, ok: true },
        Act::Bots { n: 1 },
    ] {
        let before = room.workshop.with(|state| state.history.len());
        assert!(room.workshop.act(act.clone()).await.is_err(), "{act:?}");
        assert_eq!(room.workshop.with(|state| state.history.len()), before, "{act:?}");
    }
}
