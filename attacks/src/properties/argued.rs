//! Properties of which no attack speaks, argued for each kind of door. A system that knows better says so itself
//! ([`SystemEntry::argued`](crate::systems::SystemEntry::argued)).

use crate::system::{Door, Facts};
use crate::systems::Standing::{self, Fails, Holds, Partial};

/// How a property stands for a kind of door, and why; `None` where nothing general can be said.
pub(super) fn of(property: &str, facts: &Facts) -> Option<(Standing, &'static str)> {
    match property {
        "P12" => Some(deniability(facts)),
        "P15" => marginal_cost(facts),
        "P16" => recovery(facts),
        "P19" => availability(facts),
        "P22" => Some(metadata(facts)),
        _ => None,
    }
}

const fn deniability(facts: &Facts) -> (Standing, &'static str) {
    match facts.door {
        Door::Provider => {
            (Fails, "The provider keeps every text with its sender's name and can testify to it.")
        }
        Door::ContentKey if facts.bound => (
            Partial,
            "The texts are bound to keys that both ends hold, as in the clean messenger; the record of an opening adds a \
             witness to what was opened.",
        ),
        _ => (
            Partial,
            "Messages are authenticated with keys that both ends hold, so a recipient could have written them; who first \
             wrote to whom is signed by neither. This is argued from the handshake, and no distinguisher was run.",
        ),
    }
}

const fn marginal_cost(facts: &Facts) -> Option<(Standing, &'static str)> {
    match facts.door {
        Door::Provider => Some((Fails, "The next text lies in the archive beside the last.")),
        Door::ContentKey | Door::SessionRoot => Some((
            Fails,
            "One multiplication on the curve and one decryption for each further message: free to whoever has the key. \
             Without it, every message costs a warrant and k keepers' work.",
        )),
        Door::IdentityKey => {
            Some((Holds, "Each conversation has to be sat in from its start, with the provider's help."))
        }
        Door::None | Door::Own => None,
    }
}

const fn recovery(facts: &Facts) -> Option<(Standing, &'static str)> {
    match facts.door {
        Door::Provider => Some((Partial, "One provider changes its keys; what was copied stays copied.")),
        Door::ContentKey | Door::SessionRoot if facts.epochs => {
            Some((Partial, "The next epoch heals by itself; messages of the kept epochs are lost for good."))
        }
        Door::ContentKey | Door::SessionRoot => Some((
            Fails,
            "A new key must be dealt to all keepers and reach every client; all traffic under the old one is lost for good.",
        )),
        Door::IdentityKey => Some((
            Fails,
            "Every user needs a new identity and has to compare safety numbers again; recorded traffic stays closed.",
        )),
        Door::None | Door::Own => None,
    }
}

const fn availability(facts: &Facts) -> Option<(Standing, &'static str)> {
    match facts.door {
        Door::None => Some((Holds, "There is no access to block; messages need the relay alone.")),
        Door::Provider => Some((Partial, "Everything needs the provider.")),
        Door::ContentKey | Door::SessionRoot | Door::IdentityKey => Some((
            Partial,
            "Users' messages need the relay alone. Access ends when n - k + 1 keepers lose their shares or refuse; where one \
             keeper has the whole key, when that one does.",
        )),
        Door::Own => None,
    }
}

const fn metadata(facts: &Facts) -> (Standing, &'static str) {
    match facts.door {
        Door::None => {
            (Holds, "There is no field. The relay sees who writes to whom, as in every system here.")
        }
        Door::Provider => (Partial, "There is no field; the provider sees names and texts."),
        Door::ContentKey | Door::SessionRoot => (
            Partial,
            "The field's label shows epoch, session, time, sender and addressee in the clear: the relay knows them anyway, \
             whoever copies the fields learns them.",
        ),
        Door::IdentityKey => {
            (Holds, "No message carries a field; the deposit at registration names its owner.")
        }
        Door::Own => (Partial, "No general argument; see the system's own page."),
    }
}
