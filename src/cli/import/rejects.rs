//! What cannot be kept, with line and reason, as a file for the one who sent it.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The file of rows that cannot be kept; made with the first.
pub(super) struct Rejects {
    path: PathBuf,
    header: Vec<String>,
    writer: Option<csv::Writer<File>>,
}

impl Rejects {
    pub(super) fn at(path: PathBuf, header: &[String]) -> Self {
        Self { path, header: header.to_vec(), writer: None }
    }

    /// Puts a row with the line it stands in and why it cannot be kept.
    pub(super) fn put(&mut self, line: u64, record: &csv::StringRecord, why: &str) -> anyhow::Result<()> {
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_writer(
                File::create(&self.path).with_context(|| self.path.display().to_string())?,
            );
            writer
                .write_record(["line", "reason"].into_iter().chain(self.header.iter().map(String::as_str)))?;
            self.writer = Some(writer);
        }
        if let Some(writer) = &mut self.writer {
            let cells = [line.to_string(), why.to_owned()].into_iter().chain(record.iter().map(harmless));
            // A row may have more or fewer cells than the header; that may be why it is here.
            let cells: Vec<String> = cells.collect();
            let padded = (0..self.header.len() + 2).map(|place| cells.get(place).map_or("", String::as_str));
            writer.write_record(padded)?;
        }
        Ok(())
    }

    /// Writes it out; where it lies, if there was anything to be put.
    pub(super) fn finish(&mut self) -> anyhow::Result<Option<PathBuf>> {
        let Some(writer) = &mut self.writer else { return Ok(None) };
        writer.flush().with_context(|| self.path.display().to_string())?;
        Ok(Some(self.path.clone()))
    }
}

/// A cell that a spreadsheet takes for text: one that begins like a formula gets an apostrophe before it.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Where rejects go unless told.
pub(super) fn beside(file: &Path) -> PathBuf {
    file.with_extension("rejects.csv")
}
