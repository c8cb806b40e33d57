use super::super::Checkword;
use super::super::tests::office;
use super::*;
use crate::fixtures::NOW;

#[test]
fn an_agent_releases_its_part_under_an_order_in_force_and_writes_it_down() {
    let mut office = office(Checkword::STANDARD, 1);
    office.chip(7);
    let signed = office.order(UnitId(7));
    let part = office.agents[0].release(&signed, NOW).unwrap();
    assert_eq!((part.unit, part.side), (UnitId(7), Side::First));
    assert_eq!(office.agents[0].released(), [signed.order]);
}

#[test]
fn an_agent_releases_nothing_without_the_courts_signature_or_outside_the_time() {
    let mut office = office(Checkword::STANDARD, 1);
    office.chip(7);
    office.chip(8);
    let signed = office.order(UnitId(7));
    let Order { from, until, .. } = signed.order;
    let elsewhere = SignedOrder { order: Order { unit: UnitId(8), ..signed.order }, ..signed };
    let longer = SignedOrder { order: Order { until: until + 1, ..signed.order }, ..signed };
    let forged = signed.order.sign(&SigningPair::generate(&mut office.rng));
    let agent = &mut office.agents[0];
    for wrong in [elsewhere, longer, forged] {
        assert_eq!(agent.release(&wrong, NOW), Err(Withheld::Signature));
    }
    for now in [from - 1, until] {
        assert_eq!(agent.release(&signed, now), Err(Withheld::NotInForce { from, until, now }));
    }
    assert!(agent.released().is_empty());
    assert!(agent.release(&signed, from).is_ok() && agent.release(&signed, until - 1).is_ok());
}

#[test]
fn a_unit_that_was_never_programmed_has_no_part_anywhere() {
    let mut office = office(Checkword::STANDARD, 1);
    assert_eq!(office.open_up(UnitId(9)), Err(Withheld::Unknown { unit: UnitId(9) }));
}

#[test]
fn the_safe_can_be_opened_without_an_order_and_nothing_is_written_down() {
    let mut office = office(Checkword::STANDARD, 1);
    office.chip(7);
    assert!(office.agents.iter().all(|agent| agent.fetch(UnitId(7)).is_some()));
    assert!(office.agents.iter().all(|agent| agent.released().is_empty()));
    assert_eq!(office.agents[0].fetch(UnitId(8)), None);
}

#[test]
fn an_agent_keeps_only_its_own_parts() {
    let mut office = office(Checkword::STANDARD, 1);
    let (_, [first, second]) = office.programming.program(UnitId(7));
    assert!(!office.agents[0].deposit(second.clone()) && !office.agents[1].deposit(first.clone()));
    assert_eq!(office.agents[0].fetch(UnitId(7)), None);
    assert!(office.agents[0].deposit(first) && office.agents[1].deposit(second));
}

#[test]
fn a_safe_reads_back_and_a_cut_or_longer_one_does_not() {
    let mut office = office(Checkword::STANDARD, 1);
    office.chip(7);
    office.chip(8);
    for agent in &office.agents {
        let stored = agent.stored();
        let parts = Part::read_all(&stored).unwrap();
        let expected = [7, 8].map(|unit| agent.fetch(UnitId(unit)).unwrap());
        assert_eq!(parts, expected);
        for length in 0..stored.len() {
            assert!(Part::read_all(&stored[..length]).is_err(), "cut at {length}");
        }
        assert!(Part::read_all(&[&stored[..], &[0]].concat()).is_err());
    }
}
