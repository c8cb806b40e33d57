//! The second derivation of the Double Ratchet: root, chain and message keys, and the frames they open.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::derive::{
    Cursor, Key, Responder, Result, address, array, bytes, check, hkdf, hmac, key, number, open, public,
    session_id, text, unhex, x25519,
};
use super::record::hex;

/// A frame taken apart.
pub(super) struct Frame<'a> {
    pub(super) hello: Option<&'a [u8]>,
    session: &'a [u8],
    pub(super) ratchet: Key,
    previous: u32,
    number: u32,
    clear: &'a [u8],
    sealed: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Takes apart what went from one to the other.
    pub(super) fn read(frame: &'a [u8], from: &Value, to: &Value) -> Result<Self> {
        let mut envelope = Cursor(frame);
        check(envelope.take(5)? == b"DORM\xe1", "magic and version")?;
        let (from, to) = (address(from)?, address(to)?);
        check(envelope.take(from.len())? == from && envelope.take(to.len())? == to, "addresses")?;
        let mut at = Cursor(envelope.0);
        let hello = match at.take(1)?[0] {
            1 => {
                let before = at.0;
                let hybrid = at.take(1)?[0] == 1;
                at.take(128 + 32 + 4)?;
                if at.flag()? {
                    at.take(4)?;
                }
                if hybrid {
                    at.take(1 + 4 + 1088)?;
                }
                Some(&before[..before.len() - at.0.len()])
            }
            kind => check(kind == 2, "kind of message").map(|()| None)?,
        };
        let (session, ratchet) = (at.take(8)?, array(at.take(32)?)?);
        let (previous, number) = (at.u32()?, at.u32()?);
        let clear = &envelope.0[..envelope.0.len() - at.0.len()];
        Ok(Self { hello, session, ratchet, previous, number, clear, sealed: at.0 })
    }

    /// The text, by the chain key that the frame's chain begins with.
    pub(super) fn open(&self, chain: Key, associated: &Key) -> Result<Vec<u8>> {
        let aad = [associated, self.clear].concat();
        let mut text = open(&message_key(chain, self.number), [0; 12], &aad, self.sealed)?;
        let mark = text.iter().rposition(|byte| *byte != 0).ok_or("no padding")?;
        check(text[mark] == 0x80 && text.len() == (mark + 1).next_multiple_of(64), "padding")?;
        text.truncate(mark);
        Ok(text)
    }
}

/// `CK` after so many steps.
fn advanced(chain: Key, steps: u32) -> Key {
    (0..steps).fold(chain, |chain, _| hmac(&chain, &[2]))
}

fn message_key(chain: Key, number: u32) -> Key {
    hmac(&advanced(chain, number), &[1])
}

/// `KDF_RK`.
pub(super) fn root_step(root: &Key, output: &Key) -> (Key, Key) {
    hkdf(root, output, b"Doormat lab 1 ratchet root")
}

/// All keys of a session. Ratchet key 0 is Bob's signed prekey, odd ones are Alice's; chain n is what the owner of
/// ratchet key n sends on, root n what is left once that chain is made.
pub(super) struct Session {
    associated: Key,
    hello: Vec<u8>,
    secrets: Vec<Key>,
    publics: Vec<Key>,
    roots: Vec<Key>,
    chains: Vec<Key>,
}

/// What happened so far: how many frames each chain sent, and which were read.
struct Course {
    sent: Vec<(usize, u32)>,
    lengths: Vec<u32>,
    read: BTreeSet<(usize, u32)>,
}

impl Session {
    /// Derives them from the first frame's hello and the ratchet secrets.
    pub(super) fn read(file: &Value, bob: &Responder) -> Result<Self> {
        let steps = file["steps"].as_array().ok_or("no steps")?;
        let first = steps.iter().find(|step| step.get("send").is_some()).ok_or("no frame")?;
        let first = bytes(first, "frame")?;
        let first = Frame::read(&first, &file["alice"], &file["bob"])?;
        let hello = first.hello.ok_or("no hello in the first frame")?.to_vec();
        let (secret, associated) = bob.agree(file, &hello)?;
        check(key(file, "AD")? == associated, "AD")?;
        let session = session_id(&associated);
        check(bytes(file, "session")? == session && first.session == session, "session")?;

        let listed = file["ratchet_secrets"].as_array().ok_or("no ratchet_secrets")?;
        let secrets = listed.iter().map(|key| array(&unhex(key.as_str().unwrap_or("odd"))?));
        let secrets: Vec<Key> = secrets.collect::<Result<_>>()?;
        check(secrets.first() == Some(&bob.signed.1), "the first ratchet secret")?;
        let publics: Vec<Key> = secrets.iter().map(|secret| public(*secret)).collect();
        let (mut roots, mut chains) = (vec![secret], vec![[0; 32]]);
        for (place, secret) in secrets.iter().enumerate().skip(1) {
            let (root, chain) = root_step(&roots[place - 1], &x25519(*secret, publics[place - 1]));
            roots.push(root);
            chains.push(chain);
        }
        Ok(Self { associated, hello, secrets, publics, roots, chains })
    }

    /// Goes through everything that happened, opens every frame and derives every state.
    pub(super) fn steps(&self, file: &Value) -> Result<()> {
        let (lengths, read) = (vec![0; self.publics.len() + 1], BTreeSet::new());
        let mut course = Course { sent: Vec::new(), lengths, read };
        for (place, step) in file["steps"].as_array().ok_or("no steps")?.iter().enumerate() {
            let named = |error| format!("step {place}: {error}");
            if step.get("send").is_some() {
                self.send(file, step, &mut course).map_err(named)?;
            } else if step.get("read").is_some() {
                self.reading(step, &mut course).map_err(named)?;
            } else {
                check(text(step, "begin")? == "alice", "who begins").map_err(named)?;
                check(step["state"] == self.state(1, None, &course), "state").map_err(named)?;
            }
        }
        check(course.read.len() == course.sent.len(), "all are read")
    }

    fn send(&self, file: &Value, step: &Value, course: &mut Course) -> Result<()> {
        let (from, to) = match text(step, "from")? {
            "alice" => ("alice", "bob"),
            "bob" => ("bob", "alice"),
            other => return Err(format!("{other}: who is that")),
        };
        let bytes = bytes(step, "frame")?;
        let frame = Frame::read(&bytes, &file[from], &file[to])?;
        let chain = self.publics.iter().position(|public| *public == frame.ratchet);
        let chain = chain.ok_or("an unknown ratchet key")?;
        check(chain > 0 && (chain % 2 == 1) == (from == "alice"), "whose ratchet key")?;
        // The hello goes with every frame until there is a reply, that is, on the first chain.
        check(frame.hello == (chain == 1).then_some(&self.hello), "hello")?;
        check(frame.session == session_id(&self.associated), "session")?;
        check(frame.number == course.lengths[chain], "N")?;
        check(frame.previous == if chain > 2 { course.lengths[chain - 2] } else { 0 }, "PN")?;
        check(frame.open(self.chains[chain], &self.associated)? == text(step, "text")?.as_bytes(), "text")?;
        check(usize::try_from(number(step, "send")?) == Ok(course.sent.len()), "number")?;
        course.lengths[chain] += 1;
        course.sent.push((chain, frame.number));
        Ok(())
    }

    fn reading(&self, step: &Value, course: &mut Course) -> Result<()> {
        let place = usize::try_from(number(step, "read")?).map_err(|error| error.to_string())?;
        let read = *course.sent.get(place).ok_or("not sent yet")?;
        check(course.read.insert(read), "read once")?;
        check(text(step, "by")? == if read.0 % 2 == 1 { "bob" } else { "alice" }, "by")?;
        // The newest chain that this side has read on, and how far.
        let side = course.read.iter().filter(|(chain, _)| chain % 2 == read.0 % 2);
        let (chain, last) = *side.max().ok_or("nothing read")?;
        check(step["state"] == self.state(chain + 1, Some((chain, last + 1)), course), "state")
    }

    /// The state of the owner of a ratchet key who has read so far, as the file writes it.
    fn state(&self, own: usize, receiving: Option<(usize, u32)>, course: &Course) -> Value {
        let sent = course.lengths[own];
        let mut state = json!({
            "DHs_secret": self.secrets.get(own).map(|secret| hex(secret)),
            "RK": self.roots.get(own).map(|root| hex(root)),
            "CKs": self.chains.get(own).map(|chain| hex(&advanced(*chain, sent))),
            "Ns": sent,
            "MKSKIPPED": [],
        });
        let Some((newest, next)) = receiving else { return state };
        state["DHr"] = hex(&self.publics[newest]).into();
        state["CKr"] = hex(&advanced(self.chains[newest], next)).into();
        state["Nr"] = next.into();
        let theirs = (1..=newest).filter(|chain| chain % 2 == newest % 2);
        let jumped = theirs.flat_map(|chain| {
            let until = if chain == newest { next } else { course.lengths[chain] };
            (0..until).map(move |number| (chain, number))
        });
        let waiting = jumped.filter(|place| !course.read.contains(place)).map(|(chain, number)| {
            let key = message_key(self.chains[chain], number);
            json!({ "DHr": hex(&self.publics[chain]), "N": number, "MK": hex(&key) })
        });
        state["MKSKIPPED"] = waiting.collect();
        state
    }
}
