//! The core that looks at everything.

#[expect(dead_code, unreachable_pub, unused_imports, reason = "a core of which the bench needs only a part")]
#[path = "../../tests/naive/mod.rs"]
pub(crate) mod acd;

#[path = "core.rs"]
mod core;
pub(crate) use core::Core as Scanning;
