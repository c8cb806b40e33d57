use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::trustee::log::Log;
use crate::trustee::note::{Checkpoint, origin};
use crate::trustee::store::Founding;
use crate::trustee::tests::fixtures::{NOW, court};

/// A witness, number 1, of the logs 2 and 3.
struct Scene {
    _directory: TempDir,
    store: Store,
}

fn signer(index: u8) -> Signer {
    Signer::new(index, &Zeroizing::new([index; 32]))
}

/// The log of trustee 2 with so many entries; the fork has another entry 2.
fn log(size: u8, fork: bool) -> Log {
    Log::new((0..size).map(|leaf| vec![if fork && leaf == 2 { 99 } else { leaf }]))
}

fn checkpoint(size: u8, fork: bool) -> Checkpoint {
    log(size, fork).checkpoint(origin(2))
}

fn note(size: u8, fork: bool) -> String {
    signer(2).sign(&checkpoint(size, fork)).to_string()
}

impl Scene {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        let founding = Founding { index: 1, court: court().public(), capacity: 9 };
        let store = Store::open(directory.path(), &founding).unwrap();
        Self { _directory: directory, store }
    }

    fn sees(&self, note: &str, proof: &[[u8; 32]]) -> Result<Line, WitnessError> {
        let known = [signer(2).verifier().clone(), signer(3).verifier().clone()];
        witness(&self.store, &signer(1), &known, note, proof, NOW)
    }

    fn seen(&self) -> Option<u64> {
        self.store.seen(&origin(2)).unwrap().map(|(seen, _)| seen.size)
    }
}

#[test]
fn a_first_checkpoint_and_what_continues_it_are_cosigned_and_kept() {
    let scene = Scene::new();
    for (from, to) in [(0u8, 3), (3, 3), (3, 4), (4, 9)] {
        let proof = log(to, false).consistency(from.into(), to.into()).unwrap();
        let line = scene.sees(&note(to, false), &proof).unwrap();
        let mut cosigned: Note = note(to, false).parse().unwrap();
        cosigned.add(line);
        assert_eq!(cosigned.cosigned(signer(1).verifier()), Ok(Some(NOW)));
        assert_eq!(scene.seen(), Some(to.into()));
    }
}

#[test]
fn e19_two_roots_for_one_size_are_a_fork_and_both_notes_are_shown() {
    let scene = Scene::new();
    scene.sees(&note(5, false), &[]).unwrap();
    let (seen, given) = (note(5, false), note(5, true));
    let fork = WitnessError::Fork { origin: origin(2), size: 5, seen: seen.clone(), given: given.clone() };
    assert_eq!(scene.sees(&given, &[]), Err(fork));
    assert_eq!(is_fork(signer(2).verifier(), &seen.parse().unwrap(), &given.parse().unwrap()), Ok(true));
    assert_eq!(is_fork(signer(2).verifier(), &seen.parse().unwrap(), &seen.parse().unwrap()), Ok(false));
    // Nobody else can make a log look forked.
    assert!(is_fork(signer(3).verifier(), &seen.parse().unwrap(), &given.parse().unwrap()).is_err());
    assert!(scene.sees(&seen, &[]).is_ok(), "what was seen first still stands");
}

#[test]
fn e19_a_shorter_log_is_a_rollback_even_if_it_is_the_old_one() {
    let scene = Scene::new();
    scene.sees(&note(5, false), &[]).unwrap();
    let rollback = WitnessError::Rollback { origin: origin(2), seen: 5, given: 4, note: note(5, false) };
    assert_eq!(scene.sees(&note(4, false), &[]), Err(rollback));
    assert_eq!(scene.seen(), Some(5));
}

#[test]
fn e19_a_longer_log_that_was_rewritten_cannot_prove_that_it_continues() {
    let scene = Scene::new();
    scene.sees(&note(5, false), &[]).unwrap();
    let inconsistent = |note| WitnessError::Inconsistent { origin: origin(2), seen: 5, given: 9, note };
    let proof = log(9, true).consistency(5, 9).unwrap();
    assert_eq!(scene.sees(&note(9, true), &proof), Err(inconsistent(note(5, false))));
    assert_eq!(
        scene.sees(&note(9, false), &[]),
        Err(inconsistent(note(5, false))),
        "and without a proof nobody"
    );
    let proof = log(9, false).consistency(5, 9).unwrap();
    assert!(scene.sees(&note(9, false), &proof).is_ok());
}

#[test]
fn a_stranger_s_log_and_a_note_that_its_log_did_not_sign_are_not_looked_at() {
    let scene = Scene::new();
    let stranger = signer(4).sign(&Checkpoint { origin: origin(4), ..checkpoint(5, false) }).to_string();
    assert_eq!(scene.sees(&stranger, &[]), Err(WitnessError::Unknown { origin: origin(4) }));
    let forged = signer(3).sign(&checkpoint(5, false)).to_string();
    assert!(matches!(scene.sees(&forged, &[]), Err(WitnessError::Note(NoteError::Unsigned { .. }))));
    let changed = note(5, false).replacen("\n5\n", "\n6\n", 1);
    assert!(matches!(scene.sees(&changed, &[]), Err(WitnessError::Note(NoteError::Signature { .. }))));
    assert!(matches!(scene.sees("", &[]), Err(WitnessError::Note(NoteError::Malformed { .. }))));
    assert_eq!(scene.seen(), None);
}

#[test]
fn of_two_who_bring_a_checkpoint_at_once_the_second_is_held_against_the_first() {
    let scene = Scene::new();
    // Both looked before either wrote: the second write finds that what it looked at has changed.
    assert_eq!(scene.store.saw(None, &checkpoint(5, false), "first"), Ok(true));
    assert_eq!(scene.store.saw(None, &checkpoint(5, true), "second"), Ok(false));
    let old = checkpoint(5, false);
    assert_eq!(scene.store.saw(Some(&old), &checkpoint(9, false), "third"), Ok(true));
    assert_eq!(scene.store.saw(Some(&old), &checkpoint(7, false), "fourth"), Ok(false));
    assert_eq!(scene.seen(), Some(9));
}
