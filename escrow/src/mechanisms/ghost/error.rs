//! Why a client of the roster did not send or read.

use honest::error::{DecodeError, DecryptError, EncryptError, InitiateError};
use honest::limits::MAX_CONTACTS;
use thiserror::Error;

use super::transparency::LogError;
use crate::limits::MAX_DEVICES;

/// Why a message was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// The directory knows no such user or device.
    #[error("the directory knows nobody called {name}")]
    Unknown {
        /// Who was asked for.
        name: String,
    },
    /// More devices than a client writes to.
    #[error("{user} has {got} devices; a message goes to {MAX_DEVICES}")]
    TooManyDevices {
        /// Whose.
        user: String,
        /// How many.
        got: usize,
    },
    /// No room for another contact's roster.
    #[error("{MAX_CONTACTS} contacts are stored; remove one first")]
    TooManyContacts,
    /// A name that no device can have.
    #[error(transparent)]
    Name(#[from] DecodeError),
    /// The log does not bear the answer out.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A log is expected, and the answer came without.
    #[error("the directory's answer about {user} comes without evidence")]
    NoEvidence {
        /// Who was asked for.
        user: String,
    },
    /// Beginning a session with a device.
    #[error(transparent)]
    Initiate(#[from] InitiateError),
    /// Sealing to a device.
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
}

/// Why a message was not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiveError {
    /// From a device that is not on its user's roster as this client saw it last: look the user up and try again.
    #[error("{device} is on no roster that was looked up")]
    Unlisted {
        /// The device.
        device: String,
    },
    /// The honest message does not open.
    #[error(transparent)]
    Decrypt(#[from] DecryptError),
    /// It opens, and what is in it is malformed.
    #[error("message: {0}")]
    Decode(#[from] DecodeError),
    /// A conversation that this user is no part of.
    #[error("a message between other people")]
    Stray,
}
