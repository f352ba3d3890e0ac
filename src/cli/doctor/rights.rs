//! What our AMI user may do, read from the actions it is offered (`ListCommands` lists only those).

use std::collections::BTreeSet;

use crate::ami::{Action, Ami};
use crate::api::wire::Label;
use crate::config::Mode;

use super::finding::Finding;

/// A class of `write` in `manager.conf`, an action that only it allows, and what it is for.
type Class = (&'static str, &'static str, &'static str, &'static str);

/// Without these nothing works in route mode.
const NEEDED: [Class; 2] = [
    ("call", "Redirect", "arayanı temsilciye göndermek", "to send callers to agents"),
    ("reporting", "CoreShowChannels", "santralin durumunu okumak", "to read the PBX's state"),
];
/// Without this one a button is missing.
const WANTED: [Class; 1] = [("originate", "Originate", "sayfadan aramak", "to dial from the page")];
/// These we never use: a leaked secret could do more than it must.
const TOO_MUCH: [Class; 3] = [
    ("command", "Command", "CLI komutları çalıştırmak", "to run CLI commands"),
    ("config", "UpdateConfig", "ayar dosyası yazmak", "to write configuration files"),
    ("system", "ModuleLoad", "modül yüklemek", "to load modules"),
];

/// The classes the user may write; none where the PBX does not say.
pub(super) async fn allowed(ami: &Ami) -> Option<BTreeSet<&'static str>> {
    let answer = ami.send(Action::new("ListCommands")).await.ok()?;
    let offered: BTreeSet<Vec<u8>> =
        answer.packet.headers().map(|(name, _)| name.to_ascii_lowercase()).collect();
    let has = |action: &str| offered.contains(action.to_ascii_lowercase().as_bytes());
    let classes = NEEDED.iter().chain(&WANTED).chain(&TOO_MUCH);
    Some(classes.filter(|(_, action, ..)| has(action)).map(|(class, ..)| *class).collect())
}

/// What is missing, and what is too much.
pub(super) fn judge(part: &str, mode: Mode, allowed: Option<&BTreeSet<&'static str>>) -> Vec<Finding> {
    let Some(allowed) = allowed else {
        let what = Label::new(
            "santral hangi yetkilerin olduğunu söylemedi",
            "the PBX did not say which rights there are",
        );
        return vec![Finding::warn(part, what, look_at(mode))];
    };
    let mut findings = Vec::new();
    let needed: &[Class] = if mode == Mode::Route { &NEEDED } else { &NEEDED[1..] };
    for (class, _, tr, en) in needed.iter().filter(|(class, ..)| !allowed.contains(class)) {
        let what = Label::new(
            format!("write içinde `{class}` yok ({tr})"),
            format!("`{class}` is missing in write ({en})"),
        );
        findings.push(Finding::wrong(part, what, look_at(mode)));
    }
    for (class, _, tr, en) in
        WANTED.iter().filter(|(class, ..)| mode == Mode::Route && !allowed.contains(class))
    {
        let what = Label::new(
            format!("write içinde `{class}` yok ({tr})"),
            format!("`{class}` is missing in write ({en})"),
        );
        findings.push(Finding::warn(part, what, look_at(mode)));
    }
    for (class, _, tr, en) in TOO_MUCH.iter().filter(|(class, ..)| allowed.contains(class)) {
        let what = Label::new(
            format!("write içinde `{class}` fazla ({tr})"),
            format!("`{class}` in write is too much ({en})"),
        );
        findings.push(Finding::warn(part, what, look_at(mode)));
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            part,
            "yazma yetkileri yerinde",
            "the rights to write are as they should be",
        ));
    }
    findings
}

fn look_at(mode: Mode) -> Label {
    let write = match mode {
        Mode::Route => "call,agent,originate,reporting",
        Mode::Observe => "reporting",
    };
    Label::new(
        format!("manager.conf: write = {write}, sonra `manager reload`"),
        format!("manager.conf: write = {write}, then `manager reload`"),
    )
}
