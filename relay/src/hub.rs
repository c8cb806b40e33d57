//! Who is connected in this process, and what waits for them. Nothing here waits for a reader.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{broadcast, mpsc, watch};

use crate::boards::{Board, BoardFrame, Name};
use crate::limits::{ACCEPTED_BACKLOG, STAGE_SOCKETS};
use crate::names::RoomId;
use crate::store::Stored;

/// Why a socket is closed: the codes of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Close {
    /// The server stops.
    Stops = 1001,
    /// A frame that is no text.
    NotText = 1003,
    /// The first frame did not come, or was no hello.
    NoHello = 1008,
    /// A message or frame over the bound.
    TooLong = 1009,
    /// The reader is too slow, or the store failed: come back with your cursor.
    TooSlow = 1013,
    /// The token is not valid.
    Token = 4401,
    /// Another socket of the same person took over.
    TookOver = 4409,
    /// The room is closed.
    RoomClosed = 4410,
}

/// What waits for a socket.
#[derive(Debug, Clone)]
pub(crate) enum Push {
    /// A message that was accepted.
    Mail(Arc<Stored>),
    /// There may be mail; ask the store.
    Look,
    /// A board, whole or changed.
    Board(BoardFrame),
}

/// The hub's end of a socket.
#[derive(Debug)]
struct Line {
    id: u64,
    queue: mpsc::Sender<Push>,
    close: watch::Sender<Option<Close>>,
}

impl Line {
    /// Whether the reader keeps up. One who does not is told to go; the sender never waits.
    fn push(&self, push: Push) -> bool {
        let kept = self.queue.try_send(push).is_ok();
        if !kept {
            self.end(Close::TooSlow);
        }
        kept
    }

    fn end(&self, close: Close) {
        self.close.send_if_modified(|said| {
            let first = said.is_none();
            said.get_or_insert(close);
            first
        });
    }
}

/// The socket's end.
#[derive(Debug)]
pub(crate) struct Tap {
    id: u64,
    pub(crate) queue: mpsc::Receiver<Push>,
    pub(crate) close: watch::Receiver<Option<Close>>,
}

/// What is live of one room.
#[derive(Debug)]
struct Live {
    people: HashMap<String, Line>,
    stage: Vec<Line>,
    boards: HashMap<Name, Board>,
    accepted: broadcast::Sender<Stored>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            people: HashMap::new(),
            stage: Vec::new(),
            boards: HashMap::new(),
            accepted: broadcast::channel(ACCEPTED_BACKLOG).0,
        }
    }
}

/// All rooms that are live in this process.
#[derive(Debug)]
pub(crate) struct Hub {
    rooms: Mutex<HashMap<RoomId, Arc<Mutex<Live>>>>,
    next: AtomicU64,
    stopped: AtomicBool,
    queue: usize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hub {
    pub(crate) fn new(queue: usize) -> Self {
        // A channel without room does not exist.
        Self {
            rooms: Mutex::default(),
            next: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
            queue: queue.max(1),
        }
    }

    fn room(&self, room: &RoomId) -> Arc<Mutex<Live>> {
        lock(&self.rooms).entry(room.clone()).or_default().clone()
    }

    fn known(&self, room: &RoomId) -> Option<Arc<Mutex<Live>>> {
        lock(&self.rooms).get(room).cloned()
    }

    fn line(&self) -> (Line, Tap) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, queue) = mpsc::channel(self.queue);
        let (close_sender, close) = watch::channel(None);
        let line = Line { id, queue: sender, close: close_sender };
        if self.stopped.load(Ordering::SeqCst) {
            line.end(Close::Stops);
        }
        (line, Tap { id, queue, close })
    }

    /// A socket of a person; the one they had before is closed.
    pub(crate) fn connect(&self, room: &RoomId, address: &str) -> Tap {
        let (line, tap) = self.line();
        let earlier = lock(&self.room(room)).people.insert(address.to_owned(), line);
        if let Some(earlier) = earlier {
            earlier.end(Close::TookOver);
        }
        tap
    }

    /// A socket of a projector or a console; the oldest goes when there are too many.
    pub(crate) fn connect_stage(&self, room: &RoomId) -> Tap {
        let (line, tap) = self.line();
        let live = self.room(room);
        let mut live = lock(&live);
        if live.stage.len() >= STAGE_SOCKETS {
            live.stage.remove(0).end(Close::TookOver);
        }
        live.stage.push(line);
        tap
    }

    /// The socket is gone.
    pub(crate) fn disconnect(&self, room: &RoomId, address: Option<&str>, tap: &Tap) {
        let Some(live) = self.known(room) else { return };
        let mut live = lock(&live);
        match address {
            Some(address) => {
                if live.people.get(address).is_some_and(|line| line.id == tap.id) {
                    live.people.remove(address);
                }
            }
            None => live.stage.retain(|line| line.id != tap.id),
        }
    }

    /// How many people are connected.
    pub(crate) fn online(&self, room: &RoomId) -> usize {
        self.known(room).map_or(0, |live| lock(&live).people.len())
    }

    /// Who is connected.
    pub(crate) fn present(&self, room: &RoomId) -> Vec<String> {
        self.known(room).map_or_else(Vec::new, |live| lock(&live).people.keys().cloned().collect())
    }

    /// Rooms that are live here.
    pub(crate) fn rooms(&self) -> Vec<RoomId> {
        lock(&self.rooms).keys().cloned().collect()
    }

    /// Tells the addressee and the listeners of a message that was accepted.
    pub(crate) fn accepted(&self, room: &RoomId, stored: &Arc<Stored>) {
        let Some(live) = self.known(room) else { return };
        let mut live = lock(&live);
        if live.accepted.receiver_count() > 0 {
            let _none = live.accepted.send(Stored::clone(stored));
        }
        live.push(&stored.to, Push::Mail(stored.clone()));
    }

    /// Tells a person to look into their mailbox.
    pub(crate) fn look(&self, room: &RoomId, address: &str) {
        if let Some(live) = self.known(room) {
            lock(&live).push(address, Push::Look);
        }
    }

    /// Listens to what a room accepts.
    pub(crate) fn listen(&self, room: &RoomId) -> broadcast::Receiver<Stored> {
        lock(&self.room(room)).accepted.subscribe()
    }

    /// Closes the socket of a person, and forgets their own board.
    pub(crate) fn expel(&self, room: &RoomId, address: &str) {
        let Some(live) = self.known(room) else { return };
        let mut live = lock(&live);
        live.boards.remove(&Name::Own(address.to_owned()));
        if let Some(line) = live.people.remove(address) {
            line.end(Close::Token);
        }
    }

    /// Closes all sockets of a room, and forgets its boards.
    pub(crate) fn close_room(&self, room: &RoomId) {
        let Some(live) = lock(&self.rooms).remove(room) else { return };
        lock(&live).end(Close::RoomClosed);
    }

    /// Closes all sockets, and those to come.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        let rooms: Vec<_> = lock(&self.rooms).values().cloned().collect();
        for live in rooms {
            lock(&live).end(Close::Stops);
        }
    }

    /// Changes a board and pushes what the change made to those who see it, in one step: nobody sees two changes out of order.
    pub(crate) fn change(
        &self,
        room: &RoomId,
        name: &Name,
        change: impl FnOnce(&mut Board) -> Option<BoardFrame>,
    ) {
        let live = self.room(room);
        let mut live = lock(&live);
        let Some(frame) = change(live.boards.entry(name.clone()).or_default()) else { return };
        let push = Push::Board(frame);
        match name {
            Name::All => live.people.retain(|_, line| line.push(push.clone())),
            Name::Own(address) => live.push(address, push),
            Name::Stage => live.stage.retain(|line| line.push(push.clone())),
        }
    }

    /// Looks at a board, if there is one.
    pub(crate) fn board<T>(&self, room: &RoomId, name: &Name, look: impl FnOnce(&Board) -> T) -> Option<T> {
        self.known(room).and_then(|live| lock(&live).boards.get(name).map(look))
    }
}

impl Live {
    fn push(&mut self, address: &str, push: Push) {
        if self.people.get(address).is_some_and(|line| !line.push(push)) {
            self.people.remove(address);
        }
    }

    fn end(&mut self, close: Close) {
        self.people.drain().for_each(|(_, line)| line.end(close));
        self.stage.drain(..).for_each(|line| line.end(close));
    }
}

#[cfg(test)]
mod tests;
