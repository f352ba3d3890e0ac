//! What the daemon tells of links, agents, pages and the last calls, judged.

use std::collections::BTreeMap;

use crate::api::wire::{AgentState, DoctorAgent, DoctorState, Label, PhoneState, TraceState};

use super::finding::Finding;

/// An event that takes longer from the PBX to us makes pops late, milliseconds.
const LAG_MS_MAX: u64 = 1_000;
/// Calls whose first broken link is told.
const FAULTS_MAX: usize = 10;

/// Everything the daemon's word says.
pub(super) fn judge(state: &DoctorState) -> Vec<Finding> {
    let mut findings = vec![daemon(state)];
    findings.extend(state.pbx.iter().flat_map(links));
    findings.extend(phones(state));
    findings.extend(pages(state));
    findings.extend(members(state));
    findings.extend(faults(state));
    findings
}

fn daemon(state: &DoctorState) -> Finding {
    let version = &state.version;
    if state.database != "ok" {
        let what = Label::new(
            format!("veritabanı: {}", state.database),
            format!("the database: {}", state.database),
        );
        return Finding::wrong(
            "daemon",
            what,
            Label::new("veritabanına ve diske bakın", "look at the database and the disk"),
        );
    }
    if version != env!("CARGO_PKG_VERSION") {
        let own = env!("CARGO_PKG_VERSION");
        let what = Label::new(
            format!("çalışan {version}, bu komut {own}"),
            format!("{version} runs, this command is {own}"),
        );
        return Finding::warn("daemon", what, Label::new("servisi yeniden başlatın", "restart the service"));
    }
    Finding::ok("daemon", format!("{version} çalışıyor"), format!("{version} runs"))
}

fn links(link: &crate::api::wire::DoctorPbx) -> Vec<Finding> {
    let part = format!("link {}", link.name);
    if !link.up {
        let why = link.detail.as_deref().unwrap_or("?");
        let next = Label::new("yukarıdaki pbx satırlarına bakın", "look at the pbx lines above");
        return vec![Finding::wrong(part, Label::new(format!("kopuk: {why}"), format!("down: {why}")), next)];
    }
    let mut findings = Vec::new();
    if link.events == 0 {
        let what = Label::new("santral hiç olay göndermedi", "the PBX has told no event yet");
        let next = Label::new(
            "manager.conf: read = call,agent,user,system; eventfilter satırlarına bakın; `santral doctor --call` dener",
            "manager.conf: read = call,agent,user,system; look at eventfilter; `santral doctor --call` tries it",
        );
        findings.push(Finding::warn(part.clone(), what, next));
    }
    if link.lag_ms > LAG_MS_MAX {
        let what = Label::new(
            format!("olaylar {} ms geç", link.lag_ms),
            format!("events are {} ms late", link.lag_ms),
        );
        findings.push(Finding::warn(
            part.clone(),
            what,
            Label::new("ağa ve santralin yüküne bakın", "look at the network and the PBX's load"),
        ));
    }
    if link.dropped > 0 {
        let what = Label::new(
            format!("{} olay düştü", link.dropped),
            format!("{} events were dropped", link.dropped),
        );
        findings.push(Finding::warn(
            part.clone(),
            what,
            Label::new(
                "makine yetişemiyor: işlemciye bakın",
                "this machine cannot keep up: look at its processor",
            ),
        ));
    }
    if link.forged > 0 {
        let what =
            Label::new(format!("{} sahte paket", link.forged), format!("{} forged packets", link.forged));
        findings.push(Finding::warn(
            part.clone(),
            what,
            Label::new(
                "arayanın adına başlık yazılıyor: hattı süzün",
                "somebody writes headers into his name: filter the trunk",
            ),
        ));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            part,
            format!("açık, {} olay", link.events),
            format!("up, {} events", link.events),
        ));
    }
    findings
}

/// Whether every agent has a phone, and no phone two.
fn phones(state: &DoctorState) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seats: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for agent in &state.agents {
        if let Some(phone) = agent.phone.as_deref().or(agent.extension.as_deref()) {
            seats.entry(phone).or_default().push(&agent.id);
        }
    }
    for (phone, agents) in seats.iter().filter(|(_, agents)| agents.len() > 1) {
        let all = agents.join(", ");
        let what = Label::new(
            format!("{phone} birden çok temsilcinin: {all}"),
            format!("{phone} is several agents': {all}"),
        );
        findings.push(Finding::warn(
            "agents",
            what,
            Label::new("her temsilciye ayrı telefon", "give each agent a phone of her own"),
        ));
    }
    let none = ids(&state.agents, |agent| agent.phone.is_none() && agent.extension.is_none());
    if !none.is_empty() {
        let what = Label::new(format!("telefonu olmayan: {none}"), format!("no phone: {none}"));
        let next = Label::new(
            "katalogda `extension` yazın, ya da oturum açarken versin",
            "write `extension` in the catalog, or give it at sign-in",
        );
        findings.push(Finding::warn("agents", what, next));
    }
    let lost = ids(&state.agents, |agent| is_here(agent) && agent.phone_state == PhoneState::Unreachable);
    if !lost.is_empty() {
        let what = Label::new(
            format!("oturumu açık, telefonu kayıtlı değil: {lost}"),
            format!("signed in, phone not registered: {lost}"),
        );
        findings.push(Finding::wrong("agents", what, Label::new("telefonu açın", "switch the phone on")));
    }
    if findings.is_empty() {
        let n = state.agents.len();
        findings.push(Finding::ok(
            "agents",
            format!("{n} temsilcinin hepsinin telefonu var"),
            format!("all {n} agents have a phone"),
        ));
    }
    findings
}

fn pages(state: &DoctorState) -> Vec<Finding> {
    let here = state.agents.iter().filter(|agent| is_here(agent)).count();
    let blind = ids(&state.agents, |agent| is_here(agent) && agent.pages == 0);
    if !blind.is_empty() {
        let what = Label::new(
            format!("çağrı alıyor, açık sayfası yok: {blind}"),
            format!("takes calls with no page open: {blind}"),
        );
        let next = Label::new(
            "sayfayı açsın; vekil sunucu WebSocket'i (/ws/v1) geçiriyor mu",
            "open the page; does the proxy let the WebSocket (/ws/v1) through?",
        );
        return vec![Finding::wrong("browsers", what, next)];
    }
    let hidden = ids(&state.agents, |agent| is_here(agent) && agent.visible == 0);
    let mut findings = vec![Finding::ok(
        "browsers",
        format!("oturumu açık {here} temsilcinin sayfası bağlı"),
        format!("the pages of {here} signed-in agents are connected"),
    )];
    if !hidden.is_empty() {
        let what =
            Label::new(format!("sayfası arka planda: {hidden}"), format!("page in the background: {hidden}"));
        findings.push(Finding::warn(
            "browsers",
            what,
            Label::new(
                "bildirimlere izin versin ya da sayfayı öne alsın",
                "allow notifications, or bring the page to the front",
            ),
        ));
    }
    findings
}

fn members(state: &DoctorState) -> Option<Finding> {
    if state.unmapped.is_empty() {
        return None;
    }
    let all: Vec<String> =
        state.unmapped.iter().map(|member| format!("{} {}", member.queue, member.interface)).collect();
    let what = Label::new(
        format!("santralin kuyruklarında, temsilcisi olmayan üyeler: {}", all.join(", ")),
        format!("members of the PBX's queues who are no agent of ours: {}", all.join(", ")),
    );
    let next = Label::new(
        "o telefonlarda oturum açsınlar ya da katalogda `extension` yazın",
        "have them sign in at those phones, or write `extension` in the catalog",
    );
    Some(Finding::warn("agents", what, next))
}

/// The first broken link of each of the last calls that has one.
fn faults(state: &DoctorState) -> Vec<Finding> {
    let broken = state.traces.iter().filter_map(|trace| Some((trace, trace.fault.as_ref()?)));
    let findings: Vec<Finding> = broken
        .take(FAULTS_MAX)
        .map(|(trace, fault)| {
            let what = Label::new(
                format!("{} {}: {}", trace.began_at, fault.link, fault.text.tr),
                format!("{} {}: {}", trace.began_at, fault.link, fault.text.en),
            );
            let next = Label::new(
                format!("sayfası: /calls/{}", trace.call_id),
                format!("its page: /calls/{}", trace.call_id),
            );
            let found = Finding::warn("calls", what, next);
            if fault.state == TraceState::Broken {
                found
            } else {
                Finding { grade: super::finding::Grade::Ok, ..found }
            }
        })
        .collect();
    if findings.is_empty() {
        let n = state.traces.len();
        return vec![Finding::ok(
            "calls",
            format!("son {n} çağrıda kopan halka yok"),
            format!("no broken link in the last {n} calls"),
        )];
    }
    findings
}

fn is_here(agent: &DoctorAgent) -> bool {
    !matches!(agent.state, AgentState::Offline)
}

fn ids(agents: &[DoctorAgent], which: impl Fn(&DoctorAgent) -> bool) -> String {
    agents.iter().filter(|agent| which(agent)).map(|agent| agent.id.as_str()).collect::<Vec<_>>().join(", ")
}
