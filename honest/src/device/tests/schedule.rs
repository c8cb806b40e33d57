//! P4: two people write while the wire delivers, drops, repeats and reorders, and devices restart from what they
//! stored. The model: what is in flight, what has been read, what is gone.

use proptest::prelude::*;

use crate::device::Device;
use crate::error::{DecryptError, NotAuthentic};
use crate::fixtures::{Pair, address, copy, refused_by, rng};
use crate::prekeys::Suite;
use crate::wire::Envelope;

/// One thing that happens. Picks are taken modulo what there is to pick from.
#[derive(Clone, Debug)]
enum Event {
    /// Alice (true) or Bob writes.
    Send(bool),
    /// A message in flight arrives, whichever was sent when: this reorders.
    Deliver(usize),
    /// A message in flight is lost.
    Drop(usize),
    /// A message that was read arrives once more.
    Repeat(usize),
    /// A message in flight arrives damaged; the genuine one stays in flight.
    Damage(usize, usize),
    /// Alice (true) or Bob starts again from the stored state.
    Restart(bool),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => any::<bool>().prop_map(Event::Send),
        5 => any::<usize>().prop_map(Event::Deliver),
        1 => any::<usize>().prop_map(Event::Drop),
        1 => any::<usize>().prop_map(Event::Repeat),
        1 => any::<(usize, usize)>().prop_map(|(pick, place)| Event::Damage(pick, place)),
        1 => any::<bool>().prop_map(Event::Restart),
    ]
}

/// The devices and the model beside them.
struct World {
    pair: Pair,
    written: u32,
    in_flight: Vec<(Envelope, Vec<u8>)>,
    read: Vec<Envelope>,
}

impl World {
    fn new(pair: Pair) -> Self {
        Self { pair, written: 0, in_flight: Vec::new(), read: Vec::new() }
    }

    fn at(&mut self, envelope: &Envelope) -> &mut Device {
        if envelope.to == address("bob") { &mut self.pair.bob } else { &mut self.pair.alice }
    }

    fn run(&mut self, event: &Event) {
        match *event {
            Event::Send(alice) => {
                self.written += 1;
                let text = self.written.to_be_bytes().to_vec();
                let envelope = if alice { self.pair.alice_sends(&text) } else { self.pair.bob_sends(&text) };
                self.in_flight.push((envelope, text));
            }
            Event::Deliver(pick) if !self.in_flight.is_empty() => {
                let (envelope, text) = self.in_flight.swap_remove(pick % self.in_flight.len());
                let seed = u64::from(self.written) << 32 | u64::try_from(self.read.len()).unwrap();
                let received = self.at(&envelope).receive(&envelope, &mut rng(seed)).unwrap();
                assert_eq!((received.text, &received.from), (text, &envelope.from));
                self.read.push(envelope);
            }
            Event::Drop(pick) if !self.in_flight.is_empty() => {
                self.in_flight.swap_remove(pick % self.in_flight.len());
            }
            Event::Repeat(pick) if !self.read.is_empty() => {
                let envelope = self.read[pick % self.read.len()].clone();
                self.refuse(&envelope);
            }
            Event::Damage(pick, place) if !self.in_flight.is_empty() => {
                let (mut envelope, _) = self.in_flight[pick % self.in_flight.len()].clone();
                let place = place % envelope.message.len();
                envelope.message[place] ^= 1;
                refused_by(self.at(&envelope), &envelope);
            }
            Event::Restart(true) => self.pair.alice = copy(&self.pair.alice),
            Event::Restart(false) => self.pair.bob = copy(&self.pair.bob),
            _ => {}
        }
    }

    /// What was read is refused, as a duplicate or, when its chain is long forgotten, as no message at all.
    fn refuse(&mut self, envelope: &Envelope) {
        let error = refused_by(self.at(envelope), envelope);
        let expected = [DecryptError::NotAuthentic(NotAuthentic)];
        let duplicate = matches!(error, DecryptError::Duplicate { .. });
        assert!(duplicate || expected.contains(&error), "{error:?}");
    }

    /// Delivers all that is left, in an order that the picks give, and then everything once more.
    fn finish(mut self, picks: &[usize]) {
        for pick in picks.iter().cycle() {
            if self.in_flight.is_empty() {
                break;
            }
            self.run(&Event::Deliver(*pick));
        }
        for envelope in std::mem::take(&mut self.read) {
            self.refuse(&envelope);
        }
        self.pair.round_trip();
        self.pair.round_trip();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn p4_in_any_order_with_any_messages_dropped_all_others_are_read_exactly_once(
        seed in 0..1_000u64,
        events in prop::collection::vec(event(), 0..60),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        let mut world = World::new(Pair::talking(Suite::Classical, seed));
        events.iter().for_each(|event| world.run(event));
        world.finish(&picks);
    }

    #[test]
    fn p4_the_same_holds_when_both_began_at_once_and_nothing_has_arrived_yet(
        seed in 0..1_000u64,
        events in prop::collection::vec(event(), 0..60),
        picks in prop::collection::vec(any::<usize>(), 1..8),
    ) {
        let mut world = World::new(Pair::crossed(Suite::Classical, seed));
        events.iter().for_each(|event| world.run(event));
        world.finish(&picks);
    }
}

#[test]
fn p4_every_subset_of_a_short_conversation_may_be_lost_and_every_order_of_the_rest_is_read() {
    // Two messages on each of two chains. Four digits to the base of four, all different, are an order; its
    // beginning is what is not lost.
    let orders = (0..256usize).map(|code| [code >> 6, code >> 4 & 3, code >> 2 & 3, code & 3]);
    let orders = orders.filter(|order| (0..4).all(|place| order.contains(&place)));
    let mut tried = 0;
    for (order, kept) in orders.flat_map(|order| (0..=4).map(move |kept| (order, kept))) {
        let mut pair = Pair::talking(Suite::Classical, 131);
        let mut sent = vec![pair.alice_sends(b"0"), pair.alice_sends(b"1")];
        let between = pair.alice_sends(b"between");
        pair.bob_reads(&between);
        let reply = pair.bob_sends(b"reply");
        pair.alice_reads(&reply);
        sent.extend([pair.alice_sends(b"2"), pair.alice_sends(b"3")]);
        for place in &order[..kept] {
            assert_eq!(pair.bob_reads(&sent[*place]).text, place.to_string().as_bytes());
        }
        for place in &order[..kept] {
            let number = [0, 1, 0, 1][*place];
            assert_eq!(refused_by(&mut pair.bob, &sent[*place]), DecryptError::Duplicate { number });
        }
        pair.round_trip();
        tried += 1;
    }
    assert_eq!(tried, 24 * 5);
}
