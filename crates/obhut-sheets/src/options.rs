use std::fmt;

use obhut_kernel::Lang;

/// How a file is to be read. The default detects everything.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The sheet of a workbook by name; otherwise the first visible sheet with content.
    pub sheet: Option<String>,
    /// The character between the cells of a text file; otherwise found by sampling.
    pub delimiter: Option<char>,
    /// The encoding of a text file by its label, such as `windows-1252` (WHATWG Encoding
    /// Standard); otherwise found by a pass over the file.
    pub encoding: Option<String>,
    /// Where the column names are.
    pub header: HeaderChoice,
    /// The language of the names of columns that have none: `Spalte 1`, `Column 1`.
    pub lang: Lang,
    /// Bounds on what is read.
    pub limits: Limits,
}

/// Where the column names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderChoice {
    /// Found by comparing the first rows with what follows them.
    #[default]
    Detect,
    /// There are none: every row is data, and the columns are numbered.
    Absent,
    /// In this row as a person counts: from 1, the line of the file for text files.
    Row(u64),
}

/// Bounds on what is read, so that no file can exhaust the machine.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Columns of a table; one more is an error.
    pub columns: usize,
    /// Bytes of one cell; a longer one rejects its row.
    pub cell_bytes: usize,
    /// Rows of a workbook sheet; one more is an error. Text files stream and have no bound.
    pub sheet_rows: u64,
    /// Cells of a sheet of the formats that are loaded as a whole (ODS, XLS, HTML).
    pub loaded_cells: u64,
    /// Bytes of what is held in memory: standard input, HTML and XLS files.
    pub memory_bytes: u64,
    /// Bytes of all parts of an archive (XLSX, XLSM, XLSB, ODS) when unpacked.
    pub archive_bytes: u64,
    /// How many times larger than packed a part of an archive may be, once it is larger than
    /// 10 MiB. Sheets of a million similar rows reach 100.
    pub archive_ratio: u64,
    /// Files in an archive.
    pub archive_entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            columns: 500,
            cell_bytes: 1 << 20,
            sheet_rows: 1 << 20,
            loaded_cells: 10_000_000,
            memory_bytes: 512 << 20,
            archive_bytes: 2 << 30,
            archive_ratio: 250,
            archive_entries: 10_000,
        }
    }
}

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text with a delimiter: CSV, TSV and their relatives (RFC 4180, loosely).
    Csv,
    /// Office Open XML workbook, without or with macros, which are never run (ECMA-376).
    Xlsx,
    /// Excel's binary workbook in an archive (MS-XLSB).
    Xlsb,
    /// OpenDocument spreadsheet (ISO/IEC 26300).
    Ods,
    /// Excel 97 to 2003 (MS-XLS).
    Xls,
    /// Address book cards 2.1, 3.0 (RFC 2426), 4.0 (RFC 6350).
    Vcard,
    /// Directory entries (RFC 2849).
    Ldif,
    /// A table of a web page or of the clipboard.
    Html,
}

impl Format {
    /// The key used in tables, files and the API.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Xls => "xls",
            Self::Vcard => "vcard",
            Self::Ldif => "ldif",
            Self::Html => "html",
        }
    }
}

impl fmt::Display for Format {
    /// The name people use.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
            Self::Xlsb => "XLSB",
            Self::Ods => "ODS",
            Self::Xls => "XLS",
            Self::Vcard => "vCard",
            Self::Ldif => "LDIF",
            Self::Html => "HTML",
        })
    }
}
