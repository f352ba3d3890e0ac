//! `santral simulate --from-journal`: the scenario of a day that was.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use jiff::civil::Date;

use crate::acd::Time;
use crate::call::Outcome;
use crate::config::Config;
use crate::driver;
use crate::simulate::{CallFact, DayFacts, Scenario, WaitEnd, WorkFact, scenario_of_day};
use crate::store::{CallRecord, Store};

use super::say;

/// Writes the scenario of a business day, yesterday's unless one is given, to a file or standard output.
pub(super) async fn run(config: &Config, day: Option<Date>, out: Option<&Path>) -> anyhow::Result<ExitCode> {
    let zone = config.zone()?;
    let today = zone.to_datetime(jiff::Timestamp::now()).date();
    let day = day.map_or_else(|| today.yesterday(), Ok)?;
    let midnight = |date: Date| {
        let midnight = zone.to_ambiguous_zoned_datetime(date.at(0, 0, 0, 0)).compatible()?;
        anyhow::Ok(midnight.timestamp().as_millisecond())
    };
    let (from_ms, to_ms) = (midnight(day)?, midnight(day.tomorrow()?)?);
    let store = Store::open_beside(&config.store).await?;
    let text = scenario(&store, day, from_ms, to_ms).await;
    store.close().await;
    let text = text?;
    match out {
        Some(file) => {
            fs::write(file, &text).with_context(|| file.display().to_string())?;
            say(format_args!("{} written", file.display()));
        }
        None => say(text.trim_end()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn scenario(store: &Store, day: Date, from_ms: i64, to_ms: i64) -> anyhow::Result<String> {
    let facts = facts(store, from_ms, to_ms).await?;
    if facts.calls.is_empty() {
        bail!("nobody joined a queue on {day}; name another day with --day");
    }
    if facts.work.is_empty() {
        bail!("the journal shows no agent at work on {day}; name another day with --day");
    }
    let roster = driver::roster_at(store, to_ms).await?;
    let heading = format!(
        "{day} as it was: {} callers, {} times of work. Made by `santral simulate --from-journal`; docs/simulate.md\n\
         says how each figure was estimated.",
        facts.calls.len(),
        facts.work.len()
    );
    let text = scenario_of_day(&facts, roster.catalog(), &heading);
    Scenario::parse(&text).context("the day makes no scenario that can be played")?;
    Ok(text)
}

async fn facts(store: &Store, from_ms: i64, to_ms: i64) -> anyhow::Result<DayFacts> {
    let seconds = |ms: i64| (ms - from_ms) as f64 / 1_000.0;
    let calls = store.calls().began_between(from_ms, to_ms).await?;
    let time = |ms: i64| Time::from_millis(u64::try_from(ms).unwrap_or(0));
    let (from, to) = (time(from_ms), time(to_ms));
    let begins_ms = i64::try_from(driver::replay_begins_at(from).as_millis()).unwrap_or(i64::MAX);
    let roster = driver::roster_at(store, begins_ms).await?;
    let work = driver::work_times(store, roster, from, to).await?;
    let since = |at: Time| (at - from).as_secs_f64();
    Ok(DayFacts {
        length_s: seconds(to_ms),
        calls: calls.iter().filter_map(|call| call_fact(call, seconds)).collect(),
        work: work
            .into_iter()
            .map(|time| WorkFact {
                agent: time.agent.to_string(),
                from_s: since(time.from),
                to_s: since(time.to),
            })
            .collect(),
    })
}

/// What a call's row says; nothing of one that joined no queue or still waits.
fn call_fact(call: &CallRecord, seconds: impl Fn(i64) -> f64) -> Option<CallFact> {
    let joined_ms = call.joined_at_ms?;
    let span = |from_ms: i64, to_ms: i64| (to_ms - from_ms).max(0) as f64 / 1_000.0;
    let (wait_s, end) = match call.answered_at_ms {
        Some(answered_ms) => {
            let over_ms = call.talk_ended_at_ms.or(call.ended_at_ms);
            let talk_s = over_ms.map(|over_ms| span(answered_ms, over_ms));
            let wrap_up_s =
                over_ms.zip(call.wrapped_up_at_ms).map(|(over_ms, done_ms)| span(over_ms, done_ms));
            (span(joined_ms, answered_ms), WaitEnd::Answered { talk_s, wrap_up_s })
        }
        None => {
            let end = match call.outcome? {
                Outcome::Abandoned => WaitEnd::Abandoned,
                Outcome::Completed | Outcome::FellBack | Outcome::Failed => WaitEnd::Other,
            };
            (span(joined_ms, call.ended_at_ms?), end)
        }
    };
    Some(CallFact { queue: call.queue_id.clone()?, joined_s: seconds(joined_ms), wait_s, end })
}
