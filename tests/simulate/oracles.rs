//! Simulated figures against exact ones: within 3.5 standard errors over independent replications.

use santral::simulate::{Figure, TypeResult};

use super::scenarios::{m_model, n_model, play, single};

/// The figure is right when it lies within 3.5 of its standard errors, and it is sharp enough to tell.
fn agrees(what: &str, figure: &Figure, exact: f64) {
    let (mean, error) = (figure.mean().unwrap(), figure.standard_error().unwrap());
    assert!((mean - exact).abs() <= 3.5 * error, "{what}: {mean} for {exact}, standard error {error}");
    assert!(
        error <= 0.08 * exact,
        "{what}: standard error {error} is too wide to say anything about {exact}"
    );
}

fn type_agrees(kind: &TypeResult, p_wait: f64, wait_s: f64, in_time: f64) {
    let name = &kind.name;
    agrees(&format!("{name}: have to wait"), &kind.p_wait, p_wait);
    agrees(&format!("{name}: mean wait"), &kind.mean_wait_entered_s, wait_s);
    agrees(&format!("{name}: mean wait of the answered"), &kind.mean_wait_answered_s, wait_s);
    agrees(&format!("{name}: in time"), &kind.service_level.entered, in_time);
    agrees(&format!("{name}: in time, of the answered"), &kind.service_level.answered, in_time);
    agrees(&format!("{name}: in time, less short"), &kind.service_level.excluding_short_abandons, in_time);
}

#[test]
fn fourteen_agents_with_ten_erlangs_are_erlang_c() {
    let report = play(&single(14, 200.0, 180.0, 0.0, 300_000.0));
    type_agrees(&report.overall, 0.174_131_9, 7.835_937, 0.888_350_0);
    agrees("occupancy", &report.agent_groups[0].occupancy, 10.0 / 14.0);
}

#[test]
fn a_hundred_agents_with_ninety_five_erlangs_are_erlang_c() {
    let report = play(&single(100, 1_900.0, 180.0, 0.0, 150_000.0));
    type_agrees(&report.overall, 0.506_456_9, 18.232_45, 0.709_418_6);
    agrees("occupancy", &report.agent_groups[0].occupancy, 0.95);
}

#[test]
fn fifty_agents_and_impatient_callers_are_erlang_a() {
    let report = play(&single(50, 2_880.0, 60.0, 120.0, 60_000.0));
    let kind = &report.overall;
    agrees("have to wait", &kind.p_wait, 0.467_774_1);
    agrees("abandon", &kind.p_abandon, 0.030_912_25);
    agrees("mean wait of the answered", &kind.mean_wait_answered_s, 0.060_265_0 * 60.0);
    agrees("in time", &kind.service_level.entered, 0.943_019_0);
    agrees("occupancy", &report.agent_groups[0].occupancy, 0.930_324_2);
}

#[test]
fn ten_agents_and_ten_trunks_are_erlang_b() {
    let text = single(10, 200.0, 180.0, 0.0, 200_000.0).replace("duration_s", "trunks = 10\nduration_s");
    let report = play(&text);
    let blocked = santral::simulate::theory::erlang_b(10, 10.0);
    agrees("blocked", &report.overall.p_block, blocked);
    agrees("occupancy", &report.agent_groups[0].occupancy, 1.0 - blocked);
    assert_eq!(report.overall.p_wait.mean(), Some(0.0));
}

#[test]
fn one_flexible_group_is_adan_and_weiss() {
    let report = play(&n_model(400_000.0));
    type_agrees(&report.call_types[0], 0.430_908_7, 0.861_817_4 * 60.0, 0.635_243_7);
    type_agrees(&report.call_types[1], 0.842_482_1, 4.059_382_4 * 60.0, 0.199_520_0);
    agrees("occupancy of a only", &report.agent_groups[0].occupancy, 0.813_560_79);
    agrees("occupancy of both", &report.agent_groups[1].occupancy, 0.953_993_26);
}

#[test]
fn two_groups_and_a_flexible_one_are_adan_and_weiss() {
    let report = play(&m_model(400_000.0));
    for kind in &report.call_types {
        type_agrees(kind, 0.463_957_7, 1.045_699_0 * 60.0, 0.595_402_2);
    }
    for (group, exact) in report.agent_groups.iter().zip([0.784_964_16, 0.784_964_16, 0.875_179_19]) {
        agrees(&group.name, &group.occupancy, exact);
    }
}
