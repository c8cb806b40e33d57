//! Every label that goes into a hash, a KDF or a signature of this crate. No two are equal and none begins another.

/// HPKE `info` of an access field.
pub const FIELD: &[u8] = b"Doormat lab 1 access field";
/// `info` of the key that seals one text, from the deposited key.
pub const CONTENT: &[u8] = b"Doormat lab 1 content key";
/// Hash prefix of the commitment to a deposited key.
pub const COMMITMENT: &[u8] = b"Doormat lab 1 key commitment";
/// Hash prefix of the digest that ties a sealed text to the message that carries its key.
pub const BINDING: &[u8] = b"Doormat lab 1 content binding";
/// Challenge hash of the proof that ties a field's label to its ephemeral key.
pub const LABEL_PROOF: &[u8] = b"Doormat lab 1 label proof";
/// Challenge hash of the proof that a partial opening is right.
pub const PARTIAL_PROOF: &[u8] = b"Doormat lab 1 partial opening proof";
/// Hash prefix of the digest that authenticates a share of a scheme without commitments.
pub const SHARE: &[u8] = b"Doormat lab 1 share digest";
/// Signed with a warrant.
pub const WARRANT: &[u8] = b"Doormat lab 1 sign warrant";
/// Hash prefix of an entry in a trustee's record.
pub const RECORD: &[u8] = b"Doormat lab 1 trustee record";
/// Hash prefix of an opening's entry in the public log.
pub const OPENING: &[u8] = b"Doormat lab 1 logged opening";
/// Signed by the log with each checkpoint.
pub const CHECKPOINT: &[u8] = b"Doormat lab 1 sign checkpoint";
/// Signed by a witness with each checkpoint.
pub const COSIGNED: &[u8] = b"Doormat lab 1 sign as witness";
/// Signed by the court with an announced warrant.
pub const ANNOUNCEMENT: &[u8] = b"Doormat lab 1 sign announcement";
/// Hash prefix of a point that nobody has the logarithm of.
pub const LOSSY: &[u8] = b"Doormat lab 1 lossy point";
/// `info` of the key of one box of a field with two.
pub const ARLEAS_BOX: &[u8] = b"Doormat lab 1 announced access box";
/// Hash prefix of a device's name, out of its identity.
pub const DEVICE_NAME: &[u8] = b"Doormat lab 1 device name";
/// Signed with a device by the owner of its roster.
pub const DEVICE: &[u8] = b"Doormat lab 1 sign device";
/// Hash prefix of a roster's digest.
pub const ROSTER: &[u8] = b"Doormat lab 1 roster";
/// Signed with an order to listen.
pub const LISTENING_ORDER: &[u8] = b"Doormat lab 1 sign listening order";
/// Hash prefix that says in which bucket of a transparency log a user is.
pub const BUCKET: &[u8] = b"Doormat lab 1 log bucket";
/// Signed with a head of a transparency log.
pub const HEAD: &[u8] = b"Doormat lab 1 sign log head";
/// Signed with the promise that a roster will be in the log.
pub const PROMISE: &[u8] = b"Doormat lab 1 sign log promise";

/// All of them.
pub const ALL: &[&[u8]] = &[
    FIELD,
    CONTENT,
    COMMITMENT,
    BINDING,
    LABEL_PROOF,
    PARTIAL_PROOF,
    SHARE,
    WARRANT,
    RECORD,
    OPENING,
    CHECKPOINT,
    COSIGNED,
    ANNOUNCEMENT,
    LOSSY,
    ARLEAS_BOX,
    DEVICE_NAME,
    DEVICE,
    ROSTER,
    LISTENING_ORDER,
    BUCKET,
    HEAD,
    PROMISE,
];

#[cfg(test)]
mod tests;
