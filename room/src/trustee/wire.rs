//! What goes over HTTP: JSON, bytes in base64url without padding.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use escrow::AccessField;
use escrow::threshold::PartialOpening;
use escrow::warrant::SignedWarrant;
use honest::codec::{Reader, Writer};
use honest::error::DecodeError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::Denial;

/// Bytes in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

/// `POST /share`. Never printed: it holds the share.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareBody {
    pub(crate) dealing: Bytes,
    pub(crate) share: Bytes,
}

impl std::fmt::Debug for ShareBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ShareBody").field("dealing", &self.dealing).finish_non_exhaustive()
    }
}

impl Drop for ShareBody {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.share.0);
    }
}

/// `POST /assist`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssistBody {
    pub(crate) request: String,
    pub(crate) warrant: Bytes,
    pub(crate) fields: Vec<Bytes>,
}

/// The answer to it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AssistAnswer {
    pub(crate) partials: Vec<Bytes>,
    pub(crate) entry: u64,
}

/// `POST /refuse`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefuseBody {
    pub(crate) warrant: Bytes,
    pub(crate) reason: String,
}

/// `POST /destroy`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DestroyBody {
    pub(crate) epoch: u32,
}

/// The answer to it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DestroyAnswer {
    pub(crate) destroyed: bool,
}

/// `POST /witness`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WitnessBody {
    pub(crate) checkpoint: String,
    pub(crate) proof: Vec<Bytes>,
}

/// The answer to it: a signature line for the note.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WitnessAnswer {
    pub(crate) cosignature: String,
}

/// `GET /log/checkpoint`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CheckpointAnswer {
    pub(crate) checkpoint: String,
}

/// `?from=&to=`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Range {
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// `?index=&size=`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) index: u64,
    pub(crate) size: u64,
}

/// `GET /log/entries`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EntriesAnswer {
    pub(crate) from: u64,
    pub(crate) entries: Vec<Bytes>,
}

/// `GET /log/inclusion` and `/log/consistency`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ProofAnswer {
    pub(crate) proof: Vec<Bytes>,
}

/// `GET /health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthAnswer {
    /// Whether it would answer a warrant.
    pub ok: bool,
    /// Which trustee.
    pub index: u8,
    /// Entries in its log.
    pub log_size: u64,
    /// Whether its store takes entries.
    pub writable: bool,
    /// Whether its clock stands where it should.
    pub clock: bool,
}

/// What a trustee says when it gives nothing.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ErrorAnswer {
    pub(crate) code: String,
    pub(crate) why: String,
    pub(crate) next: String,
    /// Of a witness: how many entries of that log it has seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) seen: Option<u64>,
    /// Of a fork: the two notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<String>,
}

/// Hashes of a proof.
pub(crate) fn proof(hashes: &[Bytes]) -> Option<Vec<[u8; 32]>> {
    hashes.iter().map(|hash| hash.0.as_slice().try_into().ok()).collect()
}

pub(crate) fn hashes(proof: &[[u8; 32]]) -> Vec<Bytes> {
    proof.iter().map(|hash| Bytes(hash.to_vec())).collect()
}

/// `index 1 ‖ point 32 ‖ challenge 32 ‖ response 32`.
pub(crate) fn partial_bytes(partial: &PartialOpening) -> Bytes {
    let mut to = Writer::with_capacity(97);
    to.u8(partial.index).put(&partial.point).put(&partial.proof.concat());
    Bytes(to.finish())
}

pub(crate) fn partial(bytes: &Bytes) -> Result<PartialOpening, DecodeError> {
    let mut from = Reader::new(&bytes.0);
    let index = from.u8()?;
    let (point, proof) = (from.array()?, [from.array()?, from.array()?]);
    from.finish()?;
    Ok(PartialOpening { index, point, proof })
}

pub(crate) fn warrant(bytes: &Bytes) -> Result<SignedWarrant, Denial> {
    let warrant = SignedWarrant::from_bytes(&bytes.0);
    warrant.map_err(|error| Denial::Malformed { what: "warrant", why: error.to_string() })
}

pub(crate) fn field_bytes(field: &AccessField) -> Bytes {
    let mut to = Writer::with_capacity(256);
    field.encode(&mut to);
    Bytes(to.finish())
}

pub(crate) fn field(bytes: &Bytes) -> Result<AccessField, DecodeError> {
    let mut from = Reader::new(&bytes.0);
    let field = AccessField::decode(&mut from)?;
    from.finish()?;
    Ok(field)
}
