//! Who is calling, and what is known of them.
//!
//! A pop is never late because of us: it is sent with the number and the queue at once. [`Crm::look_up`] says
//! who it may be, best first, with the reasons; [`Crm::fill`] brings the card's sections as they come, from the
//! embedded database and the company's own sources, each within its deadline. What may be seen of a field is
//! decided here too ([`see`]): a page never gets what it may not show.

mod candidate;
mod config;
mod look_up;
mod mask;
mod own;
mod pin;
mod profile;
mod sample;
mod section;
mod source;
mod write_back;

pub use candidate::{Candidate, Confidence, Reason};
pub use config::Config;
pub use look_up::{Asked, Crm, Filling, LookUp, Trial};
pub use mask::{Looker, Seen, rule, see};
pub use own::{REPEAT_DAYS, Repeat, Standing};
pub use pin::{PinKey, PinVerdict};
pub use profile::{CALLER_PROFILES, CallerProfile, TAG_HOLDS, caller_profile};
pub use sample::{CAST, CastMember, SAMPLE_COUNT_DEFAULT, Sample};
pub use section::{
    FieldKind, KNOWN_SECTIONS, OWN, STALE, Section, SectionFault, SectionRow, SectionState, field_label,
    section_label, section_place,
};
pub use source::{Facts, Latency, Source, SourceConfig, SourceError, SourceHealth, SourceKind};
pub use write_back::{NotTold, WriteBack, WriteBackConfig, deliver};
