//! `doormat trustee` and `doormat court`: trustees as processes of their own, and the court that they answer to.

use std::io::Write;

use honest::primitives::sign::{SigningPair, SigningPublic};
use room::trustee::bind::Cidr;
use room::trustee::note::Verifier;
use room::trustee::{Options, run_one};
use room::workshop::state::{hex, to_hex};

use super::serve::{Interruption, on_runtime};
use crate::cli::{CourtArgs, TrusteeArgs};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

/// Runs one trustee until Ctrl-C.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn run(args: &TrusteeArgs) -> Result<Exit, Failure> {
    let wrong = |what: &str, why: String, next| Failure::Value { what: what.to_owned(), why, next };
    let court = hex(&args.court).and_then(|bytes| SigningPublic::parse(&bytes).ok());
    let court = court.ok_or_else(|| {
        wrong("--court", "it is no public key".to_owned(), "give what `doormat court` printed.")
    })?;
    let verifier = |text: &String| {
        let parsed = text.parse::<Verifier>();
        parsed.map_err(|error| {
            wrong("--witness", error.to_string(), "give the log_key that the other trustee printed.")
        })
    };
    let known = args.witness.iter().map(verifier).collect::<Result<_, _>>()?;
    let network = |text: &String| {
        let parsed = text.parse::<Cidr>();
        parsed.map_err(|error| {
            wrong("--lab-network", error.to_string(), "give a private network, as in 192.168.1.0/24.")
        })
    };
    let options = Options {
        index: args.index,
        directory: args.dir.clone(),
        listen: args.listen,
        court,
        known,
        lab_network: args.lab_network.as_ref().map(network).transpose()?,
        acknowledged: args.i_know,
    };
    on_runtime(async move {
        let index = options.index;
        let interruption = Interruption::new();
        run_one(
            options,
            |ready| {
                let mut out = std::io::stdout().lock();
                // A trustee whose output nobody reads serves all the same.
                drop(writeln!(
                    out,
                    "[[trustee]]\nindex = {index}\naddress = \"{}\"\ntoken_file = {:?}\nlog_key = \"{}\"",
                    ready.address, ready.token_file, ready.verifier
                ));
                drop(out.flush());
            },
            interruption.wait(),
        )
        .await?;
        Ok(Exit::AsExpected)
    })
}

/// Makes a court's key.
///
/// # Errors
/// [`Failure`], which says what to do next.
pub fn court(args: &CourtArgs) -> Result<Exit, Failure> {
    let failed = |error| Failure::Write { path: args.file.clone(), error };
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::Runtime(error.into()))?;
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&args.file).map_err(failed)?;
    writeln!(file, "{}", to_hex(&seed)).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    let mut out = Stdout::lock();
    out.line(to_hex(SigningPair::from_seed(&seed).public().as_bytes()))?;
    out.flush()?;
    Ok(Exit::AsExpected)
}
