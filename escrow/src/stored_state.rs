//! Reads the stored state of an `honest` device, as anybody can who has the bytes: the layout is documented in
//! `honest::state`.
//!
//! A mandate that deposits session states cuts them out here; a thief of a phone reads everything here. It is
//! written from the documented layout alone and shares no code with the crate that writes it.

use honest::address::Address;
use honest::codec::Reader;
use honest::error::DecodeError;
use honest::identity::IDENTITY;
use honest::state::MAGIC;
use honest::wire::{SessionId, VERSION};
use zeroize::Zeroizing;

#[cfg(test)]
mod tests;

/// 32 secret bytes.
pub type Secret = Zeroizing<[u8; 32]>;

/// Everything secret that a device stores.
pub struct StoredDevice {
    /// Whose device it is.
    pub address: Address,
    /// Seed of the Ed25519 identity key.
    pub signing_seed: Secret,
    /// The X25519 identity secret.
    pub agreement_secret: Secret,
    /// Signed prekeys held: id and X25519 secret.
    pub signed: Vec<(u32, Secret)>,
    /// One-time prekeys left: id and X25519 secret.
    pub one_time: Vec<(u32, Secret)>,
    /// KEM prekeys left, one-time and last-resort: id and seed.
    pub kem: Vec<(u32, Zeroizing<[u8; 64]>)>,
    /// Contacts: address, pinned identity, sessions.
    pub sessions: Vec<(Address, StoredSession)>,
}

/// Everything secret that a session stores.
pub struct StoredSession {
    /// The session.
    pub id: SessionId,
    /// `AD` of the handshake.
    pub associated: [u8; 32],
    /// `RK`.
    pub root: Secret,
    /// The secret of `DHs`.
    pub own: Secret,
    /// `CKs` and the number it gives next.
    pub sending: (Secret, u32),
    /// `DHr`, `CKr` and the number it gives next.
    pub receiving: Option<([u8; 32], Secret, u32)>,
    /// Skipped keys: ratchet key, number, `MK`.
    pub skipped: Vec<([u8; 32], u32, Secret)>,
}

impl std::fmt::Debug for StoredDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredDevice").field("address", &self.address).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for StoredSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredSession").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Reads a whole device.
///
/// # Errors
/// [`DecodeError`].
pub fn device(bytes: &[u8]) -> Result<StoredDevice, DecodeError> {
    let mut sessions = Vec::new();
    let device = walk(bytes, |peer, bytes| {
        sessions.push((peer.clone(), session(bytes)?));
        Ok(())
    })?;
    Ok(StoredDevice { sessions, ..device })
}

/// Reads one session that was cut out of a device.
///
/// # Errors
/// [`DecodeError`].
pub fn session(bytes: &[u8]) -> Result<StoredSession, DecodeError> {
    let mut from = Reader::new(bytes);
    let session = read_session(&mut from)?;
    from.finish()?;
    Ok(session)
}

/// The bytes of one session within the bytes of a device.
///
/// # Errors
/// [`DecodeError`]; [`DecodeError::Value`] if there is no such session.
pub fn session_bytes(device: &[u8], id: SessionId) -> Result<&[u8], DecodeError> {
    let mut found = None;
    walk(device, |_, bytes| {
        if bytes.starts_with(&id.0) {
            found = Some(bytes);
        }
        Ok(())
    })?;
    found.ok_or(DecodeError::Value { what: "session id" })
}

/// Walks the layout, showing each session's bytes.
fn walk<'a>(
    bytes: &'a [u8],
    mut see: impl FnMut(&Address, &'a [u8]) -> Result<(), DecodeError>,
) -> Result<StoredDevice, DecodeError> {
    let mut from = Reader::new(bytes);
    if from.array::<4>()? != MAGIC {
        return Err(DecodeError::Magic);
    }
    let got = from.u8()?;
    if got != VERSION {
        return Err(DecodeError::Version { got, expected: VERSION });
    }
    let (_generation, _suite) = (from.u64()?, from.u8()?);
    let address = Address::decode(&mut from)?;
    let (signing_seed, agreement_secret) = (secret(&mut from)?, secret(&mut from)?);
    let _next_id = from.u32()?;
    let (mut signed, mut kem) = (Vec::new(), Vec::new());
    rotating(&mut from, &mut signed, &mut kem)?;
    if from.flag()? {
        rotating(&mut from, &mut signed, &mut kem)?;
    }
    let one_time = counted(&mut from, |from| Ok((from.u32()?, secret(from)?)))?;
    kem.extend(counted(&mut from, |from| Ok((from.u32()?, Zeroizing::new(from.array()?))))?);
    for _ in 0..from.u32()? {
        let peer = Address::decode(&mut from)?;
        from.take(IDENTITY)?;
        for _ in 0..from.u32()? {
            let before = from.rest();
            read_session(&mut from)?;
            let length = before.len() - from.rest().len();
            see(&peer, before.get(..length).unwrap_or_default())?;
        }
    }
    let _digest = from.array::<32>()?;
    from.finish()?;
    Ok(StoredDevice { address, signing_seed, agreement_secret, signed, one_time, kem, sessions: Vec::new() })
}

/// A signed prekey and the last-resort prekey of its age.
fn rotating(
    from: &mut Reader<'_>,
    signed: &mut Vec<(u32, Secret)>,
    kem: &mut Vec<(u32, Zeroizing<[u8; 64]>)>,
) -> Result<(), DecodeError> {
    signed.push((from.u32()?, secret(from)?));
    if from.flag()? {
        kem.push((from.u32()?, Zeroizing::new(from.array()?)));
    }
    let _seen = counted(from, Reader::array::<32>)?;
    Ok(())
}

fn read_session(from: &mut Reader<'_>) -> Result<StoredSession, DecodeError> {
    let id = SessionId(from.array()?);
    let associated = from.array()?;
    if from.flag()? {
        from.prefixed()?;
    }
    let (root, own) = (secret(from)?, secret(from)?);
    let sending = (secret(from)?, from.u32()?);
    let _previous = from.u32()?;
    let receiving = if from.flag()? { Some((from.array()?, secret(from)?, from.u32()?)) } else { None };
    let _retired = counted(from, Reader::array::<32>)?;
    let skipped = counted(from, |from| Ok((from.array()?, from.u32()?, secret(from)?)))?;
    Ok(StoredSession { id, associated, root, own, sending, receiving, skipped })
}

fn secret(from: &mut Reader<'_>) -> Result<Secret, DecodeError> {
    Ok(Zeroizing::new(from.array()?))
}

/// A counted list; a count beyond the bytes ends in [`DecodeError::Truncated`].
fn counted<'a, T>(
    from: &mut Reader<'a>,
    one: impl Fn(&mut Reader<'a>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    (0..from.u32()?).map(|_| one(from)).collect()
}
