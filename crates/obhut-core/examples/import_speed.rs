//! Measures an import against bare inserts of the same rows into the same table with the same
//! indexes: `import_speed [ROWS] [postgres://…]`.
//!
//! PostgreSQL: the named database must be empty. Prints seconds, the ratio and the peak memory.

#![expect(clippy::print_stdout, reason = "prints what it measured")]

use std::{env, fs::File, io::Write as _, path::Path, sync::Arc, time::Instant};

use obhut_core::{
    Faults, Place, Tenant, access,
    register::{
        Template, Visibility,
        import::{ImportRequest, import},
    },
    setup::{self, Setup, World},
};
use obhut_kernel::{OsRandom, Result, SystemClock, Value};
use obhut_law::LegalBasis;
use obhut_sheets::{Options, Table};
use obhut_sql::{
    ColumnKind, Db, Dialect, TableName, Target,
    batch::{copy_in, insert},
};

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

fn main() {
    let mut args = env::args().skip(1);
    let rows: u32 = args.next().map_or(1_000_000, |text| text.parse().expect("a number of rows"));
    let server = args.next();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("contacts.csv");
    write(&file, rows).expect("the file can be written");
    let imported = run_import(folder.path(), &file, rows, server.as_deref()).expect("an import");
    println!("peak memory of the import: {} MB", peak() / 1024);
    let bare = run_bare(folder.path(), rows, server.as_deref()).expect("bare inserts");
    println!("import {imported:.1} s, bare {bare:.1} s, ratio {:.2}", imported / bare);
}

/// The cells of one row: each person has a name of its own.
fn cells(at: u32) -> [String; 10] {
    let pick = |list: &[&str], by: u32| list[(at / by) as usize % list.len()].to_owned();
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

fn write(path: &Path, rows: u32) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "Kundennummer;Vorname;Nachname;E-Mail;Telefon;Straße;PLZ;Ort;Geburtsdatum;Bemerkungen"
    )?;
    for at in 0..rows {
        writeln!(out, "{}", cells(at).join(";"))?;
    }
    out.flush()
}

fn store(folder: &Path, name: &str, server: Option<&str>) -> Result<Tenant> {
    let target: Option<Target> = server.map(str::parse).transpose()?;
    let place = Place::new(folder.join(name), target, None, name)?;
    let world = World {
        clock: Arc::new(SystemClock),
        random: Arc::new(OsRandom),
        faults: Arc::new(Faults::default()),
    };
    let setup = Setup { template: Template::Crm, sandbox: true, zone: "Europe/Berlin".to_owned() };
    setup::init(&place, &setup, &world)
}

fn run_import(folder: &Path, file: &Path, rows: u32, server: Option<&str>) -> Result<f64> {
    let tenant = store(folder, "measured", server)?;
    let actor = access::ops::actor(&tenant, setup::FIRST_LOGIN)?;
    let request = ImportRequest {
        source: Some("Messung".to_owned()),
        basis: Some(LegalBasis::Contract),
        visibility: Visibility::All,
        ..ImportRequest::new("contact")
    };
    let began = Instant::now();
    let table = Table::open(file, &Options::default())?;
    let report = import(&tenant, &actor, table, &request, None, |_| true)?;
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(report.imported, u64::from(rows), "{:?}", report.rejected.first());
    println!(
        "persons {} new, {} matched; possible duplicates {}, not compared {}",
        report.persons_new,
        report.persons_matched,
        report.triage.duplicates_count,
        report.triage.duplicates_unchecked
    );
    Ok(seconds)
}

/// The same rows, with their system columns, in one transaction.
fn run_bare(folder: &Path, rows: u32, server: Option<&str>) -> Result<f64> {
    let tenant = store(folder, "bare", server)?;
    let place = tenant.place().clone();
    drop(tenant);
    let db = Db::open(&place.data(), &obhut_sql::Options::default())?;
    let text = [
        "o_fold",
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
    let numbers = ["id", "person_id", "o_origin", "o_owner", "o_changed_by"];
    let mut columns: Vec<(&str, ColumnKind)> =
        numbers.iter().map(|name| (*name, ColumnKind::BigInt)).collect();
    columns.push(("o_visible", ColumnKind::SmallInt));
    columns.extend(["o_created_at", "o_changed_at"].map(|name| (name, ColumnKind::Instant)));
    columns.extend(text.iter().map(|name| (*name, ColumnKind::Text)));
    columns.push(("birth_date", ColumnKind::Date));
    #[expect(clippy::disallowed_methods, reason = "measures")]
    let (began, now) = (Instant::now(), jiff::Timestamp::now());
    db.write(|tx| {
        let mut all = (0..rows).map(|at| {
            let id = i64::from(at) + 1;
            let mut row: Vec<Value> = vec![id.into(), id.into(), 1_i64.into(), 1_i64.into()];
            row.extend([Value::from(1_i64), 0_i64.into(), now.into(), now.into()]);
            let cells = cells(at);
            row.push(format!("{}, {}", cells[2].to_lowercase(), cells[1].to_lowercase()).into());
            let birth: jiff::civil::Date = cells[8].parse().expect("a date");
            for (place, cell) in cells.into_iter().enumerate().filter(|(place, _)| *place != 8) {
                debug_assert!(place < 10);
                row.push(cell.into());
            }
            row.push(birth.into());
            row
        });
        if tx.dialect() == Dialect::Postgres {
            let table = TableName::in_schema(place.schema(), "rec_contact");
            copy_in(tx, &table, &columns, &mut all)
        } else {
            insert(tx, &"rec_contact".into(), &columns, &mut all)
        }
    })?;
    Ok(began.elapsed().as_secs_f64())
}

/// The most memory that was resident, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).unwrap_or_default()
}
