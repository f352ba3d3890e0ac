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

#[test]
fn callers_called_back_are_counted_apart_and_wait_on_the_line_only_until_they_ask() {
    // Every caller asks after 30 s of waiting, and all pick up: nobody waits longer on the line.
    let text = single(3, 100.0, 90.0, 0.0, 200_000.0).replace(
        "mean_patience_s",
        "callbacks = { accept_percent = 100, after_s = 30, in_a_row_max = 1000 }\nmean_patience_s",
    );
    let overall = play(&text).overall;
    assert_eq!(overall.arrived, overall.answered + overall.called_back);
    assert!(overall.called_back > 1_000 && overall.callback_missed == 0);
    assert!((mean(&overall.wait_max_s) - 30.0).abs() < 1e-9);
    // The work is the same as if they had stayed: who is served first does not change it.
    let stayed = play(&single(3, 100.0, 90.0, 0.0, 200_000.0)).overall;
    let both = mean(&overall.mean_wait_entered_s)
        + mean(overall.mean_callback_s.as_ref().unwrap()) * overall.called_back as f64
            / overall.arrived as f64;
    let wait = mean(&stayed.mean_wait_entered_s);
    assert!((both - wait).abs() < 1e-6 * wait, "{both} for {wait}: the same callers, the same line");
}

#[test]
fn who_is_never_reached_is_given_up_after_his_tries() {
    let text = single(1, 30.0, 60.0, 0.0, 200_000.0).replace(
        "mean_patience_s",
        "callbacks = { accept_percent = 100, answered_percent = 0, dial_s = 10, quarantine_s = 100, tries_max = 2 }\nmean_patience_s",
    );
    let report = play(&text);
    let overall = &report.overall;
    assert_eq!(overall.arrived, overall.answered + overall.callback_missed);
    assert!(overall.callback_missed > 3_000 && overall.called_back == 0);
    // She talks to those who come while she is free, and tries the others twice for ten seconds.
    let handled = overall.answered as f64 * 60.0 + overall.callback_missed as f64 * 20.0;
    let share = handled / (16.0 * 180_000.0);
    assert!((mean(&report.agent_groups[0].occupancy) - share).abs() < 0.01, "{share}");
}

#[test]
fn a_closed_queue_turns_callers_away_or_sends_them_on() {
    let closed = |extra: &str| {
        format!(
            r#"
            replications = 2
            duration_s = 40000
            [[call_types]]
            name = "a"
            rate_per_hour = 90
            mean_handle_s = 10
            open = [{{ from_s = 10000, to_s = 30000 }}]
            {extra}
            [[call_types]]
            name = "b"
            rate_per_hour = 0
            mean_handle_s = 10
            [[agents]]
            name = "n"
            count = 50
            "#
        )
    };
    let away = play(&closed("")).overall;
    let share = away.closed as f64 / away.arrived as f64;
    assert!((share - 0.5).abs() < 0.06, "{share}");
    assert_eq!(away.arrived, away.closed + away.answered);
    assert_eq!(away.p_wait.mean(), Some(0.0));
    let on = play(&closed("when_closed = \"b\"")).overall;
    assert_eq!((on.closed, on.answered), (0, on.arrived));
}

#[test]
fn a_reserve_comes_in_when_the_line_is_long() {
    let text = |on_waiting: u32| {
        single(4, 120.0, 180.0, 0.0, 200_000.0).replace(
            "mean_patience_s",
            &format!(
                "reserve = {{ who = \"r\", on_waiting = {on_waiting}, off_waiting = 0 }}\nmean_patience_s"
            ),
        ) + "\n[[agents]]\nname = \"reserve\"\ncount = 4\nskills = { r = 1 }\n"
    };
    let [soon, late] = [2, 12].map(|on_waiting| play(&text(on_waiting)));
    let wait = |report: &santral::simulate::Report| mean(&report.overall.mean_wait_entered_s);
    let help = |report: &santral::simulate::Report| mean(&report.agent_groups[1].occupancy);
    assert!(wait(&soon) < wait(&late) && help(&soon) > help(&late));
    assert!(help(&late) > 0.0 && help(&soon) < mean(&soon.agent_groups[0].occupancy));
}

#[test]
fn a_kept_place_shortens_the_way_of_who_dials_again() {
    let text = |extra: &str| {
        single(4, 120.0, 180.0, 40.0, 300_000.0).replace(
            "mean_patience_s",
            &format!("redial = {{ percent = 100, after_s = 60, tries_max = 4 }}\n{extra}\nmean_patience_s"),
        )
    };
    let [without, with] = ["", "keeps_place_s = 3600"].map(|extra| play(&text(extra)).overall);
    // The same callers; first come first served by their first arrival lets fewer of them give up for good.
    assert_eq!(without.arrived, with.arrived);
    assert_ne!(without.abandoned, with.abandoned);
}

#[test]
fn an_agent_of_two_chats_is_two_agents_who_are_busy_together() {
    // Served as by two agents each; busy while either chat goes on.
    let two = single(5, 100.0, 180.0, 0.0, 300_000.0).replace("count", "capacity = 2\ncount");
    let report = play(&two);
    let wait = &report.overall.p_wait;
    let exact = santral::simulate::theory::erlang_c(10, 5.0);
    assert!((mean(wait) - exact).abs() <= 3.5 * wait.standard_error().unwrap(), "{} for {exact}", mean(wait));
    let occupancy = mean(&report.agent_groups[0].occupancy);
    assert!(occupancy > 0.5 && occupancy < 0.9, "{occupancy}");
}

#[test]
fn ring_all_is_answered_by_the_quickest() {
    // Ten idle phones of exponential ringing with mean 20 s: the first is picked up after 2 s on average.
    let text = single(10, 6.0, 30.0, 0.0, 600_000.0)
        .replace("count", "answer_after_s = 20\ncount")
        .replace("mean_patience_s", "agent_order = \"ring-all\"\nring_timeout_s = 600\nmean_patience_s");
    let wait = play(&text).overall.mean_wait_entered_s;
    // A call now and then finds nine or eight.
    assert!((mean(&wait) - 2.0).abs() < 0.1, "{}", mean(&wait));
}
