//! The people of `make demo`: agents at work, telephones for those who try it, and callers who arrive.
//!
//! `sip-config/demo.sh` starts it beside a running Asterisk and a running Santral. It is a set of ordinary clients:
//! SIP telephones, the REST API, the WebSocket. It ends when its standard input does, so it cannot outlive the
//! script that holds the other end.
#![expect(clippy::print_stderr, reason = "a demo speaks to the person who started it")]

mod agent;
mod callers;
mod dice;
mod page;
#[path = "../../tests/phone/mod.rs"]
mod phone;

use std::collections::BTreeMap;
use std::io::Read;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use tokio::sync::oneshot;

use agent::{Agent, Seat};
use callers::Arrivals;
use dice::Dice;

/// The people of the demo.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where Santral's pages are.
    #[arg(long)]
    pages: SocketAddr,
    /// Where Asterisk listens for SIP.
    #[arg(long)]
    sip: SocketAddr,
    /// A line a phone: extension, password.
    #[arg(long)]
    phones: PathBuf,
    /// A line an agent: login, extension, and her password when she is to work by herself.
    #[arg(long)]
    agents: PathBuf,
    /// How many sample customers there are to call.
    #[arg(long, default_value_t = 300)]
    customers: usize,
    /// A caller every so many seconds, about.
    #[arg(long, default_value_t = 9)]
    every_s: u64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let passwords = phones(&arguments)?;
    let mut dice = Dice::new(seed());
    for line in read(&arguments.agents)?.lines() {
        let seat = Seat::parse(line).with_context(|| format!("{line:?} is no agent"))?;
        let password =
            passwords.get(&seat.extension).with_context(|| format!("no phone {}", seat.extension))?;
        let agent = Agent::sit_down(&arguments, seat, password, dice.fork()).await?;
        tokio::spawn(agent.work());
    }
    let arrivals = Arrivals::new(arguments.sip, arguments.customers, arguments.every_s, dice);
    tokio::select! {
        () = arrivals.go_on() => Ok(()),
        () = script_gone() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

/// Waits until the script that holds the other end of standard input has gone.
async fn script_gone() {
    let (gone, told) = oneshot::channel();
    // A thread of its own, since a read of standard input cannot be called off.
    std::thread::spawn(move || {
        let mut nothing = Vec::new();
        // An end is an end, whichever way it comes.
        let _ = std::io::stdin().read_to_end(&mut nothing);
        drop(gone);
    });
    let _: Result<(), _> = told.await;
}

fn phones(arguments: &Arguments) -> anyhow::Result<BTreeMap<String, String>> {
    let text = read(&arguments.phones)?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs.map(|(extension, password)| (extension.to_owned(), password.to_owned())).collect())
}

fn read(path: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Another day each time.
fn seed() -> u64 {
    jiff::Timestamp::now().as_microsecond().unsigned_abs()
}
