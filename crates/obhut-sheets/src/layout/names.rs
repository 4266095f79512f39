use std::collections::HashSet;

use crate::{
    Cell,
    rows::{Merge, RawRow},
};

/// The text of a header cell in one line.
pub(super) fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c == '\u{feff}' || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The texts of a header row, where a cell that spans columns counts for each.
pub(super) fn texts(row: &RawRow, width: usize, merges: &[Merge]) -> Vec<String> {
    let mut texts: Vec<String> =
        (0..width).map(|column| row.cells.get(column).map_or_else(String::new, text)).collect();
    for merge in merges.iter().filter(|merge| merge.first_row == row.number) {
        let Some(first) = texts.get(merge.first_column).cloned() else { continue };
        for text in texts.iter_mut().take(merge.last_column + 1).skip(merge.first_column + 1) {
            text.clone_from(&first);
        }
    }
    texts
}

/// Joins two header rows column by column. Where the upper one names a group only over its
/// first column, and `merges` do not say how far it goes, it goes up to the next name.
pub(super) fn join(upper: &[String], lower: &[String], spans_known: bool) -> Vec<String> {
    let mut group = "";
    upper
        .iter()
        .zip(lower)
        .map(|(upper, lower)| {
            if !upper.is_empty() || spans_known {
                group = upper;
            }
            match (group, lower.as_str()) {
                (_, "") => upper.clone(),
                ("", lower) => lower.to_owned(),
                (group, lower) if group == lower => lower.to_owned(),
                (group, lower) => format!("{group} {lower}"),
            }
        })
        .collect()
}

/// Makes a name unique among those taken, without regard to case: `Name`, `Name 2`, `Name 3`.
/// `later` are the names still to come, which a number must not take away.
pub(super) fn unique(name: &str, taken: &mut HashSet<String>, later: &HashSet<String>) -> String {
    if taken.insert(name.to_lowercase()) {
        return name.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let numbered = format!("{name} {number}");
        let key = numbered.to_lowercase();
        if !later.contains(&key) && taken.insert(key) {
            return numbered;
        }
        number += 1;
    }
}

fn text(cell: &Cell) -> String {
    tidy(&cell.as_text())
}

/// Makes names unique among each other.
pub(crate) fn unique_names(names: &[String]) -> Vec<String> {
    let later: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let mut taken = HashSet::new();
    names.iter().map(|name| unique(name, &mut taken, &later)).collect()
}
