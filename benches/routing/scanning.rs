//! The core that looks at everything.

#[expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::wrong_self_convention,
    reason = "a core of which the bench needs only a part, and which nobody else sees"
)]
#[path = "../../tests/naive/mod.rs"]
pub(crate) mod acd;

#[path = "core.rs"]
mod core;
pub(crate) use core::Core as Scanning;
