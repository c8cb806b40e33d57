use jiff::Timestamp;
use proptest::prelude::*;

use super::*;

fn at(line: &str) -> String {
    let (stamp, rest) = read(line).unwrap_or_else(|| panic!("no stamp: {line:?}"));
    assert_eq!(rest.trim_start_matches([' ', '\u{200f}']), "Ana: hi", "{line:?}");
    let time = stamp.time(Order::of(&[stamp])).unwrap_or_else(|reason| panic!("{line:?}: {reason}")).unwrap();
    Timestamp::from_second(time).unwrap().to_string()
}

fn order(stamps: &[&str]) -> Order {
    let stamps: Vec<Stamp> =
        stamps.iter().map(|stamp| read(&format!("{stamp} - Ana: hi")).unwrap().0).collect();
    Order::of(&stamps)
}

#[test]
fn the_layouts_of_android_are_read() {
    for line in [
        "31/12/2023, 23:59 - Ana: hi",
        "31/12/2023 23:59 - Ana: hi",
        "31/12/23, 23:59 - Ana: hi",
        "12/31/23, 11:59 PM - Ana: hi",
        "12/31/23, 11:59\u{202f}PM - Ana: hi",
        "12/31/2023, 11:59\u{a0}pm - Ana: hi",
        "31/12/2023, 11:59 p. m. - Ana: hi",
        "31/12/2023, 11:59\u{a0}p.\u{a0}m. - Ana: hi",
        "31/12/2023 11:59 p.m. - Ana: hi",
        "31.12.23, 23:59 - Ana: hi",
        "31.12.2023, 23:59 - Ana: hi",
        "31.12.2023, 23:59 – Ana: hi",
        "31.12.2023 23.59 - Ana: hi",
        "2023-12-31, 23:59 - Ana: hi",
        "2023-12-31 kl. 23:59 - Ana: hi",
        "2023-12-31, 11:59 p.m. - Ana: hi",
        "31-12-2023 23:59 - Ana: hi",
        "2023/12/31, 23:59 - Ana: hi",
        "2023/12/31 下午11:59 - Ana: hi",
        "2023. 12. 31. 오후 11:59 - Ana: hi",
        "2023. 12. 31. 23:59 - Ana: hi",
        "31. 12. 2023 23:59 - Ana: hi",
        "31.12.2023. 23:59 - Ana: hi",
        "31/12/2023 à 23:59 - Ana: hi",
        "31/12/2023 às 23:59 - Ana: hi",
        "31.12.2023, 23:59 Uhr - Ana: hi",
        "٣١\u{200f}/١٢\u{200f}/٢٠٢٣، ١١:٥٩ م - Ana: hi",
        "۲۰۲۳/۱۲/۳۱،\u{200f} ۲۳:۵۹ - Ana: hi",
        "३१/१२/२०२३, ११:५९ अपराह्न - Ana: hi",
        "৩১/১২/২০২৩, ২৩:৫৯ - Ana: hi",
        "31/12/2566 23:59 - Ana: hi",
    ] {
        assert_eq!(at(line), "2023-12-31T23:59:00Z", "{line:?}");
    }
    assert_eq!(at("31/12/2023, 23:59:12 - Ana: hi"), "2023-12-31T23:59:12Z");
    assert_eq!(at("3/4/24, 9:05 AM - Ana: hi"), "2024-03-04T09:05:00Z");
}

#[test]
fn the_layouts_of_ios_are_read() {
    for line in [
        "[31/12/2023, 23:59:12] Ana: hi",
        "\u{200e}[31/12/2023, 23:59:12] Ana: hi",
        "\u{feff}\u{200e}[31/12/2023 23:59:12] Ana: hi",
        "[12/31/23, 11:59:12 PM] Ana: hi",
        "[12/31/23, 11:59:12\u{202f}PM] Ana: hi",
        "[31.12.23, 23:59:12] Ana: hi",
        "[31.12.2023 klo 23.59.12] Ana: hi",
        "[12/31/23 23.59.12] Ana: hi",
        "[2023-12-31, 23:59:12] Ana: hi",
        "[2023/12/31, 23:59:12] Ana: hi",
        "[2023/12/31 下午11:59:12] Ana: hi",
        "[2023. 12. 31. 오후 11:59:12] Ana: hi",
        "[23:59:12, 31/12/2023] Ana: hi",
        "[11:59:12 PM, 12/31/23] Ana: hi",
        "\u{200f}[٣١/١٢/٢٠٢٣، ١١:٥٩:١٢ م] Ana: hi",
        "[12/31/2566 BE, 23:59:12] Ana: hi",
        "31/12/23 23:59:12: Ana: hi",
    ] {
        assert_eq!(at(line), "2023-12-31T23:59:12Z", "{line:?}");
    }
}

#[test]
fn noon_and_midnight_are_on_their_sides_of_the_day() {
    for (written, read) in [
        ("12:00 AM", "00:00"),
        ("12:30 am", "00:30"),
        ("1:00 AM", "01:00"),
        ("12:00 PM", "12:00"),
        ("12:59 p. m.", "12:59"),
        ("1:00 pm", "13:00"),
    ] {
        assert_eq!(at(&format!("31/12/2023, {written} - Ana: hi")), format!("2023-12-31T{read}:00Z"));
    }
}

#[test]
fn what_only_resembles_a_stamp_is_none() {
    for line in [
        "",
        "Ana: 31/12/2023, 23:59",
        "31/12/2023",
        "31/12/2023 - Ana: hi",
        "31/12/2023 23:59",
        "31/12/2023, 23:59 Ana: hi",
        "31/12, 23:59 - Ana: hi",
        "[31/12, 23:59] Ana: hi",
        "31/12.2023, 23:59 - Ana: hi",
        "31/12/202, 23:59 - Ana: hi",
        "31/12/20231, 23:59 - Ana: hi",
        "31/12/2023, 23:5 - Ana: hi",
        "31/12/2023, 23:59-Ana: hi",
        "31/12/2023 (we left at 23:59) - Ana: hi",
        "31/12/2023 between about 23:59 - Ana: hi",
        "[31/12/2023, 23:59:12 Ana: hi",
        "192.168.1.1 10:20 - host: up",
        "12:30 - Ana: hi",
        "- 10:20",
        "½/12/2023, 23:59 - Ana: hi",
    ] {
        assert!(read(line).is_none(), "{line:?}");
    }
}

#[test]
fn impossible_times_are_named() {
    for (stamp, reason) in [
        ("31/12/2023, 24:00", "24:00:00 is no time"),
        ("31/12/2023, 10:60", "10:60:00 is no time"),
        ("32/13/2023, 10:00", "no date in the order of this file: month 13, day 32"),
        ("0/1/2023, 10:00", "no date in the order of this file: month 1, day 0"),
        ("31/2/2023, 10:00", "month 2 of 2023 has no day 31"),
        ("29/2/2023, 10:00", "month 2 of 2023 has no day 29"),
        ("2023-31-12, 10:00", "no date in the order of this file: month 31, day 12"),
    ] {
        let (stamp, _) = read(&format!("{stamp} - Ana: hi")).unwrap();
        assert_eq!(stamp.time(Order::DayFirst).unwrap_err(), reason);
    }
}

#[test]
fn years_of_other_calendars_have_no_time() {
    for year in ["1402", "1969", "2200", "0623"] {
        let (stamp, _) = read(&format!("{year}/10/10, 10:00 - Ana: hi")).unwrap();
        assert_eq!(stamp.time(Order::DayFirst), Ok(None), "{year}");
    }
}

#[test]
fn a_field_above_twelve_anywhere_decides_for_all() {
    assert_eq!(order(&["01/02/24, 10:00 PM", "02/02/24, 10:00 PM", "13/02/24, 10:00 PM"]), Order::DayFirst);
    assert_eq!(order(&["01/02/24, 10:00", "02/02/24, 10:00", "02/13/24, 10:00"]), Order::MonthFirst);
    assert_eq!(order(&["01.02.24, 10:00", "02.13.24, 10:00"]), Order::MonthFirst);
    // One line is wrong; the many are right.
    assert_eq!(order(&["13/01/24, 10:00", "14/01/24, 10:00", "01/15/24, 10:00"]), Order::DayFirst);
}

#[test]
fn dots_are_day_first() {
    assert_eq!(order(&["01.02.24, 10:00"]), Order::DayFirst);
    assert_eq!(order(&["01.02.24, 10:00", "01.01.24, 10:00"]), Order::DayFirst);
}

#[test]
fn the_reading_in_which_time_goes_forward_wins() {
    // 10 January to 2 February, or 1 October back to 2 February.
    assert_eq!(order(&["10/01/24, 10:00 PM", "12/01/24, 10:00 PM", "02/02/24, 10:00 PM"]), Order::DayFirst);
    assert_eq!(order(&["01/10/24, 10:00", "01/12/24, 10:00", "02/02/24, 10:00"]), Order::MonthFirst);
}

#[test]
fn capitals_behind_slashes_are_american_and_small_letters_are_not() {
    assert_eq!(order(&["01/02/24, 10:00 PM"]), Order::MonthFirst);
    for stamp in ["01/02/24, 10:00 pm", "01/02/24, 10:00 p. m.", "01/02/24, 22:00", "01-02-24, 10:00 PM"] {
        assert_eq!(order(&[stamp]), Order::DayFirst, "{stamp}");
    }
    assert_eq!(order(&[]), Order::DayFirst);
}

proptest! {
    #[test]
    fn every_minute_is_read_back_in_every_layout(second in 0_i64..6_300_000_000) {
        let time = Timestamp::from_second(second).unwrap();
        let zoned = time.to_zoned(jiff::tz::TimeZone::UTC);
        for layout in ["%d/%m/%Y, %H:%M:%S - ", "%m/%d/%Y, %I:%M:%S %p - ", "%Y-%m-%d %H:%M:%S - ", "[%d.%m.%Y, %H:%M:%S] ", "[%Y/%m/%d, %I:%M:%S\u{202f}%p] ", "[%H:%M:%S, %d/%m/%Y] "] {
            let line = format!("{}Ana: hi", zoned.strftime(layout));
            let (stamp, rest) = read(&line).unwrap();
            prop_assert_eq!(rest.trim_start(), "Ana: hi");
            let order = if layout.starts_with("%m") { Order::MonthFirst } else { Order::DayFirst };
            prop_assert_eq!(stamp.time(order), Ok(Some(second)), "{}", line);
        }
    }
}
