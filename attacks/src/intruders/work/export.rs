//! Reads conversations of export grade, with the work for the group done once; and, on the path, sees to it that there are
//! more of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use escrow::mechanisms::work_factor::export::{Abilities, Message, Record, Suite, export_key, finished};
use escrow::mechanisms::work_factor::group::Group;

use super::logarithm::Table;
use super::{about_meta, outside, payload_of};
use crate::intruders::burglar::Reader;
use crate::script::Meta;
use crate::system::{Cost, Plaintext, Posture, User};
use crate::systems::carrier::Parcel;

/// The searcher.
pub(crate) struct ExportReader {
    group: Group,
    /// Baby steps that are made once.
    baby: u64,
    /// What the directory tells everybody.
    directory: Arc<Vec<Abilities>>,
    table: Option<Table>,
    /// Logarithms of senders' shares.
    logarithms: BTreeMap<u64, Option<u64>>,
    /// Who was told that whom cannot do better.
    struck_out: BTreeSet<(User, User)>,
}

impl ExportReader {
    pub(crate) fn new(group: Group, baby: u64, directory: Arc<Vec<Abilities>>) -> Self {
        let (logarithms, struck_out) = (BTreeMap::new(), BTreeSet::new());
        Self { group, baby, directory, table: None, logarithms, struck_out }
    }

    /// The key of a weak conversation: the logarithm of the sender's share, and the addressee's share.
    fn key(&mut self, message: &Message, addressee: User, cost: &mut Cost) -> Option<[u8; 32]> {
        let theirs = self.directory.get(addressee)?.share;
        let Self { group, baby, table, logarithms, .. } = self;
        let exponent = *logarithms.entry(message.share).or_insert_with(|| {
            let table = table.get_or_insert_with(|| {
                cost.trials += *baby;
                Table::new(*group, *baby)
            });
            table.logarithm(message.share, &mut cost.trials)
        });
        Some(export_key(group.power(theirs, exponent?)))
    }
}

impl Reader for ExportReader {
    fn read(
        &mut self,
        meta: &Meta,
        frame: &[u8],
        payload: Option<&[u8]>,
        cost: &mut Cost,
    ) -> Option<Plaintext> {
        let (field, sealed) = outside(frame)?;
        let (message, about) = (Message::from_bytes(&[field, sealed].concat()).ok()?, about_meta(meta)?);
        let key = match message.suite {
            Suite::Strong => payload.and_then(payload_of)?.try_into().ok()?,
            Suite::Export => self.key(&message, meta.to, cost)?,
        };
        cost.openings += 1;
        message.sealed.open(&key, &about).ok()
    }

    /// On the path it strikes "can do better" out of what two are told of each other who both can.
    fn answer(&mut self, posture: Posture, asker: User, owner: User, record: Vec<u8>) -> Vec<u8> {
        if posture != Posture::Outsider {
            return record;
        }
        // The owner's signing key, and what it may or may not have signed.
        let Some((owner_key, told)) = record.split_first_chunk::<32>() else { return record };
        let Ok(mut told) = Record::from_bytes(told) else { return record };
        let asker_can = self.directory.get(asker).is_some_and(|abilities| abilities.strong);
        if !told.abilities.strong || !asker_can {
            return record;
        }
        told.abilities.strong = false;
        self.struck_out.insert((asker, owner));
        [&owner_key[..], &told.to_bytes()].concat()
    }

    /// What the sender saw is in the tag; with the key of the weak conversation it is made anew over what the addressee
    /// knows to be true.
    fn pass(&mut self, meta: &Meta, frame: Vec<u8>, cost: &mut Cost) -> Vec<u8> {
        if !self.struck_out.contains(&(meta.from, meta.to)) {
            return frame;
        }
        let mended = (|| {
            let mut parcel = Parcel::from_bytes(&frame).ok()?;
            let bytes = [&parcel.field[..], &parcel.sealed[..]].concat();
            let mut message = Message::from_bytes(&bytes).ok()?;
            let key = self.key(&message, meta.to, cost)?;
            message.finished = finished(&key, self.directory.get(meta.to)?, message.suite);
            let bytes = message.to_bytes();
            parcel.field = bytes.get(..parcel.field.len())?.to_vec();
            Some(parcel.to_bytes())
        })();
        mended.unwrap_or(frame)
    }
}
