//! A room that is going on: events are checked, recorded, added, and shown.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use relay::{Audience, Relay, RoomId};
use tokio::sync::Notify;

use super::attempt::Haul;
use super::boards::{self, View};
use super::config::RoomConfig;
use super::court::Bench;
use super::event::{Event, Stamped};
use super::names;
use super::record::{Recorder, refresh};
use super::refusal::Refused;
use super::state::{State, encode};
use crate::limits::{MAX_JOIN_ATTEMPTS, MAX_PEOPLE, PUBLISH_EVERY_MS};
use crate::trustee::{Clock, Panel};

/// Longest time that a replay stands still.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// A room. Clones are handles to the same.
#[derive(Clone)]
pub struct Workshop {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    view: Mutex<View>,
    recorder: Mutex<Option<Recorder>>,
    relay: Relay,
    room: RoomId,
    begun: Instant,
    changed: Mutex<Changed>,
    ring: Notify,
    joins: Mutex<(Instant, u32)>,
    bench: Bench,
    /// One attempt or sweep at a time: each uses all cores.
    busy: tokio::sync::Mutex<()>,
    joining: tokio::sync::Mutex<()>,
    /// A record that is shown, in place of people.
    replay: Option<Replay>,
}

/// A record and how fast it is shown.
struct Replay {
    events: Vec<Stamped>,
    speed: f64,
    /// Rung to go on to the next scene.
    skip: Notify,
}

/// Whose own boards may have changed.
#[derive(Debug, Default)]
struct Changed {
    everyone: bool,
    people: BTreeSet<String>,
}

impl std::fmt::Debug for Workshop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workshop").field("room", &self.inner.room).finish_non_exhaustive()
    }
}

/// What a room is opened with.
#[derive(Debug)]
pub struct Opening {
    /// Its settings.
    pub config: RoomConfig,
    /// The seed of dice and pairs.
    pub seed: u64,
    /// Where its keys come from.
    pub secret: [u8; 32],
    /// Where it is recorded, if it is.
    pub recorder: Option<Recorder>,
    /// What the pages are told of the server.
    pub view: View,
}

/// Somebody who joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Their address.
    pub address: String,
    /// Their token.
    pub token: String,
}

/// A lock that a panicking thread held is taken all the same: events are added whole or not at all.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Workshop {
    /// Opens a room on a relay.
    ///
    /// # Errors
    /// [`Refused`]: settings that no room can have, or a relay that cannot.
    pub async fn open(relay: Relay, room: RoomId, bench: Bench, opening: Opening) -> Result<Self, Refused> {
        let Opening { config, seed, secret, mut recorder, view } = opening;
        let wrong = |why: String| Refused::Unknown { what: "setting", value: why };
        config.check().map_err(|error| wrong(error.to_string()))?;
        relay.create_room(&room).await.map_err(|error| Refused::Relay(error.to_string()))?;
        let code = names::code(&mut super::custody::generator(&secret, b"code", 0));
        let secret = super::state::to_hex(&secret);
        let event = Event::Opened { version: super::event::RECORD_VERSION, config, seed, secret, code };
        let first = Stamped { at: 0, event };
        if let Some(recorder) = &mut recorder {
            recorder.write(&first).map_err(|error| wrong(error.to_string()))?;
        }
        let state = State::open(&first).map_err(wrong)?;
        Ok(Self::around(state, relay, room, bench, recorder, view, None))
    }

    /// A record as a room.
    ///
    /// # Errors
    /// [`Refused`]: a record that opens no room.
    pub fn replaying(
        relay: Relay,
        room: RoomId,
        events: Vec<Stamped>,
        speed: f64,
        view: View,
    ) -> Result<Self, Refused> {
        let wrong = |why: String| Refused::Unknown { what: "record", value: why };
        let first = events.first().ok_or_else(|| wrong("it is empty".to_owned()))?;
        let state = State::open(first).map_err(wrong)?;
        let bench = Bench::new(super::custody::court(&state.secret), Panel::new(Vec::new()), Clock::system());
        let replay = Replay { events, speed, skip: Notify::new() };
        Ok(Self::around(state, relay, room, bench, None, view, Some(replay)))
    }

    fn around(
        state: State,
        relay: Relay,
        room: RoomId,
        bench: Bench,
        recorder: Option<Recorder>,
        view: View,
        replay: Option<Replay>,
    ) -> Self {
        let inner = Inner {
            state: Mutex::new(state),
            view: Mutex::new(view),
            recorder: Mutex::new(recorder),
            relay,
            room,
            begun: Instant::now(),
            changed: Mutex::new(Changed { everyone: true, people: BTreeSet::new() }),
            ring: Notify::new(),
            joins: Mutex::new((Instant::now(), 0)),
            bench,
            busy: tokio::sync::Mutex::new(()),
            joining: tokio::sync::Mutex::new(()),
            replay,
        };
        let workshop = Self { inner: Arc::new(inner) };
        workshop.inner.ring.notify_one();
        workshop
    }

    /// Plays the record to its end, and keeps showing it.
    pub async fn play(&self) {
        let Some(replay) = &self.inner.replay else { return };
        let mut before = 0;
        let mut hurry = false;
        for stamped in replay.events.iter().skip(1) {
            let scene = matches!(stamped.event, Event::SceneSet { .. } | Event::Ended);
            hurry = hurry && !scene;
            let pause =
                Duration::from_millis(stamped.at.saturating_sub(before)).div_f64(replay.speed.max(0.01));
            before = stamped.at;
            if !hurry {
                // A pause in the room, such as a discussion, is not waited out.
                let pause = pause.min(LONGEST_PAUSE);
                hurry = tokio::time::timeout(pause, replay.skip.notified()).await.is_ok() && !scene;
            }
            // The end closes the pages, and a replay is still to be looked at.
            if matches!(stamped.event, Event::Ended) {
                break;
            }
            super::record::replay(&mut lock(&self.inner.state), stamped);
            self.publish();
        }
        loop {
            replay.skip.notified().await;
            self.publish();
        }
    }

    /// Goes on to the next scene of a record.
    pub fn skip(&self) {
        if let Some(replay) = &self.inner.replay {
            replay.skip.notify_one();
        }
    }

    /// Whether this is a record that is shown.
    #[must_use]
    pub fn is_replay(&self) -> bool {
        self.inner.replay.is_some()
    }

    /// Ready when the room was closed.
    pub async fn over(&self) {
        while !self.with(|state| state.ended) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Takes in messages and shows what changes, until the room ends. To be run beside the server.
    pub async fn run(&self) {
        let mut accepted = self.inner.relay.accepted(&self.inner.room);
        let intake = async {
            loop {
                match accepted.recv().await {
                    Ok(stored) => self.take_in([stored]),
                    // What was missed while this task was slow stands on the tape.
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {
                        if let Ok(tape) = self.inner.relay.tape(&self.inner.room).await {
                            self.take_in(tape);
                        }
                    }
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        let show = async {
            loop {
                // People come and go without an event: the stage is shown at least once a second.
                drop(tokio::time::timeout(Duration::from_secs(1), self.inner.ring.notified()).await);
                self.publish();
                tokio::time::sleep(Duration::from_millis(PUBLISH_EVERY_MS)).await;
                if self.with(|state| state.ended) {
                    self.publish();
                    return;
                }
            }
        };
        tokio::select! {
            () = intake => {}
            () = show => {}
        }
    }

    fn take_in(&self, stored: impl IntoIterator<Item = relay::Stored>) {
        for stored in stored {
            let known = self.with(|state| state.messages.last().map(|message| message.order));
            if known.is_none_or(|known| stored.order > known) {
                let relay::Stored { order, from, to, sent, body, .. } = stored;
                self.commit(Event::Message { order, from, to, sent, body: encode(&body) });
            }
        }
    }

    /// Looks at the state.
    pub fn with<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&lock(&self.inner.state))
    }

    /// The relay.
    #[must_use]
    pub fn relay(&self) -> &Relay {
        &self.inner.relay
    }

    /// The room's id.
    #[must_use]
    pub fn room(&self) -> &RoomId {
        &self.inner.room
    }

    /// Who carries out orders.
    #[must_use]
    pub fn bench(&self) -> &Bench {
        &self.inner.bench
    }

    /// Changes what the pages are told of the server.
    pub fn look(&self, change: impl FnOnce(&mut View)) {
        change(&mut lock(&self.inner.view));
        self.inner.ring.notify_one();
    }

    /// Records and adds an event, and has it shown.
    pub fn commit(&self, event: Event) {
        let at = u64::try_from(self.inner.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let stamped = Stamped { at, event };
        let mut state = lock(&self.inner.state);
        let mut recorder = lock(&self.inner.recorder);
        if let Some(failed) = recorder.as_mut().and_then(|recorder| recorder.write(&stamped).err()) {
            // The room goes on; the instructor is told that the record ends here.
            *recorder = None;
            lock(&self.inner.view).recording = Some(failed.to_string());
        }
        state.apply(&stamped);
        drop((state, recorder));
        self.mark(&stamped.event);
    }

    fn mark(&self, event: &Event) {
        let mut changed = lock(&self.inner.changed);
        match event {
            Event::Message { .. } => {}
            Event::Voted { address, .. }
            | Event::Compared { address, .. }
            | Event::Proposed { address, .. }
            | Event::Confirmed { address, .. } => {
                changed.people.insert(address.clone());
            }
            _ => changed.everyone = true,
        }
        drop(changed);
        self.inner.ring.notify_one();
    }

    /// Shows what changed.
    pub fn publish(&self) {
        let Changed { everyone, people } = std::mem::take(&mut *lock(&self.inner.changed));
        let mut view = lock(&self.inner.view).clone();
        let (relay, room) = (&self.inner.relay, &self.inner.room);
        let (all, stage, own): (_, _, Vec<_>) = {
            let state = lock(&self.inner.state);
            view.online = relay.present(room).into_iter().collect();
            let whose = state.people.keys().filter(|address| everyone || people.contains(*address));
            let own = whose.map(|address| (address.clone(), boards::own(&state, address))).collect();
            (boards::all(&state, &view), boards::stage(&state, &view), own)
        };
        let to = relay.boards();
        to.publish(room, Audience::All, all);
        to.publish(room, Audience::Stage, stage);
        for (address, board) in own {
            to.publish(room, Audience::Person(address), board);
        }
    }

    /// Somebody joins with the code, or comes back with a token.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn join(&self, code: &str, token: Option<&str>, bot: bool) -> Result<Joined, Refused> {
        let Inner { relay, room, joins, .. } = &*self.inner;
        {
            let mut joins = lock(joins);
            if joins.0.elapsed() > Duration::from_mins(1) {
                *joins = (Instant::now(), 0);
            }
            joins.1 += 1;
            if joins.1 > MAX_JOIN_ATTEMPTS {
                return Err(Refused::JoinRate);
            }
        }
        let (expected, ended) = self.with(|state| (state.code.clone(), state.ended));
        if ended {
            return Err(Refused::Ended);
        }
        if let Some(token) = token
            && let Ok(address) = relay.authenticate(room, token).await
            && self.with(|state| state.people.contains_key(&address))
        {
            return Ok(Joined { address, token: token.to_owned() });
        }
        if !code.trim().eq_ignore_ascii_case(&expected) {
            return Err(Refused::Code);
        }
        // One after the other, so that no name is given twice.
        let _one_at_a_time = self.inner.joining.lock().await;
        let (count, number, start, language) = self.with(|state| {
            let start = rand_core::Rng::next_u32(&mut state.dice("names", 0));
            (
                state.people.len(),
                state.joined,
                usize::try_from(start % 400).unwrap_or(0),
                state.config.language.clone(),
            )
        });
        if count >= MAX_PEOPLE || number >= MAX_PEOPLE {
            return Err(Refused::Full(count));
        }
        let name = names::name(number, start, &language);
        let token =
            relay.admit(room, &name.address).await.map_err(|error| Refused::Relay(error.to_string()))?;
        self.commit(Event::Joined { address: name.address.clone(), nickname: name.nickname, bot });
        self.pair_up();
        Ok(Joined { address: name.address, token: token.as_str().to_owned() })
    }

    /// Gives everybody who waits a partner, as far as there is one.
    pub fn pair_up(&self) {
        let waiting: Vec<String> = self.with(|state| {
            state
                .people
                .iter()
                .filter(|(_, person)| person.pair.is_none())
                .map(|(address, _)| address.clone())
                .collect()
        });
        let mut order = waiting;
        self.with(|state| {
            // Who meets whom is the dice's choice when there is one, as after a reset.
            let mut dice = state.dice("pairs", state.pairs.len());
            for at in (1..order.len()).rev() {
                let bound = u32::try_from(at + 1).unwrap_or(1);
                let other = usize::try_from(rand_core::Rng::next_u32(&mut dice) % bound).unwrap_or(0);
                order.swap(at, other);
            }
        });
        for pair in order.chunks_exact(2) {
            if let [one, other] = pair {
                let build = self.with(State::next_build);
                self.commit(Event::Paired { one: one.clone(), other: other.clone(), build });
            }
        }
    }

    /// Makes the attack with the shares that are stolen by now.
    ///
    /// # Errors
    /// [`Refused::Relay`] if the machine could not finish it.
    pub async fn attempt(&self) -> Result<(), Refused> {
        let _one_at_a_time = self.inner.busy.lock().await;
        let haul = self.with(Haul::of);
        let findings = tokio::task::spawn_blocking(move || haul.attempt()).await;
        let findings = findings.map_err(|error| Refused::Relay(error.to_string()))?;
        self.commit(Event::Attempted { shares: findings.shares, tallies: findings.tallies });
        lock(&self.inner.state).readings = findings.readings;
        // The boards of this event were marked before the readings stood.
        lock(&self.inner.changed).everyone = true;
        self.inner.ring.notify_one();
        Ok(())
    }

    /// Measures another design.
    ///
    /// # Errors
    /// [`Refused::Sweep`].
    pub async fn sweep(&self, k: u8, n: u8, epoch: u32) -> Result<(), Refused> {
        let _one_at_a_time = self.inner.busy.lock().await;
        self.look(|view| view.sweeping = true);
        let measured = tokio::task::spawn_blocking(move || super::sweep::designs(k, n, epoch)).await;
        self.look(|view| view.sweeping = false);
        let rows = measured.map_err(|error| Refused::Sweep(error.to_string()))?;
        let rows = rows.map_err(|error| Refused::Sweep(error.to_string()))?;
        self.commit(Event::Swept { k, n, epoch, rows });
        Ok(())
    }

    /// Measures the limits.
    ///
    /// # Errors
    /// [`Refused::Sweep`].
    pub async fn limits(&self) -> Result<(), Refused> {
        let _one_at_a_time = self.inner.busy.lock().await;
        let measured = tokio::task::spawn_blocking(super::sweep::limits).await;
        let rows = measured.map_err(|error| Refused::Sweep(error.to_string()))?;
        let rows = rows.map_err(|error| Refused::Sweep(error.to_string()))?;
        self.commit(Event::Limited { rows });
        Ok(())
    }

    /// Back to the beginning of a scene.
    pub fn rewind(&self, to: super::scene::Scene) {
        self.commit(Event::Rewound { to });
        refresh(&mut lock(&self.inner.state));
        lock(&self.inner.changed).everyone = true;
        self.inner.ring.notify_one();
    }

    /// Begins again.
    ///
    /// # Errors
    /// [`Refused::Relay`].
    pub async fn reset(&self, keep_people: bool) -> Result<(), Refused> {
        let Inner { relay, room, .. } = &*self.inner;
        let failed = |error: String| Refused::Relay(error);
        if !keep_people {
            let people: Vec<String> = self.with(|state| state.people.keys().cloned().collect());
            for address in people {
                relay.expel(room, &address).await.map_err(|error| failed(error.to_string()))?;
            }
        }
        relay.clear_mail(room).await.map_err(|error| failed(error.to_string()))?;
        self.commit(Event::Reset { keep_people });
        self.pair_up();
        self.inner.bench.hand_out(self).await;
        Ok(())
    }

    /// Closes the room and deletes what the relay keeps of it.
    ///
    /// # Errors
    /// [`Refused::Relay`].
    pub async fn end(&self) -> Result<(), Refused> {
        self.commit(Event::Ended);
        self.publish();
        // Phones read that it is over before their sockets close.
        tokio::time::sleep(Duration::from_millis(5 * PUBLISH_EVERY_MS)).await;
        let closed = self.inner.relay.close_room(&self.inner.room).await;
        closed.map_err(|error| Refused::Relay(error.to_string()))
    }
}
