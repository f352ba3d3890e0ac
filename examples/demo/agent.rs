//! An agent of the demo, or only her telephone where a person is to take her place.

use std::sync::Arc;
use std::time::Duration;

use santral::api::wire::AgentState;
use tokio::time::sleep;

use crate::Arguments;
use crate::dice::Dice;
use crate::page::{Desk, Rest};
use crate::phone::{Behaviour, LegState, Phone};

/// How long a phone rings before it answers for a person who tries the demo: long enough to read the card.
const RINGS_FOR_A_PERSON: Duration = Duration::from_secs(6);
/// A connection that was lost is tried again this often.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// What she writes up: outcome, note.
const NOTES: [(&str, &str); 8] = [
    ("cozuldu", "Modem yeniden başlatıldı, hat testi temiz."),
    ("cozuldu", "Şifre sıfırlama bağlantısı gönderildi."),
    ("bilgi", "Fatura tarihi ve otomatik ödeme anlatıldı."),
    ("bilgi", "Kampanya koşullarını sordu, düşünecek."),
    ("geri-aranacak", "Teknik ekip yarın 18:00'den sonra arayacak."),
    ("aktarildi", "Sözleşme sorusu hukuk birimine iletildi."),
    ("sikayet", "Kargo gecikmesi için kayıt açıldı."),
    ("satis", "Yıllık pakete geçti, sözleşme e-postada."),
];

/// Who sits where.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    login: String,
    pub(crate) extension: String,
    /// None: a person will sign in as her.
    password: Option<String>,
}

impl Seat {
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace().map(str::to_owned);
        Some(Self { login: words.next()?, extension: words.next()?, password: words.next() })
    }
}

/// An agent with her telephone.
#[derive(Debug)]
pub(crate) struct Agent {
    seat: Seat,
    phone: Arc<Phone>,
    rest: Rest,
    dice: Dice,
}

impl Agent {
    pub(crate) async fn sit_down(
        arguments: &Arguments,
        seat: Seat,
        password: &str,
        mut dice: Dice,
    ) -> anyhow::Result<Self> {
        let after = if seat.password.is_some() { dice.between_s(2, 5) } else { RINGS_FOR_A_PERSON };
        let phone =
            Phone::new(arguments.sip, &seat.extension, password, Behaviour::Answers { after }).await?;
        phone.sign_in().await?;
        Ok(Self { seat, phone: Arc::new(phone), rest: Rest::new(arguments.pages)?, dice })
    }

    /// Works until the demo ends.
    pub(crate) async fn work(mut self) {
        tokio::join!(keep_signed_in(&self.phone), async {
            let Some(password) = self.seat.password.clone() else { return };
            loop {
                let phone = Arc::clone(&self.phone);
                let day = day(
                    self.seat.login.clone(),
                    password.clone(),
                    self.rest.clone(),
                    phone,
                    self.dice.fork(),
                );
                // A task of its own: what is only odd to a test ends her day with a panic, and she begins another.
                if let Ok(Err(error)) = tokio::spawn(day).await {
                    eprintln!("demo: {}: {error:#}", self.seat.login);
                }
                sleep(AGAIN_AFTER).await;
            }
        });
    }
}

/// A registration lasts five minutes.
async fn keep_signed_in(phone: &Phone) {
    loop {
        sleep(Duration::from_secs(120)).await;
        if let Err(error) = phone.sign_in().await {
            eprintln!("demo: {error:#}");
        }
    }
}

/// One call after the other, a break now and then, until the page is gone.
async fn day(
    login: String,
    password: String,
    rest: Rest,
    phone: Arc<Phone>,
    mut dice: Dice,
) -> anyhow::Result<()> {
    let desk = Desk::open(rest, &login, &password).await?;
    desk.ready().await;
    let mut page = desk.follow();
    loop {
        // Closed when the connection is.
        let view = page
            .wait_for(|view| {
                !view.live || !view.wrap_ups.is_empty() || view.state() == Some(AgentState::OnCall)
            })
            .await?
            .clone();
        if !view.live {
            anyhow::bail!("the connection was lost");
        }
        if view.state() == Some(AgentState::OnCall) {
            talk(&phone, &mut dice).await;
            page.wait_for(|view| !view.live || view.state() != Some(AgentState::OnCall)).await?;
        }
        if view.wrap_ups.is_empty() {
            continue;
        }
        sleep(dice.between_s(3, 12)).await;
        if dice.percent(12) {
            desk.pause(dice.one_of(&["mola", "yemek", "toplanti", "arka-ofis"])).await;
        }
        let (disposition, note) = dice.one_of(&NOTES);
        desk.write_up(disposition, note).await;
        if matches!(desk.view().state(), Some(AgentState::NotReady)) {
            sleep(dice.between_s(15, 40)).await;
            desk.ready().await;
        }
    }
}

/// Most callers hang up first; now and then she does.
async fn talk(phone: &Phone, dice: &mut Dice) {
    let ends = async {
        let mut legs = phone.follow();
        // The phone ends only with the demo.
        let _ = legs.wait_for(|legs| legs.iter().all(|leg| leg.state != LegState::Talking)).await;
    };
    tokio::select! {
        () = ends => {}
        () = sleep(dice.between_s(40, 70)) => phone.hang_up(),
    }
}
