//! The list of properties, each with its game.

use super::{Evidence, Property, Rule};
use crate::report::Parts;

const fn by(attack: &'static str, parts: Parts, when: &'static str) -> Evidence {
    Evidence { attack, parts, when }
}

/// The properties, P1 to P22.
pub const PROPERTIES: &[Property] = &[
    Property {
        id: "P1",
        name: "outsiders read nothing",
        game: "An outsider with all traffic, who may change what nobody authenticates, and no stolen key; wins by reading a \
               message.",
        evidence: &[by("wire", Parts::First, "recording"), by("insert", Parts::First, "in between")],
        rule: Rule::Worst,
        argument: "Every text lies under a key that the wire does not show, and every prekey is signed.",
    },
    Property {
        id: "P2",
        name: "the provider reads nothing",
        game: "Whoever runs relay and directory, towards users who trust it and users who compare safety numbers; wins by \
               reading a message.",
        evidence: &[
            by("relay", Parts::First, "it only looks"),
            by("swap", Parts::Named("strangers who trust the directory"), "it swaps keys, nobody compares"),
            by("swap", Parts::Named("strangers who compare safety numbers"), "it swaps keys, all compare"),
            by("ghost", Parts::First, "it adds a listener"),
        ],
        rule: Rule::SideBySide,
        argument: "The relay has no key; a key of its own changes the safety number.",
    },
    Property {
        id: "P3",
        name: "fewer than k keepers read nothing",
        game: "A coalition below the threshold with the traffic, over as many dealings as there were; wins by reading a \
               message.",
        evidence: &[
            by("coalition", Parts::BelowThreshold, "one dealing"),
            by("share-bias", Parts::First, "dealt again and again"),
        ],
        rule: Rule::Worst,
        argument: "With uniform coefficients k - 1 shares fit every secret equally well (Shamir 1979).",
    },
    Property {
        id: "P4",
        name: "a theft of the access path opens little",
        game: "Everything that the access path holds on one morning, with all traffic before and after; wins by the share of \
               messages it opens.",
        evidence: &[by("theft", Parts::All, "all traffic")],
        rule: Rule::Worst,
        argument: "What the access path holds opens nothing that was recorded.",
    },
    Property {
        id: "P5",
        name: "forward secrecy towards users",
        game: "A user's phone with all it stores, and the traffic from before; wins by reading a message from before.",
        evidence: &[by("seizure", Parts::First, "one phone")],
        rule: Rule::Worst,
        argument: "The keys of messages that were read are deleted (Double Ratchet, section 8.1).",
    },
    Property {
        id: "P6",
        name: "no latent capture",
        game: "The access path's secrets of one morning and traffic from before, no warrant then; wins by reading a message \
               from before.",
        evidence: &[by("theft", Parts::Named("written before the theft"), "traffic from before")],
        rule: Rule::Worst,
        argument: "Nothing in old traffic was sealed to what was stolen.",
    },
    Property {
        id: "P7",
        name: "recovery after a theft",
        game: "The access path's secrets of one morning and traffic after it, the protocol going on; wins by reading a \
               message from after.",
        evidence: &[by("theft", Parts::Named("written after it"), "traffic from after")],
        rule: Rule::Worst,
        argument: "Nothing in new traffic is sealed to what was stolen.",
    },
    Property {
        id: "P8",
        name: "the access path cannot forge",
        game: "The access path's secrets and the wire; wins if a user accepts what the other never wrote.",
        evidence: &[
            by("forge", Parts::First, "in passing"),
            by("impersonate", Parts::First, "in the middle, compared"),
        ],
        rule: Rule::Worst,
        argument: "What authenticates a message is not among what the access path holds.",
    },
    Property {
        id: "P9",
        name: "one warrant, one person",
        game: "The authority with what one lawful opening left with it; wins by reading people whom the warrant does not \
               name.",
        evidence: &[by("scope", Parts::Named("other people"), "after one warrant")],
        rule: Rule::Worst,
        argument: "The opening hands over the keys of the messages it names, and those open no others.",
    },
    Property {
        id: "P10",
        name: "one warrant, its days",
        game: "As before; wins by reading the same person on other days.",
        evidence: &[by("scope", Parts::Named("same person, other days"), "after one warrant")],
        rule: Rule::Worst,
        argument: "The opening hands over the keys of the messages it names, and those open no others.",
    },
    Property {
        id: "P11",
        name: "no opening without a trace",
        game: "The people who run the access path's machines, with no warrant; win by reading with no entry that an auditor \
               finds.",
        evidence: &[by("quiet", Parts::First, "machines as built")],
        rule: Rule::Worst,
        argument: "The record is an input of the opening: without it the machines compute something else.",
    },
    Property {
        id: "P12",
        name: "deniability",
        game: "A transcript, what the access path gives and a willing recipient; wins if that convinces a judge of who wrote, \
               where the clean messenger would not.",
        evidence: &[],
        rule: Rule::Worst,
        argument: "",
    },
    Property {
        id: "P13",
        name: "one dishonest user does not evade",
        game: "A user with a modified client writes to an unmodified one; wins if the peer reads and the lawful opening does \
               not get the text.",
        evidence: &[
            by("garble", Parts::First, "field of garbage"),
            by("other-key", Parts::First, "another key"),
            by("two-keys", Parts::First, "a false text shown"),
            by("rogue-leaf", Parts::First, "a searched field"),
            by("salamander", Parts::First, "read and not reportable"),
            by("scan-evade", Parts::First, "a picture changed a little"),
        ],
        rule: Rule::Worst,
        argument: "The peer's client refuses what the access path could not open.",
    },
    Property {
        id: "P14",
        name: "two dishonest users do not evade",
        game: "As before with both clients modified.",
        evidence: &[
            by("superencrypt", Parts::First, "their own lock"),
            by("feedback", Parts::First, "no field sent"),
            by("shadow-key", Parts::First, "a shadow key"),
            by("signature-key", Parts::First, "the signature key"),
        ],
        rule: Rule::Worst,
        argument: "",
    },
    Property {
        id: "P15",
        name: "each opening costs",
        game: "A thief of the access path who has opened some messages opens one more; wins if it costs nothing to speak of.",
        evidence: &[],
        rule: Rule::Worst,
        argument: "",
    },
    Property {
        id: "P16",
        name: "recoverable after a theft",
        game: "A theft becomes known; counted is who must act until new messages are safe again, and what is lost for good.",
        evidence: &[],
        rule: Rule::Worst,
        argument: "",
    },
    Property {
        id: "P17",
        name: "the door has one owner",
        game: "Somebody with write access to constants, keys or lists of the deployed system, and to no secret; wins by becoming a reader while \
               the system's own tests pass.",
        evidence: &[
            by("transfer", Parts::First, "a constant replaced"),
            by("scan-relist", Parts::First, "a list replaced"),
        ],
        rule: Rule::Worst,
        argument: "Nothing in the code or its constants decides who reads.",
    },
    Property {
        id: "P18",
        name: "nobody is framed",
        game: "A dishonest user or the access path; wins if the opening names somebody who did not write.",
        evidence: &[
            by("frame", Parts::First, "another's field"),
            by("false-report", Parts::First, "a false report"),
        ],
        rule: Rule::Worst,
        argument: "The name in the field is bound to the message.",
    },
    Property {
        id: "P19",
        name: "access and messages stay available",
        game: "Losses and floods; counted is how little it takes to block lawful access or everybody's messages.",
        evidence: &[],
        rule: Rule::Worst,
        argument: "",
    },
    Property {
        id: "P20",
        name: "use: what a warrant delivers",
        game: "Honest users and a valid warrant; counted are the right texts that it delivers.",
        evidence: &[by("scope", Parts::Named("under the warrant: delivered"), "under one warrant")],
        rule: Rule::Use,
        argument: "",
    },
    Property {
        id: "P21",
        name: "overhead",
        game: "Bytes of a message on the wire, against the clean messenger.",
        evidence: &[by("wire", Parts::First, "recording")],
        rule: Rule::Overhead,
        argument: "",
    },
    Property {
        id: "P22",
        name: "no metadata for others",
        game: "What the field shows, and to whom; wins who learns from it who writes to whom beyond what the relay sees anyway.",
        evidence: &[],
        rule: Rule::Worst,
        argument: "",
    },
];
