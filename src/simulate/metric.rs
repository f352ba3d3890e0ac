//! The figures of a call type, once: their keys, their names and where they stand.

use super::Scenario;
use super::figure::Figure;
use super::report::TypeResult;
use super::theory::TypeTheory;

/// One figure of a call type.
#[derive(Clone, Copy)]
pub(super) struct Metric {
    /// The key in the result; a dot leads into an object.
    pub(super) key: &'static str,
    english: &'static str,
    turkish: &'static str,
    pub(super) unit: Unit,
    pub(super) of: fn(&TypeResult) -> &Figure,
    /// The closed form's value; `None` where closed forms say nothing.
    pub(super) theory: fn(&TypeTheory) -> Option<f64>,
}

/// What a figure is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    /// Of one, shown in percent.
    Share,
    /// Seconds.
    Seconds,
}

/// All of them, in the order of the result. `{within}` and `{short}` stand for the scenario's limits.
pub(super) const METRICS: [Metric; 11] = [
    Metric {
        key: "p_wait",
        english: "have to wait",
        turkish: "bekleyen",
        unit: Unit::Share,
        of: |kind| &kind.p_wait,
        theory: |kind| Some(kind.p_wait),
    },
    Metric {
        key: "p_block",
        english: "blocked",
        turkish: "içeri giremeyen",
        unit: Unit::Share,
        of: |kind| &kind.p_block,
        theory: |kind| Some(kind.p_block),
    },
    Metric {
        key: "p_abandon",
        english: "abandon",
        turkish: "vazgeçen",
        unit: Unit::Share,
        of: |kind| &kind.p_abandon,
        theory: |kind| Some(kind.p_abandon),
    },
    Metric {
        key: "mean_wait_answered_s",
        english: "mean wait of the answered",
        turkish: "yanıtlananların ortalama beklemesi",
        unit: Unit::Seconds,
        of: |kind| &kind.mean_wait_answered_s,
        theory: |kind| Some(kind.mean_wait_answered_s),
    },
    Metric {
        key: "mean_wait_entered_s",
        english: "mean wait of all",
        turkish: "herkesin ortalama beklemesi",
        unit: Unit::Seconds,
        of: |kind| &kind.mean_wait_entered_s,
        theory: |kind| Some(kind.mean_wait_entered_s),
    },
    Metric {
        key: "wait_p50_s",
        english: "median wait",
        turkish: "ortanca bekleme",
        unit: Unit::Seconds,
        of: |kind| &kind.wait_p50_s,
        theory: |_| None,
    },
    Metric {
        key: "wait_p95_s",
        english: "95 % wait no longer than",
        turkish: "yüzde 95'in beklemesi en çok",
        unit: Unit::Seconds,
        of: |kind| &kind.wait_p95_s,
        theory: |_| None,
    },
    Metric {
        key: "wait_max_s",
        english: "longest wait of a day",
        turkish: "günün en uzun beklemesi",
        unit: Unit::Seconds,
        of: |kind| &kind.wait_max_s,
        theory: |_| None,
    },
    Metric {
        key: "service_level.entered",
        english: "answered within {within} / entered",
        turkish: "{within} içinde yanıtlanan / giren",
        unit: Unit::Share,
        of: |kind| &kind.service_level.entered,
        theory: |kind| Some(kind.service_level.entered),
    },
    Metric {
        key: "service_level.answered",
        english: "answered within {within} / answered",
        turkish: "{within} içinde yanıtlanan / yanıtlanan",
        unit: Unit::Share,
        of: |kind| &kind.service_level.answered,
        theory: |kind| Some(kind.service_level.answered),
    },
    Metric {
        key: "service_level.excluding_short_abandons",
        english: "same / (entered - abandoned within {short})",
        turkish: "aynısı / (giren - {short} içinde vazgeçen)",
        unit: Unit::Share,
        of: |kind| &kind.service_level.excluding_short_abandons,
        theory: |kind| Some(kind.service_level.excluding_short_abandons),
    },
];

impl Metric {
    /// Its name in English, with the scenario's limits.
    pub(super) fn english(&self, scenario: &Scenario) -> String {
        fill(self.english, &seconds(scenario.within_s), &seconds(scenario.short_abandon_s))
    }

    /// Its name in Turkish.
    pub(super) fn turkish(&self, scenario: &Scenario) -> String {
        fill(self.turkish, &saniye(scenario.within_s), &saniye(scenario.short_abandon_s))
    }
}

fn fill(name: &str, within: &str, short: &str) -> String {
    name.replace("{within}", within).replace("{short}", short)
}

/// A number of seconds without needless zeros.
pub(super) fn seconds(seconds: f64) -> String {
    format!("{seconds} s")
}

/// The same in Turkish.
pub(super) fn saniye(seconds: f64) -> String {
    format!("{seconds} sn")
}

impl Unit {
    /// A value with its unit; a dash where there is none.
    pub(super) fn show(self, value: Option<f64>) -> String {
        match (value, self) {
            (None, _) => "-".to_owned(),
            (Some(value), Self::Share) => format!("{:.2} %", value * 100.0),
            (Some(value), Self::Seconds) => format!("{value:.2} s"),
        }
    }

    /// Half an interval's width; nothing where there is none.
    pub(super) fn show_half_width(self, half: Option<f64>) -> String {
        half.map_or_else(String::new, |half| format!("± {}", self.show(Some(half))))
    }
}
