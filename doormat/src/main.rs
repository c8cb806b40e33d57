//! The one command: argument parsing, terminal and files. Everything it prints was measured by the crate `attacks`.

pub mod cli;
pub mod commands;
pub mod conversations;
pub mod error;
pub mod exit;
pub mod input;
pub mod output;
pub mod progress;
pub mod render;

#[cfg(test)]
mod fixtures;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output::Stdout;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, everything else is a wrong command line.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::AsExpected };
            return match error.print() {
                Ok(()) => exit.into(),
                // What could not be said is still wrong.
                Err(_) if exit == Exit::Usage => exit.into(),
                Err(error) => failed(&error.into()),
            };
        }
    };
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> ExitCode {
    // If standard error is gone, too, the exit code still tells.
    drop(writeln!(std::io::stderr(), "doormat: {failure}"));
    failure.exit().into()
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    match &cli.command {
        None => commands::demo::run(&cli.demo),
        Some(Command::Run(args)) => commands::run::run(args),
        Some(Command::Sweep(args)) => commands::sweep::run(args),
        Some(Command::Matrix(args)) => commands::matrix::run(args),
        Some(Command::Serve(args)) => commands::serve::run(args),
        Some(Command::Replay(args)) => commands::replay::run(args),
        Some(Command::Kit(args)) => commands::kit::run(args),
        Some(Command::Trustee(args)) => commands::trustee::run(args),
        #[cfg(feature = "postgres")]
        Some(Command::Relay(args)) => commands::relay::run(args),
        Some(Command::Court(args)) => commands::trustee::court(args),
        Some(Command::List(args)) => commands::list::run(args),
        Some(Command::Explain(args)) => commands::explain::run(args),
        Some(Command::Doctor(args)) => commands::doctor::run(args),
        Some(Command::Docs { folder }) => commands::docs::run(folder),
        Some(Command::Schema) => print(&commands::docs::schema()),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "doormat", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            print(&String::from_utf8_lossy(&page))
        }
    }
}

fn print(text: &str) -> Result<Exit, Failure> {
    let mut out = Stdout::lock();
    out.text(text)?;
    out.flush()?;
    Ok(Exit::AsExpected)
}
