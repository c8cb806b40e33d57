//! One error enum per operation. Where a scheme can tell who is to blame, the error names them.

use crate::mandate::Deposit;
use honest::error::{DecodeError, DecryptError, EncryptError, InitiateError};
use thiserror::Error;

/// Why an access field was not sealed or not opened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldError {
    /// The bytes are malformed.
    #[error("access field: {0}")]
    Decode(#[from] DecodeError),
    /// The escrow key is no usable public key.
    #[error("the escrow key is not a point of the prime-order group")]
    Key,
    /// The field's ephemeral key is unusable.
    #[error("access field: its ephemeral key is not a point of the prime-order group")]
    Ephemeral,
    /// Sealed to another key or label, damaged, or garbage.
    #[error("access field: it does not open under this key and label")]
    Sealed,
    /// The label is not the one the field was made for.
    #[error("access field: the proof that ties its label to its ephemeral key is missing or wrong")]
    LabelProof,
    /// More than a field carries.
    #[error("a deposit of {got} bytes; a field carries {bound}")]
    TooLong {
        /// Its size.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
}

/// Why an escrow key was not dealt out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DealError {
    /// k is below two.
    #[error("a threshold of {k}: with fewer than 2 every trustee holds the whole key")]
    Threshold {
        /// The threshold asked for.
        k: u8,
    },
    /// k exceeds n.
    #[error("a threshold of {k} among {n} trustees can never be reached")]
    Unreachable {
        /// The threshold asked for.
        k: u8,
        /// The trustees asked for.
        n: u8,
    },
    /// The scheme's library refused.
    #[error("the {scheme} library refused to deal")]
    Library {
        /// Which.
        scheme: &'static str,
    },
}

/// Why shares did not give the escrow key back. Numbers name the trustee whose share is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CombineError {
    /// Too few shares.
    #[error("{got} shares; {needed} are needed")]
    NotEnough {
        /// How many there are.
        got: usize,
        /// The threshold.
        needed: u8,
    },
    /// A share number that no trustee of this dealing has (zero would be the secret itself).
    #[error("share number {index} belongs to no trustee of this dealing (1 to {n})")]
    Index {
        /// The number.
        index: u8,
        /// Trustees of the dealing.
        n: u8,
    },
    /// The same share number twice.
    #[error("share {index} was given twice")]
    Duplicate {
        /// The number.
        index: u8,
    },
    /// A share of another scheme, epoch, dealing or threshold.
    #[error("share {index} is of another {what}")]
    Mixed {
        /// The number.
        index: u8,
        /// What differs.
        what: &'static str,
    },
    /// A share that was changed, or never was one.
    #[error("share {index} is not what was dealt to trustee {index}")]
    BadShare {
        /// The trustee.
        index: u8,
    },
    /// Shares that each look right and give another key.
    #[error("the shares combine to a key that is not the published one")]
    WrongKey,
    /// The scheme's library refused.
    #[error("the {scheme} library refused to combine")]
    Library {
        /// Which.
        scheme: &'static str,
    },
}

/// Why a trustee's record cannot be written or believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// The store did not take the entry, so nothing was released.
    #[error("the record could not be written, so nothing is released: {reason}")]
    Store {
        /// What the store said.
        reason: String,
    },
    /// The chain does not hold.
    #[error("record: entry {index} was changed, removed or put in another place")]
    Broken {
        /// The first entry that does not fit.
        index: u64,
    },
    /// An entry is malformed.
    #[error("record: {0}")]
    Decode(#[from] DecodeError),
}

/// Why a warrant does not stand.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WarrantError {
    /// The bytes are malformed.
    #[error("warrant: {0}")]
    Decode(#[from] DecodeError),
    /// Not signed by the court this trustee knows.
    #[error("warrant: not signed by the court this trustee answers to")]
    Signature,
    /// Not yet or no longer in force.
    #[error("warrant: in force from {from} until {until}, and it is {now}")]
    NotInForce {
        /// First second.
        from: u64,
        /// Second after the last.
        until: u64,
        /// The trustee's clock.
        now: u64,
    },
    /// A window that ends before it begins.
    #[error("warrant: its window is empty")]
    EmptyWindow,
}

/// Why a trustee released nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The warrant does not stand.
    #[error(transparent)]
    Warrant(#[from] WarrantError),
    /// It was used here before.
    #[error("warrant: used here before; a warrant is good for one opening")]
    Used,
    /// Nothing held for its epoch: never dealt, or destroyed.
    #[error("no share of epoch {epoch} is held")]
    NoShare {
        /// The epoch.
        epoch: u32,
    },
    /// A field outside the warrant.
    #[error("field {place} is outside the warrant: {why}")]
    OutOfScope {
        /// Its place in the request, from 0.
        place: usize,
        /// Target, window or epoch.
        why: &'static str,
    },
    /// A field whose label is not proven, so that its scope cannot be told.
    #[error("field {place}: {error}")]
    Field {
        /// Its place in the request, from 0.
        place: usize,
        /// What is wrong with it.
        error: FieldError,
    },
    /// More fields than one warrant brings.
    #[error("{got} fields; one warrant brings {bound}")]
    TooManyFields {
        /// How many came.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
    /// A warrant for the other way of opening.
    #[error("the warrant is for {expected}, the request is for {got}")]
    Purpose {
        /// What the warrant allows.
        expected: &'static str,
        /// What was asked.
        got: &'static str,
    },
    /// The share offered is not the one dealt to this trustee.
    #[error("the share is not taken: {0}")]
    Share(CombineError),
    /// The share is of a scheme that cannot open in parts.
    #[error("a share of the {scheme} scheme cannot open in parts: deal with feldman")]
    Scheme {
        /// The scheme.
        scheme: &'static str,
    },
    /// The trustee will not.
    #[error("the trustee refuses: {reason}")]
    Conscience {
        /// Its reason.
        reason: String,
    },
    /// The record could not be written first.
    #[error(transparent)]
    Record(#[from] RecordError),
}

/// Why partial openings did not open a field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The partial results do not combine.
    #[error(transparent)]
    Combine(#[from] CombineError),
    /// The field does not open.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The text under the opened key does not.
    #[error("content: {0}")]
    Content(#[from] ContentError),
}

/// Why a sealed text was not read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContentError {
    /// The key, the label and the text do not belong together.
    #[error("the text does not open under this key and label")]
    Sealed,
    /// The key is not the one committed to.
    #[error("the key is not the one that the message commits to")]
    Commitment,
    /// The text is not the one that the message carries the key for.
    #[error("the sealed text is not the one that was sent with this key")]
    Binding,
    /// It opens, but its records are malformed.
    #[error("content: {0}")]
    Decode(#[from] DecodeError),
    /// It opens, and there is no text in it.
    #[error("it opens, but there is no text in it")]
    NoText,
    /// More than one message carries.
    #[error("the text has {got} bytes; one message carries {bound}")]
    TooLong {
        /// Its size.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
}

/// Why a client under the mandate did not send or receive.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClientError {
    /// Starting a session.
    #[error(transparent)]
    Initiate(#[from] InitiateError),
    /// Sealing the message that carries the key.
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
    /// Opening the message that carries the key.
    #[error(transparent)]
    Decrypt(#[from] DecryptError),
    /// The layout around it.
    #[error("message: {0}")]
    Decode(#[from] DecodeError),
    /// The deposit.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// The text.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// A stored device is not all that a client under this mandate keeps.
    #[error("a client that deposits {deposit:?} keeps more than its device: start a new one")]
    NotTheWhole {
        /// What the mandate has deposited.
        deposit: Deposit,
    },
}
