//! Scenes for the routing core, one file a behaviour. `scene.rs` says how to read them.

mod abandonment;
mod cool_down;
mod explanation;
mod live_config;
mod offers;
mod reachability;
mod refusals;
mod restart;
mod scene;
mod skills;
mod stages;
mod wrap_up;
