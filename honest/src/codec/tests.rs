use proptest::prelude::*;

use super::*;

/// One field of a layout: what is written, and what must be read back.
#[derive(Clone, Debug, PartialEq)]
enum Field {
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    Flag(bool),
    Prefixed(Vec<u8>),
    Array([u8; 5]),
}

impl Field {
    fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            any::<u8>().prop_map(Self::U8),
            any::<u16>().prop_map(Self::U16),
            any::<u32>().prop_map(Self::U32),
            any::<u64>().prop_map(Self::U64),
            any::<bool>().prop_map(Self::Flag),
            any::<Vec<u8>>().prop_map(Self::Prefixed),
            any::<[u8; 5]>().prop_map(Self::Array),
        ]
    }

    fn write(&self, to: &mut Writer) {
        match self {
            Self::U8(value) => to.u8(*value),
            Self::U16(value) => to.u16(*value),
            Self::U32(value) => to.u32(*value),
            Self::U64(value) => to.u64(*value),
            Self::Flag(value) => to.flag(*value),
            Self::Prefixed(value) => to.prefixed(value),
            Self::Array(value) => to.put(value),
        };
    }

    /// Reads a field of this one's type.
    fn read(&self, from: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match self {
            Self::U8(_) => Self::U8(from.u8()?),
            Self::U16(_) => Self::U16(from.u16()?),
            Self::U32(_) => Self::U32(from.u32()?),
            Self::U64(_) => Self::U64(from.u64()?),
            Self::Flag(_) => Self::Flag(from.flag()?),
            Self::Prefixed(_) => Self::Prefixed(from.prefixed()?.to_vec()),
            Self::Array(_) => Self::Array(from.array()?),
        })
    }
}

fn written(fields: &[Field]) -> Vec<u8> {
    let mut to = Writer::new();
    fields.iter().for_each(|field| field.write(&mut to));
    to.finish()
}

fn read(fields: &[Field], bytes: &[u8]) -> Result<Vec<Field>, DecodeError> {
    let mut from = Reader::new(bytes);
    let read = fields.iter().map(|field| field.read(&mut from)).collect::<Result<_, _>>()?;
    from.finish()?;
    Ok(read)
}

#[test]
fn p1_every_getter_says_what_was_missing() {
    let cut = |needed, left| DecodeError::Truncated { needed, left };
    assert_eq!(Reader::new(&[]).u8(), Err(cut(1, 0)));
    assert_eq!(Reader::new(&[1]).u16(), Err(cut(2, 1)));
    assert_eq!(Reader::new(&[1, 2, 3]).u32(), Err(cut(4, 3)));
    assert_eq!(Reader::new(&[0; 7]).u64(), Err(cut(8, 7)));
    assert_eq!(Reader::new(&[0; 31]).array::<32>(), Err(cut(32, 31)));
    assert_eq!(Reader::new(&[]).flag(), Err(cut(1, 0)));
    assert_eq!(Reader::new(&[0; 2]).take(3), Err(cut(3, 2)));
    assert_eq!(Reader::new(&[0]).prefixed(), Err(cut(2, 1)));
    assert_eq!(Reader::new(&[0, 2, 9]).prefixed(), Err(cut(2, 1)));
    assert_eq!(Reader::new(&[0]).take(usize::MAX), Err(cut(usize::MAX, 1)));
}

#[test]
fn p1_a_getter_that_fails_has_read_nothing() {
    let mut from = Reader::new(&[7, 8]);
    assert_eq!(from.u32(), Err(DecodeError::Truncated { needed: 4, left: 2 }));
    assert_eq!(from.take(3), Err(DecodeError::Truncated { needed: 3, left: 2 }));
    assert_eq!(from.rest(), [7, 8]);
}

#[test]
fn p2_integers_are_big_endian() {
    let bytes = written(&[Field::U16(0x0102), Field::U32(0x0304_0506), Field::U64(0x0708_090a_0b0c_0d0e)]);
    assert_eq!(bytes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    assert_eq!(written(&[Field::Prefixed(vec![9, 9]), Field::Flag(true)]), [0, 2, 9, 9, 1]);
    let mut count = Writer::new();
    count.count(10_000);
    assert_eq!(count.as_slice(), [0, 0, 0x27, 0x10]);
}

#[test]
fn p2_bytes_behind_the_end_are_refused_and_counted() {
    assert_eq!(Reader::new(&[]).finish(), Ok(()));
    assert_eq!(Reader::new(&[0; 3]).finish(), Err(DecodeError::Trailing { extra: 3 }));
}

#[test]
fn p2_a_flag_is_zero_or_one_and_nothing_else() {
    for byte in 0..=u8::MAX {
        let expected = match byte {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(DecodeError::Value { what: "flag" }),
        };
        assert_eq!(Reader::new(&[byte]).flag(), expected);
    }
}

#[test]
fn p16_the_longest_prefixed_field_goes_through() {
    let longest = Field::Prefixed(vec![7; 65_535]);
    let bytes = written(std::slice::from_ref(&longest));
    assert_eq!(bytes.len(), 65_537);
    assert_eq!(read(std::slice::from_ref(&longest), &bytes), Ok(vec![longest]));
}

#[test]
#[should_panic(expected = "a field within its bound")]
fn p16_a_field_longer_than_its_length_can_say_stops_the_program_rather_than_being_cut() {
    Writer::new().prefixed(&[0; 65_536]);
}

#[test]
fn p19_a_writer_on_its_way_to_a_state_file_shows_its_size_alone() {
    let mut writer = Writer::new();
    writer.put(&[0xaa; 32]);
    insta::assert_snapshot!(format!("{writer:?}"), @"Writer { len: 32, .. }");
}

proptest! {
    #[test]
    fn p2_what_is_written_reads_back_and_every_prefix_and_every_extension_is_refused(
        fields in prop::collection::vec(Field::any(), 1..6)
    ) {
        let mut bytes = written(&fields);
        prop_assert_eq!(read(&fields, &bytes), Ok(fields.clone()));
        for end in 0..bytes.len() {
            let refused = read(&fields, &bytes[..end]);
            prop_assert!(matches!(refused, Err(DecodeError::Truncated { .. })), "{end}: {refused:?}");
        }
        bytes.push(0);
        prop_assert_eq!(read(&fields, &bytes), Err(DecodeError::Trailing { extra: 1 }));
    }

    #[test]
    fn p2_whatever_bytes_are_read_under_whatever_layout_they_write_back_the_same(
        fields in prop::collection::vec(Field::any(), 1..6),
        bytes in any::<Vec<u8>>(),
    ) {
        if let Ok(read) = read(&fields, &bytes) {
            prop_assert_eq!(written(&read), bytes);
        }
    }
}
