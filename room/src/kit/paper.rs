//! The game on paper: Shamir's sharing over a prime that a pencil can work with (Shamir, "How to Share a Secret", 1979),
//! two of three. It is what is left when nothing with a screen works.

use rand_core::Rng;

use super::sheet::Text;
use crate::workshop::custody::generator;

/// The prime: 26 letters, a space, a full stop and a question mark.
pub const PRIME: u32 = 29;

const ALPHABET: &str = " ABCDEFGHIJKLMNOPQRSTUVWXYZ.?";

/// A share: the trustee's number, and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperShare {
    /// Which trustee, from 1.
    pub x: u32,
    /// The value of the line there.
    pub y: u32,
}

/// A dealing: the line y = key + slope * x modulo [`PRIME`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperDealing {
    /// Its value at zero.
    pub key: u32,
    /// Its slope.
    pub slope: u32,
}

/// A chat of the game, as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperChat {
    /// Whether its key is the one that was dealt out.
    pub escrowed: bool,
    /// Its key.
    pub key: u32,
    /// What was written.
    pub text: String,
}

impl PaperDealing {
    /// The dealing of a seed. Keys below 3 are not drawn: they would leave the strips half legible.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut dice = dice(seed);
        Self { key: 3 + dice.next_u32() % (PRIME - 3), slope: dice.next_u32() % PRIME }
    }

    /// The share of a trustee.
    #[must_use]
    pub const fn share(&self, x: u32) -> PaperShare {
        PaperShare { x, y: (self.key + self.slope * x) % PRIME }
    }
}

fn dice(seed: u64) -> chacha20::ChaCha20Rng {
    let mut secret = [0; 32];
    for (to, from) in secret.iter_mut().zip(seed.to_be_bytes()) {
        *to = from;
    }
    generator(&secret, b"paper", 0)
}

const fn minus(a: u32, b: u32) -> u32 {
    (a + PRIME - b % PRIME) % PRIME
}

/// The number that times `a` is 1: by trying all, as one does with a pencil.
fn inverse(a: u32) -> Option<u32> {
    (1..PRIME).find(|candidate| a * candidate % PRIME == 1)
}

/// The key that two shares give; none if they are of the same trustee.
#[must_use]
pub fn recover(a: PaperShare, b: PaperShare) -> Option<u32> {
    let slope = minus(b.y, a.y) * inverse(minus(b.x, a.x))? % PRIME;
    Some(minus(a.y, slope * a.x % PRIME))
}

/// The slope that explains a share if the key is this one. There is one for every key: a share alone tells nothing.
#[must_use]
pub fn explained(share: PaperShare, key: u32) -> Option<u32> {
    Some(minus(share.y, key) * inverse(share.x % PRIME)? % PRIME)
}

/// A text as numbers, each with the key added.
#[must_use]
pub fn seal(text: &str, key: u32) -> Vec<u32> {
    let number =
        |c: char| (0..PRIME).zip(ALPHABET.chars()).find(|(_, known)| *known == c).map(|(number, _)| number);
    text.chars().filter_map(number).map(|number| (number + key) % PRIME).collect()
}

/// Numbers as a text, the key taken away.
#[must_use]
pub fn open(sealed: &[u32], key: u32) -> String {
    let letter = |number: &u32| ALPHABET.chars().zip(0..).find(|(_, known)| *known == minus(*number, key));
    sealed.iter().filter_map(letter).map(|(c, _)| c).collect()
}

/// The chats of the game: two with the key that was dealt out, two with keys of their own, in an order that tells nothing.
pub(super) fn chats(text: &Text<'_>) -> Vec<PaperChat> {
    let dealing = PaperDealing::of(text.room.seed);
    let mut dice = dice(text.room.seed.wrapping_add(1));
    let escrowed_first = dice.next_u32().is_multiple_of(2);
    text.lines("kit.paper.text")
        .into_iter()
        .enumerate()
        .map(|(at, said)| {
            let escrowed = at.is_multiple_of(2) == escrowed_first;
            // A key of one's own is any but the dealt one; an even draw over the others.
            let own = (dealing.key - 3 + 1 + dice.next_u32() % (PRIME - 4)) % (PRIME - 3) + 3;
            PaperChat { escrowed, key: if escrowed { dealing.key } else { own }, text: said }
        })
        .collect()
}

/// The game as a page: rules, cut-outs, and the solution on a sheet of its own.
pub(super) fn page(text: &Text<'_>) -> String {
    let dealing = PaperDealing::of(text.room.seed);
    let chats = chats(text);
    let cells =
        |cells: Vec<String>| -> String { cells.iter().map(|cell| format!("<td>{cell}</td>")).collect() };
    let alphabet = |c: char| match c {
        ' ' => text.say("kit.paper.space"),
        c => c.to_string(),
    };
    let half = |skip: usize, take: usize| {
        let letters: Vec<(usize, char)> = ALPHABET.chars().enumerate().skip(skip).take(take).collect();
        format!(
            "<tr>{}</tr><tr>{}</tr>",
            cells(letters.iter().map(|(_, c)| format!("<b>{}</b>", alphabet(*c))).collect()),
            cells(letters.iter().map(|(number, _)| number.to_string()).collect())
        )
    };
    let table = format!(
        "<table class=\"cells\">{}</table><table class=\"cells\">{}</table>",
        half(0, 15),
        half(15, 14)
    );
    let shares: String = (1..=3)
        .map(|x| {
            let PaperShare { x, y } = dealing.share(x);
            let (x, y) = (x.to_string(), y.to_string());
            format!(
                "<div class=\"strip\"><h3>{}</h3><p class=\"lead\">{}</p>{}</div>",
                text.with("stage.trustee", &[("seat", &x)]),
                text.with("kit.paper.share", &[("x", &x), ("y", &y)]),
                text.p("kit.paper.keep")
            )
        })
        .collect();
    let strips: String = (1..)
        .zip(&chats)
        .map(|(number, chat): (u32, &PaperChat)| {
            let numbers: Vec<String> = seal(&chat.text, chat.key).iter().map(u32::to_string).collect();
            format!(
                "<div class=\"strip\"><h3>{}</h3><p class=\"numbers\">{}</p></div>",
                text.with("kit.paper.chat", &[("number", &number.to_string())]),
                numbers.join(" ")
            )
        })
        .collect();
    let body = [
        format!("<p class=\"lead\">{}</p>", text.say("kit.paper.what")),
        text.list("ol", "kit.paper.rules"),
        text.h2("kit.paper.sums"),
        text.list("ul", "kit.paper.formula"),
        text.p("kit.paper.modulo"),
        table,
        format!("<p class=\"note\">{}</p>", text.say("kit.paper.simple")),
        format!("<div class=\"new\"></div>{}", text.h2("kit.paper.cut")),
        strips,
        shares,
        solution(text, dealing, &chats),
    ];
    text.page("kit.paper.title", &body.concat())
}

/// The sheet that stays with the instructor.
fn solution(text: &Text<'_>, dealing: PaperDealing, chats: &[PaperChat]) -> String {
    let rows: Vec<Vec<String>> = (1..)
        .zip(chats)
        .map(|(number, chat): (u32, &PaperChat)| {
            let build = if chat.escrowed { "stage.build.escrow" } else { "stage.build.clean" };
            vec![number.to_string(), text.say(build), chat.key.to_string(), chat.text.clone()]
        })
        .collect();
    let one = dealing.share(1);
    let possible: Vec<(u32, u32)> =
        (0..PRIME).filter_map(|key| Some((key, (key + explained(one, key)? * 2) % PRIME))).collect();
    let cells = |pick: fn(&(u32, u32)) -> u32| -> String {
        possible.iter().map(|pair| format!("<td>{}</td>", pick(pair))).collect()
    };
    let values =
        [("key", dealing.key.to_string()), ("slope", dealing.slope.to_string()), ("y", one.y.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    format!(
        "<div class=\"new\"></div>{}<p>{}</p>{}<p>{}</p>\
         <table class=\"cells tight\"><tr><th>{}</th>{}</tr><tr><th>{}</th>{}</tr></table>",
        text.h2("kit.paper.solution"),
        text.with("kit.paper.line", &values),
        text.table("kit.paper.solution.head", &rows),
        text.with("kit.paper.nothing", &values),
        text.say("kit.paper.if.key"),
        cells(|(key, _)| *key),
        text.say("kit.paper.then"),
        cells(|(_, second)| *second)
    )
}
