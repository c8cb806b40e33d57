//! Every bound that people in the room could push, each with its reason.

/// Most people in one room. A class of 200 and its late-comers; the load figures in docs/benchmarks.md are for this many.
pub const MAX_PEOPLE: usize = 400;
/// Most trustees: a coalition meter and its cards still fit one screen and one table.
pub const MAX_TRUSTEES: u8 = 20;
/// Most attackers.
pub const MAX_ATTACKERS: usize = 20;
/// Longest preset message, nickname, title or notice, in characters.
pub const MAX_LINE: usize = 120;
/// Most preset messages in a deck: more cannot be found with a thumb.
pub const MAX_DECK: usize = 40;
/// Longest free text, in characters.
pub const MAX_FREE_TEXT: usize = 200;
/// Proposals of one person that may wait for approval at a time.
pub const MAX_WAITING: usize = 3;
/// Messages of one conversation shown to its people after the break, newest first: a phone's screen, several times over.
pub const MAX_SHOWN: usize = 40;
/// Fields one order may name. Each trustee answers for every one of them; a conversation of an hour fits.
pub const MAX_FIELDS_ASKED: usize = 120;
/// Lines of the relay's log on the wall.
pub const LOG_LINES: usize = 12;
/// Bytes of a frame's end that the wall shows. The beginning would tell the build.
pub const LOG_BYTES: usize = 24;
/// Wrong join codes that one address may send in a second, and at once. There are a million codes.
pub const JOIN_RATE: (u32, u32) = (1, 20);
/// Longest room.toml, in bytes.
pub const MAX_CONFIG: u64 = 64 * 1024;
/// Longest line of a record, in bytes: a frame of 64 KiB in base64 and what is around it.
pub const MAX_RECORD_LINE: usize = 128 * 1024;
/// Longest time between a change and the boards that show it, in milliseconds: below what a person notices, and one
/// publication for a hundred changes.
pub const PUBLISH_EVERY_MS: u64 = 100;
/// Messages that a sweep plays: enough for an answer in a second.
pub const SWEEP_MESSAGES: usize = 120;
/// Time that the projector takes to show the break, in milliseconds: two seconds of stillness, six of the wipe, and some. Phones
/// are told then.
pub const REVEAL_MS: u64 = 8_500;
