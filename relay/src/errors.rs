//! One error for each operation: what happened, why, and what to do next.

use std::time::Duration;

use thiserror::Error;

use crate::limits::{ADDRESS, BODY, BUNDLE, MESSAGE_ID};
use crate::store::StoreError;

/// Why the relay did not open.
#[derive(Debug, Clone, Error)]
pub enum RelayError {
    /// The store refused its first work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system's generator gave no random bytes.
    #[error("the system's random generator failed ({0}); nothing can be kept secret without it")]
    Random(getrandom::Error),
}

/// Why a room was not created.
#[derive(Debug, Clone, Error)]
pub enum CreateRoomError {
    /// The store holds as many rooms as it may.
    #[error("the store holds {limit} rooms, which is its limit; close one first")]
    Rooms {
        /// The limit.
        limit: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a person was not admitted.
#[derive(Debug, Clone, Error)]
pub enum AdmitError {
    /// Not an address.
    #[error("an address has 1 to {ADDRESS} of a-z, 0-9 and -")]
    Address,
    /// There is no such room.
    #[error("there is no such room; create it first")]
    NoSuchRoom,
    /// The address is in use.
    #[error("the address is taken; choose another, or expel its holder first")]
    Taken,
    /// The room holds as many as it may.
    #[error("the room has had {limit} addresses, which is its limit; open another room")]
    People {
        /// The limit.
        limit: u64,
    },
    /// The system's generator gave no random bytes.
    #[error("the system's random generator failed ({0}), so no token can be drawn")]
    Random(getrandom::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a person was not sent away.
#[derive(Debug, Clone, Error)]
pub enum ExpelError {
    /// Nobody of that address is in the room.
    #[error("nobody of that address is in the room; they may be gone already")]
    NoSuchPerson,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why somebody is not let in.
#[derive(Debug, Clone, Error)]
pub enum AuthError {
    /// No token was shown.
    #[error("this needs a token, and none was sent; send it as 'Authorization: Bearer TOKEN'")]
    Missing,
    /// The token is not one of this room.
    #[error("the token is not valid in this room; join again")]
    Token,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why bundles were not kept.
#[derive(Debug, Clone, Error)]
pub enum BundlesError {
    /// The person has as many as they may.
    #[error("a person may have {limit} bundles here, and these would be {wanted}; publish fewer")]
    TooMany {
        /// The limit.
        limit: u64,
        /// How many there would be.
        wanted: u64,
    },
    /// One is too long.
    #[error("a bundle has 1 to {BUNDLE} bytes, and one has {length}")]
    Length {
        /// Its length.
        length: usize,
    },
    /// The person is not in the room any more.
    #[error("the sender is not in the room; join again")]
    NoSuchPerson,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why no bundle was handed out.
#[derive(Debug, Clone, Error)]
pub enum TakeError {
    /// Nobody of that address is in the room.
    #[error("nobody of that address is in the room")]
    NoSuchPerson,
    /// The person has published none, or all are used up.
    #[error("that person has no bundle left; ask again when they are online")]
    NoBundle,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message was not accepted.
#[derive(Debug, Clone, Error)]
pub enum SendError {
    /// The addressee is not in the room.
    #[error("nobody of that address is in the room; the message was not kept")]
    NoSuchPerson,
    /// The sender is not in the room any more.
    #[error("the sender is not in the room; join again")]
    NotInRoom,
    /// The body has no byte, or too many.
    #[error("a message has 1 to {BODY} bytes, and this one has {length}; send less")]
    Length {
        /// Its length.
        length: usize,
    },
    /// Not an id.
    #[error("the id of a message has 1 to {MESSAGE_ID} letters, digits, '-', '_', '.' or ':'")]
    Id,
    /// The id belongs to another message of the same sender.
    #[error("this id was used for another message; give every message an id of its own")]
    IdReused,
    /// The room is full.
    #[error("the room holds {limit} messages, which is its limit; clear its mail or open another room")]
    Messages {
        /// The limit.
        limit: u64,
    },
    /// The room is full.
    #[error(
        "the messages of the room may have {limit} bytes together, and this one would exceed it; clear its mail or open another room"
    )]
    Bytes {
        /// The limit.
        limit: u64,
    },
    /// The sender is too fast.
    #[error("too many messages at once; wait {} ms and send again with the same id", wait.as_millis())]
    Rate {
        /// When the next one is free.
        wait: Duration,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a mailbox was not read.
#[derive(Debug, Clone, Error)]
pub enum MailError {
    /// The person is not in the room.
    #[error("nobody of that address is in the room; join again")]
    NoSuchPerson,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a room was not read, cleared or closed.
#[derive(Debug, Clone, Error)]
pub enum RoomError {
    /// There is no such room.
    #[error("there is no such room; it may be closed already")]
    NoSuchRoom,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
