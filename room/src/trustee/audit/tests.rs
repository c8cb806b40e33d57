use escrow::record::Kind;
use escrow::warrant::WarrantId;
use zeroize::Zeroizing;

use super::*;
use crate::trustee::note::{Signer, origin};
use crate::trustee::tests::fixtures::NOW;

const SIZE: u64 = 12;

fn signer(index: u8) -> Signer {
    Signer::new(index, &Zeroizing::new([index; 32]))
}

/// A whole chain, one entry a second.
fn chain(size: u64) -> Vec<Entry> {
    rechained((0..size).map(|number| Entry {
        number,
        previous: [0; 32],
        time: NOW + number,
        kind: Kind::Refused,
        epoch: 7,
        warrant: WarrantId([7; 16]),
        count: 0,
        reason: format!("reason {number}"),
    }))
}

/// The same entries with numbers and hashes that fit: what whoever holds the log's key can always do.
fn rechained(entries: impl IntoIterator<Item = Entry>) -> Vec<Entry> {
    let mut head = [0; 32];
    let fit = |(number, entry): (u64, Entry)| {
        let entry = Entry { number, previous: head, ..entry };
        head = entry.hash();
        entry
    };
    (0..).zip(entries).map(fit).collect()
}

fn bytes(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries.iter().map(Entry::to_bytes).collect()
}

fn note(entries: &[Vec<u8>]) -> Note {
    signer(2).sign(&Log::new(entries.iter().cloned()).checkpoint(origin(2)))
}

fn auditor() -> Auditor {
    Auditor::new(signer(2).verifier().clone(), Vec::new(), 0)
}

const LATER: u64 = NOW + 1_000;

/// An auditor who saw the log when it had SIZE - 4 entries, soon after the last of them.
fn regular() -> Auditor {
    let (mut auditor, shown) = (auditor(), bytes(&chain(SIZE - 4)));
    auditor.audit(&note(&shown), &shown, NOW + SIZE - 4).unwrap();
    auditor
}

fn index(fault: Result<Audited, Fault>) -> Option<u64> {
    fault.expect_err("a fault").index()
}

#[test]
fn a_log_in_order_is_found_in_order_again_and_again() {
    let (mut auditor, shown) = (regular(), bytes(&chain(SIZE)));
    let audited = auditor.audit(&note(&shown), &shown, LATER).unwrap();
    assert_eq!((audited.entries, audited.added, audited.witnesses), (chain(SIZE), 4, 0));
    assert_eq!(auditor.audit(&note(&shown), &shown, LATER).unwrap().added, 0);
}

#[test]
fn e19_any_byte_flipped_in_any_entry_is_found_and_named_to_the_entry_or_the_one_behind_it() {
    let good = bytes(&chain(SIZE));
    let signed = note(&good);
    for place in 0..good.len() {
        let at = u64::try_from(place).unwrap();
        for byte in 0..good[place].len() {
            let mut shown = good.clone();
            shown[place][byte] ^= 1;
            let fresh = auditor().audit(&signed, &shown, LATER).expect_err("a fault");
            let named = fresh.index();
            // The last entry has none behind it: there the root alone tells, and proofs of inclusion which.
            let last = at == SIZE - 1 && named.is_none();
            assert!(last || named == Some(at) || named == Some(at + 1), "{place}.{byte}: {fresh:?}");
            if last {
                let log = Log::new(good.iter().cloned());
                let bad =
                    unproven(&log.checkpoint(origin(2)), &shown, |index| log.inclusion(index, SIZE).ok());
                assert_eq!(bad, Some(at));
            }
            if at < SIZE - 4 {
                assert_eq!(regular().audit(&signed, &shown, LATER), Err(Fault::Changed { index: at }));
            }
        }
    }
}

#[test]
fn e19_a_deleted_an_exchanged_and_an_inserted_entry_are_named() {
    let good = bytes(&chain(SIZE));
    let signed = note(&good);
    for place in 0..good.len() - 1 {
        let at = Some(u64::try_from(place).unwrap());
        let (mut deleted, mut exchanged, mut twice) = (good.clone(), good.clone(), good.clone());
        deleted.remove(place);
        exchanged.swap(place, place + 1);
        twice.insert(place, good[place].clone());
        assert_eq!(index(auditor().audit(&signed, &deleted, LATER)), at, "deleted");
        assert_eq!(index(auditor().audit(&signed, &exchanged, LATER)), at, "exchanged");
        let behind = at.map(|at| at + 1);
        assert_eq!(index(auditor().audit(&signed, &twice, LATER)), behind, "given twice");
    }
}

#[test]
fn e19_a_tail_cut_off_is_named_with_the_old_checkpoint_and_with_a_new_one() {
    let good = bytes(&chain(SIZE));
    for size in 0..SIZE {
        let shown = &good[..usize::try_from(size).unwrap()];
        let missing = Fault::Missing { index: size, size: SIZE };
        assert_eq!(auditor().audit(&note(&good), shown, LATER), Err(missing));
        // Signed anew, it looks whole to who sees it for the first time, and not to who saw more.
        assert!(auditor().audit(&note(shown), shown, LATER).is_ok());
        if size < SIZE - 4 {
            let stale = Fault::Stale { kept: SIZE - 4, given: size };
            assert_eq!(regular().audit(&note(shown), shown, LATER), Err(stale));
        }
    }
}

#[test]
fn e19_entries_behind_those_that_were_signed_are_named() {
    let (signed, shown) = (bytes(&chain(SIZE - 1)), bytes(&chain(SIZE)));
    let beyond = Fault::Beyond { index: SIZE - 1, size: SIZE - 1 };
    assert_eq!(auditor().audit(&note(&signed), &shown, LATER), Err(beyond));
}

#[test]
fn e19_a_log_rewritten_from_any_entry_on_and_signed_anew_is_named_by_who_saw_it_before() {
    for place in 0..SIZE - 4 {
        let mut entries = chain(SIZE);
        entries[usize::try_from(place).unwrap()].reason = "another reason".to_owned();
        let shown = bytes(&rechained(entries));
        let (fresh, regular) =
            (auditor().audit(&note(&shown), &shown, LATER), regular().audit(&note(&shown), &shown, LATER));
        assert!(fresh.is_ok(), "the control: nobody who sees it for the first time can tell");
        assert_eq!(regular, Err(Fault::Changed { index: place }));
    }
}

#[test]
fn e19_a_fork_at_the_size_that_was_seen_is_named_with_its_first_entry() {
    let mut entries = chain(SIZE - 4);
    entries[3].reason = "another reason".to_owned();
    let shown = bytes(&rechained(entries));
    let fork = |index| Err(Fault::Fork { size: SIZE - 4, index });
    assert_eq!(regular().audit(&note(&shown), &shown, LATER), fork(Some(3)));
    // The old entries shown under the new root: then no entry differs, and the two notes are the proof.
    assert_eq!(regular().audit(&note(&shown), &bytes(&chain(SIZE - 4)), LATER), fork(None));
}

#[test]
fn e19_a_backdated_entry_is_named_before_its_neighbour_and_before_the_last_audit() {
    for place in 1..SIZE {
        let mut entries = chain(SIZE);
        entries[usize::try_from(place).unwrap()].time = NOW - 1_000;
        let shown = bytes(&rechained(entries));
        let before = NOW + place - 1;
        let backdated = Fault::Backdated { index: place, time: NOW - 1_000, before };
        assert_eq!(auditor().audit(&note(&shown), &shown, LATER), Err(backdated));
    }
    // Dated after its neighbour, and before a time at which the auditor had seen that it was not there.
    let (mut auditor, shown) = (auditor(), bytes(&chain(SIZE - 4)));
    auditor.audit(&note(&shown), &shown, LATER).unwrap();
    let shown = bytes(&chain(SIZE));
    let (time, before) = (NOW + SIZE - 4, LATER - AUDIT_TOLERANCE);
    let backdated = Fault::Backdated { index: SIZE - 4, time, before };
    assert_eq!(auditor.audit(&note(&shown), &shown, LATER + 1), Err(backdated));
}

#[test]
fn an_entry_may_be_dated_ahead_by_the_tolerance_and_not_by_a_second_more() {
    let shown = bytes(&chain(1));
    assert!(auditor().audit(&note(&shown), &shown, NOW - AUDIT_TOLERANCE).is_ok());
    let now = NOW - AUDIT_TOLERANCE - 1;
    let postdated = Err(Fault::Postdated { index: 0, time: NOW, now });
    assert_eq!(auditor().audit(&note(&shown), &shown, now), postdated);
}

#[test]
fn e19_a_checkpoint_of_another_key_or_changed_is_not_believed() {
    let shown = bytes(&chain(SIZE));
    let other = signer(3).sign(&Log::new(shown.iter().cloned()).checkpoint(origin(2)));
    assert!(matches!(auditor().audit(&other, &shown, LATER), Err(Fault::Note(NoteError::Unsigned { .. }))));
    let changed: Note = note(&shown).to_string().replacen("\n12\n", "\n11\n", 1).parse().unwrap();
    assert!(matches!(
        auditor().audit(&changed, &shown, LATER),
        Err(Fault::Note(NoteError::Signature { .. }))
    ));
}

#[test]
fn a_quorum_of_witnesses_is_each_of_them_once_and_a_forged_cosignature_is_no_abstention() {
    let shown = bytes(&chain(SIZE));
    let checkpoint = Log::new(shown.iter().cloned()).checkpoint(origin(2));
    let known = [1, 3, 4].map(|index| signer(index).verifier().clone()).to_vec();
    let auditor = || Auditor::new(signer(2).verifier().clone(), known.clone(), 2);
    let mut note = note(&shown);
    note.add(signer(1).cosign(&checkpoint, NOW));
    note.add(signer(1).cosign(&checkpoint, NOW + 1));
    note.add(signer(9).cosign(&checkpoint, NOW));
    let short = Err(Fault::Witnesses { got: 1, needed: 2 });
    assert_eq!(auditor().audit(&note, &shown, LATER), short);
    note.add(signer(4).cosign(&checkpoint, NOW));
    assert_eq!(auditor().audit(&note, &shown, LATER).unwrap().witnesses, 2);
    note.add(signer(3).cosign(&Checkpoint { size: 1, ..checkpoint }, NOW));
    assert!(matches!(auditor().audit(&note, &shown, LATER), Err(Fault::Note(NoteError::Signature { .. }))));
}

#[test]
fn a_log_that_was_not_in_order_is_not_remembered() {
    let mut auditor = regular();
    let before = format!("{auditor:?}");
    let mut shown = bytes(&chain(SIZE));
    shown[2][0] ^= 1;
    assert!(auditor.audit(&note(&shown), &shown, LATER).is_err());
    assert_eq!(format!("{auditor:?}"), before);
}

#[tokio::test]
async fn a_log_of_as_many_entries_as_are_audited_is_fetched_and_one_that_claims_more_is_not() {
    let token = crate::trustee::tests::fixtures::token(2);
    // Nobody listens there: whoever is asked for entries is not reached.
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 1));
    let seat = Seat { index: 2, address, token, verifier: signer(2).verifier().clone() };
    let panel = Panel::new(vec![seat.clone()]);
    for (size, asked) in [(MAX_AUDITED, true), (MAX_AUDITED + 1, false)] {
        let note = signer(2).sign(&Checkpoint { origin: origin(2), size, root: [0; 32] });
        let fault = panel.audit(&seat, &mut auditor(), Some(note), LATER).await.unwrap_err();
        assert_eq!(matches!(fault, Fault::Unavailable { .. }), asked, "{fault:?}");
        assert_eq!(fault == Fault::TooLong { size, bound: MAX_AUDITED }, !asked, "{fault:?}");
    }
}
