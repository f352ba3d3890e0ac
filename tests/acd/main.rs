//! Scenes for the routing core, one file a behaviour. `scene.rs` says how to read them.
#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails the test it helps")]

mod abandonment;
mod agent_order;
mod call_order;
mod callbacks;
mod capacity;
mod cool_down;
mod estimate;
mod explanation;
mod hours;
mod keeps_place;
mod live_config;
mod offers;
mod overflow;
mod preferred;
mod reachability;
mod refusals;
mod reserve;
mod restart;
mod ring_all;
mod scene;
mod skills;
mod skipping;
mod stages;
mod wrap_up;
