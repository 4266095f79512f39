//! Sheets that commands write.

use std::{
    fs::File,
    io::BufWriter,
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

/// A writer of that format into a file. CSV is written as the programs of the reader's language
/// expect it; the temporary file that XLSX needs lies beside the file.
pub fn writer(path: &Path, lang: Lang, columns: &[String]) -> Result<Box<dyn Writer>> {
    let format = format(path)?;
    let file = File::create(path).map_err(|error| {
        let path = path.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
            .with_inside(error)
    })?;
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
