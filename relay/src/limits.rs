//! Every bound of the relay, with its reason. What comes over the network can push against each of them; a test stands at each.

use std::time::Duration;

/// Letters of a room's id: short enough for a label in a metrics system, and a file or host name anywhere.
pub const ROOM_ID: usize = 32;
/// Letters of an address: two or three words with hyphens.
pub const ADDRESS: usize = 32;
/// Letters of the id that a client gives a message: a UUID with room to spare.
pub const MESSAGE_ID: usize = 64;
/// Bytes of a message's body. Chat messages are a few hundred bytes; in base64 and with its envelope it fits into a frame.
pub const BODY: usize = 32 * 1024;
/// Bytes of one WebSocket message or frame from a client, and of the body of one request: one [`BODY`] in base64.
pub const FRAME: usize = 64 * 1024;
/// Bytes of the body of a request. axum's default is 2 MiB, which nothing here needs.
pub const REQUEST: usize = 64 * 1024;
/// Bytes of one prekey bundle: a post-quantum one has about 3 KiB.
pub const BUNDLE: usize = 8 * 1024;
/// Bytes that may wait in the buffer of one WebSocket: the largest board and a few frames beside it.
pub const WRITE_BUFFER: usize = 4 * 1024 * 1024;
/// Bytes of the buffer of the header lines of a request: tokens and cookies of other sites on the same address fit.
pub const HEADERS: usize = 16 * 1024;
/// Messages in one answer of `GET mail`, and in one reading of a mailbox or a tape: some megabytes at most.
pub const PAGE: usize = 64;
/// Writes that one transaction of the store takes together: all that wait. On a disk that is busy with something else a flush may
/// take a tenth of a second, and what came meanwhile shares the next one.
pub const GROUP: usize = 1024;
/// Jobs that may wait for the store's thread before senders have to: at [`BODY`] bytes each, 32 MiB.
pub const STORE_QUEUE: usize = 1024;
/// Messages of one socket whose commit is awaited at one time: a burst shares one flush, and one socket does not fill the queue.
pub const PIPELINE: usize = 32;
/// Frames of any kind that one socket may send in a second: pings, acknowledgements and messages of a busy client. Beyond it, the
/// socket is read more slowly.
pub const FRAME_RATE: u32 = 60;
/// Frames of any kind that one socket may send at once.
pub const FRAME_BURST: u32 = 120;
/// Time for the last frame of a socket that is closed; whoever is too slow for it finds the connection cut. Less than
/// [`ServeLimits::drain`].
pub const FAREWELL: Duration = Duration::from_secs(3);
/// Connections to PostgreSQL that one relay holds: a few writers and the listener; a server takes 100 from all.
pub const POSTGRES_CONNECTIONS: u32 = 8;
/// Changes of one board that are kept for those who come back: a phone that was away for a minute or so.
pub const BOARD_CHANGES: usize = 64;
/// Bytes of the changes of one board that are kept.
pub const BOARD_CHANGE_BYTES: usize = 256 * 1024;
/// Sockets of projectors and consoles in one room: a room has one or two, and a reload leaves one behind for a moment.
pub const STAGE_SOCKETS: usize = 16;
/// Accepted messages that a listener of [`crate::Relay::accepted`] may be behind before it misses some and is told so.
pub const ACCEPTED_BACKLOG: usize = 1024;
/// Participants whose rate is remembered. Beyond it, those who have been quiet longest are forgotten, which favours them.
pub const RATE_KEYS: usize = 10_000;
/// Sockets that are told "busy" at one time; beyond it they are closed without a word.
pub const BUSY_ANSWERS: usize = 64;

/// The bounds of a [`crate::Relay`] that a program may choose otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rooms in one store. One laptop holds one; a shared server some hundred.
    pub rooms: u64,
    /// Addresses of one room, those included that were sent away: their mailbox numbers are never given anew. A large lecture.
    pub people: u64,
    /// Messages on the tape of one room: 200 people who write one each ten seconds for an hour, and as many again.
    pub messages: u64,
    /// Bytes of bodies on the tape of one room. All rooms together then fit on a small disk.
    pub bytes: u64,
    /// Prekey bundles of one person, the last one not counted.
    pub bundles: u64,
    /// Requests and messages of one participant in a second, on average. Nobody types as fast.
    pub rate: u32,
    /// Requests and messages of one participant at once: a client that comes back sends what it had queued.
    pub burst: u32,
    /// What may wait for one socket, in frames. A reader that is further behind is closed and comes back with its cursor.
    pub queue: usize,
    /// Time for the first frame of a socket: nobody holds a place without saying who they are.
    pub hello: Duration,
    /// Time between two pings: shorter than the idle time of a phone's radio and of a cheap router.
    pub ping: Duration,
    /// Silence after which a socket is given up: four pings unanswered.
    pub silence: Duration,
    /// Time that one frame may take to be written. A phone that takes longer is gone or does not read.
    pub write: Duration,
    /// Age without any use after which a room is deleted when the relay opens. A workshop of last month is nobody's business.
    pub retention: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rooms: 256,
            people: 500,
            messages: 100_000,
            bytes: 128 * 1024 * 1024,
            bundles: 100,
            rate: 20,
            burst: 40,
            queue: 256,
            hello: Duration::from_secs(5),
            ping: Duration::from_secs(15),
            silence: Duration::from_secs(60),
            write: Duration::from_secs(10),
            retention: Duration::from_secs(30 * 24 * 60 * 60),
        }
    }
}

/// The bounds of the accept loop, [`crate::serve::run`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServeLimits {
    /// Connections at one time, WebSockets included. Beyond it: 503 with `Retry-After`. A lecture with two tabs each.
    pub connections: usize,
    /// Connections from one address. A whole class may sit behind one NAT, so it is far above 250.
    pub per_peer: usize,
    /// Time for the header lines of a request, from the first moment of the connection on. axum's own loop has no such limit.
    pub headers: Duration,
    /// Time for the whole body of a request: [`REQUEST`] bytes take a second on the slowest radio.
    pub body: Duration,
    /// Time that a write may make no progress: a reader that takes nothing for so long holds a place that others need.
    pub stall: Duration,
    /// Time that open connections are given when the server stops.
    pub drain: Duration,
    /// What a client that finds the house full is told to wait, in seconds.
    pub retry_after: u32,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            connections: 2048,
            per_peer: 1024,
            headers: Duration::from_secs(5),
            body: Duration::from_secs(10),
            stall: Duration::from_secs(20),
            drain: Duration::from_secs(5),
            retry_after: 2,
        }
    }
}
