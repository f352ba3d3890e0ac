//! Figures for Prometheus.

use std::fmt;
use std::sync::PoisonError;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use subtle::ConstantTimeEq;

use super::SharedApp;
use super::wire::AgentState;
use crate::call::LinkFigures;
use crate::hooks::Counts;
use crate::store::JournalState;

/// Text in the form of `OpenMetrics`. With a token in the settings who asks must bear it; without one it is there for
/// this machine alone, that is while pages are served on loopback and no proxy stands in front.
pub(super) async fn show(State(app): State<SharedApp>, headers: HeaderMap) -> Response {
    if !may_read(&app, &headers) {
        let words = "set [http] metrics_token and send it as `Authorization: Bearer …`\n";
        return (StatusCode::FORBIDDEN, words).into_response();
    }
    let mut registry = Registry::default();
    app.hub.gauges().register(&mut registry);
    registry.register_collector(Box::new(Now::of(&app)));
    let mut text = String::new();
    match prometheus_client::encoding::text::encode(&mut text, &registry) {
        Ok(()) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(fmt::Error) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn may_read(app: &SharedApp, headers: &HeaderMap) -> bool {
    let Some(token) = &app.access.metrics_token else { return app.access.on_loopback };
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    shown.is_some_and(|shown| bool::from(shown.as_bytes().ct_eq(token.expose().as_bytes())))
}

/// What is so at this moment.
#[derive(Debug)]
struct Now {
    links: Vec<(String, bool, LinkFigures)>,
    webhooks: Vec<(String, Counts)>,
    queues: Vec<(String, u32, u32)>,
    agents: Vec<(&'static str, u32)>,
    journal_waiting: usize,
    journal_dropped: u64,
    journal_degraded: bool,
    screens_waiting: usize,
    feed_events: u64,
    feed_readers: usize,
}

const STATES: [(AgentState, &str); 6] = [
    (AgentState::Offline, "offline"),
    (AgentState::Available, "available"),
    (AgentState::NotReady, "not_ready"),
    (AgentState::Ringing, "ringing"),
    (AgentState::OnCall, "on_call"),
    (AgentState::WrapUp, "wrap_up"),
];

impl Now {
    fn of(app: &SharedApp) -> Self {
        let wall = app.hub.wall().read().unwrap_or_else(PoisonError::into_inner);
        let up = wall.links();
        let is_up = |name: &str| up.iter().any(|(pbx, up)| pbx == name && *up);
        let in_state = |state| wall.agent_rows().filter(|row| row.state == state).count();
        Self {
            links: app
                .links
                .iter()
                .map(|(pbx, figures)| (pbx.to_string(), is_up(pbx.as_str()), figures.borrow().clone()))
                .collect(),
            webhooks: app.webhooks.iter().map(|hook| (hook.name().to_owned(), hook.counts())).collect(),
            queues: wall
                .queue_rows()
                .map(|row| (row.id.clone(), row.waiting, row.agents_available))
                .collect(),
            agents: STATES
                .iter()
                .map(|(state, name)| (*name, u32::try_from(in_state(*state)).unwrap_or(u32::MAX)))
                .collect(),
            journal_waiting: app.journal.waiting(),
            journal_dropped: app.journal.dropped(),
            journal_degraded: *app.journal.state().borrow() != JournalState::Healthy,
            screens_waiting: app.hub.waiting(),
            feed_events: app.hub.feed().end(),
            feed_readers: super::events::READERS_MAX - app.readers().available_permits(),
        }
    }
}

/// Counts of a link: name, what it is, where it stands.
type LinkCount = (&'static str, &'static str, fn(&LinkFigures) -> u64);

const LINK_COUNTS: [LinkCount; 9] = [
    ("santral_pbx_events", "Events the PBX told", |f| f.events),
    ("santral_pbx_forged", "Packets with headers the PBX did not write", |f| f.forged),
    ("santral_pbx_withheld", "Of those, the ones not believed at all", |f| f.withheld),
    ("santral_pbx_oversized", "Packets too long to be kept", |f| f.oversized),
    ("santral_pbx_orphans", "Answers nobody waited for", |f| f.orphans),
    ("santral_pbx_dropped", "Events dropped because we lagged; the state was read again", |f| f.dropped),
    ("santral_pbx_resyncs", "Times the state was read", |f| f.resyncs),
    ("santral_pbx_links", "Times the link came up", |f| f.links),
    ("santral_pbx_unfollowed", "Channels that were too many to be followed", |f| f.unfollowed),
];

/// Counts of a webhook: name, what it is, where it stands.
type WebhookCount = (&'static str, &'static str, fn(&Counts) -> u64);

const WEBHOOK_COUNTS: [WebhookCount; 4] = [
    ("santral_webhook_delivered", "Events the target took", |c| c.delivered),
    ("santral_webhook_failed", "Tries the target did not take", |c| c.failed),
    ("santral_webhook_dead", "Events that were given up", |c| c.dead),
    ("santral_webhook_dropped", "Events dropped because too many waited; a gap tells of them", |c| c.dropped),
];

impl Collector for Now {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        self.encode_links(&mut encoder)?;
        self.encode_webhooks(&mut encoder)?;
        self.encode_people(&mut encoder)?;
        self.encode_ourselves(&mut encoder)
    }
}

impl Now {
    fn encode_links(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for (name, help, figure) in LINK_COUNTS {
            let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            for (pbx, _, figures) in &self.links {
                let labels = [("pbx", pbx.as_str())];
                ConstCounter::new(figure(figures)).encode(family.encode_family(&labels)?)?;
            }
        }
        let help = "Events nobody has a use for, by name";
        let mut family =
            encoder.encode_descriptor("santral_pbx_unknown_events", help, None, MetricType::Counter)?;
        for (pbx, _, figures) in &self.links {
            for (name, count) in &figures.unknown {
                let labels = [("pbx", pbx.as_str()), ("event", name.as_str())];
                ConstCounter::new(*count).encode(family.encode_family(&labels)?)?;
            }
        }
        let help = "Whether the link is up and callers can be routed";
        let mut family = encoder.encode_descriptor("santral_pbx_up", help, None, MetricType::Gauge)?;
        for (pbx, up, _) in &self.links {
            ConstGauge::new(i64::from(*up)).encode(family.encode_family(&[("pbx", pbx.as_str())])?)?;
        }
        let help = "Events that wait for us";
        let mut family = encoder.encode_descriptor("santral_pbx_waiting", help, None, MetricType::Gauge)?;
        for (pbx, _, figures) in &self.links {
            let labels = [("pbx", pbx.as_str())];
            ConstGauge::new(signed(figures.waiting)).encode(family.encode_family(&labels)?)?;
        }
        let help = "The longest the reader was busy and did not read on in the last second; Asterisk cuts off after its write time-out";
        let mut family =
            encoder.encode_descriptor("santral_pbx_reader_stall_seconds", help, None, MetricType::Gauge)?;
        for (pbx, _, figures) in &self.links {
            let labels = [("pbx", pbx.as_str())];
            ConstGauge::new(figures.stall_us as f64 / 1_000_000.0).encode(family.encode_family(&labels)?)?;
        }
        let help = "The longest an event took from the PBX to us in the last second";
        let mut family =
            encoder.encode_descriptor("santral_pbx_lag_seconds", help, None, MetricType::Gauge)?;
        for (pbx, _, figures) in &self.links {
            let labels = [("pbx", pbx.as_str())];
            ConstGauge::new(figures.lag_ms as f64 / 1_000.0).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn encode_webhooks(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for (name, help, count) in WEBHOOK_COUNTS {
            let mut family = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            for (target, counts) in &self.webhooks {
                let labels = [("target", target.as_str())];
                ConstCounter::new(count(counts)).encode(family.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }

    fn encode_people(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let help = "Callers who wait, ringing ones too";
        let mut family = encoder.encode_descriptor("santral_queue_waiting", help, None, MetricType::Gauge)?;
        for (queue, waiting, _) in &self.queues {
            let labels = [("queue", queue.as_str())];
            ConstGauge::new(i64::from(*waiting)).encode(family.encode_family(&labels)?)?;
        }
        let help = "Agents of the queue who could take a call now";
        let mut family =
            encoder.encode_descriptor("santral_queue_agents_available", help, None, MetricType::Gauge)?;
        for (queue, _, available) in &self.queues {
            let labels = [("queue", queue.as_str())];
            ConstGauge::new(i64::from(*available)).encode(family.encode_family(&labels)?)?;
        }
        let help = "Agents by state";
        let mut family = encoder.encode_descriptor("santral_agents", help, None, MetricType::Gauge)?;
        for (state, count) in &self.agents {
            ConstGauge::new(i64::from(*count)).encode(family.encode_family(&[("state", *state)])?)?;
        }
        Ok(())
    }

    fn encode_ourselves(&self, encoder: &mut DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let gauges = [
            (
                "santral_journal_waiting",
                "Records that wait for the database",
                signed(self.journal_waiting as u64),
            ),
            (
                "santral_journal_degraded",
                "Whether records wait or were lost",
                i64::from(self.journal_degraded),
            ),
            (
                "santral_screens_waiting",
                "Look-ups and words of people that wait for the screens",
                signed(self.screens_waiting as u64),
            ),
            ("santral_feed_readers", "Programs that read the feed", signed(self.feed_readers as u64)),
        ];
        for (name, help, value) in gauges {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(metric)?;
        }
        let counters = [
            ("santral_journal_dropped", "Records lost to a full spool", self.journal_dropped),
            ("santral_feed_events", "Events told to programs", self.feed_events),
        ];
        for (name, help, value) in counters {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            ConstCounter::new(value).encode(metric)?;
        }
        Ok(())
    }
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
