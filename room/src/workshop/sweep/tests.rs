use super::{designs, limits};

#[test]
fn the_sliders_show_the_step_at_the_threshold_and_what_an_epoch_buys() {
    let rows = designs(2, 4, 1).unwrap();
    let share = |label: &str| {
        let row = rows.iter().find(|row| row.label == label).unwrap();
        assert!(row.as_expected && row.n > 0, "{label}");
        (row.opened, row.n)
    };
    assert_eq!(share("change.row.below").0, 0);
    let (opened, all) = share("change.row.threshold");
    assert_eq!(opened, all);
    assert_eq!(share("change.row.clean").0, 0);
    let (opened, all) = share("change.row.theft");
    assert_eq!(opened, all);
    let (opened, all) = share("change.row.epochs.before");
    assert!(opened < all, "{opened} of {all}: keys of past epochs are destroyed");
}

#[test]
fn a_design_that_cannot_be_is_refused() {
    assert!(designs(1, 3, 1).is_err());
    assert!(designs(4, 3, 1).is_err());
    assert!(designs(3, 200, 1).is_err());
    assert!(designs(2, 3, 0).is_err());
}

#[test]
fn a_stolen_phone_reads_on_the_clean_messenger_too_and_nothing_of_its_past() {
    let rows = limits().unwrap();
    let of = |label: &str| rows.iter().find(|row| row.label == label).map(|row| (row.opened, row.n)).unwrap();
    let (opened, all) = of("limits.row.phone.clean");
    assert!(opened == all && all > 0);
    assert_eq!(of("limits.row.past.clean").0, 0);
    assert!(of("limits.row.swap").0 > 0);
}
