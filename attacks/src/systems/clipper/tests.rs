use std::collections::BTreeSet;

use honest::codec::Reader;

use super::*;
use crate::catalogue::ATTACKS;
use crate::lab::Lab;
use crate::report::Cell;
use crate::script::{Meta, Script};
use crate::system::{Faithful, Intruder, Loot, Order, Place, Taped, Trick, User};
use crate::systems::carrier::Parcel;

/// A lab in which a few people write a few lines.
pub(crate) fn small_lab() -> Lab {
    let parameters =
        Parameters { users: 4, sessions: 3, messages: 24, days: 6, theft_day: 3, ..Parameters::default() };
    parameters.validate().unwrap();
    let script = Script::sample(&parameters);
    Lab::new(parameters, script, "test".to_owned())
}

/// What of a cell did not come out as foretold.
pub(crate) fn contradictions(cell: &Cell) -> Vec<String> {
    let parts = cell.parts.iter().filter(|part| !part.as_expected).map(|part| format!("{part:?}"));
    let measures = cell.measures.iter().filter(|one| !one.as_expected).map(|one| format!("{one:?}"));
    parts.chain(measures).map(|what| format!("{}/{}: {what}", cell.system, cell.attack)).collect()
}

#[test]
fn every_attack_on_every_variant_comes_out_as_foretold() {
    let lab = small_lab();
    for system in ["clipper", "clipper-wide", "clipper-seeds"] {
        for attack in ATTACKS {
            let cell = lab.cell(system, attack.id()).unwrap();
            assert!(cell.as_expected, "{:#?}", contradictions(&cell));
        }
    }
}

const TEXT: &[u8] = b"the eagle has landed";

fn meta(index: usize, from: User, to: User) -> Meta {
    Meta { index, day: 0, sent: 7, from, to, session: 0, turn: 0 }
}

/// Three users, of whom 0 and 1 have met and written once.
fn three(seeds: Seeding, width: Checkword) -> (Box<dyn System>, Vec<Taped>) {
    let facts = facts("clipper", seeds, width);
    let mut system = build(facts, seeds, width, 3, [7; 32]).unwrap();
    system.meet(0, 1, 0, &mut Faithful).unwrap();
    let meta = meta(0, 0, 1);
    let delivery = system.say(&meta, TEXT, &mut Faithful);
    assert_eq!(delivery.heard.as_deref(), Some(TEXT));
    (system, vec![Taped { meta, frames: delivery.frames }])
}

fn reads(system: &dyn System, tape: &[Taped], loot: &[Loot]) -> bool {
    let mut intruder: Box<dyn Intruder> = system.intruder();
    loot.iter().for_each(|loot| intruder.take(loot));
    let read = intruder.read(tape);
    assert!(read.iter().flatten().all(|text| text == TEXT), "somebody read what nobody wrote");
    read.iter().all(Option::is_some)
}

/// What an order against a user brings of a tape.
fn order(target: User) -> Order {
    Order { target, from: 0, until: 1 }
}

#[test]
fn the_police_read_under_an_order_and_name_the_sender_without_one() {
    let (mut system, tape) = three(Seeding::Discarded, Checkword::STANDARD);
    assert_eq!(system.attribute(&tape[0]), Some(0));
    for target in [0, 1] {
        assert_eq!(system.lawful(&order(target), &tape), Some(vec![Some(TEXT.to_vec())]));
    }
    assert_eq!(system.lawful(&order(2), &tape), Some(vec![None]));
    let tomorrow = Order { target: 0, from: 1, until: 2 };
    assert_eq!(system.lawful(&tomorrow, &tape), Some(vec![None]));
}

#[test]
fn both_agents_people_read_without_an_order_and_the_device_keeps_nothing_of_it() {
    let (mut system, tape) = three(Seeding::Discarded, Checkword::STANDARD);
    let before = system.seize(Place::Authority).unwrap();
    assert_eq!(system.quietly(&order(0), &tape), Some(vec![Some(TEXT.to_vec())]));
    assert_eq!(system.seize(Place::Authority).unwrap(), before);
}

#[test]
fn two_safes_and_the_family_key_read_and_nothing_less_does() {
    let (system, tape) = three(Seeding::Discarded, Checkword::STANDARD);
    let loot =
        [Place::Trustee(1), Place::Trustee(2), Place::Authority].map(|place| system.seize(place).unwrap());
    assert!(reads(&*system, &tape, &loot));
    for without in 0..3 {
        let mut less = loot.to_vec();
        less.remove(without);
        assert!(!reads(&*system, &tape, &less), "without {}", loot[without].place);
    }
    assert!(system.seize(Place::Trustee(3)).is_none());
}

#[test]
fn kept_seeds_read_without_any_agent_and_neither_seed_alone_nor_another_pair_does() {
    let (system, tape) = three(Seeding::Kept, Checkword::STANDARD);
    let loot = system.seize(Place::Origin).unwrap();
    assert!(reads(&*system, &tape, std::slice::from_ref(&loot)));
    let last = loot.bytes.len() - 1;
    for place in [18, 27, 28, last] {
        let mut other = loot.clone();
        other.bytes[place] ^= 1;
        assert!(!reads(&*system, &tape, &[other]), "byte {place}");
    }
    // One seed and no other, seeds and no family key.
    for bytes in [loot.bytes[..28].to_vec(), [&[0; 10], &loot.bytes[10..]].concat()] {
        assert!(!reads(&*system, &tape, &[Loot { bytes, ..loot.clone() }]));
    }
    let (discarded, tape) = three(Seeding::Discarded, Checkword::STANDARD);
    let left = discarded.seize(Place::Origin).unwrap();
    assert_eq!(left.bytes.len(), 18);
    assert!(!reads(&*discarded, &tape, &[left]));
}

#[test]
fn a_message_whose_ciphertext_field_or_iv_was_changed_on_its_way_is_refused() {
    for part in ["field", "sealed", "nothing"] {
        let (mut system, _) = three(Seeding::Discarded, Checkword::WIDE);
        let mut change = Change(part);
        let heard = system.say(&meta(1, 0, 1), TEXT, &mut change).heard;
        assert_eq!(heard.is_some(), part == "nothing", "{part}");
    }
}

/// A relay that changes a bit in passing.
struct Change(&'static str);

impl crate::system::Relay for Change {
    fn carry(&mut self, _: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        let mut parcel = Parcel::from_bytes(&frame).unwrap();
        match self.0 {
            "field" => parcel.field[0] ^= 1,
            "sealed" => parcel.sealed[0] ^= 1,
            _ => {}
        }
        vec![parcel.to_bytes()]
    }
}

#[test]
fn a_framed_message_is_heard_by_its_peer_and_read_in_the_name_of_somebody_else() {
    let (mut system, _) = three(Seeding::Discarded, Checkword::WIDE);
    let meta = meta(1, 0, 1);
    let tricked = system.trick(Trick::Framed, &meta, TEXT).unwrap();
    assert_eq!(tricked.delivery.heard.as_deref(), Some(TEXT));
    let taped = Taped { meta, frames: tricked.delivery.frames };
    assert_eq!(system.attribute(&taped), Some(2));
    assert_eq!(system.lawful(&order(0), &[taped]), Some(vec![Some(TEXT.to_vec())]));
}

#[test]
fn among_two_people_the_one_who_is_framed_is_the_addressee() {
    let facts = facts("clipper", Seeding::Discarded, Checkword::STANDARD);
    let mut system = build(facts, Seeding::Discarded, Checkword::STANDARD, 2, [7; 32]).unwrap();
    system.meet(0, 1, 0, &mut Faithful).unwrap();
    let meta = meta(0, 0, 1);
    let tricked = system.trick(Trick::Framed, &meta, TEXT).unwrap();
    assert_eq!(tricked.delivery.heard.as_deref(), Some(TEXT));
    assert_eq!(system.attribute(&Taped { meta, frames: tricked.delivery.frames }), Some(1));
}

#[test]
fn an_unmodified_receiver_refuses_a_message_without_a_field() {
    let (mut system, tape) = three(Seeding::Discarded, Checkword::STANDARD);
    let tricked = system.trick(Trick::Feedback, &meta(1, 0, 1), TEXT).unwrap();
    assert_eq!((tricked.delivery.heard.as_deref(), tricked.attempts), (Some(TEXT), 0));
    let parcel = Parcel::from_bytes(&tricked.delivery.frames[0]).unwrap();
    assert_eq!(parcel.field, Vec::<u8>::new());
    let honest = Parcel::from_bytes(&tape[0].frames[0]).unwrap();
    assert_eq!(honest.field.len(), 24);
    let heard = system.say(&meta(2, 0, 1), TEXT, &mut Fieldless).heard;
    assert_eq!(heard, None);
}

/// A relay that takes fields away.
struct Fieldless;

impl crate::system::Relay for Fieldless {
    fn carry(&mut self, _: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        let mut parcel = Parcel::from_bytes(&frame).unwrap();
        parcel.field.clear();
        vec![parcel.to_bytes()]
    }
}

#[test]
fn tricks_that_need_no_search_are_told_apart_from_the_one_that_does() {
    let (mut system, _) = three(Seeding::Discarded, Checkword::STANDARD);
    let mut play = |index, trick| system.trick(trick, &meta(index, 0, 1), TEXT);
    for (index, trick) in [(1, Trick::Garble), (2, Trick::OtherKey)] {
        assert_eq!(play(index, trick).unwrap().delivery.heard, None, "{trick:?}");
    }
    let searched = play(3, Trick::RogueField).unwrap();
    assert_eq!(searched.delivery.heard.as_deref(), Some(TEXT));
    assert!(searched.attempts > 100, "{}", searched.attempts);
    for (index, trick) in [(4, Trick::TwoKeys), (5, Trick::ShadowKey), (6, Trick::SignatureKey)] {
        assert!(play(index, trick).is_none(), "{trick:?}");
    }
}

#[test]
fn a_phone_stores_nothing_of_its_chip() {
    let (system, _) = three(Seeding::Kept, Checkword::STANDARD);
    let phone = system.seize(Place::Device(0)).unwrap().bytes;
    let mut from = Reader::new(&phone);
    let length = usize::try_from(from.u32().unwrap()).unwrap();
    from.take(length).unwrap();
    assert_eq!(from.finish(), Ok(()));
}

#[test]
fn the_bench_shows_chips_and_the_answers_of_the_police_and_of_another_width_the_same() {
    let (mut system, _) = three(Seeding::Discarded, Checkword::WIDE);
    let mut bench = *system.bench().unwrap().downcast::<bench::Bench>().unwrap();
    for bits in [64, 8] {
        let mut bench = bench.with_width(bits).unwrap();
        let key = escrow::mechanisms::clipper::Key80::from_bytes([1; 10]);
        let (iv, leaf, _) = bench.owner.talk(&key, &mut bench.rng);
        assert!(bench.honest.accept(&key, &iv, &leaf));
        assert!(bench.recovers(&key, &iv, &leaf) && bench.names(&leaf));
        let other = escrow::mechanisms::clipper::Key80::from_bytes([2; 10]);
        assert!(!bench.recovers(&other, &iv, &leaf));
        let (iv, leaf, _) = bench.honest.talk(&key, &mut bench.rng);
        assert!(!bench.recovers(&key, &iv, &leaf) && !bench.names(&leaf));
    }
    assert!(bench.with_width(65).is_none());
}

#[test]
fn the_variants_differ_in_what_they_foretell_of_search_and_seeds_and_in_nothing_else() {
    let foretold = |seeds, width| facts("x", seeds, width).foretold;
    let base = foretold(Seeding::Discarded, Checkword::STANDARD);
    let differ = |other: Vec<crate::system::Foretold>| -> BTreeSet<&str> {
        base.iter().zip(other).filter(|(one, other)| *one != other).map(|(one, _)| one.attack).collect()
    };
    assert_eq!(differ(foretold(Seeding::Discarded, Checkword::WIDE)), BTreeSet::from(["rogue-leaf"]));
    assert_eq!(differ(foretold(Seeding::Kept, Checkword::STANDARD)), BTreeSet::from(["origin"]));
}
