//! The import itself: rows in, batches out.

use obhut_kernel::{Error, Kind, Message, Result};
use obhut_sheets::{Entry as Line, Table};

use crate::{
    access::Actor,
    context::{Op, Tenant},
    journal::{self, Entry, ops::record},
    operation::Operation,
    register::{
        import::{
            batch::{Outcome, Session},
            begin::{self, Begun, File},
            convert::Converter,
            memory::Memory,
            source::{Position, Source},
            store::{self, RunRow},
            types::{
                ImportReport, ImportRequest, LISTED, Prepared, Progress, Refused, Rejected,
                RejectedSheet, Triage,
            },
        },
        records, store as register,
    },
};

/// A batch ends earlier when its rows are as large as this.
const BATCH_BYTES: usize = 8 << 20;
/// After how many batches new entries are brought into the log.
const SETTLE: u64 = 50;
/// So many skipped rows are named in the notes.
const NAMED: u64 = 20;

/// Imports a file, or in a dry run tells what would happen; see [`ImportRequest`].
///
/// Reports after each batch to `watch`, which returns whether to go on. Stopped, the import of
/// the same file goes on later behind the last stored row. All rejected rows go to `rejects`.
///
/// # Errors
/// Without the right to import records of the type ([`Kind::Forbidden`], journalled), when the
/// type, a column or a field is not there, when nothing of the file would be imported, when the
/// file changed before the row behind which a stopped import would go on, and when the file turns
/// out to be damaged; what was stored before that stays.
pub fn import(
    tenant: &Tenant,
    actor: &Actor,
    table: Table,
    request: &ImportRequest,
    rejects: Option<RejectedSheet<'_>>,
    mut watch: impl FnMut(Progress) -> bool,
) -> Result<ImportReport> {
    begin::authorise(tenant, actor, request)?;
    let secret = tenant.blind_secret("import/v1")?;
    let Table { columns, notes, .. } = &table;
    let (columns, notes) = (columns.clone(), notes.clone());
    let (mut source, sample, fingerprint) =
        Source::new(table.into_rows(), &columns, &request.type_key, &secret)?;
    let start = source.reached();
    let file = File { columns: &columns, sample: &sample, fingerprint, start };
    let begun = if request.dry_run {
        tenant.read(actor, |op| begin::rehearse(op, request, &file))?
    } else {
        tenant.write(actor, |op| begin::begin(op, request, &file))?
    };
    let mut report = opening(request, &begun, notes);
    if let Some(run) = &begun.run {
        go_on(&mut source, run, &mut report)?;
    }
    let converter = Converter::new(
        &begun.plan,
        &begun.record_type,
        &sample,
        (tenant.today(), tenant.zone()),
        rejects.is_some(),
    )?;
    drop(sample);
    let session = Session::new(&begun.record_type, &begun.types, &converter, begun.has_table);
    let mut import = Import {
        tenant,
        actor,
        request,
        session,
        run: begun.run,
        memory: request.dry_run.then(Memory::default),
        fetched: 0,
        report,
        rejects,
    };
    import.all(&mut source, &mut watch)?;
    import.finish()
}

/// The report before the first row.
fn opening(request: &ImportRequest, begun: &Begun, notes: Vec<Message>) -> ImportReport {
    let fields = begun.plan.report();
    let named = |matching: &dyn Fn(&crate::register::import::FieldReport) -> bool| {
        fields.iter().filter(|field| matching(field)).map(|field| field.column.clone()).collect()
    };
    let triage = Triage {
        dry_run: request.dry_run,
        imported_before: begun.imported_before,
        missing_basis: request.basis.is_none(),
        missing_source: request.source.as_ref().is_none_or(|source| source.trim().is_empty()),
        special: named(&|field| field.special),
        unmapped: named(&|field| field.key.is_none()),
        unclassified: named(&|field| field.key.is_some() && !field.classified),
        ..Triage::default()
    };
    ImportReport {
        rows: 0,
        imported: 0,
        rejected: Vec::new(),
        persons_new: 0,
        persons_matched: 0,
        suppressed: 0,
        fields,
        notes,
        triage,
    }
}

/// Brings file and report to where a stopped import was.
fn go_on(source: &mut Source, run: &RunRow, report: &mut ImportReport) -> Result<()> {
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let stored = Position {
        entries: count(run.entries),
        chain: run.chain.as_slice().try_into().map_err(|_| Error::internal("chain"))?,
    };
    if !source.skip_to(&stored)? {
        return Err(Error::new(Kind::Conflict, Message::new("error-import-changed")));
    }
    report.rows = count(run.rows_read);
    report.imported = count(run.imported);
    report.suppressed = count(run.suppressed);
    report.persons_new = count(run.persons_new);
    report.persons_matched = count(run.persons_matched);
    report.triage.rejected = count(run.rejected);
    report.triage.resumed_after = report.rows;
    if report.rows > 0 {
        report.notes.push(Message::new("import-note-resumed").arg("rows", report.rows));
    }
    Ok(())
}

/// Rows on their way into one transaction.
#[derive(Default)]
struct Load {
    good: Vec<Prepared>,
    bad: Vec<Refused>,
    bytes: usize,
    /// Whether the file ended, well or badly.
    end: Option<Result<()>>,
}

struct Import<'a> {
    tenant: &'a Tenant,
    actor: &'a Actor,
    request: &'a ImportRequest,
    session: Session<'a>,
    run: Option<RunRow>,
    memory: Option<Memory>,
    /// Namesakes read so far.
    fetched: u64,
    report: ImportReport,
    rejects: Option<RejectedSheet<'a>>,
}

impl Import<'_> {
    fn all(&mut self, source: &mut Source, watch: &mut dyn FnMut(Progress) -> bool) -> Result<()> {
        let mut batches = 0_u64;
        let mut skipped = 0;
        loop {
            let load = self.load(source, &mut skipped);
            let end = load.end;
            if !(load.good.is_empty() && load.bad.is_empty()) {
                let position = source.reached();
                self.batch(load.good, load.bad, &position)?;
                batches += 1;
                self.upkeep(batches)?;
            }
            let (rows, imported) = (self.report.rows, self.report.imported);
            let goes_on = watch(Progress { rows, imported });
            match end {
                Some(end) => {
                    self.report.triage.finished = end.is_ok();
                    return end;
                }
                None if !goes_on => return Ok(()),
                None => {}
            }
        }
    }

    fn upkeep(&self, batches: u64) -> Result<()> {
        if self.request.dry_run {
            return Ok(());
        }
        if batches.is_power_of_two() {
            store::refresh_statistics(self.tenant, self.session.record_type)?;
        }
        if batches.is_multiple_of(SETTLE) {
            settle(self.tenant)?;
        }
        Ok(())
    }

    /// Takes rows from the file until a batch is full.
    fn load(&mut self, source: &mut Source, skipped: &mut u64) -> Load {
        let most = store::batch_rows(self.tenant);
        let mut load = Load::default();
        while load.good.len() + load.bad.len() < most && load.bytes < BATCH_BYTES {
            match source.next() {
                None => {
                    load.end = Some(Ok(()));
                    break;
                }
                Some(Err(error)) => {
                    load.end = Some(Err(error));
                    break;
                }
                Some(Ok(Line::Row(row))) => {
                    load.bytes +=
                        row.cells.iter().map(|cell| 24 + cell.as_text().len()).sum::<usize>();
                    match self.session.converter.row(row) {
                        Ok(prepared) => load.good.push(prepared),
                        Err(refused) => load.bad.push(refused),
                    }
                }
                Some(Ok(Line::Rejected(error))) => {
                    load.bytes += 1_000;
                    load.bad.push(self.session.converter.unreadable(error));
                }
                Some(Ok(Line::Skipped(row))) => {
                    *skipped += 1;
                    if *skipped <= NAMED {
                        let note = Message::new("import-note-skipped").arg("row", row.number);
                        self.report.notes.push(note.arg("why", row.reason));
                    }
                }
            }
        }
        load
    }

    /// Stores a batch, or in a dry run finds out what would come of it.
    fn batch(
        &mut self,
        mut good: Vec<Prepared>,
        mut bad: Vec<Refused>,
        end: &Position,
    ) -> Result<()> {
        let rows = (good.len() + bad.len()) as u64;
        let outcome = loop {
            match self.attempt(&good, &bad, end) {
                Ok(outcome) => break outcome,
                // What nobody foresaw and the database refused is found row by row.
                Err(error) if is_refusal(&error) => {
                    let faulty = self.take_faulty(&mut good)?;
                    if faulty.is_empty() {
                        return Err(error);
                    }
                    bad.extend(faulty);
                }
                Err(error) => return Err(error),
            }
        };
        bad.extend(outcome.rejected.iter().cloned());
        bad.sort_by_key(|refused| refused.number);
        self.note(rows, outcome, bad)
    }

    fn attempt(&mut self, good: &[Prepared], bad: &[Refused], end: &Position) -> Result<Outcome> {
        let Self { tenant, actor, session, run, memory, fetched, request, .. } = self;
        let Some(before) = run else {
            return tenant.read(actor, |op| {
                op.authorise(Operation::RecordImport, Some(session.record_type))?;
                session.decide(op, good, memory.as_mut(), *fetched)
            });
        };
        let (outcome, after) = tenant.write(actor, |op| {
            op.authorise(Operation::RecordImport, Some(session.record_type))?;
            let mut outcome = session.decide(op, good, None, *fetched)?;
            let after = progress(before, &outcome, (good.len(), bad.len()), end);
            store_batch(op, session, request, before, &mut outcome, good)?;
            store::advance(op, before, &after)?;
            Ok((outcome, after))
        })?;
        *run = Some(after);
        Ok(outcome)
    }

    /// Takes out the rows that the database refuses: the last one of the shortest beginning that
    /// it refuses, again and again.
    fn take_faulty(&self, good: &mut Vec<Prepared>) -> Result<Vec<Refused>> {
        let mut found = Vec::new();
        let mut sound = 0;
        while let Some(mut reason) = self.trial(good)? {
            let mut faulty = good.len();
            while faulty - sound > 1 {
                let middle = sound + (faulty - sound) / 2;
                match self.trial(&good[..middle])? {
                    None => sound = middle,
                    Some(other) => (faulty, reason) = (middle, other),
                }
            }
            let Prepared { number, cells, .. } = good.remove(faulty - 1);
            found.push(Refused { number, column: None, field: None, reason, cells });
        }
        Ok(found)
    }

    /// Why the database refuses these rows, found out by storing them and undoing it.
    fn trial(&self, rows: &[Prepared]) -> Result<Option<Message>> {
        let Some(before) = self.run.as_ref().filter(|_| !rows.is_empty()) else { return Ok(None) };
        let mut stored = Ok(());
        let undone = self.tenant.write(self.actor, |op| {
            op.authorise(Operation::RecordImport, Some(self.session.record_type))?;
            let mut outcome = self.session.decide(op, rows, None, u64::MAX)?;
            stored = store_batch(op, &self.session, self.request, before, &mut outcome, rows);
            Err::<(), _>(Error::internal("a trial is undone"))
        });
        match (stored, undone) {
            (Err(error), _) if is_refusal(&error) => Ok(Some(error.outside().clone())),
            (Err(error), _) => Err(error),
            (Ok(()), Err(error)) if error.kind() != Kind::Internal => Err(error),
            (Ok(()), _) => Ok(None),
        }
    }

    /// Adds what came of a batch to the report, and its rejected rows to their sheet.
    fn note(&mut self, rows: u64, outcome: Outcome, bad: Vec<Refused>) -> Result<()> {
        let report = &mut self.report;
        report.rows += rows;
        report.imported += outcome.kept.len() as u64;
        report.persons_new += outcome.persons_new as u64;
        report.persons_matched += outcome.persons_matched;
        report.suppressed += outcome.suppressed.len() as u64;
        self.fetched += outcome.compared;
        let triage = &mut report.triage;
        triage.duplicates_count += outcome.duplicates_count;
        triage.duplicates_unchecked += outcome.unchecked;
        triage.rejected += bad.len() as u64;
        let room = LISTED.saturating_sub(triage.suppressed.len());
        triage.suppressed.extend(outcome.suppressed.into_iter().take(room));
        let room = LISTED.saturating_sub(triage.duplicates.len());
        triage.duplicates.extend(outcome.duplicates.into_iter().take(room));
        for Refused { number, column, field, reason, cells } in bad {
            if let Some(sheet) = &mut self.rejects {
                sheet.writer.row(number, &cells, column, &(sheet.render)(&reason))?;
            }
            if report.rejected.len() < LISTED {
                report.rejected.push(Rejected { row: number, field, reason });
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<ImportReport> {
        let Self { tenant, actor, session, run, mut report, .. } = self;
        if report.triage.duplicates_unchecked > 0 {
            let count = report.triage.duplicates_unchecked;
            report.notes.push(Message::new("import-note-unchecked").arg("count", count));
        }
        let Some(run) = run else { return Ok(report) };
        if report.triage.finished {
            tenant.write(actor, |op| {
                op.authorise(Operation::RecordImport, Some(session.record_type))?;
                store::finish(op, run.id)?;
                let entry = Entry::on_type(session.record_type, "import.finish")
                    .detail("import", run.id)
                    .detail("rows", run.rows_read)
                    .detail("imported", run.imported)
                    .detail("rejected", run.rejected)
                    .detail("suppressed", run.suppressed);
                record(op, entry.detail("persons", run.persons_new)).map(drop)
            })?;
        }
        // Everything is stored: an import that is called failed here would be done twice.
        if let Err(error) = settle(tenant) {
            tracing::warn!(?error, "what follows an import is left for the next who integrates");
        }
        Ok(report)
    }
}

/// Whether the database refused the data, rather than failed.
fn is_refusal(error: &Error) -> bool {
    matches!(error.kind(), Kind::Invalid | Kind::Conflict)
}

fn settle(tenant: &Tenant) -> Result<()> {
    journal::ops::settle(tenant)?;
    journal::ops::integrate(tenant)?;
    tenant.db.checkpoint()?;
    Ok(())
}

fn progress(before: &RunRow, outcome: &Outcome, rows: (usize, usize), end: &Position) -> RunRow {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (good, bad) = rows;
    RunRow {
        id: before.id,
        origin_id: before.origin_id,
        chain: end.chain.to_vec(),
        entries: i64::try_from(end.entries).unwrap_or(i64::MAX),
        rows_read: before.rows_read + count(good + bad),
        imported: before.imported + count(outcome.kept.len()),
        rejected: before.rejected + count(bad + outcome.rejected.len()),
        suppressed: before.suppressed + count(outcome.suppressed.len()),
        persons_new: before.persons_new + count(outcome.persons_new),
        persons_matched: before.persons_matched
            + i64::try_from(outcome.persons_matched).unwrap_or(i64::MAX),
    }
}

/// Stores persons and records of a batch with the journal entry that commits to them.
fn store_batch(
    op: &mut Op<'_, '_>,
    session: &Session<'_>,
    request: &ImportRequest,
    run: &RunRow,
    outcome: &mut Outcome,
    rows: &[Prepared],
) -> Result<()> {
    if outcome.kept.is_empty() {
        // Nothing to store, yet how far the import is changes.
        let entry = Entry::on_type(session.record_type, "import.rejected");
        return record(op, entry.detail("import", run.id).detail("rows", rows.len())).map(drop);
    }
    let first = match outcome.persons_new {
        0 => 0,
        count => register::insert_persons(op, count, run.origin_id)?,
    };
    let inserts = outcome.inserts(rows, first);
    let (record_type, origin) = (session.record_type, run.origin_id);
    records::insert_batch(op, record_type, origin, request.visibility, inserts, "import")?;
    Ok(())
}
