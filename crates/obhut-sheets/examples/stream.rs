//! Writes a CSV file of many rows and streams it back, and says how fast and in how much memory:
//! `cargo run --release -p obhut-sheets --example stream -- [ROWS] [FILE]`

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
    time::Instant,
};

use obhut_kernel::Result;
use obhut_sheets::{Cell, CsvStyle, CsvWriter, Entry, Options, Table, Writer, XlsxWriter};

const COLUMNS: [&str; 10] = [
    "Mitgliedsnummer",
    "Anrede",
    "Vorname",
    "Nachname",
    "Straße",
    "PLZ",
    "Ort",
    "E-Mail",
    "Telefon",
    "Geburtsdatum",
];

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let rows = args.next().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let temp = std::env::temp_dir().join(format!("obhut-stream-{}.csv", std::process::id()));
    let path = args.next().map_or_else(|| temp.clone(), PathBuf::from);
    if !path.exists() {
        measure("written", rows, || write(&path, rows))?;
    }
    measure("read", rows, || read(&path, rows))?;
    if path == temp && std::fs::remove_file(&temp).is_err() {
        println!("left behind: {}", temp.display());
    }
    Ok(())
}

fn write(path: &Path, rows: u64) -> Result<()> {
    let file = BufWriter::new(File::create(path).map_err(obhut_kernel::Error::internal)?);
    let mut writer: Box<dyn Writer> = if path.extension().is_some_and(|e| e == "xlsx") {
        Box::new(XlsxWriter::new(file, None, "Mitglieder", &COLUMNS)?)
    } else {
        Box::new(CsvWriter::new(file, CsvStyle::German, &COLUMNS)?)
    };
    for row in 0..rows {
        writer.row(&[
            Cell::text(format!("M-{row:07}")),
            Cell::text(if row % 2 == 0 { "Frau" } else { "Herr" }),
            Cell::text("Jörg"),
            Cell::text(format!("Müller-Lüdenscheidt {}", row % 5000)),
            Cell::text(format!("Königsweg {}", row % 300)),
            Cell::text(format!("{:05}", 1000 + row % 90_000)),
            Cell::text("Frankfurt a. M."),
            Cell::text(format!("mitglied{row}@example.org")),
            Cell::text(format!("+49 172 {:07}", row % 10_000_000)),
            Cell::Date(jiff::civil::date(1980, 7, 17)),
        ])?;
    }
    writer.finish()
}

fn read(path: &Path, rows: u64) -> Result<()> {
    let mut table = Table::open(path, &Options::default())?;
    let mut bytes = 0;
    for entry in table.rows() {
        if let Entry::Row(row) = entry? {
            bytes += row.cells.iter().map(|cell| cell.as_text().len()).sum::<usize>();
        }
    }
    let counts = table.rows().counts();
    assert_eq!((counts.rows, counts.rejected), (rows, 0));
    println!("{bytes} bytes of text");
    Ok(())
}

fn measure(what: &str, rows: u64, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let start = Instant::now();
    work()?;
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    println!(
        "{what} in {seconds:.2} s, {:.0} rows/s, {peak}",
        f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) / seconds
    );
    Ok(())
}
