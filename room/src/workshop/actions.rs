//! What participants do, each checked against who they are and where the room is.

use serde_json::{Value, json};

use super::boards;
use super::event::{Card, Event, Role};
use super::live::Workshop;
use super::names::shown;
use super::refusal::Refused;
use super::scene::{Question, Scene};
use super::state::State;
use crate::limits::{MAX_FREE_TEXT, MAX_SHOWN, MAX_WAITING};

impl Workshop {
    /// Whose token this is.
    ///
    /// # Errors
    /// [`Refused::Token`].
    pub async fn person(&self, token: &str) -> Result<String, Refused> {
        let address = self.relay().authenticate(self.room(), token).await.map_err(|_| Refused::Token)?;
        if self.with(|state| state.people.contains_key(&address)) { Ok(address) } else { Err(Refused::Token) }
    }

    /// A vote on the open question; a later one takes its place.
    ///
    /// # Errors
    /// [`Refused`]: no such question or choice, or it is closed.
    pub fn vote(&self, address: String, question: &str, choice: &str) -> Result<(), Refused> {
        let known = Question::ALL.into_iter().find(|known| known.id() == question);
        let question = known.ok_or_else(|| unknown("question", question))?;
        self.decide(|state| {
            if state.question != Some(question) {
                return Err(Refused::Now("the question is closed"));
            }
            if !question.choices().contains(&choice) {
                return Err(unknown("choice", choice));
            }
            Ok(Event::Voted { address, question, choice: choice.to_owned() })
        })
    }

    /// What two people found who compared safety codes.
    pub fn compared(&self, address: String, equal: bool) {
        self.commit(Event::Compared { address, equal });
    }

    /// A text of one's own, for the instructor to rule on.
    ///
    /// # Errors
    /// [`Refused`]: not allowed here, too long, or too many are waiting.
    pub fn propose(&self, address: String, text: &str) -> Result<u64, Refused> {
        let mut id = 0;
        self.decide(|state| {
            if !state.free_text {
                return Err(Refused::Now("this room writes from its deck"));
            }
            let own = state.proposals.values().filter(|one| one.address == address && one.allowed.is_none());
            if own.count() >= MAX_WAITING {
                return Err(Refused::TooMuch { what: "the queue of one person", most: MAX_WAITING });
            }
            if text.chars().count() > MAX_FREE_TEXT {
                return Err(Refused::TooMuch { what: "a text of one's own", most: MAX_FREE_TEXT });
            }
            let text = shown(text, MAX_FREE_TEXT).ok_or_else(|| unknown("text", ""))?;
            id = state.proposals.keys().next_back().map_or(1, |last| last + 1);
            Ok(Event::Proposed { id, address, text })
        })?;
        Ok(id)
    }

    /// What a phone found when it held what the attacker read against what was said.
    ///
    /// # Errors
    /// [`Refused::Now`] before the break.
    pub fn confirm(&self, address: String, right: u64, wrong: u64) -> Result<(), Refused> {
        self.decide(|state| {
            if !(state.broken() && state.scene >= Scene::Break) {
                return Err(Refused::Now("nothing was read yet"));
            }
            let pair = state.people.get(&address).and_then(|person| person.pair);
            let read = pair.map_or(0, |pair| state.read_of(pair).len().min(MAX_SHOWN));
            let most = u64::try_from(read).unwrap_or(u64::MAX);
            if right.checked_add(wrong).is_none_or(|all| all > most) {
                return Err(Refused::TooMuch { what: "what was read of this chat", most: read });
            }
            Ok(Event::Confirmed { address, right, wrong })
        })
    }

    /// The judge grants or denies an order.
    ///
    /// # Errors
    /// [`Refused`]: somebody else, or no such order waits.
    pub fn judge(&self, address: &str, id: &str, granted: bool) -> Result<(), Refused> {
        if !self.with(|state| state.roles(address).contains(&Role::Judge)) {
            return Err(Refused::Role("judge"));
        }
        self.rule(id, granted)
    }

    /// The ruling, whoever makes it.
    ///
    /// # Errors
    /// [`Refused::Now`]: no such order waits.
    pub fn rule(&self, id: &str, granted: bool) -> Result<(), Refused> {
        let waits = self.with(|state| {
            state.court.as_ref().is_some_and(|court| court.id == id && court.granted.is_none())
        });
        if !waits {
            return Err(Refused::Now("no such order waits for a ruling"));
        }
        self.commit(Event::Judged { id: id.to_owned(), granted });
        Ok(())
    }

    /// A trustee releases or refuses. With the threshold of releases, the order is carried out.
    ///
    /// # Errors
    /// [`Refused`]: somebody else, or no such order waits for this trustee.
    pub async fn answer(&self, address: &str, id: &str, released: bool, reason: &str) -> Result<(), Refused> {
        let seat = self.with(|state| state.seat(address)).ok_or(Refused::Role("trustee"))?;
        self.release(seat, id, released, reason).await
    }

    /// The decision of a seat, whoever makes it.
    ///
    /// # Errors
    /// [`Refused::Now`]: no such order waits for this trustee.
    pub async fn release(&self, seat: u8, id: &str, released: bool, reason: &str) -> Result<(), Refused> {
        let reason = shown(reason, MAX_FREE_TEXT).unwrap_or_default();
        self.decide(|state| {
            let waits = state.court.as_ref().is_some_and(|court| {
                court.id == id
                    && court.granted == Some(true)
                    && court.brought.is_none()
                    && !court.decisions.contains_key(&seat)
                    && seat >= 1
                    && seat <= state.threshold.1
            });
            if !waits {
                return Err(Refused::Now("no such order waits for this trustee"));
            }
            Ok(Event::Decided { id: id.to_owned(), trustee: seat, released, reason })
        })?;
        self.bench().decided(self, seat, released).await;
        Ok(())
    }

    /// An attacker draws a card and throws a die: three and more takes a share that is not stolen yet. How likely a real
    /// trustee fails is not known, and this does not tell it.
    ///
    /// # Errors
    /// [`Refused`]: somebody else, or not in this scene.
    pub fn draw(&self, address: &str) -> Result<(), Refused> {
        if !self.with(|state| state.roles(address).contains(&Role::Attacker)) {
            return Err(Refused::Role("attacker"));
        }
        self.decide(|state| {
            if state.scene != Scene::Attack {
                return Err(Refused::Now("attackers draw in the attack scene"));
            }
            let (card, die, hit) = throw(state);
            Ok(Event::Drawn { address: address.to_owned(), card, die, hit })
        })
    }

    /// What happened to somebody's chat, for a page of their own.
    #[must_use]
    pub fn mine(&self, address: &str) -> Value {
        let view = self.view();
        self.with(|state| {
            let own = boards::own(state, &view, address);
            let closed: Vec<_> = state
                .votes
                .iter()
                .filter(|(question, _)| state.closed.contains(question))
                .filter_map(|(question, votes)| Some(json!({"question": question.id(), "choice": votes.get(address)?})))
                .collect();
            let (k, n) = state.threshold;
            json!({
                "title": state.config.title, "nickname": own.get("nickname"), "partner": own.get("partner"),
                "outcome": own.get("outcome"), "votes": closed, "roles": state.roles(address), "compared": own.get("compared"),
                "stolen": state.scene >= Scene::Compare && state.seat(address).is_some_and(|seat| state.stolen.contains(&seat)),
                "k": k, "n": n, "seed": view.told.then_some(state.seed),
            })
        })
    }
}

/// One throw: the card, the die, and the trustee it hits.
fn throw(state: &State) -> (Card, u8, Option<u8>) {
    let mut dice = state.dice("cards", usize::try_from(state.draws).unwrap_or(0));
    let mut pick = |sides: usize| {
        let sides = u32::try_from(sides).unwrap_or(1).max(1);
        usize::try_from(rand_core::Rng::next_u32(&mut dice) % sides).unwrap_or(0)
    };
    let card = Card::ALL.get(pick(Card::ALL.len())).copied().unwrap_or(Card::Phishing);
    let die = u8::try_from(pick(6) + 1).unwrap_or(1);
    let left: Vec<u8> = (1..=state.threshold.1).filter(|seat| !state.stolen.contains(seat)).collect();
    let hit = if die >= 3 { left.get(pick(left.len())).copied() } else { None };
    (card, die, hit)
}

pub(super) fn unknown(what: &'static str, value: &str) -> Refused {
    Refused::Unknown { what, value: value.chars().take(40).collect() }
}
