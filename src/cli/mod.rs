//! The command line: one short file a subcommand.
//!
//! Exit codes: 0 done, 1 the thing asked about is wrong, 2 the call was wrong.

mod apply;
mod backup;
mod check;
mod customers;
mod day_scenario;
mod doctor;
mod explain;
mod import;
mod log;
mod number;
mod outbox;
mod record;
mod replay;
mod retention;
mod sample;
mod serve;
mod simulate;
mod subject;
mod user;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// The switchboard beside your PBX.
#[derive(Debug, Parser)]
#[command(name = "santral", version, about)]
pub struct Cli {
    /// Settings file; santral.toml in the working directory unless given.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the daemon.
    Serve,
    /// Try settings, database, your own systems and PBX, and say what is wrong.
    Check(check::Check),
    /// Look at every link between the PBX and the agents' screens, and say where it breaks.
    Doctor(doctor::Doctor),
    /// Put a catalog file in force, with the difference shown first.
    Apply(apply::Apply),
    /// Write the catalog in force to standard output.
    Export,
    /// Tell why a call went where it went.
    Explain(explain::Explain),
    /// Copy the database while it is in use.
    Backup(backup::Backup),
    /// Bring customers over from a file.
    #[command(subcommand)]
    Import(import::Import),
    /// Find customers who are one person, make them one, take them apart again.
    #[command(subcommand)]
    Customers(customers::Customers),
    /// Write or erase everything about one person.
    #[command(subcommand)]
    Subject(subject::SubjectCommand),
    /// Let go of what is old, as [retention] says.
    Retention(retention::Retention),
    /// Show what other systems were not told yet, try it again or throw it away.
    #[command(subcommand)]
    Outbox(outbox::Outbox),
    /// Make users and set passwords.
    #[command(subcommand)]
    User(user::User),
    /// Watch the live board in this terminal.
    Watch(watch::Watch),
    /// Show how numbers are read.
    Number(number::Number),
    /// Write what a PBX tells to a file, for `replay`.
    Record(record::Record),
    /// Play a recorded AMI stream through tracker and core.
    Replay(replay::Replay),
    /// Play a traffic scenario through the real core.
    Simulate(simulate::Simulate),
    /// Fill the database with invented customers, for trying out.
    Sample(sample::Sample),
}

/// Runs a command line and says how it went.
pub fn main(cli: Cli) -> ExitCode {
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the command line's last word")]
            {
                eprintln!("santral: {error:#}");
            }
            ExitCode::from(1)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    // Reading numbers, playing recordings and scenarios need no settings and no runtime.
    if let Command::Number(number) = &cli.command
        && !number.needs_catalog()
    {
        return number.run();
    }
    if let Command::Replay(replay) = cli.command {
        return replay.run();
    }
    if let Command::Simulate(simulate) = &cli.command
        && !simulate.needs_database()
    {
        return simulate.run();
    }
    let config = Config::read(cli.config.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::run(&config).await,
            Command::Check(check) => check.run(&config).await,
            Command::Doctor(doctor) => doctor.run(&config, cli.config).await,
            Command::Apply(apply) => apply.run(&config).await,
            Command::Export => apply::export(&config).await,
            Command::Explain(explain) => explain.run(&config).await,
            Command::Backup(backup) => backup.run(&config).await,
            Command::Record(record) => record.run(&config).await,
            Command::Import(import) => import.run(&config).await,
            Command::Subject(subject) => subject.run(&config).await,
            Command::Customers(customers) => customers.run(&config).await,
            Command::Retention(retention) => retention.run(&config).await,
            Command::Outbox(outbox) => outbox.run(&config).await,
            Command::User(user) => user.run(&config).await,
            Command::Watch(watch) => watch.run(&config).await,
            Command::Sample(sample) => sample.run(&config).await,
            Command::Simulate(simulate) => simulate.run_from_journal(&config).await,
            Command::Number(number) => number.run_by_trunk(&config).await,
            Command::Replay(_) => Ok(ExitCode::SUCCESS),
        }
    })
}

/// Writes a line to standard output.
fn say(line: impl std::fmt::Display) {
    #[expect(clippy::print_stdout, reason = "the command line speaks on standard output")]
    {
        println!("{line}");
    }
}
