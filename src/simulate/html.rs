//! The result as a page: one file without scripts or anything from elsewhere, in Turkish and English.

use std::fmt::Write as _;

use super::metric::{METRICS, saniye, seconds};
use super::plot::{self, Axis, Bar, LINES_MAX, Line, Words, escaped};
use super::report::TypeResult;
use super::runner::Findings;
use super::theory::{NoTheory, Theory, TypeTheory};
use super::timeline::PIECES;
use super::{Report, Scenario};

/// Points of a wait curve.
const CURVE_POINTS: u32 = 120;

/// The page, with the closed forms beside the figures where one applies.
pub fn html(scenario: &Scenario, findings: &Findings, theory: &Result<Theory, NoTheory>) -> String {
    let report = &findings.report;
    let closed = theory.as_ref().ok();
    let title = Words::new("Trafik benzetimi", "Traffic simulation");
    let mut page = String::from("<!doctype html>\n<html lang=\"tr\">\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    let _ = write!(
        page,
        "<title>Santral: {} / {}</title>\n<style>\n{}</style>\n",
        title.tr,
        title.en,
        include_str!("report.css")
    );
    page.push_str(SWITCH);
    let _ = writeln!(page, "<h1>{}</h1>\n<p>{}</p>", title.html(), about(scenario).html());
    section(
        &mut page,
        &Words::new("Kim ne kadar bekledi", "Who waited how long"),
        &waits(scenario, findings),
    );
    section(
        &mut page,
        &Words::new("Zamanında yanıtlananlar", "Answered in time"),
        &levels(scenario, report, closed),
    );
    section(
        &mut page,
        &Words::new("Temsilcilerin doluluğu", "Agents' occupancy"),
        &occupancy(report, closed),
    );
    section(&mut page, &Words::new("Gün içinde kuyruk", "The line over the day"), &queue(scenario, findings));
    section(&mut page, &Words::new("Sayılar", "Figures"), &figures(scenario, report, closed));
    let _ = writeln!(page, "<footer><p>{}</p></footer>\n</html>", theory_words(theory).html());
    page
}

/// Two buttons that the style sheet listens to.
const SWITCH: &str = r#"<form class="switch"><label><input type="radio" name="language" id="tr" checked> Türkçe</label>
<label><input type="radio" name="language" id="en"> English</label></form>
"#;

fn section(page: &mut String, heading: &Words, content: &str) {
    let _ = writeln!(page, "<section>\n<h2>{}</h2>\n{content}\n</section>", heading.html());
}

fn about(scenario: &Scenario) -> Words {
    let (days, seed) = (scenario.replications, scenario.seed);
    let (day_s, warmup_s) = (scenario.duration_s, scenario.warmup_s);
    Words::new(
        format!(
            "{} süren günün {days} tekrarı, tohum {seed}; ilk {} sayılmadı. ± yüzde 95 güven aralığıdır.",
            saniye(day_s),
            saniye(warmup_s)
        ),
        format!(
            "{days} replications of {} with seed {seed}; the first {} are not counted. ± is the 95 % confidence interval.",
            seconds(day_s),
            seconds(warmup_s)
        ),
    )
}

fn theory_words(theory: &Result<Theory, NoTheory>) -> Words {
    match theory {
        Ok(theory) => {
            // A model's own name is the same in all languages; what follows the colon is English.
            let names = theory.models.iter().map(|model| model.split(':').next().unwrap_or_default());
            let names = names.collect::<Vec<_>>().join("; ");
            Words::new(format!("Kuram: {names}."), format!("Theory: {}.", theory.models.join("; ")))
        }
        Err(reason) => Words::new("Bu senaryonun kapalı çözümü yok.", format!("No closed form: {reason}.")),
    }
}

/// The share still waiting after each time.
fn waits(scenario: &Scenario, findings: &Findings) -> String {
    let all = scenario.call_types.len();
    let longest_s = findings.totals.waits(all).and_then(|waits| waits.quantile_us(0.99)).unwrap_or(0.0) / 1e6;
    let most = plot::round_up(longest_s.max(scenario.within_s));
    let curve = |(index, kind): (usize, &super::CallType)| {
        let waits = findings.totals.waits(index)?;
        let point = |step: u32| {
            let wait_s = most * f64::from(step) / f64::from(CURVE_POINTS);
            (wait_s, 1.0 - waits.share_within(super::distribution::nearest(wait_s * 1e6)))
        };
        Some(Line { name: kind.name.clone(), points: (0..=CURVE_POINTS).map(point).collect() })
    };
    let lines: Vec<Line> = scenario.call_types.iter().enumerate().filter_map(curve).collect();
    let x = Axis { words: Words::new("bekleme, saniye", "wait, seconds"), most, percent: false };
    let y = Axis { words: Words::new("daha uzun bekleyen", "waited longer"), most: 1.0, percent: true };
    plot::lines(&Words::new("Bekleme dağılımı", "Distribution of waits"), &x, &y, &lines)
}

fn levels(scenario: &Scenario, report: &Report, theory: Option<&Theory>) -> String {
    let exact = |index: usize| Some(theory?.call_types.get(index)?.service_level.entered);
    let bar = |(index, kind): (usize, &TypeResult)| {
        let figure = &kind.service_level.entered;
        let (value, half_width) = (figure.mean()?, figure.ci95());
        Some(Bar { name: kind.name.clone(), value, half_width, exact: exact(index) })
    };
    let bars: Vec<Bar> = report.call_types.iter().enumerate().filter_map(bar).collect();
    let within = seconds(scenario.within_s);
    let title = Words::new(
        format!("{} içinde yanıtlanan / giren", saniye(scenario.within_s)),
        format!("answered within {within} / entered"),
    );
    format!("<p class=\"note\">{}</p>{}", title.html(), plot::bars(&title, &share_axis(), &bars))
}

fn occupancy(report: &Report, theory: Option<&Theory>) -> String {
    let bar = |(index, group): (usize, &super::GroupResult)| {
        let (value, half_width) = (group.occupancy.mean()?, group.occupancy.ci95());
        let exact = theory.and_then(|theory| *theory.agent_groups.get(index)?);
        Some(Bar { name: group.name.clone(), value, half_width, exact })
    };
    let bars: Vec<Bar> = report.agent_groups.iter().enumerate().filter_map(bar).collect();
    let title =
        Words::new("konuşma ve kayıt süresi / oturum süresi", "time talking and writing up / time signed in");
    format!("<p class=\"note\">{}</p>{}", title.html(), plot::bars(&title, &share_axis(), &bars))
}

fn share_axis() -> Axis {
    Axis { words: Words::new("", ""), most: 1.0, percent: true }
}

/// The types with the longest lines.
fn queue(scenario: &Scenario, findings: &Findings) -> String {
    let hours = scenario.duration_s / 3_600.0;
    let days = f64::from(scenario.replications);
    let line = |(index, kind): (usize, &super::CallType)| {
        let waiting = findings.totals.mean_waiting(index, days);
        let middle = |piece: usize| (piece as f64 + 0.5) / PIECES as f64 * hours;
        let points = waiting.into_iter().enumerate().map(|(piece, mean)| (middle(piece), mean)).collect();
        Line { name: kind.name.clone(), points }
    };
    let mut lines: Vec<Line> = scenario.call_types.iter().enumerate().map(line).collect();
    let height = |line: &Line| line.points.iter().map(|(_, mean)| *mean).fold(0.0, f64::max);
    if lines.len() > LINES_MAX {
        lines.sort_by(|a, b| height(b).total_cmp(&height(a)));
    }
    let x = Axis { words: Words::new("saat", "hours"), most: hours, percent: false };
    let most = plot::round_up(lines.iter().map(height).fold(0.0, f64::max));
    let y = Axis { words: Words::new("ortalama bekleyen", "mean number waiting"), most, percent: false };
    plot::lines(&Words::new("Gün içinde kuyruk", "The line over the day"), &x, &y, &lines)
}

fn figures(scenario: &Scenario, report: &Report, theory: Option<&Theory>) -> String {
    let mut text = String::new();
    for (index, kind) in report.call_types.iter().enumerate() {
        let exact = theory.and_then(|theory| theory.call_types.get(index));
        type_table(&mut text, scenario, &escaped(&kind.name), kind, exact);
    }
    if report.call_types.len() != 1 {
        let all = Words::new("hepsi", "overall").html();
        type_table(&mut text, scenario, &all, &report.overall, theory.map(|theory| &theory.overall));
    }
    text
}

fn type_table(
    text: &mut String,
    scenario: &Scenario,
    heading: &str,
    kind: &TypeResult,
    theory: Option<&TypeTheory>,
) {
    let (arrived, answered, abandoned, blocked) = (kind.arrived, kind.answered, kind.abandoned, kind.blocked);
    let counts = Words::new(
        format!(
            "{arrived} arayan: {answered} yanıtlanan, {abandoned} vazgeçen, {blocked} içeri giremeyen{}",
            others(kind, |(_, tr, _)| tr)
        ),
        format!(
            "{arrived} arrived: {answered} answered, {abandoned} abandoned, {blocked} blocked{}",
            others(kind, |(.., en)| en)
        ),
    );
    let head = Words::new("kuram", "theory").html();
    let _ = write!(
        text,
        "<h3>{heading}</h3><p class=\"note\">{}</p><div class=\"wide\"><table><thead><tr><th></th><th></th><th>±</th><th>{head}</th></tr></thead><tbody>",
        counts.html()
    );
    for metric in &METRICS {
        let figure = (metric.of)(kind);
        let name = Words::new(metric.turkish(scenario), metric.english(scenario)).html();
        let exact = theory.and_then(|theory| (metric.theory)(theory));
        let exact = exact.map_or_else(String::new, |exact| metric.unit.show(Some(exact)));
        let half = figure.ci95().map_or_else(String::new, |half| metric.unit.show(Some(half)));
        let _ = write!(
            text,
            "<tr><th>{name}</th><td>{}</td><td>{half}</td><td>{exact}</td></tr>",
            metric.unit.show(figure.mean())
        );
    }
    text.push_str("</tbody></table></div>\n");
}

fn others(kind: &TypeResult, name: fn((u64, &'static str, &'static str)) -> &'static str) -> String {
    kind.other_ends().map(|end| format!(", {} {}", end.0, name(end))).collect()
}
