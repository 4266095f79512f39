//! How a command ends when it does not end well.

use std::{io, process::ExitCode};

use obhut_kernel::{Error, Kind, Message};

/// What a command comes to.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// Something failed or was refused; the reader is told.
    Error(Error),
    /// The command line asks for something that makes no sense.
    Usage(Message),
    /// The reader was told all there is to tell; only the exit code is left.
    Told,
    /// Whoever reads the output has gone away: no failure of ours.
    Closed,
}

impl Failure {
    /// 2 for usage, 3 for what was refused by right, lock or keep, 1 for every other failure.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Error(error) if matches!(error.kind(), Kind::Forbidden | Kind::Held) => {
                ExitCode::from(3)
            }
            Self::Error(_) | Self::Told => ExitCode::from(1),
            Self::Closed => ExitCode::SUCCESS,
        }
    }

    /// What the reader is told.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Self::Error(error) => Some(error.outside()),
            Self::Usage(message) => Some(message),
            Self::Told | Self::Closed => None,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Failures to write to standard output; files have messages of their own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Closed;
        }
        Self::Error(Error::new(Kind::Unavailable, Message::new("error-output")).with_inside(error))
    }
}
