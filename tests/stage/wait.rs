//! Waiting for something that can only be asked for.

use std::fmt::Debug;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How often it is asked.
const INTERVAL: Duration = Duration::from_millis(40);

/// Asks until the answer is right, and gives it back. Panics with the last wrong one.
pub(crate) async fn until<T, A>(what: &str, within: Duration, mut ask: A) -> T
where
    A: AsyncFnMut() -> Result<T, String>,
    T: Debug,
{
    let deadline = Instant::now() + within;
    loop {
        match ask().await {
            Ok(answer) => return answer,
            Err(instead) => {
                assert!(
                    Instant::now() < deadline,
                    "expected that {what} within {within:?}; instead: {instead}"
                );
            }
        }
        sleep(INTERVAL).await;
    }
}
