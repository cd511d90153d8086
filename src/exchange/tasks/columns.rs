//! CSV files with the names of their columns in the first row.

use std::collections::HashMap;

use csv::StringRecord;

use super::foreign::TaskFile;

/// The rows of a file, whose cells are found by the name of their column.
pub(super) struct CsvColumns {
    places: HashMap<String, usize>,
    pub rows: Vec<StringRecord>,
}

impl CsvColumns {
    /// Reads the rows. One that cannot be read is skipped by name.
    pub fn read(text: &str, file: &mut TaskFile) -> Self {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let names = reader.headers().cloned().unwrap_or_default();
        let places = names.iter().enumerate().map(|(at, name)| (name.trim().to_lowercase(), at)).collect();
        let mut rows = Vec::new();
        for row in reader.records() {
            match row {
                Ok(row) => rows.push(row),
                Err(error) => file.skipped.push(format!("a row: {error}")),
            }
        }
        Self { places, rows }
    }

    /// Returns the cell of a column, by its name in small letters; empty if there is none.
    pub fn cell<'a>(&self, row: &'a StringRecord, name: &str) -> &'a str {
        self.places.get(name).and_then(|at| row.get(*at)).unwrap_or_default()
    }
}
