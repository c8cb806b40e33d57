//! The WebSocket of a participant, and of the stage. One task for each; it waits for its own reader and for nobody else's.

mod heard;

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesOrdered;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use self::heard::Answer;
use crate::boards::{BoardFrame, Name};
use crate::errors::{AuthError, MailError};
use crate::frames::{FromClient, Hello, Mail, Position, ToClient};
use crate::guard::Buckets;
use crate::hub::{Close, Push, Tap};
use crate::limits::{FAREWELL, FRAME, FRAME_BURST, FRAME_RATE, PAGE, WRITE_BUFFER};
use crate::names::RoomId;
use crate::relay::Relay;
use crate::serve::Seat;
use crate::store::StoreError;
use crate::token::Token;

/// Answers the upgrade with the bounds of the interface.
pub(crate) fn upgrade(ws: WebSocketUpgrade, relay: Relay, room: RoomId, seat: Option<Arc<Seat>>) -> Response {
    bounded(ws).on_upgrade(move |socket| participant(socket, relay, room, seat))
}

/// Sets the bounds of a WebSocket: for [`watch()`], on whatever listener it is mounted.
pub fn bounded(ws: WebSocketUpgrade) -> WebSocketUpgrade {
    ws.max_message_size(FRAME)
        .max_frame_size(FRAME)
        .read_buffer_size(4096)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER)
}

/// Serves a projector or a console: the board of the stage, and no mail. The first frame is a hello with the stage's token and
/// the boards it has.
pub async fn watch(ws: WebSocket, relay: Relay, room: RoomId, token: Token) {
    let mut line = Line::new(ws, relay, room, None);
    let Ok(Some(Ok(first))) = timeout(line.relay.limits().hello, line.ws.recv()).await else {
        return line.farewell(Close::NoHello).await;
    };
    let boards = match first.to_text().map(serde_json::from_str) {
        Ok(Ok(FromClient::Hello(hello))) if token.matches(&hello.token) => hello.boards,
        Ok(Ok(FromClient::Hello(_))) => return line.farewell(Close::Token).await,
        _ => return line.farewell(Close::NoHello).await,
    };
    line.tap = Some(line.relay.hub().connect_stage(&line.room));
    let end = match line.show(&[Name::Stage], &boards).await {
        Ok(()) => line.run().await,
        Err(end) => end,
    };
    line.leave(end).await;
}

async fn participant(ws: WebSocket, relay: Relay, room: RoomId, seat: Option<Arc<Seat>>) {
    let mut line = Line::new(ws, relay, room, seat);
    let end = match line.greet().await {
        Ok(()) => line.run().await,
        Err(end) => end,
    };
    line.leave(end).await;
}

/// Why a socket ends.
enum End {
    /// We close it.
    With(Close),
    /// The peer closed it, or is gone.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::With(close)
    }
}

/// A socket and what it has been sent.
struct Line {
    ws: WebSocket,
    relay: Relay,
    room: RoomId,
    seat: Option<Arc<Seat>>,
    /// Empty for the stage.
    address: String,
    tap: Option<Tap>,
    /// The number of the last message that was sent.
    cursor: u64,
    /// Of each board: generation and number of what was sent last.
    shown: HashMap<&'static str, (Arc<str>, u64)>,
    frames: Buckets,
    heard: Instant,
    /// What the store was asked to do for the client, in order, and not answered yet.
    under_way: FuturesOrdered<BoxFuture<'static, Answer>>,
    /// Until when nothing is read: whoever sends too much finds the connection slow.
    paused: Option<Instant>,
}

impl Line {
    fn new(ws: WebSocket, relay: Relay, room: RoomId, seat: Option<Arc<Seat>>) -> Self {
        Self {
            ws,
            relay,
            room,
            seat,
            address: String::new(),
            tap: None,
            cursor: 0,
            shown: HashMap::new(),
            frames: Buckets::new(FRAME_RATE, FRAME_BURST, 1),
            heard: Instant::now(),
            under_way: FuturesOrdered::new(),
            paused: None,
        }
    }

    /// Hello, welcome, boards, and the mail that waits.
    async fn greet(&mut self) -> Result<(), End> {
        let first = match timeout(self.relay.limits().hello, self.ws.recv()).await {
            Ok(Some(Ok(Message::Text(text)))) => text,
            Ok(Some(Ok(Message::Binary(_)))) => return Err(Close::NotText.into()),
            Ok(Some(Ok(Message::Close(_))) | None) => return Err(End::Gone),
            Ok(Some(Err(error))) => return Err(broken(&error)),
            Ok(Some(Ok(_))) | Err(_) => return Err(Close::NoHello.into()),
        };
        let Ok(FromClient::Hello(Hello { token, after, boards })) = serde_json::from_str(&first) else {
            return Err(Close::NoHello.into());
        };
        self.address = match self.relay.authenticate(&self.room, &token).await {
            Ok(address) => address,
            Err(AuthError::Store(_)) => return Err(Close::TooSlow.into()),
            Err(AuthError::Token | AuthError::Missing) => return Err(Close::Token.into()),
        };
        self.cursor = after;
        // From here on nothing is missed: what comes while the waiting mail is read waits in the queue.
        self.tap = Some(self.relay.hub().connect(&self.room, &self.address));
        let version = self.relay.version();
        let welcome =
            ToClient::Welcome { address: &self.address, version: &version, now: self.relay.now() }.message();
        self.send(welcome).await?;
        let names = [Name::All, Name::Own(self.address.clone())];
        self.show(&names, &boards).await?;
        self.catch_up().await
    }

    /// Sends what the client lacks of some boards.
    async fn show(&mut self, names: &[Name], has: &HashMap<String, Option<Position>>) -> Result<(), End> {
        for name in names {
            let (generation, n) = match has.get(name.word()) {
                Some(Some(Position { generation, n })) => (generation.as_str(), *n),
                _ => ("", 0),
            };
            let frames = self
                .relay
                .hub()
                .board(&self.room, name, |board| (board.since(name, generation, n), board.position()));
            let Some((frames, position)) = frames else { continue };
            for frame in frames {
                self.send(Message::Text(frame.text)).await?;
            }
            self.shown.insert(name.word(), position);
        }
        Ok(())
    }

    /// Sends the mail after the cursor, out of the store.
    async fn catch_up(&mut self) -> Result<(), End> {
        loop {
            let page = match self.relay.mail(&self.room, &self.address, self.cursor).await {
                Ok(page) => page,
                Err(MailError::NoSuchPerson) => return Err(Close::Token.into()),
                Err(MailError::Store(error)) => return Err(failed(&error)),
            };
            for stored in &page {
                self.send(ToClient::Mail(Mail::from(stored)).message()).await?;
                self.cursor = stored.n;
            }
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }

    async fn run(&mut self) -> End {
        let every = self.relay.limits().ping;
        let mut pings = interval_at(Instant::now() + every, every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let pipeline = self.relay.pipeline();
        loop {
            let Some(tap) = &mut self.tap else { return End::Gone };
            let paused = self.paused;
            let reads = paused.is_none() && self.under_way.len() < pipeline;
            let event = tokio::select! {
                biased;
                close = ended(&mut tap.close, self.seat.as_deref()) => Heard::End(close),
                push = tap.queue.recv() => match push {
                    Some(push) => Heard::Push(push),
                    None => Heard::End(Close::TooSlow),
                },
                _tick = pings.tick() => Heard::Tick,
                () = sleep_until(paused.unwrap_or_else(Instant::now)), if paused.is_some() => Heard::Resume,
                Some(answer) = self.under_way.next(), if !self.under_way.is_empty() => Heard::Answer(answer),
                frame = self.ws.recv(), if reads => Heard::Frame(frame),
            };
            let done = match event {
                Heard::End(close) => return close.into(),
                Heard::Push(push) => self.pushed(push).await,
                Heard::Tick if self.heard.elapsed() > self.relay.limits().silence => return End::Gone,
                Heard::Tick => self.send(Message::Ping(Vec::new().into())).await,
                Heard::Resume => {
                    self.paused = None;
                    Ok(())
                }
                Heard::Answer(Answer::Frame(answer)) => self.send(answer).await,
                Heard::Answer(Answer::Nothing) => Ok(()),
                Heard::Answer(Answer::Expelled) => return Close::Token.into(),
                Heard::Frame(None | Some(Ok(Message::Close(_)))) => return End::Gone,
                Heard::Frame(Some(Err(error))) => return broken(&error),
                Heard::Frame(Some(Ok(message))) => self.heard(message),
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn pushed(&mut self, push: Push) -> Result<(), End> {
        match push {
            Push::Mail(stored) if stored.n <= self.cursor => Ok(()),
            Push::Mail(stored) if stored.n == self.cursor.saturating_add(1) => {
                self.send(ToClient::Mail(Mail::from(&*stored)).message()).await?;
                self.cursor = stored.n;
                Ok(())
            }
            Push::Mail(_) | Push::Look => self.catch_up().await,
            Push::Board(BoardFrame { word, generation, n, text }) => {
                // What was pushed while the board itself was read is in it already.
                if self.shown.get(word).is_some_and(|(life, shown)| *life == generation && n <= *shown) {
                    return Ok(());
                }
                self.send(Message::Text(text)).await?;
                self.shown.insert(word, (generation, n));
                Ok(())
            }
        }
    }

    /// Sends a frame, if the reader takes it in time and the socket is not to be closed meanwhile.
    async fn send(&mut self, message: Message) -> Result<(), End> {
        let limit = self.relay.limits().write;
        let sent = timeout(limit, self.ws.send(message));
        let Some(tap) = &mut self.tap else {
            return sent.await.map_err(|_| End::With(Close::TooSlow))?.map_err(|_| End::Gone);
        };
        tokio::select! {
            sent = sent => sent.map_err(|_| End::With(Close::TooSlow))?.map_err(|_| End::Gone),
            close = ended(&mut tap.close, self.seat.as_deref()) => Err(close.into()),
        }
    }

    async fn leave(mut self, end: End) {
        if let Some(tap) = &self.tap {
            let address = (!self.address.is_empty()).then_some(self.address.as_str());
            self.relay.hub().disconnect(&self.room, address, tap);
        }
        match end {
            End::With(close) => self.farewell(close).await,
            // Reading once more sends the answer to the peer's close frame.
            End::Gone => drop(timeout(FAREWELL, self.ws.recv()).await),
        }
    }

    async fn farewell(&mut self, close: Close) {
        let frame = CloseFrame { code: close as u16, reason: close.reason().into() };
        let _gone = timeout(FAREWELL, async {
            self.ws.send(Message::Close(Some(frame))).await?;
            // The peer's own close frame, so that it is not reset before it has read ours.
            while let Some(Ok(_)) = self.ws.recv().await {}
            Ok::<(), axum::Error>(())
        })
        .await;
    }
}

/// What the task of a socket waits for.
enum Heard {
    End(Close),
    Push(Push),
    Tick,
    Resume,
    Answer(Answer),
    Frame(Option<Result<Message, axum::Error>>),
}

/// Ready when the hub or the server wants the socket closed.
async fn ended(close: &mut watch::Receiver<Option<Close>>, seat: Option<&Seat>) -> Close {
    let told = async {
        match close.wait_for(Option::is_some).await {
            Ok(close) => close.unwrap_or(Close::TooSlow),
            // The hub dropped the line without a word: it was replaced or its room is gone.
            Err(_) => Close::TooSlow,
        }
    };
    match seat {
        Some(seat) => tokio::select! {
            close = told => close,
            () = seat.stopping() => Close::Stops,
        },
        None => told.await,
    }
}

/// What the peer did to the protocol.
fn broken(error: &axum::Error) -> End {
    use tungstenite::Error;
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        match cause.downcast_ref::<Error>() {
            Some(Error::Capacity(_)) => return Close::TooLong.into(),
            Some(Error::Utf8(_)) => return Close::NotText.into(),
            _ => source = cause.source(),
        }
    }
    End::Gone
}

/// A store that fails for a moment: the client comes back with its cursor.
fn failed(_: &StoreError) -> End {
    Close::TooSlow.into()
}

impl Close {
    fn reason(self) -> &'static str {
        match self {
            Self::Stops => "the server stops",
            Self::NotText => "frames are text here",
            Self::NoHello => "the first frame must be a hello, within 5 s",
            Self::TooLong => "the frame is too long",
            Self::TooSlow => "too far behind: reconnect",
            Self::Token => "the token is not valid: join again",
            Self::TookOver => "another socket took over",
            Self::RoomClosed => "the room is closed",
        }
    }
}
