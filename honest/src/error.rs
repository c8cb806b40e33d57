//! One error enum per operation. Each says what was expected and what came; none carries a secret.

use thiserror::Error;

/// Bytes did not have the layout they claim.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// The layout ended early.
    #[error("truncated: {needed} bytes needed, {left} left")]
    Truncated {
        /// Bytes the next field needs.
        needed: usize,
        /// Bytes that were there.
        left: usize,
    },
    /// The layout was complete and bytes were left.
    #[error("{extra} bytes behind the end of the layout")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// The first bytes are not ours.
    #[error("not a Doormat message: it does not begin with the magic bytes")]
    Magic,
    /// A version this build does not speak.
    #[error("version {got} of the format; this build speaks {expected}")]
    Version {
        /// Version in the bytes.
        got: u8,
        /// Version of this build.
        expected: u8,
    },
    /// A field holds a value that its type does not have.
    #[error("impossible value in {what}")]
    Value {
        /// The field.
        what: &'static str,
    },
    /// A public key is not the canonical encoding of a usable point.
    #[error("{what} is not a canonical public key")]
    Key {
        /// Which key.
        what: &'static str,
    },
    /// A field is longer than its bound.
    #[error("{what} has {got} bytes; the bound is {bound}")]
    TooLong {
        /// The field.
        what: &'static str,
        /// Its size.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
    /// An address is empty, too long or holds control characters.
    #[error("not an address: {reason}")]
    Address {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A state file's digest does not match its content.
    #[error("the state's digest does not match: the bytes were changed or cut")]
    Digest,
}

/// A Diffie-Hellman exchange gave the all-zero output: the peer's key has low order (RFC 7748, section 6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the key exchange was not contributory: the other key has low order")]
pub struct NonContributory;

/// A signature does not verify over the label and the bytes it should cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the signature over the {what} does not verify")]
pub struct BadSignature {
    /// What it should have signed.
    pub what: &'static str,
}

/// Ciphertext, key and associated data do not belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("authentication failed: ciphertext, key and associated data do not belong together")]
pub struct NotAuthentic;

/// Why a session could not be started towards a peer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InitiateError {
    /// The bundle's bytes are malformed.
    #[error("prekey bundle: {0}")]
    Decode(#[from] DecodeError),
    /// One of the bundle's signatures is wrong.
    #[error("prekey bundle: {0}")]
    Signature(#[from] BadSignature),
    /// One of the bundle's keys has low order.
    #[error("prekey bundle: {0}")]
    KeyExchange(#[from] NonContributory),
    /// The bundle lacks the ML-KEM prekey that this device's suite requires, or carries one it must not.
    #[error("prekey bundle speaks {got}, this device speaks {expected}")]
    Suite {
        /// Suite of this device.
        expected: &'static str,
        /// Suite of the bundle.
        got: &'static str,
    },
    /// The bundle names another identity than the one pinned for this address.
    #[error("the identity key of {address} has changed; compare safety numbers before approving it")]
    KeyChanged {
        /// Whose.
        address: String,
    },
    /// A device does not write to itself.
    #[error("a device does not start a session with itself")]
    Own,
    /// No room for another contact.
    #[error("{bound} contacts are stored; remove one first")]
    TooManyContacts {
        /// The bound of `limits`.
        bound: usize,
    },
}

/// Why a first message was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AcceptError {
    /// The initiator's binding signature is wrong.
    #[error("handshake: {0}")]
    Signature(#[from] BadSignature),
    /// One of the initiator's keys has low order.
    #[error("handshake: {0}")]
    KeyExchange(#[from] NonContributory),
    /// A prekey that this device does not hold (any more): used, rotated out, or never its own.
    #[error("{kind} prekey {id} is not held: used before, rotated out or never published")]
    UnknownPrekey {
        /// Which kind of prekey.
        kind: &'static str,
        /// Its id.
        id: u32,
    },
    /// The same handshake was accepted before.
    #[error("this first message was accepted before: a replay")]
    Replayed,
    /// The list of handshakes seen under this signed prekey is full.
    #[error("{bound} handshakes were accepted under this signed prekey; rotate it")]
    SeenFull {
        /// The bound of `limits`.
        bound: usize,
    },
    /// The handshake is of another suite than this device's.
    #[error("the handshake speaks {got}, this device speaks {expected}")]
    Suite {
        /// Suite of this device.
        expected: &'static str,
        /// Suite of the handshake.
        got: &'static str,
    },
    /// The handshake names another identity than the one pinned for this address.
    #[error("the identity key of {address} has changed; compare safety numbers before approving it")]
    KeyChanged {
        /// Whose.
        address: String,
    },
    /// No room for another contact.
    #[error("{bound} contacts are stored; remove one first")]
    TooManyContacts {
        /// The bound of `limits`.
        bound: usize,
    },
}

/// Why a text could not be encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EncryptError {
    /// The text is longer than one message carries.
    #[error("the text has {got} bytes; one message carries {bound}")]
    TooLong {
        /// Its size in bytes.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
    /// No session with that address.
    #[error("no session with {address}: fetch its prekey bundle first")]
    NoSession {
        /// Who was meant.
        address: String,
    },
    /// A chain cannot count further.
    #[error("the sending chain is exhausted; a reply starts a new one")]
    ChainExhausted,
}

/// Why a message was not decrypted. The state is what it was before.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecryptError {
    /// The wire bytes are malformed.
    #[error("message: {0}")]
    Decode(#[from] DecodeError),
    /// The handshake in front of a first message was refused.
    #[error(transparent)]
    Handshake(#[from] AcceptError),
    /// The ratchet key in the header has low order.
    #[error("message: {0}")]
    KeyExchange(#[from] NonContributory),
    /// Forged, damaged, or of another session, direction or pair.
    #[error("message: {0}")]
    NotAuthentic(#[from] NotAuthentic),
    /// Its message key was used or evicted.
    #[error("message {number} of its chain was read before, or its key was evicted")]
    Duplicate {
        /// Its number in the chain.
        number: u32,
    },
    /// It jumps further ahead than the bound.
    #[error("the message jumps {got} ahead in its chain; the bound is {bound}")]
    TooFarAhead {
        /// The jump.
        got: u32,
        /// The bound of `limits`.
        bound: u32,
    },
    /// It carries this device's own ratchet key or address: it was reflected, or somebody poses as its user.
    #[error("this device's own message came back: reflected")]
    Reflected,
    /// No session of that id with that peer.
    #[error("no session {session} with {address}")]
    NoSession {
        /// The session id in hexadecimal.
        session: String,
        /// The peer.
        address: String,
    },
    /// Addressed to somebody else.
    #[error("addressed to {got}, this device is {expected}")]
    WrongAddress {
        /// This device.
        expected: String,
        /// The addressee.
        got: String,
    },
    /// The padding of an authentic message is impossible: its sender does not follow the protocol.
    #[error("authentic, but its padding is impossible: the sender does not follow the protocol")]
    Padding,
}

/// Why a stored state was not taken up.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RestoreError {
    /// The bytes are malformed.
    #[error("state: {0}")]
    Decode(#[from] DecodeError),
    /// The state is older than one this device has used: going on from it would reuse message keys.
    #[error("the state is of generation {got}, but generation {at_least} was in use: a rollback")]
    RolledBack {
        /// Generation in the bytes.
        got: u64,
        /// The least that the caller accepts.
        at_least: u64,
    },
}
