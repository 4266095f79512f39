//! The text files that belong to the project.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use crate::{Fallible, cargo};

/// A file with its path from the workspace root, in `/` form.
pub struct TextFile {
    pub path: String,
    pub text: String,
}

impl TextFile {
    /// Whether the file is Rust source.
    pub fn is_rust(&self) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == "rs")
    }
}

/// All files that git tracks or would track, without those that are not UTF-8.
pub fn tracked(root: &Path) -> Fallible<Vec<TextFile>> {
    // A clone may belong to somebody other than who runs the checks.
    let list = cargo::output(Command::new("git").current_dir(root).args([
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]))?;
    let mut files = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        match fs::read_to_string(root.join(path)) {
            Ok(text) => files.push(TextFile { path: path.into(), text }),
            // Deleted but not yet committed, not text, or a link to a folder.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound
                        | io::ErrorKind::InvalidData
                        | io::ErrorKind::IsADirectory
                ) => {}
            Err(error) => return Err(format!("{path}: {error}").into()),
        }
    }
    Ok(files)
}
