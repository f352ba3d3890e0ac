//! `santral import queue-log`: the days before Santral came, from what Asterisk wrote down.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use encoding_rs::WINDOWS_1254;

use crate::call::{Caller, Outcome, PbxName};
use crate::catalog::Catalog;
use crate::cli::say;
use crate::config::Config;
use crate::daemon;
use crate::phone::Plans;
use crate::store::{CallRecord, Erased, PastCalls, Store};
use crate::telephony::{LINE_BYTES_MAX, LineError, LoggedCall, QueueLog, read_line};

use super::agents::{Members, Rules};
use super::rejects::{Rejects, beside};

/// Calls kept in one transaction: a daemon beside us waits for it to end before it can write.
const BATCH: usize = 5_000;

/// Lines between two looks at which calls are over.
const LOOK_EVERY: u64 = 20_000;

/// How often progress is told on a terminal.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// Reads calls of the past from Asterisk's `queue_log`, for the call list, cards and reports; the board of today is
/// not touched. A call that is there already is not kept twice, so the same file may be read again; name files
/// that were rotated oldest first, so that a call that lies in two of them is read as one.
#[derive(Debug, Args)]
pub(in crate::cli) struct ImportQueueLog {
    /// The files, e.g. `/var/log/asterisk/queue_log.1 /var/log/asterisk/queue_log`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The PBX they come from, by its name in the settings; may be left out where there is one only.
    #[arg(long, value_name = "NAME")]
    pbx: Option<String>,
    /// Whom a member is, `SIP/2*=1*` or `Ayşe Y.=ayse`: what it became is an agent's id, name or phone. May be
    /// repeated; without a rule a member is known by its number or its name.
    #[arg(long = "agent", value_name = "MEMBER=AGENT")]
    agents: Vec<String>,
    /// Which queue of the catalog a queue is, `500=destek`; may be repeated. One that is named nowhere keeps its name.
    #[arg(long = "queue", value_name = "NAME=ID")]
    queues: Vec<String>,
    /// Only say what would come of it.
    #[arg(long)]
    dry_run: bool,
    /// Where lines that cannot be read go, with number and reason; beside the first file unless given.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

impl ImportQueueLog {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let pbx = self.pbx(config)?;
        let queue_rules = Rules::read("--queue", &self.queues)?;
        let store = Store::open_beside(&config.store).await?;
        let (_, roster) = daemon::in_force(&store).await?;
        let first = self.files.first().cloned().unwrap_or_default();
        let header = ["text".to_owned()];
        let mut work = Work {
            store: &store,
            erased: store.customers().erased().await?,
            dry_run: self.dry_run,
            pbx,
            catalog: roster.catalog(),
            plans: roster.plans(),
            members: Members::new(roster.catalog(), Rules::read("--agent", &self.agents)?),
            queue_rules,
            unmapped_queues: BTreeMap::new(),
            log: QueueLog::default(),
            rejects: Rejects::at(self.rejects.clone().unwrap_or_else(|| beside(&first)), &header),
            batch: Vec::new(),
            counts: Counts::default(),
            told_at: Instant::now(),
        };
        for file in &self.files {
            work.file(file, self.files.len() > 1).await?;
        }
        work.finish().await?;
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }

    fn pbx(&self, config: &Config) -> anyhow::Result<PbxName> {
        let names: Vec<&String> = config.pbx.keys().collect();
        match (&self.pbx, names.as_slice()) {
            // A PBX that is not in the settings any more has a past too.
            (Some(name), _) => Ok(PbxName::new(name)),
            (None, [only]) => Ok(PbxName::new(only)),
            (None, []) => bail!("the settings name no PBX; say with --pbx NAME where the file comes from"),
            (None, _) => {
                bail!("the settings name several PBXs; say with --pbx which of {names:?} it comes from")
            }
        }
    }
}

#[derive(Debug, Default)]
struct Counts {
    lines: u64,
    rejected: u64,
    calls: u64,
    by_outcome: BTreeMap<&'static str, u64>,
    span_ms: Option<(u64, u64)>,
    kept: PastCalls,
}

struct Work<'a> {
    store: &'a Store,
    erased: Erased,
    dry_run: bool,
    pbx: PbxName,
    catalog: &'a Catalog,
    plans: &'a Plans,
    members: Members<'a>,
    queue_rules: Rules,
    unmapped_queues: BTreeMap<String, u64>,
    log: QueueLog,
    rejects: Rejects,
    batch: Vec<CallRecord>,
    counts: Counts,
    told_at: Instant,
}

impl Work<'_> {
    async fn file(&mut self, path: &Path, several: bool) -> anyhow::Result<()> {
        let place = || path.display().to_string();
        let mut reader = BufReader::new(File::open(path).with_context(place)?);
        let (mut line, mut bytes) = (0, Vec::new());
        while next_line(&mut reader, &mut bytes).with_context(place)? {
            line += 1;
            self.counts.lines += 1;
            let text = text_of(&bytes);
            if text.trim().is_empty() {
                continue;
            }
            let read = if bytes.len() > LINE_BYTES_MAX { Err(LineError::TooLong) } else { read_line(&text) };
            match read {
                Ok(entry) => self.log.handle(&entry),
                Err(why) => {
                    self.counts.rejected += 1;
                    let why = if several { format!("{}: {why}", path.display()) } else { why.to_string() };
                    self.rejects.put(line, &csv::StringRecord::from(vec![text.as_str()]), &why)?;
                }
            }
            if line % LOOK_EVERY == 0 {
                let finished = self.log.take_finished();
                self.take(finished).await?;
            }
        }
        Ok(())
    }

    async fn take(&mut self, calls: Vec<LoggedCall>) -> anyhow::Result<()> {
        for call in calls {
            let record = self.record(call);
            self.batch.push(record);
            if self.batch.len() >= BATCH {
                self.keep().await?;
            }
        }
        self.progress();
        Ok(())
    }

    fn record(&mut self, call: LoggedCall) -> CallRecord {
        let counts = &mut self.counts;
        counts.calls += 1;
        *counts.by_outcome.entry(call.outcome.as_str()).or_default() += 1;
        let (first, last) = counts.span_ms.unwrap_or((call.began_at_ms, call.began_at_ms));
        counts.span_ms = Some((first.min(call.began_at_ms), last.max(call.began_at_ms)));
        let member = call.member.as_deref().map(|member| self.members.known(member)).unwrap_or_default();
        let caller = Caller::read(call.number.as_deref(), None, self.plans.named(None));
        let forgotten = caller.reading.e164.as_ref().is_some_and(|number| self.erased.had_number(number));
        let caller = if forgotten { Caller::read(None, None, self.plans.named(None)) } else { caller };
        CallRecord {
            did: call.did.clone(),
            number_raw: caller.raw.clone(),
            e164: caller.e164().map(str::to_owned),
            number_kind: Some(caller.reading.kind.as_str().to_owned()),
            queue_id: Some(self.queue(&call.queue)),
            agent_id: member.agent,
            line: member.line,
            joined_at_ms: Some(ms(call.joined_at_ms)),
            answered_at_ms: call.answered_at_ms.map(ms),
            talk_ended_at_ms: call.talk_ended_at_ms.map(ms),
            ended_at_ms: Some(ms(call.ended_at_ms)),
            outcome: Some(call.outcome),
            ended_by: call.ended_by,
            ..CallRecord::new(
                call.id(&self.pbx),
                self.pbx.clone(),
                call.uniqueid.as_str(),
                ms(call.began_at_ms),
            )
        }
    }

    fn queue(&mut self, name: &str) -> String {
        let id = self.queue_rules.apply(name).unwrap_or_else(|| name.to_owned());
        if self.catalog.queue(&id).is_none() {
            *self.unmapped_queues.entry(name.to_owned()).or_default() += 1;
        }
        id
    }

    async fn keep(&mut self) -> anyhow::Result<()> {
        let batch = std::mem::take(&mut self.batch);
        if self.dry_run || batch.is_empty() {
            return Ok(());
        }
        let kept = self.store.calls().keep_past(&batch).await?;
        self.counts.kept.added += kept.added;
        self.counts.kept.completed += kept.completed;
        Ok(())
    }

    fn progress(&mut self) {
        if self.told_at.elapsed() >= PROGRESS_EVERY && std::io::stderr().is_terminal() {
            self.told_at = Instant::now();
            let Counts { lines, rejected, calls, .. } = &self.counts;
            #[expect(clippy::print_stderr, reason = "progress is for the person at the terminal")]
            {
                eprint!("\r{lines} lines, {calls} calls, {rejected} rejected");
            }
        }
    }

    async fn finish(mut self) -> anyhow::Result<()> {
        let (calls, unfinished) = std::mem::take(&mut self.log).finish();
        self.take(calls).await?;
        self.keep().await?;
        if let Some(path) = self.rejects.finish()? {
            say(format_args!("lines that cannot be read, with number and reason: {}", path.display()));
        }
        self.tell(unfinished);
        Ok(())
    }

    fn tell(&self, unfinished: usize) {
        let Counts { lines, rejected, calls, by_outcome, span_ms, kept } = &self.counts;
        if let Some((first, last)) = span_ms {
            say(format_args!("from {} to {}", day(*first), day(*last)));
        }
        for (member, times) in self.members.unmapped() {
            say(format_args!("no agent: {member:?} ({times} calls); name her with --agent {member:?}=ID"));
        }
        for (queue, times) in &self.unmapped_queues {
            say(format_args!(
                "no queue of the catalog: {queue:?} ({times} calls) keeps its name; or --queue"
            ));
        }
        for (outcome, times) in by_outcome {
            say(format_args!("{times} {}", words(outcome)));
        }
        if unfinished > 0 {
            say(format_args!("{unfinished} calls have no end in the file and are left out"));
        }
        let read = format!("{lines} lines, {rejected} rejected: {calls} calls");
        if self.dry_run {
            say(format_args!("{read}; nothing was kept (--dry-run)"));
            return;
        }
        let known = calls - kept.added - kept.completed;
        let completed = kept.completed;
        say(format_args!("{read}, {} added, {completed} completed, {known} there already", kept.added));
    }
}

/// An outcome as it is told of a queue.
fn words(outcome: &str) -> &str {
    match outcome {
        _ if outcome == Outcome::Completed.as_str() => "answered",
        _ if outcome == Outcome::Abandoned.as_str() => "gave up",
        _ if outcome == Outcome::FellBack.as_str() => "left the queue for somewhere else unanswered",
        _ if outcome == Outcome::Failed.as_str() => "lost when the PBX went down",
        other => other,
    }
}

/// Reads one line into `bytes`, without its end; of one that is too long only so much that this can be seen.
/// False at the end.
fn next_line(reader: &mut impl BufRead, bytes: &mut Vec<u8>) -> std::io::Result<bool> {
    bytes.clear();
    let limit = LINE_BYTES_MAX as u64 + 2;
    let mut limited = reader.by_ref().take(limit);
    if limited.read_until(b'\n', bytes)? == 0 {
        return Ok(false);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() as u64 == limit {
        reader.skip_until(b'\n')?;
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(true)
}

/// A log may have been written under several encodings: each line is taken as UTF-8 where it is that.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1254.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn day(at_ms: u64) -> String {
    jiff::Timestamp::from_millisecond(ms(at_ms)).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}

fn ms(at_ms: u64) -> i64 {
    i64::try_from(at_ms).unwrap_or(i64::MAX)
}
