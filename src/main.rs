//! The `santral` binary; everything is in the library.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    santral::cli::main(santral::cli::Cli::parse())
}
