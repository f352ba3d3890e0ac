//! The words of all names, for a query with a slip of the finger in it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::store::StoreError;
use crate::store::db::{Db, read};

/// A word typed must have so many letters before a slip in it is looked for.
const LETTERS_MIN: usize = 4;

/// Most words one slip is taken for.
const ALIKE_MAX: usize = 8;

/// Words older than this are read again, while the old ones go on serving.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// The words, as they were read last.
#[derive(Debug, Default)]
pub(in crate::store) struct Vocabulary {
    read: Mutex<Option<Read>>,
}

#[derive(Clone, Debug)]
struct Read {
    /// In byte order, each once.
    words: Arc<[String]>,
    at: Instant,
    /// Whether somebody is reading them again.
    again: bool,
}

impl Vocabulary {
    /// The words that differ from this one by one slip: a letter too many, too few, wrong, or two swapped. The
    /// word itself where it begins one of them.
    pub(super) async fn alike(self: &Arc<Self>, db: &Db, word: &str) -> Result<Vec<String>, StoreError> {
        let words = self.words(db).await?;
        let from = words.partition_point(|known| known.as_str() < word);
        if words.get(from).is_some_and(|known| known.starts_with(word)) {
            return Ok(vec![word.to_owned()]);
        }
        if word.chars().count() < LETTERS_MIN {
            return Ok(Vec::new());
        }
        let typed: Vec<char> = word.chars().collect();
        let alike = words.iter().filter(|known| is_one_slip(&typed, &known.chars().collect::<Vec<_>>()));
        Ok(alike.take(ALIKE_MAX).cloned().collect())
    }

    async fn words(self: &Arc<Self>, db: &Db) -> Result<Arc<[String]>, StoreError> {
        let (known, stale) = {
            let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
            match read.as_mut() {
                None => (None, false),
                Some(known) => {
                    let stale = known.at.elapsed() > GOOD_FOR && !std::mem::replace(&mut known.again, true);
                    (Some(Arc::clone(&known.words)), stale)
                }
            }
        };
        let Some(known) = known else { return self.read_again(db).await };
        if stale {
            let (vocabulary, db) = (Arc::clone(self), db.clone());
            tokio::spawn(async move {
                if let Err(error) = vocabulary.read_again(&db).await {
                    tracing::warn!(%error, "the words of names could not be read again");
                }
            });
        }
        Ok(known)
    }

    async fn read_again(&self, db: &Db) -> Result<Arc<[String]>, StoreError> {
        let rows: Vec<(String,)> =
            read!(db, |x| sqlx::query_as("SELECT DISTINCT token FROM customer_tokens ORDER BY token")
                .fetch_all(x)
                .await)?;
        let words: Arc<[String]> = rows.into_iter().map(|(word,)| word).collect();
        let read = Read { words: Arc::clone(&words), at: Instant::now(), again: false };
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        Ok(words)
    }
}

/// Whether one letter too many, too few, wrong, or two swapped make one word the other.
pub(super) fn is_one_slip(typed: &[char], known: &[char]) -> bool {
    if typed.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let same = typed.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (typed, known) = (&typed[same..], &known[same..]);
    match (typed, known) {
        ([], [_]) | ([_], []) => true,
        ([a, typed @ ..], [b, known @ ..]) => {
            let swapped = matches!((typed, known), ([c, typed @ ..], [d, known @ ..]) if a == d && b == c && typed == known);
            typed == known
                || swapped
                || typed == [&[*b], known].concat().as_slice()
                || [&[*a], typed].concat() == known
        }
        ([], _) | (_, []) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_letter_or_two_swapped() {
        let slip =
            |a: &str, b: &str| is_one_slip(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (typed, known) in [
            ("yilmas", "yilmaz"),
            ("yilmz", "yilmaz"),
            ("yilmaaz", "yilmaz"),
            ("yimlaz", "yilmaz"),
            ("ilmaz", "yilmaz"),
            ("yilma", "yilmaz"),
            ("xyilmaz", "yilmaz"),
        ] {
            assert!(slip(typed, known), "{typed} is {known}");
        }
        for (typed, known) in
            [("yilmaz", "yilmaz"), ("yulmas", "yilmaz"), ("zamliy", "yilmaz"), ("kaya", "kara nlik")]
        {
            assert!(!slip(typed, known), "{typed} is not {known}");
        }
    }
}
