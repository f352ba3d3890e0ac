//! Customers by the million: how fast they come in, are looked up, searched and put on a card, on SQLite and on a
//! PostgreSQL of the bench's own.
//!
//! The file is read by `santral import customers` itself. Floors of the same run: `SELECT 1` for the look-ups.
//!
//!     cargo bench --bench crm -- [CUSTOMERS [sqlite|postgresql]]

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run is to say so and stop"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser;
use santral::call::{CallId, PbxName};
use santral::cli::{self, Cli};
use santral::crm::{Asked, Config as CrmConfig, Crm, Filling, LookUp};
use santral::phone::E164;
use santral::store::{Config, Fact, Store};

#[expect(dead_code, reason = "tests stop it and start it again")]
#[path = "../tests/postgres/mod.rs"]
mod postgres;

/// Questions of each sort.
const QUESTIONS: usize = 2_000;

const FIRST: [&str; 20] = [
    "Ayşe", "Mehmet", "Fatma", "Hasan", "Elif", "Işıl", "İpek", "Şükrü", "Çağla", "Ömer", "Zeynep",
    "Mustafa", "Emine", "Ali", "Hatice", "Hüseyin", "Gül", "Kerem", "Derya", "Yusuf",
];

/// Beginnings and ends of last names: 40 × 40 of them.
const LAST: [&str; 40] = [
    "Yıl", "Kay", "Dem", "Çel", "Şah", "Öz", "Ay", "Kur", "Tek", "Gün", "Ars", "Kap", "Bul", "Tor", "Kork",
    "Er", "Ak", "Kara", "Taş", "Yurt", "Bay", "Can", "Dur", "Ede", "Fer", "Gök", "Hız", "Ilgaz", "Kes",
    "Lale", "Mert", "Nur", "Oral", "Peker", "Sez", "Tun", "Uçar", "Var", "Yal", "Zor",
];
const END: [&str; 40] = [
    "maz", "a", "ir", "ik", "in", "türk", "dın", "t", "in", "eş", "lan", "lan", "ut", "un", "maz", "soy",
    "man", "ca", "kıran", "sever", "kal", "dan", "muş", "oğlu", "han", "men", "lı", "ay", "kin", "ci", "er",
    "gül", "bey", "taş", "gin", "cer", "kan", "ol", "çın", "lu",
];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let count: usize = arguments.next().map_or(1_000_000, |count| count.parse().unwrap());
    let only = arguments.next();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("customers.csv");
    std::fs::write(&file, csv(count)).unwrap();
    if only.as_deref() != Some("postgresql") {
        let url = format!("sqlite:{}", folder.path().join("santral.db").display());
        measure("SQLite", &url, count, &file, folder.path());
    }
    if only.as_deref() != Some("sqlite") {
        let server = postgres::Postgres::start();
        server.create("santral");
        measure("PostgreSQL", &server.url("santral"), count, &file, folder.path());
    }
}

fn csv(count: usize) -> String {
    let mut text = String::with_capacity(count * 80);
    text.push_str("Müşteri No;Ad Soyad;Telefon;Şehir;E-posta\n");
    for n in 0..count {
        let _ = writeln!(text, "K-{n};{};{};Bursa;k{n}@example.com", name(n), &number(n)[3..]);
    }
    text
}

fn name(n: usize) -> String {
    let mixed = n.wrapping_mul(2_654_435_761) >> 7;
    format!("{} {}{}", FIRST[mixed % 20], LAST[mixed / 20 % 40], END[mixed / 800 % 40])
}

/// Mobile numbers of blocks that are given out.
fn number(n: usize) -> String {
    format!("+90532{:07}", 1_000_000 + n * 7 % 8_999_993)
}

fn measure(database: &str, url: &str, count: usize, file: &Path, folder: &Path) {
    let settings = folder.join("santral.toml");
    std::fs::write(&settings, format!("[store]\nurl = \"{url}\"\n")).unwrap();
    let (began, busy) = (Instant::now(), processor_time());
    let arguments =
        ["santral", "--config", settings.to_str().unwrap(), "import", "customers", file.to_str().unwrap()];
    cli::main(Cli::parse_from(arguments));
    let (took, busy) = (began.elapsed(), processor_time() - busy);
    println!("{database}, {count} customers");
    println!(
        "  import                     {:>9.0} rows/s, {:.0} rows/s of our processor time",
        count as f64 / took.as_secs_f64(),
        count as f64 / busy.as_secs_f64()
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(questions(url, count));
}

async fn questions(url: &str, count: usize) {
    let store = Store::open(&Config::at(url)).await.unwrap();
    assert_eq!(store.customers().count().await.unwrap(), count as u64);
    let at = |question: usize| question.wrapping_mul(7_919) % count;
    let e164 = |n: usize| -> E164 { number(n).parse().unwrap() };
    let customers = store.customers();
    ask("floor: SELECT 1", async |_| store.ping().await.unwrap()).await;
    ask("look-up by number", async |q| {
        assert_eq!(customers.by_number(&e164(at(q))).await.unwrap().len(), 1);
    })
    .await;
    let search = async |query: String, found: bool| {
        let result = customers.search(&query, 20).await.unwrap();
        assert!(!found || !result.is_empty(), "{query}");
    };
    ask("search: first name", async |q| search(FIRST[q % 20].to_owned(), true).await).await;
    ask("search: start of last name", async |q| {
        let name = name(at(q));
        let last = name.split(' ').nth(1).unwrap();
        search(last.chars().take(4).collect(), true).await;
    })
    .await;
    ask("search: first and last name", async |q| search(name(at(q)), true).await).await;
    ask("search: with a slip", async |q| {
        let mut typed: Vec<char> = name(at(q)).chars().collect();
        let last = typed.len() - 2;
        typed[last] = 'x';
        search(typed.into_iter().collect(), false).await;
    })
    .await;
    ask("search: number", async |q| search(number(at(q))[3..].to_owned(), true).await).await;
    ask("search: last four digits", async |q| search(number(at(q))[9..].to_owned(), true).await).await;
    ask("search: customer number", async |q| search(format!("K-{}", at(q).max(100)), true).await).await;
    card(&store, count, &e164).await;
    let began = Instant::now();
    let doubles = customers.duplicates(100).await.unwrap();
    println!(
        "  duplicates (whole search)  {:>9.0} ms, {} found",
        began.elapsed().as_secs_f64() * 1e3,
        doubles.len()
    );
}

/// From the number to the first fill of the card, with orders and tickets.
async fn card(store: &Store, count: usize, e164: &impl Fn(usize) -> E164) {
    let crm = Crm::new(store.clone(), CrmConfig::default()).unwrap();
    let who = |q: usize| q.wrapping_mul(104_729) % count;
    for q in 0..200 {
        let customer = store.customers().by_number(&e164(who(q))).await.unwrap().remove(0);
        for (section, row) in [("orders", "S-1"), ("orders", "S-2"), ("tickets", "T-1"), ("products", "P-1")]
        {
            let fields = vec![
                ("status".to_owned(), "Açık".to_owned()),
                ("total".to_owned(), "1.249,90 TL".to_owned()),
            ];
            let fact = Fact { row: row.to_owned(), at_ms: 1_764_000_000_000, fields };
            store.facts().put(customer.id, section, &fact, 0).await.unwrap();
        }
    }
    ask("card: number to first fill", async |q| {
        let asked =
            Asked { number: Some(e164(who(q % 200))), did: Some("5552001".into()), ..Asked::default() };
        let LookUp::Found(found) = crm.look_up(&asked).await else { panic!("nobody") };
        let call = CallId::derive(&PbxName::new("pbx1"), &q.to_string(), 1_764_000_000_000);
        let mut fillings = crm.fill(&found[0].customer, call, &asked);
        let Some(Filling::First { sections, .. }) = fillings.recv().await else { panic!("no fill") };
        assert!(sections.len() >= 3);
    })
    .await;
}

async fn ask(what: &str, question: impl AsyncFn(usize)) {
    // The first few find connections, plans and pages cold.
    for q in 0..20 {
        question(q).await;
    }
    let mut took = Vec::with_capacity(QUESTIONS);
    for q in 0..QUESTIONS {
        let began = Instant::now();
        question(q).await;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    let ms = |place: usize| took[place].as_secs_f64() * 1e3;
    println!("  {what:28} p50 {:>8.3} ms   p99 {:>8.3} ms", ms(QUESTIONS / 2), ms(QUESTIONS * 99 / 100));
}

/// What this process has had of the processors so far.
fn processor_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}
