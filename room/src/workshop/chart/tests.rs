use super::{Bar, Kind, bars, escape, qr, qr_text};

fn bar(label: &str, share: f64) -> Bar {
    Bar {
        label: label.to_owned(),
        share,
        interval: Some((share / 2.0, 1.0)),
        value: "8 of 8".to_owned(),
        kind: Kind::Escrow,
    }
}

#[test]
fn a_chart_has_a_title_a_description_and_its_numbers_as_text() {
    let svg = bars("What opened", "8 of 8 and 0 of 7", &[bar("escrow", 1.0)]);
    assert!(svg.contains("<title>What opened</title><desc>8 of 8 and 0 of 7</desc>"));
    assert!(svg.contains(">8 of 8</text>"));
    assert!(svg.contains("url(#escrow)"), "colour is never alone");
}

#[test]
fn what_people_typed_is_text_in_a_chart() {
    let svg = bars("<script>", "\"&'", &[bar("</text><script>alert(1)</script>", 0.5)]);
    assert!(!svg.contains("<script>"));
    assert_eq!(escape("a\u{1b}[31m<b>"), "a\u{fffd}[31m&lt;b&gt;");
}

#[test]
fn a_bar_is_longer_the_more_it_stands_for_and_never_longer_than_its_axis() {
    let width = |share: f64| {
        let svg = bars("t", "d", &[Bar { interval: None, ..bar("x", share) }]);
        let after = svg
            .split("height=\"52\"")
            .next()
            .and_then(|before| before.rsplit("width=\"").next().map(str::to_owned));
        after.and_then(|text| text.split('"').next().and_then(|number| number.parse::<f64>().ok())).unwrap()
    };
    assert!(width(0.25) < width(0.5));
    assert!((width(1.0) - width(7.0)).abs() < 0.01);
}

#[test]
fn a_link_has_a_code_and_a_novel_has_none() {
    assert!(qr("http://192.168.1.5:8080/#K7QF").is_some_and(|svg| svg.starts_with("<svg")));
    assert!(qr_text("http://192.168.1.5:8080/#K7QF").is_some_and(|text| text.lines().count() > 10));
    assert!(qr(&"x".repeat(10_000)).is_none());
}
