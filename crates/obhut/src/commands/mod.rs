//! The commands, one file for each group.

pub mod act;
pub mod cases;
pub mod concept;
pub mod demo;
pub mod export;
pub mod find;
pub mod import;
pub mod init;
pub mod journal;
pub mod marks;
pub mod records;
pub mod run;
pub mod sheets;
pub mod suppress;
pub mod timeline;
pub mod types;
pub mod upkeep;
pub mod user;

use std::{fs, path::Path};

use obhut_core::retention::ActionKind;
use obhut_kernel::{Error, Kind, Message, Result};

use crate::screen::Screen;

/// The catalogue key of an action's name.
pub fn action_label(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Anonymise => "action-anonymise",
        ActionKind::Partial => "action-partial",
        ActionKind::Mask => "action-mask",
        ActionKind::Lock => "action-lock",
        ActionKind::Unlock => "action-unlock",
        ActionKind::Keep => "action-keep",
        ActionKind::Release => "action-release",
        ActionKind::Delete => "action-delete",
        ActionKind::Archive => "action-archive",
        ActionKind::Classify => "action-classify",
    }
}

/// A hold or a failure in words, by the key that reports and case files carry.
pub fn hold(screen: &Screen, key: &str) -> String {
    match key {
        "keep" => screen.word("hold-keep"),
        "person_keep" => screen.word("hold-person-keep"),
        "lock" => screen.word("hold-lock"),
        "person_lock" => screen.word("hold-person-lock"),
        "cap" => screen.word("hold-cap"),
        key => match key.split_once(':') {
            Some((hold @ ("statutory" | "statutory_unknown"), norm)) => {
                let law = obhut_law::retention::find(norm)
                    .map_or_else(|| norm.to_owned(), |known| known.law_reference.to_owned());
                let word =
                    if hold == "statutory" { "hold-statutory" } else { "hold-statutory-unknown" };
                screen.text(&Message::new(word).arg("norm", law))
            }
            _ if obhut_text::has_key(screen.lang, key) => screen.word(key),
            _ => key.to_owned(),
        },
    }
}

/// Writes a file as a whole.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).map_err(|error| {
        let path = path.display().to_string();
        Error::new(Kind::Unavailable, Message::new("error-file-write").arg("path", path))
            .with_inside(error)
    })
}
