//! The terminal: its size, its other screen, and a password that is not shown.

use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{self, LocalModes, OptionalActions};

/// What a terminal has when it does not say.
const WIDTH: usize = 100;
/// Rows of a terminal that does not say.
const HEIGHT: usize = 40;

/// The terminal's other screen, for as long as it lives: what was there before is there again afterwards.
pub(super) struct OtherScreen;

impl OtherScreen {
    /// Changes to it, with the cursor hidden.
    pub(super) fn enter() -> io::Result<Self> {
        write("\x1b[?1049h\x1b[?25l")?;
        Ok(Self)
    }

    /// Draws a frame over the last one; lines are cleared to their end, so that nothing flickers.
    pub(super) fn draw(&self, lines: &[String]) -> io::Result<()> {
        write(&format!("\x1b[H{}\x1b[K\x1b[J", lines.join("\x1b[K\r\n")))
    }
}

impl Drop for OtherScreen {
    fn drop(&mut self) {
        // A terminal that is gone needs no restoring.
        let _ = write("\x1b[?25h\x1b[?1049l");
    }
}

/// Whether somebody looks at standard output.
pub(super) fn is_watched() -> bool {
    io::stdout().is_terminal()
}

/// Columns and rows.
pub(super) fn size() -> (usize, usize) {
    match termios::tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 => (size.ws_col.into(), size.ws_row.into()),
        Ok(_) | Err(_) => (WIDTH, HEIGHT),
    }
}

/// A line from standard input; on a terminal it is asked for.
pub(super) fn ask(question: &str) -> io::Result<String> {
    if io::stdin().is_terminal() {
        io::stderr().write_all(format!("{question}: ").as_bytes())?;
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The same, not shown while it is typed.
pub(super) fn ask_unseen(question: &str) -> io::Result<String> {
    let Ok(before) = termios::tcgetattr(io::stdin()) else { return ask(question) };
    let mut unseen = before.clone();
    unseen.local_modes.remove(LocalModes::ECHO);
    termios::tcsetattr(io::stdin(), OptionalActions::Now, &unseen)?;
    let answer = ask(question);
    termios::tcsetattr(io::stdin(), OptionalActions::Now, &before)?;
    io::stderr().write_all(b"\n")?;
    answer
}

fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}
