//! Identity: questions, hidden fields; and what agents may grant.

use super::label;
use crate::catalog::check::Problems;
use crate::catalog::file::{AuthorityTable, IdentityTable, LabelTable, MaskedTable};
use crate::catalog::{
    AUTHORITY_MAX, Authority, Identity, Label, MASKED_MAX, MaskedField, MaskedUntil, QUESTIONS_MAX, Question,
    SHOW_LAST_MAX,
};

/// Who may be allowed to have a field revealed.
const ROLES: [&str; 3] = ["agent", "supervisor", "admin"];

pub(super) fn read(table: IdentityTable, problems: &mut Problems) -> Identity {
    problems.at_most("identity: questions", table.questions.len(), QUESTIONS_MAX);
    problems.at_most("identity: masked", table.masked.len(), MASKED_MAX);
    let questions: Vec<Question> = table.questions.into_iter().map(|one| question(one, problems)).collect();
    let all = u32::try_from(questions.len()).unwrap_or(u32::MAX);
    let questions_min = table.questions_min.unwrap_or_else(|| all.min(2));
    if questions_min > all || (questions_min == 0 && all > 0) {
        let how = format!("is {questions_min}; there are {all} questions, and one at least must be right");
        problems.add("identity: questions_min", how);
    }
    problems.differ("id", questions.iter().map(|q| (format!("question {}", q.id), q.id.as_str())));
    let masked = table.masked.into_iter().map(|one| masked(one, problems)).collect();
    Identity { questions_min, questions, masked }
}

pub(super) fn authority(tables: Vec<AuthorityTable>, problems: &mut Problems) -> Vec<Authority> {
    problems.at_most("authority", tables.len(), AUTHORITY_MAX);
    let one = |table: AuthorityTable| {
        problems.label("authority", "limit", &table.limit);
        problems.label("authority", "label.tr", &table.label.tr);
        problems.label("authority", "label.en", &table.label.en);
        Authority { label: Label { tr: table.label.tr, en: table.label.en }, limit: table.limit }
    };
    tables.into_iter().map(one).collect()
}

fn question(table: LabelTable, problems: &mut Problems) -> Question {
    let place = format!("question {}", table.id);
    problems.id(&place, &table.id);
    Question { label: label(&place, &table.id, table.label, problems), id: table.id }
}

fn masked(table: MaskedTable, problems: &mut Problems) -> MaskedField {
    let place = format!("identity: masked {}.{}", table.section, table.field);
    problems.label(&place, "section", &table.section);
    problems.label(&place, "field", &table.field);
    problems.within(&place, "show_last", table.show_last, 0..=SHOW_LAST_MAX);
    for role in table.reveal.iter().filter(|role| !ROLES.contains(&role.as_str())) {
        problems.add(format!("{place}: reveal"), format!("{role:?} is no role; write {}", ROLES.join(", ")));
    }
    let words = [MaskedUntil::Verified, MaskedUntil::Revealed];
    let until = table.until.as_deref().unwrap_or(MaskedUntil::Verified.as_str());
    let until = words.into_iter().find(|word| word.as_str() == until).unwrap_or_else(|| {
        problems.add(format!("{place}: until"), format!("{until:?}; write verified or revealed"));
        MaskedUntil::Revealed
    });
    let show_last = u8::try_from(table.show_last).unwrap_or(0);
    MaskedField { section: table.section, field: table.field, until, show_last, reveal: table.reveal }
}
