//! `santral import customers`: customers from a file, looked at before anything is kept.

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1254};

use crate::config::Config;
use crate::daemon;
use crate::phone::{self, Plan};
use crate::store::{
    Customer, CustomerEdit, CustomerId, CustomerKind, Erased, FileCustomer, Store, StoreError,
};

use super::rejects::{Rejects, beside};
use crate::cli::say;

/// Customers kept in one transaction beside a daemon, which waits for it to end before it can write.
const BATCH_BESIDE: usize = 5_000;

/// And without one: the more at once, the fewer pages are written twice.
const BATCH_ALONE: usize = 500_000;

/// How often progress is told on a terminal.
const PROGRESS_EVERY: Duration = Duration::from_millis(500);

/// Reads customers from a CSV file whose first line names the columns. Reading the same file again adds only
/// what is new, so an import that was cut short is simply run again.
#[derive(Debug, Args)]
pub(in crate::cli) struct Customers {
    /// The file.
    file: PathBuf,
    /// A column for a field, `name=Müşteri Adı`; may be repeated. Known names are found by themselves.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Only say what would come of it.
    #[arg(long)]
    dry_run: bool,
    /// Bring back who was erased too. Without this such rows are not kept, and named with the day of the erasure.
    #[arg(long)]
    also_erased: bool,
    /// Where rows that cannot be kept go, with line and reason; beside the file unless given.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// How the file is written; found by itself unless given.
    #[arg(long, value_parser = ["utf-8", "windows-1254"])]
    encoding: Option<String>,
    /// What stands between columns; found by itself unless given.
    #[arg(long)]
    delimiter: Option<char>,
}

/// Fields, with the columns that are taken for them by themselves, folded.
const FIELDS: [(&str, &[&str]); 11] = [
    (
        "name",
        &["name", "ad", "ad soyad", "adi soyadi", "isim", "musteri", "musteri adi", "unvan", "full name"],
    ),
    ("number", &["number", "phone", "telefon", "tel", "gsm", "cep", "cep telefonu", "numara", "mobile"]),
    ("key", &["key", "musteri no", "customer no", "customer id", "kod", "cari kod"]),
    ("kind", &["kind", "tip", "tur"]),
    ("salutation", &["salutation", "hitap"]),
    ("segment", &["segment", "grup", "sinif"]),
    ("vip", &["vip", "ozel"]),
    ("language", &["language", "dil"]),
    ("city", &["city", "sehir", "il"]),
    ("email", &["email", "e mail", "eposta", "e posta", "mail"]),
    ("since", &["since", "uyelik", "uyelik tarihi", "kayit tarihi"]),
];

impl Customers {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let text = self.text()?;
        let delimiter = self.delimiter.map_or_else(|| delimiter_of(&text), Ok)?;
        if !delimiter.is_ascii() {
            bail!("--delimiter {delimiter:?}: write one of ; , | or a tab");
        }
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(true).from_reader(text.as_bytes());
        let header: Vec<String> =
            reader.headers().context("the first line")?.iter().map(str::to_owned).collect();
        let columns = Columns::find(&header, &self.map)?;
        say(format_args!("columns: {}", columns.told(&header)));
        // Alone the database is held: no daemon comes up in the middle of a large batch.
        let (store, batch) = match Store::open(&config.store).await {
            Err(StoreError::Held { .. }) => (Store::open_beside(&config.store).await?, BATCH_BESIDE),
            opened => (opened?, BATCH_ALONE),
        };
        let (_, roster) = daemon::in_force(&store).await?;
        store.customers().expect_many().await?;
        let mut work = Work {
            store: &store,
            erased: if self.also_erased { Erased::default() } else { store.customers().erased().await? },
            dry_run: self.dry_run,
            rejects: Rejects::at(self.rejects.clone().unwrap_or_else(|| beside(&self.file)), &header),
            rows: Vec::new(),
            batch: Vec::new(),
            batch_max: batch,
            told_at: Instant::now(),
            counts: Counts::default(),
        };
        for record in reader.records() {
            // A cell may hold line ends: the reader counts them.
            let line = match &record {
                Ok(record) => record.position().map_or(0, csv::Position::line),
                Err(error) => error.position().map_or(0, csv::Position::line),
            };
            let (record, read) = match record {
                Ok(record) => {
                    let read = columns.read(&record, roster.numbers());
                    (record, read)
                }
                Err(error) => (csv::StringRecord::new(), Err(error.to_string())),
            };
            match read {
                Ok(customer) => work.take(line, record, customer).await?,
                Err(why) => work.reject(line, &record, &why)?,
            }
        }
        let counts = work.finish().await?;
        store.close().await;
        say(counts.told(self.dry_run));
        Ok(ExitCode::SUCCESS)
    }

    fn text(&self) -> anyhow::Result<String> {
        let mut bytes = Vec::new();
        File::open(&self.file)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .with_context(|| self.file.display().to_string())?;
        let encoding: &'static Encoding = match self.encoding.as_deref() {
            Some("windows-1254") => WINDOWS_1254,
            Some(_) => UTF_8,
            None if std::str::from_utf8(&bytes).is_ok() => UTF_8,
            None => WINDOWS_1254,
        };
        let (text, _, broken) = encoding.decode(&bytes);
        if broken {
            bail!("{} is not {}; name another with --encoding", self.file.display(), encoding.name());
        }
        Ok(text.into_owned())
    }
}

/// Which column holds which field.
struct Columns(Vec<(&'static str, Vec<usize>)>);

impl Columns {
    fn find(header: &[String], told: &[String]) -> anyhow::Result<Self> {
        let folded: Vec<String> = header.iter().map(|name| folded(name)).collect();
        let mut columns = Vec::new();
        for (field, names) in FIELDS {
            // `telefon`, `telefon 2`, `telefon2`: all of them.
            let is_one = |column: &String| {
                let bare = column.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
                names.contains(&column.as_str()) || (field == "number" && names.contains(&bare))
            };
            let places =
                folded.iter().enumerate().filter(|(_, column)| is_one(column)).map(|(place, _)| place);
            columns.push((field, places.collect::<Vec<_>>()));
        }
        for pair in told {
            let (field, column) =
                pair.split_once('=').with_context(|| format!("--map {pair}: write FIELD=COLUMN"))?;
            let fields = FIELDS.map(|(field, _)| field).join(", ");
            let known = columns.iter_mut().find(|(known, _)| *known == field);
            let (_, places) = known
                .with_context(|| format!("--map {pair}: there is no field {field}; write one of {fields}"))?;
            let place = header.iter().position(|name| name == column || folded_eq(name, column));
            let place = place.with_context(|| {
                format!("--map {pair}: the file has no column {column:?}; it has {header:?}")
            })?;
            *places = vec![place];
        }
        if columns.iter().any(|(field, places)| *field == "name" && places.is_empty()) {
            bail!("no column holds the name; say which with --map name=COLUMN; the file has {header:?}");
        }
        Ok(Self(columns))
    }

    fn told(&self, header: &[String]) -> String {
        let one = |(field, places): &(&str, Vec<usize>)| {
            let names: Vec<&str> =
                places.iter().filter_map(|place| header.get(*place)).map(String::as_str).collect();
            (!names.is_empty()).then(|| format!("{field} = {}", names.join(", ")))
        };
        self.0.iter().filter_map(one).collect::<Vec<_>>().join("; ")
    }

    fn values<'a>(&self, record: &'a csv::StringRecord, field: &str) -> Vec<&'a str> {
        let places = self.0.iter().find(|(known, _)| *known == field).map(|(_, places)| places.as_slice());
        let values = places.unwrap_or_default().iter().filter_map(|place| record.get(*place));
        values.map(str::trim).filter(|value| !value.is_empty()).collect()
    }

    fn read(&self, record: &csv::StringRecord, plan: &Plan) -> Result<FileCustomer, String> {
        let one = |field: &str| self.values(record, field).first().map(|value| (*value).to_owned());
        let name = one("name").ok_or("it has no name")?;
        if name.chars().count() > Customer::NAME_LENGTH_MAX {
            return Err(format!("the name is longer than {} characters", Customer::NAME_LENGTH_MAX));
        }
        let mut numbers = Vec::new();
        for text in self.values(record, "number").iter().flat_map(|text| text.split([';', '|', '/'])) {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            match phone::read(text, plan).e164 {
                Some(number) => numbers.push(number),
                None => return Err(format!("{text:?} cannot be read as a full number")),
            }
        }
        let key = one("key");
        let language = one("language").map(|text| language(&text)).transpose()?;
        let customer = CustomerEdit {
            kind: kind(one("kind").as_deref())?,
            salutation: one("salutation"),
            segment: one("segment"),
            vip: one("vip").is_some_and(|text| is_yes(&text)),
            language,
            city: one("city"),
            email: one("email"),
            since: one("since").map(|text| date(&text)).transpose()?,
            numbers,
            name,
        };
        let id = derived(&customer, key.as_deref());
        Ok(FileCustomer { id, customer, key })
    }
}

/// The rows on their way into the database.
struct Work<'a> {
    store: &'a Store,
    erased: Erased,
    dry_run: bool,
    rejects: Rejects,
    /// Line and cells of each of `batch`.
    rows: Vec<(u64, csv::StringRecord)>,
    batch: Vec<FileCustomer>,
    batch_max: usize,
    told_at: Instant,
    counts: Counts,
}

#[derive(Default)]
struct Counts {
    read: u64,
    added: u64,
    rejected: u64,
}

impl Work<'_> {
    async fn take(
        &mut self,
        line: u64,
        record: csv::StringRecord,
        customer: FileCustomer,
    ) -> anyhow::Result<()> {
        if let Some(at_ms) = self.erased.when(&customer) {
            let day = jiff::Timestamp::from_millisecond(at_ms).unwrap_or_default().strftime("%Y-%m-%d");
            let why = format!("was erased on {day}; --also-erased brings her back");
            return self.reject(line, &record, &why);
        }
        self.counts.read += 1;
        self.rows.push((line, record));
        self.batch.push(customer);
        if self.batch.len() < self.batch_max { Ok(()) } else { self.keep().await }
    }

    fn reject(&mut self, line: u64, record: &csv::StringRecord, why: &str) -> anyhow::Result<()> {
        self.counts.read += 1;
        self.counts.rejected += 1;
        self.rejects.put(line, record, why)
    }

    async fn keep(&mut self) -> anyhow::Result<()> {
        let (rows, batch) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.batch));
        if self.dry_run || batch.is_empty() {
            return Ok(());
        }
        let at_ms = jiff::Timestamp::now().as_millisecond();
        let (added, rejected) = self.store.customers().bulk(&batch, at_ms).await?;
        self.counts.added += added;
        for one in rejected {
            let (line, record) = &rows[one.place];
            self.counts.rejected += 1;
            self.rejects.put(*line, record, &one.why)?;
        }
        self.progress();
        Ok(())
    }

    fn progress(&mut self) {
        if self.told_at.elapsed() >= PROGRESS_EVERY && std::io::stderr().is_terminal() {
            self.told_at = Instant::now();
            #[expect(clippy::print_stderr, reason = "progress is for the person at the terminal")]
            {
                eprint!(
                    "\r{} read, {} added, {} rejected",
                    self.counts.read, self.counts.added, self.counts.rejected
                );
            }
        }
    }

    async fn finish(mut self) -> anyhow::Result<Counts> {
        self.keep().await?;
        if let Some(path) = self.rejects.finish()? {
            say(format_args!("rows that were not kept, with line and reason: {}", path.display()));
        }
        Ok(self.counts)
    }
}

impl Counts {
    fn told(&self, dry_run: bool) -> String {
        let Self { read, added, rejected } = self;
        if dry_run {
            return format!(
                "{read} rows: {} would be kept where they are new, {rejected} rejected; nothing was kept (--dry-run)",
                read - rejected
            );
        }
        let known = read - added - rejected;
        format!("{read} rows: {added} added, {known} there already, {rejected} rejected")
    }
}

/// The most frequent of the usual delimiters in the first line.
fn delimiter_of(text: &str) -> anyhow::Result<char> {
    let first = text.lines().next().unwrap_or_default();
    let found = [';', ',', '\t', '|'].into_iter().max_by_key(|c| first.matches(*c).count());
    found.context("the file is empty")
}

fn folded(name: &str) -> String {
    crate::store::fold(name)
}

fn folded_eq(a: &str, b: &str) -> bool {
    folded(a) == folded(b)
}

fn kind(text: Option<&str>) -> Result<CustomerKind, String> {
    match text.map(folded).as_deref() {
        None | Some("person" | "kisi" | "bireysel" | "sahis" | "gercek") => Ok(CustomerKind::Person),
        Some("company" | "firma" | "kurumsal" | "sirket" | "tuzel") => Ok(CustomerKind::Company),
        Some(other) => Err(format!("{other:?} is no kind; write person or company")),
    }
}

fn language(text: &str) -> Result<String, String> {
    match folded(text).as_str() {
        "tr" | "turkce" | "turkish" => Ok("tr".to_owned()),
        "en" | "ingilizce" | "english" => Ok("en".to_owned()),
        other => Err(format!("{other:?} is no language; write tr or en")),
    }
}

fn is_yes(text: &str) -> bool {
    matches!(folded(text).as_str(), "1" | "evet" | "e" | "yes" | "y" | "true" | "x" | "vip")
}

/// A date as Turkey and ISO write it.
fn date(text: &str) -> Result<String, String> {
    let iso: Option<jiff::civil::Date> = text.get(..10).and_then(|text| text.parse().ok());
    let dotted = || {
        let parts: Vec<&str> = text.split(['.', '/', ' ']).collect();
        let [day, month, year, ..] = parts.as_slice() else { return None };
        jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    let date = iso.or_else(dotted).ok_or_else(|| format!("{text:?} is no date; write it as 2026-11-25"))?;
    Ok(date.to_string())
}

/// The same id for the same customer of the same file: by her key, else by her name and numbers.
fn derived(customer: &CustomerEdit, key: Option<&str>) -> CustomerId {
    let mut text = key.map_or_else(|| folded(&customer.name), |key| format!("\u{1f}{key}"));
    if key.is_none() {
        customer.numbers.iter().for_each(|number| text.push_str(number.as_str()));
    }
    CustomerId::derived(text.as_bytes())
}
