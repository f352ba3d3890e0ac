//! What people are shown: the table, the comparison, the page.

use santral::simulate::{Limits, Match, Scenario, compare, comparison_table, html, run, table, theory};

use super::scenarios::{n_model, read, single};

fn played(text: &str) -> (Scenario, santral::simulate::Findings) {
    let scenario = read(text);
    let findings = run(&scenario, Limits::NONE, &()).unwrap();
    (scenario, findings)
}

#[test]
fn the_table_has_every_type_the_groups_and_the_exact_values() {
    let (scenario, findings) = played(&n_model(40_000.0));
    let closed = theory::of(&scenario);
    let text = table(&scenario, &findings.report, Some(&closed));
    for part in
        ["\na\n", "\nb\n", "\noverall\n", "both: occupancy", "43.09 %", "±", "Adan and Weiss", "95.40 %"]
    {
        assert!(format!("\n{text}").contains(part), "{part} is not in\n{text}");
    }
    let odd = read(&n_model(40_000.0).replace("rate_per_hour = 90", "rate_per_hour = 90\nwrap_up_s = 3"));
    let text = table(&odd, &findings.report, Some(&theory::of(&odd)));
    assert!(text.contains("no closed form: b: there is after-call work"), "{text}");
}

#[test]
fn one_more_agent_shows_against_the_same_callers() {
    let (first, a) = played(&single(14, 200.0, 180.0, 0.0, 60_000.0));
    let (second, b) = played(&single(15, 200.0, 180.0, 0.0, 60_000.0));
    let paired = compare((&first, &a.report), (&second, &b.report));
    assert_eq!(paired.method, Match::Paired);
    let overall = paired.call_types.last().unwrap();
    let wait = overall.figures.iter().find(|figure| figure.key == "mean_wait_entered_s").unwrap();
    assert!(wait.mean.unwrap() < 0.0 && wait.significant == Some(true) && wait.p_value.unwrap() < 0.01);
    // The same two days from seeds of their own are told apart less sharply.
    let (other, c) = played(&single(15, 200.0, 180.0, 0.0, 60_000.0).replace("seed = 20", "seed = 77"));
    let apart = compare((&first, &a.report), (&other, &c.report));
    assert_eq!(apart.method, Match::Welch);
    let loose = apart.call_types[0].figures.iter().find(|figure| figure.key == wait.key).unwrap();
    assert!(loose.ci95.unwrap() > wait.ci95.unwrap(), "{loose:?} {wait:?}");
    let text = comparison_table(&first, &paired);
    assert!(text.contains("paired") && text.contains(" * "), "{text}");
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    let (scenario, findings) = played(&n_model(30_000.0));
    let same = compare((&scenario, &findings.report), (&scenario, &findings.report));
    for figure in same.call_types.iter().chain(&same.agent_groups).flat_map(|compared| &compared.figures) {
        assert_eq!((figure.mean, figure.significant), (Some(0.0), Some(false)), "{figure:?}");
    }
}

#[test]
fn chance_alone_is_rarely_called_a_difference() {
    // Twenty pairs of days that differ by their seeds alone: some 5 % of the judgements are wrong.
    let mut called = 0;
    for seed in 0..20 {
        let text = |seed: u64| {
            single(6, 70.0, 180.0, 90.0, 30_000.0).replace("seed = 20", &format!("seed = {seed}"))
        };
        let (first, a) = played(&text(2 * seed));
        let (second, b) = played(&text(2 * seed + 1));
        let judged = compare((&first, &a.report), (&second, &b.report));
        called += u32::from(judged.call_types[0].figures[2].significant == Some(true));
    }
    // Of twenty with one in twenty each, five or more come up once in four hundred.
    assert!(called <= 4, "{called} of 20");
}

#[test]
fn what_only_one_has_is_named() {
    let (first, a) = played(&n_model(30_000.0));
    let (second, b) = played(
        &n_model(30_000.0)
            .replace("name = \"both\"", "name = \"all\"")
            .replace("replications = 16", "replications = 1"),
    );
    let compared = compare((&first, &a.report), (&second, &b.report));
    assert_eq!(compared.only_in_one, ["both", "all"]);
    assert_eq!(compared.method, Match::None);
    assert!(compared.call_types[0].figures.iter().all(|figure| figure.significant.is_none()));
}

#[test]
fn the_page_stands_by_itself_and_holds_hostile_names() {
    let hostile = r#"name = "<img src=x onerror=alert(1)>&\"'""#;
    let (scenario, findings) = played(
        &n_model(30_000.0)
            .replace("name = \"a\"", hostile)
            .replace("name = \"both\"", "name = \"</style><script>\""),
    );
    let page = html(&scenario, &findings, &theory::of(&scenario));
    for forbidden in ["<img", "<script", "</style><", "http:", "https:", "src=\"", "@import", "url("] {
        assert!(!page.contains(forbidden), "{forbidden} is in the page");
    }
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;"));
    for part in [
        "Bekleme",
        "Who waited",
        "<svg",
        "prefers-color-scheme: dark",
        "Adan and Weiss",
        "kuram",
        "class=\"interval\"",
        "class=\"exact\"",
    ] {
        assert!(page.contains(part), "{part} is not in the page");
    }
    // Whatever is opened is closed.
    for tag in ["svg", "section", "table", "ul", "div", "p", "form", "h2", "h3", "tr", "td", "text"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    assert!(!page.contains("NaN") && !page.contains("inf"), "a figure ran off");
}
