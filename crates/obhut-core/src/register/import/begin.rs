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
            plan::{Plan, Sample, Situation, plan},
            source::{Digest32, Position},
            store::{self, RunRow},
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
}

/// An import that began.
pub(super) struct Begun {
    pub(super) plan: Plan,
    pub(super) record_type: RecordType,
    pub(super) types: Arc<Types>,
    /// How far it is; none in a dry run.
    pub(super) run: Option<RunRow>,
    pub(super) imported_before: Option<jiff::civil::Date>,
    /// Whether the type's table is there.
    pub(super) has_table: bool,
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

/// Plans a dry run; nothing is made.
pub(super) fn rehearse(
    op: &mut Op<'_, '_>,
    request: &ImportRequest,
    file: &File<'_>,
) -> Result<Begun> {
    let types = op.types()?;
    let existing = types.find(&request.type_key);
    op.authorise(Operation::RecordImport, existing)?;
    if request.new && existing.is_some() {
        return Err(exists(request));
    }
    let existing = existing.filter(|_| !request.new);
    let plan = plan_for(op, request, file, existing)?;
    let record_type = match (&plan.new_type, existing) {
        (Some(spec), _) => provisional(spec),
        (None, Some(existing)) => {
            let mut record_type = existing.clone();
            record_type.fields.extend(plan.additions.iter().map(provisional_field));
            record_type
        }
        (None, None) => return Err(Error::internal("a plan for no type")),
    };
    let imported_before = finished_on(op, file)?;
    let has_table = existing.is_some() && plan.additions.is_empty();
    let types = Arc::clone(&types);
    Ok(Begun { plan, record_type, types, run: None, imported_before, has_table })
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
    if request.new && existing.is_some() && stopped.is_none() {
        return Err(exists(request));
    }
    let plan = plan_for(op, request, file, existing.filter(|_| !request.new))?;
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
    let imported_before = finished_on(op, file)?;
    let run = match stopped {
        Some(run) => {
            let entry = Entry::on_type(&record_type, "import.resume").detail("import", run.id);
            record(op, entry.detail("rows", run.rows_read))?;
            run
        }
        None => start(op, request, &record_type, file)?,
    };
    let run = Some(run);
    Ok(Begun { plan, record_type, types, run, imported_before, has_table: true })
}

fn start(
    op: &mut Op<'_, '_>,
    request: &ImportRequest,
    record_type: &RecordType,
    file: &File<'_>,
) -> Result<RunRow> {
    let provenance = Provenance {
        channel: request.channel,
        source: request.source.clone().unwrap_or_default(),
        basis: request.basis,
    };
    let origin = records::insert_origin(op, &provenance)?;
    let run = store::insert_run(op, (record_type.id, origin), &file.fingerprint, &file.start)?;
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
    existing: Option<&RecordType>,
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
    })
}

fn finished_on(op: &mut Op<'_, '_>, file: &File<'_>) -> Result<Option<jiff::civil::Date>> {
    let at = store::finished(op, &file.fingerprint)?;
    Ok(at.map(|at| at.to_zoned(op.tenant.zone().clone()).date()))
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
