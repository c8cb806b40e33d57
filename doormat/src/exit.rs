//! How the command ends: one code for each way, documented in the help, the manual page and the README.

use std::process::ExitCode;

/// The ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything came out as predicted.
    AsExpected,
    /// A cell or a claim did not.
    Contradicted,
    /// The command line or an input file is wrong.
    Usage,
    /// The machine is: an output that cannot be written, a self-test that fails; or the run could not tell.
    Environment,
    /// Nothing was selected that could be measured.
    NothingSelected,
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::AsExpected => 0,
            Self::Contradicted => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::NothingSelected => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The codes, for the help and the manual page.
pub const HELP: &str = "\
Exit codes:
  0    everything came out as predicted
  1    a prediction was contradicted
  2    the command line or an input file is wrong
  3    the environment failed, or the run was too small to tell
  4    nothing was selected that could be measured
  130  interrupted";
