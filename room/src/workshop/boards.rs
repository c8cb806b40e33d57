//! What the pages are told: the board of everybody, each person's own, and the stage's, for projector and console. Nobody's
//! build stands on any of them before the break.

use serde_json::{Value, json};

use super::custody::MANDATE;
use super::event::{Build, Role};
use super::scene::{Question, Scene};
use super::state::{Court, Message, Person, State, encode, to_hex};
use crate::limits::{LOG_BYTES, LOG_LINES, MAX_SHOWN};
use crate::words::Words;

mod parts;
mod pictures;

/// What the state does not know: where the room is, and who is connected.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// Version of the pages.
    pub version: String,
    /// Where phones join.
    pub url: String,
    /// People with an open socket.
    pub online: std::collections::BTreeSet<String>,
    /// The record's file, if there is one.
    pub recording: Option<String>,
    /// Whether phones are told how the break came out: not before the projector has shown it.
    pub told: bool,
    /// Whether a sweep is being computed.
    pub sweeping: bool,
    /// The logo as a data URL, if there is one.
    pub logo: Option<String>,
}

/// What every phone is told.
#[must_use]
pub fn all(state: &State, view: &View) -> Value {
    let (k, n) = state.threshold;
    let deck = state.config.deck.iter().enumerate();
    let deck: Vec<_> = deck.map(|(at, text)| json!({"id": format!("d{at}"), "text": text})).collect();
    json!({
        "version": view.version,
        "title": state.config.title,
        "logo": view.logo,
        "scene": state.scene,
        "frozen": state.frozen,
        "language": state.config.language,
        "people": state.people.len(),
        "deck": deck,
        "free_text": state.free_text,
        "question": state.question.map(|question| json!({
            "id": question.id(), "choices": question.choices(), "open": true, "k": k, "n": n,
        })),
        "shares": {"k": k, "n": n, "stolen": if state.scene >= Scene::Attack { state.stolen.len() } else { 0 }},
        "result": if view.told || !state.broken() { result(state) } else { Value::Null },
        "notice": state.notice,
        "ended": state.ended,
    })
}

/// The last attempt, with the builds named once the threshold was reached.
fn result(state: &State) -> Value {
    let Some(last) = state.attempts.last() else { return Value::Null };
    let opened = last.tallies.iter().filter(|tally| tally.opened > 0).count();
    let builds = |build| {
        let (opened, all) = state.count(build);
        json!([opened, all])
    };
    let broken = state.broken();
    json!({
        "shares": last.shares.len(),
        "needed": state.threshold.0,
        "opened": opened,
        "of": last.tallies.len(),
        "escrow": if broken { builds(Build::Escrow) } else { Value::Null },
        "clean": if broken { builds(Build::Clean) } else { Value::Null },
        "sentence": sentence(state),
    })
}

/// The one sentence of a phase, for those who listen.
fn sentence(state: &State) -> String {
    let words = Words::of(&state.config.language);
    let number = |value: usize| value.to_string();
    let needed = state.threshold.0.to_string();
    if let (Some(last), true) = (state.attempts.last(), state.scene >= Scene::Attack) {
        let shares = number(last.shares.len());
        let opened = last.tallies.iter().filter(|tally| tally.opened > 0).count();
        if !state.broken() {
            let of = number(last.tallies.len());
            let values =
                [("shares", shares.as_str()), ("needed", &needed), ("opened", &number(opened)), ("of", &of)];
            return words.say("room.sentence.attempt", &values);
        }
        let ((e, es), (c, cs)) = (state.count(Build::Escrow), state.count(Build::Clean));
        let values = [number(e), number(es), number(c), number(cs)];
        let [e, es, c, cs] = &values;
        return words.say(
            "room.sentence.break",
            &[
                ("shares", &shares),
                ("needed", &needed),
                ("escrow", e),
                ("escrows", es),
                ("clean", c),
                ("cleans", cs),
            ],
        );
    }
    if let (Some(brought), Scene::Court) =
        (state.court.as_ref().and_then(|court| court.brought.as_ref()), state.scene)
    {
        let values = [number(brought.texts.len()), number(brought.beyond.0), number(brought.beyond.1)];
        let [messages, beyond, others] = &values;
        return words
            .say("room.sentence.court", &[("messages", messages), ("beyond", beyond), ("others", others)]);
    }
    let begins = if state.scene == Scene::Court { ".begin" } else { "" };
    words.say(
        &format!("room.sentence.{}{begins}", state.scene.id()),
        &[("people", &number(state.people.len()))],
    )
}

/// What one person is told.
#[must_use]
pub fn own(state: &State, view: &View, address: &str) -> Value {
    let Some(person) = state.people.get(address) else { return Value::Null };
    let pair = person.pair.and_then(|number| state.pair(number));
    let partner = state.partner(address).map(|partner| {
        json!({"address": partner, "nickname": state.people.get(partner).map_or(partner, |person| &person.nickname)})
    });
    let roles = state.roles(address);
    let shown = state.scene >= Scene::Shares;
    json!({
        "address": address,
        "nickname": person.nickname,
        "partner": partner,
        "build": pair.map(|pair| build(state, pair.build)),
        "first": pair.is_some_and(|pair| pair.one == address),
        "round": state.round,
        "roles": if shown { json!(roles) } else { json!([]) },
        "compared": person.compared,
        "vote": state.question.and_then(|question| state.votes.get(&question)?.get(address)),
        "trustee": if shown { trustee(state, address) } else { Value::Null },
        "judge": if roles.contains(&Role::Judge) { judge(state) } else { Value::Null },
        "attacker": if roles.contains(&Role::Attacker) && state.scene >= Scene::Attack { attacker(state, address) } else { Value::Null },
        "proposals": proposals(state, address),
        "outcome": if view.told { outcome(state, person) } else { Value::Null },
    })
}

/// What the messenger of a build is given. A phone has to know; it does not show it.
fn build(state: &State, build: Build) -> Value {
    let mandate = state.custody.as_ref().filter(|_| build == Build::Escrow).map(|custody| {
        let key = custody.key();
        json!({
            "epoch": key.epoch, "key": encode(&key.public.to_bytes()),
            "proven": MANDATE.proven, "committed": MANDATE.committed, "bound": MANDATE.bound,
        })
    });
    json!({"mandate": mandate})
}

fn trustee(state: &State, address: &str) -> Value {
    let Some(index) = state.seat(address) else { return Value::Null };
    let share = state.custody.as_ref().and_then(|custody| custody.shares.get(usize::from(index) - 1));
    let Some(share) = share else { return Value::Null };
    let text = to_hex(&share.to_bytes());
    let open = state.court.as_ref().filter(|court| court.granted == Some(true));
    let request = open.filter(|court| !court.decisions.contains_key(&index) && court.brought.is_none());
    // A theft leaves no trace: its victim is told when everybody is.
    let told = state.scene >= Scene::Compare && state.stolen.contains(&index);
    json!({
        "index": index, "share": text, "qr": super::chart::qr(&text),
        "request": request.map(|court| order(state, court)),
        "decided": open.and_then(|court| Some(court.decisions.get(&index)?.0)),
        "stolen": told,
    })
}

fn order(state: &State, court: &Court) -> Value {
    let who = state.pair(court.pair).map(|pair| nickname(state, &pair.one)).unwrap_or_default();
    json!({"id": court.id, "who": who, "pair": court.pair, "until": Value::Null})
}

fn judge(state: &State) -> Value {
    let Some(court) = &state.court else { return json!({"request": null, "opened": null, "granted": null}) };
    let opened = court.brought.as_ref().map(|brought| {
        let pair = state.pair(court.pair);
        let who: Vec<_> =
            pair.iter().flat_map(|pair| [&pair.one, &pair.other]).map(|one| nickname(state, one)).collect();
        let texts = brought.texts.iter().filter_map(|(order, text)| {
            let message = state.messages.iter().find(|message| message.order == *order)?;
            Some(json!({"from": nickname(state, &message.from), "text": text, "sent": message.sent}))
        });
        json!({"who": who, "texts": texts.collect::<Vec<_>>()})
    });
    let request = court.granted.is_none().then(|| order(state, court));
    json!({"request": request, "opened": opened, "granted": court.granted})
}

fn attacker(state: &State, address: &str) -> Value {
    let Some((card, die, hit)) = state.cards.get(address) else { return json!({"card": null, "hit": null}) };
    json!({
        "card": {"id": card.id(), "text_key": format!("card.{}", card.id())}, "die": die, "hit": hit,
        "done": state.stolen.len() >= usize::from(state.threshold.1),
    })
}

fn proposals(state: &State, address: &str) -> Vec<Value> {
    let own = state.proposals.iter().filter(|(_, proposal)| proposal.address == address);
    own.map(|(id, proposal)| {
        let state = match proposal.allowed {
            None => "waiting",
            Some(true) => "allowed",
            Some(false) => "refused",
        };
        json!({"id": id, "text": proposal.text, "state": state})
    })
    .collect()
}

/// What the attacker had of somebody's chat, once that is told.
fn outcome(state: &State, person: &Person) -> Value {
    let (Some(number), true) = (person.pair, state.broken() && state.scene >= Scene::Break) else {
        return Value::Null;
    };
    let Some(pair) = state.pair(number) else { return Value::Null };
    let read = state.read_of(number);
    let skipped = read.len().saturating_sub(MAX_SHOWN);
    let texts: Vec<_> = read
        .iter()
        .skip(skipped)
        .map(|(message, text)| json!({"n_order": message.order, "from": message.from, "nickname": nickname(state, &message.from), "text": text, "sent": message.sent}))
        .collect();
    let got = state.messages_of(number).last().map(ending);
    json!({
        "build": pair.build, "read": texts, "skipped": skipped, "opened": read.len(), "got": got,
        "messages": state.messages_of(number).count(), "shares": state.attempts.last().map(|attempt| attempt.shares.len()),
    })
}

/// What projector and console are told.
#[must_use]
pub fn stage(state: &State, view: &View) -> Value {
    let mut board = all(state, &View { told: true, ..view.clone() });
    let Some(fields) = board.as_object_mut() else { return board };
    let more = json!({
        "join": {
            "url": view.url, "code": state.code, "qr": super::chart::qr(&view.url),
            "wifi": state.config.wifi.as_ref().map(|wifi| json!({"ssid": wifi.ssid, "password": wifi.password, "qr": super::chart::qr(&wifi.code())})),
        },
        "seed": state.seed,
        "wall": wall(state),
        "log": state.messages.iter().rev().take(LOG_LINES).map(ending).collect::<Vec<_>>(),
        "histogram": pictures::histogram(state),
        "histograms": pictures::histograms(state),
        "attempts": parts::attempts(state),
        "stolen": state.stolen,
        "cards": parts::cards(state),
        "court": parts::court(state),
        "confirmed": parts::confirmed(state),
        "compare": pictures::compare(state),
        "change": pictures::change(state, view.sweeping),
        "limits": pictures::limits(state),
        "masked": state.masked,
        "blank": state.blank,
        "roles": {
            "trustees": state.trustees.iter().map(|one| nickname(state, one)).collect::<Vec<_>>(),
            "attackers": state.attackers.iter().map(|one| nickname(state, one)).collect::<Vec<_>>(),
            "judge": state.judge.as_deref().map(|one| nickname(state, one)),
        },
        "people_list": parts::people(state, view),
        "queue": state.proposals.iter().filter(|(_, proposal)| proposal.allowed.is_none())
            .map(|(id, proposal)| json!({"id": id, "nickname": nickname(state, &proposal.address), "text": proposal.text})).collect::<Vec<_>>(),
        "plan": state.config.scenes.iter().map(|scene| json!({"scene": scene, "minutes": scene.minutes()})).collect::<Vec<_>>(),
        "since": state.since,
        "sentence": sentence(state),
        "recording": view.recording,
        "bots": state.people.values().filter(|person| person.bot).count(),
        "messages": state.messages.len(),
        "waiting": state.waiting.as_deref().map(|one| nickname(state, one)),
        "closed": state.closed,
    });
    if let Value::Object(more) = more {
        fields.extend(more);
    }
    board
}

fn wall(state: &State) -> Vec<Value> {
    let told = state.broken() && state.scene >= Scene::Break;
    let lawful = state
        .court
        .as_ref()
        .filter(|court| court.brought.as_ref().is_some_and(|brought| !brought.texts.is_empty()));
    (1..)
        .zip(&state.pairs)
        .map(|(number, pair)| {
            let (count, bytes) = state
                .messages_of(number)
                .fold((0, 0), |(count, bytes), message| (count + 1, bytes + message.body.len()));
            let opened = told && state.readings.get(&number).is_some_and(|reading| reading.opened() > 0);
            let text = if opened && !state.masked { shown_text(state, number) } else { None };
            // Whom the court opened is known to everybody, and what they had.
            let unblinded = told || lawful.is_some_and(|court| court.pair == number);
            json!({
                "pair": number, "names": [nickname(state, &pair.one), nickname(state, &pair.other)],
                "state": if opened { "opened" } else if count == 0 { "unknown" } else { "sealed" },
                "lawful": lawful.is_some_and(|court| court.pair == number),
                "messages": count, "bytes": bytes,
                "build": if unblinded { json!(pair.build) } else { Value::Null }, "text": text,
            })
        })
        .collect()
}

/// The newest text that was read of a chat, if it is one that may stand on a wall: of the deck, or allowed by the instructor. A
/// changed client can write anything.
fn shown_text(state: &State, pair: usize) -> Option<String> {
    let may = |text: &String| {
        let allowed = state.proposals.values().filter(|one| one.allowed == Some(true));
        state.config.deck.contains(text) || allowed.into_iter().any(|one| one.text == *text)
    };
    state.read_of(pair).into_iter().rev().map(|(_, text)| text).find(may)
}

/// The end of a frame in hexadecimal. Its beginning would tell the build.
fn ending(message: &Message) -> String {
    let skipped = message.body.len().saturating_sub(LOG_BYTES);
    to_hex(message.body.get(skipped..).unwrap_or_default())
}

fn nickname<'a>(state: &'a State, address: &'a str) -> &'a str {
    state.people.get(address).map_or(address, |person| &person.nickname)
}

/// The question that a scene asks by itself when it is entered.
#[must_use]
pub const fn question_of(scene: Scene) -> Option<Question> {
    match scene {
        Scene::Predict => Some(Question::Copy),
        Scene::Change => Some(Question::Design),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
