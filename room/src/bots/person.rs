//! What a bot does: joins, writes, votes, plays its part, and holds what was read against what was said.

use std::collections::BTreeSet;
use std::time::Duration;

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::Home;
use super::line::{Came, Line};
use super::phone::Phone;
use crate::trustee::http;
use crate::trustee::token::Token;
use crate::workshop::state::{decode, encode};

/// Longest wait for an answer.
const DEADLINE: Duration = Duration::from_secs(20);
/// Least and most time between two things that a bot does, in milliseconds: about the pace of people with a deck.
const PACE: (u64, u64) = (1_500, 6_000);
/// Messages that a bot writes in one round, unless it is written to.
const SAYS: u32 = 6;

/// A bot and what it knows.
struct Person {
    home: Home,
    rng: ChaCha20Rng,
    api: http::Line,
    room: String,
    address: String,
    phone: Option<Phone>,
    round: u64,
    said: u32,
    sent: u64,
    /// What it wrote and read in this round: who, what.
    heard: BTreeSet<(String, String)>,
    done: BTreeSet<String>,
}

/// Lives until the room ends.
pub(super) async fn live(home: Home, number: u64) {
    let mut rng = ChaCha20Rng::seed_from_u64(home.seed.wrapping_mul(1_000_003).wrapping_add(number));
    let door = http::Line { address: home.address, token: None, deadline: DEADLINE };
    let (joined, token) = loop {
        let joined: Result<Value, _> = door.post("/api/join", &json!({"code": home.code, "bot": true})).await;
        match joined {
            Ok(joined) => {
                let token = joined.get("token").and_then(Value::as_str).and_then(Token::parse);
                let Some(token) = token else { return };
                break (joined, token);
            }
            // The room is full or over.
            Err(http::AskError::Denied(status, _)) if status != 429 => return,
            Err(_) => tokio::time::sleep(Duration::from_millis(500 + u64::from(rng.next_u32() % 1000))).await,
        }
    };
    let text = |name: &str| joined.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut person = Person {
        api: http::Line { token: Some(token.clone()), ..door },
        room: text("room"),
        address: text("address"),
        home,
        rng,
        phone: None,
        round: 0,
        said: 0,
        sent: 0,
        heard: BTreeSet::new(),
        done: BTreeSet::new(),
    };
    let mut after = 0;
    loop {
        let Some(mut line) = Line::open(person.home.address, &person.room, token.as_str(), after).await
        else {
            tokio::time::sleep(Duration::from_secs(1)).await;
            continue;
        };
        let mut pause = person.pause();
        loop {
            let came = tokio::select! {
                came = line.next() => came,
                () = tokio::time::sleep_until(pause) => {
                    pause = person.pause();
                    if person.act(&mut line).await.is_none() {
                        break;
                    }
                    continue;
                }
            };
            match came {
                Came::Mail { n, from, body } => {
                    after = after.max(n);
                    person.read(from, &body);
                    if line.say(&json!({"t": "seen", "n": n})).await.is_none() {
                        break;
                    }
                }
                Came::Board => person.settle(&line).await,
                Came::Other => {}
                Came::Cut => break,
                Came::Gone => return,
            }
            if line.board("all").get("ended") == Some(&Value::Bool(true)) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

impl Person {
    fn pause(&mut self) -> tokio::time::Instant {
        let (least, most) = PACE;
        tokio::time::Instant::now()
            + Duration::from_millis(least + u64::from(self.rng.next_u32()) % (most - least))
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let bound = u32::try_from(from.len()).unwrap_or(u32::MAX).max(1);
        from.get(usize::try_from(self.rng.next_u32() % bound).unwrap_or(0))
    }

    /// Takes up the messenger that the board tells of, anew in each round.
    async fn settle(&mut self, line: &Line) {
        let own = line.board("own");
        let round = own.get("round").and_then(Value::as_u64).unwrap_or(0);
        let Some(build) = own.get("build").filter(|build| build.is_object()) else { return };
        if round == self.round && self.phone.is_some() {
            return;
        }
        (self.round, self.said) = (round, 0);
        self.heard.clear();
        self.done.clear();
        self.phone = Phone::new(&self.address, build, &mut self.rng);
        let Some(phone) = &mut self.phone else { return };
        let (once, last) = phone.publish(&mut self.rng);
        let once: Vec<String> = once.iter().map(|bundle| encode(bundle)).collect();
        let path = format!("/api/rooms/{}/bundles", self.room);
        let published: Result<Value, _> =
            self.api.post(&path, &json!({"bundles": once, "last": encode(&last)})).await;
        if published.is_err() {
            // The next change of a board tries again.
            self.phone = None;
        }
    }

    fn read(&mut self, from: String, body: &[u8]) {
        let Self { phone, rng, heard, .. } = self;
        if let Some(text) = phone.as_mut().and_then(|phone| phone.receive(body, rng)) {
            heard.insert((from, text));
        }
    }

    /// One thing, `None` if the line is cut.
    async fn act(&mut self, line: &mut Line) -> Option<()> {
        self.settle(line).await;
        let (all, own) = (line.board("all").clone(), line.board("own").clone());
        self.vote(&all, &own).await;
        self.play(&own).await;
        self.confirm(&own).await;
        self.write(line, &all, &own).await
    }

    async fn write(&mut self, line: &mut Line, all: &Value, own: &Value) -> Option<()> {
        let partner = own.get("partner").and_then(|partner| partner.get("address")).and_then(Value::as_str);
        let (Some(partner), Some(phone)) = (partner.map(str::to_owned), self.phone.as_mut()) else {
            return Some(());
        };
        let scene = all.get("scene").and_then(Value::as_str).unwrap_or_default();
        if scene == "join" || self.said >= SAYS {
            return Some(());
        }
        if !phone.ready(&partner) {
            if own.get("first") != Some(&Value::Bool(true)) {
                return Some(());
            }
            let path = format!("/api/rooms/{}/people/{partner}/bundle", self.room);
            let given: Result<Value, _> = self.api.post(&path, &json!({})).await;
            let bundle = given.ok().and_then(|given| decode(given.get("bundle")?.as_str()?));
            // The partner has published nothing yet: later.
            let Some(bundle) = bundle else { return Some(()) };
            let Self { phone: Some(phone), rng, .. } = self else { return Some(()) };
            if phone.begin(&partner, &bundle, line.now(), rng).is_none() {
                return Some(());
            }
        }
        let deck = all.get("deck").and_then(Value::as_array).cloned().unwrap_or_default();
        let text = self
            .pick(&deck)
            .and_then(|card| card.get("text"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let Self { phone: Some(phone), rng, .. } = self else { return Some(()) };
        let Some(frame) = phone.send(&partner, &text, line.now(), rng) else { return Some(()) };
        self.said += 1;
        self.sent += 1;
        self.heard.insert((self.address.clone(), text));
        line.say(
            &json!({"t": "send", "id": format!("b{}", self.sent), "to": partner, "body": encode(&frame)}),
        )
        .await
    }

    async fn vote(&mut self, all: &Value, own: &Value) {
        let Some(question) = all.get("question").filter(|question| question.is_object()) else { return };
        if own.get("vote").is_some_and(Value::is_string) {
            return;
        }
        let choices = question.get("choices").and_then(Value::as_array).cloned().unwrap_or_default();
        let choice = self.pick(&choices).cloned().unwrap_or_default();
        self.post("/api/vote", &json!({"question": question.get("id"), "choice": choice})).await;
    }

    /// Plays trustee, judge and attacker, each request once.
    async fn play(&mut self, own: &Value) {
        let request = |role: &str| {
            let request = own.get(role)?.get("request")?.get("id")?.as_str()?;
            Some(request.to_owned())
        };
        if let Some(id) = request("judge")
            && self.done.insert(format!("judge {id}"))
        {
            self.post("/api/judge", &json!({"request": id, "grant": true})).await;
        }
        if let Some(id) = request("trustee")
            && self.done.insert(format!("trustee {id}"))
        {
            self.post("/api/trustee", &json!({"request": id, "release": true})).await;
        }
        if own.get("compared").is_none()
            && self.phone.is_some()
            && self.said > 1
            && self.done.insert(format!("compared {}", self.round))
        {
            // Bots compare what the relay handed out with what was published: on an honest relay they are equal.
            self.post("/api/compared", &json!({"equal": true})).await;
        }
    }

    /// Holds what the attacker read against what was said.
    async fn confirm(&mut self, own: &Value) {
        let Some(read) = own.get("outcome").and_then(|outcome| outcome.get("read")).and_then(Value::as_array)
        else {
            // Not told yet, or no longer: the next time counts anew.
            self.done.retain(|done| !done.starts_with("confirmed"));
            return;
        };
        if !self.done.insert(format!("confirmed {} {}", read.len(), self.heard.len())) {
            return;
        }
        let said = |one: &&Value| {
            let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            self.heard.contains(&(text("from"), text("text")))
        };
        let right = read.iter().filter(said).count();
        self.post("/api/confirm", &json!({"right": right, "wrong": read.len() - right})).await;
    }

    async fn post(&self, path: &str, body: &Value) {
        // What is refused is refused: the board has moved on.
        let answered: Result<Value, _> = self.api.post(path, body).await;
        drop(answered);
    }
}
