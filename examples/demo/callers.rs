//! Callers: customers mostly, some strangers, some who keep their number back, some who give up.

use std::net::SocketAddr;
use std::time::Duration;

use santral::crm::Sample;
use tokio::time::{sleep, timeout};

use crate::dice::Dice;
use crate::phone::{Caller, CallerId, LegState, Tone};

/// The company's numbers, as often as each is called.
const NUMBERS: [&str; 6] = ["5552001", "5552001", "5552001", "5552001", "5552002", "5552003"];
/// Names a stranger's network may send.
const NAMES: [&str; 4] = ["Ali Veli", "Mustafa", "SELIN K", "Yılmaz Ticaret"];
/// Callers at once.
const AT_ONCE_MAX: u16 = 12;

/// People who call, one after the other.
#[derive(Debug)]
pub(crate) struct Arrivals {
    sip: SocketAddr,
    customers: Vec<String>,
    every_s: u64,
    dice: Dice,
}

impl Arrivals {
    pub(crate) fn new(sip: SocketAddr, customers: usize, every_s: u64, dice: Dice) -> Self {
        let now_ms = jiff::Timestamp::now().as_millisecond();
        let people = Sample::new(customers, now_ms).customers();
        let numbers = people.iter().flat_map(|person| &person.customer.numbers);
        let customers = numbers.map(|number| number.as_str().to_owned()).collect();
        Self { sip, customers, every_s: every_s.max(1), dice }
    }

    /// Calls until the demo ends.
    pub(crate) async fn go_on(mut self) {
        let places = std::sync::Arc::new(tokio::sync::Semaphore::new(AT_ONCE_MAX.into()));
        for n in 0_u16.. {
            let Ok(place) = std::sync::Arc::clone(&places).acquire_owned().await else { return };
            let did = self.dice.one_of(&NUMBERS);
            let from = self.somebody();
            let (sip, dice) = (self.sip, self.dice.fork());
            tokio::spawn(async move {
                if let Err(error) = call(sip, n % Tone::CALLERS, did, from, dice).await {
                    eprintln!("demo: a caller: {error:#}");
                }
                drop(place);
            });
            sleep(self.dice.between_s(self.every_s / 2, self.every_s * 3 / 2)).await;
        }
    }

    fn somebody(&mut self) -> CallerId {
        let number = self.customers[self.dice.below(self.customers.len())].clone();
        match self.dice.below(100) {
            // The ways networks write a number.
            0..45 => CallerId::Number { number: number.replacen("+90", "0", 1), name: None },
            45..75 => CallerId::Number { number, name: None },
            75..90 => CallerId::named(&self.stranger(), self.dice.clone().one_of(&NAMES)),
            _ => CallerId::Withheld { number },
        }
    }

    /// Of the block no customer of the sample has.
    fn stranger(&mut self) -> String {
        format!("0559999{:04}", self.dice.below(10_000))
    }
}

async fn call(sip: SocketAddr, voice: u16, did: &str, from: CallerId, mut dice: Dice) -> anyhow::Result<()> {
    let caller = Caller::dial(sip, voice, did, from).await?;
    let patience = dice.between_s(25, 90);
    let ear = caller.ear().await;
    // Everything but music is somebody.
    let served = timeout(patience, async {
        loop {
            sleep(Duration::from_millis(500)).await;
            let recent = tokio::time::Instant::now() - Duration::from_millis(400);
            let heard = ear.heard_since(recent);
            let gone = caller.leg().is_some_and(|leg| leg.state == LegState::Over);
            if gone || (!heard.is_empty() && !heard.contains(&Tone::MUSIC)) {
                return;
            }
        }
    });
    if served.await.is_ok() {
        let talk = dice.between_s(12, 35);
        // Over sooner when the agent hangs up.
        let over = caller.until_over(talk).await;
        if over {
            return Ok(());
        }
    }
    caller.hang_up();
    caller.until_over(Duration::from_secs(5)).await;
    Ok(())
}
