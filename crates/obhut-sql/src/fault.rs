use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use obhut_kernel::{Error, Kind, Message, Result};

/// Where a commit is made to fail, so that tests can break each storage step twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The commit fails and nothing is kept.
    NotKept,
    /// The commit is kept, but its caller is told that it failed, as when a connection breaks
    /// while the answer is on its way.
    KeptButFailed,
}

/// Faults that are to happen; shared with the test that sets them.
#[derive(Debug, Default)]
pub struct Faults {
    commits: AtomicU64,
    planned: Mutex<Option<(u64, Fault)>>,
}

impl Faults {
    /// Breaks the `nth` commit from now (1 is the next) in the way of `fault`.
    pub fn plan(&self, nth: u64, fault: Fault) {
        let at = self.commits.load(Ordering::SeqCst) + nth;
        *self.planned.lock().expect("no holder panics") = Some((at, fault));
    }

    /// How many commits were tried so far.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// Runs one commit, broken if so planned.
    pub(crate) fn commit(
        &self,
        commit: impl FnOnce() -> Result<()>,
        rollback: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let now = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        let fault = {
            let mut planned = self.planned.lock().expect("no holder panics");
            planned.take_if(|(at, _)| *at == now).map(|(_, fault)| fault)
        };
        let broken = Error::new(Kind::Unavailable, Message::new("error-database-io"));
        match fault {
            None => commit(),
            Some(Fault::NotKept) => rollback().and(Err(broken.with_inside("planned: not kept"))),
            Some(Fault::KeptButFailed) => commit().and(Err(broken.with_inside("planned: kept"))),
        }
    }
}
