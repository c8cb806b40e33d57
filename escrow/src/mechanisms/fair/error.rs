//! One error enum per operation.

use honest::address::Address;
use honest::error::{DecodeError, DecryptError};
use thiserror::Error;

use super::certificate::KeyName;
use crate::error::{CombineError, DealError, WarrantError};

/// Why a trustee did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrusteeError {
    /// The piece is not this trustee's piece of that key.
    #[error("the piece of {name} is not taken: {error}")]
    Share {
        /// The key.
        name: KeyName,
        /// What is wrong with the piece.
        error: CombineError,
    },
    /// A piece of a key of that name is held already.
    #[error("a piece of {name} is held already")]
    Taken {
        /// The key.
        name: KeyName,
    },
    /// The certified key is not the sum of the two parts.
    #[error("the certified key of {name} is not the sum of the user's and the centre's part")]
    Sum {
        /// The key.
        name: KeyName,
    },
    /// No piece of that key is held.
    #[error("no piece of {name} is held")]
    Unknown {
        /// The key.
        name: KeyName,
    },
    /// The warrant does not stand.
    #[error(transparent)]
    Warrant(#[from] WarrantError),
    /// A warrant for the other way of opening: these pieces are handed over or not at all.
    #[error("warrant: it is for threshold opening, and a piece of a user's key is handed over whole")]
    Purpose,
    /// It was used here before.
    #[error("warrant: used here before; a warrant is good for one order")]
    Used,
}

/// Why a key was not certified, or a certificate not believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// The bytes are malformed.
    #[error("certificate: {0}")]
    Decode(#[from] DecodeError),
    /// Not a usable public key.
    #[error("certificate: its key is not a point of the prime-order group")]
    Key,
    /// Not signed by the centre.
    #[error("the certificate of {name} is not signed by the key centre")]
    Signature {
        /// The key.
        name: KeyName,
    },
    /// Not every trustee has approved.
    #[error("{name}: trustee {index} has not approved this dealing")]
    Approval {
        /// The key.
        name: KeyName,
        /// The trustee.
        index: u8,
    },
    /// A dealing among others than this centre's trustees.
    #[error("dealt out among {got} trustees; this centre has {expected}")]
    Trustees {
        /// Trustees of the dealing.
        got: usize,
        /// Trustees of the centre.
        expected: usize,
    },
    /// A dealing with another threshold than the regime's.
    #[error("dealt out with threshold {got}; this centre asks for {expected}")]
    Threshold {
        /// Threshold of the dealing.
        got: u8,
        /// The centre's.
        expected: u8,
    },
    /// Numbers are given in order, each once.
    #[error("{name} is not the next key of its owner; that has number {next}")]
    Number {
        /// The key.
        name: KeyName,
        /// The next number.
        next: u32,
    },
    /// More keys than a user may have.
    #[error("a user may have {bound} certified keys of one kind")]
    TooMany {
        /// The bound of `limits`.
        bound: u32,
    },
    /// A joint generation that was not begun.
    #[error("no joint generation of {name} was begun")]
    NotOffered {
        /// The key.
        name: KeyName,
    },
    /// The centre did not keep to its commitment.
    #[error("the centre's part of {name} is not the one that it committed to")]
    Commitment {
        /// The key.
        name: KeyName,
    },
    /// The certified key is not the one that was agreed on.
    #[error("the certificate of {name} is over another key")]
    OtherKey {
        /// The key.
        name: KeyName,
    },
}

/// Why a registration or an order was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OfficeError {
    /// Dealing out.
    #[error(transparent)]
    Deal(#[from] DealError),
    /// A trustee.
    #[error(transparent)]
    Trustee(#[from] TrusteeError),
    /// The centre, or its certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Putting a key together again.
    #[error("{name}: {error}")]
    Combine {
        /// The key.
        name: KeyName,
        /// Why not.
        error: CombineError,
    },
}

/// Why a client did not learn, send or read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LetterError {
    /// The bytes are malformed.
    #[error("letter: {0}")]
    Decode(#[from] DecodeError),
    /// The text is too long.
    #[error("the text has {got} bytes; one letter carries {bound}")]
    TooLong {
        /// Its size.
        got: usize,
        /// The bound of `limits`.
        bound: usize,
    },
    /// A certificate that does not stand.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Certificates of somebody else.
    #[error("{got} was looked up, and the certificate is one of {expected}")]
    Owner {
        /// Whose it is.
        expected: Address,
        /// Who was looked up.
        got: Address,
    },
    /// The certificate and the pinned identity disagree.
    #[error("the certified signature key of {owner} is not the one of the identity seen under that address")]
    Identity {
        /// Whose.
        owner: Address,
    },
    /// There is no certificate to write under, or to check with.
    #[error("no certified key of {owner} for this is known")]
    NoKey {
        /// Whose.
        owner: Address,
    },
    /// To somebody else.
    #[error("a letter to {got}; this client is {expected}")]
    WrongAddress {
        /// The client's address.
        expected: Address,
        /// The letter's.
        got: Address,
    },
    /// The signature is not the sender's.
    #[error("the letter is not signed by {from}")]
    Signature {
        /// Who it says it is from.
        from: Address,
    },
    /// A number that has passed.
    #[error("letter {got} from {from} comes after letter {seen}: a repetition, or too late")]
    Replayed {
        /// The sender.
        from: Address,
        /// Its number.
        got: u64,
        /// The last one read.
        seen: u64,
    },
    /// It does not open under the secret of the two certified keys.
    #[error("the letter does not open under the secret of the two certified keys")]
    Sealed,
    /// It opens, and the padding is not one.
    #[error(transparent)]
    Padding(#[from] DecryptError),
}
