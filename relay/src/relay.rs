//! The relay: a store, and those who are connected.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{broadcast, mpsc};

use crate::boards::Boards;
use crate::clock::Clock;
use crate::errors::{
    AdmitError, AuthError, BundlesError, CreateRoomError, ExpelError, MailError, RelayError, RoomError,
    SendError, TakeError,
};
use crate::guard::Buckets;
use crate::hub::Hub;
use crate::limits::{BODY, BUNDLE, Limits, PAGE, PIPELINE, RATE_KEYS};
use crate::names::{RoomId, is_address, is_message_id};
use crate::store::{Event, Letter, Store, Stored};
use crate::token::Token;

/// A relay. Clones are the same relay.
#[derive(Debug, Clone)]
pub struct Relay {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Arc<dyn Store>,
    limits: Limits,
    hub: Arc<Hub>,
    boards: Boards,
    buckets: Buckets,
    clock: Clock,
    version: RwLock<String>,
    swept: Vec<RoomId>,
}

impl Relay {
    /// Opens a relay over a store, after deleting the rooms that were not used for [`Limits::retention`]; [`Relay::swept`]
    /// says which, so that it can be told.
    ///
    /// # Errors
    /// If the store does not answer, or the system gives no random bytes.
    pub async fn open(store: Arc<dyn Store>, limits: Limits) -> Result<Self, RelayError> {
        Token::draw().map_err(RelayError::Random)?;
        let clock = Clock::default();
        let swept = store.sweep(clock.now().saturating_sub(limits.retention.as_secs())).await?;
        let (events, accepted) = mpsc::unbounded_channel();
        store.listen(events);
        let hub = Arc::new(Hub::new(limits.queue));
        let relay = Self {
            inner: Arc::new(Inner {
                store,
                limits,
                boards: Boards::new(hub.clone()),
                hub,
                buckets: Buckets::new(limits.rate, limits.burst, RATE_KEYS),
                clock,
                version: RwLock::new(env!("CARGO_PKG_VERSION").to_owned()),
                swept,
            }),
        };
        relay.carry(accepted);
        Ok(relay)
    }

    /// Carries what the store says to those who are connected. Ends with the relay.
    fn carry(&self, mut events: mpsc::UnboundedReceiver<Event>) {
        let relay = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let Some(inner) = relay.upgrade() else { break };
                match event {
                    Event::Accepted { room, stored } => inner.hub.accepted(&room, &stored),
                    Event::Look { room, address } => inner.look(&room, &address).await,
                    Event::Missed => {
                        for room in inner.hub.rooms() {
                            inner.look(&room, "").await;
                        }
                    }
                }
            }
        });
    }

    /// Creates a room; again changes nothing.
    ///
    /// # Errors
    /// If there are too many, or the store fails.
    pub async fn create_room(&self, room: &RoomId) -> Result<(), CreateRoomError> {
        self.inner.store.create_room(room, self.now(), &self.inner.limits).await
    }

    /// Registers a person and draws their token, which is shown this once.
    ///
    /// # Errors
    /// If the address is none or is taken, the room is full or absent, or the store fails.
    pub async fn admit(&self, room: &RoomId, address: &str) -> Result<Token, AdmitError> {
        if !is_address(address) {
            return Err(AdmitError::Address);
        }
        let token = Token::draw().map_err(AdmitError::Random)?;
        self.inner.store.admit(room, address, token.digest(room), &self.inner.limits).await?;
        Ok(token)
    }

    /// Makes a person's token worthless and closes their socket.
    ///
    /// # Errors
    /// If nobody of that address is there, or the store fails.
    pub async fn expel(&self, room: &RoomId, address: &str) -> Result<(), ExpelError> {
        self.inner.store.expel(room, address).await?;
        self.inner.hub.expel(room, address);
        Ok(())
    }

    /// Whose token it is. It is found by its digest, and the digests are compared in constant time.
    ///
    /// # Errors
    /// If it is nobody's in this room, or the store fails.
    pub async fn authenticate(&self, room: &RoomId, token: &str) -> Result<String, AuthError> {
        let digest = Token::parse(token).ok_or(AuthError::Token)?.digest(room);
        let (address, kept) = self.inner.store.holder(room, digest).await?.ok_or(AuthError::Token)?;
        if kept.same(&digest) { Ok(address) } else { Err(AuthError::Token) }
    }

    /// Deletes the mail and the bundles of a room. People stay; numbers of mailboxes and of the tape go on where they were.
    ///
    /// # Errors
    /// If there is no such room, or the store fails.
    pub async fn clear_mail(&self, room: &RoomId) -> Result<(), RoomError> {
        self.inner.store.clear_mail(room).await
    }

    /// Deletes everything of a room and closes its sockets.
    ///
    /// # Errors
    /// If there is no such room, or the store fails.
    pub async fn close_room(&self, room: &RoomId) -> Result<(), RoomError> {
        self.inner.store.close_room(room).await?;
        self.inner.hub.close_room(room);
        Ok(())
    }

    /// Every message that the room accepted and still keeps, in the order of acceptance.
    ///
    /// # Errors
    /// If there is no such room, or the store fails.
    pub async fn tape(&self, room: &RoomId) -> Result<Vec<Stored>, RoomError> {
        let mut tape: Vec<Stored> = Vec::new();
        loop {
            let after = tape.last().map_or(0, |stored| stored.order);
            let page = self.inner.store.tape(room, after, PAGE).await?;
            let end = page.len() < PAGE;
            tape.extend(page);
            if end {
                return Ok(tape);
            }
        }
    }

    /// Messages as they are accepted, after the commit, in order. Whoever is more than
    /// [`crate::limits::ACCEPTED_BACKLOG`] behind is told how many they missed; the tape has them.
    #[must_use]
    pub fn accepted(&self, room: &RoomId) -> broadcast::Receiver<Stored> {
        self.inner.hub.listen(room)
    }

    /// The boards.
    #[must_use]
    pub fn boards(&self) -> &Boards {
        &self.inner.boards
    }

    /// How many people of a room are connected to this process.
    #[must_use]
    pub fn online(&self, room: &RoomId) -> usize {
        self.inner.hub.online(room)
    }

    /// Who of a room is connected to this process, in no order.
    #[must_use]
    pub fn present(&self, room: &RoomId) -> Vec<String> {
        self.inner.hub.present(room)
    }

    /// The people of a room, connected or not; empty when there is no such room.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn people(&self, room: &RoomId) -> Result<Vec<String>, RelayError> {
        Ok(self.inner.store.people(room).await?.unwrap_or_default())
    }

    /// Which rooms were deleted at opening, because nobody had used them for [`Limits::retention`].
    #[must_use]
    pub fn swept(&self) -> &[RoomId] {
        &self.inner.swept
    }

    /// What the welcome frame and `/health` say the version is: of this crate, until a program that serves pages names its own.
    pub fn set_version(&self, version: &str) {
        version.clone_into(&mut self.inner.version.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// See [`Relay::set_version`].
    #[must_use]
    pub fn version(&self) -> String {
        self.inner.version.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Closes every socket with 1001, those to come too. For a server that stops; what was acknowledged is safe already.
    pub fn stop(&self) {
        self.inner.hub.stop();
    }

    /// Stops, finishes what is queued in the store, and lets go of its files.
    ///
    /// # Errors
    /// If the store does not close in order. What was acknowledged is safe also then.
    pub async fn close(&self) -> Result<(), RelayError> {
        self.stop();
        Ok(self.inner.store.close().await?)
    }

    /// Accepts a message of somebody who was authenticated. The same id again gives the same answer.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(
        &self,
        room: &RoomId,
        from: &str,
        to: &str,
        id: &str,
        body: Vec<u8>,
    ) -> Result<Stored, SendError> {
        if !is_message_id(id) {
            return Err(SendError::Id);
        }
        if body.is_empty() || body.len() > BODY {
            return Err(SendError::Length { length: body.len() });
        }
        if !is_address(to) {
            return Err(SendError::NoSuchPerson);
        }
        let letter = Letter { from: from.into(), to: to.into(), id: id.into(), sent: self.now(), body };
        self.inner.store.append(room, letter, &self.inner.limits).await
    }

    /// A page of somebody's mailbox, after number `after`: at most [`PAGE`] messages.
    ///
    /// # Errors
    /// If they are not in the room, or the store fails.
    pub async fn mail(&self, room: &RoomId, address: &str, after: u64) -> Result<Vec<Stored>, MailError> {
        self.inner.store.mail(room, address, after, PAGE).await
    }

    /// The addressee keeps everything up to `n` safe.
    ///
    /// # Errors
    /// If they are not in the room, or the store fails.
    pub async fn seen(&self, room: &RoomId, address: &str, n: u64) -> Result<(), MailError> {
        self.inner.store.seen(room, address, n).await
    }

    /// Publishes bundles of a person; see [`Store::put_bundles`].
    ///
    /// # Errors
    /// If there are too many, one is too long, they are not in the room, or the store fails.
    pub async fn put_bundles(
        &self,
        room: &RoomId,
        address: &str,
        bundles: Vec<Vec<u8>>,
        last: Option<Vec<u8>>,
        replace: bool,
    ) -> Result<u64, BundlesError> {
        if let Some(bad) =
            bundles.iter().chain(&last).find(|bundle| bundle.is_empty() || bundle.len() > BUNDLE)
        {
            return Err(BundlesError::Length { length: bad.len() });
        }
        self.inner.store.put_bundles(room, address, bundles, last, replace, &self.inner.limits).await
    }

    /// Takes one bundle of a person, and says how many are left.
    ///
    /// # Errors
    /// If there is none, nobody of that address is there, or the store fails.
    pub async fn take_bundle(&self, room: &RoomId, address: &str) -> Result<(Vec<u8>, u64), TakeError> {
        self.inner.store.take_bundle(room, address).await
    }

    /// Takes one from what a participant may do in a second.
    pub(crate) fn pace(&self, room: &RoomId, address: &str) -> Result<(), SendError> {
        self.inner.buckets.take(&format!("{room}/{address}")).map_err(|wait| SendError::Rate { wait })
    }

    /// How many messages of one socket may be on their way into the store at one time, in order.
    pub(crate) fn pipeline(&self) -> usize {
        if self.inner.store.keeps_order() { PIPELINE } else { 1 }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    pub(crate) fn now(&self) -> u64 {
        self.inner.clock.now()
    }
}

impl Inner {
    /// Another process changed something: are the person and the room still there, and is there mail? An empty address means
    /// everybody who is connected.
    async fn look(&self, room: &RoomId, address: &str) {
        let Ok(people) = self.store.people(room).await else {
            // The store fails: whoever asks it next is told. Nobody is sent away for that.
            return;
        };
        let Some(people) = people else { return self.hub.close_room(room) };
        for one in self.hub.present(room) {
            if !address.is_empty() && one != address {
                continue;
            }
            if people.contains(&one) {
                self.hub.look(room, &one);
            } else {
                self.hub.expel(room, &one);
            }
        }
    }
}
