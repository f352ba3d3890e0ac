//! Sections of a card: what they and their fields are called.

use std::time::Duration;

/// A section as a source filled it, or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its id, one of [`KNOWN_SECTIONS`] or one of the company's own.
    pub id: String,
    /// Where it comes from: [`OWN`] or a source of the settings.
    pub source: String,
    /// How far it is.
    pub state: SectionState,
    /// When its data was fetched, UTC milliseconds.
    pub as_of_ms: Option<i64>,
    /// How long that took.
    pub took: Duration,
    /// Its rows.
    pub rows: Vec<SectionRow>,
}

/// A row of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionRow {
    /// Its id in its source.
    pub id: String,
    /// Its fields in the order they are shown: id and text.
    pub fields: Vec<(String, String)>,
}

/// How far a section is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionState {
    /// Asked for.
    Pending,
    /// Here.
    Ready,
    /// It did not come.
    Failed(SectionFault),
}

/// Why a section did not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SectionFault {
    /// Nothing came in time.
    #[error("no answer within {} ms", .0.as_millis())]
    TooLate(Duration),
    /// It failed too often; it is left alone for a while.
    #[error("it failed too often and is left alone for {} s", .0.as_secs())]
    Resting(Duration),
    /// It is asked for by too many already.
    #[error("too many questions wait for it")]
    Busy,
    /// It answered something else than was agreed.
    #[error("it answered what cannot be read: {0}")]
    Unreadable(String),
    /// It could not be reached, or refused.
    #[error("{0}")]
    Refused(String),
}

/// The embedded database.
pub const OWN: &str = "own";

/// The section of what is to be asked for again.
pub const STALE: &str = "stale";

/// Most rows of one section.
pub(super) const ROWS_MAX: usize = 10;

/// Most fields of one row.
pub(super) const FIELDS_MAX: usize = 40;

/// Longest field, in characters; what is longer is cut.
pub(super) const FIELD_LENGTH_MAX: usize = 2_000;

/// The sections of the house in the order they are shown, with their names: id, Turkish, English.
pub const KNOWN_SECTIONS: [(&str, &str, &str); 9] = [
    ("stale", "Sorup güncelleyin", "Ask and correct"),
    ("tickets", "Kayıtlar", "Tickets"),
    ("orders", "Siparişler", "Orders"),
    ("products", "Ürünler", "Products"),
    ("offers", "Kampanyalar", "Offers"),
    ("loyalty", "Sadakat", "Loyalty"),
    ("preferences", "Tercihler", "Preferences"),
    ("value", "Değer", "Value"),
    ("verify", "Kimlik soruları", "Identity"),
];

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// As it stands.
    Text,
    /// A moment.
    Moment,
    /// A date.
    Date,
    /// A number.
    Number,
}

/// Fields whose names the house knows: id, Turkish, English, how it is written.
const KNOWN_FIELDS: [(&str, &str, &str, FieldKind); 37] = [
    ("subject", "Konu", "Subject", FieldKind::Text),
    ("status", "Durum", "Status", FieldKind::Text),
    ("priority", "Öncelik", "Priority", FieldKind::Text),
    ("opened_at", "Açıldı", "Opened", FieldKind::Moment),
    ("due_at", "Vade", "Due", FieldKind::Moment),
    ("item", "Ürün", "Item", FieldKind::Text),
    ("total", "Tutar", "Total", FieldKind::Text),
    ("at", "Tarih", "When", FieldKind::Moment),
    ("eta", "Teslim", "Expected", FieldKind::Date),
    ("name", "Ad", "Name", FieldKind::Text),
    ("serial", "Seri no", "Serial no.", FieldKind::Text),
    ("warranty_until", "Garanti", "Warranty until", FieldKind::Date),
    ("points", "Puan", "Points", FieldKind::Number),
    ("tier", "Düzey", "Tier", FieldKind::Text),
    ("channel", "Kanal", "Channel", FieldKind::Text),
    ("hours", "Saatler", "Hours", FieldKind::Text),
    ("language", "Dil", "Language", FieldKind::Text),
    ("do_not_offer", "Önerilmez", "Do not offer", FieldKind::Text),
    ("offer", "Öneri", "Offer", FieldKind::Text),
    ("until", "Geçerlilik", "Until", FieldKind::Date),
    ("balance", "Bakiye", "Balance", FieldKind::Text),
    ("card", "Kart", "Card", FieldKind::Text),
    ("last_days", "Son temas (gün)", "Days since contact", FieldKind::Number),
    ("orders_12m", "Sipariş (12 ay)", "Orders (12 months)", FieldKind::Number),
    ("spent_12m", "Harcama (12 ay)", "Spent (12 months)", FieldKind::Number),
    ("calls_12m", "Çağrı (12 ay)", "Calls (12 months)", FieldKind::Number),
    ("satisfaction", "Memnuniyet", "Satisfaction", FieldKind::Text),
    ("field", "Alan", "Field", FieldKind::Text),
    ("value", "Değer", "Value", FieldKind::Text),
    ("checked_at", "Son doğrulama", "Last confirmed", FieldKind::Date),
    ("city", "Şehir", "City", FieldKind::Text),
    ("branch", "Şube", "Branch", FieldKind::Text),
    ("risk", "Risk", "Risk", FieldKind::Text),
    ("email", "E-posta", "E-mail", FieldKind::Text),
    ("phone", "Telefon", "Phone", FieldKind::Text),
    ("address", "Adres", "Address", FieldKind::Text),
    ("number", "No", "No.", FieldKind::Text),
];

/// A section's name, Turkish and English; its id where the house does not know it.
pub fn section_label(id: &str) -> (&str, &str) {
    KNOWN_SECTIONS.iter().find(|(known, ..)| *known == id).map_or((id, id), |(_, tr, en)| (tr, en))
}

/// A field's name, Turkish and English, and how it is written.
pub fn field_label(id: &str) -> (&str, &str, FieldKind) {
    let known = KNOWN_FIELDS.iter().find(|(known, ..)| *known == id);
    known.map_or((id, id, FieldKind::Text), |(_, tr, en, kind)| (tr, en, *kind))
}

/// Where a section stands among the others.
pub fn section_place(id: &str) -> usize {
    KNOWN_SECTIONS.iter().position(|(known, ..)| *known == id).unwrap_or(KNOWN_SECTIONS.len())
}

impl Section {
    /// A section that is asked for.
    pub fn pending(id: &str, source: &str) -> Self {
        Self {
            id: id.to_owned(),
            source: source.to_owned(),
            state: SectionState::Pending,
            as_of_ms: None,
            took: Duration::ZERO,
            rows: Vec::new(),
        }
    }

    /// A section that is here.
    pub fn ready(id: &str, source: &str, rows: Vec<SectionRow>, as_of_ms: i64, took: Duration) -> Self {
        let state = SectionState::Ready;
        Self { state, rows, as_of_ms: Some(as_of_ms), took, ..Self::pending(id, source) }
    }

    /// A section that did not come.
    pub fn failed(id: &str, source: &str, fault: SectionFault, took: Duration) -> Self {
        Self { state: SectionState::Failed(fault), took, ..Self::pending(id, source) }
    }
}
