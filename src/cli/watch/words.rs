//! The words of the board in a terminal.

use crate::api::wire::{AgentState, Label};

/// The language of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Lang {
    /// Turkish.
    Tr,
    /// English.
    En,
}

/// What can be said.
#[derive(Clone, Copy, Debug)]
pub(super) enum Word {
    Queue,
    Waiting,
    Longest,
    ServiceLevel,
    Answered,
    Abandoned,
    Ready,
    Busy,
    NotReady,
    Agent,
    Phone,
    State,
    Since,
    Call,
    OnCall,
    Ringing,
    WrapUp,
    Offline,
    PhoneGone,
    ScreenGone,
    Stale,
    NoLink,
    More,
}

impl Lang {
    /// Of the environment: Turkish where it says so, English everywhere else.
    pub(super) fn of_environment() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok());
        if set.is_some_and(|set| set.starts_with("tr")) { Self::Tr } else { Self::En }
    }

    /// Its code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Tr => "tr",
            Self::En => "en",
        }
    }

    /// A text of the catalog's.
    pub(super) fn label(self, label: &Label) -> &str {
        match self {
            Self::Tr => &label.tr,
            Self::En => &label.en,
        }
    }

    /// A word.
    pub(super) fn say(self, word: Word) -> &'static str {
        let (tr, en) = match word {
            Word::Queue => ("Kuyruk", "Queue"),
            Word::Waiting => ("Bekleyen", "Waiting"),
            Word::Longest => ("En uzun", "Longest"),
            Word::ServiceLevel => ("SS bugün", "SL today"),
            Word::Answered => ("Cevap", "Answered"),
            Word::Abandoned => ("Kaçan", "Abandon."),
            Word::Ready => ("Hazır", "Ready"),
            Word::Busy => ("Meşgul", "Busy"),
            Word::NotReady => ("Hazır değil", "Not ready"),
            Word::Agent => ("Temsilci", "Agent"),
            Word::Phone => ("Dahili", "Phone"),
            Word::State => ("Durum", "State"),
            Word::Since => ("Süre", "Since"),
            Word::Call => ("Çağrı", "Call"),
            Word::OnCall => ("Görüşmede", "On call"),
            Word::Ringing => ("Çalıyor", "Ringing"),
            Word::WrapUp => ("Çağrı sonrası", "Wrap-up"),
            Word::Offline => ("Çevrimdışı", "Offline"),
            Word::PhoneGone => ("telefon kayıtsız", "phone not registered"),
            Word::ScreenGone => ("ekran yok", "no screen"),
            Word::Stale => ("Veri {s} sn eski", "Data {s} s old"),
            Word::NoLink => ("{pbx} bağlantısı yok", "No link to {pbx}"),
            Word::More => ("… {n} temsilci daha", "… {n} more agents"),
        };
        match self {
            Self::Tr => tr,
            Self::En => en,
        }
    }
}

impl Word {
    /// The word for a state.
    pub(super) fn of_state(state: AgentState) -> Self {
        match state {
            AgentState::Offline => Self::Offline,
            AgentState::Available => Self::Ready,
            AgentState::NotReady => Self::NotReady,
            AgentState::Ringing => Self::Ringing,
            AgentState::OnCall => Self::OnCall,
            AgentState::WrapUp => Self::WrapUp,
        }
    }
}
