//! The end of a `queue_log` that is being written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;

use crate::telephony::{LoggedCall, QueueLog, read_line};

/// So much of its end is read: some hundred thousand calls.
const TAIL_BYTES: u64 = 32 << 20;

/// The calls that are over in the last part of a log. Lines that cannot be read are passed over.
pub(super) fn read_tail(path: &Path) -> io::Result<Vec<LoggedCall>> {
    let mut file = File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(from))?;
    let mut reader = BufReader::new(file);
    if from > 0 {
        // The rest of a line whose beginning lies before.
        reader.skip_until(b'\n')?;
    }
    let (mut log, mut line) = (QueueLog::default(), Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        // The last line may be half written: without its end it is not read yet.
        if let Some(whole) = text.strip_suffix('\n')
            && let Ok(entry) = read_line(whole.trim_end_matches('\r'))
        {
            log.handle(&entry);
        }
    }
    Ok(log.finish().0)
}
