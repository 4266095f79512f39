//! Importing a CSV file of contacts, classified, matched and journalled, against bare prepared
//! inserts or one `COPY` of the same rows into the same table with the same indexes.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use obhut_core::register::{
    Visibility,
    import::{ImportRequest, import},
};
use obhut_kernel::Value;
use obhut_law::LegalBasis;
use obhut_sheets::{Options, Table};
use obhut_sql::{
    ColumnKind,
    batch::{copy_in, insert},
};

use crate::{
    fresh,
    report::{Clock, Report, forget_peak, peak_memory},
    store::Store,
};

/// How many times bare inserts an import may take.
const TARGET: f64 = 3.0;
/// So many megabytes it may need.
const MEMORY: u64 = 200;

const FIRST: [&str; 12] = [
    "Anna", "Bernd", "Clara", "Dieter", "Eva", "Falk", "Gisela", "Hans", "Ines", "Jörg", "Käthe",
    "Ludwig",
];
const LAST: [&str; 12] = [
    "Müller",
    "Schmidt",
    "Weiß",
    "Höh",
    "Lüdenscheidt",
    "Krüger",
    "Zander",
    "Öztürk",
    "Meyer",
    "Vogt",
    "Jäger",
    "Sommer",
];
const HEADER: &str =
    "Kundennummer;Vorname;Nachname;E-Mail;Telefon;Straße;PLZ;Ort;Geburtsdatum;Bemerkungen";

/// The columns of the bare inserts beside those of the file.
const NUMBERS: [&str; 5] = ["id", "person_id", "o_origin", "o_owner", "o_changed_by"];
/// The fields that the columns of the file go to, without the date of birth.
const TEXTS: [&str; 9] = [
    "customer_number",
    "first_name",
    "last_name",
    "email",
    "phone",
    "street",
    "postcode",
    "city",
    "remarks",
];
/// The place of the date of birth in a row of the file.
const BIRTH: usize = 8;

/// Measures and adds the rows.
pub fn measure(report: &mut Report, server: Option<&str>, rows: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("contacts.csv");
    write(&file, rows).expect("the file can be written");
    forget_peak();
    let store = fresh(server);
    let engine = store.engine();
    let (ours, ours_busy) = timed(|| ours(&store, &file, rows));
    let peak = peak_memory();
    drop(store);
    let (bare, bare_busy) = bare(&fresh(server), rows);
    let work = format!("import {rows} rows of CSV, classified, matched, journalled");
    report.ratio(&engine, &work, ours.as_secs_f64(), bare.as_secs_f64(), TARGET);
    let busy = format!("{:.1} s, bare {:.1} s", ours_busy.as_secs_f64(), bare_busy.as_secs_f64());
    report.figure(&engine, "the same in processor time, without the server's", &busy);
    report.memory(&engine, "peak memory of the import", peak, MEMORY);
}

fn timed(work: impl FnOnce()) -> (Duration, Duration) {
    let clock = Clock::start();
    work();
    clock.read()
}

/// The cells of one row.
fn cells(at: u64) -> [String; 10] {
    let pick = |list: &[&str], by: u64| {
        let place = usize::try_from(at / by).unwrap_or_default();
        list[place % list.len()].to_owned()
    };
    [
        format!("K{at:07}"),
        pick(&FIRST, 1),
        format!("{}{}", pick(&LAST, 12), at / 144 % 5_000),
        format!("kontakt{at}@example.org"),
        format!("+4930{:08}", 10_000_000 + at),
        format!("Lange Straße {}", at % 200),
        format!("{:05}", 1_067 + at % 90_000),
        "Leipzig".to_owned(),
        format!("{:04}-{:02}-{:02}", 1930 + at % 80, 1 + at % 12, 1 + at % 28),
        "aus Altbestand übernommen".to_owned(),
    ]
}

fn write(path: &Path, rows: u64) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "{HEADER}")?;
    for at in 0..rows {
        writeln!(out, "{}", cells(at).join(";"))?;
    }
    out.flush()
}

fn ours(store: &Store, file: &Path, rows: u64) {
    let request = ImportRequest {
        source: Some("Messung".to_owned()),
        basis: Some(LegalBasis::Contract),
        visibility: Visibility::All,
        ..ImportRequest::new("contact")
    };
    let table = Table::open(file, &Options::default()).expect("the file");
    let done = import(&store.tenant, &store.admin, table, &request, None, |_| true);
    let done = done.expect("an import");
    assert_eq!((done.imported, done.persons_new), (rows, rows), "{:?}", done.rejected.first());
}

/// The same rows with their system columns in one transaction. What it takes to make them up is
/// not counted.
fn bare(store: &Store, rows: u64) -> (Duration, Duration) {
    let mut columns: Vec<(&str, ColumnKind)> =
        NUMBERS.iter().map(|name| (*name, ColumnKind::BigInt)).collect();
    columns.push(("o_visible", ColumnKind::SmallInt));
    columns.extend(["o_created_at", "o_changed_at"].map(|name| (name, ColumnKind::Instant)));
    columns.push(("o_fold", ColumnKind::Text));
    columns.extend(TEXTS.map(|name| (name, ColumnKind::Text)));
    columns.push(("birth_date", ColumnKind::Date));
    let clock = Clock::start();
    let mut making = Duration::ZERO;
    store
        .db
        .write(|tx| {
            let mut made = Vec::new();
            let mut next = 0;
            let mut all = std::iter::from_fn(|| {
                if made.is_empty() {
                    let began = Instant::now();
                    made = (next..rows.min(next + 1_000)).map(row).rev().collect();
                    next += 1_000;
                    making += began.elapsed();
                }
                made.pop()
            });
            match store.tenant.dialect() {
                obhut_sql::Dialect::Postgres => {
                    copy_in(tx, &"rec_contact".into(), &columns, &mut all)
                }
                _ => insert(tx, &"rec_contact".into(), &columns, &mut all),
            }
        })
        .expect("bare inserts");
    let (elapsed, busy) = clock.read();
    (elapsed.saturating_sub(making), busy.saturating_sub(making))
}

fn row(at: u64) -> Vec<Value> {
    let id = i64::try_from(at).unwrap_or_default() + 1;
    let now = jiff::Timestamp::UNIX_EPOCH;
    let mut row: Vec<Value> = vec![id.into(), id.into(), 1_i64.into(), 1_i64.into()];
    row.extend([Value::from(1_i64), 0_i64.into(), now.into(), now.into()]);
    let cells = cells(at);
    row.push(format!("{}, {}", cells[2].to_lowercase(), cells[1].to_lowercase()).into());
    let birth: jiff::civil::Date = cells[BIRTH].parse().expect("a date");
    row.extend(
        cells.into_iter().enumerate().filter(|(place, _)| *place != BIRTH).map(|c| c.1.into()),
    );
    row.push(birth.into());
    row
}
