//! Student's t: how far a mean of few replications may lie from the truth.

/// The half-width factor of a two-sided 95 % interval with so many degrees of freedom, which need not
/// be whole. Infinite below or at 0 degrees.
pub fn t_95(degrees: f64) -> f64 {
    if degrees.is_nan() || degrees <= 0.0 {
        return f64::INFINITY;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while two_sided(high, degrees) > 0.05 && high < 1e9 {
        high *= 2.0;
    }
    // Halving until the ends are neighbours or nearly so.
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        if two_sided(middle, degrees) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// The probability that |t| exceeds this (Abramowitz and Stegun 26.7.1 with 26.5.27).
pub fn two_sided(t: f64, degrees: f64) -> f64 {
    incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t))
}

/// The regularised incomplete beta function `I_x(a, b)`, by the continued fraction of DLMF 8.17.22.
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast below the mean of the distribution; above it the mirror image does.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let ln_front =
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    libm::exp(ln_front) / (a * fraction(a, b, x))
}

/// 1 + d1/(1 + d2/(1 + …)) by the modified method of Lentz (Thompson and Barnett 1986).
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const TERMS_MAX: u32 = 10_000;
    let (mut value, mut c, mut d) = (1.0, 1.0, 0.0);
    for n in 1..=TERMS_MAX {
        let m = f64::from(n / 2);
        let term = if n % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        let away = |value: f64| if value.abs() < TINY { TINY } else { value };
        d = 1.0 / away(1.0 + term * d);
        c = away(1.0 + term / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factors_are_those_of_the_printed_tables() {
        // Abramowitz and Stegun, table 26.10, column .975.
        let table = [
            (1.0, 12.706),
            (2.0, 4.303),
            (3.0, 3.182),
            (9.0, 2.262),
            (15.0, 2.131),
            (29.0, 2.045),
            (60.0, 2.000),
            (120.0, 1.980),
            (1e6, 1.960),
        ];
        for (degrees, factor) in table {
            assert!((t_95(degrees) - factor).abs() < 0.000_6, "{degrees}: {}", t_95(degrees));
        }
        assert!(t_95(0.0).is_infinite());
    }

    #[test]
    fn one_and_two_degrees_have_closed_forms() {
        for t in [0.1, 1.0, 3.0, 40.0] {
            let one = 1.0 - 2.0 / std::f64::consts::PI * f64::atan(t);
            let two = 1.0 - t / (2.0 + t * t).sqrt();
            assert!((two_sided(t, 1.0) - one).abs() < 1e-12, "{t}");
            assert!((two_sided(t, 2.0) - two).abs() < 1e-12, "{t}");
        }
    }
}
