use super::*;

#[test]
fn a_room_id_at_the_bound_parses_and_one_letter_more_does_not() {
    assert_eq!("a".repeat(ROOM_ID).parse::<RoomId>().unwrap().as_str().len(), ROOM_ID);
    assert_eq!("a".repeat(ROOM_ID + 1).parse::<RoomId>(), Err(RoomIdError::Length(ROOM_ID + 1)));
    assert_eq!("".parse::<RoomId>(), Err(RoomIdError::Length(0)));
}

#[test]
fn a_room_id_is_never_a_path_or_a_foreign_letter() {
    for bad in [
        "..",
        "../etc",
        "a/b",
        "a\\b",
        "A",
        "a b",
        "a.b",
        "ä",
        "a\0",
        "%2e%2e",
        "a\u{202e}b",
        "a_b",
        "\u{ff0e}\u{ff0e}",
    ] {
        assert!(bad.parse::<RoomId>().is_err(), "{bad:?} parsed");
        assert!(!is_address(bad), "{bad:?} is an address");
    }
    assert!("k7qf-2".parse::<RoomId>().is_ok());
}

#[test]
fn addresses_and_message_ids_end_at_their_bounds() {
    assert!(is_address(&"x".repeat(ADDRESS)) && !is_address(&"x".repeat(ADDRESS + 1)) && !is_address(""));
    assert!(
        is_message_id(&"x".repeat(MESSAGE_ID))
            && !is_message_id(&"x".repeat(MESSAGE_ID + 1))
            && !is_message_id("")
    );
    assert!(is_message_id("3f2a-Z_9.1:2") && !is_message_id("a b") && !is_message_id("a\n"));
}
