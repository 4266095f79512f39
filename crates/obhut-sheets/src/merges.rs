use std::collections::VecDeque;

use crate::{
    Cell,
    rows::{Merge, RawRow},
};

/// Gives each row the value of the cells that reach into it from above. A row without content
/// of its own stays blank: it is only the height of the row above.
#[derive(Debug, Default)]
pub(crate) struct Filler {
    /// Those that span rows, by their first row.
    coming: VecDeque<Merge>,
    open: Vec<(Merge, Cell)>,
}

impl Filler {
    pub(crate) fn new(merges: &[Merge]) -> Self {
        let mut coming: Vec<Merge> =
            merges.iter().filter(|merge| merge.last_row > merge.first_row).copied().collect();
        coming.sort_by_key(|merge| merge.first_row);
        Self { coming: coming.into(), open: Vec::new() }
    }

    pub(crate) fn fill(&mut self, row: &mut RawRow) {
        self.open.retain(|(merge, _)| merge.last_row >= row.number);
        if !row.is_blank() {
            for (merge, cell) in &self.open {
                let at = merge.first_column;
                if row.cells.len() <= at {
                    row.cells.resize(at + 1, Cell::Empty);
                }
                if row.cells[at].is_blank() {
                    row.cells[at] = cell.clone();
                }
            }
        }
        while let Some(merge) = self.coming.pop_front_if(|merge| merge.first_row <= row.number) {
            let cell = row.cells.get(merge.first_column).cloned().unwrap_or_default();
            // Cells that overlap are not allowed, and could be so many that each row takes long.
            let column = merge.first_column;
            let taken = self.open.iter().any(|(other, _)| other.first_column == column);
            if merge.first_row == row.number && !cell.is_blank() && !taken {
                self.open.push((merge, cell));
            }
        }
    }
}
