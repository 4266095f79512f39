//! The rows of one transaction: who they are about, which of them may not be stored.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use obhut_kernel::{DataType, Message, Result, Value};

use crate::{
    PersonId,
    context::Op,
    marks::{MarkKind, store as marks},
    persons::{
        Matched,
        alike::{Known, contradiction},
        matching::{Candidate, match_many},
        rules::IdKind,
    },
    register::{
        import::{
            convert::Converter,
            duplicates::{self, Comparer},
            linking,
            memory::Memory,
            store,
            types::{PossibleDuplicate, Prepared, Refused},
        },
        store::Insert,
    },
    systems::{RecordType, TypeKind, Types},
};

/// What all batches of an import share.
pub(super) struct Session<'a> {
    pub(super) record_type: &'a RecordType,
    pub(super) types: &'a Types,
    pub(super) converter: &'a Converter,
    pub(super) comparer: Comparer,
    /// Whether the type's table is there: not in the dry run of a new one.
    pub(super) has_table: bool,
}

/// Whose a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Nobody's that is known.
    Nobody,
    Known(PersonId),
    /// That of an earlier row which a dry run did not store.
    Earlier,
    /// The new person of this number in the batch.
    New(usize),
}

/// What came of a batch.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) rejected: Vec<Refused>,
    /// Rows of persons who must not come back.
    pub(super) suppressed: Vec<Refused>,
    pub(super) duplicates: Vec<PossibleDuplicate>,
    pub(super) duplicates_count: u64,
    pub(super) persons_new: usize,
    pub(super) persons_matched: u64,
    /// Records read to look for namesakes.
    pub(super) compared: u64,
    pub(super) unchecked: u64,
    /// Records about somebody that were joined to nobody.
    pub(super) unlinked: u64,
    /// The rows to store and whose they are, by their places in the batch.
    pub(super) kept: Vec<(usize, Who)>,
}

/// The rows of a batch with what is known of each.
struct View<'a> {
    rows: &'a [Prepared],
    matched: &'a [Matched],
    open: &'a [bool],
}

/// At most so many persons with one identifier in a batch are compared with a further one.
const MOST_SHARERS: usize = 100;

/// Whose a record is, and the row that says so.
type Sharer = (Who, usize);

/// Who has which identifiers: mostly one has each.
type Holders<'a> = HashMap<(&'a IdKind, &'a str), (Sharer, Vec<Sharer>)>;

impl<'a> Session<'a> {
    pub(super) fn new(
        record_type: &'a RecordType,
        types: &'a Types,
        converter: &'a Converter,
        has_table: bool,
    ) -> Self {
        let comparer = Comparer::new(record_type, converter.names, has_table);
        Self { record_type, types, converter, comparer, has_table }
    }

    /// Decides on the rows of a batch; changes nothing. `fetched` is how many namesakes were read
    /// before.
    pub(super) fn decide(
        &self,
        op: &mut Op<'_, '_>,
        rows: &[Prepared],
        mut memory: Option<&mut Memory>,
        fetched: u64,
    ) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        let has_persons = self.record_type.person.column().is_some();
        let candidates: Vec<&Candidate> = rows.iter().map(|row| &row.candidate).collect();
        let matched = if has_persons {
            match_many(op, self.types, &candidates)?
        } else {
            vec![Matched::default(); rows.len()]
        };
        let mut open: Vec<bool> = matched.iter().map(|m| !m.suppressed).collect();
        outcome.suppressed =
            rows.iter().zip(&open).filter(|(_, open)| !**open).map(left_out).collect();
        let refusals = self.refusals(op, rows, &matched, &open, memory.as_deref_mut())?;
        for (at, (field, reason)) in refusals {
            open[at] = false;
            let row = &rows[at];
            let column = field.as_deref().and_then(|key| self.converter.column_of(key));
            let (number, cells) = (row.number, row.cells.clone());
            outcome.rejected.push(Refused { number, column, field, reason, cells });
        }
        outcome.rejected.sort_by_key(|refused| refused.number);
        let view = View { rows, matched: &matched, open: &open };
        self.assign(&view, memory, &mut outcome);
        self.compare(op, rows, fetched, &mut outcome)?;
        if has_persons && self.record_type.kind != TypeKind::Person {
            self.by_name(op, rows, &mut outcome)?;
        }
        Ok(outcome)
    }

    /// Rows that may not be stored, by their places: locked, not unique, linked to nothing.
    fn refusals(
        &self,
        op: &mut Op<'_, '_>,
        rows: &[Prepared],
        matched: &[Matched],
        open: &[bool],
        memory: Option<&mut Memory>,
    ) -> Result<HashMap<usize, (Option<String>, Message)>> {
        let mut found = HashMap::new();
        for at in self.locked(op, rows, matched, open)? {
            found.insert(at, (None, Message::new("import-reason-locked")));
        }
        self.not_unique(op, rows, open, memory, &mut found)?;
        self.loose_links(op, rows, open, &mut found)?;
        Ok(found)
    }

    /// Rows of locked persons, and rows that stand for a locked record: in types of persons any
    /// of the same person, in others one with the same number.
    fn locked(
        &self,
        op: &mut Op<'_, '_>,
        rows: &[Prepared],
        matched: &[Matched],
        open: &[bool],
    ) -> Result<Vec<usize>> {
        let mut of_person: HashMap<PersonId, Vec<usize>> = HashMap::new();
        for (at, matched) in matched.iter().enumerate().filter(|(at, _)| open[*at]) {
            if let Some(person) = matched.person {
                of_person.entry(person).or_default().push(at);
            }
        }
        if of_person.is_empty() {
            return Ok(Vec::new());
        }
        let mut locked = Vec::new();
        for value in marks::marked_persons(op, MarkKind::Lock)? {
            let person = value.as_int().map(PersonId);
            locked.extend(person.and_then(|p| of_person.get(&p)).into_iter().flatten());
        }
        if self.has_table && store::has_locks(op, self.record_type.id)? {
            let numbers: Vec<usize> = self
                .converter
                .identifiers
                .iter()
                .filter(|(_, kind)| matches!(kind, IdKind::Number(_)))
                .map(|(at, _)| *at)
                .collect();
            let fields = &self.record_type.fields;
            let columns: Vec<&str> = numbers.iter().map(|at| fields[*at].column.as_str()).collect();
            let mut persons: Vec<PersonId> = of_person.keys().copied().collect();
            persons.sort_unstable();
            for (person, values) in store::locked_records(op, self.record_type, &persons, &columns)?
            {
                let stands_for = |row: &usize| {
                    self.record_type.kind == TypeKind::Person
                        || numbers
                            .iter()
                            .zip(&values)
                            .any(|(at, value)| !value.is_null() && rows[*row].values[*at] == *value)
                };
                locked.extend(of_person[&person].iter().filter(|row| stands_for(row)));
            }
        }
        Ok(locked)
    }

    fn not_unique(
        &self,
        op: &mut Op<'_, '_>,
        rows: &[Prepared],
        open: &[bool],
        mut memory: Option<&mut Memory>,
        found: &mut HashMap<usize, (Option<String>, Message)>,
    ) -> Result<()> {
        let unique = self.record_type.fields.iter().enumerate().filter(|(_, field)| field.unique);
        for (at, field) in unique {
            let filled = || {
                rows.iter()
                    .enumerate()
                    .filter(|(row, prepared)| open[*row] && !prepared.values[at].is_null())
            };
            let mut locked = HashMap::new();
            if self.has_table {
                let values = filled().map(|(_, row)| row.values[at].clone()).collect();
                for holder in store::holders(op, self.record_type, &field.column, values)? {
                    let value = crate::register::typed(holder.value, field.data_type);
                    locked.insert(value.to_string(), holder.locked);
                }
            }
            let mut seen = HashSet::new();
            for (row, prepared) in filled() {
                let text = prepared.values[at].to_string();
                let earlier = memory.as_deref_mut().is_some_and(|m| !m.first(&field.key, &text));
                let reason = match locked.get(&text) {
                    Some(true) => "import-reason-locked",
                    Some(false) => "import-reason-not-unique",
                    None if earlier || !seen.insert(text) => "import-reason-twice-in-file",
                    None => continue,
                };
                found.entry(row).or_insert((Some(field.key.clone()), Message::new(reason)));
            }
        }
        Ok(())
    }

    fn loose_links(
        &self,
        op: &mut Op<'_, '_>,
        rows: &[Prepared],
        open: &[bool],
        found: &mut HashMap<usize, (Option<String>, Message)>,
    ) -> Result<()> {
        let fields = self.record_type.fields.iter().enumerate();
        for (at, field) in fields.filter(|(_, field)| field.data_type == DataType::Link) {
            let Some(target) = field.link_type.as_deref().and_then(|key| self.types.find(key))
            else {
                continue;
            };
            let linked: Vec<(usize, &Value)> = rows
                .iter()
                .enumerate()
                .filter(|(row, prepared)| open[*row] && !prepared.values[at].is_null())
                .map(|(row, prepared)| (row, &prepared.values[at]))
                .collect();
            if linked.is_empty() {
                continue;
            }
            let keys = linked.iter().map(|(_, key)| (*key).clone()).collect();
            let there = store::existing(op, target, keys)?;
            for (row, key) in linked.into_iter().filter(|(_, key)| !there.contains(key)) {
                let reason = Message::new("import-reason-link").arg("given", key.to_string());
                found.entry(row).or_insert((Some(field.key.clone()), reason));
            }
        }
        Ok(())
    }

    /// Whose the open rows are; several rows of a batch about one new person share it.
    fn assign(&self, view: &View<'_>, mut memory: Option<&mut Memory>, outcome: &mut Outcome) {
        let has_persons = self.record_type.person.column().is_some();
        let identifiers = view.rows.iter().map(|row| row.candidate.identifiers.len()).sum();
        let mut holders: Holders<'_> = HashMap::with_capacity(identifiers);
        for at in (0..view.rows.len()).filter(|at| view.open[*at]) {
            let (candidate, row) = (&view.rows[at].candidate, view.rows[at].number);
            let mut who = view.matched[at].person.map_or(Who::Nobody, Who::Known);
            if let Some((person, reason)) = &view.matched[at].suggestion {
                outcome.suggest(row, Some(*person), None, vec![reason.clone()]);
            }
            if who == Who::Nobody {
                who = same_file(view.rows, at, &holders, |other, reason| {
                    outcome.suggest(row, None, Some(view.rows[other].number), vec![reason]);
                });
            }
            if who == Who::Nobody && memory.as_deref().is_some_and(|m| m.knows(candidate)) {
                who = Who::Earlier;
            }
            if who == Who::Nobody && has_persons && self.makes_person(&view.rows[at]) {
                who = Who::New(outcome.persons_new);
                outcome.persons_new += 1;
            } else if who != Who::Nobody {
                outcome.persons_matched += 1;
            }
            if who != Who::Nobody {
                share(view.rows, &mut holders, (who, at));
            }
            if let Some(memory) = memory.as_deref_mut() {
                memory.keep(candidate);
            }
            outcome.kept.push((at, who));
        }
    }

    /// Records of persons always have one; what happened to nobody named has none, nor has a
    /// matter without name and number.
    fn makes_person(&self, row: &Prepared) -> bool {
        let is_named = row.fold.is_some();
        let is_identified =
            || self.converter.identifiers.iter().any(|(at, _)| !row.values[*at].is_null());
        match self.record_type.kind {
            TypeKind::Person => true,
            TypeKind::Matter => is_named || is_identified(),
            TypeKind::Activity => is_identified(),
        }
    }

    /// Suggests persons by name for records that were joined to nobody.
    fn by_name(&self, op: &mut Op<'_, '_>, rows: &[Prepared], outcome: &mut Outcome) -> Result<()> {
        let joined = |who: &Who| matches!(who, Who::Known(_) | Who::Earlier);
        let loose = outcome.kept.iter().filter(|(_, who)| !joined(who));
        let places: Vec<usize> = loose.map(|(at, _)| *at).collect();
        let nobody = outcome.kept.iter().filter(|(_, who)| *who == Who::Nobody).count();
        outcome.unlinked = nobody as u64;
        for (row, person, reason) in linking::namesakes(op, self.types, rows, &places)? {
            outcome.suggest(row, Some(person), None, vec![reason]);
        }
        Ok(())
    }

    /// Looks for persons of the same name among the new ones.
    fn compare(
        &self,
        op: &mut Op<'_, '_>,
        rows: &[Prepared],
        fetched: u64,
        outcome: &mut Outcome,
    ) -> Result<()> {
        let fresh: Vec<(usize, &str)> = outcome
            .kept
            .iter()
            .filter(|(_, who)| matches!(who, Who::New(_)))
            .filter_map(|(at, _)| Some((*at, rows[*at].fold.as_deref()?)))
            .filter(|(at, _)| self.comparer.can_tell(&rows[*at].values))
            .collect();
        let found = duplicates::find(op, &self.comparer, self.record_type, rows, &fresh, fetched)?;
        outcome.compared = found.compared;
        outcome.unchecked = found.unchecked;
        for (row, person, other, reasons) in found.suggestions {
            outcome.suggest(row, person, other, reasons);
        }
        Ok(())
    }
}

fn left_out((row, _): (&Prepared, &bool)) -> Refused {
    Refused {
        number: row.number,
        column: None,
        field: None,
        reason: Message::new("import-reason-suppressed"),
        cells: row.cells.clone(),
    }
}

/// Notes that a row's person has its identifiers. A row without a name adds nothing to one with.
fn share<'a>(rows: &'a [Prepared], holders: &mut Holders<'a>, (who, at): Sharer) {
    for (kind, value) in &rows[at].candidate.identifiers {
        let (first, others) = match holders.entry((kind, value)) {
            Entry::Vacant(vacant) => {
                vacant.insert(((who, at), Vec::new()));
                continue;
            }
            Entry::Occupied(occupied) => occupied.into_mut(),
        };
        let fold = |at: usize| &rows[at].candidate.fold;
        let room = others.len() < MOST_SHARERS;
        let mut known = std::iter::once(first).chain(others.iter_mut());
        let same = known.find(|(other, row)| {
            let nameless = fold(at).is_none() || fold(*row).is_none();
            *other == who && (nameless || fold(*row) == fold(at))
        });
        match same {
            Some((_, row)) if fold(*row).is_none() => *row = at,
            None if room => others.push((who, at)),
            _ => {}
        }
    }
}

/// Whose an earlier row with the same number, e-mail address or telephone is, unless something
/// contradicts all of them, which makes a possible duplicate of the first instead.
fn same_file(
    rows: &[Prepared],
    at: usize,
    holders: &Holders<'_>,
    mut suggest: impl FnMut(usize, Message),
) -> Who {
    let candidate = &rows[at].candidate;
    for (kind, value) in candidate.ranked() {
        let Some((first, others)) = holders.get(&(kind, value.as_str())) else { continue };
        let mut against = None;
        for (who, other) in std::iter::once(first).chain(others) {
            let Candidate { fold, .. } = &rows[*other].candidate;
            let emails: Vec<&str> = rows[*other].candidate.emails().collect();
            let folds: Vec<&str> = fold.as_deref().into_iter().collect();
            let known = Known { folds: &folds, emails: &emails };
            match contradiction(kind, candidate, known) {
                None => return *who,
                Some(reason) => against = against.or(Some((*other, reason))),
            }
        }
        if let Some((other, reason)) = against {
            suggest(other, reason);
        }
    }
    Who::Nobody
}

impl Outcome {
    fn suggest(
        &mut self,
        row: u64,
        person: Option<PersonId>,
        other_row: Option<u64>,
        reasons: Vec<Message>,
    ) {
        self.duplicates_count += 1;
        self.duplicates.push(PossibleDuplicate { row, person, other_row, reasons });
    }

    /// The records to insert, with the new persons numbered from `first` on.
    pub(super) fn inserts(&self, rows: &[Prepared], first: i64) -> Vec<Insert> {
        self.kept
            .iter()
            .map(|(at, who)| Insert {
                person: match who {
                    Who::Nobody | Who::Earlier => None,
                    Who::Known(person) => Some(*person),
                    Who::New(number) => {
                        let number = i64::try_from(*number).unwrap_or(i64::MAX);
                        Some(PersonId(first.saturating_add(number)))
                    }
                },
                fold: rows[*at].fold.clone(),
                values: rows[*at].values.clone(),
            })
            .collect()
    }
}
