//! The closed forms against the printed oracles, to their last digit, and against each other.

use santral::simulate::theory::{self, NoSolution, Pool, SkillSystem, erlang_b, erlang_c};

use super::scenarios::{m_model, n_model, read, single};

/// Equal in all digits that are printed.
fn prints(what: &str, value: f64, printed: &str) {
    let digits = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
    assert_eq!(format!("{value:.digits$}"), printed, "{what}");
}

#[test]
fn single_skills_are_as_printed() {
    for (agents, per_hour, p_wait, in_time, wait_s) in [
        (14, 200.0, "0.1741319", "0.8883500", "7.835937"),
        (100, 1_900.0, "0.5064569", "0.7094186", "18.23245"),
    ] {
        let theory = theory::of(&read(&single(agents, per_hour, 180.0, 0.0, 100_000.0))).unwrap();
        prints("have to wait", theory.overall.p_wait, p_wait);
        prints("in time", theory.overall.service_level.entered, in_time);
        prints("mean wait", theory.overall.mean_wait_entered_s, wait_s);
        prints("Erlang C", erlang_c(agents, per_hour / 20.0), p_wait);
    }
}

#[test]
fn impatient_callers_are_as_printed() {
    let theory = theory::of(&read(&single(50, 2_880.0, 60.0, 120.0, 100_000.0))).unwrap();
    let kind = &theory.overall;
    prints("have to wait", kind.p_wait, "0.4677741");
    prints("abandon", kind.p_abandon, "0.03091225");
    prints("mean wait of the answered", kind.mean_wait_answered_s / 60.0, "0.0602650");
    prints("occupancy", theory.agent_groups[0].unwrap(), "0.9303242");
    prints("in time", kind.service_level.entered, "0.9430190");
}

#[test]
fn several_skills_are_as_printed() {
    let n = theory::of(&read(&n_model(100_000.0))).unwrap();
    let [a, b] = n.call_types[..] else { panic!("two types") };
    prints("a waits", a.p_wait, "0.4309087");
    prints("a's wait", a.mean_wait_entered_s / 60.0, "0.8618174");
    prints("a in time", a.service_level.entered, "0.6352437");
    prints("b waits", b.p_wait, "0.8424821");
    prints("b's wait", b.mean_wait_entered_s / 60.0, "4.0593824");
    prints("b in time", b.service_level.entered, "0.1995200");
    prints("a only", n.agent_groups[0].unwrap(), "0.81356079");
    prints("both", n.agent_groups[1].unwrap(), "0.95399326");
    let m = theory::of(&read(&m_model(100_000.0))).unwrap();
    for kind in &m.call_types {
        prints("waits", kind.p_wait, "0.4639577");
        prints("wait", kind.mean_wait_entered_s / 60.0, "1.0456990");
        prints("in time", kind.service_level.entered, "0.5954022");
    }
    let printed = ["0.78496416", "0.78496416", "0.87517919"];
    m.agent_groups.iter().zip(printed).for_each(|(found, printed)| prints("group", found.unwrap(), printed));
}

#[test]
fn one_skill_in_several_groups_is_erlang_c_whichever_way_it_is_solved() {
    let pool = Pool { arrival_rate: 0.05, handle_s: 180.0, servers: 12, patience_s: 0.0, trunks: None };
    let pool = pool.figures(20.0, 20.0).unwrap();
    let system = SkillSystem {
        arrival_rates: vec![0.02, 0.03],
        servers: vec![5, 3, 4],
        service_rates: vec![1.0 / 180.0; 3],
        serves: vec![vec![true, true]; 3],
    };
    let skills = system.figures(20.0).unwrap();
    for kind in &skills.types {
        assert!((kind.p_wait - pool.p_wait).abs() < 1e-12);
        assert!((kind.wait_s - pool.wait_entered_s).abs() < 1e-9);
        assert!((kind.answered_within - pool.answered_within).abs() < 1e-12);
    }
    assert!(skills.occupancy.iter().all(|occupancy| (occupancy - 0.75).abs() < 1e-12));
}

#[test]
fn patience_without_end_and_trunks_without_number_change_nothing() {
    let base = Pool { arrival_rate: 0.055, handle_s: 180.0, servers: 14, patience_s: 0.0, trunks: None };
    let plain = base.figures(20.0, 20.0).unwrap();
    for other in [Pool { patience_s: 1e12, ..base }, Pool { trunks: Some(5_000), ..base }] {
        let other = other.figures(20.0, 20.0).unwrap();
        assert!((other.p_wait - plain.p_wait).abs() < 1e-9, "{other:?}");
        assert!((other.wait_entered_s - plain.wait_entered_s).abs() < 1e-6, "{other:?}");
        assert!((other.answered_within - plain.answered_within).abs() < 1e-9, "{other:?}");
    }
    let as_many = Pool { trunks: Some(14), ..base }.figures(20.0, 20.0).unwrap();
    assert!((as_many.p_block - erlang_b(14, 9.9)).abs() < 1e-12);
    assert_eq!((as_many.p_wait, as_many.wait_entered_s), (0.0, 0.0));
}

#[test]
fn what_comes_in_goes_out_by_one_of_two_ways() {
    // Flow balance: entered = served + abandoned, and served = busy agents x service rate.
    for (servers, trunks, arrival_rate) in
        [(3, Some(7), 0.1), (20, None, 0.5), (5, Some(5), 0.01), (900, Some(2_000), 9.0)]
    {
        let pool = Pool { arrival_rate, handle_s: 60.0, servers, patience_s: 45.0, trunks };
        let figures = pool.figures(20.0, 20.0).unwrap();
        let entered = arrival_rate * (1.0 - figures.p_block);
        let served = figures.occupancy * f64::from(servers) / 60.0;
        let left = entered * figures.p_abandon;
        assert!((entered - served - left).abs() < 1e-9 * entered, "{pool:?}: {figures:?}");
        let of_all = figures.wait_answered_s * (1.0 - figures.p_abandon) / figures.wait_entered_s;
        assert!(figures.p_wait < 1e-12 || (0.0..=1.0 + 1e-12).contains(&of_all), "{pool:?}: {figures:?}");
        assert!(figures.answered_within <= 1.0 - figures.p_abandon + 1e-12);
        assert!(figures.abandoned_within <= figures.p_abandon + 1e-12);
    }
}

#[test]
fn lines_that_grow_for_ever_have_no_figures() {
    let pool = Pool { arrival_rate: 1.0, handle_s: 10.0, servers: 10, patience_s: 0.0, trunks: None };
    assert_eq!(pool.figures(20.0, 20.0), None);
    assert!((erlang_c(10, 10.0) - 1.0).abs() < 1e-15);
    // All together there are agents enough; b's alone are too few.
    let system = SkillSystem {
        arrival_rates: vec![0.1, 0.5],
        servers: vec![9, 1],
        service_rates: vec![0.1, 0.1],
        serves: vec![vec![true, false], vec![true, true]],
    };
    assert_eq!(system.figures(20.0), Err(NoSolution::Overloaded));
    let large = SkillSystem { servers: vec![500, 500], ..system };
    assert_eq!(large.figures(20.0), Err(NoSolution::TooLarge));
}

#[test]
fn why_there_is_no_closed_form_is_said() {
    let n = n_model(100_000.0);
    let a_type = "rate_per_hour = 120";
    for (from, to, reason) in [
        (a_type, "rate_per_hour = 120\nmean_patience_s = 60", "callers leave, and the agents"),
        (a_type, "rate_per_hour = 120\nagent_order = \"linear\"", "longest-idle"),
        (a_type, "rate_per_hour = 120\ncall_order = \"priority\"", "first come first served"),
        (a_type, "rate_per_hour = 120\nwrap_up_s = 5", "after-call work"),
        (a_type, "rate_per_hour = 120\nhandle_distribution = \"constant\"", "not exponential"),
        (a_type, "rate_per_hour = 1200", "more work than the agents"),
        ("name = \"a\"", "name = \"a\"\nmax_waiting = 4", "limit of its own"),
        ("duration_s", "trunks = 30\nduration_s", "trunks are limited"),
        ("count = 9", "count = 9\nanswer_after_s = 3", "phones ring"),
        ("count = 9", "count = 9\nshifts = [{ from_s = 0, to_s = 50 }]", "shifts"),
        (
            "mean_handle_s = 240\n        require = \"a",
            "mean_handle_s = 200\n        require = \"a",
            "hang on the call type",
        ),
    ] {
        let error = theory::of(&read(&n.replacen(from, to, 1))).unwrap_err();
        assert!(error.to_string().contains(reason), "{error} for {reason}");
    }
}

#[test]
fn parts_that_share_no_agents_are_solved_apart() {
    let text = r#"
        duration_s = 1000
        service_level = { within_s = 20 }
        [[call_types]]
        name = "patient"
        rate_per_hour = 200
        mean_handle_s = 180
        require = "a"
        [[call_types]]
        name = "impatient"
        rate_per_hour = 2880
        mean_handle_s = 60
        mean_patience_s = 120
        require = "b"
        [[call_types]]
        name = "nobody"
        rate_per_hour = 0
        mean_handle_s = 60
        require = "b"
        [[agents]]
        name = "a"
        count = 14
        skills = { a = 1 }
        [[agents]]
        name = "b"
        count = 50
        skills = { b = 1 }
        [[agents]]
        name = "c"
        count = 2
    "#;
    let theory = theory::of(&read(text)).unwrap();
    assert_eq!(theory.models, ["Erlang C: 14 agents, nobody leaves", "Erlang A: 50 agents"]);
    prints("patient", theory.call_types[0].p_wait, "0.1741319");
    prints("impatient", theory.call_types[1].p_abandon, "0.03091225");
    prints("b", theory.agent_groups[1].unwrap(), "0.9303242");
    assert_eq!(theory.agent_groups[2], Some(0.0));
    let abandoned = 0.030_912_25 * 2_880.0 / 3_080.0;
    assert!((theory.overall.p_abandon - abandoned).abs() < 1e-8);
}
