//! What the additions do, where it can be known.

use super::scenarios::{play, single};

fn mean(figure: &santral::simulate::Figure) -> f64 {
    figure.mean().unwrap()
}

#[test]
fn constant_handle_times_halve_the_wait_of_one_agent() {
    // Pollaczek and Khinchine: W = a h (1 + scv) / 2 / (1 - a).
    for (extra, scv) in [
        ("handle_distribution = \"constant\"", 0.0),
        ("", 1.0),
        ("handle_distribution = \"lognormal\"\nhandle_scv = 2.5", 2.5),
    ] {
        let text = single(1, 36.0, 60.0, 0.0, 1_500_000.0)
            .replace("rate_per_hour", &format!("{extra}\nrate_per_hour"));
        let wait = play(&text).overall.mean_wait_entered_s;
        let exact = 0.6 * 60.0 * (1.0 + scv) / 2.0 / 0.4;
        assert!(
            (mean(&wait) - exact).abs() <= 3.5 * wait.standard_error().unwrap(),
            "{extra}: {} for {exact}",
            mean(&wait)
        );
    }
}

#[test]
fn strict_priority_is_cobham() {
    // One agent, two classes (Cobham 1954): W1 = R / (1 - a1), W2 = R / (1 - a1) / (1 - a1 - a2), R = a h.
    let text = r#"
        seed = 3
        replications = 16
        duration_s = 1500000
        warmup_s = 20000
        routing = { call_order = "priority" }
        [[call_types]]
        name = "first"
        rate_per_hour = 24
        mean_handle_s = 60
        priority = 5
        [[call_types]]
        name = "second"
        rate_per_hour = 18
        mean_handle_s = 60
        [[agents]]
        name = "n"
    "#;
    let report = play(text);
    let rest = 0.7 * 60.0;
    for (kind, exact) in report.call_types.iter().zip([rest / 0.6, rest / 0.6 / 0.3]) {
        let wait = &kind.mean_wait_entered_s;
        assert!(
            (mean(wait) - exact).abs() <= 3.5 * wait.standard_error().unwrap(),
            "{}: {} for {exact}",
            kind.name,
            mean(wait)
        );
    }
}

#[test]
fn credit_lies_between_first_come_and_strict_priority() {
    let text = |order: &str| {
        format!(
            r#"
        seed = 3
        replications = 8
        duration_s = 200000
        warmup_s = 20000
        routing = {{ call_order = "{order}" }}
        [[call_types]]
        name = "first"
        rate_per_hour = 24
        mean_handle_s = 60
        priority = 5
        priority_worth_s = 10
        [[call_types]]
        name = "second"
        rate_per_hour = 18
        mean_handle_s = 60
        [[agents]]
        name = "n"
        "#
        )
    };
    let [fcfs, credit, priority] = ["fcfs", "credit", "priority"].map(|order| play(&text(order)));
    let first = |report: &santral::simulate::Report| mean(&report.call_types[0].mean_wait_entered_s);
    assert!(first(&priority) < first(&credit) && first(&credit) < first(&fcfs));
    // Who is served first changes, the work does not: the mean over all stays (one agent, one handle time).
    let all = |report: &santral::simulate::Report| mean(&report.overall.mean_wait_entered_s);
    assert!((all(&credit) - all(&fcfs)).abs() < 0.05 * all(&fcfs));
}

#[test]
fn after_call_work_keeps_agents_busy_and_trunks_free() {
    // No waiting room, so the share blocked is Erlang B of the whole occupied time whatever its spread, were the
    // trunks held as long; they are not, so as many trunks as agents never block.
    let text = single(10, 100.0, 100.0, 0.0, 200_000.0)
        .replace("mean_patience_s", "wrap_up_s = 80\nmean_patience_s");
    let report = play(&text);
    let occupancy = &report.agent_groups[0].occupancy;
    assert!(
        (mean(occupancy) - 0.5).abs() <= 3.5 * occupancy.standard_error().unwrap(),
        "{}",
        mean(occupancy)
    );
    let plain = play(&single(10, 100.0, 100.0, 0.0, 200_000.0));
    assert!(mean(&report.overall.mean_wait_entered_s) > 5.0 * mean(&plain.overall.mean_wait_entered_s));
}

#[test]
fn a_phone_that_rings_is_part_of_the_wait() {
    let text = single(40, 60.0, 60.0, 0.0, 200_000.0)
        .replace("count", "answer_after_s = 6\nanswer_distribution = \"constant\"\ncount");
    let overall = play(&text).overall;
    assert!((mean(&overall.mean_wait_entered_s) - 6.0).abs() < 1e-6);
    assert!((mean(&overall.wait_p95_s) - 6.0).abs() < 1e-9);
    assert_eq!(overall.p_wait.mean(), Some(1.0));
}

#[test]
fn missed_offers_go_to_somebody_else_after_the_ringing() {
    // Half the offers are missed after 10 s; with agents in plenty a caller waits 10 s x a geometric number.
    let text = single(200, 60.0, 60.0, 0.0, 400_000.0)
        .replace("count", "misses_percent = 50\ncount")
        .replace("mean_patience_s", "ring_timeout_s = 10\nmean_patience_s");
    let wait = play(&text).overall.mean_wait_entered_s;
    assert!((mean(&wait) - 10.0).abs() <= 3.5 * wait.standard_error().unwrap(), "{}", mean(&wait));
}

#[test]
fn constant_patience_is_how_long_who_gives_up_has_waited() {
    let text = single(1, 120.0, 60.0, 30.0, 200_000.0)
        .replace("mean_patience_s", "patience_distribution = \"constant\"\nmean_patience_s");
    let overall = play(&text).overall;
    assert!((mean(&overall.wait_max_s) - 30.0).abs() < 1e-9);
    assert!(overall.abandoned > 1_000);
    // Within 20 s nobody gives up, so nobody is left out.
    assert_eq!(overall.service_level.entered, overall.service_level.excluding_short_abandons);
}

#[test]
fn a_redial_keeps_its_wait_and_counts_once() {
    // Nobody ever answers: every try waits out its 30 s, three tries in all.
    let text = r#"
        seed = 9
        replications = 2
        duration_s = 100000
        [[call_types]]
        name = "a"
        rate_per_hour = 60
        mean_handle_s = 60
        mean_patience_s = 30
        patience_distribution = "constant"
        redial = { percent = 100, after_s = 50, tries_max = 3 }
        [[agents]]
        name = "nobody"
        count = 0
    "#;
    let overall = play(text).overall;
    assert_eq!((overall.arrived, overall.answered), (overall.abandoned, 0));
    assert!((overall.arrived as f64 - 2.0 * 100_000.0 / 60.0).abs() < 250.0, "{}", overall.arrived);
    for figure in [&overall.wait_p50_s, &overall.wait_max_s, &overall.mean_wait_entered_s] {
        assert!((mean(figure) - 90.0).abs() < 1e-9);
    }
}

#[test]
fn an_agent_whose_shift_ends_finishes_the_call_and_stays_in_the_denominator() {
    // One caller at most at a time, handle time constant, shift ending in the middle of a call sooner or later.
    let text = r#"
        seed = 4
        replications = 4
        duration_s = 10000
        [[call_types]]
        name = "a"
        rate_per_hour = 3600
        mean_handle_s = 3000
        handle_distribution = "constant"
        mean_patience_s = 5
        [[agents]]
        name = "n"
        shifts = [{ from_s = 0, to_s = 4000 }]
    "#;
    let report = play(text);
    // Two calls, from a moment after the beginning: she works 6000 s of the some 6000 s she is signed in.
    assert_eq!(report.overall.answered, 8);
    let occupancy = mean(&report.agent_groups[0].occupancy);
    assert!(occupancy > 0.99 && occupancy < 1.0, "{occupancy}");
}

#[test]
fn relaxing_stages_bring_in_the_second_group_at_their_time() {
    // The first group has nobody; whoever is patient is taken at the stage's time exactly.
    let text = r#"
        replications = 2
        duration_s = 50000
        [[call_types]]
        name = "a"
        rate_per_hour = 30
        mean_handle_s = 60
        require = "a >= 50"
        stages = [{ after_s = 25, require = "a" }]
        [[agents]]
        name = "second"
        count = 100
        skills = { a = 10 }
    "#;
    let overall = play(text).overall;
    assert!(
        (mean(&overall.wait_p50_s) - 25.0).abs() < 1e-9 && (mean(&overall.wait_max_s) - 25.0).abs() < 1e-9
    );
}

#[test]
fn a_full_queue_blocks_as_trunks_do() {
    // One agent and one place: M/M/1/2, blocked = a^2 (1 - a) / (1 - a^3).
    let text =
        single(1, 36.0, 60.0, 0.0, 600_000.0).replace("rate_per_hour", "max_waiting = 1\nrate_per_hour");
    let block = play(&text).overall.p_block;
    let a: f64 = 0.6;
    let exact = a * a * (1.0 - a) / (1.0 - a.powi(3));
    assert!(
        (mean(&block) - exact).abs() <= 3.5 * block.standard_error().unwrap(),
        "{} for {exact}",
        mean(&block)
    );
}
