//! The cards of open pops as they fill, and what holds for all of them: known trouble, advice.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::api::wire;
use crate::catalog::{Catalog, Identity};
use crate::crm::{self, Filling, Looker, Section, SectionRow, SectionState, Seen, Standing};
use crate::driver::Roster;
use crate::pop::Pop;
use crate::store::{Advice, Customer, CustomerId, Incident, Severity};

use super::words::{disposition, rfc3339_ms};

/// Whoever sees a pop.
pub(crate) const AGENT: &str = "agent";

/// What the cards of open pops hold.
#[derive(Debug, Default)]
pub(super) struct Cards {
    open: BTreeMap<Arc<str>, Card>,
    incidents: Vec<Incident>,
    advice: Vec<Advice>,
}

#[derive(Debug)]
struct Card {
    customer: Customer,
    standing: Standing,
    sections: Vec<Section>,
    verified: bool,
}

/// A hidden value somebody may see, and has said why.
#[derive(Debug)]
pub(crate) struct Reveal {
    /// Whose.
    pub(crate) customer: CustomerId,
    /// The section.
    pub(crate) section: String,
    /// The row.
    pub(crate) row: String,
    /// The field.
    pub(crate) field: String,
    /// Where the value goes; none when it is not on the screen.
    pub(crate) answer: oneshot::Sender<Option<String>>,
}

impl Cards {
    /// Opens the card of a pop whose customer is certain. False when it is open already for her.
    pub(super) fn open(&mut self, pop: &Pop, customer: &Customer) -> bool {
        if self.open.get(&pop.id).is_some_and(|card| card.customer.id == customer.id) {
            return false;
        }
        let card = Card {
            customer: customer.clone(),
            standing: Standing::default(),
            sections: Vec::new(),
            verified: false,
        };
        self.open.insert(Arc::clone(&pop.id), card);
        true
    }

    pub(super) fn close(&mut self, pop: &str) {
        self.open.remove(pop);
    }

    /// Takes in what came for a customer; what came for another than the one the card is about is dropped.
    pub(super) fn fill(&mut self, pop: &str, customer: CustomerId, filling: Filling) -> bool {
        let Some(card) = self.open.get_mut(pop).filter(|card| card.customer.id == customer) else {
            return false;
        };
        match filling {
            Filling::First { standing, sections } => {
                card.standing = standing;
                card.sections = sections;
            }
            Filling::Later(section) => {
                let place = card
                    .sections
                    .iter_mut()
                    .find(|known| known.source == section.source && known.id == section.id);
                match place {
                    Some(known) => *known = section,
                    None => card.sections.push(section),
                }
            }
        }
        true
    }

    /// The caller of a pop was verified as this customer.
    pub(super) fn verify(&mut self, pop: &str, customer: CustomerId) -> bool {
        let card = self.open.get_mut(pop).filter(|card| card.customer.id == customer);
        card.map(|card| card.verified = true).is_some()
    }

    /// When the next of the known troubles is over, UTC milliseconds.
    pub(super) fn next_incident_end(&self) -> Option<i64> {
        self.incidents.iter().filter_map(|incident| incident.until_ms).min()
    }

    /// Lets go of known trouble that is over; whether there was any.
    pub(super) fn drop_ended_incidents(&mut self, now_ms: i64) -> bool {
        let before = self.incidents.len();
        self.incidents.retain(|incident| incident.until_ms.is_none_or(|until| until > now_ms));
        self.incidents.len() < before
    }

    pub(super) fn set_incidents(&mut self, incidents: Vec<Incident>) {
        self.incidents = incidents;
    }

    pub(super) fn set_advice(&mut self, advice: Vec<Advice>) {
        self.advice = advice;
    }

    /// The card as the agent's page may see it.
    pub(super) fn card(&self, pop: &str, roster: &Roster) -> Option<wire::Card> {
        let card = self.open.get(pop)?;
        let catalog = roster.catalog();
        let looker = Looker { role: AGENT, verified: card.verified };
        Some(wire::Card {
            customer_id: card.customer.id.to_string(),
            identity: if card.verified {
                wire::IdentityLevel::Verified
            } else {
                wire::IdentityLevel::Recognised
            },
            verifiable: !catalog.identity().questions.is_empty(),
            repeat: card.standing.repeat.as_ref().map(|repeat| wire::Repeat {
                nth: repeat.nth,
                days: crm::REPEAT_DAYS,
                last_at: rfc3339_ms(repeat.last_ms),
                about: repeat.about.as_deref().map(|id| disposition(roster, id)),
            }),
            profile: card.standing.profile.as_ref().and_then(|tag| {
                let profile = profile(&tag.profile, &self.advice)?;
                Some(wire::Profile { expires_at: Some(rfc3339_ms(tag.expires_ms)), ..profile })
            }),
            authority: authority(catalog),
            sections: card
                .sections
                .iter()
                .map(|section| self::section(section, catalog.identity(), looker))
                .collect(),
        })
    }

    /// The value of a field of an open card, for a reveal.
    pub(super) fn value(&self, pop: &str, ask: &Reveal) -> Option<String> {
        let card = self.open.get(pop).filter(|card| card.customer.id == ask.customer)?;
        let sections = card.sections.iter().filter(|section| section.id == ask.section);
        let mut rows = sections.flat_map(|section| &section.rows).filter(|row| row.id == ask.row);
        let row = rows.next()?;
        row.fields.iter().find(|(id, _)| *id == ask.field).map(|(_, value)| value.clone())
    }

    /// Known trouble that fits a pop at a moment.
    pub(super) fn incidents(&self, pop: &str, queue: Option<&str>, now_ms: i64) -> Vec<wire::Incident> {
        let card = self.open.get(pop);
        let city = card.and_then(|card| card.customer.city.as_deref());
        let products =
            card.into_iter().flat_map(|card| &card.sections).filter(|section| section.id == "products");
        let products: Vec<&str> = products
            .flat_map(|section| &section.rows)
            .filter_map(|row| row.fields.iter().find(|(id, _)| id == "name").map(|(_, name)| name.as_str()))
            .collect();
        let holds = |incident: &&Incident| {
            incident.from_ms <= now_ms
                && incident.until_ms.is_none_or(|until| until > now_ms)
                && fits(&incident.scope.queues, &queue.into_iter().collect::<Vec<_>>())
                && fits(&incident.scope.cities, &city.into_iter().collect::<Vec<_>>())
                && fits(&incident.scope.products, &products)
        };
        self.incidents.iter().filter(holds).map(incident).collect()
    }
}

/// Whether a list of a scope leaves these in; an empty one leaves nobody out.
fn fits(scope: &[String], these: &[&str]) -> bool {
    let folded: Vec<String> = these.iter().map(|name| crate::store::fold(name)).collect();
    scope.is_empty() || scope.iter().any(|name| folded.contains(&crate::store::fold(name)))
}

/// An incident as pages see it.
pub(crate) fn incident(incident: &Incident) -> wire::Incident {
    wire::Incident {
        id: incident.id.to_string(),
        text: wire::Label::new(incident.text_tr.as_str(), incident.text_en.as_str()),
        level: match incident.severity {
            Severity::Notice => wire::Level::Ok,
            Severity::Trouble => wire::Level::Warn,
            Severity::Outage => wire::Level::Breach,
        },
        queues: incident.scope.queues.clone(),
        cities: incident.scope.cities.clone(),
        products: incident.scope.products.clone(),
        from: rfc3339_ms(incident.from_ms),
        until: incident.until_ms.map(rfc3339_ms),
        by: incident.by.clone(),
    }
}

/// A profile with the advice in force: a supervisor's words, else the house's own.
pub(crate) fn profile(id: &str, advice: &[Advice]) -> Option<wire::Profile> {
    let profile = crm::caller_profile(id)?;
    let written = advice.iter().find(|advice| advice.profile == id);
    let advice = written.map_or_else(
        || wire::Label::new(profile.advice.0, profile.advice.1),
        |advice| wire::Label::new(advice.tr.as_str(), advice.en.as_str()),
    );
    let label = wire::Label::new(profile.label.0, profile.label.1);
    Some(wire::Profile { id: profile.id.to_owned(), label, advice, expires_at: None })
}

fn authority(catalog: &Catalog) -> Vec<wire::Authority> {
    let one = |authority: &crate::catalog::Authority| wire::Authority {
        label: wire::Label::new(authority.label.tr.as_str(), authority.label.en.as_str()),
        limit: authority.limit.clone(),
    };
    catalog.authority().iter().map(one).collect()
}

fn section(section: &Section, identity: &Identity, looker: Looker<'_>) -> wire::CardSection {
    let (tr, en) = crm::section_label(&section.id);
    let (state, note) = match &section.state {
        SectionState::Pending => (wire::SectionState::Pending, None),
        SectionState::Ready => (wire::SectionState::Ready, None),
        SectionState::Failed(fault) => {
            let (tr, en) = ("Alınamadı", "It could not be had");
            let note = wire::Label::new(
                format!("{tr}: {} ({fault})", section.source),
                format!("{en}: {} ({fault})", section.source),
            );
            (wire::SectionState::Failed, Some(note))
        }
    };
    wire::CardSection {
        id: section.id.clone(),
        label: wire::Label::new(tr, en),
        state,
        note,
        source: section.source.clone(),
        as_of: section.as_of_ms.map(rfc3339_ms),
        rows: section.rows.iter().map(|row| self::row(&section.id, row, identity, looker)).collect(),
    }
}

fn row(section: &str, row: &SectionRow, identity: &Identity, looker: Looker<'_>) -> wire::CardRow {
    let field = |(id, value): &(String, String)| {
        let (tr, en, kind) = crm::field_label(id);
        // Of a stale field the moment it was confirmed is told, under its own name.
        let kind = if section == crm::STALE { crm::FieldKind::Date } else { kind };
        let (value, masked, revealable) = match crm::see(identity, section, id, value, looker) {
            Seen::Plain => (value.clone(), false, false),
            Seen::Masked { shown, revealable } => (shown, true, revealable),
        };
        wire::CardField {
            id: id.clone(),
            label: wire::Label::new(tr, en),
            kind: match kind {
                crm::FieldKind::Text => wire::FieldKind::Text,
                crm::FieldKind::Moment => wire::FieldKind::Moment,
                crm::FieldKind::Date => wire::FieldKind::Date,
                crm::FieldKind::Number => wire::FieldKind::Number,
            },
            level: level(id, &value),
            value: Some(value),
            masked,
            revealable,
        }
    };
    wire::CardRow { id: row.id.clone(), fields: row.fields.iter().map(field).collect() }
}

/// What stands out: a due time or a warranty that is over.
fn level(field: &str, value: &str) -> Option<wire::Level> {
    let over = matches!(field, "due_at" | "warranty_until").then(|| is_past(value)).flatten()?;
    over.then_some(if field == "due_at" { wire::Level::Breach } else { wire::Level::Warn })
}

fn is_past(value: &str) -> Option<bool> {
    let now = jiff::Timestamp::now();
    if let Ok(at) = value.parse::<jiff::Timestamp>() {
        return Some(at < now);
    }
    let day: jiff::civil::Date = value.parse().ok()?;
    Some(day < jiff::tz::TimeZone::UTC.to_datetime(now).date())
}
