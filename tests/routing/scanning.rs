//! The core that looks at everything, with what a day needs.

#[expect(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::wrong_self_convention,
    reason = "a core of which a day needs only a part, and which nobody else sees"
)]
#[path = "../naive/mod.rs"]
pub(crate) mod acd;

#[path = "house.rs"]
pub(crate) mod house;
#[path = "life.rs"]
pub(crate) mod life;
