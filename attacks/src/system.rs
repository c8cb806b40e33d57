//! The one joint of the testbed: a [`System`] is a whole messenger under test, an [`Intruder`] is a program with
//! public facts, stolen goods and a recording, and nothing else.
//!
//! An attack never sees the inside of a system. What a system gives away, it gives away here: what the wire showed,
//! what a place held when it was seized, and, to whoever runs the relay, the directory and the messages in passing.

use std::any::Any;

use honest::prekeys::{Bundle, Publication};

use crate::script::Meta;

mod facts;

pub use facts::{Door, Facts, Foretold};

/// A user, counted from 0.
pub type User = usize;

/// What somebody wrote, or is believed to have written.
pub type Plaintext = Vec<u8>;

/// One message as the wire showed it. Frames are in order; there are several where a message takes several hops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taped {
    /// When, from whom, to whom: what a watcher knows.
    pub meta: Meta,
    /// The bytes.
    pub frames: Vec<Vec<u8>>,
}

/// Somewhere a secret lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A user's device.
    Device(User),
    /// The relay, and whatever its operator keeps.
    Relay,
    /// A trustee, counted from 1.
    Trustee(u8),
    /// The authority that opens messages under a warrant.
    Authority,
    /// Where the keys or the constants of all were made, and whatever was not forgotten there.
    Origin,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Device(user) => write!(f, "the device of user {user}"),
            Self::Relay => f.write_str("the relay"),
            Self::Trustee(index) => write!(f, "trustee {index}"),
            Self::Authority => f.write_str("the authority"),
            Self::Origin => f.write_str("the place where the keys were made"),
        }
    }
}

/// What a place held when it was seized, as bytes in the layout of its system.
#[derive(Clone, PartialEq, Eq)]
pub struct Loot {
    /// Where from.
    pub place: Place,
    /// What.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Loot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { place, bytes } = self;
        f.debug_struct("Loot").field("place", place).field("bytes", &bytes.len()).finish_non_exhaustive()
    }
}

/// Something a user's messenger says aloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A contact's identity key is not the one pinned.
    KeyChanged,
    /// Anything else that stops a message, in the messenger's words.
    Refused(String),
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// What the wire showed; nothing if the sender's messenger did not send.
    pub frames: Vec<Vec<u8>>,
    /// What the addressee read, if anything.
    pub heard: Option<Plaintext>,
    /// What stopped it, if something did.
    pub warning: Option<Warning>,
}

/// Whoever carries messages and answers for the directory. The default answers are those of an honest relay.
pub trait Relay {
    /// What somebody who wants to write to `owner` is given.
    fn bundle(&mut self, asker: User, owner: User, published: &mut Publication) -> Bundle {
        let _ = (asker, owner);
        published.next_bundle()
    }

    /// What is delivered in place of a message: itself, nothing, or something else.
    fn carry(&mut self, meta: &Meta, frame: Vec<u8>) -> Vec<Vec<u8>> {
        let _ = meta;
        vec![frame]
    }

    /// What is answered in place of the record that the directory keeps of `owner` beside the prekeys: a certificate,
    /// a list of devices, whatever the system publishes.
    fn answer(&mut self, asker: User, owner: User, record: Vec<u8>) -> Vec<u8> {
        let _ = (asker, owner);
        record
    }

    /// What is passed on in place of a text, where the relay's operator can read it at all.
    fn pass(&mut self, meta: &Meta, text: Plaintext) -> Plaintext {
        let _ = meta;
        text
    }
}

/// An honest relay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faithful;

impl Relay for Faithful {}

/// What a lawful request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Whose conversations.
    pub target: User,
    /// First day.
    pub from: u32,
    /// The day after the last.
    pub until: u32,
}

impl Order {
    /// Whether a message is one that the order asks for.
    #[must_use]
    pub const fn covers(&self, meta: &Meta) -> bool {
        (meta.from == self.target || meta.to == self.target) && meta.day >= self.from && meta.day < self.until
    }
}

/// What a dishonest sender does to the access field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    /// Fills it with random bytes.
    Garble,
    /// Deposits another key than the one it uses.
    OtherKey,
    /// Makes one ciphertext that opens to two texts under two keys, and deposits the key of the harmless one.
    TwoKeys,
    /// Searches for a field that the peer's machine accepts and that opens to nothing.
    RogueField,
    /// Sends no field; the peer, who is dishonest too, makes one for itself.
    Feedback,
    /// Sends a field that another user's machine made, so that the opening names that user.
    Framed,
    /// Uses a second key of the peer's, computed from the one that is escrowed; the peer is dishonest too.
    ShadowKey,
    /// Uses the peer's signature key as an agreement key; the peer is dishonest too.
    SignatureKey,
    /// Sends what its reader can read and cannot report.
    Unreportable,
    /// Sends the same as any honest sender would, and its reader reports it: the control beside
    /// [`Trick::Unreportable`].
    Reported,
}

/// A message sent with a trick, and what the trick cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tricked {
    /// What became of it.
    pub delivery: Delivery,
    /// The text the authority was meant to see, where the trick offers one.
    pub decoy: Option<Plaintext>,
    /// Attempts the sender's machine made.
    pub attempts: u64,
}

/// What became of writing to a system's constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// Bytes that differ.
    pub bytes: usize,
    /// Whether the system's own tests of itself still pass.
    pub self_tests: bool,
}

/// How an intruder acts on what passes through its hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Posture {
    /// As whoever runs relay and directory: answers with keys of its own.
    #[default]
    Operator,
    /// As an outsider on the path, with no key and no one's help: changes only what nobody authenticated.
    Outsider,
}

/// One complete messenger under test: users, relay, and whatever the mandate adds.
pub trait System: Send {
    /// What is publicly known.
    fn facts(&self) -> &Facts;

    /// Where secrets live: the attack surface, countable.
    fn places(&self) -> Vec<Place>;

    /// The morning of a day: keys rotate, old ones are destroyed.
    fn new_day(&mut self, day: u32);

    /// `asker` looks `owner` up and starts a conversation.
    ///
    /// # Errors
    /// The warning that stopped it.
    fn meet(&mut self, asker: User, owner: User, sent: u64, relay: &mut dyn Relay) -> Result<(), Warning>;

    /// Sends and delivers one message.
    fn say(&mut self, meta: &Meta, text: &[u8], relay: &mut dyn Relay) -> Delivery;

    /// Sends and delivers one message with a trick played on the mandate; `None` where there is nothing to trick.
    fn trick(&mut self, trick: Trick, meta: &Meta, text: &[u8]) -> Option<Tricked>;

    /// Whether two users who compare safety numbers find them equal; `None` where there are none to compare.
    fn compare(&self, one: User, other: User) -> Option<bool>;

    /// What a place holds now; `None` if there is no such place.
    fn seize(&self, place: Place) -> Option<Loot>;

    /// What the lawful process delivers of a tape under one order, message by message; `None` where there is no
    /// such process.
    fn lawful(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>>;

    /// A program that knows what is public about this system, and nothing else.
    fn intruder(&self) -> Box<dyn Intruder>;

    /// Announces an order before its window begins: a process that only works forward starts here. What it brings is
    /// asked for with [`System::lawful`].
    fn serve(&mut self, order: &Order) {
        let _ = order;
    }

    /// Whom the lawful process would name as the sender of a message, by its field alone.
    fn attribute(&mut self, taped: &Taped) -> Option<User> {
        let _ = taped;
        None
    }

    /// What the machines of the access path deliver, as they are built, to people who run them and leave out the
    /// warrant and the record: no key is taken out of a machine. `None` where there is no access path.
    fn quietly(&mut self, order: &Order, tape: &[Taped]) -> Option<Vec<Option<Plaintext>>> {
        let _ = (order, tape);
        None
    }

    /// Somebody with write access replaces constants, a list or a key in the deployed system
    /// ([`Intruder::constant`]); `None` where there is nothing such.
    fn rewrite(&mut self, intruder: &mut dyn Intruder) -> Option<Rewritten> {
        let _ = intruder;
        None
    }

    /// The same escrow key is dealt out so many times more; whether this system ever does that. What a keeper was
    /// given each time, a thief finds.
    fn redeal(&mut self, times: u32) -> bool {
        let _ = times;
        false
    }

    /// What an attacker can put on a bench who owns a client or a public copy of the mechanism: its public interface,
    /// for attacks that are not about messages. Secrets stay private in its type.
    fn bench(&mut self) -> Option<Box<dyn Any>> {
        None
    }
}

/// A program with public facts, stolen goods and a recording. It cannot see a system, so it cannot cheat.
pub trait Intruder: Relay {
    /// Takes stolen goods.
    fn take(&mut self, loot: &Loot);

    /// Reads what it can of a recording, message by message. A guess that is wrong counts against it.
    fn read(&mut self, tape: &[Taped]) -> Vec<Option<Plaintext>>;

    /// Makes frames that say `text` in place of a message in passing, if it can.
    fn forge(&mut self, meta: &Meta, frame: &[u8], text: &[u8]) -> Option<Vec<u8>>;

    /// What it has done so far.
    fn cost(&self) -> Cost;

    /// From now on it tries at most so many keys for each key that it lacks. What it tries before it is told depends on
    /// the system: what its designers leave to the holder of the access, and nothing beyond.
    fn afford(&mut self, trials: u64) {
        let _ = trials;
    }

    /// Does beforehand what can be done with public facts alone.
    fn beforehand(&mut self) {}

    /// How it acts as a relay from now on.
    fn posture(&mut self, posture: Posture) {
        let _ = posture;
    }

    /// What it writes in place of a constant of this name, the way in being its own; `None` if it has nothing to put there.
    fn constant(&mut self, name: &str, old: &[u8]) -> Option<Vec<u8>> {
        let _ = (name, old);
        None
    }
}

/// What reading cost, counted where it was done.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
pub struct Cost {
    /// Multiplications on the curve.
    pub agreements: u64,
    /// Authenticated decryptions tried.
    pub openings: u64,
    /// Bytes looked at.
    pub bytes: u64,
    /// Keys tried in searches, and steps of searches of another kind.
    pub trials: u64,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        self.agreements += other.agreements;
        self.openings += other.openings;
        self.bytes += other.bytes;
        self.trials += other.trials;
    }
}
