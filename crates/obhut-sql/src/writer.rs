//! The one writer of a SQLite file: callers queue first come, first served, and commit in
//! groups. Each operation runs in a savepoint of its own on the caller's thread; as long as
//! somebody waits behind, the transaction is left open for them, so that many small operations
//! share one flush to disk.

use std::sync::{
    Arc, Condvar, Mutex, MutexGuard,
    atomic::{AtomicU64, Ordering},
};

use obhut_kernel::{Error, Result};
use rusqlite::Connection;

use crate::{Faults, Tx, engine::sqlite, tx::Link};

/// How many operations share one commit at most.
const GROUP: u32 = 64;

pub(crate) struct Writer {
    state: Mutex<State>,
    turn: Condvar,
    faults: Arc<Faults>,
    waits: AtomicU64,
}

struct State {
    /// Absent while somebody is at work with it.
    connection: Option<Connection>,
    next_ticket: u64,
    serving: u64,
    group: Option<Group>,
}

/// The operations of one commit.
struct Group {
    members: u32,
    outcome: Arc<Outcome>,
}

#[derive(Default)]
struct Outcome {
    result: Mutex<Option<Result<()>>>,
    known: Condvar,
}

impl Outcome {
    fn set(&self, result: Result<()>) {
        *self.result.lock().expect("no holder panics") = Some(result);
        self.known.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let guard = self.result.lock().expect("no holder panics");
        let guard = self.known.wait_while(guard, |result| result.is_none());
        guard.expect("no holder panics").clone().unwrap_or_else(|| Err(Error::internal("outcome")))
    }
}

impl Writer {
    pub(crate) fn new(connection: Connection, faults: Arc<Faults>) -> Self {
        let state = State { connection: Some(connection), next_ticket: 0, serving: 0, group: None };
        Self { state: Mutex::new(state), turn: Condvar::new(), faults, waits: AtomicU64::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no holder of the queue panics")
    }

    /// Runs `work` in a transaction; returns after it is on disk.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut turn = self.enter();
        turn.begin()?;
        let result = {
            let mut tx = Tx::new(Link::Sqlite(turn.connection()?));
            work(&mut tx)
        };
        turn.end(result)
    }

    /// How often a caller found somebody else at work.
    pub(crate) fn waits(&self) -> u64 {
        self.waits.load(Ordering::Relaxed)
    }

    /// Runs `work` alone and outside of any transaction.
    pub(crate) fn alone<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut turn = self.enter();
        turn.close_group();
        let connection = turn.connection.as_mut().ok_or_else(|| Error::internal("turn"))?;
        work(connection)
    }

    /// Waits for this caller's turn.
    fn enter(&self) -> Turn<'_> {
        let mut state = self.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        if state.serving != ticket {
            self.waits.fetch_add(1, Ordering::Relaxed);
        }
        let mut state = self
            .turn
            .wait_while(state, |state| state.serving != ticket)
            .expect("no holder of the queue panics");
        let connection = state.connection.take();
        Turn { writer: self, ticket, connection, group: state.group.take(), in_savepoint: false }
    }
}

/// The right to use the connection; passes it on when dropped, also when the work panics.
struct Turn<'a> {
    writer: &'a Writer,
    ticket: u64,
    connection: Option<Connection>,
    group: Option<Group>,
    in_savepoint: bool,
}

impl Turn<'_> {
    fn connection(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or_else(|| Error::internal("turn"))
    }

    fn begin(&mut self) -> Result<()> {
        if self.group.is_none() {
            sqlite::script(self.connection()?, "BEGIN IMMEDIATE")?;
            self.group = Some(Group { members: 0, outcome: Arc::default() });
        }
        sqlite::script(self.connection()?, "SAVEPOINT operation")?;
        self.in_savepoint = true;
        Ok(())
    }

    fn end<T>(mut self, result: Result<T>) -> Result<T> {
        match result {
            Ok(value) => {
                sqlite::script(self.connection()?, "RELEASE operation")?;
                self.in_savepoint = false;
                let group = self.group.as_mut().ok_or_else(|| Error::internal("group"))?;
                group.members += 1;
                let outcome = Arc::clone(&group.outcome);
                if group.members >= GROUP || !self.is_somebody_waiting() {
                    self.close_group();
                }
                // Passes the turn on before waiting for the one who commits.
                drop(self);
                outcome.wait().map(|()| value)
            }
            // The savepoint is undone when the turn is dropped.
            Err(error) => Err(error),
        }
    }

    fn is_somebody_waiting(&self) -> bool {
        self.writer.lock().next_ticket > self.ticket + 1
    }

    /// Commits what is open and tells everybody in the group how it went.
    fn close_group(&mut self) {
        let Some(group) = self.group.take() else { return };
        let result = self.connection().and_then(|connection| {
            self.writer.faults.commit(
                || sqlite::script(connection, "COMMIT"),
                || sqlite::script(connection, "ROLLBACK"),
            )
        });
        if result.is_err() {
            // A commit that failed leaves the transaction open; nobody may continue in it.
            if let Some(connection) = self.connection.as_ref().filter(|c| !c.is_autocommit()) {
                let undone = sqlite::script(connection, "ROLLBACK");
                tracing::warn!(undone = undone.is_ok(), "commit failed and was rolled back");
            }
        }
        group.outcome.set(result);
    }

    fn undo_savepoint(&mut self) {
        self.in_savepoint = false;
        let undone = self.connection().and_then(|connection| {
            // Errors such as a full disk end the whole transaction by themselves.
            if connection.is_autocommit() {
                return Err(Error::internal("transaction ended by the engine"));
            }
            sqlite::script(connection, "ROLLBACK TO operation; RELEASE operation")
        });
        if let Err(error) = undone
            && let Some(group) = self.group.take()
        {
            if let Some(connection) = self.connection.as_ref().filter(|c| !c.is_autocommit()) {
                let rolled_back = sqlite::script(connection, "ROLLBACK");
                tracing::warn!(rolled_back = rolled_back.is_ok(), "group given up");
            }
            group.outcome.set(Err(error));
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.in_savepoint {
            self.undo_savepoint();
        }
        if self.group.is_some() && !self.is_somebody_waiting() {
            self.close_group();
        }
        let mut state = self.writer.lock();
        state.connection = self.connection.take();
        state.group = self.group.take();
        state.serving += 1;
        drop(state);
        self.writer.turn.notify_all();
    }
}
