//! Who it may be, in people's words.

use crate::api::wire::{self, Label};
use crate::crm::{Candidate, Confidence, Reason};
use crate::driver::Roster;
use crate::pop::{Matched, Pop};

use super::words::customer;

/// What the look-up of a pop came to. One who is certain stands alone; the others are not shown beside her.
pub(super) fn matched(pop: &Pop, roster: &Roster) -> (wire::Match, Vec<wire::Candidate>) {
    if let Some(picked) = &pop.picked {
        let reasons = vec![Label::new("temsilci seçti", "chosen by the agent")];
        let candidate = wire::Candidate {
            customer: customer(picked, roster),
            confidence: wire::Confidence::Certain,
            reasons,
        };
        return (wire::Match::Single, vec![candidate]);
    }
    match &pop.matched {
        Matched::Pending => (wire::Match::Pending, Vec::new()),
        Matched::NothingToLookUp => (wire::Match::Withheld, Vec::new()),
        Matched::Failed => (wire::Match::Error, Vec::new()),
        Matched::Found(found) => {
            let all = || found.iter().map(|one| candidate(one, roster)).collect();
            match found.first().map(|best| best.confidence) {
                None => (wire::Match::None, Vec::new()),
                Some(Confidence::Certain) => {
                    (wire::Match::Single, found.iter().take(1).map(|one| candidate(one, roster)).collect())
                }
                Some(Confidence::Likely) => (wire::Match::Multiple, all()),
                // Nobody has this number; who has one that ends alike is a hint and no more (R5).
                Some(Confidence::Possible) => (wire::Match::None, all()),
            }
        }
    }
}

fn candidate(candidate: &Candidate, roster: &Roster) -> wire::Candidate {
    wire::Candidate {
        customer: customer(&candidate.customer, roster),
        confidence: match candidate.confidence {
            Confidence::Certain => wire::Confidence::Certain,
            Confidence::Likely => wire::Confidence::Likely,
            Confidence::Possible => wire::Confidence::Possible,
        },
        reasons: candidate.reasons.iter().map(|reason| self::reason(*reason)).collect(),
    }
}

fn reason(reason: Reason) -> Label {
    match reason {
        Reason::KeypadId => Label::new("tuşladığı numara onun", "keyed in a number of hers"),
        Reason::ExactNumber => Label::new("telefon numarası aynı", "exactly this number"),
        Reason::ConfirmedBefore { times } => {
            Label::new(format!("daha önce {times} kez onaylandı"), format!("confirmed {times} times before"))
        }
        Reason::OpenCase { count } => Label::new(format!("{count} açık iş"), format!("{count} open")),
        Reason::RecentContact { days: 0 } => Label::new("bugün görüşüldü", "in contact today"),
        Reason::RecentContact { days } => {
            Label::new(format!("{days} gün önce görüşüldü"), format!("in contact {days} days ago"))
        }
        Reason::DialledLine { times } => {
            Label::new(format!("bu hattı {times} kez aradı"), format!("called this line {times} times"))
        }
        Reason::EndsAlike => Label::new("numaranın son yedi hanesi aynı", "the last seven digits agree"),
    }
}
