//! The thirteen kinds of callers of the call-centre handbook, and how to meet them.
//!
//! The handbook gives advice for two, *new* and *hurried*; the others' is ours, and a supervisor may write her
//! own in its place. A tag is personal data: neutral words, and it wears off.

use std::time::Duration;

/// How long a tag holds.
pub const TAG_HOLDS: Duration = Duration::from_secs(90 * 86_400);

/// A kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallerProfile {
    /// Its id.
    pub id: &'static str,
    /// Its name: Turkish and English.
    pub label: (&'static str, &'static str),
    /// What to do: Turkish and English.
    pub advice: (&'static str, &'static str),
}

/// All of them, in the handbook's order.
pub const CALLER_PROFILES: [CallerProfile; 13] = [
    CallerProfile {
        id: "new",
        label: ("Yeni", "New"),
        advice: (
            "Basit sorunlarda hızlıca yol gösterin, ilk adımlarda yanında olun, sabırlı olun: ilk izlenim kalıcıdır.",
            "Guide quickly through simple problems, support the first steps, be patient: the first impression stays.",
        ),
    },
    CallerProfile {
        id: "hurried",
        label: ("Aceleci", "Hurried"),
        advice: (
            "Zamanının değerli olduğunu belli edin, çok aktarıldıysa anlayış gösterin; yetkiniz dışında söz vermeyin.",
            "Show that time matters, sympathise if redirected often; promise nothing outside your authority.",
        ),
    },
    CallerProfile {
        id: "relaxed",
        label: ("Rahat", "Relaxed"),
        advice: (
            "Sohbete alan bırakın, konuyu adım adım siz ilerletin.",
            "Leave room for a chat and move the matter on step by step.",
        ),
    },
    CallerProfile {
        id: "talkative",
        label: ("Konuşkan", "Talkative"),
        advice: (
            "Nazikçe özetleyin, evet-hayır sorularıyla konuya dönün.",
            "Sum up kindly and come back to the point with yes-or-no questions.",
        ),
    },
    CallerProfile {
        id: "poor_communicator",
        label: ("Derdini zor anlatan", "Finds words hard"),
        advice: (
            "Kısa sorular sorun, anladığınızı kendi sözlerinizle tekrar edip onaylatın.",
            "Ask short questions, repeat what you understood in your own words and have it confirmed.",
        ),
    },
    CallerProfile {
        id: "negative",
        label: ("Olumsuz", "Negative"),
        advice: (
            "Tartışmayın; yapılabilecek olanı söyleyin ve yapın.",
            "Do not argue; say what can be done, and do it.",
        ),
    },
    CallerProfile {
        id: "angry",
        label: ("Öfkeli", "Angry"),
        advice: (
            "Sözünü kesmeden dinleyin, hak verdiğiniz noktayı söyleyin, sonraki adımı ve süresini bildirin.",
            "Listen without interrupting, name the point you agree with, tell the next step and when.",
        ),
    },
    CallerProfile {
        id: "insistent",
        label: ("Israrcı", "Insistent"),
        advice: (
            "Sınırı açık ve aynı sözlerle söyleyin, seçenek sunun, gerekirse yetkiliye aktarın.",
            "State the limit clearly and in the same words, offer a choice, hand over if need be.",
        ),
    },
    CallerProfile {
        id: "positive",
        label: ("Olumlu", "Positive"),
        advice: (
            "Teşekkür edin, işi hızlıca tamamlayın, geri bildirim isteyin.",
            "Thank, finish quickly, ask for feedback.",
        ),
    },
    CallerProfile {
        id: "loyal",
        label: ("Sadık", "Loyal"),
        advice: (
            "Geçmişini bildiğinizi gösterin, haklarını ve ayrıcalıklarını hatırlatın.",
            "Show that you know the history, mention the benefits that go with it.",
        ),
    },
    CallerProfile {
        id: "confused",
        label: ("Kararsız", "Confused"),
        advice: (
            "Seçenekleri ikiye indirin, farkını söyleyin, kararı özetleyin.",
            "Bring the choices down to two, say how they differ, sum up the decision.",
        ),
    },
    CallerProfile {
        id: "know_it_all",
        label: ("Her şeyi bilen", "Knows it all"),
        advice: (
            "Bildiklerini onaylayın, düzeltmeyi kaynağıyla ve kısaca yapın.",
            "Acknowledge what is known, correct briefly and with the source.",
        ),
    },
    CallerProfile {
        id: "sceptical",
        label: ("Kuşkucu", "Sceptical"),
        advice: (
            "Yazılı bilgi ve kayıt numarası verin; vaat yerine kanıt gösterin.",
            "Give it in writing with a reference number; show proof in place of promises.",
        ),
    },
];

/// One of them.
pub fn caller_profile(id: &str) -> Option<&'static CallerProfile> {
    CALLER_PROFILES.iter().find(|profile| profile.id == id)
}
