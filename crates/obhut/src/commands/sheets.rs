//! Sheets that commands write.

use std::{
    fs::{self, File},
    io::{self, BufWriter},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use obhut_kernel::{Error, Kind, Lang, Message, Result};
use obhut_sheets::{CsvStyle, CsvWriter, JsonStyle, JsonWriter, Writer, XlsxWriter};

/// The format of a file to write, by the ending of its name.
pub fn format(path: &Path) -> Result<&'static str> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        Some("csv") => Ok("csv"),
        Some("xlsx") => Ok("xlsx"),
        Some("json") => Ok("json"),
        _ => {
            let path = path.display().to_string();
            Err(Error::invalid(Message::new("error-export-format").arg("path", path)))
        }
    }
}

/// Refuses a file that is there already, unless it may be overwritten.
pub fn refuse_existing(path: &Path, force: bool) -> Result<()> {
    if force || fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    Err(exists(path))
}

/// A writer of that format into a new file, which its owner alone may read; with `force` it takes
/// the place of one that is there. CSV is written as the programs of the reader's language expect
/// it; the temporary file that XLSX needs lies beside the file.
pub fn writer(path: &Path, lang: Lang, force: bool, columns: &[String]) -> Result<Box<dyn Writer>> {
    let format = format(path)?;
    let file = new_file(path, force)?;
    let out = BufWriter::new(file);
    let style = match lang {
        Lang::De => CsvStyle::German,
        Lang::En => CsvStyle::Comma,
    };
    Ok(match format {
        "csv" => Box::new(CsvWriter::new(out, style, columns)?),
        "json" => Box::new(JsonWriter::new(out, JsonStyle::Lines, columns)?),
        _ => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.map_or_else(|| PathBuf::from("."), Path::to_owned);
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            Box::new(XlsxWriter::new(out, Some(&folder), &name, columns)?)
        }
    })
}

fn new_file(path: &Path, force: bool) -> Result<File> {
    // Written into, an old file would keep the rights it was made with.
    if force && fs::symlink_metadata(path).is_ok() {
        fs::remove_file(path).map_err(|error| unwritable(path, &error))?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
        match error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => unwritable(path, &error),
        }
    })
}

fn exists(path: &Path) -> Error {
    let path = path.display().to_string();
    Error::new(Kind::Conflict, Message::new("error-file-exists").arg("path", path))
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    let path = path.display().to_string();
    Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
        .with_inside(error)
}
