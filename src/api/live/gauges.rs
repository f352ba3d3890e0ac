//! What is counted of pops.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Counters of the hub. Cloning shares them.
#[derive(Clone, Debug)]
pub(crate) struct Gauges {
    pub(super) created: Counter,
    pub(super) resent: Counter,
    pub(super) rendered: Counter,
    /// Of those, later than a pop is sent again.
    pub(super) late: Counter,
    /// Left the screen, after as long, and no page had shown them.
    pub(super) unrendered: Counter,
    /// The screens fell behind what happened.
    pub(super) lagged: Counter,
    pub(super) screens_lost: Counter,
    pub(super) ring_to_render: Histogram,
}

/// Seconds. The promise is 0.3 (web.md, section 5).
const BUCKETS: [f64; 9] = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 10.0];

impl Gauges {
    pub(super) fn new() -> Self {
        Self {
            created: Counter::default(),
            resent: Counter::default(),
            rendered: Counter::default(),
            late: Counter::default(),
            unrendered: Counter::default(),
            lagged: Counter::default(),
            screens_lost: Counter::default(),
            ring_to_render: Histogram::new(BUCKETS),
        }
    }

    /// Puts them where they are read.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("santral_pops", "Pops made", self.created.clone());
        registry.register(
            "santral_pops_resent",
            "Pops sent again because no page had said that it shows them",
            self.resent.clone(),
        );
        registry.register("santral_pops_rendered", "Pops that a page has shown", self.rendered.clone());
        registry.register(
            "santral_pops_late",
            "Pops that a page showed only after they had been due to be sent again",
            self.late.clone(),
        );
        registry.register(
            "santral_pops_unrendered",
            "Pops that left the screen and no page had said that it shows them",
            self.unrendered.clone(),
        );
        registry.register(
            "santral_screens_lagged",
            "Times the screens fell behind and took the whole state again",
            self.lagged.clone(),
        );
        registry.register(
            "santral_screens_lost",
            "Times an agent's pages did not show a pop in time",
            self.screens_lost.clone(),
        );
        registry.register(
            "santral_pop_ring_to_render_seconds",
            "From the phone's ringing to the pop on a screen",
            self.ring_to_render.clone(),
        );
    }
}
