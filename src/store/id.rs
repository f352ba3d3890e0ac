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
    let mut random = [0; 10];
    getrandom::fill(&mut random)
        .map_err(|e| StoreError::refused("id", format!("the system has no random numbers: {e}")))?;
    let millis = u64::try_from(at_ms).unwrap_or(0);
    Ok(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}
