//! Looking a caller up, and filling the card of who it is.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::candidate::{FoundBy, rank};
use super::own::{self, Standing};
use super::section::{OWN, section_place};
use super::source::Facts;
use super::{Candidate, Config, PinKey, Section, SectionFault, Source, SourceError, SourceHealth};
use crate::call::CallId;
use crate::phone::E164;
use crate::store::{Customer, CustomerId, Store, StoreError};

/// Sections that may wait for whoever shows them.
const FILLINGS_MAX: usize = 64;

/// Looks callers up in the embedded customer database, and fills cards from it and from the company's own
/// sources. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Crm {
    store: Store,
    config: Arc<Config>,
    sources: Arc<[Arc<Source>]>,
    pin_key: Option<PinKey>,
}

/// What is known of a caller when he is looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The number, where it is one.
    pub number: Option<E164>,
    /// What he keyed in.
    pub keypad: Option<String>,
    /// The number he dialled.
    pub did: Option<String>,
    /// The queue, by its catalog id.
    pub queue: Option<String>,
}

/// What a look-up came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// These it may be, best first; never empty.
    Found(Vec<Candidate>),
    /// Nobody is known by it.
    Nobody,
    /// The database did not answer, or not in time. The call is untouched by it.
    Failed(String),
}

/// The card as it fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// All sections, those that are late as pending; and how she stands.
    First {
        /// How often she calls, and how to meet her.
        standing: Standing,
        /// In the order they are shown.
        sections: Vec<Section>,
    },
    /// One that was late.
    Later(Section),
}

impl Crm {
    /// Looks up in this database and the sources of the settings. A source that is away is no error here.
    pub fn new(store: Store, config: Config) -> Result<Self, SourceError> {
        let sources = config.source.iter().map(Source::new).collect::<Result<_, _>>()?;
        let pin_key = config.pin_key_file.as_deref().map(PinKey::read).transpose()?;
        Ok(Self { store, config: Arc::new(config), sources, pin_key })
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn pin_key(&self) -> Option<&PinKey> {
        self.pin_key.as_ref()
    }

    /// How each of the company's own sources has been doing since the daemon came up.
    pub fn source_health(&self) -> Vec<SourceHealth> {
        self.sources.iter().map(|source| source.health()).collect()
    }

    /// The company's own sources.
    pub fn sources(&self) -> &[Arc<Source>] {
        &self.sources
    }

    /// Who it may be. Answers within [`Config::give_up_ms`], whatever the database does.
    pub async fn look_up(&self, asked: &Asked) -> LookUp {
        match timeout(self.config.give_up(), self.candidates(asked)).await {
            Ok(Ok(found)) if found.is_empty() => LookUp::Nobody,
            Ok(Ok(found)) => LookUp::Found(found),
            Ok(Err(error)) => LookUp::Failed(error.to_string()),
            Err(_) => LookUp::Failed(format!("no answer within {} ms", self.config.give_up_ms)),
        }
    }

    async fn candidates(&self, asked: &Asked) -> Result<Vec<Candidate>, StoreError> {
        let mut found: Vec<(FoundBy, Customer)> = Vec::new();
        if let Some(keypad) = &asked.keypad {
            add(&mut found, FoundBy::KeypadId, self.store.facts().by_key(keypad).await?);
        }
        if let Some(number) = &asked.number {
            add(&mut found, FoundBy::Number, self.store.customers().by_number(number).await?);
            if found.is_empty() {
                add(
                    &mut found,
                    FoundBy::EndsAlike,
                    self.store.customers().ends_alike(number.digits()).await?,
                );
            }
        }
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<CustomerId> = found.iter().map(|(_, customer)| customer.id).collect();
        let signals =
            self.store.customers().signals(asked.number.as_ref(), asked.did.as_deref(), &ids).await?;
        Ok(rank(found, &signals, now_ms()))
    }

    /// Fills the card of a customer: at [`Config::first_fill_ms`] at the latest what is there, then each
    /// section as it comes. The channel closes when all have come or failed.
    pub fn fill(&self, customer: &Customer, call: CallId, asked: &Asked) -> mpsc::Receiver<Filling> {
        let (sink, fillings) = mpsc::channel(FILLINGS_MAX);
        let (crm, customer, asked) = (self.clone(), customer.clone(), asked.clone());
        tokio::spawn(async move { crm.gather(customer, call, asked, sink).await });
        fillings
    }

    async fn gather(self, customer: Customer, call: CallId, asked: Asked, sink: mpsc::Sender<Filling>) {
        let began = Instant::now();
        let id = customer.id;
        let facts = self.facts(&customer, call, &asked).await;
        let mut asks = JoinSet::new();
        for source in self.sources.iter().map(Arc::clone) {
            let facts = facts.clone();
            asks.spawn(async move { source.ask(&facts).await });
        }
        let own = timeout(
            self.config.give_up(),
            own::gather(&self.store, &customer, call, asked.number.as_ref(), now_ms()),
        );
        let (standing, mut sections) = match own.await {
            Ok(Ok(own)) => (own.standing, own.sections),
            Ok(Err(error)) => {
                let fault = SectionFault::Refused(error.to_string());
                (Standing::default(), vec![Section::failed("tickets", OWN, fault, began.elapsed())])
            }
            Err(_) => {
                let fault = SectionFault::TooLate(self.config.give_up());
                (Standing::default(), vec![Section::failed("tickets", OWN, fault, began.elapsed())])
            }
        };
        let mut late: Vec<&Arc<Source>> = self.sources.iter().collect();
        let first_fill = tokio::time::sleep(self.config.first_fill().saturating_sub(began.elapsed()));
        tokio::pin!(first_fill);
        loop {
            tokio::select! {
                biased;
                came = asks.join_next() => match came {
                    Some(Ok(section)) => {
                        late.retain(|source| source.name() != section.source);
                        sections.push(section);
                    }
                    // A source that panicked is logged by the runtime; its section stays away.
                    Some(Err(_)) => {}
                    None => break,
                },
                () = &mut first_fill => break,
            }
        }
        sections.extend(late.iter().map(|source| Section::pending(source.section(), source.name())));
        sections.sort_by_key(|section| section_place(&section.id));
        tracing::debug!(customer.id = %id, sections = sections.len(), "the card has its first fill");
        // Whoever does not listen any more has closed the pop.
        let _ = sink.send(Filling::First { standing, sections }).await;
        while let Some(came) = asks.join_next().await {
            if let Ok(section) = came
                && sink.send(Filling::Later(section)).await.is_err()
            {
                return;
            }
        }
    }

    /// What the sources may be asked by.
    async fn facts(&self, customer: &Customer, call: CallId, asked: &Asked) -> Facts {
        let number = asked.number.as_ref().or_else(|| customer.numbers.first());
        let mut facts = Facts::at(now_ms())
            .with("e164", number.map(E164::as_str))
            .with("digits", number.map(E164::digits))
            .with("national", number.map(national))
            .with("customer_id", Some(&customer.id.to_string()))
            .with("did", asked.did.as_deref())
            .with("queue", asked.queue.as_deref())
            .with("call_id", Some(&call.to_string()));
        if self.sources.is_empty() {
            return facts;
        }
        match timeout(self.config.first_fill(), self.store.facts().keys_of(customer.id)).await {
            Ok(Ok(keys)) => {
                for (kind, key) in keys {
                    facts = facts.with(&format!("key_{kind}"), Some(&key));
                }
            }
            Ok(Err(error)) => tracing::warn!(%error, "the customer's own ids could not be read"),
            Err(_) => tracing::warn!("the customer's own ids did not come in time"),
        }
        facts
    }

    /// Tries every source with a number, for `santral check`, as if its only customer called.
    pub async fn try_sources(&self, number: &E164) -> Vec<Trial> {
        let mut facts = Facts::at(now_ms())
            .with("e164", Some(number.as_str()))
            .with("digits", Some(number.digits()))
            .with("national", Some(national(number)));
        let owners = self.store.customers().by_number(number).await.unwrap_or_default();
        if let [owner] = owners.as_slice() {
            facts = facts.with("customer_id", Some(&owner.id.to_string()));
            for (kind, key) in self.store.facts().keys_of(owner.id).await.unwrap_or_default() {
                facts = facts.with(&format!("key_{kind}"), Some(&key));
            }
        }
        let mut trials = Vec::new();
        for source in self.sources.iter() {
            let missing = source.missing(&facts).map(str::to_owned).collect();
            trials.push(Trial { missing, section: source.ask(&facts).await });
        }
        trials
    }
}

/// What a source answered when it was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Values it asks by that this number has not; it was not asked then.
    pub missing: Vec<String>,
    /// The section as it came.
    pub section: Section,
}

/// A number as databases at home often have it: without the country, where that is Turkey.
fn national(number: &E164) -> &str {
    number.digits().strip_prefix("90").unwrap_or_else(|| number.digits())
}

/// Takes in those who are not among the found already: the better way counts.
fn add(found: &mut Vec<(FoundBy, Customer)>, by: FoundBy, customers: Vec<Customer>) {
    for customer in customers {
        if !found.iter().any(|(_, known)| known.id == customer.id) {
            found.push((by, customer));
        }
    }
}

pub(super) fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}
