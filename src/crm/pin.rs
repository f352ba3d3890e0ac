//! Being recognised for sure by a code keyed in: compared here, against a hash keyed with a secret of its own.

use std::path::Path;
use std::sync::Arc;

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use super::look_up::now_ms;
use super::{Crm, SourceError};
use crate::call::Pin;
use crate::net::Secret;
use crate::phone::E164;
use crate::store::{CustomerId, StoreError};

/// Shortest secret, bytes: a short one could be found by trying, and all codes with it.
const KEY_BYTES_MIN: usize = 16;

/// The secret codes are hashed with. It is in a file, not in the database: who has one has no codes.
#[derive(Clone, Debug)]
pub struct PinKey(Arc<Secret>);

/// What a code keyed in came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinVerdict {
    /// It is hers.
    Right,
    /// It is not.
    Wrong,
    /// Too many were tried of her or from this number; it was not looked at.
    TooMany,
    /// She has none, or the settings name no key.
    None,
}

impl PinKey {
    /// Reads the secret of a file.
    pub fn read(file: &Path) -> Result<Self, SourceError> {
        let wrong = |what: String| SourceError { table: "crm", name: "pin_key_file".to_owned(), what };
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(format!("{} cannot be read: {error}", file.display())))?;
        let text = text.trim();
        if text.len() < KEY_BYTES_MIN {
            return Err(wrong(format!("{} holds fewer than {KEY_BYTES_MIN} characters", file.display())));
        }
        Ok(Self(Arc::new(Secret::new(text))))
    }

    /// The hash of a code, to be kept with its customer.
    pub fn hash(&self, pin: &Pin) -> Result<String, argon2::password_hash::Error> {
        Ok(self.argon2()?.hash_password(pin.expose().as_bytes())?.to_string())
    }

    fn is_right(&self, pin: &Pin, hash: &str) -> bool {
        let right = || {
            let hash = PasswordHash::new(hash).ok()?;
            self.argon2().ok()?.verify_password(pin.expose().as_bytes(), &hash).ok()
        };
        right().is_some()
    }

    fn argon2(&self) -> Result<Argon2<'_>, argon2::password_hash::Error> {
        let secret = self.0.expose().as_bytes();
        Ok(Argon2::new_with_secret(secret, Algorithm::Argon2id, Version::V0x13, Params::default())?)
    }
}

impl Crm {
    /// Compares a code with the one of a customer. A try counts before it is made.
    pub async fn try_pin(
        &self,
        customer: CustomerId,
        number: Option<&E164>,
        pin: Pin,
    ) -> Result<PinVerdict, StoreError> {
        let Some(key) = self.pin_key().cloned() else { return Ok(PinVerdict::None) };
        let Some(hash) = self.store().pins().hash_of(customer).await? else { return Ok(PinVerdict::None) };
        if !self.store().pins().may_try(customer, number, now_ms()).await? {
            return Ok(PinVerdict::TooMany);
        }
        // Dear on purpose: not on the threads that route calls.
        let right = tokio::task::spawn_blocking(move || key.is_right(&pin, &hash)).await.unwrap_or(false);
        if !right {
            return Ok(PinVerdict::Wrong);
        }
        self.store().pins().was_right(customer, number).await?;
        Ok(PinVerdict::Right)
    }
}
