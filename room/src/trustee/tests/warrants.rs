//! E16 to E18 over HTTP: what a forged, stale, foreign or too wide warrant brings.

use escrow::AccessField;
use escrow::warrant::{Purpose, SignedWarrant, Warrant};
use honest::primitives::sign::SigningPair;

use super::fixtures::*;
use super::raw;
use crate::trustee::limits::MAX_REQUEST;
use crate::trustee::wire::{AssistBody, Bytes, field_bytes};

fn body(name: &str, warrant: Vec<u8>, fields: &[AccessField]) -> String {
    let fields = fields.iter().map(field_bytes).collect();
    serde_json::to_string(&AssistBody { request: name.to_owned(), warrant: Bytes(warrant), fields }).unwrap()
}

/// Asks trustee 1 of a house; its status and code.
async fn ask(house: &House, body: &str) -> (u16, String) {
    let seat = &house.panel().seats()[0];
    let bearer = format!("Bearer {}", seat.token.as_str());
    let host = seat.address.to_string();
    let headers = [("Host", host.as_str()), ("Content-Type", "application/json"), ("Authorization", &bearer)];
    let (status, answer) = raw::send(seat.address, &raw::request("POST", "/assist", &headers, body)).await;
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    if status == 200 {
        return (status, String::new());
    }
    assert!(answer.get("partials").is_none());
    assert!(answer["why"].as_str().is_some_and(|why| !why.is_empty()) && answer["next"].as_str().is_some());
    (status, answer["code"].as_str().unwrap().to_owned())
}

async fn entries(house: &House) -> u64 {
    house.panel().health(1).await.unwrap().log_size
}

#[tokio::test]
async fn e16_a_forged_expired_foreign_or_damaged_warrant_brings_nothing_and_each_refusal_is_on_record() {
    let house = House::of(2, 3).await;
    let flipped = |byte: usize| {
        let mut bytes = warrant(1).to_bytes();
        let place = byte.min(bytes.len() - 1);
        bytes[place] ^= 1;
        bytes
    };
    let signed = |warrant: Warrant| warrant.sign(&court()).to_bytes();
    let whole = warrant(1).to_bytes();
    let swapped = SignedWarrant { signature: warrant(2).signature, ..warrant(1) }.to_bytes();
    let table: Vec<(&str, Vec<u8>, (u16, &str))> = vec![
        ("another court's", unsigned(1).sign(&SigningPair::from_seed(&[1; 32])).to_bytes(), (403, "warrant")),
        ("a bit of its id flipped", flipped(0), (403, "warrant")),
        ("a bit of its signature flipped", flipped(usize::MAX), (403, "warrant")),
        ("the signature of another warrant", swapped, (403, "warrant")),
        ("expired", signed(Warrant { in_force: (NOW - 9, NOW), ..unsigned(1) }), (403, "warrant")),
        ("not yet in force", signed(Warrant { in_force: (NOW + 1, UNTIL), ..unsigned(1) }), (403, "warrant")),
        ("an empty window", signed(Warrant { window: (SENT, SENT), ..unsigned(1) }), (403, "warrant")),
        (
            "for somebody else",
            signed(Warrant { target: address("carol"), ..unsigned(1) }),
            (403, "out_of_scope"),
        ),
        ("for everybody", signed(Warrant { target: address("*"), ..unsigned(1) }), (403, "out_of_scope")),
        ("of another epoch", signed(Warrant { epoch: EPOCH + 1, ..unsigned(1) }), (403, "no_share")),
        (
            "to rebuild the key",
            signed(Warrant { purpose: Purpose::Reconstruct, ..unsigned(1) }),
            (403, "purpose"),
        ),
    ];
    let fields = house.office.talk();
    let mut size = entries(&house).await;
    for (what, warrant, expected) in table {
        let (status, code) = ask(&house, &body("r1", warrant, &fields)).await;
        assert_eq!((status, code.as_str()), expected, "{what}");
        size += 1;
        assert_eq!(entries(&house).await, size, "{what}: the refusal is on record");
    }
    for (what, warrant) in [
        ("cut", whole[..whole.len() - 1].to_vec()),
        ("with a byte behind it", [&whole[..], &[0]].concat()),
        ("none", Vec::new()),
    ] {
        let (status, code) = ask(&house, &body("r1", warrant, &fields)).await;
        assert_eq!((status, code.as_str()), (400, "malformed"), "{what}");
    }
    assert_eq!(entries(&house).await, size, "what cannot be read is nobody's warrant");
    assert_eq!(ask(&house, &body("r1", whole, &fields)).await.0, 200, "the control");
}

#[tokio::test]
async fn e16_two_writings_of_one_request_are_one_request_and_another_encoding_of_its_bytes_is_none() {
    let house = House::of(2, 3).await;
    let first = body("r1", warrant(1).to_bytes(), &house.office.talk());
    assert_eq!(ask(&house, &first).await.0, 200);
    // Spaces and order are of the envelope; what is signed and digested are the bytes in it.
    let value: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(ask(&house, &serde_json::to_string_pretty(&value).unwrap()).await.0, 200);
    assert_eq!(entries(&house).await, 2);
    for bad in [
        first.replacen("\"warrant\":\"", "\"warrant\":\"=", 1),
        first.replacen("{", "{\"more\":1,", 1),
        first.replacen("{", "{\"request\":\"r1\",", 1),
        format!("{first}{first}"),
        "null".to_owned(),
        "[".repeat(10_000),
    ] {
        let (status, code) = ask(&house, &bad).await;
        assert_eq!((status, code.as_str()), (400, "malformed"), "{}", &bad[..40.min(bad.len())]);
    }
}

#[tokio::test]
async fn e17_a_warrant_is_good_once_at_each_trustee_also_after_a_restart() {
    let house = House::of(2, 3).await;
    let fields = house.office.talk();
    assert_eq!(ask(&house, &body("r1", warrant(1).to_bytes(), &fields)).await.0, 200);
    assert_eq!(ask(&house, &body("r2", warrant(1).to_bytes(), &fields)).await, (409, "used".to_owned()));
    let House { directory, office, hands, running } = house;
    running.stop().await;
    let running =
        crate::trustee::start_all(3, directory.path(), court().public(), hands.clock()).await.unwrap();
    let house = House { directory, office, hands, running };
    assert_eq!(ask(&house, &body("r2", warrant(1).to_bytes(), &fields)).await, (409, "used".to_owned()));
    assert_eq!(
        ask(&house, &body("r1", warrant(1).to_bytes(), &fields)).await.0,
        200,
        "the same one is answered"
    );
    house.hands.turn(NOW - 1_000);
    assert_eq!(ask(&house, &body("r3", warrant(2).to_bytes(), &fields)).await, (503, "clock".to_owned()));
    let health = house.panel().health(1).await.unwrap();
    assert!(!health.ok && !health.clock && health.writable);
}

#[tokio::test]
async fn e18_as_many_fields_as_a_request_holds_are_opened_and_one_byte_more_is_not_read() {
    let house = House::of(2, 3).await;
    let field = house.office.field("alice", "bob", SENT, 1);
    let one = body("r1", warrant(1).to_bytes(), std::slice::from_ref(&field)).len();
    let each = body("r1", warrant(1).to_bytes(), &[field.clone(), field.clone()]).len() - one;
    let count = (MAX_REQUEST - one) / each + 1;
    assert!(count > 200, "{count} fields in a request");
    let mut text = body("r1", warrant(1).to_bytes(), &vec![field; count]);
    text.push_str(&" ".repeat(MAX_REQUEST - text.len()));
    assert_eq!(ask(&house, &format!("{text} ")).await, (413, "too_long".to_owned()));
    assert_eq!(ask(&house, &text).await.0, 200);
}
