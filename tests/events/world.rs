//! People, mailboxes between them, and the model beside them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chacha20::ChaCha20Rng;
use honest::error::{AcceptError, DecryptError, RestoreError};
use honest::prekeys::Publication;
use honest::wire::Message;
use honest::{Address, Device};

use super::messenger::{Messenger, Setting, rng};
use super::schedule::Event;
use super::theft::{Theft, ratchet_keys};

const NAMES: [&str; 3] = ["alice", "bob", "carol"];

/// A frame that was sent; its number is its place in the list.
pub(super) struct Frame {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: Vec<u8>,
    pub(super) bytes: Vec<u8>,
    /// The addressee's ratchet key that its chain was agreed with; none if it was a prekey.
    pub(super) agreed_with: Option<[u8; 32]>,
}

/// One person, and what the model knows of the state that the device is in.
pub(super) struct Person<M> {
    pub(super) address: Address,
    pub(super) messenger: M,
    published: Publication,
    /// Frames waiting at the relay.
    waiting: VecDeque<usize>,
    /// Frames that this state has read.
    pub(super) read: BTreeSet<usize>,
    /// States stored earlier, and what they had read.
    stored: Vec<(Vec<u8>, BTreeSet<usize>)>,
    lost: usize,
    rolled_back: bool,
}

/// How often what happened, so that a test can tell whether it has seen anything.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) read: u32,
    pub(super) out_of_order: u32,
    pub(super) duplicates_refused: u32,
    pub(super) lost: u32,
    pub(super) rollbacks: u32,
    pub(super) refused_after_rollback: u32,
    pub(super) read_after_rollback: u32,
    pub(super) thief_read: u32,
    pub(super) thief_refused_old: u32,
    pub(super) thief_refused_new: u32,
}

/// The whole.
pub(super) struct World<M> {
    pub(super) setting: Setting,
    pub(super) people: Vec<Person<M>>,
    pub(super) frames: Vec<Frame>,
    pub(super) thefts: Vec<Theft>,
    /// When each ratchet key was first held, in events since the beginning.
    pub(super) made: BTreeMap<[u8; 32], usize>,
    pub(super) clock: usize,
    pub(super) tally: Tally,
    rng: ChaCha20Rng,
}

impl<M: Messenger> World<M> {
    /// Two or three people who have never heard of each other.
    pub(super) fn new(people: usize, seed: u64) -> Self {
        let (setting, mut rng) = (Setting::new(seed), rng(seed));
        let person = |name: &&str| {
            let address = Address::new(name).unwrap();
            let mut messenger = M::new(&setting, address.clone(), &mut rng);
            let published = messenger.device_mut().publish(NAMES.len(), &mut rng);
            let stored = vec![(messenger.state(), BTreeSet::new())];
            let (waiting, read) = (VecDeque::new(), BTreeSet::new());
            Person { address, messenger, published, waiting, read, stored, lost: 0, rolled_back: false }
        };
        let people = NAMES[..people].iter().map(person).collect();
        let (frames, thefts, made) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { setting, people, frames, thefts, made, clock: 0, tally: Tally::default(), rng }
    }

    /// Lets an event happen.
    pub(super) fn run(&mut self, event: Event) {
        self.clock += 1;
        let people = self.people.len();
        let who = |number: u8| usize::from(number) % people;
        match event {
            Event::Send { from, to } => {
                let from = who(from);
                let to = (from + 1 + usize::from(to) % (people - 1)) % people;
                self.send(from, to);
            }
            Event::Deliver { to } => self.deliver(who(to)),
            Event::Drop { to } => {
                let to = who(to);
                if let Some(frame) = self.people[to].waiting.pop_front() {
                    self.lose(to, frame);
                }
            }
            Event::Reorder { to, pick } => {
                let waiting = &mut self.people[who(to)].waiting;
                if !waiting.is_empty() {
                    let frame = waiting.remove(usize::from(pick) % waiting.len()).unwrap();
                    self.tally.out_of_order += u32::from(waiting.iter().any(|other| *other < frame));
                    waiting.push_front(frame);
                }
            }
            Event::Duplicate { to, pick } => {
                let person = &mut self.people[who(to)];
                let there: BTreeSet<usize> = person.waiting.iter().chain(&person.read).copied().collect();
                if !there.is_empty() {
                    let frame = there.iter().nth(usize::from(pick) % there.len());
                    person.waiting.extend(frame);
                }
            }
            Event::Seize { whose } => self.seize(who(whose)),
            Event::Restore { whose, pick } => self.restore(who(whose), pick),
        }
    }

    fn lose(&mut self, to: usize, frame: usize) {
        let person = &mut self.people[to];
        let gone = !person.read.contains(&frame) && !person.waiting.contains(&frame);
        person.lost += usize::from(gone);
        self.tally.lost += u32::from(gone);
    }

    /// Somebody writes to somebody; gives the frame's number.
    pub(super) fn send(&mut self, from: usize, to: usize) -> usize {
        let number = self.frames.len();
        let text = format!("{} to {}, number {number}", NAMES[from], NAMES[to]).into_bytes();
        let address = self.people[to].address.clone();
        if self.people[from].messenger.device().session(&address).is_none() {
            self.begin(from, to);
        }
        let bytes = self.people[from].messenger.send(&address, &text, &mut self.rng);
        let read = self.setting.authority_reads(&bytes);
        assert_eq!(read, M::READ_BY_AUTHORITY.then(|| text.clone()), "what the authority reads");
        self.note_keys(from);
        let honest = M::honest(&bytes);
        let session = Message::parse(&honest.message).unwrap().session;
        let keys = ratchet_keys(self.people[from].messenger.device());
        let agreed_with = keys.iter().find(|keys| keys.session == session).unwrap().theirs;
        self.frames.push(Frame { from, to, text, bytes, agreed_with });
        self.people[to].waiting.push_back(number);
        number
    }

    /// Somebody starts a session out of a bundle that the relay hands out.
    pub(super) fn begin(&mut self, from: usize, to: usize) {
        let (bundle, address) = (self.people[to].published.next_bundle(), self.people[to].address.clone());
        self.people[from].messenger.device_mut().begin(&address, bundle, &mut self.rng).unwrap();
    }

    /// The oldest waiting frame arrives. What is read is what was sent, by whom, and once; what is refused changes
    /// nothing and is refused for a reason that the model knows.
    pub(super) fn deliver(&mut self, to: usize) {
        let Some(number) = self.people[to].waiting.pop_front() else { return };
        let Self { people, frames, rng, tally, .. } = self;
        let frame = &frames[number];
        let in_doubt = people[frame.from].rolled_back || people[to].rolled_back;
        let sender = people[frame.from].address.clone();
        let person = &mut people[to];
        let before = person.messenger.state();
        match person.messenger.receive(&frame.bytes, rng) {
            Ok(received) => {
                assert_eq!(
                    (&received.text, &received.from),
                    (&frame.text, &sender),
                    "a wrong text or sender"
                );
                assert!(person.read.insert(number), "frame {number} was read twice");
                tally.read += 1;
                tally.read_after_rollback += u32::from(in_doubt);
            }
            Err(error) => {
                assert!(person.messenger.state() == before, "a refused frame changed the state: {error}");
                if person.read.contains(&number) {
                    assert!(is_repetition(&error), "a repeated frame is refused as {error:?}");
                    tally.duplicates_refused += 1;
                } else {
                    assert!(in_doubt, "frame {number} came for the first time and is refused: {error}");
                    tally.refused_after_rollback += 1;
                }
            }
        }
        self.note_keys(to);
    }

    fn seize(&mut self, whose: usize) {
        let person = &mut self.people[whose];
        let state = person.messenger.state();
        person.stored.push((state.clone(), person.read.clone()));
        let read = person.read.clone();
        self.thefts.push(Theft { whose, at: self.clock, sent: self.frames.len(), state, read });
    }

    fn restore(&mut self, whose: usize, pick: u8) {
        let Self { people, setting, tally, .. } = self;
        let person = &mut people[whose];
        let (state, read) = person.stored[usize::from(pick) % person.stored.len()].clone();
        let now = person.messenger.state();
        let (bytes, at_least) = (M::device_bytes(&state), person.messenger.device().generation());
        let kept = M::restored(setting, &state).device().generation();
        if kept < at_least {
            // A device that is told how far it was does not go back.
            let refused = RestoreError::RolledBack { got: kept, at_least };
            assert_eq!(Device::restore(bytes, at_least).unwrap_err(), refused);
        }
        person.messenger = M::restored(setting, &state);
        person.read = read;
        if person.messenger.state() != now {
            person.rolled_back = true;
            tally.rollbacks += 1;
        }
    }

    /// Writes down which ratchet keys somebody holds for the first time.
    fn note_keys(&mut self, whose: usize) {
        for keys in ratchet_keys(self.people[whose].messenger.device()) {
            self.made.entry(keys.own).or_insert(self.clock);
        }
    }

    /// The wire calms down: what waits arrives or is lost, whatever was read is refused once more, and everybody
    /// reads everybody again.
    pub(super) fn calm(&mut self, rest_arrives: bool) {
        self.clock += 1;
        for to in 0..self.people.len() {
            while rest_arrives && !self.people[to].waiting.is_empty() {
                self.deliver(to);
            }
            while let Some(frame) = self.people[to].waiting.pop_front() {
                self.lose(to, frame);
            }
            let person = &mut self.people[to];
            if !person.rolled_back {
                let sent = self.frames.iter().filter(|frame| frame.to == to).count();
                assert!(person.read.len() + person.lost == sent || self.people.iter().any(|p| p.rolled_back));
            }
            let person = &mut self.people[to];
            person.waiting.extend(&person.read);
            while !self.people[to].waiting.is_empty() {
                self.deliver(to);
            }
        }
        self.start_anew();
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            for _ in 0..3 * usize::from(other < self.people.len()) {
                self.passes(one, other);
                self.passes(other, one);
            }
        }
        self.authority_reads_all_or_nothing();
    }

    /// Who was rolled back starts a new session with everybody, out of prekeys that all publish anew, and writes
    /// first: a peer goes on in the session that it has until it hears of another.
    fn start_anew(&mut self) {
        for whose in
            (0..self.people.len()).filter(|whose| self.people[*whose].rolled_back).collect::<Vec<_>>()
        {
            for peer in (0..self.people.len()).filter(|peer| *peer != whose) {
                let Self { people, rng, .. } = self;
                people[peer].published = people[peer].messenger.device_mut().publish(1, rng);
                self.begin(whose, peer);
                self.passes(whose, peer);
            }
            self.people[whose].rolled_back = false;
        }
    }

    /// A message that must arrive.
    fn passes(&mut self, from: usize, to: usize) {
        self.clock += 1;
        let number = self.send(from, to);
        self.deliver(to);
        assert!(self.people[to].read.contains(&number), "frame {number} did not arrive on a calm wire");
    }

    fn authority_reads_all_or_nothing(&self) {
        for frame in &self.frames {
            let expected = M::READ_BY_AUTHORITY.then(|| frame.text.clone());
            assert_eq!(self.setting.authority_reads(&frame.bytes), expected);
        }
    }
}

/// How a message that was read before is refused: as a duplicate, as no message at all once its chain is long
/// forgotten, or by the handshake in front of it once its session is.
fn is_repetition(error: &DecryptError) -> bool {
    use DecryptError::{Duplicate, Handshake, NotAuthentic};
    matches!(
        error,
        Duplicate { .. }
            | NotAuthentic(_)
            | Handshake(AcceptError::Replayed | AcceptError::UnknownPrekey { .. })
    )
}
