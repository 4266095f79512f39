//! The import itself: rows in, batches out.

use obhut_kernel::{Error, Kind, Message, Result};
use obhut_sheets::Table;

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
            reader::{Load, Reader, each_load},
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

/// After how many batches new entries are brought into the log.
const SETTLE: u64 = 50;

/// Imports a file, or in a dry run tells what would happen; see [`ImportRequest`].
///
/// Reports after each batch to `watch`, which returns whether to go on. Stopped, the import of
/// the same file goes on later behind the last stored row; the transaction of the last rows also
/// marks it as finished. All rejected rows go to `rejects`.
///
/// # Errors
/// Without the right to import records of the type ([`Kind::Forbidden`], journalled), when the
/// same rows were imported before into the same fields of the type ([`Kind::Conflict`], unless
/// [`ImportRequest::again`]; a dry run only tells, in [`Triage::imported_same`]), when the type, a column or a field is not there, when nothing of the file would be imported, when the
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
    let (columns, notes) = (table.columns.clone(), table.notes.clone());
    let encoding = table.detected.encoding;
    let open = |table: Table| Source::new(table.into_rows(), &columns, &request.type_key, &secret);
    let origin = table.origin().clone();
    let (mut source, mut sample, fingerprint) = open(table)?;
    let mut whole = None;
    if begin::asks_for_whole(tenant, actor, request, &fingerprint)? {
        whole = Some(source.read_out()?);
        (source, sample, _) = open(origin.open()?)?;
    }
    let start = source.reached();
    let file =
        File { columns: &columns, sample: &sample, fingerprint, start, whole, secret: &secret };
    let begun = if request.dry_run {
        tenant.read(actor, |op| begin::rehearse(op, request, &file))?
    } else {
        tenant.write(actor, |op| begin::begin(op, request, &file))?
    };
    let mut report = ImportReport { encoding, ..opening(request, &begun, notes) };
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
    let reader = Reader::new(source, &converter, store::batch_rows(tenant));
    let session = Session::new(&begun.record_type, &begun.types, &converter, begun.has_table);
    let mut import = Import {
        tenant,
        actor,
        request,
        session,
        run: begun.run,
        memory: request.dry_run.then(Memory::default),
        fetched: 0,
        batches: 0,
        report,
        rejects,
    };
    each_load(reader, |load| import.store(load, &mut watch))?;
    Ok(import.finish())
}

/// The report before the first row.
fn opening(request: &ImportRequest, begun: &Begun, notes: Vec<Message>) -> ImportReport {
    let fields = begun.plan.report();
    let named = |matching: &dyn Fn(&crate::register::import::FieldReport) -> bool| {
        fields.iter().filter(|field| matching(field)).map(|field| field.column.clone()).collect()
    };
    let triage = Triage {
        dry_run: request.dry_run,
        imported_before: begun.before.day,
        imported_same: begun.before.same,
        missing_basis: request.basis.is_none(),
        missing_source: request.source.as_ref().is_none_or(|source| source.trim().is_empty()),
        special: named(&|field| field.special),
        linking: named(&|field| field.links),
        unmapped: named(&|field| field.key.is_none() && !field.links),
        unclassified: named(&|field| field.key.is_some() && !field.classified),
        ..Triage::default()
    };
    ImportReport {
        rows: 0,
        encoding: None,
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

struct Import<'a> {
    tenant: &'a Tenant,
    actor: &'a Actor,
    request: &'a ImportRequest,
    session: Session<'a>,
    run: Option<RunRow>,
    memory: Option<Memory>,
    /// Namesakes read so far.
    fetched: u64,
    batches: u64,
    report: ImportReport,
    rejects: Option<RejectedSheet<'a>>,
}

impl Import<'_> {
    /// Stores what was read; whether to go on.
    fn store(&mut self, mut load: Load, watch: &mut dyn FnMut(Progress) -> bool) -> Result<bool> {
        let end = load.end.take();
        self.report.notes.append(&mut load.notes);
        let is_last = matches!(end, Some(Ok(())));
        if is_last || !load.is_empty() {
            self.batch(load, is_last)?;
            self.batches += 1;
            self.upkeep()?;
        }
        let (rows, imported) = (self.report.rows, self.report.imported);
        let goes_on = watch(Progress { rows, imported });
        if let Some(end) = end {
            end?;
            self.report.triage.finished = true;
        }
        Ok(goes_on)
    }

    fn upkeep(&self) -> Result<()> {
        let batches = self.batches;
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

    /// Stores a batch, or in a dry run finds out what would come of it.
    fn batch(&mut self, mut load: Load, is_last: bool) -> Result<()> {
        let rows = (load.good.len() + load.bad.len()) as u64;
        let outcome = loop {
            match self.attempt(&load, is_last) {
                Ok(outcome) => break outcome,
                // What nobody foresaw and the database refused is found row by row.
                Err(error) if is_refusal(&error) => {
                    let faulty = self.take_faulty(&mut load.good)?;
                    if faulty.is_empty() {
                        return Err(error);
                    }
                    load.bad.extend(faulty);
                }
                Err(error) => return Err(error),
            }
        };
        let mut bad = load.bad;
        bad.extend(outcome.rejected.iter().cloned());
        bad.sort_by_key(|refused| refused.number);
        self.note(rows, outcome, bad)
    }

    /// One transaction: the batch, how far the import is with it, and when it is the last one
    /// that the import is finished. Killed anywhere, none of it is there without the others.
    fn attempt(&mut self, load: &Load, is_last: bool) -> Result<Outcome> {
        let Self { tenant, actor, session, run, memory, fetched, request, .. } = self;
        let Load { good, bad, position, .. } = load;
        let Some(before) = run else {
            return tenant.read(actor, |op| {
                op.authorise(Operation::RecordImport, Some(session.record_type))?;
                session.decide(op, good, memory.as_mut(), *fetched)
            });
        };
        let (outcome, after) = tenant.write(actor, |op| {
            op.authorise(Operation::RecordImport, Some(session.record_type))?;
            let outcome = session.decide(op, good, None, *fetched)?;
            let after = progress(before, &outcome, (good.len(), bad.len()), position);
            if !load.is_empty() {
                store_batch(op, session, request, before, &outcome, good)?;
            }
            store::advance(op, before, &after, is_last)?;
            if is_last {
                record(op, finished(session, &after))?;
            }
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
            let outcome = self.session.decide(op, rows, None, u64::MAX)?;
            stored = store_batch(op, &self.session, self.request, before, &outcome, rows);
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
        triage.unlinked += outcome.unlinked;
        triage.rejected += bad.len() as u64;
        let room = LISTED.saturating_sub(triage.suppressed.len());
        triage.suppressed.extend(outcome.suppressed.iter().take(room).map(|row| row.number));
        let room = LISTED.saturating_sub(triage.duplicates.len());
        triage.duplicates.extend(outcome.duplicates.into_iter().take(room));
        let mut out: Vec<(Refused, bool)> = bad.into_iter().map(|row| (row, true)).collect();
        out.extend(outcome.suppressed.into_iter().map(|row| (row, false)));
        out.sort_by_key(|(row, _)| row.number);
        for (Refused { number, column, field, reason, cells }, is_rejected) in out {
            if let Some(sheet) = &mut self.rejects {
                sheet.writer.row(number, &cells, column, &(sheet.render)(&reason))?;
            }
            if is_rejected && report.rejected.len() < LISTED {
                report.rejected.push(Rejected { row: number, field, reason });
            }
        }
        Ok(())
    }

    fn finish(self) -> ImportReport {
        let Self { tenant, run, mut report, session, .. } = self;
        report.triage.hints = session.converter.hints.told();
        if report.triage.duplicates_unchecked > 0 {
            let count = report.triage.duplicates_unchecked;
            report.notes.push(Message::new("import-note-unchecked").arg("count", count));
        }
        if run.is_none() {
            return report;
        }
        // Everything is stored: an import that is called failed here would be done twice.
        if let Err(error) = settle(tenant) {
            tracing::warn!(?error, "what follows an import is left for the next who integrates");
        }
        report
    }
}

/// The journal's entry on the end of an import.
fn finished(session: &Session<'_>, run: &RunRow) -> Entry {
    Entry::on_type(session.record_type, "import.finish")
        .detail("import", run.id)
        .detail("rows", run.rows_read)
        .detail("imported", run.imported)
        .detail("rejected", run.rejected)
        .detail("suppressed", run.suppressed)
        .detail("persons", run.persons_new)
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
    outcome: &Outcome,
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
