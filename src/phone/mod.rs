//! A number as dialled or displayed, read into what it is.
//!
//! [`read`] takes what a PBX, a person or a file calls a number and says its E.164 form, its kind,
//! and how it was read. It never fails: what cannot be read is [`Kind::Invalid`] with a [`Note`]
//! saying why. Numbering plans are libphonenumber's, by way of `rlibphonenumber`.
//!
//! What is absent: SIP and `tel:` addresses (their edge takes the user part out first), names,
//! and any guess at who owns a number.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod dialled;
mod e164;
mod plan;
mod plans;
mod read;
mod reading;

pub use dialled::INPUT_CHARS_MAX;
pub use e164::{E164, NotE164};
pub use plan::{Digits, InternalPattern, NotAPattern, NotDigits, Plan, Region, UnknownRegion};
pub use plans::{Plans, Trunk};
pub use read::read;
pub use reading::{Kind, Note, Reading};
