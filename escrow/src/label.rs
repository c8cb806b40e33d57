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
/// Signed with a certificate.
pub const CERTIFICATE: &[u8] = b"Doormat lab 1 sign certificate";
/// Hash prefix of a certificate's fingerprint.
pub const FINGERPRINT: &[u8] = b"Doormat lab 1 fingerprint";
/// Message prefix of the tag that commits a sender to a franked message.
pub const FRANKING: &[u8] = b"Doormat lab 1 franking tag";
/// Message prefix of the provider's stamp on a franking tag.
pub const STAMP: &[u8] = b"Doormat lab 1 franking stamp";
/// Signed by the court with an order for a Clipper unit key.
pub const CLIPPER_ORDER: &[u8] = b"Doormat lab 1 sign Clipper order";
/// Signed by a trustee of a fair cryptosystem that has checked its share.
pub const FAIR_APPROVAL: &[u8] = b"Doormat lab 1 sign fair approval";
/// Signed by the key centre with a user's key.
pub const FAIR_CERTIFICATE: &[u8] = b"Doormat lab 1 sign fair certificate";
/// Hash prefix of the centre's commitment to its part of a key.
pub const FAIR_OFFER: &[u8] = b"Doormat lab 1 fair offer";
/// `info` of the key of one letter, from the secret of two certified keys.
pub const FAIR_LETTER_KEY: &[u8] = b"Doormat lab 1 fair letter key";
/// Signed by the sender of a letter.
pub const FAIR_LETTER: &[u8] = b"Doormat lab 1 sign fair letter";

/// `info` of the key that seals a workfactor reduction field.
pub const REDUCTION_FIELD: &[u8] = b"Doormat lab 1 workfactor reduction field";
/// Hash prefix of what a workfactor reduction field is bound to.
pub const REDUCTION_BINDING: &[u8] = b"Doormat lab 1 workfactor reduction binding";
/// Hash prefix of the key of a radio that keeps all of it.
pub const RADIO: &[u8] = b"Doormat lab 1 radio key";
/// Hash prefix of a crumpled key.
pub const CRUMPLE: &[u8] = b"Doormat lab 1 crumple";
/// Hash prefix of the key of a text under a crumpled key.
pub const CRUMPLED_TEXT: &[u8] = b"Doormat lab 1 text under a crumpled key";
/// Hash prefix of what the second exchange of crumpled keys agrees on.
pub const ABRASION: &[u8] = b"Doormat lab 1 abrasion";
/// Hash prefix of a key out of an export-grade exchange.
pub const EXPORT: &[u8] = b"Doormat lab 1 export-grade key";
/// `info` of the tag over what a negotiation saw.
pub const FINISHED: &[u8] = b"Doormat lab 1 negotiation finished";
/// Signed with what a user's client can do.
pub const SIGN_ABILITIES: &[u8] = b"Doormat lab 1 sign abilities";
/// Draws of a generated picture from its seed.
pub const PICTURE: &[u8] = b"Doormat lab 1 scanning picture";
/// Entries of the scanning hash's projection from its seed.
pub const PROJECTION: &[u8] = b"Doormat lab 1 scanning projection";
/// Hash prefix of a picture hash on its way to a point.
pub const LIST_POINT: &[u8] = b"Doormat lab 1 scanning list point";
/// Hash prefix of the row that a picture hash has in a blinded list.
pub const LIST_ROW: &[u8] = b"Doormat lab 1 scanning list row";
/// `info` of the salt of a blinded list, from the blinding secret.
pub const LIST_SALT: &[u8] = b"Doormat lab 1 scanning list salt";
/// `info` of a row of a blinded list that stands for no picture.
pub const LIST_FILLER: &[u8] = b"Doormat lab 1 scanning list filler";
/// Hash prefix of a blinded list's root.
pub const LIST_ROOT: &[u8] = b"Doormat lab 1 scanning list root";
/// Signed with a blinded list's root by who audited it.
pub const SIGN_LIST: &[u8] = b"Doormat lab 1 sign scanning list";
/// `info` of an account's coefficients and evaluation points.
pub const ACCOUNT: &[u8] = b"Doormat lab 1 scanning account";
/// `info` of the key of a voucher that a match gives.
pub const VOUCHER_KEY: &[u8] = b"Doormat lab 1 scanning voucher key";
/// `info` of the key of a voucher's payload, from the account's shared secret.
pub const VOUCHER_PAYLOAD: &[u8] = b"Doormat lab 1 scanning payload key";
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
    CERTIFICATE,
    FINGERPRINT,
    FRANKING,
    STAMP,
    CLIPPER_ORDER,
    FAIR_APPROVAL,
    FAIR_CERTIFICATE,
    FAIR_OFFER,
    FAIR_LETTER_KEY,
    FAIR_LETTER,
    REDUCTION_FIELD,
    REDUCTION_BINDING,
    RADIO,
    CRUMPLE,
    CRUMPLED_TEXT,
    ABRASION,
    EXPORT,
    FINISHED,
    SIGN_ABILITIES,
    PICTURE,
    PROJECTION,
    LIST_POINT,
    LIST_ROW,
    LIST_SALT,
    LIST_FILLER,
    LIST_ROOT,
    SIGN_LIST,
    ACCOUNT,
    VOUCHER_KEY,
    VOUCHER_PAYLOAD,
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
