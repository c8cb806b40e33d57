//! E22 over HTTP: once shares are destroyed, exactly those subsets open that still hold k.

use super::fixtures::*;

#[tokio::test]
async fn e22_what_is_left_opens_exactly_if_it_reaches_the_threshold() {
    for gone in 0u8..8 {
        let house = House::of(2, 3).await;
        let is_gone = |index: u8| gone >> (index - 1) & 1 == 1;
        for seat in house.panel().seats().iter().filter(|seat| is_gone(seat.index)) {
            let one = crate::trustee::Panel::new(vec![seat.clone()]);
            one.destroy(EPOCH).await.unwrap();
        }
        let office = &house.office;
        let opened = house
            .panel()
            .open(&[1, 2, 3], &request("r1"), &office.dealing, &warrant(1), &office.talk())
            .await;
        let left: Vec<u8> = (1..=3).filter(|index| !is_gone(*index)).collect();
        assert_eq!(opened.released, left);
        assert_eq!(!opened.deposits.is_empty(), left.len() >= 2, "destroyed: {gone:03b}");
        assert!(
            opened.refused.iter().all(|(index, why)| is_gone(*index) && why.contains("no share of epoch 7"))
        );
    }
}

#[tokio::test]
async fn e22_after_all_destroyed_an_epoch_no_subset_opens_and_other_epochs_stay() {
    let house = House::of(2, 3).await;
    let next = dealt(2, 3, EPOCH + 1, 5);
    house.panel().hand_out(&next.dealing, &next.shares).await.unwrap();
    house.panel().destroy(EPOCH).await.unwrap();
    let office = &house.office;
    for (number, whom) in [&[1, 2][..], &[1, 3], &[2, 3], &[1, 2, 3]].into_iter().enumerate() {
        let (name, id) = (format!("r{number}"), u8::try_from(number).unwrap());
        let opened =
            house.panel().open(whom, &request(&name), &office.dealing, &warrant(id), &office.talk()).await;
        assert!(
            opened.released.is_empty() && opened.deposits.is_empty() && opened.refused.len() == whom.len()
        );
    }
    let taken = house.panel().hand_out(&office.dealing, &office.shares).await.unwrap_err();
    assert_eq!(taken.len(), 3, "nobody takes the shares of a destroyed epoch again");
    let later = escrow::warrant::Warrant { epoch: EPOCH + 1, ..unsigned(9) }.sign(&court());
    let opened = house.panel().open(&[1, 2], &request("later"), &next.dealing, &later, &next.talk()).await;
    assert_eq!(deposits(&opened), [1, 2, 3]);
}
