//! Whom a sine belongs to, G.711 mu-law, and Goertzel's filter.

use std::collections::BTreeSet;
use std::f64::consts::TAU;
use std::fmt;

/// Samples a second, all of telephony.
pub(super) const RATE: u32 = 8_000;

/// Samples looked at in one go: 50 ms. Every tone is a multiple of 20 Hz, so that each closes within a window and
/// none spills into another's.
pub(super) const WINDOW: usize = 400;

/// How loud we speak; full scale is 32,767.
const AMPLITUDE: f64 = 8_000.0;

/// A mean square below this is nobody speaking.
const SILENCE: f64 = 10_000.0;

/// A tone counts as heard when it carries this share of the window's power.
const SHARE_MIN: f64 = 0.12;

/// A voice of its own: a sine of so many hertz.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tone(u16);

impl Tone {
    /// The music on hold of `sip-config`.
    pub(crate) const MUSIC: Self = Self(600);

    /// Callers there are voices for.
    pub(crate) const CALLERS: u16 = 7;

    /// Extensions there are voices for: 1001 to 1010.
    const EXTENSIONS: u16 = 10;

    /// The voice of the agent at this extension.
    pub(crate) fn of_extension(extension: &str) -> Self {
        let last: u16 = extension.parse().unwrap_or(0) % 100;
        Self(800 + 200 * (last % (Self::EXTENSIONS + 1)))
    }

    /// The voice of the n-th caller, from 0; after seven they come round again.
    pub(crate) fn of_caller(n: u16) -> Self {
        Self(300 + 40 * (n % Self::CALLERS))
    }

    fn all() -> impl Iterator<Item = Self> {
        let callers = (0..Self::CALLERS).map(Self::of_caller);
        let agents = (1..=Self::EXTENSIONS).map(|n| Self(800 + 200 * n));
        callers.chain([Self::MUSIC]).chain(agents)
    }

    /// A whole second of it in mu-law: it can be repeated without a click.
    pub(super) fn second(self) -> Vec<u8> {
        let step = TAU * f64::from(self.0) / f64::from(RATE);
        (0..RATE).map(|n| encode((AMPLITUDE * (step * f64::from(n)).sin()) as i16)).collect()
    }
}

impl fmt::Display for Tone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            600 => f.write_str("music"),
            hertz @ 300..600 => write!(f, "caller {}", (hertz - 300) / 40),
            hertz => write!(f, "agent {}", 1_000 + (hertz - 800) / 200),
        }
    }
}

/// Who can be heard in one window of mu-law.
pub(super) fn who_speaks(window: &[u8]) -> BTreeSet<Tone> {
    let samples: Vec<f64> = window.iter().map(|byte| f64::from(decode(*byte))).collect();
    let power: f64 = samples.iter().map(|sample| sample * sample).sum();
    let count = samples.len() as f64;
    if samples.is_empty() || power / count < SILENCE {
        return BTreeSet::new();
    }
    Tone::all().filter(|tone| goertzel(&samples, tone.0) / (power * count / 2.0) > SHARE_MIN).collect()
}

/// The power of one frequency (G. Goertzel, 1958).
fn goertzel(samples: &[f64], hertz: u16) -> f64 {
    let coefficient = 2.0 * (TAU * f64::from(hertz) / f64::from(RATE)).cos();
    let (last, before) = samples
        .iter()
        .fold((0.0, 0.0), |(last, before), sample| (sample + coefficient * last - before, last));
    last * last + before * before - coefficient * last * before
}

/// One sample as mu-law (ITU-T G.711).
fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let level = sample.unsigned_abs().min(32_635) + 0x84;
    let segment = 15 - level.leading_zeros().min(8) as u16 - 7;
    let step = (level >> (segment + 3)) & 0x0f;
    !(sign | (segment as u8) << 4 | step as u8)
}

/// And back.
fn decode(byte: u8) -> i16 {
    let byte = !byte;
    let level = ((i16::from(byte & 0x0f) << 3) + 0x84) << ((byte >> 4) & 7);
    if byte & 0x80 == 0 { level - 0x84 } else { 0x84 - level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_is_told_from_every_other() {
        for tone in Tone::all() {
            let heard = who_speaks(&tone.second()[..WINDOW]);
            assert_eq!(heard, BTreeSet::from([tone]), "{tone}");
        }
    }

    #[test]
    fn two_at_once_are_both_heard_and_silence_is_nobody() {
        let (one, other) = (Tone::of_caller(2).second(), Tone::of_extension("1003").second());
        let both: Vec<u8> =
            one.iter().zip(&other).map(|(a, b)| encode((decode(*a) + decode(*b)) / 2)).collect();
        assert_eq!(
            who_speaks(&both[..WINDOW]),
            BTreeSet::from([Tone::of_caller(2), Tone::of_extension("1003")])
        );
        assert_eq!(who_speaks(&[0xff; WINDOW]), BTreeSet::new());
    }

    #[test]
    fn a_sample_survives_mu_law_within_its_step() {
        for sample in (-32_000..32_000).step_by(37) {
            let back = decode(encode(sample));
            let error = (i32::from(sample) - i32::from(back)).unsigned_abs();
            assert!(error <= 4 + u32::from(sample.unsigned_abs() / 16), "{sample} {back}");
        }
    }
}
