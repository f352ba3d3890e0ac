//! Ids the store gives out.

use std::fmt;

use uuid::{Builder, Uuid};

use super::StoreError;

/// A customer by our id, a UUID version 7.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CustomerId(Uuid);

impl CustomerId {
    /// Reads an id as it stands in an address or a row.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }

    /// The id of whom these bytes name: the same for the same bytes. A UUID version 8 (RFC 9562 section 5.8) of
    /// their SHA-256.
    pub fn derived(name: &[u8]) -> Self {
        use sha2::Digest;
        let digest = sha2::Sha256::digest(name);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The id as a UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<Uuid> for CustomerId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A fresh UUID version 7 of this moment.
pub(super) fn fresh(at_ms: i64) -> Result<Uuid, StoreError> {
    Ok(of_moment(at_ms, &random()?))
}

/// The same, in order of `place` among those of one moment (RFC 9562 section 6.2, a counter before the random bits).
pub(super) fn in_order(at_ms: i64, place: u32) -> Result<Uuid, StoreError> {
    let mut bits = random()?;
    // The first two and a bit bytes share their room with version and variant.
    bits[..3].fill(0);
    bits[3..7].copy_from_slice(&place.to_be_bytes());
    Ok(of_moment(at_ms, &bits))
}

fn of_moment(at_ms: i64, bits: &[u8; 10]) -> Uuid {
    let millis = u64::try_from(at_ms).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, bits).into_uuid()
}

fn random() -> Result<[u8; 10], StoreError> {
    let mut bits = [0; 10];
    getrandom::fill(&mut bits)
        .map_err(|e| StoreError::refused("id", format!("the system has no random numbers: {e}")))?;
    Ok(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_stand_in_their_order() {
        let ids = [0, 1, 255, 256, 70_000, u32::MAX].map(|place| in_order(1_764_000_000_000, place).unwrap());
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
        assert!(ids[5] < in_order(1_764_000_000_001, 0).unwrap());
    }
}
