//! Says what files are: `cargo run -p obhut-sheets --example describe -- FILE…`

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use obhut_sheets::{Entry, Options, Table};

fn main() {
    for path in std::env::args().skip(1) {
        println!("== {path}");
        let mut table = match Table::open(&path, &Options::default()) {
            Ok(table) => table,
            Err(error) => {
                println!("{error:?}");
                continue;
            }
        };
        println!("{:?}", table.detected);
        for note in &table.notes {
            println!("note {note:?}");
        }
        let names: Vec<_> = table.columns.iter().map(|column| column.name.as_str()).collect();
        println!("{} columns: {}", names.len(), names.join(" | "));
        let mut shown = 0;
        for entry in table.rows() {
            match entry {
                Ok(Entry::Row(row)) => {
                    shown += 1;
                    if shown <= 5 {
                        let cells: Vec<_> = row.cells.iter().map(ToString::to_string).collect();
                        println!("{}: {}", row.number, cells.join(" | ").replace('\n', "⏎"));
                    }
                }
                Ok(other) => println!("{other:?}"),
                Err(error) => println!("{error:?}"),
            }
        }
        println!("{:?}", table.rows().counts());
    }
}
