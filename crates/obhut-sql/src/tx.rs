use obhut_kernel::{Error, Kind, Result, Value};

use crate::{
    Built, Dialect, FromRow, Row,
    engine::{mysql, postgres, sqlite},
};

/// The connection of a transaction, by engine.
pub(crate) enum Link<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut postgres::Connection),
    Mysql(&'a mut ::mysql::Conn),
}

/// An open transaction. Everything done through it is kept together or not at all; it ends when
/// the closure it was handed to returns (see [`Db::write`](crate::Db::write)).
pub struct Tx<'a> {
    pub(crate) link: Link<'a>,
    depth: u32,
    changes: u64,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(link: Link<'a>) -> Self {
        Self { link, depth: 0, changes: 0 }
    }

    /// The SQL spoken here.
    pub fn dialect(&self) -> Dialect {
        match self.link {
            Link::Sqlite(_) => Dialect::Sqlite,
            Link::Postgres(_) => Dialect::Postgres,
            Link::Mysql(_) => Dialect::Mysql,
        }
    }

    /// How many rows were changed so far, rolled-back savepoints included. Rows that a changing
    /// statement returns (`INSERT … RETURNING`) count by whichever call they are read, and a table
    /// change counts as one, so that equal numbers mean that nothing was changed.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Counts a change that the engine reports no rows of: that of a table.
    pub(crate) fn note_change(&mut self) {
        self.changes += 1;
    }

    /// Runs constant text with `?` for each parameter; the number of rows changed.
    pub fn execute(&mut self, text: &'static str, params: &[Value]) -> Result<u64> {
        self.execute_text(text, params)
    }

    /// Runs a built statement; the number of rows changed.
    pub fn run(&mut self, statement: &Built) -> Result<u64> {
        self.execute_text(&statement.text, &statement.params)
    }

    /// Runs constant text once for each set of parameters, prepared once; the number of rows
    /// changed.
    pub fn execute_each<'b>(
        &mut self,
        text: &'static str,
        sets: impl IntoIterator<Item = &'b [Value]>,
    ) -> Result<u64> {
        self.each_text(text, &mut sets.into_iter())
    }

    /// All rows of constant text with `?` for each parameter.
    pub fn query(&mut self, text: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.query_text(text, params)
    }

    /// All rows of a built statement.
    pub fn rows(&mut self, statement: &Built) -> Result<Vec<Row>> {
        self.query_text(&statement.text, &statement.params)
    }

    /// The first row of constant text, if there is one.
    pub fn query_one(&mut self, text: &'static str, params: &[Value]) -> Result<Option<Row>> {
        self.first_text(text, params)
    }

    /// The first row of a built statement, if there is one.
    pub fn row(&mut self, statement: &Built) -> Result<Option<Row>> {
        self.first_text(&statement.text, &statement.params)
    }

    /// All rows as structs.
    pub fn query_as<T: FromRow>(&mut self, text: &'static str, params: &[Value]) -> Result<Vec<T>> {
        self.query(text, params)?.iter().map(T::from_row).collect()
    }

    /// Hands each row of constant text to `each`, without holding the whole result, until it
    /// says stop (`false`).
    pub fn query_each(
        &mut self,
        text: &'static str,
        params: &[Value],
        mut each: impl FnMut(Row) -> Result<bool>,
    ) -> Result<()> {
        self.stream_text(text, params, &mut each)
    }

    /// Hands each row of a built statement to `each`, without holding the whole result, until it
    /// says stop (`false`).
    pub fn rows_each(
        &mut self,
        statement: &Built,
        mut each: impl FnMut(Row) -> Result<bool>,
    ) -> Result<()> {
        self.stream_text(&statement.text, &statement.params, &mut each)
    }

    /// Runs `work` so that its changes are undone alone when it fails, and the rest of the
    /// transaction goes on.
    pub fn savepoint<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        const NAMES: [[&str; 3]; 4] = [
            ["SAVEPOINT o1", "RELEASE SAVEPOINT o1", "ROLLBACK TO SAVEPOINT o1"],
            ["SAVEPOINT o2", "RELEASE SAVEPOINT o2", "ROLLBACK TO SAVEPOINT o2"],
            ["SAVEPOINT o3", "RELEASE SAVEPOINT o3", "ROLLBACK TO SAVEPOINT o3"],
            ["SAVEPOINT o4", "RELEASE SAVEPOINT o4", "ROLLBACK TO SAVEPOINT o4"],
        ];
        let [begin, release, rollback] = *NAMES
            .get(self.depth as usize)
            .ok_or_else(|| Error::internal("savepoints nested too deep"))?;
        self.script_text(begin)?;
        self.depth += 1;
        let outcome = work(self);
        self.depth -= 1;
        match outcome {
            Ok(value) => self.script_text(release).map(|()| value),
            Err(error) => {
                self.script_text(rollback)?;
                self.script_text(release)?;
                Err(error)
            }
        }
    }

    /// Runs several statements of constant text without parameters.
    pub fn script(&mut self, text: &'static str) -> Result<()> {
        self.forget_statements();
        self.note_change();
        self.script_text(text)
    }

    /// Forgets prepared statements, whose plans may name tables that changed.
    pub(crate) fn forget_statements(&mut self) {
        if let Link::Postgres(link) = &mut self.link {
            link.forget();
        }
    }

    pub(crate) fn script_text(&mut self, text: &str) -> Result<()> {
        match &mut self.link {
            Link::Sqlite(link) => sqlite::script(link, text),
            Link::Postgres(link) => postgres::script(link, text),
            Link::Mysql(link) => mysql::script(link, text),
        }
    }

    pub(crate) fn execute_text(&mut self, text: &str, params: &[Value]) -> Result<u64> {
        let changed = match &mut self.link {
            Link::Sqlite(link) => sqlite::execute(link, text, params),
            Link::Postgres(link) => postgres::execute(link, text, params),
            Link::Mysql(link) => mysql::execute(link, text, params),
        }?;
        self.changes += changed;
        Ok(changed)
    }

    pub(crate) fn each_text(
        &mut self,
        text: &str,
        sets: &mut dyn Iterator<Item = &'_ [Value]>,
    ) -> Result<u64> {
        let changed = match &mut self.link {
            Link::Sqlite(link) => sqlite::execute_each(link, text, sets),
            Link::Postgres(link) => postgres::execute_each(link, text, sets),
            Link::Mysql(link) => mysql::execute_each(link, text, sets),
        }?;
        self.changes += changed;
        Ok(changed)
    }

    /// Runs a statement once for each row of parameters, prepared once.
    pub(crate) fn rows_text(
        &mut self,
        text: &str,
        rows: &mut dyn Iterator<Item = Vec<Value>>,
    ) -> Result<u64> {
        let changed = match &mut self.link {
            Link::Sqlite(link) => sqlite::execute_rows(link, text, rows),
            _ => Err(Error::internal("row parameters are SQLite's")),
        }?;
        self.changes += changed;
        Ok(changed)
    }

    /// Runs a `COPY … FROM STDIN`; `more` appends lines and says whether there may be others.
    pub(crate) fn copy_text(
        &mut self,
        text: &str,
        more: &mut dyn FnMut(&mut Vec<u8>) -> Result<bool>,
    ) -> Result<u64> {
        let Link::Postgres(link) = &mut self.link else {
            return Err(Error::internal("COPY is PostgreSQL's"));
        };
        let changed = postgres::copy_in(link, text, more)?;
        self.changes += changed;
        Ok(changed)
    }

    /// The row that a changing statement of one row returns.
    pub(crate) fn row_changed(&mut self, statement: &Built) -> Result<Option<Row>> {
        Ok(self.rows(statement)?.pop())
    }

    pub(crate) fn columns_text(&mut self, text: &str, columns: &[Vec<Value>]) -> Result<u64> {
        let Link::Postgres(link) = &mut self.link else {
            return Err(Error::internal("column parameters are PostgreSQL's"));
        };
        let changed = postgres::execute_columns(link, text, columns)?;
        self.changes += changed;
        Ok(changed)
    }

    pub(crate) fn query_text(&mut self, text: &str, params: &[Value]) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        self.stream_text(text, params, &mut |row| {
            rows.push(row);
            Ok(true)
        })?;
        Ok(rows)
    }

    pub(crate) fn first_text(&mut self, text: &str, params: &[Value]) -> Result<Option<Row>> {
        let mut first = None;
        self.stream_text(text, params, &mut |row| {
            first = Some(row);
            Ok(false)
        })?;
        Ok(first)
    }

    pub(crate) fn stream_text(
        &mut self,
        text: &str,
        params: &[Value],
        each: &mut dyn FnMut(Row) -> Result<bool>,
    ) -> Result<()> {
        let mut rows = 0;
        let counted: &mut dyn FnMut(Row) -> Result<bool> = &mut |row| {
            rows += 1;
            each(row)
        };
        let outcome = match &mut self.link {
            Link::Sqlite(link) => sqlite::query_each(link, text, params, counted),
            Link::Postgres(link) => postgres::query_each(link, text, params, counted),
            Link::Mysql(link) => mysql::query_each(link, text, params, counted),
        };
        if is_change(text) {
            // One that returns no rows tells nothing of what it changed.
            self.changes += if text.contains("RETURNING") { rows } else { 1 };
        }
        outcome
    }
}

/// Whether a statement that is run for its rows changes something.
fn is_change(text: &str) -> bool {
    const VERBS: [&str; 8] =
        ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "CREATE", "ALTER", "DROP"];
    let begins = |text: &str, word: &str| {
        text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let text = text.trim_start();
    if begins(text, "WITH") {
        let mut words = text.split_ascii_whitespace();
        return words.any(|word| {
            VERBS.iter().any(|verb| word.trim_start_matches('(').eq_ignore_ascii_case(verb))
        });
    }
    VERBS.iter().any(|verb| begins(text, verb))
}

/// Whether doing the same again may succeed.
pub(crate) fn is_retryable(error: &Error) -> bool {
    error.kind() == Kind::Busy
}

#[cfg(test)]
mod tests {
    use super::is_change;

    #[test]
    fn tells_changes_from_questions() {
        for text in [
            "INSERT INTO t (a) VALUES (?) RETURNING id",
            "  update t SET a = 1",
            "WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone",
            "CREATE TABLE t (id INTEGER)",
        ] {
            assert!(is_change(text), "{text}");
        }
        for text in [
            "SELECT id FROM t FOR UPDATE",
            "WITH some AS (SELECT id FROM t) SELECT id FROM some",
            "EXPLAIN SELECT 1",
            "",
        ] {
            assert!(!is_change(text), "{text}");
        }
    }
}
