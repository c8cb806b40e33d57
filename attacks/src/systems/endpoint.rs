//! Targeted access to a device, without any backdoor in the messenger: the comparator that many critics prefer. And the same
//! pushed to everybody with an update.

use chacha20::ChaCha20Rng;
use honest::codec::{Reader as Bytes, Writer};
use honest::{Device, Envelope};

use super::carrier::behind_length;
use super::miniature::{Design, Impostor, Miniature};
use super::network::Network;
use super::{Argued, BuildError, Distance, Grade, Incident, Proposal, Standing, SystemEntry};
use crate::attack::Expect;
use crate::attacks::{rogue, scope, superencrypt};
use crate::intruders::burglar::Reader;
use crate::intruders::thief::Thief;
use crate::parameters::Parameters;
use crate::script::Meta;
use crate::system::{Cost, Delivery, Door, Facts, Loot, Order, Place, Plaintext, Relay, System, Taped, User};

static PROPOSAL: Proposal = Proposal {
    page: "endpoint",
    title: "Targeted endpoint access, or lawful hacking (Bellovin, Blaze, Clark and Landau 2014)",
    claimed: "Using the faults that devices have anyway needs no new ones: access is aimed at one device, works forward, and leaves the \
              encryption of everybody else alone (Lawful Hacking, 2014; the EastWest Institute's first regime, 2018).",
    history: &[
        Incident {
            when: "2020",
            what: "EncroChat: what looked like a routine update brought an implant of the French police to the phones of a whole service; some 115 million conversations of about 60,000 users were read.",
            distance: Distance::D0,
            source: "bsblaw.co.uk, briefing on EncroChat prosecutions (2024); euroweeklynews.com (2023), on Europol's figures",
        },
        Incident {
            when: "2017",
            what: "WannaCry spread with EternalBlue, an exploit that the NSA had used and that was leaked.",
            distance: Distance::D1,
            source: "blumira.com, glossary; worthhiding.com (2017)",
        },
    ],
    stand_ins: &[
        "An implant is a copy of the device's stored state around each message; no exploit and no real platform is modelled, and the \
         implant always works.",
    ],
};

const NOTHING_TO_LOCK: Expect =
    Expect::NotApplicable("the implant reads what is typed, before any lock of the users' own");

/// The entry in the catalogue: one target at a time.
pub const ENTRY: SystemEntry = SystemEntry {
    id: "endpoint",
    title: "targeted endpoint access",
    what: "The clean messenger. Under a warrant the authority puts an implant on the target's device, which hands over the device's keys \
           around each message for as long as the warrant runs.",
    source: "Bellovin, Blaze, Clark and Landau, Lawful Hacking (2014); EastWest Institute (2018), the first of two regimes",
    in_favour: "Nobody else's keys are touched, nothing from before is caught, each target costs an operation, and two people's own lock does \
                not help them.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts: |_| facts("endpoint"),
    build: |_, users, seed| build("endpoint", users, seed),
};

/// The entry in the catalogue: everybody at once.
pub const BY_UPDATE: SystemEntry = SystemEntry {
    id: "endpoint-update",
    title: "endpoint access by update",
    what: "As targeted endpoint access, but the implant goes to all devices with an update of the app when the first warrant is served.",
    source: "The deployment reported of EncroChat (2020)",
    in_favour: "It works against a service whose every user is a suspect, and needs no fault in the devices, only the provider's update \
                channel.",
    proposal: Some(&PROPOSAL),
    fix: None,
    argued: ARGUED,
    file: file!(),
    facts: by_update,
    build: |_, users, seed| build("endpoint-update", users, seed),
};

const ARGUED: &[Argued] = &[
    Argued {
        property: "P11",
        standing: Standing::Fails,
        grade: Grade::Argued,
        why: "Whoever has the exploit or the update channel can use it with no order, and nothing in the system writes it down.",
    },
    Argued {
        property: "P13",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "A user evades with a device that the exploit does not reach. In this miniature it always works.",
    },
    Argued {
        property: "P15",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Each further target costs an operation and risks the exploit; with an update of the app the next target is free.",
    },
    Argued {
        property: "P16",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "A patched fault ends it for all devices that take the update; messages that were copied stay copied.",
    },
    Argued {
        property: "P17",
        standing: Standing::Fails,
        grade: Grade::Literature,
        why: "An exploit that is kept can be lost to others, who then have the same access (WannaCry, 2017).",
    },
    Argued {
        property: "P19",
        standing: Standing::Partial,
        grade: Grade::Argued,
        why: "Access ends with the fault's repair. Users' messages need the relay alone.",
    },
    Argued {
        property: "P22",
        standing: Standing::Holds,
        grade: Grade::Argued,
        why: "Nothing is added to a message.",
    },
];

fn facts(id: &'static str) -> Facts {
    Facts::new(id, Door::Own)
        .foretell("scope", scope::DELIVERED, Expect::Everything)
        .foretell(
            "scope",
            scope::OTHER_DAYS,
            Expect::Rate(
                0,
                1_000,
                "what the last copy of the device reads on until both sides have written again",
            ),
        )
        .foretell("superencrypt", superencrypt::AGREED, NOTHING_TO_LOCK)
        .foretell("superencrypt", superencrypt::OWN_KEYS, NOTHING_TO_LOCK)
        .foretell("superencrypt", rogue::CONTROL, NOTHING_TO_LOCK)
}

fn by_update(_: &Parameters) -> Facts {
    let why = "everybody's messages of the warrant's days, and what the last copies read on";
    facts("endpoint-update").foretell("scope", scope::OTHERS, Expect::Rate(1, 1_000, why))
}

fn build(id: &'static str, users: usize, seed: [u8; 32]) -> Result<Box<dyn System>, BuildError> {
    let by_update = id == BY_UPDATE.id;
    Miniature::build(facts_of(id), users, seed, |_| {
        Ok(Endpoint { by_update, orders: Vec::new(), taken: Vec::new() })
    })
}

fn facts_of(id: &'static str) -> Facts {
    let entry = if id == BY_UPDATE.id { &BY_UPDATE } else { &ENTRY };
    (entry.facts)(&Parameters::default())
}

/// A copy of a device's state around one message.
struct Copy {
    message: usize,
    user: User,
    state: Vec<u8>,
}

/// The authority with its implants.
struct Endpoint {
    by_update: bool,
    orders: Vec<Order>,
    taken: Vec<Copy>,
}

impl Endpoint {
    /// Whether an implant on a user's device is at work on a day.
    fn implanted(&self, user: User, day: u32) -> bool {
        let of_day = |order: &&Order| (order.from..order.until).contains(&day);
        self.orders.iter().filter(of_day).any(|order| self.by_update || order.target == user)
    }

    fn copy(&mut self, network: &Network<Device>, meta: &Meta) {
        for user in [meta.from, meta.to] {
            if let (true, Some(state)) = (self.implanted(user, meta.day), network.stored(user)) {
                self.taken.push(Copy { message: meta.index, user, state });
            }
        }
    }
}

impl Design for Endpoint {
    type Client = Device;

    fn client(&mut self, _: User, device: Device, _: &mut ChaCha20Rng) -> Result<Device, BuildError> {
        Ok(device)
    }

    fn impostor(&self) -> Impostor {
        Box::new(|_, device, _| Some(Box::new(device)))
    }

    fn places(&self) -> Vec<Place> {
        vec![Place::Authority]
    }

    fn say(
        &mut self,
        network: &mut Network<Device>,
        meta: &Meta,
        text: &[u8],
        relay: &mut dyn Relay,
    ) -> Delivery {
        self.copy(network, meta);
        network.say(meta, text, relay)
    }

    fn serve(&mut self, order: &Order, _: &mut Network<Device>) {
        self.orders.push(*order);
    }

    fn lawful(
        &mut self,
        order: &Order,
        tape: &[Taped],
        _: &mut Network<Device>,
    ) -> Option<Vec<Option<Plaintext>>> {
        let read = |taped: &Taped| {
            let mut thief = Thief::new();
            let of_message = |copy: &&Copy| copy.message == taped.meta.index && copy.user == order.target;
            self.taken.iter().filter(of_message).for_each(|copy| thief.take_device(&copy.state));
            let frame = taped.frames.first().filter(|_| order.covers(&taped.meta))?;
            thief.read(&Envelope::from_bytes(frame).ok()?)
        };
        Some(tape.iter().map(read).collect())
    }

    /// What the authority keeps: `count 4 ‖ (message 4 ‖ user 4 ‖ length 4 ‖ device state)…`.
    fn seize(&self, place: Place) -> Option<Vec<u8>> {
        if place != Place::Authority {
            return None;
        }
        let mut to = Writer::new();
        to.count(self.taken.len());
        for Copy { message, user, state } in &self.taken {
            to.count(*message).count(*user).count(state.len()).put(state);
        }
        Some(to.finish())
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Copies::default())
    }
}

/// Reads with the copies of devices that an authority has kept: each message with the copy of its own moment, later ones with
/// the last copy of each device.
#[derive(Default)]
struct Copies {
    taken: Vec<Copy>,
    last: Option<Thief>,
}

impl Reader for Copies {
    fn take(&mut self, loot: &Loot) {
        if loot.place != Place::Authority {
            return;
        }
        let mut from = Bytes::new(&loot.bytes);
        let count = from.u32().unwrap_or(0);
        let mut next = |_| {
            let message = usize::try_from(from.u32().ok()?).ok()?;
            let user = usize::try_from(from.u32().ok()?).ok()?;
            Some(Copy { message, user, state: behind_length(&mut from).ok()?.to_vec() })
        };
        self.taken = (0..count).map_while(&mut next).collect();
        let mut last = Thief::new();
        for user in self.taken.iter().map(|copy| copy.user).collect::<std::collections::BTreeSet<_>>() {
            if let Some(copy) = self.taken.iter().rev().find(|copy| copy.user == user) {
                last.take_device(&copy.state);
            }
        }
        self.last = Some(last);
    }

    fn carried(&self, frame: &[u8]) -> Option<Envelope> {
        Envelope::from_bytes(frame).ok()
    }

    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        if let Some(text) = payload {
            return Some(text.to_vec());
        }
        let envelope = Envelope::from_bytes(frame).ok()?;
        let mut thief = Thief::new();
        for copy in self.taken.iter().filter(|copy| copy.message == meta.index) {
            thief.take_device(&copy.state);
        }
        let read = thief.read(&envelope);
        *cost += thief.cost;
        read.or_else(|| self.last.as_mut()?.read(&envelope))
    }
}

#[cfg(test)]
mod tests;
