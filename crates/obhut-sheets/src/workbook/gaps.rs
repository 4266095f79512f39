//! White space between the elements of an ODS file, as programs write it that indent their XML.
//! It means nothing (ODF 1.3, part 3, 6.1.2: only the text of paragraphs is text), but calamine
//! takes it for a cell that is none and gives up, or adds it to the text of the cell. So it is
//! taken out before calamine sees the file.

use std::io::{BufReader, Cursor, Write};

use obhut_kernel::{Error, Result};
use quick_xml::{
    Reader as XmlReader, Writer as XmlWriter,
    events::{BytesStart, Event as Xml},
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{damaged, ods::next};
use crate::{
    input::{Bytes, Input, too_large},
    options::Limits,
};

/// The parts of the archive that calamine looks at, beside the content.
const PARTS: [&str; 3] = ["mimetype", "META-INF/manifest.xml", "meta.xml"];

/// Follows the elements of a content.xml and tells what lies between them.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// How deep in paragraphs, where white space is text.
    texts: u32,
    /// How deep in elements where calamine expects nothing but elements.
    strict: u32,
}

impl Gaps {
    /// Takes note of an event; whether it is white space or a comment between elements.
    pub(super) fn see(&mut self, event: &Xml<'_>) -> bool {
        match event {
            Xml::Start(element) => {
                self.texts += u32::from(is_text(element));
                self.strict += u32::from(is_strict(element));
                false
            }
            Xml::End(element) => {
                let name = element.name();
                let element = BytesStart::new(name.as_ref());
                self.texts = self.texts.saturating_sub(u32::from(is_text(&element)));
                self.strict = self.strict.saturating_sub(u32::from(is_strict(&element)));
                false
            }
            Xml::Text(text) => self.texts == 0 && text.chars().all(|c| " \t\r\n".contains(c)),
            Xml::Comment(_) | Xml::PI(_) => true,
            _ => false,
        }
    }

    /// Whether calamine stumbles over a gap here.
    pub(super) fn matter(&self) -> bool {
        self.strict > 0
    }
}

fn is_text(element: &BytesStart<'_>) -> bool {
    matches!(element.name().as_ref(), "text:p" | "text:h")
}

fn is_strict(element: &BytesStart<'_>) -> bool {
    matches!(element.name().as_ref(), "table:table-row" | "table:named-expressions")
}

/// The file with the gaps taken out, as far as calamine needs it.
pub(super) fn without(input: &Input, limits: &Limits) -> Result<Box<dyn Bytes>> {
    if input.len > limits.memory_bytes {
        return Err(too_large(limits));
    }
    let mut archive = ZipArchive::new(input.open()?).map_err(damaged)?;
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for part in PARTS {
        if let Ok(part) = archive.by_name(part) {
            packed.raw_copy_file(part).map_err(damaged)?;
        }
    }
    let content = archive.by_name("content.xml").map_err(damaged)?;
    // The content is packed again only to be read once.
    let quick = SimpleFileOptions::default().compression_level(Some(1)).large_file(true);
    packed.start_file("content.xml", quick).map_err(damaged)?;
    let mut reader = XmlReader::from_reader(BufReader::new(content));
    reader.config_mut().check_end_names = false;
    copy(reader, &mut packed)?;
    Ok(Box::new(packed.finish().map_err(damaged)?))
}

fn copy(mut reader: XmlReader<impl std::io::BufRead>, to: &mut impl Write) -> Result<()> {
    let mut writer = XmlWriter::new(to);
    let mut gaps = Gaps::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = next(&mut reader, &mut buffer)?;
        if matches!(event, Xml::Eof) {
            return Ok(());
        }
        if !gaps.see(&event) {
            writer.write_event(event).map_err(|error| Error::internal(error.to_string()))?;
        }
    }
}
