use proptest::prelude::*;

use super::*;
use crate::fixtures::cases;

/// A record of as many entries, each of them different.
fn record(entries: u8) -> Vec<Entry> {
    let mut head = [0; 32];
    let entry = |number: u8| {
        let entry = Entry {
            number: u64::from(number),
            previous: head,
            time: 100 + u64::from(number),
            kind: Kind::ALL[usize::from(number) % 5],
            epoch: 7,
            warrant: WarrantId([number; 16]),
            count: u32::from(number),
            reason: format!("reason {number}"),
        };
        head = entry.hash();
        entry
    };
    (0..entries).map(entry).collect()
}

fn broken(index: usize) -> RecordError {
    RecordError::Broken { index: u64::try_from(index).unwrap() }
}

/// Changes one thing about an entry, by number.
fn change(entry: &mut Entry, part: usize) {
    match part {
        0 => entry.time ^= 1,
        1 => entry.kind = Kind::ALL[(usize::from(entry.kind.code())) % 5],
        2 => entry.epoch ^= 1,
        3 => entry.warrant.0[15] ^= 1,
        4 => entry.count ^= 1,
        5 => entry.reason.push('!'),
        6 => entry.number ^= 1,
        _ => entry.previous[0] ^= 1,
    }
}

#[test]
fn a_whole_record_holds_and_its_head_is_the_last_entrys_hash() {
    assert_eq!(verify_chain(&[]), Ok([0; 32]));
    for entries in 1..6 {
        let record = record(entries);
        assert_eq!(verify_chain(&record), Ok(record[record.len() - 1].hash()));
    }
}

#[test]
fn every_kind_of_entry_survives_its_encoding() {
    for entry in record(5) {
        assert_eq!(Entry::from_bytes(&entry.to_bytes()), Ok(entry));
    }
}

#[test]
fn an_entry_cut_anywhere_or_with_bytes_behind_it_is_refused() {
    let mut bytes = record(3)[2].to_bytes();
    for length in 0..bytes.len() {
        let cut = Entry::from_bytes(&bytes[..length]);
        assert!(matches!(cut, Err(DecodeError::Truncated { .. })), "cut at {length}: {cut:?}");
    }
    bytes.push(0);
    assert_eq!(Entry::from_bytes(&bytes), Err(DecodeError::Trailing { extra: 1 }));
}

#[test]
fn an_entry_of_no_known_kind_or_with_a_reason_that_is_no_text_is_refused() {
    let bytes = record(1)[0].to_bytes();
    for kind in [0, 6, 255] {
        let mut bytes = bytes.clone();
        bytes[48] = kind;
        assert_eq!(Entry::from_bytes(&bytes), Err(DecodeError::Value { what: "kind of entry" }));
    }
    let mut bytes = bytes;
    *bytes.last_mut().unwrap() = 0xff;
    assert_eq!(Entry::from_bytes(&bytes), Err(DecodeError::Value { what: "reason" }));
}

#[test]
fn e19_a_changed_last_entry_is_told_by_a_head_kept_from_before_and_by_nothing_else() {
    for part in 0..6 {
        let mut record = record(4);
        let kept = verify_chain(&record).unwrap();
        change(&mut record[3], part);
        let head = verify_chain(&record).expect("nothing comes after it to contradict it");
        assert_ne!(head, kept, "part {part}");
    }
}

#[test]
fn e19_a_record_without_its_last_entries_still_holds_which_is_why_heads_are_kept_elsewhere() {
    let record = record(6);
    let kept = verify_chain(&record).unwrap();
    for length in 0..6 {
        let head = verify_chain(&record[..length]).expect("a shorter record is a record");
        assert_ne!(head, kept, "cut to {length}");
    }
}

#[test]
fn e19_a_record_rewritten_from_an_entry_on_still_holds_and_its_head_differs() {
    let mut record = record(6);
    let kept = verify_chain(&record).unwrap();
    record[2].kind = Kind::Refused;
    for place in 3..6 {
        record[place].previous = record[place - 1].hash();
    }
    assert_ne!(verify_chain(&record).expect("who can rewrite it all is not found by the chain"), kept);
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn e19_a_changed_entry_breaks_the_chain_at_the_entry_behind_it(
        length in 2u8..12, place: prop::sample::Index, part in 0usize..6,
    ) {
        let mut record = record(length);
        let place = place.index(record.len() - 1);
        change(&mut record[place], part);
        prop_assert_eq!(verify_chain(&record), Err(broken(place + 1)));
    }

    #[test]
    fn e19_a_changed_number_or_previous_hash_breaks_the_chain_at_its_entry(
        length in 1u8..12, place: prop::sample::Index, part in 6usize..8,
    ) {
        let mut record = record(length);
        let place = place.index(record.len());
        change(&mut record[place], part);
        prop_assert_eq!(verify_chain(&record), Err(broken(place)));
    }

    #[test]
    fn e19_a_deleted_entry_breaks_the_chain_where_it_was(length in 2u8..12, place: prop::sample::Index) {
        let mut record = record(length);
        let place = place.index(record.len() - 1);
        record.remove(place);
        prop_assert_eq!(verify_chain(&record), Err(broken(place)));
    }

    #[test]
    fn e19_a_record_without_its_first_entries_breaks_at_once(length in 2u8..12, first: prop::sample::Index) {
        let record = record(length);
        let first = 1 + first.index(record.len() - 1);
        prop_assert_eq!(verify_chain(&record[first..]), Err(broken(0)));
    }

    #[test]
    fn e19_two_entries_exchanged_break_the_chain_at_the_earlier(
        length in 2u8..12, places: (prop::sample::Index, prop::sample::Index),
    ) {
        let mut record = record(length);
        let (one, other) = (places.0.index(record.len()), places.1.index(record.len()));
        prop_assume!(one != other);
        record.swap(one, other);
        prop_assert_eq!(verify_chain(&record), Err(broken(one.min(other))));
    }

    #[test]
    fn e19_an_entry_given_twice_or_put_in_breaks_the_chain_there(
        length in 1u8..12, place: prop::sample::Index,
    ) {
        let mut record = record(length);
        let place = place.index(record.len());
        record.insert(place, record[place].clone());
        prop_assert_eq!(verify_chain(&record), Err(broken(place + 1)));
    }

    #[test]
    fn whatever_reads_as_an_entry_is_written_in_the_same_bytes(
        place: prop::sample::Index, byte: u8, entry in 0usize..5,
    ) {
        let mut bytes = record(5)[entry].to_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(entry) = Entry::from_bytes(&bytes) {
            prop_assert_eq!(entry.to_bytes(), bytes);
        }
    }
}
