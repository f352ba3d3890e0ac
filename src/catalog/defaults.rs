//! What holds when the file does not say.

use super::{Disposition, Label, Numbers, Policy, Reason};

pub(super) const COOL_DOWN_S: u32 = 10;
pub(super) const MISSED_IN_A_ROW: u32 = 3;
pub(super) const SHOW_LISTENING: bool = true;
pub(super) const REGION: &str = "TR";
pub(super) const CALL_ORDER: &str = "fcfs";
pub(super) const AGENT_ORDER: &str = "longest-idle";
pub(super) const PRIORITY_WORTH_S: u32 = 60;
pub(super) const WEIGHT: u32 = 1;
/// What `call_order = "deadline"` goes by in a queue without a service level.
pub(super) const TARGET_S: u32 = 20;
pub(super) const RING_TIMEOUT_S: u32 = 15;
pub(super) const WRAP_UP_S: u32 = 20;
pub(super) const CAPACITY: u8 = 1;
pub(super) const ZONE: &str = "Europe/Istanbul";
pub(super) const SHORT_ABANDON_S: u32 = 5;

impl Default for Policy {
    fn default() -> Self {
        Self {
            cool_down_s: COOL_DOWN_S,
            missed_in_a_row_max: MISSED_IN_A_ROW,
            show_listening: SHOW_LISTENING,
        }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Self { region: REGION.to_owned(), internal: Vec::new() }
    }
}

/// Id, Turkish, English.
const REASONS: [(&str, &str, &str); 5] = [
    ("mola", "Mola", "Break"),
    ("yemek", "Yemek", "Lunch"),
    ("egitim", "Eğitim", "Training"),
    ("toplanti", "Toplantı", "Meeting"),
    ("arka-ofis", "Arka ofis işi", "Back-office work"),
];

/// Id, Turkish, English.
const DISPOSITIONS: [(&str, &str, &str); 8] = [
    ("cozuldu", "Çözüldü", "Solved"),
    ("bilgi", "Bilgi verildi", "Information given"),
    ("geri-aranacak", "Geri aranacak", "To be called back"),
    ("aktarildi", "Aktarıldı", "Handed over"),
    ("sikayet", "Şikâyet alındı", "Complaint taken"),
    ("satis", "Satış", "Sale"),
    ("yanlis-numara", "Yanlış numara", "Wrong number"),
    ("ses-yok", "Ses yok", "No sound"),
];

pub(super) fn reasons() -> Vec<Reason> {
    REASONS.iter().map(|(id, tr, en)| Reason { id: (*id).to_owned(), label: label(tr, en) }).collect()
}

pub(super) fn dispositions() -> Vec<Disposition> {
    DISPOSITIONS
        .iter()
        .map(|(id, tr, en)| Disposition { id: (*id).to_owned(), label: label(tr, en), group: None })
        .collect()
}

fn label(tr: &str, en: &str) -> Label {
    Label { tr: tr.to_owned(), en: en.to_owned() }
}
