//! The seven links of a screen, judged.

use std::time::Duration;

use crate::acd::Time;
use crate::phone::Kind;
use crate::pop::Pops;

use super::{LookedUp, Screen, Trace, Whose, Why};

/// An event that took longer to us is late (docs/operate.md, `santral_pbx_lag_seconds`).
const EVENT_LATE: Duration = Duration::from_secs(1);
/// A look-up that took longer missed the first fill of the card (architecture.md, "Settled").
const LOOK_UP_LATE: Duration = Duration::from_millis(300);

/// A link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which.
    pub name: LinkName,
    /// When it was done, by our clock; the event by the PBX's.
    pub at: Option<Time>,
    /// How it stands, and why.
    pub why: Why,
}

/// The links, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkName {
    /// The PBX said that a phone rings.
    Event,
    /// It is a call we follow.
    Call,
    /// Whose phone it is.
    Agent,
    /// What the caller is looked up by.
    Number,
    /// Who he may be.
    Customer,
    /// To her pages.
    Sent,
    /// A page shows it.
    Rendered,
}

impl LinkName {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Call => "call",
            Self::Agent => "agent",
            Self::Number => "number",
            Self::Customer => "customer",
            Self::Sent => "sent",
            Self::Rendered => "rendered",
        }
    }
}

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkState {
    /// As it should.
    Held,
    /// It held, and took too long.
    Late,
    /// Not yet.
    Waiting,
    /// There was nothing to do.
    Skipped,
    /// Here it broke.
    Broken,
}

impl LinkState {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "ok",
            Self::Late => "late",
            Self::Waiting => "waiting",
            Self::Skipped => "skipped",
            Self::Broken => "broken",
        }
    }
}

impl Trace {
    /// The chain of one of its screens.
    pub fn chain(&self, screen: &Screen) -> Vec<Link> {
        let link = |name, at, why| Link { name, at, why };
        let mut links = vec![
            link(LinkName::Event, Some(screen.told_at), event(screen)),
            link(LinkName::Call, Some(screen.seen_at), Why::Matched),
            link(LinkName::Agent, screen.popped_at, self.agent(screen)),
        ];
        if screen.popped_at.is_none() {
            let rest = [LinkName::Number, LinkName::Customer, LinkName::Sent, LinkName::Rendered];
            links.extend(rest.map(|name| link(name, None, Why::NotReached)));
            return links;
        }
        let (sent, rendered) = (sent(screen), self.rendered(screen));
        links.push(link(LinkName::Number, screen.popped_at, number(screen)));
        links.push(link(
            LinkName::Customer,
            screen.customer.and_then(|c| c.answered_at),
            self.customer(screen),
        ));
        links.push(link(LinkName::Sent, screen.sent.map(|sent| sent.at), sent));
        links.push(link(LinkName::Rendered, screen.rendered_at, rendered));
        links
    }

    /// The chain of a call for which no phone has rung.
    pub fn chain_without_phone(&self) -> Vec<Link> {
        let nobody = if self.ended_at.is_some() { Why::NothingRang } else { Why::NothingRings };
        let mut links = vec![
            Link { name: LinkName::Event, at: Some(self.seen_at), why: Why::Announced },
            Link { name: LinkName::Call, at: Some(self.seen_at), why: Why::Matched },
            Link { name: LinkName::Agent, at: None, why: nobody },
        ];
        let rest = [LinkName::Number, LinkName::Customer, LinkName::Sent, LinkName::Rendered];
        links.extend(rest.map(|name| Link { name, at: None, why: Why::NotReached }));
        links
    }

    fn agent(&self, screen: &Screen) -> Why {
        let over = screen.over_at.is_some() || self.ended_at.is_some();
        match &screen.whose {
            Whose::Seated(agent) if screen.popped_at.is_some() => Why::Seated(agent.clone()),
            Whose::Seated(agent) if over => Why::NeverPopped(agent.clone()),
            Whose::Seated(agent) => Why::SeatedNoPop(agent.clone()),
            Whose::Absent(agent) => Why::NotSignedIn(agent.clone(), screen.phone.clone()),
            Whose::Colleague(agent) => Why::Colleagues(agent.clone()),
            Whose::Member => Why::NoAgent(screen.phone.clone()),
            Whose::Nobody => Why::Outside(screen.phone.clone()),
        }
    }

    fn customer(&self, screen: &Screen) -> Why {
        let Some(LookedUp { asked_at, answered_at, candidates }) = screen.customer else {
            return Why::NothingToLookUp;
        };
        match (answered_at, candidates) {
            (None, _) if self.ended_at.is_some() => Why::LookUpFailed,
            (None, _) => Why::Asked,
            (Some(_), None) => Why::LookUpFailed,
            (Some(at), Some(found)) if at - asked_at > LOOK_UP_LATE => Why::FoundLate(found, at - asked_at),
            (Some(_), Some(found)) => Why::Found(found),
        }
    }

    fn rendered(&self, screen: &Screen) -> Why {
        let (Some(sent), Some(popped_at)) = (screen.sent, screen.popped_at) else { return Why::NotReached };
        if let Some(at) = screen.rendered_at {
            let took = at - popped_at;
            return if took > Pops::RESEND_AFTER { Why::RenderedLate(took) } else { Why::Rendered };
        }
        let shown_for = screen.over_at.or(self.ended_at).map(|over_at| over_at - popped_at);
        match shown_for {
            _ if sent.pages == 0 => Why::NotReached,
            None if sent.resends < Pops::RESENDS_MAX => Why::NotYetRendered,
            Some(shown_for) if shown_for < Pops::RESEND_AFTER => Why::TooShort(shown_for),
            None | Some(_) => {
                Why::NeverRendered { resends: sent.resends, pages: sent.pages, visible: sent.visible }
            }
        }
    }
}

fn event(screen: &Screen) -> Why {
    let took = screen.seen_at - screen.told_at;
    match screen.gap {
        Some(gap) => Why::Missed(gap),
        None if took > EVENT_LATE => Why::ToldLate(took),
        None => Why::Told,
    }
}

fn number(screen: &Screen) -> Why {
    let Some(read) = screen.number else { return Why::NotReached };
    match read.kind {
        _ if read.keypad => Why::KeyedIn,
        kind if read.is_full => Why::Read(kind),
        Kind::Withheld => Why::Withheld,
        Kind::Internal => Why::Internal,
        Kind::Mobile
        | Kind::Fixed
        | Kind::SharedCost
        | Kind::TollFree
        | Kind::Premium
        | Kind::Uan
        | Kind::Short
        | Kind::Invalid => Why::Unreadable,
    }
}

fn sent(screen: &Screen) -> Why {
    match screen.sent {
        Some(sent) if sent.pages == 0 => Why::NoPage,
        Some(sent) => Why::Sent(sent.pages),
        None => Why::NotReached,
    }
}
