//! Speed as ratios inside one run: contestants take turns, round after round, and each round gives one ratio, so
//! that what slows the machine down slows both sides of it.
//!
//! Times are CPU time of this thread. Every opened message is checked inside the timed code. A goal that is missed
//! is printed as missed; it fails nothing, because speed belongs to a machine and not to a test.
//!
//! `cargo bench` prints the tables as Markdown; `cargo bench -- --sealing` only the sealing of single messages.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    reason = "a benchmark may be as blunt as a test, and its output is its purpose"
)]

mod contest;
mod floor;
mod ours;
mod peers;
mod trials;

use contest::{Contest, Goal, interleave};
use honest::prekeys::Suite;

const ROUNDS: usize = 41;

fn main() {
    println!("CPU features found: {}.", features());
    println!("Compiled with RUSTFLAGS: {}.\n", flags());
    if !std::env::args().any(|argument| argument == "--sealing") {
        conversations();
        searching();
    }
    sealing();
}

/// The ratios that have goals.
fn conversations() {
    let contests = [
        Contest::new("honest, 256 bytes in order", ours::in_order()),
        Contest::new("vodozemac, 256 bytes in order", peers::vodozemac_in_order()),
        Contest::new("double-ratchet-2, 256 bytes in order", peers::double_ratchet_2_in_order()),
        Contest::new("its primitives alone, 256 bytes in order", floor::in_order()),
        Contest::new("honest, ping-pong", ours::ping_pong()),
        Contest::new("vodozemac, ping-pong", peers::vodozemac_ping_pong()),
        Contest::new("honest, session and first message, X25519", ours::establish(Suite::Classical)),
        Contest::new("its primitives alone, X25519", floor::establish(Suite::Classical)),
        Contest::new("honest, session and first message, with ML-KEM", ours::establish(Suite::Hybrid)),
        Contest::new("its primitives alone, with ML-KEM", floor::establish(Suite::Hybrid)),
        Contest::new("vodozemac, session and first message", peers::vodozemac_establish()),
        Contest::new("escrow, 256 bytes in order, a field for each message", ours::escrowed_in_order()),
    ];
    let times = interleave(contests, ROUNDS);
    times.print();
    let goals = [
        Goal::at_most("In order against vodozemac", 0, 1, 0.10),
        Goal::at_most("In order against double-ratchet-2", 0, 2, 0.50),
        Goal::none("In order against its own primitives", 0, 3),
        Goal::at_most("Ping-pong against vodozemac", 4, 5, 1.00),
        Goal::at_most("Session and first message against its own primitives, X25519", 6, 7, 1.10),
        Goal::at_most("Session and first message against its own primitives, with ML-KEM", 8, 9, 1.10),
        Goal::none("Session and first message against vodozemac, X25519", 6, 10),
        Goal::none("Session and first message against vodozemac, with ML-KEM", 8, 10),
        Goal::none("What escrow costs sender and receiver, in order", 11, 0),
    ];
    times.judge(&goals);
}

/// One message sealed and opened, by length: what the choice of a Poly1305 back end rests on.
fn sealing() {
    let contests = [256, 1024, 4096, 16_384, 65_536]
        .map(|length| Contest::new(&format!("seal and open {length} bytes"), floor::sealing(length)));
    interleave(contests, ROUNDS).print();
}

/// One trial of each kind of search.
fn searching() {
    let contests = [
        Contest::new("a trial: key, one block of the cipher", trials::key()),
        Contest::new("the same, decrypted and authenticated whole", trials::whole()),
        Contest::new("a trial: crumpled key, a hash and a block", trials::crumpled()),
        Contest::new("a trial: part of a user's key, a point", trials::point()),
        Contest::new("a step in a group of 28 bits", trials::step()),
    ];
    interleave(contests, ROUNDS).print();
}

/// What of the instructions that the crates look for at run time is there.
fn features() -> String {
    #[cfg(target_arch = "x86_64")]
    {
        let found = [
            ("sha", std::is_x86_feature_detected!("sha")),
            ("avx2", std::is_x86_feature_detected!("avx2")),
            ("avx512f", std::is_x86_feature_detected!("avx512f")),
            ("avx512ifma", std::is_x86_feature_detected!("avx512ifma")),
        ];
        let word = |(name, there): &(&str, bool)| format!("{name} {}", if *there { "yes" } else { "no" });
        found.iter().map(word).collect::<Vec<_>>().join(", ")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        format!("not looked at on {}", std::env::consts::ARCH)
    }
}

/// The environment's flags, and which Poly1305 the build took.
fn flags() -> String {
    let given = option_env!("RUSTFLAGS").unwrap_or("those of .cargo/config.toml");
    let given = if given.is_empty() { "none" } else { given };
    let soft = cfg!(poly1305_backend = "soft");
    format!("{given}; Poly1305 back end {}", if soft { "soft" } else { "chosen at run time" })
}
