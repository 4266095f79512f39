//! The start of an import: what is made for it, and whether it goes on with a stopped one.

use std::sync::Arc;

use obhut_kernel::{Error, Kind, Message, Result};
use obhut_sheets::Column;

use crate::{
    FieldId, TypeId,
    access::Actor,
    context::{Op, Tenant},
    journal::{Entry, ops::record},
    operation::{Operation, Right},
    register::{
        FieldSpec, Provenance, TypeSpec,
        import::{
            linking::numbers,
            plan::{Plan, Sample, Situation, plan},
            source::{Digest32, Position},
            store::{self, DoneRow, RunRow},
            types::ImportRequest,
        },
        schema, store as records,
    },
    systems::{Field, PersonLink, REGISTER, RecordType, StateAt, Types},
};

/// What is known of the file.
pub(super) struct File<'a> {
    pub(super) columns: &'a [Column],
    pub(super) sample: &'a Sample,
    pub(super) fingerprint: Digest32,
    pub(super) start: Position,
    /// How far it goes, where that was found out.
    pub(super) whole: Option<Position>,
    /// For keyed hashes.
    pub(super) secret: &'a [u8; 32],
}

/// An import that began.
pub(super) struct Begun {
    pub(super) plan: Plan,
    pub(super) record_type: RecordType,
    pub(super) types: Arc<Types>,
    /// How far it is; none in a dry run.
    pub(super) run: Option<RunRow>,
    pub(super) before: Before,
    /// Whether the type's table is there.
    pub(super) has_table: bool,
}

/// An earlier import of the file.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// The day of the last one of a file that begins the same.
    pub(super) day: Option<jiff::civil::Date>,
    /// Whether one was the same to the end.
    pub(super) same: bool,
}

/// Demands the right to import at all, before the file is looked at.
pub(super) fn authorise(tenant: &Tenant, actor: &Actor, request: &ImportRequest) -> Result<()> {
    tenant.read(actor, |op| {
        let types = op.types()?;
        let existing = types.find(&request.type_key);
        if existing.is_none() && !request.new {
            // A type that is not there is told apart from a missing right only with the right.
            op.authorise(Operation::RecordImport, None)?;
            types.get(&request.type_key)?;
        }
        if request.new {
            op.authorise(Operation::TypeCreate, None)?;
        } else if request.add_fields {
            op.authorise(Operation::FieldChange, None)?;
        }
        op.authorise(Operation::RecordImport, existing)
    })
}

/// Whether it has to be found out if the file is the same to its end as one that was imported:
/// not when an import is gone on with, or the same is wanted again.
pub(super) fn asks_for_whole(
    tenant: &Tenant,
    actor: &Actor,
    request: &ImportRequest,
    fingerprint: &Digest32,
) -> Result<bool> {
    if request.again {
        return Ok(false);
    }
    tenant.read(actor, |op| {
        let goes_on =
            !request.dry_run && !request.restart && store::unfinished(op, fingerprint)?.is_some();
        Ok(!goes_on && !store::finished(op, fingerprint)?.is_empty())
    })
}

/// Plans a dry run; nothing is made.
pub(super) fn rehearse(
    op: &mut Op<'_, '_>,
    request: &ImportRequest,
    file: &File<'_>,
) -> Result<Begun> {
    let types = op.types()?;
    let existing = types.find(&request.type_key);
    op.authorise(Operation::RecordImport, existing)?;
    let clashes = request.new && existing.is_some();
    let existing = existing.filter(|_| !request.new);
    let plan = plan_for(op, request, file, (&types, existing))?;
    let (before, _) = earlier(op, file, &plan)?;
    if clashes && !before.same {
        return Err(exists(request));
    }
    let record_type = match (&plan.new_type, existing) {
        (Some(spec), _) => provisional(spec),
        (None, Some(existing)) => {
            let mut record_type = existing.clone();
            record_type.fields.extend(plan.additions.iter().map(provisional_field));
            record_type
        }
        (None, None) => return Err(Error::internal("a plan for no type")),
    };
    let has_table = existing.is_some() && plan.additions.is_empty();
    let types = Arc::clone(&types);
    Ok(Begun { plan, record_type, types, run: None, before, has_table })
}

/// Makes type, fields and origin and notes the start, or finds the import that was stopped.
pub(super) fn begin(
    op: &mut Op<'_, '_>,
    request: &ImportRequest,
    file: &File<'_>,
) -> Result<Begun> {
    let types = op.types()?;
    let stopped = store::unfinished(op, &file.fingerprint)?;
    if request.restart && stopped.is_some() {
        store::give_up(op, &file.fingerprint)?;
    }
    let stopped = stopped.filter(|_| !request.restart);
    let existing = types.find(&request.type_key);
    let plan = plan_for(op, request, file, (&types, existing.filter(|_| !request.new)))?;
    let (before, done) = earlier(op, file, &plan)?;
    if stopped.is_none() {
        if let Some(done) = done.filter(|_| !request.again) {
            return Err(refuse(op, file, &done));
        }
        if request.new && existing.is_some() {
            return Err(exists(request));
        }
    }
    if existing.is_none() {
        if let Some(spec) = &plan.new_type {
            schema::create_type(op, spec)?;
        }
    } else {
        for field in &plan.additions {
            schema::add_field(op, &request.type_key, field)?;
        }
    }
    let types = op.types()?;
    let record_type = types.get(&request.type_key)?.clone();
    op.authorise(Operation::RecordImport, Some(&record_type))?;
    let run = match stopped {
        Some(run) => {
            let entry = Entry::on_type(&record_type, "import.resume").detail("import", run.id);
            record(op, entry.detail("rows", run.rows_read))?;
            run
        }
        None => start(op, request, &record_type, file, &plan)?,
    };
    let run = Some(run);
    Ok(Begun { plan, record_type, types, run, before, has_table: true })
}

fn start(
    op: &mut Op<'_, '_>,
    request: &ImportRequest,
    record_type: &RecordType,
    file: &File<'_>,
    plan: &Plan,
) -> Result<RunRow> {
    let provenance = Provenance {
        channel: request.channel,
        source: request.source.clone().unwrap_or_default(),
        basis: request.basis,
    };
    let origin = records::insert_origin(op, &provenance)?;
    let mapping = plan.mapping(file.secret);
    let prints = (&file.fingerprint, &mapping);
    let run = store::insert_run(op, (record_type.id, origin), prints, &file.start)?;
    let entry = Entry::on_type(record_type, "import.start")
        .detail("import", run.id)
        .detail("origin", origin.0)
        .detail("columns", file.columns.len());
    record(op, entry)?;
    Ok(run)
}

fn plan_for(
    op: &Op<'_, '_>,
    request: &ImportRequest,
    file: &File<'_>,
    (types, existing): (&Types, Option<&RecordType>),
) -> Result<Plan> {
    let rights = &op.actor.rights;
    let may_fill =
        |field: &Field| rights.allows_class(Right::RecordsCreate, &request.type_key, field.class());
    plan(&Situation {
        request,
        columns: file.columns,
        sample: file.sample,
        existing,
        may_fill: &may_fill,
        today: op.today(),
        numbers: &numbers(types),
    })
}

/// What is known of earlier imports of the file to their end, and the one that was the same: the
/// same rows, to the same fields of the same type. Where the file was not read to its end yet,
/// any that begins the same may be it.
fn earlier(op: &mut Op<'_, '_>, file: &File<'_>, plan: &Plan) -> Result<(Before, Option<DoneRow>)> {
    let done = store::finished(op, &file.fingerprint)?;
    let day = done.first().map(|last| day_of(op, last));
    let mapping = plan.mapping(file.secret);
    let same = done.into_iter().find(|done| {
        done.mapping == mapping && file.whole.is_none_or(|whole| done.ended_at(&whole))
    });
    Ok((Before { day, same: same.is_some() && file.whole.is_some() }, same))
}

fn day_of(op: &Op<'_, '_>, done: &DoneRow) -> jiff::civil::Date {
    done.finished_at.to_zoned(op.tenant.zone().clone()).date()
}

/// The same file is not stored twice. One that somebody brought in after this one was looked at
/// may be the same or not.
fn refuse(op: &Op<'_, '_>, file: &File<'_>, done: &DoneRow) -> Error {
    if file.whole.is_none() {
        return store::elsewhere();
    }
    let message = Message::new("error-import-done")
        .arg("day", day_of(op, done))
        .arg("actor", &done.actor)
        .arg("records", done.imported);
    Error::new(Kind::Conflict, message)
}

fn exists(request: &ImportRequest) -> Error {
    let message = Message::new("error-import-type-exists").arg("given", &request.type_key);
    Error::new(Kind::Conflict, message)
}

/// The type as it would be made.
fn provisional(spec: &TypeSpec) -> RecordType {
    RecordType {
        id: TypeId(0),
        key: spec.key.clone(),
        system: REGISTER.to_owned(),
        table: format!("rec_{}", spec.key).as_str().into(),
        key_columns: vec!["id".to_owned()],
        person: PersonLink::Column("person_id".to_owned()),
        state: StateAt::Columns,
        label_de: spec.de.clone(),
        label_en: spec.en.clone(),
        kind: spec.kind,
        retain: Vec::new(),
        fields: spec.fields.iter().map(provisional_field).collect(),
    }
}

fn provisional_field(spec: &FieldSpec) -> Field {
    Field { id: FieldId(0), ..schema::field_row(spec) }
}
