//! What is said of the proposal as such, and of the properties of its miniatures that no attack speaks of.

use crate::systems::{Argued, Distance, Grade, Incident, Proposal, Standing};

/// The proposal.
pub(in crate::systems) static PROPOSAL: Proposal = Proposal {
    page: "dual-ec",
    title: "Dual_EC_DRBG, a generator whose constants can be a trapdoor (NIST SP 800-90, 2006; withdrawn 2014)",
    claimed: "As a standard: a generator whose output is as hard to predict as a problem of elliptic curves. As a means of \
              access, in a patent application by two members of the standard's committee: output that trusted escrow \
              administrators can predict and nobody else can. Nobody but us (NOBUS) is the claim under test.",
    history: &[
        Incident {
            when: "2007",
            what: "Shumow and Ferguson show at CRYPTO's rump session that whoever chose Q may know a d that turns 32 bytes \
                   of output into the state. Whether anybody knows the d of the standard's Q is not proven.",
            distance: Distance::D0,
            source: "Shumow and Ferguson, On the Possibility of a Back Door in the NIST SP800-90 Dual Ec Prng (2007)",
        },
        Incident {
            when: "2013 to 2014",
            what: "After press reports on documents of the NSA, NIST advises against the generator and then withdraws it.",
            distance: Distance::D0,
            source: "Bernstein, Lange and Niederhagen, Dual EC: A Standardized Back Door (2015)",
        },
        Incident {
            when: "2008 to 2015",
            what: "Juniper's ScreenOS uses the generator with a Q of Juniper's own. From 2012 on, shipped releases contain \
                   another Q that intruders put there; whoever knows its d reads VPN traffic passively, from a single \
                   handshake. Disclosed on 17 December 2015. Who did it is not proven.",
            distance: Distance::D0,
            source: "Checkoway and others, A Systematic Analysis of the Juniper Dual EC Incident (2016)",
        },
    ],
    stand_ins: &[
        "The trapdoor of the standard's Q is not public, and whether it exists is not proven. The miniature makes a Q of its \
         own, with a d that its designer keeps. Curve and generator are the standard's.",
        "Two gateways serve all users with one generator each, as a VPN gateway serves everybody behind it. With a generator \
         on each phone a run would search once for each phone; d opens either way.",
        "The nonce in front of every registration, lookup and message stands for the nonces of IKE. No product of this \
         shape is claimed to have had exactly these messages.",
        "The generator is never reseeded.",
    ],
};

/// A property that is argued.
const fn argued(property: &'static str, standing: Standing, grade: Grade, why: &'static str) -> Argued {
    Argued { property, standing, grade, why }
}

const DENIABLE: Argued = argued(
    "P12",
    Standing::Partial,
    Grade::Argued,
    "Messages are those of the clean messenger. Who holds d can make any transcript, and so proves nothing with one.",
);
const NOBODY_FRAMED: Argued = argued(
    "P18",
    Standing::Holds,
    Grade::Argued,
    "Nothing is deposited, so no sender can deposit in another's name.",
);
const AVAILABLE: Argued = argued(
    "P19",
    Standing::Holds,
    Grade::Argued,
    "Nobody's help is needed to read, and there is no service to flood. If d is lost, access is lost and messages go on.",
);
const NO_NAMES: Argued = argued(
    "P22",
    Standing::Holds,
    Grade::Argued,
    "The nonces name nobody. Who writes to whom is as visible as in the clean messenger.",
);
const OWN_LOCK: Argued = argued(
    "P14",
    Standing::Fails,
    Grade::Argued,
    "Two people who lock what they write with a key agreed beforehand are out of reach. A lock under identity keys that came \
     out of this generator is none: d gives those keys, too.",
);

/// Of this system: what the attack on the origin shows, and what follows from it.
pub(super) const ARGUED: &[Argued] = &[
    argued(
        "P4",
        Standing::Fails,
        Grade::Argued,
        "All of it, as the attack on the origin shows: d is the whole access path.",
    ),
    argued(
        "P6",
        Standing::Fails,
        Grade::Argued,
        "A recording from before the theft opens, if it goes back to the registrations: the attack on the origin shows it.",
    ),
    argued(
        "P7",
        Standing::Fails,
        Grade::Argued,
        "What is written after the theft opens as well, as the attack on the origin shows: no key is ever renewed from elsewhere.",
    ),
    argued(
        "P8",
        Standing::Fails,
        Grade::Argued,
        "Who holds d has the senders' own keys, so could write in their names. The forger of the table holds keepers' keys, and \
         there are none here.",
    ),
    argued("P9", Standing::Fails, Grade::Argued, "The design knows no target: d reads everybody."),
    argued(
        "P10",
        Standing::Fails,
        Grade::Argued,
        "The design knows no window: d reads every day that was recorded.",
    ),
    argued(
        "P11",
        Standing::Fails,
        Grade::Argued,
        "Reading is passive: it takes a recording and d. No request is made that anybody could log.",
    ),
    DENIABLE,
    argued(
        "P13",
        Standing::Holds,
        Grade::Argued,
        "Whoever takes random numbers from elsewhere is read all the same while the peer does not: either side's state gives the \
         conversation away.",
    ),
    OWN_LOCK,
    argued(
        "P15",
        Standing::Fails,
        Grade::Argued,
        "One search for each generator, some 2^15 multiplications, opens everything that it drew afterwards. Nothing more is paid \
         for a message.",
    ),
    argued(
        "P16",
        Standing::Fails,
        Grade::Argued,
        "After d is lost every product needs new constants and every user new keys. What was recorded before stays open.",
    ),
    NOBODY_FRAMED,
    AVAILABLE,
    argued(
        "P20",
        Standing::Partial,
        Grade::Argued,
        "Who holds d reads all of it, as the attack on the origin shows. There is no order, no target and no record in the design.",
    ),
    NO_NAMES,
];

/// The same where `d` opens nothing or is nobody's; how a change of constants stands, each says itself.
pub(in crate::systems) const fn unread(transfer: &'static str) -> [Argued; 14] {
    let nothing = "The attack on the origin opens nothing here.";
    let fails = "Nobody reads, with or without an order: there is no access left.";
    let none = "Nothing opens, so there is nothing to count, to log or to pay.";
    [
        argued("P4", Standing::Holds, Grade::Argued, nothing),
        argued("P6", Standing::Holds, Grade::Argued, nothing),
        argued("P7", Standing::Holds, Grade::Argued, nothing),
        argued("P9", Standing::NotApplicable, Grade::Argued, none),
        argued("P10", Standing::NotApplicable, Grade::Argued, none),
        argued("P11", Standing::NotApplicable, Grade::Argued, none),
        DENIABLE,
        argued("P15", Standing::NotApplicable, Grade::Argued, none),
        argued("P16", Standing::NotApplicable, Grade::Argued, none),
        argued("P17", Standing::Partial, Grade::Argued, transfer),
        NOBODY_FRAMED,
        AVAILABLE,
        argued("P20", Standing::Fails, Grade::Argued, fails),
        NO_NAMES,
    ]
}
