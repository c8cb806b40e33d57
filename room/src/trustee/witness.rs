//! A trustee as a witness of the others' logs: it keeps the last checkpoint it saw of each, cosigns what continues it, and
//! says what it is that does not: two roots for one size, fewer entries than before, or a proof that does not hold.

use super::error::{NoteError, WitnessError};
use super::log::continues;
use super::note::{Line, Note, Signer, Verifier};
use super::store::Store;

#[cfg(test)]
mod tests;

/// Looks at a checkpoint of another log, keeps it and cosigns it.
///
/// # Errors
/// [`WitnessError`]. What was seen before is still kept then.
pub(crate) fn witness(
    store: &Store,
    own: &Signer,
    known: &[Verifier],
    note: &str,
    proof: &[[u8; 32]],
    now: u64,
) -> Result<Line, WitnessError> {
    let parsed: Note = note.parse()?;
    let log = known.iter().find(|log| log.name() == parsed.claims());
    let log = log.ok_or_else(|| WitnessError::Unknown { origin: clipped(parsed.claims()) })?;
    let given = parsed.checkpoint(log)?;
    let origin = given.origin.clone();
    // Somebody may bring a newer checkpoint between the look and the write; then it is looked at again.
    loop {
        let before = store.seen(&origin)?;
        if let Some((seen, seen_note)) = &before {
            if seen.size == given.size && seen.root != given.root {
                let (size, seen, given) = (given.size, seen_note.clone(), note.to_owned());
                return Err(WitnessError::Fork { origin, size, seen, given });
            }
            if given.size < seen.size {
                let (seen, given, note) = (seen.size, given.size, seen_note.clone());
                return Err(WitnessError::Rollback { origin, seen, given, note });
            }
            if seen == &given {
                return Ok(own.cosign(&given, now));
            }
            if !continues(seen, &given, proof) {
                let (seen, given, note) = (seen.size, given.size, seen_note.clone());
                return Err(WitnessError::Inconsistent { origin, seen, given, note });
            }
        }
        if store.saw(before.as_ref().map(|(seen, _)| seen), &given, note)? {
            return Ok(own.cosign(&given, now));
        }
    }
}

/// As much of a stranger's name as an error repeats.
fn clipped(name: &str) -> String {
    name.chars().take(64).collect()
}

/// Whether two notes of one log prove that it tells two stories: both signed, the same size, two roots. Anybody can check
/// that, and nobody but the log can make it.
///
/// # Errors
/// [`NoteError`] if one of them is not the log's.
pub fn is_fork(log: &Verifier, one: &Note, other: &Note) -> Result<bool, NoteError> {
    let (one, other) = (one.checkpoint(log)?, other.checkpoint(log)?);
    Ok(one.size == other.size && one.root != other.root)
}
