//! A call's way to the screens, in people's words.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::acd::{AgentId, Time};
use crate::api::wire::{self, Label, TraceState};
use crate::call::Line;
use crate::driver::Roster;
use crate::phone::Kind;
use crate::pop::trace::{Gap, Link, LinkState, Screen, Trace, Whose, Why};

use super::words::{agent_name, ms, rfc3339};

/// How a trace is told: whose names, and on which clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Teller<'a> {
    /// The catalog in force.
    pub(crate) roster: &'a Roster,
    /// The company's clock.
    pub(crate) zone: &'a TimeZone,
}

impl Teller<'_> {
    /// A trace as it goes out.
    pub(crate) fn trace(self, trace: &Trace) -> wire::CallTrace {
        let mut screens: Vec<wire::TraceScreen> =
            trace.screens.iter().map(|screen| self.screen(trace, screen)).collect();
        if screens.is_empty() {
            let links = self.links(&trace.chain_without_phone());
            screens.push(wire::TraceScreen { phone: None, agent: None, name: None, links });
        }
        wire::CallTrace {
            call_id: trace.call.to_string(),
            pbx: trace.pbx.to_string(),
            linkedid: trace.linkedid.to_string(),
            began_at: rfc3339(trace.began_at),
            fault: fault(&screens, TraceState::Broken).or_else(|| fault(&screens, TraceState::Late)),
            screens,
            more: trace.more,
        }
    }

    fn screen(self, trace: &Trace, screen: &Screen) -> wire::TraceScreen {
        let agent = match &screen.whose {
            Whose::Seated(agent) | Whose::Absent(agent) | Whose::Colleague(agent) => Some(agent),
            Whose::Member | Whose::Nobody => None,
        };
        wire::TraceScreen {
            phone: screen.phone.as_ref().map(Line::to_string),
            agent: agent.map(AgentId::to_string),
            name: agent.map(|agent| self.name(agent).to_owned()),
            links: self.links(&trace.chain(screen)),
        }
    }

    fn links(self, chain: &[Link]) -> Vec<wire::TraceLink> {
        let event_at = chain.first().and_then(|link| link.at);
        let link = |link: &Link| wire::TraceLink {
            link: link.name.as_str().to_owned(),
            state: state(link.why.state()),
            at: link.at.map(rfc3339),
            after_ms: link.at.zip(event_at).map(|(at, event_at)| ms(at - event_at)),
            text: self.why(&link.why),
        };
        chain.iter().map(link).collect()
    }

    fn why(self, why: &Why) -> Label {
        match why {
            Why::Told => Label::new("santral çaldığını bildirdi", "the PBX said that it rings"),
            Why::Announced => Label::new("santral çağrıyı bildirdi", "the PBX told of the call"),
            Why::ToldLate(took) => Label::new(
                format!(
                    "santralin bildirimi {} geç geldi: santral ya da ağ yavaş, ya da saatler ayrı",
                    seconds(*took, ',')
                ),
                format!(
                    "the PBX's word came {} late: PBX or network are slow, or the clocks differ",
                    seconds(*took, '.')
                ),
            ),
            Why::Missed(gap) => self.missed(gap),
            Why::Matched => Label::new("çağrı izleniyor", "the call is followed"),
            Why::Seated(agent) => {
                let name = self.name(agent);
                Label::new(format!("{name} bu telefonda"), format!("{name} sits at this phone"))
            }
            Why::SeatedNoPop(agent) => {
                let name = self.name(agent);
                Label::new(
                    format!("{name} bu telefonda, kart bekleniyor"),
                    format!("{name} sits at this phone, no card yet"),
                )
            }
            Why::NeverPopped(agent) => {
                let name = self.name(agent);
                Label::new(
                    format!(
                        "{name} bu telefonda, ama çağrı izlenenler arasında değildi: aynı anda çok çağrı vardı ya da çağrı bağlanmadan önce bitti"
                    ),
                    format!(
                        "{name} sits at this phone, but the call was not followed: too many at once, or over before it could be"
                    ),
                )
            }
            Why::NotSignedIn(agent, phone) => {
                let (name, phone) = (self.name(agent), shown(phone.as_ref()));
                Label::new(
                    format!(
                        "{phone} katalogda {name} için, ama {name} oturum açmamış: sayfasında oturum açsın"
                    ),
                    format!(
                        "{phone} is {name}'s in the catalog, but {name} is not signed in: sign in on the agent page"
                    ),
                )
            }
            Why::NoAgent(phone) => {
                let phone = shown(phone.as_ref());
                Label::new(
                    format!(
                        "{phone} hiçbir temsilcinin değil: katalogda temsilcinin `extension` değerini yazın ya da o telefonla oturum açsın"
                    ),
                    format!(
                        "{phone} is no agent's: write it as an agent's `extension` in the catalog, or have her sign in at it"
                    ),
                )
            }
            Why::Outside(phone) => {
                let phone = shown(phone.as_ref());
                Label::new(
                    format!("{phone} hiçbir temsilcinin değil, kuyruk da çaldırmadı: kart beklenmez"),
                    format!("{phone} is no agent's and no queue rang it: no card is due"),
                )
            }
            Why::Colleagues(agent) => {
                let name = self.name(agent);
                Label::new(
                    format!("{name} bir iş arkadaşıyla konuşuyor: kart beklenmez"),
                    format!("a colleague calls {name}: no card is due"),
                )
            }
            Why::NothingRings => Label::new("henüz telefon çalmadı", "no phone has rung yet"),
            Why::NothingRang => {
                Label::new("hiçbir telefon çalmadan bitti", "it was over before any phone rang")
            }
            Why::Read(kind) => number_kind(*kind),
            Why::KeyedIn => Label::new("tuşladığı numarayla aranıyor", "looked up by what he keyed in"),
            Why::Withheld => Label::new(
                "numarasını gizliyor: kart adsız gelir",
                "he withholds his number: the card comes without a name",
            ),
            Why::Internal => Label::new("kendi telefonlarımızdan biri arıyor", "one of our own phones calls"),
            Why::Unreadable => Label::new(
                "numara okunamadı: Numara sayfasında deneyin, hattın kurallarını ([[trunks]]) düzeltin",
                "the number could not be read: try it on the Number page, and set the trunk's rules ([[trunks]]) right",
            ),
            Why::Asked => Label::new("müşteri aranıyor", "the customer is being looked up"),
            Why::Found(0) => Label::new("bu numarayla kimse kayıtlı değil", "nobody is known by it"),
            Why::Found(1) => Label::new("bir müşteri bulundu", "one customer was found"),
            Why::Found(n) => {
                Label::new(format!("{n} olası müşteri bulundu"), format!("{n} possible customers were found"))
            }
            Why::FoundLate(n, took) => Label::new(
                format!("{n} müşteri {} sonra bulundu: veritabanı yavaş", seconds(*took, ',')),
                format!("{n} customers were found after {}: the database is slow", seconds(*took, '.')),
            ),
            Why::LookUpFailed => Label::new(
                "müşteri veritabanı yanıt vermedi: `santral check` ile deneyin",
                "the customer database did not answer: try `santral check`",
            ),
            Why::NothingToLookUp => Label::new("aranacak bir şey yok", "there is nothing to look up"),
            Why::Sent(pages) => Label::new(
                format!("{pages} açık sayfaya gönderildi"),
                format!("sent to {pages} open page{}", plural(*pages)),
            ),
            Why::NoPage => Label::new(
                "temsilcinin açık sayfası yoktu: tarayıcısı kapalı ya da bağlantısı kopuk",
                "she had no page open: her browser is closed, or has lost its connection",
            ),
            Why::Rendered => Label::new("ekranda", "on the screen"),
            Why::RenderedLate(took) => Label::new(
                format!("{} sonra ekranda: tarayıcı yavaş ya da sonradan bağlandı", seconds(*took, ',')),
                format!(
                    "on the screen after {}: the browser is slow, or connected later",
                    seconds(*took, '.')
                ),
            ),
            Why::NotYetRendered => {
                Label::new("sayfa henüz gösterdiğini söylemedi", "no page has said yet that it shows it")
            }
            Why::TooShort(took) => Label::new(
                format!("{} içinde ekrandan ayrıldı", seconds(*took, ',')),
                format!("left the screen within {}", seconds(*took, '.')),
            ),
            Why::NeverRendered { resends, pages, visible } => never_rendered(*resends, *pages, *visible),
            Why::NotReached => Label::new("sıra gelmedi", "not reached"),
        }
    }

    fn missed(self, gap: &Gap) -> Label {
        let clock = |at: Option<Time>| at.map(|at| clock(at, self.zone));
        match (clock(gap.from), clock(gap.until)) {
            (Some(from), Some(until)) => Label::new(
                format!("santral bağlantısı {from} ile {until} arasında kopuktu: çağrı sonradan bulundu"),
                format!("the link to the PBX was down from {from} to {until}: the call was found afterwards"),
            ),
            (Some(from), None) => Label::new(
                format!("santral bağlantısı {from} sonrasında kopuk"),
                format!("the link to the PBX has been down since {from}"),
            ),
            (None, Some(until)) => Label::new(
                format!("çağrı, Santral {until} sularında bağlanmadan önce başlamıştı"),
                format!("the call had begun before Santral connected at {until}"),
            ),
            (None, None) => Label::new(
                "çağrı, Santral bağlanırken sürüyordu",
                "the call was under way when Santral connected",
            ),
        }
    }

    fn name<'b>(&'b self, agent: &'b AgentId) -> &'b str {
        agent_name(self.roster, agent)
    }
}

fn never_rendered(resends: u32, pages: usize, visible: usize) -> Label {
    let times = resends + 1;
    let (why_tr, why_en) = if visible == 0 {
        (
            "sayfası arka planda ya da uykuda: öne alsın",
            "her page is in the background or asleep: bring it to the front",
        )
    } else {
        ("sayfa donmuş ya da eski: yenilesin", "the page is frozen or old: reload it")
    };
    Label::new(
        format!("{pages} sayfaya {times} kez gönderildi, hiçbiri göstermedi: {why_tr}"),
        format!(
            "sent {times} time{} to {pages} page{}, and none showed it: {why_en}",
            plural(times as usize),
            plural(pages)
        ),
    )
}

fn number_kind(kind: Kind) -> Label {
    let (tr, en) = match kind {
        Kind::Mobile => ("cep telefonu", "a mobile number"),
        Kind::Fixed => ("sabit hat", "a fixed line"),
        Kind::SharedCost => ("0850 numarası", "a shared-cost number"),
        Kind::TollFree => ("ücretsiz numara", "a toll-free number"),
        Kind::Premium => ("özel ücretli numara", "a premium number"),
        Kind::Uan => ("444'lü numara", "a company-wide number"),
        Kind::Short | Kind::Internal | Kind::Withheld | Kind::Invalid => ("numara", "a number"),
    };
    Label::new(format!("okundu: {tr}"), format!("read as {en}"))
}

fn fault(screens: &[wire::TraceScreen], state: TraceState) -> Option<wire::TraceFault> {
    screens.iter().find_map(|screen| {
        let link = screen.links.iter().find(|link| link.state == state)?;
        Some(wire::TraceFault {
            link: link.link.clone(),
            state,
            phone: screen.phone.clone(),
            agent: screen.agent.clone(),
            text: link.text.clone(),
        })
    })
}

fn state(state: LinkState) -> TraceState {
    match state {
        LinkState::Held => TraceState::Ok,
        LinkState::Late => TraceState::Late,
        LinkState::Waiting => TraceState::Waiting,
        LinkState::Skipped => TraceState::Skipped,
        LinkState::Broken => TraceState::Broken,
    }
}

fn shown(phone: Option<&Line>) -> &str {
    phone.map_or("?", Line::as_str)
}

/// A second or so, with the mark the language writes.
fn seconds(took: Duration, mark: char) -> String {
    let text = format!("{:.1} s", took.as_secs_f64());
    text.replace('.', &mark.to_string())
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

fn clock(at: Time, zone: &TimeZone) -> String {
    let at = i64::try_from(at.as_millis()).ok().and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
    zone.to_datetime(at.unwrap_or_default()).strftime("%H:%M:%S").to_string()
}
