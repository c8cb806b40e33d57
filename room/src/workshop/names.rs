//! Nicknames and join codes: made here, so that nobody types a name and nothing personal is asked.

use rand_core::CryptoRng;

/// Letters and digits of a join code: nothing that is mistaken for another when read from a wall.
pub const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const COLOURS_EN: [&str; 16] = [
    "Teal", "Red", "Amber", "Blue", "Coral", "Green", "Ivory", "Jade", "Lilac", "Mauve", "Olive", "Pink",
    "Plum", "Ruby", "Sand", "Silver",
];
const ANIMALS_EN: [&str; 25] = [
    "Otter", "Lynx", "Heron", "Badger", "Crane", "Dolphin", "Eagle", "Falcon", "Gecko", "Hare", "Ibis",
    "Jay", "Koala", "Lemur", "Marten", "Newt", "Owl", "Panda", "Quail", "Raven", "Seal", "Tapir", "Viper",
    "Wren", "Yak",
];
const COLOURS_DE: [&str; 16] = [
    "Türkis",
    "Rot",
    "Bernstein",
    "Blau",
    "Koralle",
    "Grün",
    "Elfenbein",
    "Jade",
    "Flieder",
    "Malve",
    "Olive",
    "Rosa",
    "Pflaume",
    "Rubin",
    "Sand",
    "Silber",
];
const ANIMALS_DE: [&str; 25] = [
    "Otter",
    "Luchs",
    "Reiher",
    "Dachs",
    "Kranich",
    "Delfin",
    "Adler",
    "Falke",
    "Gecko",
    "Hase",
    "Ibis",
    "Häher",
    "Koala",
    "Lemur",
    "Marder",
    "Molch",
    "Eule",
    "Panda",
    "Wachtel",
    "Rabe",
    "Robbe",
    "Tapir",
    "Viper",
    "Zaunkönig",
    "Yak",
];

/// A person's address and nickname.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Lower case and hyphens, for the wire.
    pub address: String,
    /// For people.
    pub nickname: String,
}

/// The name of the person who joined as number `at`; `start` is where this room begins to count. All names of a room
/// differ up to [`crate::limits::MAX_PEOPLE`].
#[must_use]
pub fn name(at: usize, start: usize, language: &str) -> Name {
    // 7 and 16, and 25 with 16, have no common factor: every combination comes up once before any comes again.
    let place = at.wrapping_add(start);
    let (colour, animal) = ((place * 7) % COLOURS_EN.len(), place % ANIMALS_EN.len());
    let pick = |list: &[&'static str], at: usize| list.get(at).copied().unwrap_or("Guest");
    let (english_colour, english_animal) = (pick(&COLOURS_EN, colour), pick(&ANIMALS_EN, animal));
    let nickname = if language == "de" {
        format!("{} {}", pick(&ANIMALS_DE, animal), pick(&COLOURS_DE, colour))
    } else {
        format!("{english_colour} {english_animal}")
    };
    Name { address: format!("{english_colour}-{english_animal}").to_lowercase(), nickname }
}

/// A join code of four characters.
pub fn code(rng: &mut (impl CryptoRng + ?Sized)) -> String {
    (0..4)
        .filter_map(|_| {
            // 32 characters: no bias.
            let at = usize::try_from(rng.next_u32() % 32).unwrap_or(0);
            ALPHABET.get(at).map(|byte| char::from(*byte))
        })
        .collect()
}

/// A text as a person typed it, fit to be shown: no control characters, no invisible ones that change the direction of
/// what stands beside them, at most so many characters. `None` if nothing is left.
#[must_use]
pub fn shown(text: &str, most: usize) -> Option<String> {
    let hostile = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut marks = 0;
    let kept: String = text
        .trim()
        .chars()
        .map(|c| if hostile(c) { '\u{fffd}' } else { c })
        // More than three combining marks on one letter cover the line above.
        .filter(|c| {
            marks = if matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}')
            {
                marks + 1
            } else {
                0
            };
            marks <= 3
        })
        .take(most)
        .collect();
    (!kept.is_empty()).then_some(kept)
}
