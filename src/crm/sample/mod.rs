//! Sample customers for the demo and the tests: believable, and nobody.
//!
//! Numbers lie in blocks of zeros, mail addresses under `example.com` and `example.com.tr`. The same count and
//! moment give the same customers to the byte. The first ten are a fixed cast:
//!
//! | number | who | for |
//! |---|---|---|
//! | +905320000011 | Ayşe Yılmaz, Altın, İstanbul | a plain card with history and a note |
//! | +905320000012, +903120000012 | Mehmet Kaya, Altın, VIP, Ankara | two numbers, much history |
//! | +905320000013, +902160000013 | Fatma Demir, Gümüş, İstanbul | the family's landline is shared |
//! | +905320000014, +902160000013 | Hasan Demir, Bronz, İstanbul | with her |
//! | +902120000015, +902120000016 | Yıldız Tekstil San. ve Tic. A.Ş., Altın, VIP, İstanbul | a company |
//! | +905330000016, +902120000015 | Elif Çelik, Gümüş, İstanbul | calls from the company's number too |
//! | +905420000017 | John Smith, Gümüş, İzmir | speaks English |
//! | +905420000018 | İpek Işık, Bronz, Bursa | a name to fold |
//! | +905050000019 | Şükrü Öğüt, Bronz, Adana | new: no history, no notes |
//! | +903120000020, +905550000020 | Anadolu Gıda Ltd. Şti., Gümüş, Ankara | a company with a mobile |

mod cast;
mod crowd;
mod dice;
mod past;
mod words;

pub use cast::{CAST, CastMember};

use crate::phone::E164;
use crate::store::{CustomerId, Imported, Store, StoreError};
use dice::Dice;

/// How many when nobody says.
pub const SAMPLE_COUNT_DEFAULT: usize = 300;

/// A set of sample customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    count: usize,
    now_ms: i64,
}

impl Sample {
    /// So many customers, whose past ends at this moment (UTC milliseconds).
    pub fn new(count: usize, now_ms: i64) -> Self {
        Self { count, now_ms }
    }

    /// The customers, the cast first.
    pub fn customers(&self) -> Vec<Imported> {
        let mut dice = Dice::new(0x0053_616e_7472_616c);
        (0..self.count)
            .map(|index| match CAST.get(index) {
                Some(member) => cast::imported(member, id(index), &mut dice, self.now_ms),
                None => crowd::imported(index, id(index), &mut dice, self.now_ms),
            })
            .collect()
    }

    /// Puts them into a database, all or none; who is there already stays as she is. Says how many were new.
    pub async fn fill(&self, store: &Store) -> Result<u64, StoreError> {
        store.customers().import(&self.customers(), self.now_ms).await
    }
}

/// The id of the customer at this place: the same in every run, in the order of the list.
fn id(index: usize) -> CustomerId {
    /// 14 November 2023: before any call of any demo.
    const BORN_MS: u64 = 1_700_000_000_000;
    let random = [0x5a, 0, 0, 0, 0, 0, 0, 0, (index >> 8) as u8, index as u8];
    uuid::Builder::from_unix_timestamp_millis(BORN_MS + index as u64, &random).into_uuid().into()
}

/// The samples' numbers are written as E.164; a test holds them to it.
fn numbers<'a>(written: impl IntoIterator<Item = &'a str>) -> Vec<E164> {
    written.into_iter().filter_map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::phone;
    use crate::store::CustomerKind;

    const NOW_MS: i64 = 1_764_000_000_000;

    fn sample() -> Vec<Imported> {
        Sample::new(SAMPLE_COUNT_DEFAULT, NOW_MS).customers()
    }

    #[test]
    fn the_same_moment_gives_the_same_customers() {
        assert_eq!(sample(), sample());
        assert_eq!(sample().len(), SAMPLE_COUNT_DEFAULT);
        assert_eq!(Sample::new(20, NOW_MS).customers()[..], sample()[..20]);
    }

    #[test]
    fn the_cast_is_who_the_table_says() {
        let sample = sample();
        for (member, imported) in CAST.iter().zip(&sample) {
            let numbers: Vec<&str> = imported.customer.numbers.iter().map(E164::as_str).collect();
            assert_eq!(numbers, member.numbers, "{}", member.name);
        }
        assert_eq!(sample[1].customer.name, "Mehmet Kaya");
        assert_eq!(sample[1].customer.numbers[0].as_str(), "+905320000012");
    }

    #[test]
    fn nobody_real_can_be_among_them() {
        for imported in sample() {
            for number in &imported.customer.numbers {
                assert_eq!(&number.as_str()[6..9], "000", "{number}");
                let read = phone::read(number.as_str(), &phone::Plan::default());
                assert_eq!(read.e164.as_ref(), Some(number), "{:?}", read.note);
            }
            let email = imported.customer.email.unwrap_or_else(|| "x@example.com".to_owned());
            assert!(email.ends_with("@example.com") || email.ends_with("@example.com.tr"), "{email}");
            assert!(email.is_ascii(), "{email}");
        }
    }

    #[test]
    fn there_is_something_of_everything() {
        let sample = sample();
        let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
        for number in sample.iter().flat_map(|i| &i.customer.numbers) {
            *owners.entry(number.as_str()).or_default() += 1;
        }
        assert!(owners.values().filter(|n| **n > 1).count() >= 5, "shared numbers");
        assert!(sample.iter().all(|i| !i.customer.numbers.is_empty()), "everybody can call");
        assert!(sample.iter().filter(|i| i.customer.numbers.len() > 1).count() >= 40);
        assert!(sample.iter().filter(|i| i.customer.kind == CustomerKind::Company).count() >= 20);
        assert!(sample.iter().filter(|i| i.customer.vip).count() >= 5);
        assert!(sample.iter().any(|i| i.contacts.is_empty()));
        assert!(sample.iter().all(|i| i.contacts.len() <= 8));
        assert!(sample.iter().flat_map(|i| &i.contacts).all(|c| c.at_ms < NOW_MS));
    }
}
