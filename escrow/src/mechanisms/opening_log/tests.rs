use honest::Address;
use honest::wire::SessionId;

use super::*;
use crate::field::Label;
use crate::fixtures::rng;
use crate::key::EscrowSecret;
use crate::sharing::{Dealing, Scheme};
use crate::threshold;
use crate::warrant::Warrant;

struct Office {
    court: SigningPair,
    log: Log,
    witnesses: Vec<Witness>,
    machines: Vec<Machine>,
    dealing: Dealing,
    field: AccessField,
}

const NOW: u64 = 1_000;

fn person(name: &str) -> Address {
    Address::new(name).unwrap()
}

fn office() -> Office {
    let mut rng = rng(1);
    let court = SigningPair::generate(&mut rng);
    let log = Log::new(&mut rng);
    let witnesses: Vec<Witness> = (0..3).map(|number| Witness::new(number, log.public(), &mut rng)).collect();
    let trust = Trust {
        court: court.public(),
        log: log.public(),
        witnesses: witnesses.iter().map(Witness::public).collect(),
        quorum: 2,
    };
    let secret = EscrowSecret::generate(&mut rng);
    let public = secret.public();
    let (dealing, shares) = secret.deal(Scheme::Feldman, 0, 2, 3, &mut rng).unwrap();
    let machines = shares.into_iter().map(|share| Machine::new(share, trust.clone())).collect();
    let label =
        Label { epoch: 0, session: SessionId([1; 8]), sent: 500, from: person("ann"), to: person("ben") };
    let field = AccessField::seal(&public, label, &[7; 32], true, &mut rng).unwrap();
    Office { court, log, witnesses, machines, dealing, field }
}

impl Office {
    fn warrant(&self, target: &str) -> SignedWarrant {
        let window = (0, 900);
        Warrant::new(Purpose::Assist, person(target), 0, window, (0, 2_000), &mut rng(2)).sign(&self.court)
    }

    /// Logs an opening and has it co-signed by the first so many witnesses.
    fn log(&mut self, warrant: &SignedWarrant, cosigning: usize) -> Evidence {
        let seen = self.log.checkpoint().size;
        let number = self.log.append(entry(warrant, std::slice::from_ref(&self.field)));
        let mut checkpoint = self.log.checkpoint();
        let continues = self.log.continues(seen);
        for witness in self.witnesses.iter_mut().take(cosigning) {
            witness.cosign(&mut checkpoint, continues.as_deref()).unwrap();
        }
        Evidence { checkpoint, number, inclusion: self.log.prove(number).unwrap() }
    }

    fn assist(
        &self,
        machine: usize,
        warrant: &SignedWarrant,
        evidence: &Evidence,
    ) -> Result<PartialOpening, Withheld> {
        let fields = std::slice::from_ref(&self.field);
        let partials = self.machines[machine].assist(warrant, fields, evidence, NOW, &mut rng(3))?;
        Ok(partials.into_iter().next().unwrap())
    }
}

#[test]
fn a_logged_opening_opens() {
    let mut office = office();
    let warrant = office.warrant("ann");
    let evidence = office.log(&warrant, 2);
    let partials = [0, 1].map(|machine| office.assist(machine, &warrant, &evidence).unwrap());
    let opened = threshold::open(&office.dealing, &office.field, &partials).unwrap();
    assert_eq!(opened.as_slice(), [7; 32]);
    assert_eq!(office.log.entries().len(), 1);
}

#[test]
fn an_opening_that_is_not_in_the_log_is_withheld() {
    let mut office = office();
    let (logged, other) = (office.warrant("ann"), office.warrant("ben"));
    let evidence = office.log(&logged, 2);
    assert_eq!(office.assist(0, &other, &evidence), Err(Withheld::NotLogged));
    let elsewhere = Evidence { number: 5, ..evidence.clone() };
    assert_eq!(office.assist(0, &logged, &elsewhere), Err(Withheld::NotLogged));
    let cut = Evidence { inclusion: vec![0; 31], ..evidence };
    assert_eq!(office.assist(0, &logged, &cut), Err(Withheld::NotLogged));
}

#[test]
fn a_log_that_no_quorum_of_witnesses_saw_is_not_believed() {
    let mut office = office();
    let warrant = office.warrant("ann");
    let mut evidence = office.log(&warrant, 1);
    assert_eq!(office.assist(0, &warrant, &evidence), Err(Withheld::Witnesses { got: 1, needed: 2 }));
    // The same witness twice is one witness.
    evidence.checkpoint.cosigned.push(evidence.checkpoint.cosigned[0]);
    assert_eq!(office.assist(0, &warrant, &evidence), Err(Withheld::Witnesses { got: 1, needed: 2 }));
}

#[test]
fn a_log_of_ones_own_is_not_believed() {
    let mut office = office();
    let warrant = office.warrant("ann");
    let mut private = Log::new(&mut rng(9));
    let number = private.append(entry(&warrant, std::slice::from_ref(&office.field)));
    let mut checkpoint = private.checkpoint();
    for witness in &mut office.witnesses {
        assert_eq!(witness.cosign(&mut checkpoint, None), None);
    }
    let evidence = Evidence { checkpoint, number, inclusion: private.prove(number).unwrap() };
    assert_eq!(office.assist(0, &warrant, &evidence), Err(Withheld::Log));
}

#[test]
fn a_witness_signs_no_second_history() {
    let mut office = office();
    let (first, second) = (office.warrant("ann"), office.warrant("ben"));
    office.log(&first, 3);
    // The log forgets what it said and begins anew with its own key.
    let mut forked = Log { tree: MemoryBackedTree::new(), pair: SigningPair::from_seed(&[1; 32]) };
    std::mem::swap(&mut forked.pair, &mut office.log.pair);
    forked.append([9; 32]);
    forked.append(entry(&second, std::slice::from_ref(&office.field)));
    let mut checkpoint = forked.checkpoint();
    let continues = forked.continues(1);
    assert_eq!(office.witnesses[0].cosign(&mut checkpoint, continues.as_deref()), None);
}

#[test]
fn no_warrant_and_no_scope_no_opening_however_well_logged() {
    let mut office = office();
    let forged = office.warrant("ann").warrant.sign(&SigningPair::generate(&mut rng(8)));
    let evidence = office.log(&forged, 2);
    assert!(matches!(office.assist(0, &forged, &evidence), Err(Withheld::Warrant(_))));
    let other = office.warrant("eve");
    let evidence = office.log(&other, 2);
    assert!(matches!(office.assist(0, &other, &evidence), Err(Withheld::OutOfScope { place: 0, .. })));
}

#[test]
fn shares_that_are_broken_out_open_without_any_log() {
    let office = office();
    let shares: Vec<Share> =
        office.machines[..2].iter().map(|machine| machine.broken_open().clone()).collect();
    let secret = office.dealing.combine(&shares).unwrap();
    assert_eq!(office.field.open(&secret).unwrap().as_slice(), [7; 32]);
    assert!(office.log.entries().is_empty());
}
