//! What the instructor does.

use serde::Deserialize;

use super::actions::unknown;
use super::boards::question_of;
use super::event::{Event, Role};
use super::live::Workshop;
use super::names::shown;
use super::refusal::Refused;
use super::scene::{Question, Scene};
use super::state::State;
use crate::limits::MAX_LINE;

/// An action.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs, reason = "the fields are named for what they are")]
pub enum Act {
    /// To a scene.
    Scene { to: Scene },
    /// To the next one.
    Next {},
    /// To the one before.
    Previous {},
    /// Hold the picture.
    Freeze { on: bool },
    /// Darken it.
    Blank { on: bool },
    /// Hide texts.
    Mask { on: bool },
    /// Tell everybody something.
    Notice { text: Option<String> },
    /// Open a question, or close the open one.
    Question { id: Option<Question> },
    /// Close the open question.
    CloseQuestion {},
    /// Let people propose texts.
    FreeText { on: bool },
    /// Rule on a proposed text.
    Allow { id: u64, ok: bool },
    /// Ask the court for an order; against the first escrowed chat if no pair is named.
    Request { pair: Option<usize> },
    /// Rule in the judge's place.
    Grant { ok: bool },
    /// Decide in a trustee's place: its person has no phone.
    Release { trustee: u8, ok: bool },
    /// Draw for the attackers, until a share falls.
    Draw {},
    /// A share is stolen.
    Steal { trustee: u8 },
    /// Attack with what is stolen.
    Attempt {},
    /// Measure another design.
    Sweep { k: u8, n: u8, epoch: u32 },
    /// Measure the limits.
    Limits {},
    /// Another nickname.
    Rename { address: String, nickname: String },
    /// Send somebody out.
    Expel { address: String },
    /// Give somebody a part, or none.
    Assign { address: String, role: Option<Role> },
    /// Begin again.
    Reset { keep_people: bool },
    /// Back to the beginning of a scene.
    Rewind { to: Scene },
    /// Let bots come.
    Bots { n: usize },
    /// Close the room.
    End {},
}

impl Workshop {
    /// Does it.
    ///
    /// # Errors
    /// [`Refused`], with what to do next.
    pub async fn act(&self, act: Act) -> Result<(), Refused> {
        if self.is_replay() {
            return self.act_on_replay(&act);
        }
        match act {
            Act::Scene { to } => self.enter(to).await?,
            Act::Next {} => self.enter(self.step(true)).await?,
            Act::Previous {} => self.enter(self.step(false)).await?,
            Act::Freeze { on } => self.commit(Event::Frozen { on }),
            Act::Blank { on } => self.commit(Event::Blanked { on }),
            Act::Mask { on } => self.commit(Event::Masked { on }),
            Act::Notice { text } => {
                let text = text.and_then(|text| shown(&text, MAX_LINE));
                self.commit(Event::Noticed { text });
            }
            Act::Question { id: Some(question) } => {
                self.close();
                self.commit(Event::Asked { question });
            }
            Act::Question { id: None } | Act::CloseQuestion {} => self.close(),
            Act::FreeText { on } => self.commit(Event::FreeText { on }),
            Act::Allow { id, ok: allowed } => {
                let waits =
                    self.with(|state| state.proposals.get(&id).is_some_and(|one| one.allowed.is_none()));
                if !waits {
                    return Err(Refused::Now("no such text waits"));
                }
                self.commit(Event::Ruled { id, allowed });
            }
            Act::Request { pair } => self.request(pair)?,
            Act::Grant { ok } => {
                let id =
                    self.with(|state| state.court.as_ref().map(|court| court.id.clone())).unwrap_or_default();
                self.rule(&id, ok)?;
            }
            Act::Release { trustee, ok } => {
                let id =
                    self.with(|state| state.court.as_ref().map(|court| court.id.clone())).unwrap_or_default();
                self.release(trustee, &id, ok, "").await?;
            }
            Act::Draw {} => self.draw_for_all()?,
            Act::Steal { trustee } => self.steal(trustee)?,
            Act::Attempt {} => self.attempt().await?,
            Act::Sweep { k, n, epoch } => self.sweep(k, n, epoch).await?,
            Act::Limits {} => self.limits().await?,
            Act::Rename { address, nickname } => {
                self.known(&address)?;
                let nickname = shown(&nickname, 40).ok_or_else(|| unknown("nickname", &nickname))?;
                self.commit(Event::Renamed { address, nickname });
            }
            Act::Expel { address } => {
                self.known(&address)?;
                let gone = self.relay().expel(self.room(), &address).await;
                gone.map_err(|error| Refused::Relay(error.to_string()))?;
                self.commit(Event::Expelled { address });
            }
            Act::Assign { address, role } => {
                self.known(&address)?;
                self.assign(&address, role)?;
            }
            Act::Reset { keep_people } => self.reset(keep_people).await?,
            Act::Rewind { to } => {
                self.rewind(to).await;
                self.enter(to).await?;
            }
            Act::Bots { n } => self.bench().call_bots(n)?,
            Act::End {} => self.end().await?,
        }
        Ok(())
    }

    /// What can be done with a record: look at it.
    fn act_on_replay(&self, act: &Act) -> Result<(), Refused> {
        match act {
            Act::Next {} => self.skip(),
            Act::Freeze { on } => self.commit(Event::Frozen { on: *on }),
            Act::Blank { on } => self.commit(Event::Blanked { on: *on }),
            Act::Mask { on } => self.commit(Event::Masked { on: *on }),
            _ => return Err(Refused::Now("this is a record, and it only goes on")),
        }
        self.publish();
        Ok(())
    }

    fn step(&self, forward: bool) -> Scene {
        self.with(|state| state.scene.step(&state.config.scenes, forward))
    }

    fn known(&self, address: &str) -> Result<(), Refused> {
        let known = self.with(|state| state.people.contains_key(address));
        if known { Ok(()) } else { Err(unknown("person", address)) }
    }

    fn close(&self) {
        if let Some(question) = self.with(|state| state.question) {
            self.commit(Event::Closed { question });
        }
    }

    /// Enters a scene, and does what belongs to its beginning.
    async fn enter(&self, scene: Scene) -> Result<(), Refused> {
        if self.with(|state| !state.config.scenes.contains(&scene)) {
            return Err(unknown("scene", scene.id()));
        }
        self.close();
        if scene > Scene::Join && self.with(|state| state.waiting.is_some()) {
            // Somebody without a partner writes to a bot.
            self.bench().call_bots(1)?;
        }
        if scene >= Scene::Shares {
            self.cast();
        }
        self.commit(Event::SceneSet { scene });
        if let Some(question) = question_of(scene) {
            self.commit(Event::Asked { question });
        }
        // The break is what the theft amounts to: it is computed when it is shown, with what is stolen.
        let attempted = self.with(|state| {
            let with: Vec<u8> = state.stolen.iter().copied().collect();
            state.attempts.last().is_some_and(|attempt| attempt.shares == with)
        });
        if scene == Scene::Break && !attempted {
            self.attempt().await?;
        }
        if scene == Scene::Limits && self.with(|state| state.limits.is_empty()) {
            self.limits().await?;
        }
        Ok(())
    }

    /// Chooses trustees, attackers and a judge, once a round. People come before bots, and nobody plays two parts while
    /// there are enough.
    fn cast(&self) {
        let cast = self.with(|state| {
            if !state.trustees.is_empty() {
                return None;
            }
            let mut order: Vec<&String> = state.people.keys().collect();
            let mut dice = state.dice("parts", 0);
            for at in (1..order.len()).rev() {
                let bound = u32::try_from(at + 1).unwrap_or(1);
                order.swap(at, usize::try_from(rand_core::Rng::next_u32(&mut dice) % bound).unwrap_or(0));
            }
            order.sort_by_key(|address| state.people.get(*address).is_some_and(|person| person.bot));
            if order.is_empty() {
                return None;
            }
            let seats = usize::from(state.threshold.1);
            let attackers = state.config.attackers;
            let mut parts = order.iter().cycle().map(|address| (*address).clone());
            let trustees: Vec<String> = parts.by_ref().take(seats).collect();
            let judge = parts.next();
            let mut attackers: Vec<String> = parts.take(attackers).collect();
            attackers.sort();
            attackers.dedup();
            Some(Event::Cast { trustees, attackers, judge })
        });
        if let Some(cast) = cast {
            self.commit(cast);
        }
    }

    fn assign(&self, address: &str, role: Option<Role>) -> Result<(), Refused> {
        self.cast();
        let cast = self.with(|state| {
            let State { mut trustees, mut attackers, mut judge, people, .. } = state.clone();
            match role {
                None => {
                    attackers.retain(|attacker| attacker != address);
                    judge = judge.filter(|judge| judge != address);
                }
                Some(Role::Judge) => judge = Some(address.to_owned()),
                Some(Role::Attacker) if !attackers.iter().any(|attacker| attacker == address) => {
                    attackers.push(address.to_owned());
                }
                Some(Role::Attacker) => {}
                Some(Role::Trustee) => {
                    let free = |seat: &String| people.get(seat).is_none_or(|person| person.bot);
                    let seat = trustees.iter().position(free).or_else(|| trustees.len().checked_sub(1));
                    if let Some(seat) = seat.and_then(|seat| trustees.get_mut(seat)) {
                        address.clone_into(seat);
                    }
                }
            }
            Event::Cast { trustees, attackers, judge }
        });
        self.commit(cast);
        Ok(())
    }

    fn request(&self, pair: Option<usize>) -> Result<(), Refused> {
        let (id, pair) = self.with(|state| {
            let open = |court: &super::state::Court| {
                court.brought.is_none() && court.failed.is_none() && court.granted != Some(false)
            };
            if !state.refused() && state.court.as_ref().is_some_and(open) {
                return Err(Refused::Now("another order is open"));
            }
            let escrowed =
                |(_, pair): &(usize, &super::state::Pair)| pair.build == super::event::Build::Escrow;
            let chosen = match pair {
                Some(pair) => {
                    state.pair(pair).map(|_| pair).ok_or_else(|| unknown("pair", &pair.to_string()))?
                }
                None => state
                    .sessions()
                    .find(escrowed)
                    .map(|(number, _)| number)
                    .ok_or(Refused::Now("nobody has written yet"))?,
            };
            let number =
                state.history.iter().filter(|one| matches!(one.event, Event::Requested { .. })).count() + 1;
            Ok((format!("order-{number}"), chosen))
        })?;
        self.commit(Event::Requested { id, pair });
        Ok(())
    }

    fn draw_for_all(&self) -> Result<(), Refused> {
        self.cast();
        let attackers = self.with(|state| state.attackers.clone());
        let attacker = attackers.first().ok_or(Refused::Now("there are no attackers"))?;
        let (before, turns) =
            self.with(|state| (state.stolen.len(), usize::try_from(state.draws).unwrap_or(0)));
        // A die falls below three ten times in a row once in 60,000 throws.
        for turn in 0..10 {
            self.draw(attackers.get((turns + turn) % attackers.len().max(1)).unwrap_or(attacker))?;
            if self.with(|state| state.stolen.len()) > before {
                break;
            }
        }
        Ok(())
    }

    fn steal(&self, trustee: u8) -> Result<(), Refused> {
        if trustee == 0 || trustee > self.with(|state| state.threshold.1) {
            return Err(unknown("trustee", &trustee.to_string()));
        }
        self.commit(Event::Stolen { trustee });
        Ok(())
    }
}
