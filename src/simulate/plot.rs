//! Plots as SVG: drawn by the page's own style sheet, so that they are light by day and dark by night.

use std::fmt::Write as _;

/// A text in both languages of the product.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) tr: String,
    pub(super) en: String,
}

impl Words {
    pub(super) fn new(tr: impl Into<String>, en: impl Into<String>) -> Self {
        Self { tr: tr.into(), en: en.into() }
    }

    /// In HTML, both; the style sheet hides one.
    pub(super) fn html(&self) -> String {
        format!(r#"<span lang="tr">{}</span><span lang="en">{}</span>"#, escaped(&self.tr), escaped(&self.en))
    }

    fn svg(&self, place: &str) -> String {
        let (tr, en) = (escaped(&self.tr), escaped(&self.en));
        format!(r#"<text lang="tr" {place}>{tr}</text><text lang="en" {place}>{en}</text>"#)
    }
}

/// A line with its name.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) points: Vec<(f64, f64)>,
}

/// A bar with its name, its interval and the exact value where one is known.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) half_width: Option<f64>,
    pub(super) exact: Option<f64>,
}

/// An axis: what it shows, and to where.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub(super) words: Words,
    pub(super) most: f64,
    pub(super) percent: bool,
}

/// Lines a plot draws; further ones would be told apart by nobody.
pub(super) const LINES_MAX: usize = 8;
/// Bars a plot draws.
pub(super) const BARS_MAX: usize = 40;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 700.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 252.0;

/// Lines over a common axis, with a legend below.
pub(super) fn lines(title: &Words, x: &Axis, y: &Axis, lines: &[Line]) -> String {
    let mut svg = frame(title, x, y);
    for (index, line) in lines.iter().take(LINES_MAX).enumerate() {
        let mut path = String::new();
        for (step, point) in line.points.iter().enumerate() {
            let letter = if step == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{:.1} {:.1}", across(point.0, x.most), up(point.1, y.most));
        }
        let _ = write!(svg, r#"<path class="line c{index}" d="{path}"/>"#);
    }
    svg.push_str("</svg>");
    let legend = lines
        .iter()
        .take(LINES_MAX)
        .enumerate()
        .map(|(index, line)| format!(r#"<li class="c{index}">{}</li>"#, escaped(&line.name)));
    format!(
        r#"{svg}<ul class="legend">{}</ul>{}"#,
        legend.collect::<String>(),
        left_out(lines.len(), LINES_MAX)
    )
}

/// Bars with their intervals, lying, so that long names have room.
pub(super) fn bars(title: &Words, axis: &Axis, bars: &[Bar]) -> String {
    let shown = &bars[..bars.len().min(BARS_MAX)];
    let height = 34.0 + 26.0 * shown.len() as f64;
    let mut svg = format!(r#"<svg viewBox="0 0 {WIDTH} {height}" role="img">{}"#, titles(title));
    let to = |value: f64| 250.0 + (RIGHT - 250.0) * (value / axis.most).clamp(0.0, 1.0);
    for step in 0..=4 {
        let value = axis.most * f64::from(step) / 4.0;
        let (at, below) = (to(value), height - 26.0);
        let _ = write!(svg, r#"<path class="grid" d="M{at:.1} 4V{below:.1}"/>"#);
        let _ = write!(
            svg,
            r#"<text class="mid" x="{at:.1}" y="{:.1}">{}</text>"#,
            height - 8.0,
            tick(value, axis)
        );
    }
    for (index, bar) in shown.iter().enumerate() {
        let middle = 18.0 + 26.0 * index as f64;
        let name = escaped(&shortened(&bar.name));
        let _ = write!(svg, r#"<text class="end" x="242" y="{:.1}">{name}</text>"#, middle + 4.0);
        let width = to(bar.value) - 250.0;
        let _ = write!(
            svg,
            r#"<rect class="bar" x="250" y="{:.1}" width="{width:.1}" height="16"/>"#,
            middle - 8.0
        );
        if let Some(half) = bar.half_width {
            let (from, upto) = (to(bar.value - half), to(bar.value + half));
            let _ = write!(svg, r#"<path class="interval" d="M{from:.1} {middle:.1}H{upto:.1}"/>"#);
        }
        if let Some(exact) = bar.exact {
            let _ = write!(svg, r#"<path class="exact" d="M{:.1} {:.1}v20"/>"#, to(exact), middle - 10.0);
        }
    }
    svg.push_str("</svg>");
    svg.push_str(&left_out(bars.len(), BARS_MAX));
    svg
}

/// What a text must become to be text in HTML, in attributes too.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Direction marks would let a name turn round the words beside it.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.push('\u{fffd}')
            }
            c => out.push(c),
        }
    }
    out
}

/// The next round number at or above: 1, 2 or 5 times a power of ten.
pub(super) fn round_up(value: f64) -> f64 {
    if value.is_nan() || value <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= value * 0.999_999)
        .unwrap_or(value)
}

fn titles(title: &Words) -> String {
    // A title element is read out; it has no language of its own, so both stand in it.
    format!("<title>{} / {}</title>", escaped(&title.tr), escaped(&title.en))
}

fn frame(title: &Words, x: &Axis, y: &Axis) -> String {
    let mut svg = format!(r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{}"#, titles(title));
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let (at_x, at_y) = (across(share, 1.0), up(share, 1.0));
        let _ = write!(svg, r#"<path class="grid" d="M{LEFT} {at_y:.1}H{RIGHT}"/>"#);
        let _ = write!(
            svg,
            r#"<text class="end" x="{:.1}" y="{:.1}">{}</text>"#,
            LEFT - 6.0,
            at_y + 4.0,
            tick(share * y.most, y)
        );
        let _ = write!(
            svg,
            r#"<text class="mid" x="{at_x:.1}" y="{:.1}">{}</text>"#,
            BOTTOM + 18.0,
            tick(share * x.most, x)
        );
    }
    svg.push_str(&x.words.svg(&format!(
        r#"class="mid" x="{:.1}" y="{:.1}""#,
        (LEFT + RIGHT) / 2.0,
        HEIGHT - 8.0
    )));
    svg.push_str(
        &y.words.svg(&format!(
            r#"class="mid" transform="translate(14 {:.1}) rotate(-90)""#,
            (TOP + BOTTOM) / 2.0
        )),
    );
    svg
}

fn across(value: f64, most: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * (value / most).clamp(0.0, 1.0)
}

fn up(value: f64, most: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * (value / most).clamp(0.0, 1.0)
}

fn tick(value: f64, axis: &Axis) -> String {
    if axis.percent {
        return format!("{:.0} %", value * 100.0);
    }
    // As many digits as a quarter of the axis needs.
    let digits = if axis.most >= 8.0 {
        0
    } else if axis.most >= 0.8 {
        2
    } else {
        4
    };
    let text = format!("{value:.digits$}");
    if digits == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

fn shortened(name: &str) -> String {
    const LENGTH_MAX: usize = 34;
    if name.chars().count() <= LENGTH_MAX {
        return name.to_owned();
    }
    name.chars().take(LENGTH_MAX - 1).chain(['…']).collect()
}

fn left_out(count: usize, count_max: usize) -> String {
    let more = count.saturating_sub(count_max);
    if more == 0 {
        return String::new();
    }
    let words = Words::new(
        format!("{more} tane daha var; tabloda hepsi durur."),
        format!("{more} more; all are in the table."),
    );
    format!("<p class=\"note\">{}</p>", words.html())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_text() {
        let hostile = "</svg><script>alert(\"1\" & '2')</script>\u{202e}";
        let text = escaped(hostile);
        assert!(!text.contains(['<', '>', '"', '\'', '\u{202e}']), "{text}");
        let axis = Axis { words: Words::new("a", "b"), most: 1.0, percent: true };
        let bar = Bar { name: hostile.to_owned(), value: 0.5, half_width: Some(0.1), exact: Some(0.4) };
        assert!(!bars(&Words::new("a", "b"), &axis, &[bar]).contains("<script"));
    }

    #[test]
    fn axes_end_at_round_numbers() {
        for (value, end) in [(0.0, 1.0), (0.3, 0.5), (1.0, 1.0), (1.1, 2.0), (37.0, 50.0), (501.0, 1_000.0)] {
            assert!((round_up(value) - end).abs() < 1e-9 * end, "{value}: {}", round_up(value));
        }
    }
}
