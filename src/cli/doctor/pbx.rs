//! A PBX asked by a login of our own: rights, contexts, phones, clock.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::ami::{Action, Ami, Event, Incoming};
use crate::api::wire::Label;
use crate::call::{Line, PbxName};
use crate::config::{Mode, Pbx};
use crate::telephony::{extras, missing_context};

use super::finding::Finding;
use super::rights;

/// How long a PBX may take to let us in and tell its state.
const READ_WITHIN: Duration = Duration::from_secs(15);
/// Clocks that differ by more make times hard to compare.
const SKEW_WARN: Duration = Duration::from_secs(2);
/// And by more, reports wrong.
const SKEW_WRONG: Duration = Duration::from_secs(60);

/// What a PBX's look-over came to.
pub(super) struct Examined {
    pub(super) findings: Vec<Finding>,
    /// Whether a test call can be placed.
    pub(super) may_originate: bool,
}

/// Looks a PBX over; `phones` are the agents' as the catalog has them.
pub(super) async fn examine(name: &str, pbx: &Pbx, phones: &[(String, Line)]) -> Examined {
    let part = format!("pbx {name}");
    let config = match pbx.ami(&PbxName::new(name)) {
        Ok(config) => config,
        Err(error) => {
            return Examined::failed(
                &part,
                &error.to_string(),
                "düzeltin: santral.toml",
                "set it right in santral.toml",
            );
        }
    };
    let cancel = CancellationToken::new();
    let (ami, mut incoming) = Ami::start(config, cancel.clone());
    let examined = match tokio::time::timeout(READ_WITHIN, read_state(&mut incoming)).await {
        Err(_) => Examined::failed(
            &part,
            &format!("no answer from {}:{} within {} s", pbx.host, pbx.port, READ_WITHIN.as_secs()),
            "ağ, güvenlik duvarı, `manager show settings`",
            "look at network, firewall and `manager show settings`",
        ),
        Ok(Err(why)) => Examined::failed(
            &part,
            &why,
            "manager.conf içindeki kullanıcı, parola ve permit satırlarına bakın",
            "look at user, secret and permit in manager.conf",
        ),
        Ok(Ok(state)) => look(&part, pbx, &ami, &state, phones).await,
    };
    cancel.cancel();
    examined
}

impl Examined {
    fn failed(part: &str, why: &str, next_tr: &str, next_en: &str) -> Self {
        let finding = Finding::wrong(part, Label::new(why, why), Label::new(next_tr, next_en));
        Self { findings: vec![finding], may_originate: false }
    }
}

/// What the link told before it was ready.
struct State {
    version: String,
    devices: BTreeMap<String, String>,
}

async fn read_state(incoming: &mut mpsc::Receiver<Incoming>) -> Result<State, String> {
    let mut state = State { version: String::new(), devices: BTreeMap::new() };
    while let Some(told) = incoming.recv().await {
        match told {
            Incoming::Up { version, .. } => state.version = version.to_string(),
            Incoming::Event { event: Event::DeviceListed { device, state: word }, .. } => {
                state.devices.insert(device.to_string(), word.to_string());
            }
            Incoming::ResyncEnded { .. } => return Ok(state),
            Incoming::Down { why } => return Err(why.to_string()),
            Incoming::Connecting { .. }
            | Incoming::ResyncBegan { .. }
            | Incoming::Event { .. }
            | Incoming::Forged { .. }
            | Incoming::Overflow { .. } => {}
        }
    }
    Err("the link ended".to_owned())
}

async fn look(part: &str, pbx: &Pbx, ami: &Ami, state: &State, phones: &[(String, Line)]) -> Examined {
    let version = &state.version;
    let mut findings = vec![Finding::ok(
        part,
        format!("Asterisk {version}, oturum açıldı"),
        format!("Asterisk {version}, logged in"),
    )];
    let allowed = rights::allowed(ami).await;
    findings.extend(rights::judge(part, pbx.mode, allowed.as_ref()));
    if pbx.mode == Mode::Route {
        findings.extend(contexts(part, ami).await);
    }
    findings.extend(registered(part, state, phones));
    findings.extend(clock(part, ami).await);
    let may_originate = allowed.is_some_and(|allowed| allowed.contains("originate"));
    Examined { findings, may_originate }
}

async fn contexts(part: &str, ami: &Ami) -> Vec<Finding> {
    if let Some(missing) = missing_context(ami).await {
        let next = Label::new(
            "sip-config/ dosyalarını dialplan'e ekleyin, `dialplan reload`",
            "include the files of sip-config/ in the dialplan, then `dialplan reload`",
        );
        return vec![Finding::wrong(part, Label::new(missing.clone(), missing), next)];
    }
    let has = extras(ami).await;
    let wanted = [
        (
            has.closed,
            "cti-wait,closed",
            "kapalı kuyruğun arayanı yedek kuyruğa gider",
            "callers of a closed queue go to the fall-back queue",
        ),
        (
            has.ring_all,
            "cti-ring,all",
            "herkesi birden çaldıran kuyruk birini çaldırır",
            "a queue that rings all cannot ring several",
        ),
        (has.abilities.hold, "cti-hold", "bekletme düğmesi yok", "no hold button"),
        (has.abilities.transfer, "cti-xfer", "aktarma düğmesi yok", "no transfer button"),
        (has.abilities.dial, "from-agents, dialout", "sayfadan arama yok", "no dialling from the page"),
    ];
    let mut findings: Vec<Finding> = wanted
        .into_iter()
        .filter(|(has, ..)| !has)
        .map(|(_, what, tr, en)| {
            let missing = Label::new(
                format!("dialplan'de {what} yok: {tr}"),
                format!("the dialplan has no {what}: {en}"),
            );
            let next = Label::new(
                "sip-config/extensions.conf içinden alın",
                "take it from sip-config/extensions.conf",
            );
            Finding::warn(part, missing, next)
        })
        .collect();
    findings.insert(
        0,
        Finding::ok(part, "cti-wait ve cti-ring dialplan'de", "cti-wait and cti-ring are in the dialplan"),
    );
    findings
}

/// A phone is registered when the PBX has a device of its name that can be reached.
fn registered(part: &str, state: &State, phones: &[(String, Line)]) -> Vec<Finding> {
    let word = |phone: &Line| {
        state
            .devices
            .iter()
            .find(|(device, _)| Line::of_member(device).as_ref() == Some(phone))
            .map(|(_, word)| word.as_str())
    };
    let is_there =
        |phone: &Line| word(phone).is_some_and(|word| !matches!(word, "UNAVAILABLE" | "INVALID" | "UNKNOWN"));
    let missing: Vec<String> = phones
        .iter()
        .filter(|(_, phone)| !is_there(phone))
        .map(|(name, phone)| format!("{phone} ({name})"))
        .collect();
    let there = phones.len() - missing.len();
    if missing.is_empty() {
        return vec![Finding::ok(
            part,
            format!("{there} temsilci telefonu kayıtlı"),
            format!("{there} agents' phones are registered"),
        )];
    }
    let what = Label::new(
        format!("kayıtlı olmayan telefonlar: {}", missing.join(", ")),
        format!("phones not registered: {}", missing.join(", ")),
    );
    let next = Label::new(
        "telefonu açın; `pjsip show contacts` ile bakın; katalogdaki `extension` doğru mu",
        "switch the phone on; look at `pjsip show contacts`; is `extension` in the catalog right?",
    );
    vec![Finding::warn(part, what, next)]
}

async fn clock(part: &str, ami: &Ami) -> Option<Finding> {
    let before = SystemTime::now();
    let answer = ami.send(Action::ping()).await.ok()?;
    let after = SystemTime::now();
    let theirs: f64 = answer.packet.text("Timestamp")?.parse().ok()?;
    let seconds = |at: SystemTime| at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let ahead = theirs - (seconds(before) + seconds(after)) / 2.0;
    let skew = Duration::from_secs_f64(ahead.abs());
    let what = Label::new(
        format!(
            "saatler {:.1} s ayrı (santral {})",
            skew.as_secs_f64(),
            if ahead > 0.0 { "ileri" } else { "geri" }
        ),
        format!(
            "the clocks differ by {:.1} s (the PBX is {})",
            skew.as_secs_f64(),
            if ahead > 0.0 { "ahead" } else { "behind" }
        ),
    );
    let next = Label::new("iki makinede de NTP çalışsın", "run NTP on both machines");
    Some(match skew {
        skew if skew > SKEW_WRONG => Finding::wrong(part, what, next),
        skew if skew > SKEW_WARN => Finding::warn(part, what, next),
        _ => Finding { next: None, grade: super::finding::Grade::Ok, ..Finding::warn(part, what, next) },
    })
}
