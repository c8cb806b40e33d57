//! A room that is going on: events are checked, recorded, added, and shown.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use relay::guard::Buckets;
use relay::{Relay, RoomId};
use tokio::sync::Notify;

use super::boards::View;
use super::config::RoomConfig;
use super::court::Bench;
use super::event::{Event, Stamped};
use super::names;
use super::record::Recorder;
use super::refusal::Refused;
use super::state::{State, encode};
use crate::limits::{JOIN_RATE, MAX_PEOPLE, PUBLISH_EVERY_MS};
use crate::trustee::{Clock, Panel};

mod acting;
mod joining;
mod playing;
mod showing;

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
    /// Wrong codes, by where they come from.
    joins: Buckets,
    bench: Bench,
    /// One attempt or sweep at a time: each uses all cores.
    busy: tokio::sync::Mutex<()>,
    joining: tokio::sync::Mutex<()>,
    /// The last message of earlier rounds.
    floor: AtomicU64,
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
            joins: Buckets::new(JOIN_RATE.0, JOIN_RATE.1, MAX_PEOPLE),
            bench,
            busy: tokio::sync::Mutex::new(()),
            joining: tokio::sync::Mutex::new(()),
            floor: AtomicU64::new(0),
            replay,
        };
        let workshop = Self { inner: Arc::new(inner) };
        workshop.inner.ring.notify_one();
        workshop
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
            let relay::Stored { order, from, to, sent, body, .. } = stored;
            // What was on its way when a round ended is not of the next one, and what is known is not added once more.
            let floor = self.inner.floor.load(Ordering::SeqCst);
            // Not an error to anybody: there is nothing to add.
            let _: Result<(), ()> = self.decide(|state| {
                let known = state.messages.last().map_or(floor, |message| message.order.max(floor));
                let body = encode(&body);
                if order > known { Ok(Event::Message { order, from, to, sent, body }) } else { Err(()) }
            });
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
        let committed: Result<(), std::convert::Infallible> = self.decide(|_| Ok(event));
        // It is not refused here.
        let Ok(()) = committed;
    }

    /// Decides by the state on an event, and adds it before anything else happens.
    ///
    /// # Errors
    /// What the decision says.
    pub(crate) fn decide<E>(&self, decide: impl FnOnce(&mut State) -> Result<Event, E>) -> Result<(), E> {
        let mut state = lock(&self.inner.state);
        let event = decide(&mut state)?;
        let at = u64::try_from(self.inner.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let stamped = Stamped { at, event };
        let mut recorder = lock(&self.inner.recorder);
        if let Some(failed) = recorder.as_mut().and_then(|recorder| recorder.write(&stamped).err()) {
            // The room goes on; the instructor is told that the record ends here.
            *recorder = None;
            lock(&self.inner.view).recording = Some(failed.to_string());
        }
        state.apply(&stamped);
        drop((state, recorder));
        self.mark(&stamped.event);
        Ok(())
    }
}
