//! What Asterisk's own names tell.

use crate::call::Line;

/// `PJSIP/1001-0000000b` is a call of phone 1001.
pub(super) fn line_of(channel: &str) -> Option<Line> {
    let (_, name) = channel.split_once('/')?;
    let (line, _) = name.rsplit_once('-')?;
    Line::parse(line)
}

/// When a channel began: a Uniqueid is `[systemname-]<epoch seconds>.<number>`, or anything at all where the
/// one who made the channel chose it; then 0.
pub(super) fn began_at_ms(uniqueid: &str) -> u64 {
    let rest = uniqueid.rsplit('-').next().unwrap_or_default();
    let epoch = rest.split_once('.').map(|(epoch, _)| epoch);
    epoch.and_then(|seconds| seconds.parse::<u64>().ok()).unwrap_or(0).saturating_mul(1_000)
}
