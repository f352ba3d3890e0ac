//! Answers a PBX's challenge (RFC 7616, as far as SIP uses it).

use anyhow::Context;
use rsip::Method;
use rsip::headers::auth::{Algorithm, AuthQop};
use rsip::headers::{ToTypedHeader, WwwAuthenticate};
use rsip::services::DigestGenerator;

/// The value of an `Authorization` header. Written out by hand: `qop` must stand without quotes there, and rsip
/// puts some.
pub(super) fn authorization(
    challenge: &WwwAuthenticate,
    user: &str,
    password: &str,
    method: Method,
    uri: &str,
) -> anyhow::Result<String> {
    let challenge = challenge.typed().context("a challenge that cannot be read")?;
    let target = rsip::Uri::try_from(uri).context("an address that cannot be read")?;
    let algorithm = challenge.algorithm.unwrap_or(Algorithm::Md5);
    let cnonce = format!("{:08x}", std::process::id());
    let qop = challenge.qop.as_ref().map(|_| AuthQop::Auth { cnonce: cnonce.clone(), nc: 1 });
    let response = DigestGenerator {
        username: user,
        password,
        nonce: &challenge.nonce,
        uri: &target,
        realm: &challenge.realm,
        method: &method,
        qop: qop.as_ref(),
        algorithm,
    }
    .compute();
    let mut text = format!(
        "Digest username=\"{user}\", realm=\"{}\", nonce=\"{}\", uri=\"{uri}\", response=\"{response}\", algorithm={algorithm}",
        challenge.realm, challenge.nonce
    );
    if qop.is_some() {
        text += &format!(", qop=auth, nc=00000001, cnonce=\"{cnonce}\"");
    }
    if let Some(opaque) = challenge.opaque {
        text += &format!(", opaque=\"{opaque}\"");
    }
    Ok(text)
}
