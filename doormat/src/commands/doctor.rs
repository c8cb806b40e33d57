//! `doormat doctor`: whether this build computes what was published, and whether this machine has what a run needs.

use serde::Serialize;

use super::serve::{addresses, reach};
use crate::cli::{DoctorArgs, ListFormat};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;
use crate::render;

mod phone;

/// One check.
#[derive(Serialize)]
struct Check {
    what: String,
    against: String,
    ok: bool,
}

/// Runs it.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &DoctorArgs) -> Result<Exit, Failure> {
    let answers = honest::known_answers::KNOWN_ANSWERS.iter().chain(escrow::known_answers::KNOWN_ANSWERS);
    let mut checks: Vec<Check> = answers
        .map(|answer| Check {
            what: answer.primitive.to_owned(),
            against: answer.source.to_owned(),
            ok: (answer.holds)(),
        })
        .collect();
    checks.push(Check {
        what: "folder for temporary files".to_owned(),
        against: "a file is written there and taken away".to_owned(),
        ok: tempfile::tempfile().is_ok(),
    });
    checks.push(Check {
        what: "embedded conversations".to_owned(),
        against: "six pairs, every line readable".to_owned(),
        ok: crate::input::embedded_pairs() == 6 && crate::conversations::embedded().bad.is_empty(),
    });
    checks.extend(ports(args));
    let failed = checks.iter().filter(|check| !check.ok).count();
    let mut out = Stdout::lock();
    if args.format == ListFormat::Json {
        out.text(render::json(&checks))?;
    } else {
        for check in &checks {
            let word = if check.ok { "ok    " } else { "FAILED" };
            out.line(format!("{word} {:<34} {}", check.what, check.against))?;
        }
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        out.line(format!(
            "\n{} of {} checks passed; {threads} threads",
            checks.len() - failed,
            checks.len()
        ))?;
    }
    if args.format == ListFormat::Human {
        let addresses = addresses().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let none = "none in a private network: phones cannot reach this machine".to_owned();
        out.line(format!("addresses: {}", if addresses.is_empty() { none } else { addresses }))?;
    }
    out.flush()?;
    if args.phone && failed == 0 {
        return phone::wait(args, &mut out);
    }
    if failed == 0 { Ok(Exit::AsExpected) } else { Err(Failure::SelfTest(failed)) }
}

/// Whether a room could listen where it would.
fn ports(args: &DoctorArgs) -> Vec<Check> {
    let (room, _) = reach(&args.reach);
    let console = std::net::SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, 8081));
    let free = |(what, address): (&str, std::net::SocketAddr)| Check {
        what: format!("{what}, {address}"),
        against: "nobody else listens there".to_owned(),
        ok: std::net::TcpListener::bind(address).is_ok(),
    };
    [("port for phones", room), ("port for the console", console)].map(free).into()
}
