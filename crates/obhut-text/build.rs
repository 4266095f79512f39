//! Embeds every catalogue file under `i18n/<language>/`, so that a new file needs no code.

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

const LANGUAGES: [&str; 2] = ["de", "en"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../i18n").canonicalize()?;
    let mut code = String::from("/// Language code, file name and text of each catalogue file.\n");
    code.push_str("pub(crate) const FILES: &[(&str, &str, &str)] = &[\n");
    for language in LANGUAGES {
        let folder = root.join(language);
        // Cargo looks into the folder, so new, changed and removed files all count.
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = fs::read_dir(&folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
        files.sort();
        for file in files {
            let name = file.file_name().ok_or("a file has a name")?.to_string_lossy();
            let path = file.to_str().ok_or("the path of a catalogue is UTF-8")?;
            writeln!(code, "    ({language:?}, {name:?}, include_str!({path:?})),")?;
        }
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("files.rs"), code)?;
    Ok(())
}
