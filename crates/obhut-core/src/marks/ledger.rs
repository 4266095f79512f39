//! Marks in the keystore's ledger: what was set and lifted after a backup was taken is done again
//! when that backup is restored. A keep that is lost is worse than a record that comes back.
//!
//! A row names one kind of mark on records of one type, or on a person. Words of people are sealed
//! under the key of whom they are about, as in the journal, so that an erasure makes them
//! unreadable here as well. Words on a release are not kept.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use jiff::civil::Date;
use obhut_db::{
    AccountId, DataKey, Erasure, PersonId, SealContext, TypeId,
    sql::{Condition, KeySet, batch::update},
};
use obhut_kernel::{Error, Kind, Message, Result, new_uuid};
use serde::{Deserialize, Serialize};

use crate::{
    context::Op,
    journal::{
        Entry,
        erasure::store::{LedgerRow, OWN, insert_ledger},
        ops::record,
        rules::key_subject,
    },
    marks::{
        MarkKind,
        store::{self, NewMark},
    },
    operation::Operation,
    register::store::{Stored, key_of, read_records},
    systems::{RecordType, StateAt, Types},
};

/// What acts on persons begin with.
const PERSON: &str = "person.";
/// What a sealed reason in the ledger is for.
const PURPOSE: &str = "mark";

/// What the ledger says of a mark.
#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    /// The account that set or lifted it.
    by: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    /// The words of a rule, which are nobody's.
    Rule(String),
    /// Sealed words of people, in Base64.
    Sealed(String),
}

/// Notes marks of one kind on records of one type, or on one person.
pub(super) fn note_set(op: &mut Op<'_, '_>, marks: &[NewMark<'_>]) -> Result<()> {
    let Some(first) = marks.first() else { return Ok(()) };
    let uuid = new_uuid(op.now, op.random()).to_string();
    let reason = match first.rule_key {
        Some(_) => Reason::Rule(first.reason.to_owned()),
        None => Reason::Sealed(seal(op, first, &uuid)?),
    };
    let type_id = first.record.map(|(type_id, _)| type_id);
    let keys: Vec<String> = match type_id {
        Some(_) => marks.iter().filter_map(|m| m.record).map(|(_, key)| key.to_owned()).collect(),
        None => marks.iter().filter_map(|m| m.person).map(|person| person.to_string()).collect(),
    };
    let noted = Noted { by: op.actor.id.0, review_on: first.review_on, reason: Some(reason) };
    note(op, (uuid, first.kind.key(), first.rule_key), type_id, &keys, &noted)
}

/// Notes that marks of a kind were lifted.
pub(super) fn note_released(
    op: &mut Op<'_, '_>,
    kind: MarkKind,
    type_id: Option<TypeId>,
    keys: &[String],
) -> Result<()> {
    let uuid = new_uuid(op.now, op.random()).to_string();
    let noted = Noted { by: op.actor.id.0, review_on: None, reason: None };
    note(op, (uuid, kind.release(), None), type_id, keys, &noted)
}

fn note(
    op: &mut Op<'_, '_>,
    (uuid, act, rule_key): (String, &str, Option<&str>),
    type_id: Option<TypeId>,
    keys: &[String],
    noted: &Noted,
) -> Result<()> {
    let types = op.types()?;
    let record_type = match type_id {
        Some(id) => Some(types.by_id(id).ok_or_else(|| Error::internal("type of a mark"))?),
        None => None,
    };
    let on_person = format!("{PERSON}{act}");
    let row = LedgerRow {
        uuid,
        system: record_type.map_or(OWN, |t| t.system.as_str()),
        type_key: record_type.map_or("", |t| t.key.as_str()),
        act: if record_type.is_some() { act } else { &on_person },
        rule_key,
        plan: serde_json::to_string(noted).map_err(Error::internal)?,
        record_keys: serde_json::to_string(keys).map_err(Error::internal)?,
    };
    insert_ledger(op, &row)
}

fn seal(op: &Op<'_, '_>, mark: &NewMark<'_>, uuid: &str) -> Result<String> {
    let (type_id, key) = mark.record.unzip();
    let subject = key_subject(mark.person, type_id, key);
    let data_key = op.tenant.keystore.provide(&subject, op.now, op.random())?;
    let sealed = data_key.seal(mark.reason.as_bytes(), context(op, uuid), op.random())?;
    Ok(BASE64.encode(sealed))
}

/// The words of a reason; nothing when their key was deleted.
fn open(op: &Op<'_, '_>, reason: Option<Reason>, uuid: &str) -> Result<String> {
    let sealed = match reason {
        None => return Ok(String::new()),
        Some(Reason::Rule(words)) => return Ok(words),
        Some(Reason::Sealed(sealed)) => BASE64.decode(sealed).map_err(|_| broken())?,
    };
    let kid = DataKey::kid_of(&sealed).ok_or_else(broken)?;
    let Some(key) = op.tenant.keystore.find(kid)? else { return Ok(String::new()) };
    let clear = key.open(&sealed, context(op, uuid))?;
    String::from_utf8(clear.to_vec()).map_err(|_| broken())
}

fn context<'a>(op: &Op<'a, '_>, uuid: &'a str) -> SealContext<'a> {
    SealContext { purpose: PURPOSE, tenant: op.tenant.place.tenant(), id: uuid }
}

fn broken() -> Error {
    Error::new(Kind::Integrity, Message::new("error-ledger"))
}

/// What a row of the ledger asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Act {
    kind: MarkKind,
    set: bool,
    /// Whether it is about a person and not about records.
    pub(crate) on_person: bool,
}

impl Act {
    /// The act on marks that a row names, if it is one.
    pub(crate) fn of(act: &str) -> Option<Self> {
        let (on_person, act) = match act.strip_prefix(PERSON) {
            Some(rest) => (true, rest),
            None => (false, act),
        };
        [MarkKind::Keep, MarkKind::Lock].into_iter().find_map(|kind| {
            let set = act == kind.key();
            (set || act == kind.release()).then_some(Self { kind, set, on_person })
        })
    }
}

/// Sets or lifts again what a row of the ledger says, in the rows' order. Marks that are as they
/// should be are left alone. Returns how many marks changed, and how many of `keys` the restored
/// backup does not have.
pub(crate) fn again(
    op: &mut Op<'_, '_>,
    act: Act,
    row: &Erasure,
    keys: &[String],
) -> Result<(u64, u64)> {
    op.authorise(Operation::StoreRestore, None)?;
    let mut noted: Noted = serde_json::from_str(&row.plan).map_err(|_| broken())?;
    let reason = open(op, noted.reason.take(), &row.uuid)?;
    let owner = store::known_account(op, AccountId(noted.by))?;
    let how = How { act, owner, noted, reason, row };
    if act.on_person {
        return how.on_persons(op, keys);
    }
    let types = op.types()?;
    match found(&types, row) {
        Some(record_type) => how.on_records(op, record_type, keys),
        None => Ok((0, keys.len() as u64)),
    }
}

fn found<'a>(types: &'a Types, row: &Erasure) -> Option<&'a RecordType> {
    types.find(&row.type_key).filter(|t| t.system == row.system && t.state == StateAt::Columns)
}

struct How<'a> {
    act: Act,
    owner: AccountId,
    noted: Noted,
    reason: String,
    row: &'a Erasure,
}

impl How<'_> {
    fn on_persons(&self, op: &mut Op<'_, '_>, keys: &[String]) -> Result<(u64, u64)> {
        let kind = self.act.kind;
        let (mut changed, mut missed) = (0, 0);
        for key in keys {
            let person = PersonId(key.parse().map_err(|_| broken())?);
            if !store::is_person(op, person)? {
                missed += 1;
                continue;
            }
            let there = store::active_on_person(op, person)?.iter().any(|mark| mark.kind == kind);
            if there == self.act.set {
                continue;
            }
            if self.act.set {
                self.insert(op, &[self.mark(None, Some(person))])?;
            } else {
                store::release_as(op, kind, None, key, (self.owner, self.row.at))?;
            }
            let entry = Entry::new(&*self.row.act).person(person).detail("origin", "restore");
            record(op, self.with_reason(entry))?;
            changed += 1;
        }
        Ok((changed, missed))
    }

    fn on_records(
        &self,
        op: &mut Op<'_, '_>,
        record_type: &RecordType,
        keys: &[String],
    ) -> Result<(u64, u64)> {
        let parsed = keys.iter().map(|key| key_of(record_type, key)).collect::<Result<Vec<_>>>()?;
        let there = read_records(op, record_type, &[], &KeySet::List(parsed))?;
        let missed = keys.len().saturating_sub(there.len()) as u64;
        let bit = self.act.kind.bit();
        let meant: Vec<&Stored> =
            there.iter().filter(|stored| (stored.marks.0 & bit != 0) != self.act.set).collect();
        if meant.is_empty() {
            return Ok((0, missed));
        }
        for stored in &meant {
            let before = stored.marks.0;
            let after = if self.act.set { before | bit } else { before & !bit };
            let keys = KeySet::List(vec![stored.key.clone()]);
            let sets = [("o_marks".to_owned(), after.into())];
            update(op.tx, &record_type.keyed(), &sets, &keys, &Condition::Always)?;
        }
        let texts: Vec<String> = meant.iter().map(|stored| stored.key_text()).collect();
        if self.act.set {
            let marks: Vec<NewMark<'_>> = meant
                .iter()
                .zip(&texts)
                .map(|(stored, text)| self.mark(Some((record_type.id, text)), stored.person))
                .collect();
            self.insert(op, &marks)?;
        } else {
            for text in &texts {
                let by = (self.owner, self.row.at);
                store::release_as(op, self.act.kind, Some(record_type.id), text, by)?;
            }
        }
        let mut entry = Entry::on_type(record_type, &self.row.act)
            .detail("records", texts.len())
            .detail("origin", "restore");
        if let ([only], [text]) = (meant.as_slice(), texts.as_slice()) {
            entry = entry.record(text, only.person);
        }
        record(op, self.with_reason(entry))?;
        Ok((texts.len() as u64, missed))
    }

    fn mark<'b>(
        &'b self,
        record: Option<(TypeId, &'b str)>,
        person: Option<PersonId>,
    ) -> NewMark<'b> {
        NewMark {
            kind: self.act.kind,
            record,
            person,
            reason: &self.reason,
            review_on: self.noted.review_on,
            rule_key: self.row.rule_key.as_deref(),
        }
    }

    fn insert(&self, op: &mut Op<'_, '_>, marks: &[NewMark<'_>]) -> Result<()> {
        store::insert_marks_as(op, marks, self.owner, self.row.at)
    }

    fn with_reason(&self, entry: Entry) -> Entry {
        if self.reason.is_empty() || self.row.rule_key.is_some() {
            return entry;
        }
        entry.reason(&self.reason)
    }
}
