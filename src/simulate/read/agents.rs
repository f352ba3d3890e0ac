//! An agent group's table.

use std::collections::BTreeMap;

use super::{MOMENT_S, Reader};
use crate::acd::{CAPACITY_MAX, LEVEL_MAX, Level, Requirement, SkillId};
use crate::simulate::Shape;
use crate::simulate::file::{AgentTable, ShiftTable};
use crate::simulate::limits::{COUNT, MEAN_S, PERCENT, SHIFTS_MAX, TIME_S};
use crate::simulate::scenario::{AgentGroup, Shift};

impl Reader {
    pub(super) fn agents(&mut self, table: AgentTable) -> AgentGroup {
        let place = &format!("agents {}", table.name);
        self.name(place, &table.name);
        let answer = self.shape(
            place,
            "answer",
            table.answer_distribution.as_deref(),
            table.answer_scv,
            Shape::Exponential,
        );
        AgentGroup {
            count: self.number(place, "count", table.count.unwrap_or(1), &COUNT),
            skills: self.skills(place, &table.skills),
            mean_handle_s: table.mean_handle_s.map(|mean| self.number(place, "mean_handle_s", mean, &MEAN_S)),
            answer_after_s: self.number(
                place,
                "answer_after_s",
                table.answer_after_s.unwrap_or(0.0),
                &TIME_S,
            ),
            answer,
            misses_percent: self.number(
                place,
                "misses_percent",
                table.misses_percent.unwrap_or(0.0),
                &PERCENT,
            ),
            capacity: u8::try_from(self.number(
                place,
                "capacity",
                table.capacity.unwrap_or(1),
                &(0..=CAPACITY_MAX.into()),
            ))
            .unwrap_or(CAPACITY_MAX),
            shifts: self.times(place, "shifts", &table.shifts),
            name: table.name,
        }
    }

    /// Shifts or opening times: in order and apart.
    pub(super) fn times(&mut self, place: &str, what: &str, tables: &[ShiftTable]) -> Vec<Shift> {
        self.at_most(&format!("{place}: {what}"), tables.len(), SHIFTS_MAX);
        let mut times: Vec<Shift> = Vec::with_capacity(tables.len());
        for (index, table) in tables.iter().enumerate() {
            let key = format!("{what}[{}]", index + 1);
            let from_s = self.number(place, &format!("{key}.from_s"), table.from_s, &MOMENT_S);
            let to_s = self.number(place, &format!("{key}.to_s"), table.to_s, &MOMENT_S);
            if to_s <= from_s {
                self.add(
                    place,
                    &format!("{key}.to_s"),
                    format!("is {to_s}; write a later moment than from_s"),
                );
            }
            if times.last().is_some_and(|before| before.to_s > from_s) {
                let what = format!("is {from_s}, within the one before; put them in order and apart");
                self.add(place, &format!("{key}.from_s"), what);
            }
            times.push(Shift { from_s, to_s });
        }
        times
    }

    fn skills(&mut self, place: &str, table: &BTreeMap<String, i64>) -> BTreeMap<SkillId, Level> {
        let mut skills = BTreeMap::new();
        for (skill, level) in table {
            // The language of requirements decides which words are skills.
            let named = Requirement::parse(skill).is_ok_and(|read| {
                let skills = read.skills();
                skills.len() == 1 && skills.iter().all(|name| name.as_str() == skill)
            });
            if !named {
                self.add(place, &format!("skills.{skill}"), "is no name a requirement could ask for");
            }
            match u8::try_from(*level).ok().filter(|level| *level <= LEVEL_MAX) {
                Some(level) => {
                    skills.insert(SkillId::new(skill.as_str()), level);
                }
                None => {
                    let what = format!("is {level}; write a level from 0 to {LEVEL_MAX}");
                    self.add(place, &format!("skills.{skill}"), what);
                }
            }
        }
        skills
    }
}
