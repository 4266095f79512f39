//! Takes records out: as many as the actor may take, no field they may not, no locked one.

use std::collections::{HashMap, HashSet};

use obhut_kernel::{Error, Kind, Lang, Message, Result, Value};
use obhut_sheets::{Cell, Writer};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use crate::{
    OriginId, PersonId,
    access::Actor,
    context::{Op, Tenant},
    journal::{self, Entry, ops::record},
    marks::{MarkKind, store as marks},
    operation::{Operation, Right},
    register::{
        RecordFilter, SourceView, records,
        store::{self, Stored},
        values::{Sight, masked, sight},
    },
    systems::{Expr, Field, RecordType},
};

/// Records read at a time.
const PAGE: u32 = 2_000;
/// Beyond this a binary floating-point number skips whole numbers.
const EXACT: i64 = 1 << 53;
/// As many digits as every program shows of a number.
const DIGITS: u32 = 15;

/// What is to be taken out.
#[derive(Debug, Clone, Default)]
pub struct ExportRequest {
    /// The key of the record type.
    pub type_key: String,
    /// What must hold of the records.
    pub condition: Option<Expr>,
    /// Why; must not be empty.
    pub reason: String,
    /// What the data is used for, as a key of one's own such as `mailing`; journalled readably.
    pub purpose: Option<String>,
    /// The format, for the journal: `csv`, `xlsx`, `json`.
    pub format: String,
    /// Only these fields, in this order; otherwise all that the actor may take out.
    pub fields: Option<Vec<String>>,
    /// The language of the headers; otherwise they are the keys of the fields.
    pub headers: Option<Lang>,
    /// Whether key, person, class, source, legal basis and last change come along with each
    /// record, in columns of these names before the fields.
    pub with_system: bool,
}

/// What was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportReport {
    /// The key of the record type.
    #[serde(rename = "type")]
    pub type_key: String,
    /// Records written.
    pub records: u64,
    /// Records left out because a lock is on them or their person.
    pub locked: u64,
    /// Records that the format could not hold, such as a text too long for a cell of XLSX.
    pub unwritable: u64,
    /// The keys of the fields written.
    pub fields: Vec<String>,
}

/// The columns that come along with each record when asked for.
const SYSTEM: [&str; 9] = [
    "record_key",
    "person",
    "stage",
    "class",
    "channel",
    "source",
    "basis",
    "changed_at",
    "changed_by",
];

/// Writes the records that meet a condition and that the actor may take out. Fields whose class
/// the actor may not export or not see are absent; fields the role sees masked are masked; locked
/// records, and those of locked persons, are left out and counted, which is journalled as a
/// refusal.
///
/// `make` makes the writer for the names of the columns. Reads page by page in key order and holds
/// no more than a page; a record locked meanwhile is left out. The journal has an entry before the
/// first record leaves and one with the counts after the last.
pub fn export(
    tenant: &Tenant,
    actor: &Actor,
    request: &ExportRequest,
    make: impl FnOnce(&[String]) -> Result<Box<dyn Writer>>,
) -> Result<ExportReport> {
    let (record_type, fields) = tenant.write(actor, |op| begin(op, request))?;
    let mut report = ExportReport {
        type_key: record_type.key.clone(),
        records: 0,
        locked: 0,
        unwritable: 0,
        fields: fields.iter().map(|field| field.key.clone()).collect(),
    };
    let outcome = make(&headers(request, &fields)).and_then(|mut writer| {
        let task = Task { tenant, actor, request, record_type: &record_type, fields: &fields };
        task.write(&mut *writer, &mut report)?;
        writer.finish()
    });
    tenant.write(actor, |op| finish(op, &record_type, &report, outcome.is_ok()))?;
    journal::ops::integrate(tenant)?;
    outcome.map(|()| report)
}

/// Authorises and notes what is about to leave.
fn begin(op: &mut Op<'_, '_>, request: &ExportRequest) -> Result<(RecordType, Vec<Field>)> {
    let types = op.types()?;
    // Whether there is such a type is told only to those who may export at all.
    op.authorise(Operation::RecordExport, types.find(&request.type_key))?;
    let record_type = types.get(&request.type_key)?;
    let reason = records::required_reason(&request.reason)?;
    let fields = chosen(op.actor, record_type, request)?;
    // A condition on a field that the actor may not see is refused before anything is written.
    let filter = RecordFilter { condition: request.condition.clone(), after: None, limit: PAGE };
    records::readable(op, &types, record_type, &filter)?;
    let keys: Vec<&str> = fields.iter().map(|field| field.key.as_str()).collect();
    let entry = Entry::on_type(record_type, "export.start")
        .reason(reason)
        .detail("fields", keys)
        .detail("format", request.format.as_str())
        .detail("filtered", request.condition.is_some());
    let entry = match &request.purpose {
        Some(purpose) => entry.detail("purpose", purpose.as_str()),
        None => entry,
    };
    record(op, entry)?;
    Ok((record_type.clone(), fields))
}

/// Notes what has left.
fn finish(
    op: &mut Op<'_, '_>,
    record_type: &RecordType,
    report: &ExportReport,
    complete: bool,
) -> Result<()> {
    op.authorise(Operation::RecordExport, Some(record_type))?;
    if report.locked > 0 {
        let entry = Entry::on_type(record_type, "export.refused").detail("why", "locked");
        record(op, entry.detail("records", report.locked))?;
    }
    let entry = Entry::on_type(record_type, "export")
        .detail("records", report.records)
        .detail("locked", report.locked)
        .detail("unwritable", report.unwritable)
        .detail("complete", complete);
    record(op, entry).map(drop)
}

/// The fields that leave: those the actor may export and of which they see anything.
fn chosen(actor: &Actor, record_type: &RecordType, request: &ExportRequest) -> Result<Vec<Field>> {
    let may = |field: &&Field| {
        actor.rights.allows_class(Right::RecordsExport, &record_type.key, field.class())
            && sight(actor, record_type, field, true) != Sight::Hidden
    };
    let Some(wanted) = &request.fields else {
        return Ok(record_type.fields.iter().filter(may).cloned().collect());
    };
    wanted
        .iter()
        .map(|key| {
            record_type.field(key).filter(may).cloned().ok_or_else(|| {
                let message = Message::new("error-field-missing").arg("field", key);
                Error::invalid(message.arg("type", &record_type.key))
            })
        })
        .collect()
}

fn headers(request: &ExportRequest, fields: &[Field]) -> Vec<String> {
    let system: &[&str] = if request.with_system { &SYSTEM } else { &[] };
    let names = fields.iter().map(|field| match request.headers {
        Some(lang) => field.label(lang),
        None => &field.key,
    });
    system.iter().copied().chain(names).map(str::to_owned).collect()
}

struct Task<'a> {
    tenant: &'a Tenant,
    actor: &'a Actor,
    request: &'a ExportRequest,
    record_type: &'a RecordType,
    fields: &'a [Field],
}

/// A page as read: the records that may leave, how many may not, and what their columns need.
struct Page {
    records: Vec<Stored>,
    locked: u64,
    last: Option<String>,
    sources: HashMap<OriginId, Option<SourceView>>,
    logins: HashMap<crate::AccountId, String>,
}

impl Task<'_> {
    fn write(&self, writer: &mut dyn Writer, report: &mut ExportReport) -> Result<()> {
        let mut after = None;
        loop {
            let page = self.tenant.read(self.actor, |op| self.page(op, after.as_deref()))?;
            report.locked += page.locked;
            for stored in &page.records {
                match writer.row(&self.cells(stored, &page)) {
                    Ok(()) => report.records += 1,
                    Err(error) if error.kind() == Kind::Invalid => report.unwritable += 1,
                    Err(error) => return Err(error),
                }
            }
            match page.last {
                Some(last) => after = Some(last),
                None => return Ok(()),
            }
        }
    }

    fn page(&self, op: &mut Op<'_, '_>, after: Option<&str>) -> Result<Page> {
        op.authorise(Operation::RecordExport, Some(self.record_type))?;
        let types = op.types()?;
        let filter =
            RecordFilter { condition: self.request.condition.clone(), after: None, limit: PAGE };
        let condition = records::readable(op, &types, self.record_type, &filter)?;
        let after = after.map(|key| store::key_of(self.record_type, key)).transpose()?;
        let fields: Vec<&Field> = self.fields.iter().collect();
        let found =
            store::find_records(op, self.record_type, &fields, &condition, after.as_ref(), PAGE)?;
        let last = found.last().map(Stored::key_text).filter(|_| found.len() == PAGE as usize);
        let locked: HashSet<PersonId> = marks::marked_persons(op, MarkKind::Lock)?
            .iter()
            .filter_map(|value| value.as_int().map(PersonId))
            .collect();
        let all = found.len();
        let records: Vec<Stored> = found
            .into_iter()
            .filter(|stored| {
                let person = stored.person.is_some_and(|person| locked.contains(&person));
                !stored.marks.is_locked() && !person
            })
            .collect();
        let locked = (all - records.len()) as u64;
        let mut page =
            Page { records, locked, last, sources: HashMap::new(), logins: HashMap::new() };
        if self.request.with_system {
            page.logins = store::logins(op)?;
            let origins: HashSet<OriginId> = page.records.iter().map(|r| r.origin).collect();
            for origin in origins {
                page.sources.insert(origin, store::origin(op, origin)?);
            }
        }
        Ok(page)
    }

    fn cells(&self, stored: &Stored, page: &Page) -> Vec<Cell> {
        let mut cells = Vec::with_capacity(SYSTEM.len() + self.fields.len());
        if self.request.with_system {
            self.system_cells(stored, page, &mut cells);
        }
        let in_charge = stored.owner == Some(self.actor.id);
        for (field, value) in self.fields.iter().zip(&stored.values) {
            cells.push(match sight(self.actor, self.record_type, field, in_charge) {
                Sight::Hidden => Cell::Empty,
                Sight::Masked => self.cell(&masked(value)),
                Sight::Clear => self.cell(value),
            });
        }
        cells
    }

    fn system_cells(&self, stored: &Stored, page: &Page, cells: &mut Vec<Cell>) {
        let source = page.sources.get(&stored.origin).and_then(Option::as_ref);
        let text = |text: Option<&str>| Cell::text(text.unwrap_or_default());
        cells.push(Cell::text(stored.key_text()));
        cells.push(self.cell(&stored.person.into()));
        cells.push(self.cell(&stored.state.into()));
        cells.push(text(stored.class.as_deref()));
        cells.push(text(source.map(|source| source.channel.as_str())));
        cells.push(text(source.map(|source| source.source.as_str())));
        cells.push(text(source.and_then(|source| source.basis.as_deref())));
        cells.push(self.cell(&stored.changed_at.into()));
        cells.push(text(page.logins.get(&stored.changed_by).map(String::as_str)));
    }

    /// A value as a cell: numbers as numbers as far as that is exact, instants in the tenant's
    /// zone.
    fn cell(&self, value: &Value) -> Cell {
        #[expect(clippy::cast_precision_loss, reason = "checked to be exact")]
        match value {
            Value::Null => Cell::Empty,
            Value::Bool(yes) => Cell::Bool(*yes),
            Value::Int(number) if number.abs() < EXACT => Cell::Number(*number as f64),
            Value::Float(number) => Cell::Number(*number),
            Value::Decimal(number) => {
                let digits = number.mantissa().unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
                let exact = number.to_f64().filter(|_| digits <= DIGITS);
                exact.map_or_else(|| Cell::text(number.to_string()), Cell::Number)
            }
            Value::Date(date) => Cell::Date(*date),
            Value::DateTime(at) => Cell::DateTime(*at),
            Value::Instant(at) => {
                Cell::DateTime(at.to_zoned(self.tenant.zone().clone()).datetime())
            }
            Value::Text(text) => Cell::text(text.as_str()),
            Value::Int(_) | Value::Bytes(_) => Cell::text(value.to_string()),
        }
    }
}
