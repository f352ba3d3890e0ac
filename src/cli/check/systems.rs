//! The company's own systems, each tried with a sample number and without writing.

use crate::catalog::Identity;
use crate::cli::say;
use crate::config::Config;
use crate::crm::{Crm, Looker, SectionFault, SectionRow, SectionState, Seen, Trial, WriteBack, see};
use crate::daemon;
use crate::hooks::Webhook;
use crate::phone::{self, E164};
use crate::store::Store;

/// Asks every source for this number and tells what came, as an agent sees it before the caller is verified.
/// Whether all is right.
pub(super) async fn sources(config: &Config, number: &str) -> bool {
    if config.crm.source.is_empty() {
        return true;
    }
    // Without the database there is no telling whose number it is, nor what is hidden: it has been said above.
    let Ok(store) = Store::open_beside(&config.store).await else { return true };
    let tried = try_sources(config, &store, number).await;
    store.close().await;
    tried.unwrap_or_else(|why| {
        say(format_args!("WRONG sources: {why:#}"));
        false
    })
}

async fn try_sources(config: &Config, store: &Store, written: &str) -> anyhow::Result<bool> {
    let (_, roster) = daemon::in_force(store).await?;
    let reading = phone::read(written, roster.numbers());
    let Some(number) = reading.e164 else {
        anyhow::bail!(
            "{written:?} cannot be read as a full number ({}); name another with --number",
            reading.note
        );
    };
    let crm = Crm::new(store.clone(), config.crm.clone())?;
    let mut right = true;
    for trial in crm.try_sources(&number).await {
        right &= tell(&trial, &number, roster.catalog().identity());
    }
    Ok(right)
}

fn tell(trial: &Trial, number: &E164, identity: &Identity) -> bool {
    let Trial { missing, section } = trial;
    let (name, id, took_ms) = (&section.source, &section.id, section.took.as_millis());
    if !missing.is_empty() {
        say(format_args!(
            "ok    source {name} ({id}): not asked, {number} has no {}; try it with --number of a customer who has",
            missing.join(", ")
        ));
        return true;
    }
    match &section.state {
        SectionState::Ready => {
            let rows = section.rows.len();
            say(format_args!("ok    source {name} ({id}): {rows} rows for {number} in {took_ms} ms"));
            section.rows.iter().for_each(|row| say(format_args!("        {}", shown(row, id, identity))));
            true
        }
        SectionState::Pending => true,
        SectionState::Failed(fault) => {
            say(format_args!("WRONG source {name} ({id}): {fault}, after {took_ms} ms; {}", next(fault)));
            false
        }
    }
}

/// A row with what is hidden from an agent whose caller is not verified.
fn shown(row: &SectionRow, section: &str, identity: &Identity) -> String {
    let looker = Looker { role: "agent", verified: false };
    let field = |(id, value): &(String, String)| match see(identity, section, id, value, looker) {
        Seen::Plain => format!("{id} = {}", value.escape_debug()),
        Seen::Masked { shown, .. } => format!("{id} = {shown} (hidden)"),
    };
    let fields: Vec<String> = row.fields.iter().map(field).collect();
    format!("{}: {}", row.id.escape_debug(), fields.join("; "))
}

/// What to do about it.
fn next(fault: &SectionFault) -> &'static str {
    match fault {
        SectionFault::TooLate(_) => "see why it is slow, or raise its give_up_ms",
        SectionFault::Resting(_) | SectionFault::Busy => "try again in a minute",
        SectionFault::Unreadable(_) => "see that its url, rows and fields fit what it answers",
        SectionFault::Refused(_) => "see that its address, user, rights and query are right",
    }
}

/// Tries whether every write-back can be reached and would understand us. Whether all is right.
pub(super) async fn receivers(config: &Config) -> bool {
    let mut right = true;
    for receiver in &config.crm.write_back {
        let name = &receiver.name;
        let tried = match WriteBack::new(receiver) {
            Ok(receiver) => receiver.try_out().await,
            Err(error) => Err(error.to_string()),
        };
        match tried {
            Ok(found) => say(format_args!("ok    write-back {name}: {found}")),
            Err(why) => {
                say(format_args!(
                    "WRONG write-back {name}: {why}; letters to it wait in the outbox meanwhile"
                ));
                right = false;
            }
        }
    }
    right
}

/// Reads the webhooks without telling them anything. Whether all is right.
pub(super) fn webhooks(config: &Config) -> bool {
    match Webhook::all(&config.webhooks) {
        Ok(webhooks) => {
            for webhook in webhooks {
                say(format_args!("ok    webhook {}: it can be told; nothing was", webhook.name()));
            }
            true
        }
        Err(why) => {
            say(format_args!("WRONG {why}; the daemon does not start so"));
            false
        }
    }
}
