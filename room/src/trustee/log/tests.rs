use super::*;

/// The leaves that implementations of RFC 6962 are tested with, and roots over the first 1, 2, … of them.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [(usize, &str); 3] = [
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
];

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn log(size: u8) -> Log {
    Log::new((0..size).map(|leaf| vec![leaf; 3]))
}

fn point(size: u8) -> Checkpoint {
    log(size).checkpoint("log".to_owned())
}

#[test]
fn roots_are_those_of_rfc_6962() {
    for (size, root) in ROOTS {
        let log = Log::new(LEAVES.iter().take(size).map(|leaf| unhex(leaf)));
        assert_eq!(log.root().to_vec(), unhex(root), "{size} leaves");
    }
}

#[test]
fn every_entry_is_proven_in_every_size_of_the_log_and_no_other_entry_in_its_place() {
    let whole = log(20);
    for size in 1..=20 {
        for index in 0..size {
            let proof = whole.inclusion(index.into(), size.into()).unwrap();
            assert!(includes(&point(size), index.into(), &[index; 3], &proof), "{index} of {size}");
            assert!(!includes(&point(size), index.into(), &[index + 1; 3], &proof));
            assert!(!includes(&point(size), u64::from(index) + 1, &[index; 3], &proof));
            for place in 0..proof.len() {
                let mut changed = proof.clone();
                changed[place][0] ^= 1;
                assert!(!includes(&point(size), index.into(), &[index; 3], &changed));
            }
        }
    }
}

#[test]
fn every_size_is_proven_to_continue_every_smaller_one_and_no_other_log_does() {
    let whole = log(20);
    let mut forked = Log::new((0..20).map(|leaf| if leaf == 2 { vec![9; 3] } else { vec![leaf; 3] }));
    for to in 0..=20 {
        for from in 0..=to {
            let proof = whole.consistency(from.into(), to.into()).unwrap();
            assert!(continues(&point(from), &point(to), &proof), "{from} to {to}");
            if from < to {
                assert!(!continues(&point(to), &point(from), &proof), "{to} back to {from}");
            }
            let other = forked.checkpoint("log".to_owned());
            let proof = forked.consistency(from.into(), 20).unwrap();
            assert_eq!(continues(&point(from), &other, &proof), from <= 2, "{from} to the fork");
        }
    }
    forked.push(vec![1]);
    assert_eq!(forked.size(), 21);
}

#[test]
fn nothing_is_proven_of_sizes_and_entries_that_never_were() {
    let log = log(5);
    assert_eq!(log.inclusion(5, 5), Err(ProofError::Entry { index: 5, size: 5 }));
    assert_eq!(log.inclusion(0, 0), Err(ProofError::Entry { index: 0, size: 0 }));
    assert_eq!(log.inclusion(0, 6), Err(ProofError::Size { size: 6, now: 5 }));
    assert_eq!(log.consistency(3, 6), Err(ProofError::Size { size: 6, now: 5 }));
    assert_eq!(log.consistency(4, 3), Err(ProofError::Order { from: 4, to: 3 }));
    assert_eq!(log.consistency(u64::MAX, u64::MAX), Err(ProofError::Size { size: u64::MAX, now: 5 }));
}

#[test]
fn a_page_ends_where_the_log_ends() {
    let log = log(5);
    assert_eq!(log.entries(1, 3), [vec![1; 3], vec![2; 3]]);
    assert_eq!(log.entries(3, u64::MAX).len(), 2);
    for (from, to) in [(5, 9), (3, 2), (u64::MAX, u64::MAX)] {
        assert!(log.entries(from, to).is_empty(), "{from} to {to}");
    }
}

#[test]
fn proofs_longer_than_any_tree_are_refused_unread() {
    let long = vec![[0; 32]; MAX_PROOF + 1];
    assert!(!includes(&point(5), 0, &[0; 3], &long) && !continues(&point(3), &point(5), &long));
    let wrong = vec![[0; 32]; MAX_PROOF];
    assert!(!includes(&point(5), 0, &[0; 3], &wrong) && !continues(&point(3), &point(5), &wrong));
}

#[test]
fn an_empty_proof_shows_nothing_but_what_is_the_same() {
    let mut other = point(5);
    other.root[0] ^= 1;
    assert!(continues(&point(5), &point(5), &[]) && !continues(&point(5), &other, &[]));
    assert!(
        continues(&point(0), &point(5), &[]) && !continues(&Checkpoint { size: 0, ..other }, &point(5), &[])
    );
    assert!(!continues(&point(3), &point(5), &[]));
}
